use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Grain, Query, SortBy};
use serde::{Deserialize, Serialize};

use crate::{ColumnArg, Evidence, HavingArg, Tool, ToolContext, ToolError, querying};

/// Computes measures, split by dimensions and time, filtered to members, for a period. Use it for "what", "how much",
/// "which is highest", "show by" and trends over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryMetricsArgs {
    /// Measure ids from the catalogue, at least one.
    pub measures: Vec<String>,
    /// Dimension ids to split by; empty for one total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Width of time buckets, for a trend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Period, for example yesterday, last_week, month_to_date, last_13_weeks, 2026-Q3, 2026-09, FY27,
    /// 2026-09-01..2026-09-15. Left out: the measure's usual period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
    /// Measure id to sort by; left out: time, else the first measure, highest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    /// Sort from the lowest up instead of from the highest down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ascending: bool,
    /// Rows to keep after sorting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Columns to add: share of the total, running total, to date, rolling.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnArg>,
    /// Conditions on the figures of a row, such as revenue above £100k. All of them hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub having: Vec<HavingArg>,
    /// With limit and one dimension: all other members together as one more row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others: bool,
}

/// Keeps (or leaves out) members of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterArg {
    /// Dimension id.
    pub dimension: String,
    /// Names of its members, as people write them.
    pub members: Vec<String>,
    /// True to leave them out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclude: bool,
}

/// See [`QueryMetricsArgs`].
pub struct QueryMetrics;

#[async_trait]
impl Tool for QueryMetrics {
    const NAME: &'static str = "query_metrics";
    type Args = QueryMetricsArgs;

    async fn call(&self, args: QueryMetricsArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let period = querying::period(&context.engine, args.period.as_deref(), &args.measures)?;
        let first = args.measures.first().cloned().unwrap_or_default();
        let mut query = Query {
            dimensions: args.by,
            grain: args.grain,
            filters: querying::filters(&args.filters),
            limit: args.limit,
            derived: args.columns.iter().map(|column| column.derived(&first)).collect::<Result<_, _>>()?,
            having: args.having.iter().map(|condition| condition.having(&first)).collect(),
            others: args.others,
            ..Query::of(args.measures, period)
        };
        querying::show_what_is_named(&mut query);
        query.order = querying::order(&query, args.sort_by.map(SortBy::Measure), args.ascending);
        querying::run(query, context).await
    }
}
