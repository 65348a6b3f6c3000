//! What plans and outlooks are written on: figures and columns beside the members that they speak of.

use sentia_semantic::{Catalogue, Direction, Measure, Period, ResolvedFilter, Unit, Value};

use crate::{
    Cell, Figure, FigureKind, HowComputed, TableColumn, ToolContext, from_result::Figures, how_computed,
};

/// Figures of one plan, all of them of the same days.
pub(crate) struct Sheet {
    /// The measure that figures are said to be of: `cash.run`.
    pub(crate) measure: String,
    pub(crate) direction: Direction,
    pub(crate) period: Period,
    pub(crate) figures: Figures,
}

impl Sheet {
    pub(crate) fn new(measure: &str, direction: Direction, period: Period) -> Self {
        Sheet { measure: measure.to_owned(), direction, period, figures: Figures::default() }
    }

    /// A figure of these members (dimension id, label), of the whole where there are none. Gives its id.
    pub(crate) fn figure(
        &mut self,
        (name, label): (&str, &str),
        (value, unit): (Value, Unit),
        members: &[(&str, &str)],
    ) -> String {
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind: FigureKind::Value,
            measure: format!("{}.{name}", self.measure),
            label: label.to_owned(),
            direction: self.direction,
            members: members.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect(),
            period: self.period,
            against: None,
        })
    }

    /// The same as a cell.
    pub(crate) fn cell(
        &mut self,
        named: (&str, &str),
        value: (Value, Unit),
        members: &[(&str, &str)],
    ) -> Cell {
        Cell::Figure(self.figure(named, value, members))
    }
}

/// A whole number of minor units of a currency, or of seconds.
pub(crate) fn whole(value: f64, unit: &Unit) -> (Value, Unit) {
    (Value::Integer(value.round() as i64), unit.clone())
}

pub(crate) fn share(value: f64) -> (Value, Unit) {
    (Value::Real(value), Unit::Percent)
}

/// How many of something, which is called by its plural.
pub(crate) fn count(of: usize, called: &str) -> (Value, Unit) {
    (Value::Integer(i64::try_from(of).unwrap_or(i64::MAX)), Unit::Count(called.to_owned()))
}

pub(crate) fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

pub(crate) fn column(id: &str, label: &str, unit: Option<&Unit>) -> TableColumn {
    TableColumn { id: id.to_owned(), label: label.to_owned(), unit: unit.cloned() }
}

pub(crate) fn dimension_column(catalogue: &Catalogue, id: &str) -> TableColumn {
    column(id, catalogue.dimension(id).map_or(id, |dimension| &dimension.label), None)
}

pub(crate) fn unit_of(catalogue: &Catalogue, measure: &str) -> Unit {
    catalogue.measure(measure).map_or(Unit::Ratio, |measure| measure.unit.clone())
}

/// What a plan rests on, beside the measures that it was made from.
pub(crate) struct Basis<'a> {
    pub(crate) period: Period,
    pub(crate) filters: &'a [ResolvedFilter],
    pub(crate) sql: &'a [String],
    /// How its figures come about, a sentence each.
    pub(crate) method: Vec<String>,
}

pub(crate) fn computed<'a>(
    measures: impl IntoIterator<Item = &'a String>,
    basis: Basis<'_>,
    context: &ToolContext,
) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let measures: Vec<&Measure> = measures.into_iter().filter_map(|id| catalogue.measure(id)).collect();
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        filters: how_computed::filters(catalogue, basis.filters),
        columns: basis.method,
        scope: context.scope_in_words.clone(),
        sql: basis.sql.to_vec(),
        sources: how_computed::sources(catalogue, &measures),
        ..HowComputed::described(basis.period)
    }
}
