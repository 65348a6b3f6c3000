//! Currencies, amounts and the daily exchange rates.

use jiff::civil::{Date, date};
use rand_distr::{Distribution, StandardNormal};

use crate::calendar::{days, days_between, fiscal_year, fiscal_year_start};
use crate::random::stream;

/// A currency of the company. All have a hundred minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// The group's own.
    Gbp,
    Eur,
    Pln,
    Usd,
}

impl Currency {
    pub const ALL: [Self; 4] = [Self::Gbp, Self::Eur, Self::Pln, Self::Usd];

    #[must_use]
    pub const fn code(self) -> &'static str {
        ["GBP", "EUR", "PLN", "USD"][self as usize]
    }

    /// Pounds for one unit around which the rate wanders.
    const fn level(self) -> f64 {
        [1.0, 0.858, 0.197, 0.786][self as usize]
    }
}

/// An amount in the currency of the plant's books and in the group's, both in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    pub local_minor: i64,
    pub group_minor: i64,
}

impl std::ops::Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            local_minor: self.local_minor + other.local_minor,
            group_minor: self.group_minor + other.group_minor,
        }
    }
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::ops::Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl std::ops::Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self { local_minor: -self.local_minor, group_minor: -self.group_minor }
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), |sum, amount| sum + amount)
    }
}

/// A move of one currency against the group's that was planted.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    pub currency: Currency,
    pub from: Date,
    pub to: Date,
    /// Share by which the currency gains by `to`; it keeps the gain.
    pub share: f64,
}

/// Exchange rates of every day, known up to the day before `today` (later days keep the last).
#[derive(Debug, Clone)]
pub struct Rates {
    first: Date,
    daily: Vec<[f64; 4]>,
}

impl Rates {
    /// Rates wander day by day and are pulled back to their level; weekends keep Friday's.
    #[must_use]
    pub fn new(seed: u64, today: Date, moves: &[Move]) -> Self {
        let first = date(2023, 4, 1);
        let mut random = stream(seed, "exchange rates");
        let mut drift = [0.0_f64; 4];
        let mut daily: Vec<[f64; 4]> = Vec::new();
        for day in days(first, today) {
            if day.weekday().to_monday_zero_offset() < 5 || daily.is_empty() {
                for step in &mut drift[1..] {
                    let noise: f64 = StandardNormal.sample(&mut random);
                    *step = *step * 0.992 + 0.0036 * noise;
                }
                daily.push(
                    Currency::ALL.map(|currency| rate_on(currency, drift[currency as usize], day, moves)),
                );
            } else if let Some(&friday) = daily.last() {
                daily.push(friday);
            }
        }
        Self { first, daily }
    }

    /// Units of the group's currency for one unit of `currency` on `day`.
    #[must_use]
    pub fn rate(&self, currency: Currency, day: Date) -> f64 {
        let at = days_between(self.first, day).clamp(0, self.daily.len() as i64 - 1);
        self.daily[at as usize][currency as usize]
    }

    /// Minor units of `to` for `minor` minor units of `from` on `day`, rounded to the nearest.
    #[must_use]
    pub fn convert(&self, minor: i64, from: Currency, to: Currency, day: Date) -> i64 {
        if from == to {
            return minor;
        }
        (minor as f64 * self.rate(from, day) / self.rate(to, day)).round() as i64
    }

    /// `minor` minor units of `currency` as an amount in the books of a plant whose currency is `local`.
    #[must_use]
    pub fn amount(&self, minor: i64, currency: Currency, local: Currency, day: Date) -> Amount {
        Amount {
            local_minor: self.convert(minor, currency, local, day),
            group_minor: self.convert(minor, currency, Currency::Gbp, day),
        }
    }

    /// The fixed rate of a fiscal year at which standard costs and budgets are translated:
    /// the rate on the year's first day.
    #[must_use]
    pub fn standard_rate(&self, currency: Currency, day: Date) -> f64 {
        self.rate(currency, fiscal_year_start(fiscal_year(day)))
    }

    /// An amount at standard: exact in the group's currency, translated at the fiscal year's fixed rate.
    #[must_use]
    pub fn at_standard(&self, group_minor: i64, local: Currency, day: Date) -> Amount {
        let local_minor = match local {
            Currency::Gbp => group_minor,
            _ => (group_minor as f64 / self.standard_rate(local, day)).round() as i64,
        };
        Amount { local_minor, group_minor }
    }
}

fn rate_on(currency: Currency, drift: f64, day: Date, moves: &[Move]) -> f64 {
    if currency == Currency::Gbp {
        return 1.0;
    }
    let planted: f64 =
        moves.iter().filter(|step| step.currency == currency).map(|step| gained(step, day)).sum();
    let rate = currency.level() * drift.exp() * (1.0 + planted);
    (rate * 1e5).round() / 1e5
}

/// The share of a planted move that has happened by `day`: it comes in evenly.
fn gained(step: &Move, day: Date) -> f64 {
    let length = days_between(step.from, step.to).max(1) as f64;
    step.share * (days_between(step.from, day) as f64 / length).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_move_shows_and_stays() {
        let (from, to) = (date(2026, 6, 1), date(2026, 6, 20));
        let step = Move { currency: Currency::Pln, from, to, share: 0.08 };
        let (calm, moved) =
            (Rates::new(7, date(2026, 9, 30), &[]), Rates::new(7, date(2026, 9, 30), &[step]));
        assert_eq!(calm.rate(Currency::Pln, from), moved.rate(Currency::Pln, from));
        let gain = moved.rate(Currency::Pln, date(2026, 9, 1)) / calm.rate(Currency::Pln, date(2026, 9, 1));
        assert!((gain - 1.08).abs() < 1e-3, "{gain}");
        assert_eq!(calm.rate(Currency::Eur, to), moved.rate(Currency::Eur, to));
    }

    #[test]
    fn group_amounts_at_standard_are_exact() {
        let rates = Rates::new(7, date(2026, 9, 30), &[]);
        assert_eq!(rates.at_standard(12_345, Currency::Pln, date(2026, 5, 5)).group_minor, 12_345);
        assert_eq!(rates.convert(500, Currency::Gbp, Currency::Gbp, date(2026, 5, 5)), 500);
    }
}
