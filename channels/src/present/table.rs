use std::borrow::Cow;

use schemars::JsonSchema;
use sentia_semantic::{Direction, Unit, catalogue::LineRole};
use sentia_tools::{Cell, Evidence, Figure, FigureKind, RowLayout, Table, TableColumn, format};
use serde::Serialize;

use super::figure;
use crate::render::clean;

/// The table of an Evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownTable {
    pub(crate) evidence: String,
    pub(crate) title: String,
    /// Whether its rows are the lines of a statement, which sum to one another.
    pub(crate) is_statement: bool,
    pub(crate) columns: Vec<ShownColumn>,
    pub(crate) rows: Vec<ShownRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ShownColumn {
    pub(crate) label: String,
    pub(crate) numeric: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownRow {
    /// How far a line of a statement is set in.
    pub(crate) level: u8,
    pub(crate) role: RowRole,
    pub(crate) cells: Vec<ShownCell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RowRole {
    Plain,
    Heading,
    Subtotal,
    Total,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ShownCell {
    /// Empty where there are no rows behind the cell.
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) figure: Option<String>,
    pub(crate) tone: Tone,
}

/// A change for the better or for the worse; other figures take no side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    Plain,
    Good,
    Bad,
}

pub(crate) fn tone(figure: &Figure) -> Tone {
    let better = match figure.direction {
        Direction::UpIsGood => 1.0,
        Direction::DownIsGood => -1.0,
        Direction::Neutral => return Tone::Plain,
    };
    match figure.value.as_f64().map(|value| value * better) {
        Some(gain) if format::is_difference(figure.kind) && gain > 0.0 => Tone::Good,
        Some(gain) if format::is_difference(figure.kind) && gain < 0.0 => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// Columns of figures that hold none, such as a change in percent of a percentage, only take room.
pub(crate) fn says_something(table: &Table, at: usize) -> bool {
    let mut cells = table.rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Empty));
    let is_figures = table.columns.get(at).is_some_and(|column| column.unit.is_some());
    !is_figures || table.rows.is_empty() || cells.any(|cell| *cell != Cell::Empty)
}

/// Columns that a single row may have.
const WIDE: usize = 5;

/// The table as it is shown. Several measures beside another period in a single row would be too wide to read: each gets a row
/// of its own; so does all that is told of one thing.
pub(crate) fn laid_out(evidence: &Evidence) -> Cow<'_, Table> {
    turned(evidence).or_else(|| listed(evidence)).map_or(Cow::Borrowed(&evidence.table), Cow::Owned)
}

/// A single row of more than [`WIDE`] columns, one below the other.
fn listed(evidence: &Evidence) -> Option<Table> {
    let table = &evidence.table;
    let ([row], false) = (table.rows.as_slice(), table.is_statement() || table.columns.len() <= WIDE) else {
        return None;
    };
    let heading = |(at, label): (usize, &str)| TableColumn {
        id: format!("turned{at}"),
        label: label.to_owned(),
        unit: None,
    };
    let line = |(column, cell): (&TableColumn, &Cell)| vec![Cell::Text(column.label.clone()), cell.clone()];
    Some(Table {
        columns: ["What", "Value"].into_iter().enumerate().map(heading).collect(),
        rows: table.columns.iter().zip(row).map(line).collect(),
        layout: Vec::new(),
    })
}

fn turned(evidence: &Evidence) -> Option<Table> {
    let ([row], Some(before)) = (evidence.table.rows.as_slice(), evidence.computed.comparison_period) else {
        return None;
    };
    let kinds = [
        (FigureKind::Value, evidence.computed.period.describe()),
        (FigureKind::Previous, before.describe()),
        (FigureKind::Change, "Change".to_owned()),
        (FigureKind::ChangePercent, "Change %".to_owned()),
    ];
    let mut figures = Vec::new();
    for cell in row {
        match cell {
            Cell::Text(_) => return None,
            Cell::Figure(id) => figures.push(evidence.figure(id)?),
            Cell::Empty => {}
        }
    }
    let mut measures: Vec<&str> = Vec::new();
    for figure in &figures {
        if !kinds.iter().any(|(kind, _)| *kind == figure.kind) {
            return None;
        }
        if !measures.contains(&figure.label.as_str()) {
            measures.push(&figure.label);
        }
    }
    if measures.len() < 2 {
        return None;
    }
    let cell = |measure: &str, kind: FigureKind| {
        let found = figures.iter().find(|figure| figure.label == measure && figure.kind == kind);
        found.map_or(Cell::Empty, |figure| Cell::Figure(figure.id.clone()))
    };
    let of_measure = |measure: &&str| {
        let values = kinds.iter().map(|(kind, _)| cell(measure, *kind));
        std::iter::once(Cell::Text((*measure).to_owned())).chain(values).collect()
    };
    let heading = |(at, label): (usize, &str)| TableColumn {
        id: format!("turned{at}"),
        label: label.to_owned(),
        unit: (at > 0).then_some(Unit::Ratio), // of its own in each cell; that there is one sets the column to the right
    };
    let labels = std::iter::once("Measure").chain(kinds.iter().map(|(_, label)| label.as_str()));
    Some(Table {
        columns: labels.enumerate().map(heading).collect(),
        rows: measures.iter().map(of_measure).collect(),
        layout: Vec::new(),
    })
}

pub(super) fn table(evidence: &Evidence) -> ShownTable {
    let table = &*laid_out(evidence);
    let is_statement = table.is_statement();
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|at| is_statement || says_something(table, *at)).collect();
    let row = |(at, row): (usize, &Vec<Cell>)| {
        let layout = table.layout.get(at).copied().unwrap_or_default();
        let cells = shown.iter().map(|at| row.get(*at).unwrap_or(&Cell::Empty));
        ShownRow {
            level: layout.level,
            role: role(layout, is_statement),
            cells: cells.map(|one| cell(one, evidence, is_statement)).collect(),
        }
    };
    ShownTable {
        evidence: evidence.id.clone(),
        title: clean(&evidence.title),
        is_statement,
        columns: shown.iter().map(|at| column(&table.columns[*at], is_statement)).collect(),
        rows: table.rows.iter().enumerate().map(row).collect(),
    }
}

/// Money stands without its symbol in the lines of a statement, so that the heading gives it.
fn column(column: &TableColumn, is_statement: bool) -> ShownColumn {
    let label = clean(&column.label);
    let label = match &column.unit {
        Some(Unit::Money { currency, per: None }) if is_statement => {
            format!("{label} ({})", format::symbol(currency).unwrap_or(currency))
        }
        _ => label,
    };
    ShownColumn { label, numeric: column.unit.is_some() }
}

fn role(layout: RowLayout, is_statement: bool) -> RowRole {
    match layout.role {
        LineRole::Heading if is_statement => RowRole::Heading,
        LineRole::Subtotal if is_statement => RowRole::Subtotal,
        LineRole::Total if is_statement => RowRole::Total,
        _ => RowRole::Plain,
    }
}

fn cell(cell: &Cell, evidence: &Evidence, is_statement: bool) -> ShownCell {
    let plain = |text: String| ShownCell { text, figure: None, tone: Tone::Plain };
    match cell {
        Cell::Text(text) => plain(clean(text)),
        Cell::Empty => plain(String::new()),
        Cell::Figure(id) => evidence.figure(id).map_or_else(
            || plain(String::new()),
            |figure| ShownCell {
                text: if is_statement {
                    format::figure_in_statement(figure)
                } else {
                    format::figure_in_table(figure)
                },
                figure: Some(figure::id(&evidence.id, id)),
                tone: tone(figure),
            },
        ),
    }
}
