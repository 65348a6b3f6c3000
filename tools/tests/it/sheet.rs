//! Reading what a plan says.

use sentia_tools::{Cell, Evidence, FactKind, Figure};

/// The figure in a column of a row.
pub(crate) fn of_row<'a>(evidence: &'a Evidence, row: &[Cell], column: &str) -> &'a Figure {
    let at = evidence.table.columns.iter().position(|known| known.id == column).unwrap();
    let Cell::Figure(id) = &row[at] else { panic!("{column} is empty") };
    evidence.figure(id).unwrap()
}

pub(crate) fn number(figure: &Figure) -> f64 {
    figure.value.as_f64().unwrap()
}

/// The numbers of the first fact of a kind.
pub(crate) fn told(evidence: &Evidence, kind: FactKind) -> Vec<f64> {
    let fact = evidence.facts.iter().find(|fact| fact.kind == kind).unwrap();
    fact.figures.iter().map(|id| number(evidence.figure(id).unwrap())).collect()
}
