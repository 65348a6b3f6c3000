//! What was found, as Evidence.

use sentia_analytics::anomaly::batch::Kind;
use sentia_semantic::{Additivity, Freshness, Period, Query, Value, lower_first};

use super::{Found, Judged, Search, of_member, series::Read, words};
use crate::{
    Cell, Completeness, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, ToolError,
    from_result::{Figures, corrected, in_words},
    how_computed,
};

/// Findings shown.
const SHOWN: usize = 12;

pub(super) async fn evidence(
    search: &Search,
    all: &[Read],
    judged: Judged<'_>,
    context: &ToolContext,
) -> Result<Evidence, ToolError> {
    let mut page = Page { search, figures: Figures::default(), facts: Vec::new(), rows: Vec::new() };
    for found in judged.found.iter().take(SHOWN) {
        page.add(found, context).await?;
    }
    let labels: Vec<String> = all.iter().map(|read| lower_first(&read.measure.label)).collect();
    if page.facts.is_empty() {
        let kind = if judged.unjudged.len() == judged.looked_at {
            FactKind::NoData
        } else {
            FactKind::NothingUnusual
        };
        page.facts.extend(all.iter().map(|read| Fact {
            kind,
            measure: read.measure.label.clone(),
            figures: Vec::new(),
        }));
    }
    let shown = page.rows.len();
    let mut caveats = words::caveats(search, &judged, shown, context);
    let first = all.first();
    caveats.extend(first.into_iter().flat_map(|read| corrected(&read.result.filters)));
    let filters = first.map(|read| read.result.filters.clone()).unwrap_or_default();
    let catalogue = context.engine.catalogue();
    let title = format!("What is unusual in {}", in_words(&labels));
    let title = how_computed::titled(title, catalogue, &filters);
    Ok(Evidence {
        id: String::new(),
        title: format!("{title}, {}", search.asked.describe()),
        table: Table { columns: columns(search, all, context), rows: page.rows, ..Table::default() },
        figures: page.figures.0,
        facts: page.facts,
        computed: computed(search, all, context),
        as_of: context.engine.today(),
        freshness: first.map_or(Freshness { data_through: None, period_incomplete_after: None }, |read| {
            read.result.freshness.clone()
        }),
        completeness: completeness(all),
        caveats,
        charts: Vec::new(),
        passages: Vec::new(),
    })
}

/// Each feed once, however many measures come from it.
fn completeness(all: &[Read]) -> Vec<Completeness> {
    let mut feeds: Vec<Completeness> = Vec::new();
    for feed in all.iter().flat_map(|read| &read.completeness) {
        if !feeds.iter().any(|known| known.label == feed.label && known.period == feed.period) {
            feeds.push(feed.clone());
        }
    }
    feeds
}

struct Page<'a> {
    search: &'a Search,
    figures: Figures,
    facts: Vec<Fact>,
    rows: Vec<Vec<Cell>>,
}

impl Page<'_> {
    async fn add(&mut self, found: &Found<'_>, context: &ToolContext) -> Result<(), ToolError> {
        let Found { series, incident } = found;
        let Some(days) = series.days(incident) else { return Ok(()) };
        let recorded =
            series.buckets[incident.first..=incident.last].iter().filter(|(_, value)| value.is_some());
        let recorded = recorded.count();
        let value = match series.buckets.get(incident.first) {
            _ if incident.kind == Kind::MissingFeed => None,
            Some((_, value)) if incident.first == incident.last => value.clone(),
            _ => self.value(found, days, context).await?,
        };
        let is_sum = series.measure.additivity == Additivity::Additive;
        let times = if is_sum { recorded as f64 } else { 1.0 };
        let expected = value.as_ref().map(|value| like(value, incident.expected * times));
        let ids: Vec<Option<String>> = [(FigureKind::Value, value), (FigureKind::Expected, expected)]
            .into_iter()
            .map(|(kind, value)| value.map(|value| self.figure(found, kind, value, days)))
            .collect();
        let to_the_end = incident.last + 1 == series.buckets.len();
        let mut row = vec![Cell::Text(days.describe())];
        if self.search.by.is_some() {
            row.push(Cell::Text(series.member.clone().unwrap_or_default()));
        }
        row.push(Cell::Text(series.measure.label.clone()));
        row.push(Cell::Text(words::what(incident, series.grain, recorded > 0, to_the_end)));
        row.extend(ids.iter().map(|id| id.clone().map_or(Cell::Empty, Cell::Figure)));
        self.rows.push(row);
        let figures: Vec<String> = ids.into_iter().flatten().collect();
        if figures.len() == 2 {
            self.facts.push(Fact { kind: FactKind::Unusual, measure: series.measure.label.clone(), figures });
        }
        Ok(())
    }

    /// The measure over the days of an incident, as any other answer has it.
    async fn value(
        &self,
        found: &Found<'_>,
        days: Period,
        context: &ToolContext,
    ) -> Result<Option<Value>, ToolError> {
        let query = Query {
            filters: of_member(self.search, found.series.member.as_deref()),
            ..Query::of(vec![found.series.measure.id.clone()], days)
        };
        let result = context.engine.query(&query, &context.scope).await?;
        let cell = result.rows.first().and_then(|row| row.first()).cloned();
        Ok(cell.filter(|cell| !cell.is_null()))
    }

    fn figure(&mut self, found: &Found<'_>, kind: FigureKind, value: Value, days: Period) -> String {
        let measure = &found.series.measure;
        let member = self.search.by.clone().zip(found.series.member.clone());
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit: measure.unit.clone(),
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: member.into_iter().collect(),
            period: days,
            against: None,
        })
    }
}

/// A number as the measure has its values: minor units and counts are whole.
fn like(value: &Value, number: f64) -> Value {
    match value {
        Value::Integer(_) => Value::Integer(number.round() as i64),
        _ => Value::from(number),
    }
}

fn columns(search: &Search, all: &[Read], context: &ToolContext) -> Vec<TableColumn> {
    let text = |id: &str, label: &str| TableColumn { id: id.to_owned(), label: label.to_owned(), unit: None };
    let mut columns = vec![text("when", "When")];
    if let Some(id) = &search.by {
        let dimension = context.engine.catalogue().dimension(id);
        columns.push(text(id, dimension.map_or(id, |dimension| &dimension.label)));
    }
    columns.push(text("measure", "Measure"));
    columns.push(text("what", "What"));
    let unit = all.first().map(|read| read.measure.unit.clone());
    columns.push(TableColumn { id: "value".to_owned(), label: "Value".to_owned(), unit: unit.clone() });
    columns.push(TableColumn { id: "expected".to_owned(), label: "Expected".to_owned(), unit });
    columns
}

fn computed(search: &Search, all: &[Read], context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let measures: Vec<_> = all.iter().map(|read| &read.measure).collect();
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        filters: all
            .first()
            .map(|read| how_computed::filters(catalogue, &read.result.filters))
            .unwrap_or_default(),
        columns: words::method(search),
        scope: context.scope_in_words.clone(),
        sql: all.iter().flat_map(|read| read.result.sql.clone()).collect(),
        sources: how_computed::sources(catalogue, &measures),
        ..HowComputed::described(search.asked)
    }
}
