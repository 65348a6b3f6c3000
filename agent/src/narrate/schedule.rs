//! What another order of work saves.

use sentia_tools::{Evidence, Fact, FactKind};

use super::{
    variety::Prose,
    words::{figures, number, reference},
};

pub(super) fn tell(evidence: &Evidence, prose: &mut Prose) {
    let plans = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Schedule);
    plans.filter_map(|fact| whole(evidence, fact)).flatten().for_each(|sentence| prose.say(vec![sentence]));
}

/// `Of 8 planned orders, none is late in the proposed sequence, as planned. Set-up takes 2 h 9 min instead of 5 h 41 min; no sequence
/// needs less than 2 h 9 min.`
fn whole(evidence: &Evidence, fact: &Fact) -> Option<Vec<String>> {
    let figures = figures(evidence, fact)?;
    let [orders, late, late_best, late_floor, setup, setup_best, setup_floor] = figures.as_slice() else {
        return None;
    };
    let told = |figure| reference(evidence, figure);
    let lateness = match (number(late), number(late_best)) {
        (0.0, 0.0) => {
            format!("Of {}, none is late, neither as planned nor in the proposed sequence.", told(orders))
        }
        (today, best) if best < today => format!(
            "Of {}, {} would be late in the proposed sequence, and {} as planned.",
            told(orders),
            told(late_best),
            told(late)
        ),
        _ if number(late_floor) > 0.0 => format!(
            "Of {}, {} would be late in the proposed sequence as well as in the one planned; in any sequence at least {} would be.",
            told(orders),
            told(late_best),
            told(late_floor)
        ),
        _ => format!(
            "Of {}, {} would be late in the proposed sequence as well as in the one planned.",
            told(orders),
            told(late_best)
        ),
    };
    let set_up = match number(setup_best) < number(setup) {
        true => format!(
            "Set-up takes {} in the proposed sequence, and {} as planned; no sequence takes less than {}.",
            told(setup_best),
            told(setup),
            told(setup_floor)
        ),
        false => format!("Set-up takes {} in both.", told(setup_best)),
    };
    Some(vec![lateness, set_up])
}
