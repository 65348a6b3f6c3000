//! What would have been, had some measures been otherwise: the effect is worked out from the definitions of the catalogue and
//! from what it says moves in proportion; everything else is taken as it was.

mod change;
mod goal;
mod graph;
mod model;
mod page;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Measure, Query, QueryError};
use serde::{Deserialize, Serialize};

use self::{change::Change, graph::Graph, model::Model, page::Page};
use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, querying};

/// What-if: what a measure would have been in a period, had others been higher or lower, all else as it was. Also how far one
/// measure must move for another to reach a goal. Use it for "what if", "what would … be if", "effect of a 5% rise in",
/// "what OEE do we need to".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfArgs {
    /// Measures that are taken to be otherwise, all at once. With `goal`, the one to be moved, without by and to.
    pub changes: Vec<ChangeArg>,
    /// Measure ids to show the effect on. Left out: those that the catalogue says are moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// What the first of `measures` is to reach, with its unit: 35%, £6m; or target, for its own target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// A period with data, written as for query_metrics. Left out: the measure's usual period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// One measure, and how it differs from what it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeArg {
    /// Measure id from the catalogue.
    pub measure: String,
    /// By how much, with sign: 10% or -10% is that part of itself; 5 points is added to a percentage, £2k to money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// To which value instead: 70%, £12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// See [`WhatIfArgs`].
pub struct WhatIf;

#[async_trait]
impl Tool for WhatIf {
    const NAME: &'static str = "what_if";
    type Args = WhatIfArgs;

    async fn call(&self, args: WhatIfArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let catalogue = context.engine.catalogue();
        let levers = args.changes.iter().map(|change| readable(&change.measure, context));
        let levers: Vec<&Measure> = levers.collect::<Result<_, _>>()?;
        if levers.is_empty() {
            return Err(ToolError::BadArguments(
                "Name the measure that is taken to be otherwise.".to_owned(),
            ));
        }
        if let Some(doubled) = doubled(&levers) {
            return Err(words::named_twice(doubled));
        }
        let graph = Graph::of(catalogue, &context.scope);
        let effects = effects(&args, &levers, &graph, context)?;
        let usual: Vec<String> = effects.iter().chain(&levers).map(|measure| measure.id.clone()).collect();
        let period = querying::period(&context.engine, args.period.as_deref(), &usual)?;
        let query = Query { filters: querying::filters(&args.filters), ..Query::of(Vec::new(), period) };
        let model = Model::read(&graph, &levers, &effects, &query, context).await?;
        let changes = match &args.goal {
            Some(goal) => vec![goal::reached(goal, &args.changes, &levers, &effects, &model)?],
            None => args
                .changes
                .iter()
                .zip(&levers)
                .map(|(asked, measure)| Change::read(asked, measure, model.base(&measure.id)))
                .collect::<Result<_, _>>()?,
        };
        Page::new(&model, &changes, &effects, context).evidence(args.goal.as_deref())
    }
}

/// A measure that there is and that the person may read.
fn readable<'a>(id: &str, context: &'a ToolContext) -> Result<&'a Measure, ToolError> {
    let measure = context.engine.measure(id)?;
    if context.scope.may_read(measure.area) {
        Ok(measure)
    } else {
        Err(QueryError::AreaForbidden { what: measure.label.clone(), area: measure.area }.into())
    }
}

/// A measure that is taken to be otherwise in two ways at once.
fn doubled<'a>(levers: &[&'a Measure]) -> Option<&'a Measure> {
    let is_again = |(at, lever): &(usize, &&Measure)| levers[..*at].iter().any(|other| other.id == lever.id);
    levers.iter().enumerate().find(is_again).map(|(_, lever)| *lever)
}

/// The measures that the effect is shown on.
fn effects<'a>(
    args: &WhatIfArgs,
    levers: &[&'a Measure],
    graph: &Graph<'a>,
    context: &'a ToolContext,
) -> Result<Vec<&'a Measure>, ToolError> {
    if args.measures.is_empty() {
        let reaches = |measure: &Measure| {
            let dimensions = context.engine.dimensions_of(&measure.id);
            let has =
                |filter: &FilterArg| dimensions.iter().any(|dimension| dimension.id == filter.dimension);
            args.filters.iter().all(has)
        };
        let moved = graph.moved_by(levers, &reaches);
        return if moved.is_empty() { Err(words::moves_nothing(levers)) } else { Ok(moved) };
    }
    let mut named = Vec::new();
    for id in &args.measures {
        let measure = readable(id, context)?;
        let is_lever = levers.iter().any(|lever| lever.id == measure.id);
        if !is_lever && !graph.is_moved(measure, levers) {
            return Err(words::does_not_move(levers, measure, graph));
        }
        if !is_lever {
            named.push(measure);
        }
    }
    if named.is_empty() { Err(words::by_itself(levers)) } else { Ok(named) }
}
