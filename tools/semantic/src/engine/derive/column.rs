//! The derived columns of a query: which make sense, and what they are called.

use crate::{
    Additivity, ColumnKind, Derivation, Grain, Query, QueryError, Unit,
    catalogue::{Measure, lower_first},
};

/// Buckets in a rolling window, at most.
const MOST_BUCKETS: u32 = 400;

/// A derived column of a measure of the query.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Column<'a> {
    pub measure: &'a Measure,
    pub how: Derivation,
}

impl Column<'_> {
    pub(in crate::engine) fn described(&self, grain: Option<Grain>) -> crate::Column {
        let unit = match self.how {
            Derivation::Share => Unit::Percent,
            Derivation::MovingAverage(_) if self.is_divided() => self.measure.unit.of_mean(),
            _ => self.measure.unit.clone(),
        };
        let kind = ColumnKind::Derived(self.how);
        crate::Column { id: self.measure.id.clone(), label: self.label(grain), kind, unit: Some(unit) }
    }

    /// Whether a moving average divides by the number of buckets: ratios are computed over the window as a whole.
    pub(super) fn is_divided(&self) -> bool {
        self.measure.additivity == Additivity::Additive
    }

    fn label(&self, grain: Option<Grain>) -> String {
        let name = lower_first(&self.measure.label);
        let buckets = grain.map_or("bucket", Grain::name);
        match self.how {
            Derivation::Share => format!("Share of {name}"),
            Derivation::Running => format!("Cumulative {name}"),
            Derivation::ToDate(grain) => format!("{}, {} to date", self.measure.label, grain.name()),
            Derivation::FiscalYearToDate => format!("{}, fiscal year to date", self.measure.label),
            Derivation::Rolling(count) => format!("Rolling {count}-{buckets} {name}"),
            Derivation::MovingAverage(count) => format!("{count}-{buckets} average {name}"),
        }
    }
}

/// The columns that a query asks for. Errors: [`QueryError::Underivable`] says why one makes no sense.
pub(in crate::engine) fn resolve<'a>(
    query: &Query,
    measures: &[&'a Measure],
) -> Result<Vec<Column<'a>>, QueryError> {
    let mut columns: Vec<Column<'a>> = Vec::with_capacity(query.derived.len());
    for derived in &query.derived {
        let measure = measures.iter().find(|measure| measure.id == derived.measure);
        let measure = measure.ok_or_else(|| QueryError::UnknownOrder(derived.measure.clone()))?;
        let column = Column { measure, how: derived.how };
        check(query, &column).map_err(QueryError::Underivable)?;
        if !columns.iter().any(|other| other.measure.id == measure.id && other.how == column.how) {
            columns.push(column);
        }
    }
    Ok(columns)
}

fn check(query: &Query, column: &Column<'_>) -> Result<(), String> {
    let label = &column.measure.label;
    if column.how == Derivation::Share {
        return check_share(query, column);
    }
    let Some(grain) = query.grain else {
        return Err(format!(
            "a running or rolling figure needs buckets of time; ask for {label} by week or by month"
        ));
    };
    match column.how {
        Derivation::ToDate(span) if span < grain => {
            return Err(format!(
                "{label} to date within a {} needs buckets that are no longer; ask for it by {}",
                span.name(),
                Grain::Day.name()
            ));
        }
        Derivation::Rolling(count) | Derivation::MovingAverage(count)
            if !(2..=MOST_BUCKETS).contains(&count) =>
        {
            return Err(format!(
                "a rolling window has 2 to {MOST_BUCKETS} buckets, and not {count}; give another number"
            ));
        }
        _ => {}
    }
    match column.measure.additivity {
        Additivity::SemiAdditive => Err(format!(
            "{label} is a balance on a day: added up over time, the same balance would be counted again and again; \
             ask for it by {}, which gives the last balance of each",
            grain.name()
        )),
        Additivity::Additive | Additivity::Ratio => Ok(()),
    }
}

fn check_share(query: &Query, column: &Column<'_>) -> Result<(), String> {
    let label = &column.measure.label;
    if query.dimensions.is_empty() && query.grain.is_none() {
        return Err(format!(
            "a share needs rows to share the total; split {label} by a dimension or by time"
        ));
    }
    match column.measure.additivity {
        Additivity::Ratio => Err(format!(
            "{label} is no sum, so no row is a part of its total; ask for the share of a sum, such as a count or an amount"
        )),
        Additivity::SemiAdditive if query.dimensions.is_empty() => Err(format!(
            "{label} is a balance on a day, and its balances over time do not add up to a total; split it by a dimension"
        )),
        Additivity::Additive | Additivity::SemiAdditive => Ok(()),
    }
}
