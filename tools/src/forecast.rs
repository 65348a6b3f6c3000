//! What a measure will be: its past through the engine, with the person's scope inside, and a forecast of it that has been
//! tried on that past.

mod ahead;
mod page;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_analytics::{CannotForecast, Limits, Request};
use sentia_semantic::{Grain, Period, PeriodSpec, QueryError};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, history::History};
use ahead::Ahead;

/// The period forecast where none is named.
const USUAL: &str = "next_3_months";

/// Forecasts one measure: a value for each time bucket to come, with the limits that hold it four times in five and 19 times
/// in 20, and how far such forecasts of it have been off before. Use it for "forecast", "predict", "what will … be".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastArgs {
    /// Measure id from the catalogue.
    pub measure: String,
    /// Period to come, for example next_month, next_3_months, next_quarter, 2026-12. Left out: the next three months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Width of time buckets. Left out: the one that the period is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`ForecastArgs`].
pub struct Forecast;

#[async_trait]
impl Tool for Forecast {
    const NAME: &'static str = "forecast";
    type Args = ForecastArgs;

    async fn call(&self, args: ForecastArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let text = args.period.as_deref().unwrap_or(USUAL);
        let spec: PeriodSpec = text.parse().map_err(QueryError::from)?;
        let asked = context.engine.resolve_period(&spec)?;
        let grain = args.grain.unwrap_or_else(|| usual_grain(&spec, asked));
        let reach = (Period::EVER, grain);
        let history = History::read(&args.measure, &args.filters, reach, context).await?;
        let ahead = Ahead::of(&history, asked)?;
        let forecast =
            compute(&history, ahead.buckets.len()).await?.map_err(|error| words::cannot(&error, &history))?;
        Ok(page::evidence(&history, &ahead, &forecast, context))
    }
}

/// Hundreds of models are fitted: not on a thread that others wait for.
async fn compute(
    history: &History,
    horizon: usize,
) -> Result<Result<sentia_analytics::Forecast, CannotForecast>, ToolError> {
    // What was never below nought, or never above the whole, is not forecast to be.
    let (low, high) = history.bounds();
    let (values, grain, within) = (history.values(), history.grain, Limits { low, high });
    let fitting = move || {
        sentia_analytics::forecast(&Request { history: &values, seasons: seasons(grain), horizon, within })
    };
    let stopped =
        |_| ToolError::BadArguments("The forecast was stopped before it was done; ask again.".to_owned());
    tokio::task::spawn_blocking(fitting).await.map_err(stopped)
}

/// Buckets in which a period is forecast: one that is a bucket itself is one step, unless years are too few to learn from.
fn usual_grain(spec: &PeriodSpec, asked: Period) -> Grain {
    let own = match spec {
        PeriodSpec::Next(_, grain) | PeriodSpec::Bucket(grain, _) => Some(*grain),
        _ => asked.whole(),
    };
    match own {
        Some(Grain::Year) => Grain::Month,
        Some(grain) => grain,
        None if asked.days() <= 31 => Grain::Day,
        None => Grain::Month,
    }
}

/// How many buckets make a season.
fn seasons(grain: Grain) -> &'static [usize] {
    match grain {
        Grain::Day => &[7, 365],
        Grain::Week => &[52],
        Grain::Month => &[12],
        Grain::Quarter => &[4],
        Grain::Year => &[],
    }
}
