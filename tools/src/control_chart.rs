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
        leave_out_what_is_said(&mut runs);
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
    Ok((values, limits))
}

/// Where one rule is broken, from the first to the last value that stands out by it; what is broken again and again is one
/// run, but for single values.
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
    let reach = (limits.high - limits.centre) * apart(rule);
    for run in &mut runs {
        let stands_out = |value: f64| {
            if run.is_high { value - limits.centre > reach } else { limits.centre - value > reach }
        };
        let within = run.first..=run.last;
        if let Some(first) = within.into_iter().find(|at| values[*at].is_some_and(stands_out)) {
            run.first = first;
        }
    }
    runs
}

/// The share of the way to a limit beyond which values stand out by a rule.
fn apart(rule: Rule) -> f64 {
    match rule {
        Rule::Beyond3 => 1.0,
        Rule::TwoOfThreeBeyond2 => 2.0 / 3.0,
        Rule::FourOfFiveBeyond1 => 1.0 / 3.0,
        _ => 0.0,
    }
}

/// Of values that are beyond a limit nobody needs to hear that they are close to it. What is left is in the order of time.
fn leave_out_what_is_said(runs: &mut Vec<Run>) {
    let is_close = |run: &Run| matches!(run.rule, Rule::TwoOfThreeBeyond2 | Rule::FourOfFiveBeyond1);
    let mut said: Vec<(usize, usize)> = Vec::new();
    runs.retain(|run| {
        let is_new =
            !is_close(run) || !said.iter().any(|(first, last)| *first <= run.last && run.first <= *last);
        if is_new {
            said.push((run.first, run.last));
        }
        is_new
    });
    runs.sort_by_key(|run| run.first);
}
