//! What another order of work saves.

use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::{
    variety::Prose,
    words::{capitalised, figures, reference, within},
};

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let plans = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Schedule);
    plans.filter_map(|fact| whole(evidence, fact)).flatten().for_each(|sentence| prose.say(vec![sentence]));
}

/// `The number late as planned is 3 planned orders, and the number late as proposed is 1 planned order. The set-up time as planned is
/// 5 h 41 min, and the set-up time as proposed is 2 h 8 min. …`
fn whole(evidence: &Evidence, fact: &Fact) -> Option<Vec<String>> {
    let figures = figures(evidence, fact)?;
    let [orders, late, late_best, fewest, setup, setup_best, least] = figures.as_slice() else { return None };
    let says = |figure: &Figure| format!("the {} is {}", within(&figure.label), reference(evidence, figure));
    let pair = |one, other| capitalised(&format!("{}, and {}.", says(one), says(other)));
    Some(vec![
        pair(setup, setup_best),
        pair(late, late_best),
        pair(least, fewest),
        capitalised(&format!("{}.", says(orders))),
    ])
}
