//! What must be said of a simulation of cash, or instead of one.

use sentia_analytics::cash::{CannotSimulate, Tried};
use sentia_semantic::{Unit, Value, lower_first};

use super::{Declared, Outcome, ledger::Ledger};
use crate::{ToolContext, ToolError, format, from_result::in_words};

fn refused(message: impl Into<String>) -> ToolError {
    ToolError::BadArguments(message.into())
}

pub(super) fn not_declared() -> ToolError {
    refused(
        "Cash cannot be simulated here: no statement of the catalogue has an outlook that says what to simulate from. \
         Declare `simulation` beside it: what is open by due date, what was paid how late, and the flows by day.",
    )
}

fn label(measure: &str, context: &ToolContext) -> String {
    let known = context.engine.catalogue().measure(measure);
    known.map_or_else(|| measure.to_owned(), |known| lower_first(&known.label))
}

pub(super) fn no_balance(measure: &str, context: &ToolContext) -> ToolError {
    refused(format!(
        "Cash cannot be simulated: there is no {} of the last two months that you may see, so there is nothing to start from.",
        label(measure, context)
    ))
}

pub(super) fn no_flows(measure: &str, context: &ToolContext) -> ToolError {
    refused(format!(
        "Cash cannot be simulated: no {} is recorded that you may see, so there is nothing to learn from.",
        label(measure, context)
    ))
}

pub(super) fn cannot(error: &CannotSimulate) -> ToolError {
    refused(format!("Cash cannot be simulated: {error}."))
}

pub(super) fn too_many_days(most: i32) -> ToolError {
    refused(format!("Customers can be taken to pay at most {most} days later or earlier: take fewer days."))
}

pub(super) fn no_days() -> ToolError {
    refused("Say by how many days these customers pay later: days_later.")
}

pub(super) fn no_customers() -> ToolError {
    refused(
        "The catalogue declares no book of customers for the simulation, so none of them can pay otherwise.",
    )
}

pub(super) fn owes_nothing(label: &str) -> ToolError {
    refused(format!(
        "{label} owes nothing and has paid nothing in the last two years, so cash does not depend on it: name another customer."
    ))
}

pub(super) fn no_percent(noun: &str) -> ToolError {
    refused(format!("Say by how many percent {noun} differ, such as -10%."))
}

pub(super) fn change_too_large(noun: &str) -> ToolError {
    refused(format!("The {noun} can be taken to change by -100% to +1,000%: take a smaller change."))
}

pub(super) fn amount_too_large() -> ToolError {
    refused("That amount is larger than any that can be reckoned with: take a smaller one.")
}

pub(super) fn one_at_a_time() -> ToolError {
    refused("Name customers that pay later or customers that do not pay, not both at once.")
}

/// `all customers pay 10 days later`, `{} pays 1 day earlier`.
pub(super) fn later(days: i32, named: usize) -> String {
    let who = if named == 0 { "all customers" } else { "{}" };
    let verb = if named == 1 { "pays" } else { "pay" };
    let noun = if days.abs() == 1 { "day" } else { "days" };
    let way = if days < 0 { "earlier" } else { "later" };
    format!("{who} {verb} {} {noun} {way}", days.abs())
}

/// `{} pays nothing`.
pub(super) fn unpaid(named: usize) -> String {
    let verb = if named == 1 { "pays" } else { "pay" };
    format!("{{}} {verb} nothing")
}

/// How it was computed, a sentence each.
pub(super) fn method(declared: Declared<'_>, ledger: &Ledger, outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    for (book, habits) in declared.simulation.books.iter().zip(&outcome.habits) {
        let open = ledger.history.books.iter().zip(&declared.simulation.books);
        let open = open.filter(|(_, of)| of.member == book.member).flat_map(|(book, _)| &book.items);
        let open = open.filter(|item| item.paid.is_none()).count();
        let orders = if book.orders.is_some() { ", and at least what is on order" } else { "" };
        lines.push(format!(
            "{}: {} open items, each paid as long after its due day as {} payments of the last year show for that party \
             (recent ones count more, parties with few are drawn towards all); invoices to come are drawn from those of \
             the last 26 weeks{orders}",
            capitalised(&book.member),
            whole(open),
            whole(habits.payments)
        ));
    }
    let agreed: Vec<&String> = declared.simulation.agreed.iter().flat_map(|agreed| &agreed.members).collect();
    if !agreed.is_empty() {
        lines.push(format!("{}: as agreed, by day", capitalised(&in_words(&agreed))));
    }
    if !ledger.recurring.is_empty() {
        lines.push(format!(
            "{}: drawn from the same turn of months before (monthly, quarterly, half-yearly or yearly, whichever would have \
             told the past best)",
            capitalised(&in_words(&ledger.recurring))
        ));
    }
    lines.push(format!(
        "Median and 80% limits: of {} simulations; medians of single columns need not add up",
        whole(outcome.base.count())
    ));
    lines
}

fn capitalised(text: &str) -> String {
    crate::from_result::capitalised(text)
}

fn whole(count: usize) -> String {
    format::value(&Value::Integer(count as i64), &Unit::Count(String::new())).trim().to_owned()
}

/// In how far the answer holds.
pub(super) fn caveats(ledger: &Ledger, outcome: &Outcome, unit: &Unit) -> Vec<String> {
    let mut caveats = vec![
        tried(outcome.tried.as_ref(), unit),
        "The simulation assumes that customers, suppliers and costs keep to what was recorded of them; what has never been \
         recorded, such as a lost customer or a new loan, is not in it, and within a week cash can be lower than at its end."
            .to_owned(),
    ];
    if ledger.without_terms > 0 {
        caveats.push(format!(
            "{} invoices have no payment terms on record; the terms that most have were taken for them.",
            whole(ledger.without_terms)
        ));
    }
    caveats
}

/// How the same would have done.
fn tried(tried: Option<&Tried>, unit: &Unit) -> String {
    let Some(tried) = tried else {
        return "How well such a simulation would have done before has not been tried: the record does not reach back far \
                enough."
            .to_owned();
    };
    let money = |amount: f64| format::value(&Value::Integer(amount.abs().round() as i64), unit);
    let side = if tried.bias > 0.0 { "too high" } else { "too low" };
    let days = if tried.origins == 1 { "1 day".to_owned() } else { format!("{} days", tried.origins) };
    format!(
        "Tried from {days} of the past, the 80% limits held in {} of the weeks; cash was off by {} on average over the {} weeks \
         ({} where the usual flow is carried on), and at their end {} {side} on average.",
        format::value(&Value::Real(tried.coverage), &Unit::Percent),
        money(tried.error),
        tried.weeks,
        money(tried.naive_error),
        money(tried.bias)
    )
}
