use std::fmt;

use jiff::civil::Date;
use sentia_semantic::Sensitivity;
use serde::{Deserialize, Serialize};

use crate::provider::Usage;

/// What is known of a model, whoever sells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCard {
    /// The name by which routes call it.
    pub id: String,
    /// Provider and model, such as `anthropic/claude-opus-5`.
    pub model: String,
    /// Tokens of a request and its reply together.
    pub window: u64,
    /// Whether it can call tools. Without that it has no figures.
    pub tools: bool,
    /// Where what it is told is processed: a region, or [`HERE`].
    pub residency: String,
    /// The most closely held measures that it may see.
    pub clearance: Sensitivity,
    /// The day on which its provider ends it.
    pub shutdown: Option<Date>,
    /// By the days on which they hold.
    pub tariffs: Vec<Tariff>,
}

/// The residency of a model on this site.
pub const HERE: &str = "here";

/// The residency of a model of which no more is known than that it is not on this site.
pub const ELSEWHERE: &str = "elsewhere";

/// A price with where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub price: Price,
    /// Its first and last day.
    pub since: Date,
    pub until: Option<Date>,
    pub source: String,
}

impl ModelCard {
    pub fn tariff_on(&self, day: Date) -> Option<&Tariff> {
        let holds = |tariff: &&Tariff| tariff.since <= day && tariff.until.is_none_or(|until| day <= until);
        self.tariffs.iter().filter(holds).max_by_key(|tariff| tariff.since)
    }

    /// Whether asking it costs nothing. A price that is not known is no price of zero, but a model on this site sends no
    /// bill unless its price says so.
    pub fn is_free_on(&self, day: Date) -> bool {
        match self.tariff_on(day) {
            Some(tariff) => tariff.price.is_zero(),
            None => self.residency == HERE,
        }
    }

    pub fn clearance_in_words(&self) -> &'static str {
        super::label(self.clearance)
    }

    pub fn is_shut_down_on(&self, day: Date) -> bool {
        self.shutdown.is_some_and(|shutdown| shutdown <= day)
    }
}

/// Prices in millionths of the currency for a million tokens: 3.00 USD for a million tokens is 3,000,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// ISO 4217.
    pub currency: String,
    pub input: u64,
    /// Of input that was read from the provider's cache.
    pub cached_input: u64,
    /// Of input that was written to it.
    pub cache_write: u64,
    pub output: u64,
}

/// Tokens that prices are for.
const TOKENS: u128 = 1_000_000;

impl Price {
    fn is_zero(&self) -> bool {
        [self.input, self.cached_input, self.cache_write, self.output] == [0; 4]
    }

    /// What three tokens read and one written cost, by which models are compared.
    pub(super) fn blended(&self) -> u128 {
        3 * u128::from(self.input) + u128::from(self.output)
    }

    /// What a reply costs, in millionths of a millionth of the currency, so that nothing is lost when replies are added up.
    fn of(&self, usage: &Usage) -> u128 {
        let plain = usage
            .input_tokens
            .saturating_sub(usage.cached_input_tokens)
            .saturating_sub(usage.cache_write_tokens);
        let parts = [
            (plain, self.input),
            (usage.cached_input_tokens, self.cached_input),
            (usage.cache_write_tokens, self.cache_write),
            (usage.output_tokens, self.output),
        ];
        parts.iter().map(|(tokens, price)| u128::from(*tokens) * u128::from(*price)).sum()
    }
}

/// What a turn cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Millionths of the currency.
    pub micros: u64,
    /// ISO 4217.
    pub currency: String,
}

impl fmt::Display for Cost {
    /// `2.00 USD`, with as many more places as it takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.micros / 1_000_000, self.micros % 1_000_000);
        match rest.is_multiple_of(10_000) {
            true => write!(f, "{whole}.{:02} {}", rest / 10_000, self.currency),
            false => write!(f, "{whole}.{rest:06} {}", self.currency),
        }
    }
}

/// Adds up replies. One without a price, or in another currency, leaves the sum unknown: half a price is a wrong one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bill {
    total: u128,
    currency: Option<String>,
    unknown: bool,
}

impl Bill {
    pub(crate) fn add(&mut self, price: Option<&Price>, usage: &Usage) {
        match price {
            Some(price) if self.currency.as_ref().is_none_or(|currency| *currency == price.currency) => {
                self.total = self.total.saturating_add(price.of(usage));
                self.currency = Some(price.currency.clone());
            }
            _ => self.unknown = true,
        }
    }

    /// Rounded once, half up; none where nothing was asked or a price is not known.
    pub(crate) fn cost(&self) -> Option<Cost> {
        let currency = self.currency.clone().filter(|_| !self.unknown)?;
        let micros = u64::try_from((self.total + TOKENS / 2) / TOKENS).ok()?;
        Some(Cost { micros, currency })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn price() -> Price {
        Price {
            currency: "USD".into(),
            input: 3_000_000,
            cached_input: 300_000,
            cache_write: 3_750_000,
            output: 15_000_000,
        }
    }

    #[test]
    fn a_turn_costs_the_sum_of_its_replies_rounded_once() {
        let usage = Usage {
            input_tokens: 1_000,
            cached_input_tokens: 600,
            cache_write_tokens: 100,
            output_tokens: 50,
        };
        let mut bill = Bill::default();
        bill.add(Some(&price()), &usage);
        // 300 × 3 + 600 × 0.3 + 100 × 3.75 + 50 × 15 millionths of a dollar.
        assert_eq!(bill.cost(), Some(Cost { micros: 2_205, currency: "USD".into() }));
        let cheap = Price { input: 333_333, ..price() };
        let mut bill = Bill::default();
        for _ in 0..3 {
            bill.add(Some(&cheap), &Usage { input_tokens: 1, ..Usage::default() });
        }
        assert_eq!(bill.cost().map(|cost| cost.micros), Some(1), "three thirds are one");
    }

    #[test]
    fn an_unknown_price_leaves_the_sum_unknown() {
        let mut bill = Bill::default();
        assert_eq!(bill.cost(), None);
        bill.add(Some(&price()), &Usage::default());
        bill.add(None, &Usage::default());
        assert_eq!(bill.cost(), None);
    }

    #[test]
    fn a_price_holds_on_its_days() {
        let tariff = |since, until, input| Tariff {
            price: Price { input, ..price() },
            since,
            until,
            source: "a page".into(),
        };
        let card = ModelCard {
            id: "m".into(),
            model: "p/m".into(),
            window: 1,
            tools: true,
            residency: HERE.into(),
            clearance: Sensitivity::Restricted,
            shutdown: Some(date(2026, 12, 1)),
            tariffs: vec![
                tariff(date(2026, 1, 1), Some(date(2026, 6, 30)), 1),
                tariff(date(2026, 7, 1), None, 2),
                tariff(date(2026, 9, 1), None, 3),
            ],
        };
        let input = |day| card.tariff_on(day).map(|tariff| tariff.price.input);
        assert_eq!(input(date(2025, 12, 31)), None);
        assert_eq!(input(date(2026, 6, 30)), Some(1));
        assert_eq!(input(date(2026, 7, 1)), Some(2));
        assert_eq!(input(date(2026, 9, 30)), Some(3), "the latest that holds");
        assert!(!card.is_shut_down_on(date(2026, 11, 30)) && card.is_shut_down_on(date(2026, 12, 1)));
    }
}
