use thiserror::Error;

/// Attributes beyond these are too many combinations to look at.
const MOST_ATTRIBUTES: usize = 16;

/// Leaf rows. All slices are as long as there are rows.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// For each attribute its column: the member (a small integer) of each row.
    pub attributes: &'a [Vec<u32>],
    /// The measure, in units that can be summed: an amount, a count, the numerator of a ratio.
    pub actual: &'a [f64],
    /// What was expected of it, in the same unit: a forecast, the other period, for a ratio [`super::expected_counts`].
    pub expected: &'a [f64],
}

/// Why no cause can be looked for; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CannotLocalise {
    #[error("there are no rows to look into")]
    Nothing,
    #[error("there are {given} attributes; one to 16 can be looked into")]
    Attributes { given: usize },
    #[error("the columns differ in length: {actual} actual values, and {other} of another column")]
    Lengths { actual: usize, other: usize },
    #[error("row {row} has a value that is not a number that can be reckoned with")]
    NotANumber { row: usize },
}

impl Table<'_> {
    pub(super) fn check(&self) -> Result<(), CannotLocalise> {
        let rows = self.actual.len();
        if rows == 0 {
            return Err(CannotLocalise::Nothing);
        }
        if self.attributes.is_empty() || self.attributes.len() > MOST_ATTRIBUTES {
            return Err(CannotLocalise::Attributes { given: self.attributes.len() });
        }
        let lengths = self.attributes.iter().map(Vec::len).chain([self.expected.len()]);
        if let Some(other) = lengths.into_iter().find(|length| *length != rows) {
            return Err(CannotLocalise::Lengths { actual: rows, other });
        }
        // Sums of a million of these and their squares stay finite.
        let fit = |value: f64| value.is_finite() && value.abs() <= 1e100;
        match self
            .actual
            .iter()
            .zip(self.expected)
            .position(|(actual, expected)| !fit(*actual) || !fit(*expected))
        {
            Some(row) => Err(CannotLocalise::NotANumber { row }),
            None => Ok(()),
        }
    }
}
