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
