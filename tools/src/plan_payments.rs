//! Which bills the next payment run should pay, so that none is late and none is paid long before it falls due.

mod choose;
mod page;
mod read;
mod rhythm;
mod words;

use async_trait::async_trait;
use jiff::civil::Date;
use schemars::JsonSchema;
use sentia_semantic::{PaymentModel, PeriodSpec, QueryError};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError};
use rhythm::Rhythm;

/// Proposes a payment run: which bills to pay on a day, so that none is late before the run after it. Use it for "propose Friday's
/// payment run", "what should we pay this week", "whom should we pay first with £300k". It pays nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanPaymentsArgs {
    /// The day of the run, as `2026-10-02`, or a period with it, as `this_week`. Left out: the next usual day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// What the run may come to at most, as `£300k`. The bills that fell due first are paid first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<String>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`PlanPaymentsArgs`].
pub struct PlanPayments;

/// The day of a run, and of the one after it.
#[derive(Debug, Clone, Copy)]
struct Days {
    run: Date,
    next: Date,
}

#[async_trait]
impl Tool for PlanPayments {
    const NAME: &'static str = "plan_payments";
    type Args = PlanPaymentsArgs;

    async fn call(&self, args: PlanPaymentsArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        let Some(model) = context.engine.catalogue().payment_models.first() else {
            return Err(ToolError::BadArguments(
                "The catalogue does not say how bills are paid, so no payment run can be proposed: whoever keeps it can add \
                 `payment_models`."
                    .to_owned(),
            ));
        };
        let at_most = args.at_most.as_deref().map(|text| limit(text, model, context)).transpose()?;
        let rhythm = read::rhythm(model, context).await?;
        let run = day(args.period.as_deref(), &rhythm, context)?;
        let days = Days { run, next: rhythm.after(run) };
        let read = read::bills(model, &args.filters, days, &rhythm, context).await?;
        let chosen = choose::choose(&read.bills, days, at_most);
        page::evidence(&page::Proposed { model, days, rhythm, chosen, read, at_most }, context)
    }
}

/// What may be spent, in minor units.
fn limit(text: &str, model: &PaymentModel, context: &ToolContext) -> Result<i64, ToolError> {
    let amount = match context.engine.catalogue().measure(&model.open) {
        Some(measure) => measure.amount(text)?,
        None => 0.0,
    };
    if amount <= 0.0 {
        let text = "Name an amount above nought that the run may come to, such as £300k.";
        return Err(ToolError::BadArguments(text.to_owned()));
    }
    Ok(amount as i64)
}

/// The day of the run: a day that is named, else the first usual one of the days named, from today on.
fn day(period: Option<&str>, rhythm: &Rhythm, context: &ToolContext) -> Result<Date, ToolError> {
    let today = context.engine.today();
    let Some(period) = period else { return Ok(rhythm.next(today)) };
    let spec: PeriodSpec = period.parse().map_err(QueryError::from)?;
    let named = context.engine.resolve_period(&spec)?;
    if named.to < today {
        return Err(ToolError::BadArguments(format!(
            "{} is over; a payment run can be proposed for today or a day to come.",
            named.describe()
        )));
    }
    let usual = rhythm.next(today.max(named.from));
    Ok(if named.contains(usual) { usual } else { today.max(named.from) })
}
