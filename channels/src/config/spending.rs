//! Budgets of money: as they are written, and checked.

use sentia_agent::router::{Limit, SpendingLimits};
use serde::Deserialize;
use toml::Spanned;

use super::{Models, file::BudgetSection, validate::Check};

/// In units of the currency of the prices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitSection {
    soft: Option<Spanned<f64>>,
    hard: Option<Spanned<f64>>,
}

impl Check<'_> {
    /// None where nothing that is configured costs money.
    pub(super) fn spending(&mut self, section: &BudgetSection, models: &Models) -> SpendingLimits {
        let (person, day, month) =
            (&section.person_per_day, &section.company_per_day, &section.company_per_month);
        let limits = SpendingLimits {
            currency: String::new(),
            person_per_day: self.limit(person.as_ref()),
            company_per_day: self.limit(day.as_ref()),
            company_per_month: self.limit(month.as_ref()),
        };
        match models {
            Models::Routed(registry) => SpendingLimits { currency: registry.currency.clone(), ..limits },
            Models::One(_, residency) if residency != sentia_agent::router::HERE => {
                for at in [person, day, month].into_iter().flatten() {
                    self.fault(
                        at,
                        "what the model in [model] costs is not known, so no budget can hold it; name it in a file of \
                         models with its prices, and that file in [router]",
                    );
                }
                SpendingLimits::default()
            }
            Models::One(..) | Models::Local(_) | Models::Embedded => SpendingLimits::default(),
        }
    }

    fn limit(&mut self, section: Option<&Spanned<LimitSection>>) -> Limit {
        let Some(at) = section else { return Limit::default() };
        let LimitSection { soft, hard } = at.get_ref();
        let limit = Limit {
            soft: soft.as_ref().and_then(|amount| self.amount(amount)),
            hard: hard.as_ref().and_then(|amount| self.amount(amount)),
        };
        if soft.is_none() && hard.is_none() {
            self.fault(at, "this limits nothing; give it soft, hard or both, or take the line out");
        }
        if let (Some(soft), Some(hard)) = (limit.soft, limit.hard)
            && soft > hard
        {
            self.fault(at, "the soft limit is above the hard one and would never be felt; lower it");
        }
        limit
    }

    /// In millionths of the currency, which a number of the file holds exactly up to the most that is taken.
    fn amount(&mut self, amount: &Spanned<f64>) -> Option<u64> {
        const MOST: f64 = 1e9;
        let micros = *amount.get_ref() * 1e6;
        if !(0.0..=MOST * 1e6).contains(&micros)
            || (micros - micros.round()).abs() > 1e-3_f64.max(micros * 1e-15)
        {
            self.fault(amount, "a budget is a number from 0 to 1000000000, to six places at most");
            return None;
        }
        Some(micros.round() as u64)
    }
}
