//! What was found, as Evidence: a row for each link, and for each that received it.

use std::collections::BTreeSet;

use sentia_semantic::{Catalogue, Direction, Period, Record, Trace, Unit, Value};

use super::{
    TraceArgs,
    follow::{End, Found, Link},
};
use crate::{
    Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn, ToolContext,
    ToolError,
    from_result::{Figures, limited, readable_date},
    how_computed,
};

/// Rows shown.
const SHOWN: usize = 200;

const MADE_FROM: &str = "Made from";
const WENT_INTO: &str = "Went into";
const SENT_TO: &str = "Sent to";

pub(super) fn evidence(
    model: &Trace,
    args: &TraceArgs,
    found: Found,
    context: &ToolContext,
) -> Result<Evidence, ToolError> {
    let mut page =
        Page { model, catalogue: context.engine.catalogue(), found: &found, figures: Figures::default() };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    rows.extend(found.back.iter().map(|link| page.link(MADE_FROM, &link.from, link)));
    rows.extend(found.forward.iter().map(|link| page.link(WENT_INTO, &link.into, link)));
    rows.extend(found.ends.iter().map(|end| page.end(end)));
    let hidden = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let facts = page.facts(args);
    let label = page.label(&args.of);
    Ok(Evidence {
        id: String::new(),
        title: format!("Trace of {} {}", sentia_semantic::lower_first(&label), found.number),
        table: Table { columns: page.columns(), rows, layout: Vec::new() },
        figures: page.figures.0,
        facts,
        computed: computed(model, &found, context),
        as_of: context.engine.today(),
        freshness: found.freshness.clone(),
        completeness: Vec::new(),
        caveats: caveats(model, &found, hidden, context),
        charts: Vec::new(),
        passages: Vec::new(),
    })
}

struct Page<'a> {
    model: &'a Trace,
    catalogue: &'a Catalogue,
    found: &'a Found,
    figures: Figures,
}

impl Page<'_> {
    fn label(&self, dimension: &str) -> String {
        self.catalogue.dimension(dimension).map_or_else(|| dimension.to_owned(), |found| found.label.clone())
    }

    fn end_columns(&self) -> &[String] {
        self.model.ends.as_ref().filter(|_| !self.found.ends.is_empty()).map_or(&[], |ends| &ends.by)
    }

    fn columns(&self) -> Vec<TableColumn> {
        let text = |id: &str, label: String| TableColumn { id: id.to_owned(), label, unit: None };
        let mut columns = vec![
            text("step", "Step".to_owned()),
            text(&self.model.about.of, self.label(&self.model.about.of)),
        ];
        columns
            .extend(self.model.about.by.iter().chain(self.end_columns()).map(|id| text(id, self.label(id))));
        columns.push(TableColumn {
            id: "quantity".to_owned(),
            label: "Quantity".to_owned(),
            unit: self.unit(&self.model.links),
        });
        columns
    }

    fn unit(&self, measure: &str) -> Option<Unit> {
        self.catalogue.measure(measure).map(|measure| measure.unit.clone())
    }

    /// Step and thing, and what is known of it.
    fn beginning(&self, step: &str, thing: &str) -> Vec<Cell> {
        let about = self.found.about.get(thing);
        let texts = (0..self.model.about.by.len()).map(|at| about.and_then(|texts| texts.get(at)?.as_ref()));
        let mut cells = vec![Cell::Text(step.to_owned()), Cell::Text(thing.to_owned())];
        cells.extend(texts.map(|text| text.map_or(Cell::Empty, |text| Cell::Text(readable_date(text)))));
        cells
    }

    fn link(&mut self, step: &str, thing: &str, link: &Link) -> Vec<Cell> {
        let mut cells = self.beginning(step, thing);
        cells.extend(self.end_columns().iter().map(|_| Cell::Empty));
        let members =
            vec![(self.model.from.clone(), link.from.clone()), (self.model.into.clone(), link.into.clone())];
        cells.push(self.measured(&self.model.links.clone(), &link.quantity, members));
        cells
    }

    fn end(&mut self, end: &End) -> Vec<Cell> {
        let mut cells = self.beginning(SENT_TO, &end.of);
        cells.extend(end.texts.iter().map(|text| text.clone().map_or(Cell::Empty, Cell::Text)));
        let Some(ends) = self.model.ends.clone() else { return cells };
        let named = |(id, text): (&String, &Option<String>)| Some((id.clone(), text.clone()?));
        let mut members = vec![(ends.of.clone(), end.of.clone())];
        members.extend(ends.by.iter().zip(&end.texts).filter_map(named));
        let first = ends.measures.iter().zip(&end.values).next();
        cells.push(first.map_or(Cell::Empty, |(id, value)| self.measured(id, value, members)));
        cells
    }

    fn measured(&mut self, id: &str, value: &Value, members: Vec<(String, String)>) -> Cell {
        let measure = self.catalogue.measure(id).filter(|_| !value.is_null());
        let Some(measure) = measure else { return Cell::Empty };
        Cell::Figure(self.figures.add(Figure {
            id: String::new(),
            value: value.clone(),
            unit: measure.unit.clone(),
            kind: FigureKind::Value,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: Direction::Neutral,
            members,
            period: Period::EVER,
            against: None,
        }))
    }

    /// How many it was made from, it went into, and received it.
    fn facts(&mut self, args: &TraceArgs) -> Vec<Fact> {
        let member = (args.of.clone(), self.found.number.clone());
        let distinct = |things: Vec<&String>| things.into_iter().collect::<BTreeSet<_>>().len();
        let (back, forward) = (
            distinct(self.found.back.iter().map(|link| &link.from).collect()),
            distinct(self.found.forward.iter().map(|link| &link.into).collect()),
        );
        let first = |end: &End| end.texts.first().cloned().flatten();
        let ends = self.found.ends.iter().filter_map(first).collect::<BTreeSet<_>>().len();
        let plural = |page: &Self, id: &str| {
            page.catalogue
                .dimension(id)
                .map_or_else(String::new, |found| sentia_semantic::lower_first(&found.plural))
        };
        let things = plural(self, &self.model.about.of);
        let receivers = self.end_columns().first().map(|id| plural(self, id)).unwrap_or_default();
        let told = [
            (FactKind::MadeFrom, back, things.clone()),
            (FactKind::WentInto, forward, things),
            (FactKind::SentTo, ends, receivers),
        ];
        let mut facts = Vec::new();
        for (kind, count, noun) in told.into_iter().filter(|(_, count, _)| *count > 0) {
            let figure = self.figures.add(Figure {
                id: String::new(),
                value: Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)),
                unit: Unit::Count(noun),
                kind: FigureKind::Count,
                measure: self.model.links.clone(),
                label: self.label(&args.of),
                direction: Direction::Neutral,
                members: vec![member.clone()],
                period: Period::EVER,
                against: None,
            });
            facts.push(Fact { kind, measure: self.label(&args.of), figures: vec![figure] });
        }
        if facts.is_empty() {
            facts.push(Fact { kind: FactKind::Untraced, measure: self.label(&args.of), figures: Vec::new() });
        }
        facts
    }
}

fn computed(model: &Trace, found: &Found, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let of = |record: &Record| record.measures.clone();
    let ids = std::iter::once(model.links.clone()).chain(model.ends.iter().flat_map(of));
    let measures: Vec<_> = ids.filter_map(|id| catalogue.measure(&id)).collect();
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        columns: vec![
            format!("{MADE_FROM}: what went into it, and what went into that"),
            format!(
                "{WENT_INTO}: what it went into, and what that went into; {SENT_TO}: who received any of these"
            ),
        ],
        scope: context.scope_in_words.clone(),
        sql: found.sql.clone(),
        sources: how_computed::sources(catalogue, &measures),
        ..HowComputed::described(Period::EVER)
    }
}

fn caveats(model: &Trace, found: &Found, hidden: usize, context: &ToolContext) -> Vec<String> {
    let mut caveats = Vec::new();
    if found.is_cut {
        caveats.push("There is more than was followed: the trace is not complete.".to_owned());
    }
    if hidden > 0 {
        caveats.push(format!("{hidden} rows more are not shown."));
    }
    if found.hides_ends {
        let catalogue = context.engine.catalogue();
        let ends = model.ends.iter().flat_map(|ends| &ends.by).filter_map(|id| catalogue.dimension(id));
        let plurals: Vec<String> = ends.map(|found| sentia_semantic::lower_first(&found.plural)).collect();
        caveats.push(format!(
            "Which {} received it is not shown: your permissions do not include it.",
            plurals.join(" and ")
        ));
    }
    caveats.extend(limited(context));
    caveats
}
