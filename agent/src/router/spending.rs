//! Budgets of money: what models may cost a person and a company, and what is left of that.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};
use sentia_semantic::Scope;
use serde::{Deserialize, Serialize};

use super::Cost;
use crate::store::{Ledger, Since, Totals};

/// What models may cost, and where it is written what they did.
pub struct Spending {
    pub limits: SpendingLimits,
    /// Days and months are the company's.
    pub zone: TimeZone,
    pub ledger: Arc<dyn Ledger>,
}

/// In millionths of the currency of the prices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpendingLimits {
    /// ISO 4217. What was spent in another currency is not counted.
    pub currency: String,
    pub person_per_day: Limit,
    pub company_per_day: Limit,
    pub company_per_month: Limit,
}

/// None for as much as anybody likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limit {
    /// From here on the cheapest model is asked first.
    pub soft: Option<u64>,
    /// From here on no model is asked that costs money.
    pub hard: Option<u64>,
}

impl SpendingLimits {
    /// Whether anything is limited.
    pub fn is_any(&self) -> bool {
        self.each().iter().any(|(_, limit)| *limit != Limit::default())
    }

    /// Those that last longest first.
    pub fn each(&self) -> [(Allowance, Limit); 3] {
        [
            (Allowance::CompanyMonth, self.company_per_month),
            (Allowance::CompanyDay, self.company_per_day),
            (Allowance::PersonDay, self.person_per_day),
        ]
    }
}

/// Whose money, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    PersonDay,
    CompanyDay,
    CompanyMonth,
}

impl Allowance {
    pub fn of(self, totals: &Totals) -> u64 {
        match self {
            Allowance::PersonDay => totals.person_day,
            Allowance::CompanyDay => totals.company_day,
            Allowance::CompanyMonth => totals.company_month,
        }
    }

    pub fn period(self) -> &'static str {
        match self {
            Allowance::PersonDay | Allowance::CompanyDay => "day",
            Allowance::CompanyMonth => "month",
        }
    }

    pub fn whose(self) -> &'static str {
        match self {
            Allowance::PersonDay => "each person",
            Allowance::CompanyDay | Allowance::CompanyMonth => "the company",
        }
    }
}

/// The limit that a question is past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Past {
    Soft {
        allowance: Allowance,
        limit: Cost,
    },
    Hard {
        allowance: Allowance,
        limit: Cost,
        /// When it starts again, in words.
        again: String,
    },
    /// What was spent cannot be read, and why: nothing is spent blindly.
    Unread(String),
}

impl Past {
    /// Whether models that cost money may not be asked.
    pub fn is_hard(&self) -> bool {
        !matches!(self, Past::Soft { .. })
    }

    /// Half a sentence.
    pub fn in_words(&self) -> String {
        match self {
            Past::Soft { allowance, limit } => {
                let (period, whose) = (allowance.period(), allowance.whose());
                format!(
                    "past the {period}'s soft budget of {limit} for {whose}, so the cheapest model is asked first"
                )
            }
            Past::Hard { allowance, limit, again } => {
                let (period, whose) = (allowance.period(), allowance.whose());
                format!("the {period}'s budget of {limit} for {whose} is used up; it starts again on {again}")
            }
            Past::Unread(detail) => format!("what models have cost so far cannot be read ({detail})"),
        }
    }
}

impl Spending {
    /// The limit that the reader is past; the hard one that lasts longest, else a soft one.
    pub(super) async fn past(&self, reader: &Scope, now: Timestamp) -> Option<Past> {
        match self.read(reader, now).await {
            Ok((totals, here)) => self.limits.past(&totals, &here),
            Err(detail) => Some(Past::Unread(detail)),
        }
    }

    /// What has been spent of each allowance.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub async fn totals(&self, reader: &Scope, now: Timestamp) -> Result<Totals, String> {
        Ok(self.read(reader, now).await?.0)
    }

    async fn read(&self, reader: &Scope, now: Timestamp) -> Result<(Totals, Zoned), String> {
        let here = now.to_zoned(self.zone.clone());
        let since = since(&here).map_err(|error| error.to_string())?;
        let totals = self.ledger.totals(reader, &self.limits.currency, since).await;
        Ok((totals.map_err(|error| error.to_string())?, here))
    }
}

impl SpendingLimits {
    fn past(&self, totals: &Totals, here: &Zoned) -> Option<Past> {
        let cost = |micros| Cost { micros, currency: self.currency.clone() };
        let is_past = |allowance: Allowance, limit: Option<u64>| {
            limit.filter(|limit| allowance.of(totals) >= *limit).map(cost)
        };
        let hard = self.each().into_iter().find_map(|(allowance, limit)| {
            let limit = is_past(allowance, limit.hard)?;
            Some(Past::Hard { allowance, limit, again: again(allowance, here) })
        });
        let soft = || {
            self.each().into_iter().find_map(|(allowance, limit)| {
                Some(Past::Soft { allowance, limit: is_past(allowance, limit.soft)? })
            })
        };
        hard.or_else(soft)
    }
}

/// When the day and the month of this instant began, where the company is.
///
/// # Errors
/// Only at the ends of the calendar.
pub fn since(here: &Zoned) -> Result<Since, jiff::Error> {
    Ok(Since {
        day: here.start_of_day()?.timestamp(),
        month: here.first_of_month()?.start_of_day()?.timestamp(),
    })
}

/// Midnight after the day or the month; on days without one, the day's first minute.
fn again(allowance: Allowance, here: &Zoned) -> String {
    let next = match allowance {
        Allowance::PersonDay | Allowance::CompanyDay => here.tomorrow(),
        Allowance::CompanyMonth => here.first_of_month().and_then(|first| first.checked_add(1.month())),
    };
    match next.and_then(|next| next.start_of_day()) {
        Ok(next) => next.strftime("%-d %b %Y at %H:%M (%Q)").to_string(),
        Err(_) => "a day beyond the calendar".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().expect("an instant with its zone")
    }

    fn limits() -> SpendingLimits {
        SpendingLimits {
            currency: "USD".into(),
            person_per_day: Limit { soft: Some(1_000_000), hard: Some(2_000_000) },
            company_per_day: Limit { soft: None, hard: Some(5_000_000) },
            company_per_month: Limit { soft: None, hard: Some(9_000_000) },
        }
    }

    #[test]
    fn the_last_millionth_of_a_limit_is_the_limit() {
        let here = at("2026-12-01T10:00[Europe/London]");
        let past = |person_day, company_day, company_month| {
            let past = limits().past(&Totals { person_day, company_day, company_month }, &here);
            past.map(|past| past.in_words())
        };
        assert_eq!(past(999_999, 4_999_999, 8_999_999), None);
        let soft = past(1_000_000, 1_000_000, 1_000_000).expect("soft");
        assert_eq!(
            soft,
            "past the day's soft budget of 1.00 USD for each person, so the cheapest model is asked first"
        );
        let hard = past(2_000_000, 2_000_000, 2_000_000).expect("hard");
        assert!(
            hard.ends_with("is used up; it starts again on 2 Dec 2026 at 00:00 (Europe/London)"),
            "{hard}"
        );
        let longest = past(2_000_000, 5_000_000, 9_000_000).expect("hard");
        assert!(longest.starts_with("the month's budget of 9.00 USD"), "{longest}");
        assert!(longest.contains("1 Jan 2027 at 00:00"), "{longest}");
    }

    #[test]
    fn days_and_months_begin_where_the_company_is() {
        // Clocks went back on 25 October: that day has 25 hours, and its month began in summer time.
        let began = since(&at("2026-10-25T23:30[Europe/London]")).expect("in the calendar");
        assert_eq!(began.day.to_string(), "2026-10-24T23:00:00Z");
        assert_eq!(began.month.to_string(), "2026-09-30T23:00:00Z");
        // In Beirut clocks go forward at midnight: that day begins at one.
        assert_eq!(
            again(Allowance::PersonDay, &at("2026-03-28T12:00[Asia/Beirut]")),
            "29 Mar 2026 at 01:00 (Asia/Beirut)"
        );
    }
}
