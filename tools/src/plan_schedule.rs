//! In which order to make what is to be made, beside the order in which it is planned.

mod hours;
mod page;
mod read;
mod words;

use async_trait::async_trait;
use jiff::civil::Date;
use schemars::JsonSchema;
use sentia_analytics::sequence::{self, Job, Sequence};
use sentia_semantic::Period;
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, querying};
use hours::Hours;
use read::Place;

/// Says in which order to make the orders that are planned to start in a period, so that fewest are late and least time goes into
/// set-ups, beside the order in which they are planned. Use it for "sequence next week's orders on Line 2", "fewest changeovers".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanScheduleArgs {
    /// When the orders are planned to start, as `next_week` or `2026-10-01`. Left out: next week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Members to keep or leave out, as one line. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`PlanScheduleArgs`].
pub struct PlanSchedule;

/// What is planned at a place, and what is better.
struct Planned {
    place: Place,
    jobs: Vec<Job>,
    /// The orders of a place in the order in which they are planned.
    today: Sequence,
    best: Sequence,
    /// What no order of them goes below: late ones, and set-up in seconds.
    floor: (usize, f64),
    hours: Hours,
}

#[async_trait]
impl Tool for PlanSchedule {
    const NAME: &'static str = "plan_schedule";
    type Args = PlanScheduleArgs;

    async fn call(&self, args: PlanScheduleArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let Some(model) = context.engine.catalogue().schedule_models.first() else {
            return Err(ToolError::BadArguments(
                "The catalogue does not say what waits to be made, so no order of work can be told: whoever keeps it can add \
                 `schedule_models`."
                    .to_owned(),
            ));
        };
        let period = args.period.as_deref().or(Some("next_week"));
        let period = querying::period(&context.engine, period, &[])?;
        let read = read::read(model, &args.filters, period, context).await?;
        if read.places.is_empty() {
            return Err(read::nothing(model, &args.filters, period, context).await);
        }
        let starts = starts(period, context.engine.today());
        let planning = move || {
            let plan = |(place, hours): (Place, Hours)| planned(place, hours, starts);
            (read.places.into_iter().map(plan).collect::<Vec<_>>(), read.about)
        };
        let (planned, about) = tokio::task::spawn_blocking(planning).await.map_err(|_| {
            ToolError::BadArguments("The work was stopped before it was done; ask again.".to_owned())
        })?;
        Ok(page::evidence(model, &planned, &about, context))
    }
}

/// Work on what is planned begins with its period, or today where that has begun.
fn starts(period: Period, today: Date) -> Date {
    period.from.max(today.min(period.to))
}

fn planned(place: Place, hours: Hours, starts: Date) -> Planned {
    let mut families: Vec<&str> = place.orders.iter().map(|order| order.alike.as_str()).collect();
    families.sort_unstable();
    families.dedup();
    let job = |order: &read::Order| Job {
        run: order.run,
        setup: order.setup,
        family: families.binary_search(&order.alike.as_str()).unwrap_or(0),
        due: hours.until(starts, order.due),
    };
    let jobs: Vec<Job> = place.orders.iter().map(job).collect();
    let today: Vec<usize> = (0..jobs.len()).collect();
    let best = sequence::best(&jobs, &today);
    let today = Sequence { outcome: sequence::outcome(&jobs, &today), order: today };
    let floor = sequence::floor(&jobs);
    Planned { place, jobs, today, best, floor, hours: hours.from(starts) }
}
