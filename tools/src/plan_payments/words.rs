//! What is proposed, in words.

use sentia_semantic::{PaymentModel, Unit, Value};

use super::{
    choose::{Bill, Chosen, sum},
    page::Proposed,
};
use crate::{
    ToolContext, format,
    from_result::{corrected, in_words, limited},
};

/// Bills that are named.
const NAMED: usize = 3;

pub(super) fn method(proposed: &Proposed<'_>) -> Vec<String> {
    let order = match proposed.at_most {
        Some(_) => ", those that fell due first for as long as the money lasts",
        None => "",
    };
    vec![
        format!(
            "Payment run: what is open and falls due before {}, the day of the run after it, so that nothing is late{order}",
            date(proposed.days.next)
        ),
        "Days late: from the day on which a bill fell due to the day of the run".to_owned(),
    ]
}

pub(super) fn caveats(proposed: &Proposed<'_>, hidden: &[Bill], context: &ToolContext) -> Vec<String> {
    let Proposed { model, rhythm, chosen, read, .. } = proposed;
    let called = &model.called;
    let mut caveats = vec!["This is a proposal: nothing is paid.".to_owned()];
    caveats.push(match rhythm.last {
        Some(_) => format!("Runs are taken to go on as they did in the last year, {}.", rhythm.describe()),
        None => "No payments of the last year are recorded, so a run every Friday is assumed.".to_owned(),
    });
    if !hidden.is_empty() {
        caveats.push(format!(
            "{} more {called} of {} together are not shown; they count in the run.",
            hidden.len(),
            money(sum(hidden), proposed, context)
        ));
    }
    caveats.extend(named(&chosen.held, model).map(|named| format!("Held back: {named}.")));
    caveats
        .extend(named(&chosen.unaffordable, model).map(|named| format!("Left for want of money: {named}.")));
    if credits(chosen) {
        caveats.push("Credit notes lower the run; they are paid out to nobody.".to_owned());
    }
    caveats.extend(corrected(&read.filters));
    caveats.extend(limited(context));
    caveats
}

fn credits(chosen: &Chosen) -> bool {
    chosen.paid.iter().any(|bill| bill.open < 0)
}

/// `PI-1 of Foundry Ltd (blocked), PI-2 of Bolts plc and 3 more`.
fn named(bills: &[Bill], model: &PaymentModel) -> Option<String> {
    let name = |bill: &Bill| {
        let why = bill.held.as_ref().map_or_else(String::new, |held| format!(" ({held})"));
        format!("{} of {}{why}", bill.number, bill.payee)
    };
    let mut names: Vec<String> = bills.iter().take(NAMED).map(name).collect();
    let more = bills.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more {}", model.called));
    }
    (!names.is_empty()).then(|| in_words(&names))
}

pub(super) fn date(day: jiff::civil::Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

fn money(amount: i64, proposed: &Proposed<'_>, context: &ToolContext) -> String {
    let unit = context.engine.catalogue().measure(&proposed.model.open);
    format::value(&Value::Integer(amount), &unit.map_or(Unit::Ratio, |measure| measure.unit.clone()))
}

/// Why a bill is in the run.
pub(super) fn why(bill: &Bill, run: jiff::civil::Date) -> &'static str {
    match bill.due.cmp(&run) {
        std::cmp::Ordering::Less => "Overdue",
        std::cmp::Ordering::Equal => "Due that day",
        std::cmp::Ordering::Greater => "Due before the next run",
    }
}
