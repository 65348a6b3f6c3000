//! What a change is made of: whether it is out of the ordinary, which factors and which members it came from. The parts add
//! up to the change exactly; none of it says what caused it.

mod companions;
mod drivers;
mod page;
mod splits;
mod standing;
mod usual;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Measure, Query, ResultTable, Value};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, querying};

/// Queries that are asked at once: more would keep others waiting.
const AT_ONCE: usize = 2;

/// Says what a change of one measure is made of: which factors and which members (lines, products, customers, shifts …) it
/// came from, and whether it is out of the ordinary. Use it for "why", "what drove", "what is behind", "explain".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainChangeArgs {
    /// Measure id from the catalogue.
    pub measure: String,
    /// Period, written as for query_metrics. Left out: the measure's usual period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// previous_period, previous_year, or a period. Left out: previous_period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`ExplainChangeArgs`].
pub struct ExplainChange;

#[async_trait]
impl Tool for ExplainChange {
    const NAME: &'static str = "explain_change";
    type Args = ExplainChangeArgs;

    async fn call(&self, args: ExplainChangeArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let measures = vec![args.measure];
        let period = querying::period(&context.engine, args.period.as_deref(), &measures)?;
        let query = Query {
            comparison: Some(querying::comparison(&context.engine, args.against.as_deref())?),
            filters: querying::filters(&args.filters),
            ..Query::of(measures, period)
        };
        let whole = Whole::read(&query, context).await?;
        let mut found = page::Found::default();
        if whole.change() != Some(0.0) {
            (found.splits, found.mix) = splits::best(&query, &whole, context).await?;
            found.within = splits::within(&query, &found.splits, context).await?;
            found.drivers = drivers::of(&query, &whole, context).await?;
            found.companions = companions::of(&query, &whole, &found.splits, context).await?;
        }
        found.usual = usual::of(&query, &whole, context).await?;
        page::evidence(&query, &whole, &found, context).await
    }
}

/// Whether another measure may stand beside the one that is explained: the person may read it, and it is held no more closely, since
/// whoever sees the answer, a model too, was let in for that one.
fn may_stand_beside(measure: &Measure, own: &Measure, context: &ToolContext) -> bool {
    context.scope.may_read(measure.area) && measure.sensitivity <= own.sensitivity
}

/// The measure in both periods, over everything asked for.
struct Whole {
    result: ResultTable,
    now: Value,
    before: Value,
}

impl Whole {
    async fn read(query: &Query, context: &ToolContext) -> Result<Whole, ToolError> {
        let result = context.engine.query(query, &context.scope).await?;
        let cell =
            |at: usize| result.rows.first().and_then(|row| row.get(at)).cloned().unwrap_or(Value::Null);
        let (now, before) = (cell(0), cell(1));
        let missing = [(&now, Some(result.period)), (&before, result.comparison_period)];
        if let Some((_, period)) = missing.into_iter().find(|(value, _)| value.is_null()) {
            let label = query.measures.first().and_then(|id| context.engine.catalogue().measure(id));
            return Err(ToolError::BadArguments(format!(
                "{} has no value for {}, so there is no change to explain; name two periods that have one.",
                label.map_or("The measure", |measure| measure.label.as_str()),
                period.map_or_else(|| "the period before".to_owned(), |period| period.describe())
            )));
        }
        Ok(Whole { result, now, before })
    }

    fn change(&self) -> Option<f64> {
        Some(self.now.as_f64()? - self.before.as_f64()?)
    }
}
