use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Query, SortBy};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, HavingArg, Tool, ToolContext, ToolError, querying};

/// Sets a period beside another: value, value before, change, change in percent, split by dimensions where asked. Use it
/// for "compared with", "vs last year", "up or down", "biggest change".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparePeriodsArgs {
    /// Measure ids from the catalogue, at least one.
    pub measures: Vec<String>,
    /// Dimension ids to split by; empty for one total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Period, written as for query_metrics. Left out: the measure's usual period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// previous_period, previous_year, or a period. Left out: previous_period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
    /// Sort rows by the change, largest rise first, instead of by the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sort_by_change: bool,
    /// Sort from the lowest up instead of from the highest down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ascending: bool,
    /// Rows to keep after sorting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Conditions on the figures of a row in the period, such as revenue above £100k. All of them hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub having: Vec<HavingArg>,
}

/// See [`ComparePeriodsArgs`].
pub struct ComparePeriods;

#[async_trait]
impl Tool for ComparePeriods {
    const NAME: &'static str = "compare_periods";
    type Args = ComparePeriodsArgs;

    async fn call(&self, args: ComparePeriodsArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let period = querying::period(&context.engine, args.period.as_deref(), &args.measures)?;
        let first = args.measures.first().cloned().unwrap_or_default();
        let mut query = Query {
            comparison: Some(querying::comparison(&context.engine, args.against.as_deref())?),
            dimensions: args.by,
            filters: querying::filters(&args.filters),
            limit: args.limit,
            having: args.having.iter().map(|condition| condition.having(&first)).collect(),
            ..Query::of(args.measures, period)
        };
        querying::show_what_is_named(&mut query);
        let by_change =
            args.sort_by_change.then(|| query.measures.first().cloned().map(SortBy::Change)).flatten();
        query.order = querying::order(&query, by_change, args.ascending);
        querying::run(query, context).await
    }
}
