//! The weeks to come: what there is, what comes in, what goes out, what is left, and what could be drawn besides.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    ColumnKind, Direction, Engine, Filter, Freshness, Grain, Measure, Period, Query, QueryError, Statement,
    Unit, Value, catalogue::Outlook,
};

use super::{
    amounts::{plus, whole},
    columns::Against,
    gather::{Gatherer, over},
};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, ToolError,
    from_result::{Figures, corrected, limited},
    how_computed,
};

/// One week, in minor units.
struct Week {
    monday: Date,
    opening: i64,
    receipts: i64,
    disbursements: i64,
    closing: i64,
    liquidity: i64,
}

pub(super) async fn evidence(
    statement: &Statement,
    outlook: &Outlook,
    filters: &[Filter],
    context: &ToolContext,
) -> Result<Evidence, ToolError> {
    let mut gatherer = Gatherer::new(statement, filters, context);
    let first = Grain::Week.start_of(context.engine.today());
    let last = first.saturating_add((i64::from(outlook.weeks) * 7 - 1).days());
    let period = Period::new(first, last);
    let opening = gatherer.balance(&outlook.balance, period.eve()).await?;
    let reserve = gatherer.total(&outlook.reserve, period).await?;
    let through = gatherer.data_through;
    let flows = flows(outlook, &mut gatherer, period).await?;
    let net = gatherer.total(&outlook.flow, period).await?;
    let Some(opening) = opening.filter(|_| !flows.is_empty()) else {
        return Ok(Paper { statement, period, context, through }.empty(gatherer));
    };
    let weeks = weeks(outlook, first, opening, reserve.unwrap_or(0), &flows)?;
    let end = weeks.last().map_or(opening, |week| week.closing);
    let ties = plus(opening, net.unwrap_or(0), false)? == end;
    Ok(Paper { statement, period, context, through }.filled(&weeks, ties, gatherer))
}

/// An outlook begins with the current week, and nothing stands beside it.
pub(super) fn from_now_on(
    statement: &Statement,
    asked: Period,
    against: Against,
    engine: &Engine,
) -> Result<(), ToolError> {
    let monday = Grain::Week.start_of(engine.today());
    let begins = asked.to >= monday && asked.from <= Grain::Week.shift(monday, 1);
    if begins && against == Against::Nothing {
        return Ok(());
    }
    Err(ToolError::BadArguments(format!(
        "the {} begins with the current week, and nothing stands beside it; leave out the period and the comparison",
        statement.label.to_lowercase()
    )))
}

/// Receipts and disbursements by the Monday of their week.
async fn flows(
    outlook: &Outlook,
    gatherer: &mut Gatherer<'_>,
    period: Period,
) -> Result<BTreeMap<Date, (i64, i64)>, ToolError> {
    let query = Query {
        grain: Some(Grain::Week),
        dimensions: vec![outlook.by.clone()],
        filters: gatherer.filters.to_vec(),
        ..over(std::slice::from_ref(&outlook.flow), period)
    };
    let table = gatherer.run(&query).await?;
    let position = |kind: ColumnKind| table.columns.iter().position(|column| column.kind == kind);
    let (Some(time), Some(value)) = (position(ColumnKind::Time), position(ColumnKind::Measure)) else {
        return Ok(BTreeMap::new());
    };
    let mut flows: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    for row in &table.rows {
        let monday = row.get(time).and_then(Value::as_text).and_then(|text| text.parse().ok());
        let amount = row.get(value).map(whole).transpose()?.flatten();
        let (Some(monday), Some(amount)) = (monday, amount) else { continue };
        let week = flows.entry(monday).or_default();
        if amount > 0 {
            week.0 = plus(week.0, amount, false)?;
        } else {
            week.1 = plus(week.1, amount, false)?;
        }
    }
    Ok(flows)
}

fn weeks(
    outlook: &Outlook,
    first: Date,
    mut opening: i64,
    reserve: i64,
    flows: &BTreeMap<Date, (i64, i64)>,
) -> Result<Vec<Week>, ToolError> {
    let mut weeks = Vec::with_capacity(outlook.weeks.into());
    for number in 0..i64::from(outlook.weeks) {
        let monday = first.saturating_add((number * 7).days());
        let (receipts, disbursements) = flows.get(&monday).copied().unwrap_or_default();
        let closing = plus(plus(opening, receipts, false)?, disbursements, false)?;
        let liquidity = plus(closing, reserve, false)?;
        weeks.push(Week { monday, opening, receipts, disbursements, closing, liquidity });
        opening = closing;
    }
    Ok(weeks)
}

/// Columns of the table: id and heading.
const COLUMNS: [(&str, &str); 5] = [
    ("opening", "Opening cash"),
    ("receipts", "Receipts"),
    ("disbursements", "Disbursements"),
    ("closing", "Closing cash"),
    ("liquidity", "Liquidity with undrawn credit"),
];

struct Paper<'a> {
    statement: &'a Statement,
    period: Period,
    context: &'a ToolContext,
    through: Option<Date>,
}

impl Paper<'_> {
    fn filled(&self, weeks: &[Week], ties: bool, gatherer: Gatherer<'_>) -> Evidence {
        let unit = self.unit();
        let mut figures = Figures::default();
        let mut rows = Vec::with_capacity(weeks.len());
        let mut ids: Vec<[String; 5]> = Vec::with_capacity(weeks.len());
        for week in weeks {
            let amounts = [week.opening, week.receipts, week.disbursements, week.closing, week.liquidity];
            let of_week: [String; 5] =
                std::array::from_fn(|at| figures.add(self.figure(at, amounts[at], week.monday, &unit)));
            let name = Cell::Text(week.monday.strftime("w/c %-d %b %Y").to_string());
            rows.push(std::iter::once(name).chain(of_week.iter().cloned().map(Cell::Figure)).collect());
            ids.push(of_week);
        }
        let facts = self.facts(weeks, &ids, &mut figures);
        let columns =
            std::iter::once(TableColumn { id: "time".to_owned(), label: "Week".to_owned(), unit: None })
                .chain(COLUMNS.iter().map(|(id, label)| TableColumn {
                    id: (*id).to_owned(),
                    label: (*label).to_owned(),
                    unit: Some(unit.clone()),
                }));
        let table = Table { columns: columns.collect(), rows, layout: Vec::new() };
        let chart = Chart {
            kind: ChartKind::Line,
            title: format!("Closing cash, {}", self.period.describe()),
            x: "time".to_owned(),
            y: vec!["closing".to_owned()],
            series: None,
        };
        let mut evidence = self.evidence(table, gatherer);
        let claim = "Closing cash equals opening cash with all receipts and disbursements";
        if ties {
            evidence.computed.checks.push(claim.to_owned());
        } else {
            evidence.caveats.push(format!("This does not tie out. What should hold is: {claim}."));
        }
        Evidence { figures: figures.0, facts, charts: vec![chart], ..evidence }
    }

    fn unit(&self) -> Unit {
        let measure = self.statement.measures().into_iter().next();
        let measure = measure.and_then(|id| Some(self.context.engine.catalogue().measure(&id)?.unit.clone()));
        measure.unwrap_or(Unit::Ratio)
    }

    fn figure(&self, at: usize, amount: i64, monday: Date, unit: &Unit) -> Figure {
        let (id, label) = COLUMNS[at];
        Figure {
            id: String::new(),
            value: Value::Integer(amount),
            unit: unit.clone(),
            kind: FigureKind::Value,
            measure: format!("{}.{id}", self.statement.id),
            label: label.to_owned(),
            direction: Direction::UpIsGood,
            members: Vec::new(),
            period: Period::bucket(Grain::Week, monday),
            against: None,
        }
    }

    /// The course of closing cash and its lowest week, and the liquidity then.
    fn facts(&self, weeks: &[Week], ids: &[[String; 5]], figures: &mut Figures) -> Vec<Fact> {
        let fact = |kind, at: usize, ids: Vec<String>| Fact {
            kind,
            measure: COLUMNS[at].1.to_owned(),
            figures: ids,
        };
        let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Vec::new() };
        let mut facts = Vec::new();
        if let Some(change) = last.closing.checked_sub(first.closing) {
            let change = Figure {
                kind: FigureKind::Change,
                against: Some(Period::bucket(Grain::Week, first.monday)),
                ..self.figure(3, change, last.monday, &self.unit())
            };
            let ends = [&ids[0][3], &ids[ids.len() - 1][3]].map(Clone::clone);
            facts.push(fact(FactKind::Trend, 3, ends.into_iter().chain([figures.add(change)]).collect()));
        }
        let by = |of: fn(&Week) -> i64| {
            weeks.iter().enumerate().min_by_key(|(_, week)| of(week)).map(|(at, _)| at)
        };
        facts.extend(by(|week| week.closing).map(|at| fact(FactKind::Trough, 3, vec![ids[at][3].clone()])));
        facts.extend(by(|week| week.liquidity).map(|at| fact(FactKind::Trough, 4, vec![ids[at][4].clone()])));
        facts
    }

    fn empty(&self, gatherer: Gatherer<'_>) -> Evidence {
        let facts =
            vec![Fact { kind: FactKind::NoData, measure: self.statement.label.clone(), figures: Vec::new() }];
        Evidence { facts, ..self.evidence(Table::default(), gatherer) }
    }

    fn evidence(&self, table: Table, gatherer: Gatherer<'_>) -> Evidence {
        let catalogue = self.context.engine.catalogue();
        let ids = self.statement.measures();
        let measures: Vec<&Measure> = ids.iter().filter_map(|id| catalogue.measure(id)).collect();
        let title = format!("{}, {}", self.statement.label, self.period.dates());
        Evidence {
            id: String::new(),
            title: how_computed::titled(title, catalogue, &gatherer.resolved),
            table,
            figures: Vec::new(),
            facts: Vec::new(),
            as_of: self.context.engine.today(),
            freshness: Freshness { data_through: self.through, period_incomplete_after: None },
            completeness: Vec::new(),
            caveats: corrected(&gatherer.resolved).into_iter().chain(limited(self.context)).collect(),
            charts: Vec::new(),
            passages: Vec::new(),
            computed: HowComputed {
                measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
                filters: how_computed::filters(catalogue, &gatherer.resolved),
                conditions: Vec::new(),
                columns: Vec::new(),
                scope: self.context.scope_in_words.clone(),
                period: self.period,
                comparison_period: None,
                sources: how_computed::sources(catalogue, &measures),
                sql: gatherer.sql,
                checks: Vec::new(),
            },
        }
    }
}

impl Gatherer<'_> {
    /// A balance at the end of a day; none where it was never struck.
    async fn balance(&mut self, measure: &str, day: Date) -> Result<Option<i64>, ToolError> {
        let Some(struck) = self.last_struck(measure, day).await? else { return Ok(None) };
        self.total(measure, Period::new(struck, struck)).await
    }

    /// A measure over a period as a whole.
    async fn total(&mut self, measure: &str, period: Period) -> Result<Option<i64>, ToolError> {
        let table = self.ask(&[measure.to_owned()], &[], period).await?;
        let cell = table.rows.first().and_then(|row| row.first());
        cell.map(whole).transpose().map(Option::flatten)
    }

    /// Runs a query of any shape and notes how it was computed.
    async fn run(&mut self, query: &Query) -> Result<sentia_semantic::ResultTable, ToolError> {
        let table = self.context.engine.query(query, &self.context.scope).await?;
        if table.truncated {
            return Err(QueryError::TooManyRows(table.rows.len()).into());
        }
        self.note(&table);
        Ok(table)
    }
}
