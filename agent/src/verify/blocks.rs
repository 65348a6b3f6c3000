//! Tables and charts show only figures of the Evidence.

use sentia_tools::{Cell, Chart, Evidence};

use crate::Block;

use super::fault::{Fault, FaultKind};

/// Checks that every table and chart exists and that all it shows are figures of its Evidence; prose is checked sentence
/// by sentence.
pub fn check_blocks(blocks: &[Block], evidence: &[Evidence]) -> Result<(), Vec<Fault>> {
    let faults: Vec<Fault> = blocks.iter().flat_map(|block| faults_of(block, evidence)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn faults_of(block: &Block, evidence: &[Evidence]) -> Vec<Fault> {
    let (id, chart) = match block {
        Block::Prose(text) => return unknown_references(text, evidence),
        Block::Table(id) | Block::Passages(id) => (id, None),
        Block::Chart(id, at) => (id, Some(*at)),
    };
    let Some(source) = evidence.iter().find(|source| source.id == *id) else {
        return vec![Fault::new(
            FaultKind::UnknownReference,
            id,
            "there is no such evidence; show only tables and charts of the evidence",
        )];
    };
    match chart.map(|at| source.charts.get(at)) {
        None => table_faults(source),
        Some(Some(chart)) => chart_faults(source, chart),
        Some(None) => vec![Fault::new(FaultKind::UnknownReference, id, "has no such chart")],
    }
}

fn unknown_references(text: &str, evidence: &[Evidence]) -> Vec<Fault> {
    let known = |(id, figure): &(String, String)| {
        evidence.iter().any(|one| one.id == *id && one.figure(figure).is_some())
    };
    let unknown = super::references(text).into_iter().filter(|reference| !known(reference));
    unknown
        .map(|(id, figure)| {
            Fault::new(FaultKind::UnknownReference, &format!("[[{id}.{figure}]]"), "there is no such figure")
        })
        .collect()
}

/// Each cell is text in a column of names, or a figure of the column's unit.
fn table_faults(evidence: &Evidence) -> Vec<Fault> {
    let mut faults = Vec::new();
    for row in &evidence.table.rows {
        if row.len() != evidence.table.columns.len() {
            faults.push(Fault::new(
                FaultKind::Unclear,
                &evidence.title,
                "a row is not as long as the heading",
            ));
        }
        for (cell, column) in row.iter().zip(&evidence.table.columns) {
            let wrong = match cell {
                Cell::Empty => false,
                Cell::Text(_) => column.unit.is_some(),
                Cell::Figure(id) => {
                    evidence.figure(id).is_none_or(|figure| Some(&figure.unit) != column.unit.as_ref())
                }
            };
            if wrong {
                faults.push(Fault::new(
                    FaultKind::Unbound,
                    &column.label,
                    "holds a cell that is no figure of the evidence in this column's unit",
                ));
            }
        }
    }
    faults
}

fn chart_faults(evidence: &Evidence, chart: &Chart) -> Vec<Fault> {
    let column = |id: &str| evidence.table.columns.iter().find(|column| column.id == id);
    let names = [Some(&chart.x), chart.series.as_ref()].into_iter().flatten();
    let missing = names.filter(|id| column(id).is_none());
    let unmeasured = chart.y.iter().filter(|id| column(id).is_none_or(|column| column.unit.is_none()));
    let faults = missing.chain(unmeasured).map(|id| {
        Fault::new(FaultKind::Unbound, id, "is no column of the evidence that this chart could draw")
    });
    faults.chain(table_faults(evidence)).collect()
}
