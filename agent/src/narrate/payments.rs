//! What a payment run would pay, what it leaves, and what for.

use sentia_tools::{Evidence, FactKind};

use super::{
    variety::Prose,
    words::{figures, reference},
};

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let run = evidence.title.split(", ").next().unwrap_or(&evidence.title);
    for fact in &evidence.facts {
        let Some(figures) = figures(evidence, fact) else { continue };
        let told: Vec<String> = figures.iter().map(|figure| reference(evidence, figure)).collect();
        let is_none = |at: usize| figures.get(at).and_then(|figure| figure.value.as_f64()) == Some(0.0);
        prose.say(match (fact.kind, told.as_slice()) {
            (FactKind::PaymentRun, _) if is_none(1) => {
                vec![format!("Nothing has to be paid: {run} has no bills.")]
            }
            (FactKind::PaymentRun, [sum, bills, payees, _]) if is_none(3) => {
                vec![format!("{run} comes to {sum}, for {bills} to {payees}; none of it is overdue by then.")]
            }
            (FactKind::PaymentRun, [sum, bills, payees, _]) if figures[0].value == figures[3].value => {
                vec![format!("{run} comes to {sum}, for {bills} to {payees}; all of it is overdue by then.")]
            }
            (FactKind::PaymentRun, [sum, bills, payees, overdue]) => {
                vec![format!(
                    "{run} comes to {sum}, for {bills} to {payees}; {overdue} of it is overdue by then."
                )]
            }
            (FactKind::PaymentsHeld, [sum, bills]) => vec![format!("Held back: {bills}, of {sum}.")],
            (FactKind::PaymentsLeft, [sum, bills]) if !is_none(1) => {
                vec![format!("The money does not reach for {bills} of {sum} together.")]
            }
            (FactKind::NextRun, [sum]) => vec![format!("{sum} can wait for the run after it.")],
            (FactKind::CashOfRun, [now, then]) => {
                vec![format!("Cash is {now} now, and {then} once the run is paid.")]
            }
            _ => continue,
        });
    }
}
