//! What to generate.

use jiff::civil::{Date, date};

use crate::table::Error;

/// What company to generate: the same options give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Decides every random choice.
    pub seed: u64,
    /// Multiplies plants, lines, machines, products, customers and employees; 1 to 20.
    pub scale: u32,
    /// First day of history. A later day gives a smaller company for tests.
    pub first_day: Date,
    /// The as-of date: the last complete day is the day before.
    pub today: Date,
    pub incidents: Planting,
}

/// Which incidents happen to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planting {
    /// Those that the company is known for.
    #[default]
    Known,
    /// Drawn from a seed: other places, days and sizes.
    Drawn(u64),
    /// Nothing out of the ordinary.
    None,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 7,
            scale: 1,
            first_day: date(2023, 10, 1),
            today: date(2026, 9, 30),
            incidents: Planting::Known,
        }
    }
}

impl Options {
    /// Refuses what cannot be generated.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(1..=20).contains(&self.scale) {
            return Err(Error::Options(format!("scale is {}, choose 1 to 20", self.scale)));
        }
        let (earliest, latest) = (date(2023, 4, 1), date(2027, 3, 31));
        if self.first_day < earliest || self.today > latest || self.first_day >= self.today {
            return Err(Error::Options(format!(
                "history from {} to {}: choose a first day before today, both between {earliest} and {latest}",
                self.first_day, self.today
            )));
        }
        Ok(())
    }
}
