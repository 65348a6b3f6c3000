//! How much stock can be freed, where, and at which service.

use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::{
    variety::Prose,
    words::{capitalised, figures, name, number, reference, within},
};

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    for fact in &evidence.facts {
        match fact.kind {
            FactKind::StockPlan => {
                whole(evidence, fact).into_iter().for_each(|sentence| prose.say(vec![sentence]))
            }
            FactKind::StockRule => prose.say(rule(evidence, fact).into_iter().collect()),
            _ => {}
        }
    }
}

/// `Stock that can be freed is £0.61m, and the share of the stock that can be freed is 33.7%. The average stock …`
fn whole(evidence: &Evidence, fact: &Fact) -> Vec<String> {
    let Some(figures) = figures(evidence, fact) else { return Vec::new() };
    let [freed, share, rest @ ..] = figures.as_slice() else { return Vec::new() };
    let says = |figure: &&Figure| format!("the {} is {}", within(&figure.label), reference(evidence, figure));
    let mut sentences = Vec::new();
    if number(freed) > 0.0 {
        sentences.push(format!("{} is {}, and {}.", freed.label, reference(evidence, freed), says(share)));
    }
    sentences.extend(
        rest.chunks(2).map(|pair| {
            capitalised(&format!("{}.", pair.iter().map(says).collect::<Vec<_>>().join(", and ")))
        }),
    );
    sentences
}

/// `Gear blank 100 at Derby: the advised reorder point is 4,831 units, and the reorder point today is 10,849 units.`
fn rule(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let [advised, today] = figures(evidence, fact)?.try_into().ok()?;
    let says = |figure: &Figure| format!("the {} is {}", within(&figure.label), reference(evidence, figure));
    Some(format!("{}: {}, and {}.", name(&advised.members), says(advised), says(today)))
}
