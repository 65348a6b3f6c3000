//! How much stock can be freed, where, and at which service.

use sentia_tools::{Evidence, Fact, FactKind, Figure};

use super::{
    variety::Prose,
    words::{capitalised, name, number, reference, within},
};

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    for fact in &evidence.facts {
        match fact.kind {
            FactKind::StockPlan => {
                whole(evidence, fact).into_iter().for_each(|sentence| prose.say(vec![sentence]))
            }
            FactKind::StockFreed => prose.say(freed(evidence, fact).into_iter().collect()),
            _ => {}
        }
    }
}

/// `Stock that can be freed is £0.61m. Average stock by the advised reorder points is £1.20m, against £1.81m …`
fn whole(evidence: &Evidence, fact: &Fact) -> Vec<String> {
    let Some(figures) = figures(evidence, fact) else { return Vec::new() };
    let [freed, share, today, advised, service_today, service_advised, floor] = figures.as_slice() else {
        return Vec::new();
    };
    let says = |figure: &Figure| format!("{} is {}", within(&figure.label), reference(evidence, figure));
    let more = number(freed) < 0.0;
    let mut sentences =
        if more { Vec::new() } else { vec![format!("{}, and {}.", capitalised(&says(freed)), says(share))] };
    sentences.push(format!("{}, and {}.", capitalised(&says(today)), says(advised)));
    sentences.push(format!("{}, and {}.", capitalised(&says(service_today)), says(service_advised)));
    sentences.push(format!("{}.", capitalised(&says(floor))));
    sentences
}

fn freed(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let [freed] = figures(evidence, fact)?.try_into().ok()?;
    Some(format!("{}: {} can be freed.", name(&freed.members), reference(evidence, freed)))
}

fn figures<'a>(evidence: &'a Evidence, fact: &Fact) -> Option<Vec<&'a Figure>> {
    fact.figures.iter().map(|id| evidence.figure(id)).collect()
}
