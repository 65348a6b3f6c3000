//! What a payment run would pay, what it leaves, and what for.

use sentia_tools::{Evidence, FactKind};

use super::{
    variety::Prose,
    words::{figures, number, reference, within},
};

/// `Payment run of Friday 2 October 2026 comes to £1.67m, and the part that is overdue by then is £959,319. The number of bills is 68
/// invoices, and the number of payees is 26 suppliers. Held back is …`
pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let run = evidence.title.split(", ").next().unwrap_or(&evidence.title);
    for fact in &evidence.facts {
        let Some(figures) = figures(evidence, fact) else { continue };
        let told = |at: usize| {
            let figure = figures.get(at)?;
            Some((figure.label.as_str(), within(&figure.label), reference(evidence, figure)))
        };
        let (Some((first, _, sum)), second) = (told(0), told(1)) else { continue };
        match (fact.kind, second) {
            (FactKind::PaymentRun, Some((_, bills, count))) => {
                let Some(((_, payees, to), (_, overdue, late))) = told(2).zip(told(3)) else { continue };
                prose.say(vec![format!("{run} comes to {sum}, and the {overdue} is {late}.")]);
                prose.say(vec![format!("The {bills} is {count}, and the {payees} is {to}.")]);
            }
            (FactKind::CashOfRun, Some((_, then, cash))) => {
                prose.say(vec![format!("{first} is {sum}, and {then} is {cash}.")]);
            }
            (FactKind::PaymentsHeld | FactKind::PaymentsLeft, Some((_, label, count)))
                if figures.first().is_some_and(|figure| number(figure) != 0.0) =>
            {
                prose.say(vec![format!("{first} is {sum}, and the {label} is {count}.")]);
            }
            (FactKind::NextRun, _) => prose.say(vec![format!("{first} is {sum}.")]),
            _ => {}
        }
    }
}
