use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Derivation, Threshold, Unit, Value, time::Period};

/// What a query returns: one row for each combination of members (and time bucket), in the order asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultTable {
    pub columns: Vec<Column>,
    /// Each as long as `columns`. Cells of [`ColumnKind::Dimension`] hold the label.
    pub rows: Vec<Vec<Value>>,
    /// For each row, the member key of each dimension column, in column order (`Null` where the fact names none).
    pub keys: Vec<Vec<Value>>,
    pub period: Period,
    /// The period of [`ColumnKind::Previous`], where there is one.
    pub comparison_period: Option<Period>,
    /// The SQL that ran, as a person would run it: with its values in place. Two statements where there was a comparison.
    pub sql: Vec<String>,
    pub freshness: Freshness,
    /// The filters with members resolved to labels: dimension id, whether it excludes, labels.
    pub filters: Vec<ResolvedFilter>,
    /// The conditions on figures with their values in the measures' units.
    pub conditions: Vec<ResolvedCondition>,
    /// Rows before conditions and limit took their part.
    pub rows_before: usize,
    /// Whether rows were cut off by the limit of the query or of the engine.
    pub truncated: bool,
    /// Which of the rows stand for all the members that have no row of their own.
    pub rest: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResolvedCondition {
    /// Measure id.
    pub measure: String,
    pub operator: Threshold,
    /// In the unit of the measure: money in minor units, percentages as fractions, durations in seconds.
    pub value: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedFilter {
    pub dimension: String,
    pub excludes: bool,
    pub labels: Vec<String>,
    /// What was typed, where the look-up had to correct it.
    pub corrected_from: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Measure or dimension id; `time` for the bucket.
    pub id: String,
    /// Column heading.
    pub label: String,
    pub kind: ColumnKind,
    /// None for dimensions and time.
    pub unit: Option<Unit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// First day of the bucket, ISO text.
    Time,
    Dimension,
    /// The measure in the period.
    Measure,
    /// The measure in the comparison period.
    Previous,
    /// Measure minus previous, in the unit of a difference.
    Change,
    /// Change ÷ |previous|, a fraction; null where previous is zero or missing, and for measures that are percentages.
    ChangePercent,
    /// The measure in another cut: its share, its running total.
    Derived(Derivation),
}

/// How recent the rows are that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// Last day with rows, the earliest of the facts that took part; none where a fact is empty.
    pub data_through: Option<Date>,
    /// Last day of the period that has data, where the period goes on beyond it.
    pub period_incomplete_after: Option<Date>,
}
