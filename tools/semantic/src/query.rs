use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Grain, Period};

/// A question in the words of the catalogue. Ids are checked by the engine; an unknown one is an error that names the
/// nearest ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Measure ids, at least one.
    pub measures: Vec<String>,
    /// Dimension ids to group by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<String>,
    /// Buckets of time to group by, before the dimensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Days that count, both ends included. Snapshot measures take the last snapshot within it.
    pub period: Period,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// Columns computed beside the measures. They speak of the period itself, not of the comparison.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<Derived>,
    /// Conditions on the figures of a row: rows that fail one are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub having: Vec<Having>,
    /// Whether the members beyond `limit` are shown as one more row, each measure computed over all of them together.
    /// With buckets of time, `limit` counts members, and each bucket has such a row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others: bool,
}

impl Query {
    /// Measures over a period, and nothing else.
    pub fn of(measures: Vec<String>, period: Period) -> Self {
        Query {
            measures,
            dimensions: Vec::new(),
            grain: None,
            period,
            filters: Vec::new(),
            order: None,
            limit: None,
            comparison: None,
            derived: Vec::new(),
            having: Vec::new(),
            others: false,
        }
    }
}

/// A column beside a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// A measure id of the query.
    pub measure: String,
    pub how: Derivation,
}

/// How a column is computed. Over several buckets of time, a measure is computed from all their rows together: a ratio
/// is Σ numerator ÷ Σ denominator over the window, never a sum or a mean of ratios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// Part of the total of all rows asked for; of the bucket's total where both time and members split the rows.
    Share,
    /// From the first day of the period to the end of the bucket.
    Running,
    /// From the first day of the calendar month, quarter or year to the end of the bucket.
    ToDate(Grain),
    /// From the first day of the fiscal year to the end of the bucket.
    FiscalYearToDate,
    /// Over as many buckets, the row's own being the last.
    Rolling(u32),
    /// The same, of sums the mean of each bucket.
    MovingAverage(u32),
}

impl Derivation {
    /// Whether rows of other buckets count too.
    pub fn is_window(self) -> bool {
        self != Derivation::Share
    }
}

/// A condition on a measure of the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Having {
    /// A measure id of the query.
    pub measure: String,
    pub operator: Threshold,
    /// As a person or a model writes it: `60%`, `£100k`, `2 hours`; or `target`, the measure's own.
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    Above,
    AtLeast,
    Below,
    AtMost,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Dimension id.
    pub dimension: String,
    pub operator: FilterOperator,
    /// Labels or keys, as a person or a model writes them; the engine looks them up and tolerates small misspellings.
    pub members: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterOperator {
    In,
    NotIn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub by: SortBy,
    pub direction: SortDirection,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// A measure id of the query.
    Measure(String),
    /// The change of a measure against the comparison.
    Change(String),
    /// A dimension id of the query, by label.
    Dimension(String),
    /// The time bucket.
    Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortDirection {
    Ascending,
    Descending,
}

/// What each row is set beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The period just before, of the same kind and length: August for September, the week before for a week.
    PreviousPeriod,
    /// The same days a year earlier (weeks: the same ISO week of the year before).
    PreviousYear,
    /// These days.
    Period(Period),
}
