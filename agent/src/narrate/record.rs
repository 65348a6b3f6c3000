//! One thing that is known by its number: what it is, in a sentence; what it was made from and where it went.

use sentia_tools::{Cell, Evidence, FactKind, Figure};

use super::{
    variety::Prose,
    words::{capitalised, listed, reference, within},
};

pub(super) const TRACED: [FactKind; 4] =
    [FactKind::MadeFrom, FactKind::WentInto, FactKind::SentTo, FactKind::Untraced];

/// Texts beside the figures of the only row, and days, from which on it is told as what one thing is and not as what happened in a
/// period.
const LEAST: usize = 2;
const ALL_DAYS: i64 = 500;

/// `Batch B-1007 was made from 3 lots. It was sent to 4 customers.`
pub(super) fn traced(evidence: &Evidence, prose: &mut Prose) {
    let thing = evidence.title.strip_prefix("Trace of ").unwrap_or(&evidence.title);
    let is_made_of = evidence.facts.iter().any(|fact| fact.kind == FactKind::WentInto);
    for fact in &evidence.facts {
        let Some(count) = fact.figures.first().and_then(|id| evidence.figure(id)) else {
            prose.say(vec![format!("Nothing is recorded of what {thing} was made from or where it went.")]);
            continue;
        };
        let count = reference(evidence, count);
        prose.say(vec![match fact.kind {
            FactKind::MadeFrom => format!("{} was made from {count}.", capitalised(thing)),
            FactKind::WentInto => format!("{} went into {count}.", capitalised(thing)),
            _ if is_made_of => format!("That, or what was made from it, was sent to {count}."),
            _ => format!("It was sent to {count}."),
        }]);
    }
}

/// The only row of a table of one thing, where it says what the thing is: `Work order 10422: product Gear blank 100, line Line 3,
/// work order status finished; quantity on work orders 120 pieces and good pieces so far 118 pieces.`
pub(super) fn only_row(evidence: &Evidence) -> Option<String> {
    let ([row], true) = (evidence.table.rows.as_slice(), evidence.computed.period.days() > ALL_DAYS) else {
        return None;
    };
    if evidence.computed.comparison_period.is_some() {
        return None;
    }
    let [filter] = evidence.computed.filters.as_slice() else { return None };
    let (what, number) = filter.split_once(" is ")?;
    let cells = || evidence.table.columns.iter().zip(row);
    let texts: Vec<String> = cells()
        .filter_map(|(column, cell)| match cell {
            Cell::Text(text) if text != "(none)" => Some(format!("{} {text}", within(&column.label))),
            _ => None,
        })
        .collect();
    let figure = |cell: &Cell| match cell {
        Cell::Figure(id) => evidence.figure(id),
        _ => None,
    };
    let told = |figure: &Figure| format!("{} {}", within(&figure.label), reference(evidence, figure));
    let figures: Vec<String> = cells().filter_map(|(_, cell)| figure(cell)).map(told).collect();
    let whole = format!("{what} {number}: {}; {}.", listed(&texts), listed(&figures));
    (texts.len() >= LEAST && !figures.is_empty()).then_some(whole)
}
