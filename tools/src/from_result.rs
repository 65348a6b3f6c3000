//! A result of the engine as Evidence: every number becomes a figure with an id, and the findings are drawn from them.

use sentia_semantic::{
    Additivity, Column, ColumnKind, Derivation, Dimension, Freshness, Grain, Measure, Period, Query,
    ResolvedFilter, ResultTable, Unit, Value, lower_first,
};

use crate::{
    Cell, Completeness, Evidence, Figure, FigureKind, HowComputed, Table, TableColumn, ToolContext, charts,
    completeness, deriving,
    findings::{self, RowFigures},
    how_computed,
};

/// What was asked and what came back.
pub(crate) struct Answered<'a> {
    pub context: &'a ToolContext,
    pub query: &'a Query,
    pub result: ResultTable,
    /// The same without any split, where there was one.
    pub total: Option<ResultTable>,
    pub completeness: Vec<Completeness>,
}

impl Answered<'_> {
    fn measure(&self, id: &str) -> Option<&Measure> {
        self.context.engine.catalogue().measure(id)
    }

    fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.context.engine.catalogue().dimension(id)
    }

    fn dimension_label(&self, id: &str) -> String {
        self.dimension(id).map_or_else(|| id.to_owned(), |dimension| dimension.label.clone())
    }

    /// Several members of a dimension, within a sentence.
    pub(crate) fn plural(&self, id: &str) -> String {
        self.dimension(id).map_or_else(|| "rows".to_owned(), |dimension| lower_first(&dimension.plural))
    }

    /// Filters that leave a single member: every figure belongs to it.
    fn fixed_members(&self) -> Vec<(String, String)> {
        let single = self.result.filters.iter().filter(|filter| !filter.excludes && filter.labels.len() == 1);
        single.map(|filter| (filter.dimension.clone(), filter.labels[0].clone())).collect()
    }
}

/// Figures in the making; ids count up from `f1`.
#[derive(Default)]
pub(crate) struct Figures(pub Vec<Figure>);

impl Figures {
    pub(crate) fn add(&mut self, figure: Figure) -> String {
        let id = format!("f{}", self.0.len() + 1);
        self.0.push(Figure { id: id.clone(), ..figure });
        id
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Figure> {
        self.0.iter().find(|figure| figure.id == id)
    }
}

pub(crate) fn evidence(answered: Answered<'_>) -> Evidence {
    let mut figures = Figures::default();
    let rows = row_figures(&answered, &answered.result, &mut figures);
    let totals = answered.total.as_ref().map(|total| row_figures(&answered, total, &mut figures));
    let table = table(&answered, &rows);
    let facts = findings::of(&answered, &rows, totals.as_deref(), &mut figures);
    Evidence {
        id: String::new(),
        title: title(&answered),
        table,
        facts,
        figures: figures.0,
        computed: how_computed::of(&answered),
        as_of: answered.context.engine.today(),
        freshness: answered.result.freshness.clone(),
        completeness: answered.completeness.clone(),
        caveats: caveats(&answered),
        charts: charts::of(&answered),
        passages: Vec::new(),
    }
}

/// For each row, the figures of each measure, in the order of the query's measures.
fn row_figures(answered: &Answered<'_>, result: &ResultTable, figures: &mut Figures) -> Vec<Vec<RowFigures>> {
    let fixed = answered.fixed_members();
    let of_row = |row: &Vec<Value>, figures: &mut Figures| {
        let mut members = fixed.clone();
        members.extend(row_members(result, row));
        let period = row_period(result, row, answered.query.grain);
        answered
            .query
            .measures
            .iter()
            .map(|id| measure_figures(answered, result, row, id, &members, period, figures))
            .collect()
    };
    result.rows.iter().map(|row| of_row(row, figures)).collect()
}

fn row_members(result: &ResultTable, row: &[Value]) -> Vec<(String, String)> {
    let dimensions =
        result.columns.iter().zip(row).filter(|(column, _)| column.kind == ColumnKind::Dimension);
    dimensions.map(|(column, cell)| (column.id.clone(), member_label(cell))).collect()
}

/// A fact that names no member still belongs somewhere.
fn member_label(cell: &Value) -> String {
    cell.as_text().map_or_else(|| "(none)".to_owned(), readable_date)
}

/// A day as people write it, `3 Oct 2026`; any other text as it is.
pub(crate) fn readable_date(text: &str) -> String {
    let day = (text.len() == 10).then(|| text.parse::<jiff::civil::Date>().ok()).flatten();
    day.map_or_else(|| text.to_owned(), |day| day.strftime("%-d %b %Y").to_string())
}

fn row_period(result: &ResultTable, row: &[Value], grain: Option<Grain>) -> Period {
    let position = result.columns.iter().position(|column| column.kind == ColumnKind::Time);
    let day = position.and_then(|at| row.get(at)?.as_text()?.parse().ok());
    match (day, grain) {
        (Some(day), Some(grain)) => {
            let bucket = Period::bucket(grain, day);
            Period::new(bucket.from.max(result.period.from), bucket.to.min(result.period.to))
        }
        _ => result.period,
    }
}

fn measure_figures(
    answered: &Answered<'_>,
    result: &ResultTable,
    row: &[Value],
    id: &str,
    members: &[(String, String)],
    period: Period,
    figures: &mut Figures,
) -> RowFigures {
    let mut found = RowFigures::default();
    let Some(measure) = answered.measure(id) else { return found };
    let period =
        if measure.additivity == Additivity::SemiAdditive { balance_day(result, period) } else { period };
    for (column, cell) in result.columns.iter().zip(row).filter(|(column, _)| column.id == id) {
        let (Some(kind), false) = (figure_kind(column.kind), cell.is_null()) else { continue };
        let is_of_both =
            matches!(kind, FigureKind::Previous | FigureKind::Change | FigureKind::ChangePercent);
        let against = is_of_both.then_some(result.comparison_period).flatten();
        let figure = Figure {
            id: String::new(),
            value: cell.clone(),
            unit: column.unit.clone().unwrap_or_else(|| measure.unit.clone()),
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: members.to_vec(),
            period: if kind == FigureKind::Previous { against.unwrap_or(period) } else { period },
            against: if kind == FigureKind::Previous { None } else { against },
        };
        found.set(column.kind, figures.add(figure));
    }
    found
}

/// A balance is that of one day: the last of the period that has data.
fn balance_day(result: &ResultTable, period: Period) -> Period {
    let last = result.freshness.data_through.map_or(period.to, |last| period.to.min(last)).max(period.from);
    Period::new(last, last)
}

fn figure_kind(kind: ColumnKind) -> Option<FigureKind> {
    match kind {
        ColumnKind::Measure => Some(FigureKind::Value),
        ColumnKind::Previous => Some(FigureKind::Previous),
        ColumnKind::Change => Some(FigureKind::Change),
        ColumnKind::ChangePercent => Some(FigureKind::ChangePercent),
        ColumnKind::Derived(Derivation::Share) => Some(FigureKind::Share),
        ColumnKind::Derived(_) => Some(FigureKind::Window),
        ColumnKind::Time | ColumnKind::Dimension => None,
    }
}

fn table(answered: &Answered<'_>, rows: &[Vec<RowFigures>]) -> Table {
    let result = &answered.result;
    let columns = result.columns.iter().map(|column| table_column(column, answered)).collect();
    let rows = result.rows.iter().zip(rows).map(|(row, found)| {
        let cells = result.columns.iter().zip(row);
        cells.map(|(column, cell)| table_cell(answered, column, cell, found)).collect()
    });
    Table { columns, rows: rows.collect(), layout: Vec::new() }
}

fn table_column(column: &Column, answered: &Answered<'_>) -> TableColumn {
    let label = match column.kind {
        ColumnKind::Dimension => answered.dimension_label(&column.id),
        ColumnKind::Time => {
            answered.query.grain.map_or_else(|| column.label.clone(), |grain| capitalised(grain.name()))
        }
        _ => column.label.clone(),
    };
    TableColumn { id: column_id(column), label, unit: column.unit.clone() }
}

/// Column ids are unique: `oee`, `oee.previous`, `oee.change`.
pub(crate) fn column_id(column: &Column) -> String {
    match column.kind {
        ColumnKind::Previous => format!("{}.previous", column.id),
        ColumnKind::Change => format!("{}.change", column.id),
        ColumnKind::ChangePercent => format!("{}.change_percent", column.id),
        ColumnKind::Derived(how) => format!("{}.{}", column.id, deriving::id(how)),
        _ => column.id.clone(),
    }
}

fn table_cell(answered: &Answered<'_>, column: &Column, cell: &Value, found: &[RowFigures]) -> Cell {
    match (column.kind, figure_kind(column.kind)) {
        (ColumnKind::Time, _) => Cell::Text(bucket_label(cell, answered.query.grain)),
        (ColumnKind::Dimension, _) => Cell::Text(member_label(cell)),
        (kind, Some(_)) => {
            let position = answered.query.measures.iter().position(|id| *id == column.id);
            let id = position.and_then(|at| found.get(at)?.get(kind));
            id.map_or(Cell::Empty, |id| Cell::Figure(id.to_owned()))
        }
        _ => Cell::Empty,
    }
}

/// A time bucket as people write it in a column: `21 Sep 2026`, `w/c 21 Sep 2026`, `Sep 2026`, `Q3 2026`, `2026`.
pub(crate) fn bucket_label(cell: &Value, grain: Option<Grain>) -> String {
    let Some(day) = cell.as_text().and_then(|text| text.parse::<jiff::civil::Date>().ok()) else {
        return member_label(cell);
    };
    match grain {
        Some(Grain::Week) => day.strftime("w/c %-d %b %Y").to_string(),
        Some(Grain::Month) => day.strftime("%b %Y").to_string(),
        Some(Grain::Quarter) => format!("Q{} {}", (day.month() - 1) / 3 + 1, day.year()),
        Some(Grain::Year) => day.year().to_string(),
        Some(Grain::Day) | None => day.strftime("%a %-d %b %Y").to_string(),
    }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(crate) fn title(answered: &Answered<'_>) -> String {
    let is_named = |column: &&Column| matches!(column.kind, ColumnKind::Measure | ColumnKind::Derived(_));
    let label = |(at, column): (usize, &Column)| {
        if at == 0 { column.label.clone() } else { lower_first(&column.label) }
    };
    let measures: Vec<String> =
        answered.result.columns.iter().filter(is_named).enumerate().map(label).collect();
    let mut splits: Vec<String> =
        answered.query.dimensions.iter().map(|id| lower_first(&answered.dimension_label(id))).collect();
    splits.extend(answered.query.grain.map(|grain| grain.name().to_owned()));
    let mut title = in_words(&measures);
    if !splits.is_empty() {
        title = format!("{title} by {}", in_words(&splits));
    }
    let filters = how_computed::filters(answered.context.engine.catalogue(), &answered.result.filters);
    let filters = [filters, how_computed::conditions(answered)].concat();
    if !filters.is_empty() {
        title = format!("{title}, {}", filters.join(", "));
    }
    match answered.result.comparison_period {
        Some(before) => {
            format!("{title}, {} against {}", answered.result.period.describe(), before.describe())
        }
        None => format!("{title}, {}", answered.result.period.describe()),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn in_words<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            format!(
                "{} and {}",
                first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
                last.as_ref()
            )
        }
    }
}

fn caveats(answered: &Answered<'_>) -> Vec<String> {
    let result = &answered.result;
    let mut caveats = Vec::new();
    caveats.extend(incomplete(&result.freshness, answered.query.period));
    caveats.extend(completeness::caveats(&answered.completeness));
    caveats.extend(undated(answered));
    caveats.extend(corrected(&result.filters));
    if result.truncated && answered.query.limit.is_none() {
        caveats.push(format!("Only the first {} rows are shown.", result.rows.len()));
    }
    caveats.extend(missing_windows(answered));
    caveats.extend(limited(answered.context));
    caveats
}

/// Rolling figures are left out where the data do not reach back far enough.
fn missing_windows(answered: &Answered<'_>) -> Vec<String> {
    let result = &answered.result;
    let said = |(at, column): (usize, &Column)| match column.kind {
        ColumnKind::Derived(Derivation::Rolling(buckets) | Derivation::MovingAverage(buckets))
            if result.rows.first().is_some_and(|row| row[at].is_null()) =>
        {
            let bucket = answered.query.grain.map_or("bucket", Grain::name);
            Some(format!(
                "“{}” is left out where fewer than {buckets} {bucket}s of data lie behind a row.",
                column.label
            ))
        }
        _ => None,
    };
    result.columns.iter().enumerate().filter_map(said).collect()
}

/// Where the data end within the period.
pub(crate) fn incomplete(freshness: &Freshness, period: Period) -> Option<String> {
    let last = freshness.period_incomplete_after?;
    Some(format!(
        "The data ends on {}, before the end of the period ({}).",
        last.strftime("%-d %B %Y"),
        period.to.strftime("%-d %B %Y")
    ))
}

/// Members whose spelling was mended.
pub(crate) fn corrected(filters: &[ResolvedFilter]) -> Vec<String> {
    let mended = filters.iter().filter(|filter| !filter.corrected_from.is_empty());
    let sentence = |filter: &ResolvedFilter| {
        format!("I read “{}” as {}.", filter.corrected_from.join("”, “"), in_words(&filter.labels))
    };
    mended.map(sentence).collect()
}

/// What the person's permissions leave.
pub(crate) fn limited(context: &ToolContext) -> Option<String> {
    Some(format!("You see {}, as your permissions allow.", context.scope_in_words.as_ref()?))
}

/// A period that was asked for and means nothing to rows without a date is not passed over in silence.
fn undated(answered: &Answered<'_>) -> Option<String> {
    if answered.query.period == Period::EVER {
        return None;
    }
    let measures = answered.query.measures.iter().filter_map(|id| answered.measure(id));
    let without_date = measures
        .filter(|measure| measure.expression.aggregates().iter().all(|aggregate| aggregate.time.is_none()));
    let labels: Vec<&str> = without_date.map(|measure| measure.label.as_str()).collect();
    (!labels.is_empty()).then(|| {
        format!("Nothing dates the rows of {}: all of them count, whatever the period.", in_words(&labels))
    })
}

/// The unit in which a figure of this kind counts, for figures that the engine did not compute itself.
pub(crate) fn derived(base: &Figure, kind: FigureKind, value: Value, unit: Unit) -> Figure {
    Figure { id: String::new(), value, unit, kind, ..base.clone() }
}

impl HowComputed {
    /// For Evidence that describes rather than computes.
    pub fn described(period: Period) -> Self {
        HowComputed {
            measures: Vec::new(),
            filters: Vec::new(),
            conditions: Vec::new(),
            columns: Vec::new(),
            scope: None,
            period,
            comparison_period: None,
            sql: Vec::new(),
            sources: Vec::new(),
            checks: Vec::new(),
        }
    }
}
