//! What a batch was made from, what it went into, and who received it.

mod follow;
mod page;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_semantic::{Catalogue, Trace as TraceModel};
use serde::{Deserialize, Serialize};

use crate::{Evidence, Tool, ToolContext, ToolError};

/// Traces a batch or lot by its number: back to what it was made from, forward to what it went into and who received it. Use it for
/// "trace batch B-1007", "which lots went into it", "which customers got it", recalls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceArgs {
    /// Dimension id of what is traced, such as `batch`.
    pub of: String,
    /// Its number, as it is written.
    pub number: String,
    #[serde(default)]
    pub way: Way,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    #[default]
    Both,
    /// To what it was made from.
    Back,
    /// To what it went into.
    Forward,
}

/// See [`TraceArgs`].
pub struct Trace;

/// The first trace of the catalogue that follows members of this dimension.
fn model<'a>(catalogue: &'a Catalogue, of: &str) -> Option<&'a TraceModel> {
    catalogue.traces.iter().find(|trace| trace.of.iter().any(|known| known == of))
}

/// The trace with as much about each thing as the person may read.
fn readable(model: &TraceModel, context: &ToolContext) -> TraceModel {
    let catalogue = context.engine.catalogue();
    let area = |id: &String| catalogue.dimension(id).map(|dimension| dimension.area);
    let mut model = model.clone();
    model.about.by.retain(|id| area(id).is_some_and(|area| context.scope.may_read(area)));
    model
}

#[async_trait]
impl Tool for Trace {
    const NAME: &'static str = "trace";
    type Args = TraceArgs;

    async fn call(&self, args: TraceArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let catalogue = context.engine.catalogue();
        let Some(model) = model(catalogue, &args.of) else {
            let known: Vec<&str> =
                catalogue.traces.iter().flat_map(|trace| &trace.of).map(String::as_str).collect();
            return Err(ToolError::BadArguments(match known.as_slice() {
                [] => "The catalogue does not say what went into what, so nothing can be traced: whoever keeps it can add \
                       `traces`."
                    .to_owned(),
                known => format!("`{}` cannot be traced; these can: {}.", args.of, known.join(", ")),
            }));
        };
        let model = &readable(model, context);
        let found = follow::follow(model, &args, context).await?;
        page::evidence(model, &args, found, context)
    }
}
