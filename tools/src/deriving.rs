//! Columns and conditions of a tool call as the engine takes them, and in words.

use schemars::JsonSchema;
use sentia_semantic::{
    Derivation, Derived, Grain, Having, Measure, ResolvedCondition, Threshold, Value, lower_first,
};
use serde::{Deserialize, Serialize};

use crate::{ToolError, format};

/// A column beside a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnArg {
    pub kind: ColumnKindArg,
    /// Measure id; left out: the first measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// For rolling and moving_average: time buckets in the window. 4 with grain week is four weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buckets: Option<u32>,
}

/// What a column shows. All but share_of_total need grain; a ratio is computed anew over the whole window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKindArg {
    /// The row's part of the total, a percentage.
    ShareOfTotal,
    /// Added up from the start of the period.
    RunningTotal,
    MonthToDate,
    QuarterToDate,
    YearToDate,
    FiscalYearToDate,
    /// Over the last `buckets` time buckets together.
    Rolling,
    /// The mean of the last `buckets` time buckets.
    MovingAverage,
}

/// Keeps only rows whose figure passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HavingArg {
    /// Measure id; left out: the first measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    pub is: Threshold,
    /// With its unit, as people write it: 60%, £100k, 2 hours, 500; or target, for the measure's own target.
    pub value: String,
}

impl ColumnArg {
    /// The column of a call whose first measure is `first`.
    pub(crate) fn derived(&self, first: &str) -> Result<Derived, ToolError> {
        let how = match (self.kind, self.buckets) {
            (ColumnKindArg::ShareOfTotal, _) => Derivation::Share,
            (ColumnKindArg::RunningTotal, _) => Derivation::Running,
            (ColumnKindArg::MonthToDate, _) => Derivation::ToDate(Grain::Month),
            (ColumnKindArg::QuarterToDate, _) => Derivation::ToDate(Grain::Quarter),
            (ColumnKindArg::YearToDate, _) => Derivation::ToDate(Grain::Year),
            (ColumnKindArg::FiscalYearToDate, _) => Derivation::FiscalYearToDate,
            (ColumnKindArg::Rolling, Some(buckets)) => Derivation::Rolling(buckets),
            (ColumnKindArg::MovingAverage, Some(buckets)) => Derivation::MovingAverage(buckets),
            (ColumnKindArg::Rolling | ColumnKindArg::MovingAverage, None) => {
                let reason = "a rolling column needs `buckets`, the number of time buckets in its window";
                return Err(ToolError::BadArguments(reason.to_owned()));
            }
        };
        Ok(Derived { measure: self.measure.clone().unwrap_or_else(|| first.to_owned()), how })
    }
}

impl HavingArg {
    pub(crate) fn having(&self, first: &str) -> Having {
        Having {
            measure: self.measure.clone().unwrap_or_else(|| first.to_owned()),
            operator: self.is,
            value: self.value.clone(),
        }
    }
}

/// What tells the columns of one measure apart in ids: `share`, `running`, `rolling_4`.
pub(crate) fn id(how: Derivation) -> String {
    match how {
        Derivation::Share => "share".to_owned(),
        Derivation::Running => "running".to_owned(),
        Derivation::ToDate(span) => format!("{}_to_date", span.name()),
        Derivation::FiscalYearToDate => "fiscal_year_to_date".to_owned(),
        Derivation::Rolling(buckets) => format!("rolling_{buckets}"),
        Derivation::MovingAverage(buckets) => format!("average_{buckets}"),
    }
}

/// `Cumulative revenue: from the first day of the period to the end of each month`.
pub(crate) fn explained(label: &str, how: Derivation, grain: Option<Grain>) -> String {
    let bucket = grain.map_or("row", Grain::name);
    let meaning = match how {
        Derivation::Share => "the row's part of the total".to_owned(),
        Derivation::Running => format!("from the first day of the period to the end of each {bucket}"),
        Derivation::ToDate(span) => {
            format!("from the first day of the {} to the end of each {bucket}", span.name())
        }
        Derivation::FiscalYearToDate => {
            format!("from the first day of the fiscal year to the end of each {bucket}")
        }
        Derivation::Rolling(buckets) => {
            format!("over each {bucket} and the {} before it, taken together", buckets - 1)
        }
        Derivation::MovingAverage(buckets) => {
            format!(
                "the mean of each {bucket} and the {} before it; a ratio is taken over all of them together",
                buckets - 1
            )
        }
    };
    format!("{label}: {meaning}")
}

/// `OEE below 60.0%`.
pub(crate) fn condition_in_words(condition: &ResolvedCondition, measure: &Measure) -> String {
    let operator = match condition.operator {
        Threshold::Above => "above",
        Threshold::AtLeast => "at or above",
        Threshold::Below => "below",
        Threshold::AtMost => "at or below",
    };
    format!(
        "{} {operator} {}",
        lower_first(&measure.label),
        format::value(&threshold(condition), &measure.unit)
    )
}

/// The value of a condition, whole where it is.
pub(crate) fn threshold(condition: &ResolvedCondition) -> Value {
    let value = condition.value;
    if value.fract() == 0.0 && value.abs() < 9e15 { Value::Integer(value as i64) } else { Value::Real(value) }
}
