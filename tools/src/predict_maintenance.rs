//! Which machines, or whatever else is said to fail, are likely to fail in the days to come.

mod page;
mod read;
mod words;

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::{ToSpan, civil::Date};
use schemars::JsonSchema;
use sentia_analytics::fleet::{Aim, Foresight, foresee};
use sentia_semantic::{FailureModel, Period, PeriodSpec, QueryError};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError};
use read::Fleet;

/// How far ahead is looked where no days are named.
const USUAL: i64 = 14;
/// Days ahead for which anything can be said: what is shorter is mostly chance, what is longer no sign announces.
const SHORTEST: i64 = 7;
const LONGEST: i64 = 30;
/// Readings older than so many days say nothing of today.
const OLDEST: i64 = 7;
/// Share of the warnings that is to be right.
const PRECISION: f64 = 0.8;

/// Says how likely each machine is to fail in the next 7 to 30 days, what raises its risk, and how often such warnings were right.
/// Use it for "which machines will fail", "breakdown risk", "predictive maintenance", "what needs maintenance next".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictMaintenanceArgs {
    /// Days to come, as next_2_weeks. Left out: the next 14 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`PredictMaintenanceArgs`].
pub struct PredictMaintenance;

/// What was foreseen, and of what.
struct Foreseen {
    model: FailureModel,
    fleet: Fleet,
    foresight: Foresight,
    /// The days to come that it speaks of.
    ahead: Period,
    /// Labels of those asked for; none where all are.
    asked: Option<BTreeSet<String>>,
    /// What one failure costs, in minor units of a currency.
    cost: Option<(f64, String)>,
    /// How many days are told of, where others were asked for.
    instead: Option<i64>,
}

#[async_trait]
impl Tool for PredictMaintenance {
    const NAME: &'static str = "predict_maintenance";
    type Args = PredictMaintenanceArgs;

    async fn call(&self, args: PredictMaintenanceArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let catalogue = context.engine.catalogue();
        let Some(model) = catalogue.failure_models.first().cloned() else {
            return Err(ToolError::BadArguments(
                "The catalogue does not say how failures are recorded, so none can be foreseen: whoever keeps it can add \
                 `failure_models`."
                    .to_owned(),
            ));
        };
        let model = read::permitted(model, context);
        let asked = match args.filters.as_slice() {
            [] => None,
            filters => Some(read::members(&model, filters, context).await?),
        };
        let fleet = read::fleet(&model, context).await?;
        let (ahead, instead) = ahead(args.period.as_deref(), fleet.days.to, context)?;
        let within = usize::try_from(ahead.days()).unwrap_or(0);
        let learning = move || {
            let foresight = foresee(&fleet.things, Aim { within, precision: PRECISION });
            (fleet, foresight)
        };
        let (fleet, foresight) = tokio::task::spawn_blocking(learning).await.map_err(|_| {
            ToolError::BadArguments("The work was stopped before it was done; ask again.".to_owned())
        })?;
        let foresight = foresight
            .map_err(|why| ToolError::BadArguments(format!("No failure can be foreseen: {why}.")))?;
        let cost = read::cost(&model, context).await?;
        let foreseen = Foreseen { model, fleet, foresight, ahead, asked, cost, instead };
        page::evidence(&foreseen, context)
    }
}

/// The days to come after the last with data, and how many they are where others were asked for.
fn ahead(asked: Option<&str>, last: Date, context: &ToolContext) -> Result<(Period, Option<i64>), ToolError> {
    let today = context.engine.today();
    let between = |from: Date, to: Date| Period::new(from, to).days() - 1;
    let days = match asked {
        None => USUAL,
        Some(text) => {
            let spec: PeriodSpec = text.parse().map_err(QueryError::from)?;
            let period = context.engine.resolve_period(&spec)?;
            if period.to <= today {
                let text = format!("{} is over; name days to come.", period.describe());
                return Err(ToolError::BadArguments(text));
            }
            if between(today, period.from.max(today)) > LONGEST {
                return Err(ToolError::BadArguments(format!(
                    "Failures are foreseen for up to {LONGEST} days, and {} begins later: ask for days that come sooner.",
                    period.describe()
                )));
            }
            between(today, period.to)
        }
    };
    if between(last, today) > OLDEST {
        return Err(ToolError::BadArguments(format!(
            "The last readings are of {}, too old to say what will fail from today on: ask whoever runs the feed when the others \
             will come.",
            last.strftime("%-d %B %Y")
        )));
    }
    let told = days.clamp(SHORTEST, LONGEST);
    let (from, to) = (last.saturating_add(1.day()), today.saturating_add(told.days()));
    Ok((Period::new(from, to), (told != days).then_some(told)))
}
