//! All figures of the Evidence, and how they stand to each other.

use std::collections::HashMap;

use sentia_semantic::Period;
use sentia_tools::{Cell as TableCell, Evidence, FactKind, Figure, FigureKind, format};

use super::filters::{self, FilterNote};

/// One figure and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub evidence: &'a Evidence,
    /// Position of the Evidence.
    pub at: usize,
    pub figure: &'a Figure,
    pub number: f64,
    /// Row of the table; none for totals and for figures that only findings use.
    pub row: Option<usize>,
}

impl Cell<'_> {
    pub(super) fn is(&self, kind: FigureKind) -> bool {
        self.figure.kind == kind
    }

    pub(super) fn member(&self, dimension: &str) -> Option<&str> {
        self.figure.members.iter().find(|(known, _)| known == dimension).map(|(_, label)| label.as_str())
    }

    pub(super) fn reference(&self) -> String {
        format!("[[{}.{}]]", self.evidence.id, self.figure.id)
    }

    /// As prose shows it.
    pub(super) fn shown(&self) -> String {
        format::figure_in_prose(self.figure)
    }

    /// Whether it covers one bucket of a trend rather than the whole period asked for.
    pub(super) fn is_bucket(&self) -> bool {
        self.row.is_some()
            && self.figure.kind != FigureKind::Previous
            && self.figure.period != self.evidence.computed.period
    }

    /// What the figure is, in words that a writer can use: `OEE of Line 3, week 39 (…): 61.0% [[e1.f4]]`.
    pub(super) fn described(&self) -> String {
        let mut text = match self.figure.kind {
            FigureKind::Value => self.figure.label.clone(),
            FigureKind::Previous => format!("{} in the comparison period", self.figure.label),
            FigureKind::Change => format!("change of {}", self.figure.label),
            FigureKind::ChangePercent => format!("change of {} in percent", self.figure.label),
            FigureKind::Share => format!("share of {}", self.figure.label),
            FigureKind::Target => format!("target of {}", self.figure.label),
            FigureKind::Gap => format!("distance of {} from target", self.figure.label),
            FigureKind::Count => format!("number of {}", self.figure.label),
            FigureKind::Window => format!("rolling or cumulative {}", self.figure.label),
            FigureKind::Threshold => format!("bound asked for of {}", self.figure.label),
            FigureKind::Forecast => format!("forecast of {}", self.figure.label),
            FigureKind::LowerLimit => format!("lower limit of {}", self.figure.label),
            FigureKind::UpperLimit => format!("upper limit of {}", self.figure.label),
            FigureKind::Expected => format!("what was to be expected of {}", self.figure.label),
            FigureKind::Scenario => {
                format!("{} under what the question takes to be otherwise", self.figure.label)
            }
            FigureKind::Contribution => format!("part of the change that came from {}", self.figure.label),
            FigureKind::Error => format!("average error of forecasts of {}", self.figure.label),
        };
        let members: Vec<&str> = self.figure.members.iter().map(|(_, label)| label.as_str()).collect();
        text.push_str(&if members.is_empty() {
            " in total".to_owned()
        } else {
            format!(" for {}", members.join(", "))
        });
        format!(
            "{text}, {}: {} {}",
            self.figure.period.describe(),
            format::figure_in_table(self.figure),
            self.reference()
        )
    }
}

/// Every figure that may be said.
#[derive(Debug)]
pub(super) struct Universe<'a> {
    pub cells: Vec<Cell<'a>>,
    pub evidence: &'a [Evidence],
    /// Filters of each Evidence.
    pub filters: Vec<Vec<FilterNote>>,
}

impl<'a> Universe<'a> {
    pub(super) fn new(evidence: &'a [Evidence]) -> Self {
        let cells = evidence.iter().enumerate().flat_map(|(at, evidence)| cells_of(at, evidence)).collect();
        let filters = evidence.iter().map(filters::of).collect();
        Universe { cells, evidence, filters }
    }

    /// The figure of another kind for the same measure, members and period.
    pub(super) fn beside(&self, cell: &Cell<'_>, kind: FigureKind) -> Option<&Cell<'a>> {
        let same = |other: &&Cell<'a>| {
            other.at == cell.at
                && (other.row == cell.row
                    || is_derived(kind) && other.row.is_none()
                    || is_derived(cell.figure.kind) && cell.row.is_none())
                && other.figure.kind == kind
                && other.figure.measure == cell.figure.measure
                && other.figure.members == cell.figure.members
                && (other.figure.period == cell.figure.period
                    || kind == FigureKind::Previous
                    || cell.is(FigureKind::Previous))
        };
        self.cells.iter().find(same)
    }

    /// Values of the same measure that a ranking sets beside this one: same dimensions, and the same value on those
    /// that are held fixed; over time where `over_time`, else within the same period.
    pub(super) fn rivals(&self, cell: &Cell<'_>, fixed: &[&str], over_time: bool) -> Vec<&Cell<'a>> {
        let fits = |other: &&Cell<'a>| {
            other.at == cell.at
                && other.figure.kind == cell.figure.kind
                && other.figure.measure == cell.figure.measure
                && other.figure.unit == cell.figure.unit
                && other.row.is_some() == cell.row.is_some()
                && same_dimensions(other.figure, cell.figure)
                && if over_time {
                    other.figure.members == cell.figure.members
                } else {
                    other.figure.period == cell.figure.period
                }
                && fixed.iter().all(|dimension| other.member(dimension) == cell.member(dimension))
        };
        self.cells.iter().filter(fits).collect()
    }

    /// Whether the highest (or the lowest) row of this Evidence is among its rows: a table that was cut shows one end.
    pub(super) fn shows_end(&self, cell: &Cell<'_>, highest: bool) -> bool {
        if cell.is_bucket() {
            return !cell.evidence.caveats.iter().any(|caveat| caveat.starts_with("Only the first"));
        }
        let facts = &cell.evidence.facts;
        let whole = facts.iter().any(|fact| fact.kind == FactKind::HowMany) || facts.is_empty();
        let end = if highest { FactKind::Highest } else { FactKind::Lowest };
        whole || facts.iter().any(|fact| fact.kind == end && fact.measure == cell.figure.label)
    }

    /// Whether every row of this Evidence is among its rows.
    pub(super) fn shows_all(&self, cell: &Cell<'_>) -> bool {
        self.shows_end(cell, true) && self.shows_end(cell, false)
    }

    /// Ids of the measures that have figures, in order of first use.
    pub(super) fn measures(&self) -> Vec<&'a str> {
        let mut ids: Vec<&str> = Vec::new();
        for cell in &self.cells {
            if !cell.figure.measure.is_empty() && !ids.contains(&cell.figure.measure.as_str()) {
                ids.push(&cell.figure.measure);
            }
        }
        ids
    }

    /// The target of a measure, where the Evidence states one.
    pub(super) fn target(&self, measure: &str) -> Option<f64> {
        self.cells
            .iter()
            .find(|cell| cell.is(FigureKind::Target) && cell.figure.measure == measure)
            .map(|cell| cell.number)
    }

    /// The period that a sentence means when it names none: that of the first Evidence about the measure.
    pub(super) fn main_period(&self, measure: Option<&str>) -> Option<Period> {
        let about = |cell: &&Cell<'a>| measure.is_none_or(|measure| cell.figure.measure == measure);
        let first = self.cells.iter().find(about).map(|cell| cell.evidence);
        first.or(self.evidence.first()).map(|evidence| evidence.computed.period)
    }
}

/// Figures that only findings use stand in no row, whatever row they speak of.
fn is_derived(kind: FigureKind) -> bool {
    matches!(kind, FigureKind::Target | FigureKind::Gap | FigureKind::Share | FigureKind::Count)
}

fn same_dimensions(one: &Figure, other: &Figure) -> bool {
    one.members.len() == other.members.len()
        && one.members.iter().all(|(dimension, _)| other.members.iter().any(|(known, _)| known == dimension))
}

fn cells_of(at: usize, evidence: &Evidence) -> Vec<Cell<'_>> {
    let rows = rows_of(evidence);
    let cell = |figure| {
        let figure: &Figure = figure;
        let number = figure.value.as_f64().filter(|number| number.is_finite())?;
        Some(Cell { evidence, at, figure, number, row: rows.get(figure.id.as_str()).copied() })
    };
    evidence.figures.iter().filter_map(cell).collect()
}

/// In which row of the table each figure stands.
fn rows_of(evidence: &Evidence) -> HashMap<&str, usize> {
    let mut rows = HashMap::new();
    for (at, row) in evidence.table.rows.iter().enumerate() {
        for cell in row {
            if let TableCell::Figure(id) = cell {
                rows.insert(id.as_str(), at);
            }
        }
    }
    rows
}
