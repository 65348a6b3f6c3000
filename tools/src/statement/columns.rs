//! The columns of a statement: the period, and what it is set beside.

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    Engine, Filter, Freshness, Grain, Period, PeriodSpec, QueryError, ResolvedFilter, Statement, Value,
    catalogue::{Term, TermTime},
};

use super::{
    bridge::{self, Effects},
    gather::Gatherer,
    lines::{self, Checked, Lines},
};
use crate::{Completeness, ToolContext, ToolError};

/// What a statement is set beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    Nothing,
    PreviousPeriod,
    PreviousYear,
    Period(Period),
    Budget,
}

impl Against {
    pub(super) fn read(
        asked: Option<&str>,
        statement: &Statement,
        engine: &Engine,
    ) -> Result<Self, ToolError> {
        match asked {
            None => Ok(Against::Nothing),
            Some("previous_period") => Ok(Against::PreviousPeriod),
            Some("previous_year") => Ok(Against::PreviousYear),
            Some("budget") if statement.has_budget() => Ok(Against::Budget),
            Some("budget") => Err(ToolError::BadArguments(format!(
                "there is no budget of the {}; compare it with the previous period or the year before",
                statement.label.to_lowercase()
            ))),
            Some(period) => {
                let spec: PeriodSpec = period.parse().map_err(QueryError::from)?;
                Ok(Against::Period(engine.resolve_period(&spec)?))
            }
        }
    }

    fn or_the_previous(self) -> Self {
        if self == Against::Nothing { Against::PreviousPeriod } else { self }
    }

    fn days(self, period: Period) -> Option<Period> {
        match self {
            Against::Nothing => None,
            Against::PreviousPeriod => Some(period.previous()),
            Against::PreviousYear => Some(period.year_before()),
            Against::Period(other) => Some(other),
            Against::Budget => Some(period),
        }
    }
}

/// A statement's amounts, and how they were come by.
pub(super) struct Columns {
    /// As asked, cut to the days that have data where it is set against another.
    pub period: Period,
    pub lines: Lines,
    pub other: Option<Other>,
    /// The period from which a bridge leads to this one.
    pub explained: Option<Period>,
    /// Measures that sum the statement up, each now and, where it is set beside another period, then.
    pub ratios: Vec<(String, Vec<Value>)>,
    pub checks: Vec<Checked>,
    /// Whether anything was recorded.
    pub anything: bool,
    /// The day at which balances were struck, where it is not the last of the period.
    pub struck: Option<Date>,
    pub sql: Vec<String>,
    pub filters: Vec<ResolvedFilter>,
    pub freshness: Freshness,
    pub completeness: Vec<Completeness>,
}

/// The column beside.
pub(super) struct Other {
    pub period: Period,
    pub lines: Lines,
    pub is_budget: bool,
}

impl Columns {
    pub(super) async fn compute(
        statement: &Statement,
        asked: Period,
        against: Against,
        filters: &[Filter],
        context: &ToolContext,
    ) -> Result<Columns, ToolError> {
        let asked = of_the_month(statement, asked);
        let against = if statement.bridge.is_some() { against.or_the_previous() } else { against };
        let mut gatherer = Gatherer::new(statement, filters, context);
        let terms = all_terms(statement);
        let gathered = gatherer.gather(&terms, asked).await?;
        let freshness = gatherer.freshness(asked);
        let period = cut(statement, asked, against, &freshness);
        let beside = against.days(asked).map(|days| as_long(days, period, asked));
        let effects = match (&statement.bridge, beside) {
            (Some(bridge), Some(before)) => bridge::effects(bridge, &mut gatherer, before, period).await?,
            _ => Effects::new(),
        };
        let lines = lines::lines(statement, &gathered, &effects, lines::actual)?;
        let mut checks = lines::check(statement, &lines, &gathered)?;
        let mut ratios = gatherer.ratios(period).await?;
        let other = match beside.filter(|_| statement.bridge.is_none()) {
            None => None,
            Some(days) if against == Against::Budget => Some(budget(statement, &mut gatherer, days).await?),
            Some(days) => {
                let gathered = gatherer.gather(&terms, days).await?;
                let lines = lines::lines(statement, &gathered, &effects, lines::actual)?;
                checks.extend(lines::check(statement, &lines, &gathered)?);
                for (known, before) in ratios.iter_mut().zip(gatherer.ratios(days).await?) {
                    known.1.extend(before.1);
                }
                Some(Other { period: days, lines, is_budget: false })
            }
        };
        let mut completeness = gatherer.completeness(period).await?;
        if let Some(days) = beside.filter(|_| against != Against::Budget) {
            completeness.extend(gatherer.completeness(days).await?);
        }
        Ok(Columns {
            period,
            lines,
            other,
            explained: beside.filter(|_| statement.bridge.is_some()),
            ratios,
            checks,
            anything: gathered.anything || effects.values().any(|amount| *amount != 0),
            struck: gatherer.struck.get(&asked.to).copied().filter(|struck| *struck != asked.to),
            sql: gatherer.sql,
            filters: gatherer.resolved,
            freshness,
            completeness,
        })
    }
}

/// Balances on the last day of a month are those of the month: what they are set beside is another month's.
fn of_the_month(statement: &Statement, asked: Period) -> Period {
    let month = Period::bucket(Grain::Month, asked.to);
    if !has_flows(statement) && asked.days() == 1 && asked.to == month.to { month } else { asked }
}

fn has_flows(statement: &Statement) -> bool {
    statement.lines.iter().flat_map(|line| &line.terms).any(|term| term.at == TermTime::Period)
}

fn all_terms(statement: &Statement) -> Vec<&Term> {
    let lines = statement.lines.iter().flat_map(|line| &line.terms);
    lines.chain(statement.checks.iter().flat_map(|check| &check.terms)).collect()
}

/// The budget of the same days.
async fn budget(
    statement: &Statement,
    gatherer: &mut Gatherer<'_>,
    period: Period,
) -> Result<Other, ToolError> {
    let terms: Vec<&Term> = statement.lines.iter().flat_map(|line| &line.budget).collect();
    let through = gatherer.data_through;
    let gathered = gatherer.gather(&terms, period).await?;
    gatherer.data_through = through;
    let lines = lines::lines(statement, &gathered, &Effects::new(), lines::budget)?;
    Ok(Other { period, lines, is_budget: true })
}

/// Like is set beside like: where the data end within the period, flows are cut there.
fn cut(statement: &Statement, asked: Period, against: Against, freshness: &Freshness) -> Period {
    let compared = has_flows(statement) && against != Against::Nothing;
    let last = freshness.period_incomplete_after.filter(|_| compared);
    last.and_then(|last| asked.until(last)).unwrap_or(asked)
}

/// The other period, to as many days as the first has where that was cut.
fn as_long(other: Period, period: Period, asked: Period) -> Period {
    if period == asked {
        return other;
    }
    let last = other.from.saturating_add((period.days() - 1).days());
    Period::new(other.from, other.to.min(last))
}
