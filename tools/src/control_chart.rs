//! Whether a measure is in statistical control: its values over time against limits that come of themselves.

mod page;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_analytics::anomaly::chart::{ControlLimits, Rule, WESTERN_ELECTRIC, signals};
use sentia_semantic::{Grain, Period, PeriodSpec, QueryError};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, history::History};

/// The period looked at where none is named.
const USUAL: &str = "last_26_weeks";
/// Values from which limits can be worked out.
const LEAST: usize = 12;
/// Values that a chart shows.
const MOST: usize = 120;

/// Draws the control chart of one measure over time: whether it is stable, its limits, and the values and runs that break the
/// rules. Use it for "control chart", "in control", "is it stable", "SPC".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlChartArgs {
    /// Measure id from the catalogue.
    pub measure: String,
    /// Left out: the last 26 weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// day, week or month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`ControlChartArgs`].
pub struct ControlChart;

/// Values in a row that break a rule.
struct Run {
    rule: Rule,
    first: usize,
    last: usize,
    is_high: bool,
}

#[async_trait]
impl Tool for ControlChart {
    const NAME: &'static str = "control_chart";
    type Args = ControlChartArgs;

    async fn call(&self, args: ControlChartArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let spec: PeriodSpec = args.period.as_deref().unwrap_or(USUAL).parse().map_err(QueryError::from)?;
        let period = context.engine.resolve_period(&spec)?;
        let grain = args.grain.unwrap_or_else(|| usual_grain(period));
        let history = History::read(&args.measure, &args.filters, (period, grain), context).await?;
        let (values, limits) = limits(&history)?;
        let mut runs = Vec::new();
        for rule in WESTERN_ELECTRIC {
            runs.extend(broken(rule, &values, &limits));
        }
        runs.sort_by_key(|run| run.first);
        Ok(page::evidence(&history, period, &limits, &runs, context))
    }
}

fn usual_grain(period: Period) -> Grain {
    match period.days() {
        ..=100 => Grain::Day,
        101..=800 => Grain::Week,
        _ => Grain::Month,
    }
}

fn limits(history: &History) -> Result<(Vec<Option<f64>>, ControlLimits), ToolError> {
    let (values, grain, label) = (history.values(), history.grain.name(), &history.measure.label);
    let known = values.iter().flatten().count();
    if values.len() > MOST {
        let text = format!(
            "A control chart shows up to {MOST} values, and these are {}: ask for a shorter period or longer steps.",
            values.len()
        );
        return Err(ToolError::BadArguments(text));
    }
    let limits = ControlLimits::individuals(&values).filter(|_| known >= LEAST);
    let limits = limits.ok_or_else(|| {
        ToolError::BadArguments(format!(
            "A control chart of {label} needs at least {LEAST} {grain}s in a row with values, and there are {known}: ask for a \
             longer period, or for shorter steps."
        ))
    })?;
    let (low, high) = history.bounds();
    Ok((values, ControlLimits { low: limits.low.max(low), high: limits.high.min(high), ..limits }))
}

/// Where one rule is broken; what is broken again and again is one run, but for single values.
fn broken(rule: Rule, values: &[Option<f64>], limits: &ControlLimits) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for signal in signals(values, limits, &[rule]) {
        let is_high = values[signal.last].is_some_and(|value| value > limits.centre);
        match runs.last_mut() {
            Some(run) if rule.span() > 1 && run.is_high == is_high && signal.first <= run.last => {
                run.last = signal.last;
            }
            _ => runs.push(Run { rule, first: signal.first, last: signal.last, is_high }),
        }
    }
    runs
}
