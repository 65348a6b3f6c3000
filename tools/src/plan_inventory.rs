//! How low each stock may fall before more is ordered, and what that frees beside the rule in force.

mod page;
mod read;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_analytics::stock::{Advice, CannotAdvise, advise};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError};
use read::{Held, Read};

/// Says at what stock of each material to reorder, how much stock that frees beside today's reorder points, and what service both
/// give. Use it for "too much stock", "how much safety stock do we need", "reorder points", "optimise inventory".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInventoryArgs {
    /// Share of what is wanted that is to be there at once, as 0.98. Left out: what today's reorder points give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<f64>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`PlanInventoryArgs`].
pub struct PlanInventory;

/// What is advised for something that is held, or why nothing can be.
struct Advised {
    held: Held,
    advice: Result<Advice, CannotAdvise>,
}

#[async_trait]
impl Tool for PlanInventory {
    const NAME: &'static str = "plan_inventory";
    type Args = PlanInventoryArgs;

    async fn call(&self, args: PlanInventoryArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let Some(model) = context.engine.catalogue().stock_models.first().cloned() else {
            return Err(ToolError::BadArguments(
                "The catalogue does not say how stock is used and ordered, so no stock can be planned: whoever keeps it can add \
                 `stock_models`."
                    .to_owned(),
            ));
        };
        if args.service.is_some_and(|service| !(service > 0.0 && service < 1.0)) {
            let text = "Name a service between 0% and 100%, such as 98%: a stock that is never short cannot be promised.";
            return Err(ToolError::BadArguments(text.to_owned()));
        }
        let Read { held, about } = read::read(&model, &args.filters, context).await?;
        let advising = move || {
            let of = |held: Held| Advised { advice: advise(&held.stocked, args.service), held };
            held.into_iter().map(of).collect::<Vec<_>>()
        };
        let advised = tokio::task::spawn_blocking(advising).await.map_err(|_| {
            ToolError::BadArguments("The work was stopped before it was done; ask again.".to_owned())
        })?;
        page::evidence(&model, &advised, &about, args.service, context)
    }
}
