//! Reads what the declaration names, through the engine and with the person's scope inside.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_analytics::cash::{Book, Flow, History, Item, Start};
use sentia_semantic::{
    ColumnKind, Grain, Period, Query, QueryError, ResultTable, Value, catalogue::SimulatedBook,
};

use super::{Declared, days, ledger::Ledger, words};
use crate::{
    ToolContext, ToolError,
    statement::{
        amounts::{plus, whole},
        gather::{Gatherer, over},
    },
};

/// Days of flows and of payments that are read; of payments, those that trials of the past learn from.
const FLOWS: i64 = 3 * 366;
const PAYMENTS: i64 = 2 * 366;
/// Days before today from which something may be open, and after the last week until which something may be due.
const OPEN_BEFORE: i64 = 3 * 366;
const DUE_AFTER: i64 = 366;
/// Days in which money may have come that is not applied yet.
const UNAPPLIED: i64 = 92;
/// Days of one query, unless there are too many rows.
const AT_ONCE: i64 = 182;
/// No more rows are read of one kind.
const MOST_ROWS: usize = 400_000;

pub(super) async fn ledger<'a>(
    declared: Declared<'a>,
    weeks: u8,
    context: &'a ToolContext,
) -> Result<(Ledger, Gatherer<'a>), ToolError> {
    let Declared { statement, outlook, simulation } = declared;
    let mut gatherer = Gatherer::new(statement, &[], context);
    let eve = context.engine.today().saturating_sub(1.day());
    let Some(through) = gatherer.last_struck(&outlook.balance, eve).await? else {
        return Err(words::no_balance(&outlook.balance, context));
    };
    let today = through.saturating_add(1.day());
    let monday = Grain::Week.start_of(today);
    let end = monday.saturating_add((7 * i64::from(weeks) - 1).days());
    let balance = gatherer.balance(&outlook.balance, through).await?.unwrap_or(0);
    let opened = gatherer.balance(&outlook.balance, monday.saturating_sub(1.day())).await?;
    let reserve = gatherer.total(&outlook.reserve, Period::new(monday, end)).await?.unwrap_or(0);
    let minimum = match &simulation.minimum {
        Some(measure) => {
            gatherer.total(measure, Period::new(monday, through.max(monday))).await?.unwrap_or(0)
        }
        None => 0,
    };
    let flows = flows(declared, through, &mut gatherer).await?;
    if flows.is_empty() {
        return Err(words::no_flows(&simulation.flow, context));
    }
    let mut reader = Reader { gatherer, today, end, without_terms: 0 };
    let (mut books, mut parties) = (Vec::new(), Vec::new());
    for book in &simulation.books {
        let (book, labels) = reader.book(book, &simulation.by).await?;
        books.push(book);
        parties.push(labels);
    }
    let agreed = reader.agreed(declared).await?;
    let accounted: Vec<&String> = simulation
        .books
        .iter()
        .map(|book| &book.member)
        .chain(simulation.agreed.iter().flat_map(|agreed| &agreed.members))
        .collect();
    let actual: Vec<Flow> = flows.values().flatten().copied().collect();
    let (recurring, kinds) = flows.into_iter().filter(|(label, _)| !accounted.contains(&label)).unzip();
    let first = actual.iter().map(|flow| flow.day).min().map_or(today, days::date);
    let (number, monday) = (days::number(today), days::number(monday));
    let start = begun(&actual, (monday, number), weeks, balance, opened)?;
    let history =
        History { today: number, months: days::months(first, end), books, recurring: kinds, agreed };
    let Reader { gatherer, without_terms, .. } = reader;
    Ok((Ledger { history, start, parties, actual, reserve, minimum, recurring, without_terms }, gatherer))
}

/// Where the weeks begin: with the balance of the evening before, and with what has moved of the first week up to today.
fn begun(
    actual: &[Flow],
    (monday, today): (i32, i32),
    weeks: u8,
    balance: i64,
    opened: Option<i64>,
) -> Result<Start, ToolError> {
    let begun = actual.iter().filter(|flow| (monday..today).contains(&flow.day));
    let (received, paid): (Vec<&Flow>, Vec<&Flow>) = begun.partition(|flow| flow.amount >= 0);
    let (received, paid) = (sum(&received)?, sum(&paid)?);
    let flowed = plus(received, paid, false)?;
    let opening = opened.map_or_else(|| plus(balance, flowed, true), Ok)?;
    // What moved the balance beside flows, such as exchange rates, counts with them.
    let beside = plus(plus(balance, opening, true)?, flowed, true)?;
    let received = plus(received, beside.max(0), false)?;
    let paid = plus(paid, beside.min(0), false)?;
    Ok(Start { day: monday, weeks: weeks.into(), opening, received, paid })
}

fn sum(flows: &[&Flow]) -> Result<i64, ToolError> {
    flows.iter().try_fold(0, |sum, flow| plus(sum, flow.amount, false))
}

/// What moved on each day, by what it moved for.
async fn flows(
    declared: Declared<'_>,
    through: Date,
    gatherer: &mut Gatherer<'_>,
) -> Result<BTreeMap<String, Vec<Flow>>, ToolError> {
    let simulation = declared.simulation;
    let query = by_day(&simulation.flow, std::slice::from_ref(&simulation.by));
    let period = Period::new(through.saturating_sub(FLOWS.days()), through);
    let mut flows: BTreeMap<String, Vec<Flow>> = BTreeMap::new();
    for row in rows(gatherer, &query, period).await? {
        let [label] = row.labels.as_slice() else { continue };
        flows.entry(label.clone()).or_default().push(Flow { day: row.day, amount: row.amount });
    }
    Ok(flows)
}

struct Reader<'a> {
    gatherer: Gatherer<'a>,
    /// The first day of which nothing is recorded.
    today: Date,
    end: Date,
    without_terms: usize,
}

impl Reader<'_> {
    /// What is open, what was paid and what is on order.
    async fn book(&mut self, declared: &SimulatedBook, by: &str) -> Result<(Book, Vec<String>), ToolError> {
        let (before, after) =
            (self.today.saturating_sub(OPEN_BEFORE.days()), self.end.saturating_add(DUE_AFTER.days()));
        let split = [declared.party.clone(), declared.terms.clone()];
        let open =
            rows(&mut self.gatherer, &by_day(&declared.open, &split), Period::new(before, after)).await?;
        let since = self.today.saturating_sub(PAYMENTS.days());
        let with_lateness = [declared.party.clone(), declared.terms.clone(), declared.late.clone()];
        let query = by_day(&declared.paid, &with_lateness);
        let paid = rows(&mut self.gatherer, &query, Period::new(since, after)).await?;
        let ordered = match &declared.orders {
            Some(measure) => {
                rows(&mut self.gatherer, &by_day(measure, &split), Period::new(before, self.end)).await?
            }
            None => Vec::new(),
        };
        let mut items = Items::new(&open, &paid);
        let today = days::number(self.today);
        let mut open: Vec<Item> = open.iter().filter_map(|row| items.due(row, None)).collect();
        apply(self.unapplied(declared, by).await?, &mut open);
        let paid: Vec<Item> = paid.iter().filter_map(|row| items.paid(row, today)).collect();
        let ordered = ordered.iter().filter_map(|row| items.ordered(row, today)).collect();
        self.without_terms += items.without_terms;
        let items_of = [open, paid].concat();
        let book =
            Book { parties: items.labels.len(), items: items_of, is_payable: declared.payable, ordered };
        Ok((book, items.labels))
    }

    /// Money that moved for a book but stands against no item yet.
    async fn unapplied(&mut self, declared: &SimulatedBook, by: &str) -> Result<i64, ToolError> {
        let Some(measure) = &declared.unapplied else { return Ok(0) };
        let period =
            Period::new(self.today.saturating_sub(UNAPPLIED.days()), self.today.saturating_sub(1.day()));
        let rows = rows(&mut self.gatherer, &by_day(measure, &[by.to_owned()]), period).await?;
        let own = rows.iter().filter(|row| row.labels.first() == Some(&declared.member));
        let sum = own.fold(0_i64, |sum, row| sum.saturating_add(row.amount));
        Ok(if declared.payable { sum.saturating_neg() } else { sum })
    }

    /// Payments whose days are agreed, negative where they go out.
    async fn agreed(&mut self, declared: Declared<'_>) -> Result<Vec<Flow>, ToolError> {
        let period = Period::new(self.today.saturating_sub(PAYMENTS.days()), self.end);
        let mut flows = Vec::new();
        for agreed in &declared.simulation.agreed {
            let rows = rows(&mut self.gatherer, &by_day(&agreed.measure, &[]), period).await?;
            flows.extend(rows.iter().map(|row| Flow { day: row.day, amount: -row.amount }));
        }
        Ok(flows)
    }
}

/// Takes money that nobody has applied yet off what is due longest.
fn apply(unapplied: i64, open: &mut Vec<Item>) {
    let mut left = unapplied.max(0);
    open.sort_by_key(|item| item.due);
    for item in open.iter_mut().filter(|item| item.amount > 0) {
        let settled = item.amount.min(left);
        (item.amount, left) = (item.amount - settled, left - settled);
    }
    open.retain(|item| item.amount != 0);
}

/// Rows as items, parties numbered as they come.
struct Items {
    labels: Vec<String>,
    numbers: BTreeMap<String, usize>,
    /// Terms that are taken where none are on record: those that most have.
    usual_terms: i32,
    without_terms: usize,
}

impl Items {
    fn new(open: &[Row], paid: &[Row]) -> Items {
        let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
        for terms in open.iter().chain(paid).filter_map(Row::terms) {
            *counts.entry(terms).or_default() += 1;
        }
        let usual = counts.into_iter().max_by_key(|(_, count)| *count);
        Items {
            labels: Vec::new(),
            numbers: BTreeMap::new(),
            usual_terms: usual.map_or(0, |(terms, _)| terms),
            without_terms: 0,
        }
    }

    fn party(&mut self, label: &str) -> usize {
        if let Some(known) = self.numbers.get(label) {
            return *known;
        }
        self.labels.push(label.to_owned());
        self.numbers.insert(label.to_owned(), self.labels.len() - 1);
        self.labels.len() - 1
    }

    fn terms(&mut self, row: &Row) -> i32 {
        row.terms().unwrap_or_else(|| {
            self.without_terms += 1;
            self.usual_terms
        })
    }

    fn due(&mut self, row: &Row, paid: Option<i32>) -> Option<Item> {
        let (party, terms) = (self.party(row.labels.first()?), self.terms(row));
        (row.amount != 0).then_some(Item {
            party,
            invoiced: row.day - terms,
            due: row.day,
            paid,
            amount: row.amount,
        })
    }

    fn paid(&mut self, row: &Row, today: i32) -> Option<Item> {
        let late: i32 = row.labels.get(2)?.parse().ok()?;
        let paid = row.day.checked_add(late)?;
        let item = self.due(row, Some(paid))?;
        // What was paid before its terms began was invoiced by then.
        Some(Item { invoiced: item.invoiced.min(paid), ..item }).filter(|item| item.paid < Some(today))
    }

    /// What is on order is invoiced when it comes, and due after its terms.
    fn ordered(&mut self, row: &Row, today: i32) -> Option<Item> {
        let (party, terms) = (self.party(row.labels.first()?), self.terms(row));
        let comes = row.day.max(today);
        (row.amount > 0).then_some(Item {
            party,
            invoiced: comes,
            due: comes + terms,
            paid: None,
            amount: row.amount,
        })
    }
}

/// One row of a query by day.
struct Row {
    day: i32,
    /// One for each dimension.
    labels: Vec<String>,
    amount: i64,
}

impl Row {
    fn terms(&self) -> Option<i32> {
        self.labels.get(1)?.parse().ok().filter(|days| (0..=730).contains(days))
    }
}

fn by_day(measure: &str, dimensions: &[String]) -> Query {
    let query = over(&[measure.to_owned()], Period::EVER);
    Query { grain: Some(Grain::Day), dimensions: dimensions.to_vec(), ..query }
}

/// The rows of a long period, asked for piece by piece: a piece with too many rows is halved.
async fn rows(gatherer: &mut Gatherer<'_>, query: &Query, period: Period) -> Result<Vec<Row>, ToolError> {
    let mut rows = Vec::new();
    let mut pieces = pieces(period);
    while let Some(piece) = pieces.pop() {
        let table = gatherer
            .context
            .engine
            .query(&Query { period: piece, ..query.clone() }, &gatherer.context.scope)
            .await?;
        if table.truncated {
            let Some(halves) = halves(piece) else {
                return Err(QueryError::TooManyRows(table.rows.len()).into());
            };
            pieces.extend(halves);
            continue;
        }
        gatherer.note(&table);
        read(&table, &mut rows)?;
        if rows.len() > MOST_ROWS {
            return Err(QueryError::TooManyRows(rows.len()).into());
        }
    }
    Ok(rows)
}

/// The last piece first, so that the first is taken first.
fn pieces(period: Period) -> Vec<Period> {
    let mut pieces = Vec::new();
    let mut from = period.from;
    while from <= period.to {
        let to = from.saturating_add((AT_ONCE - 1).days()).min(period.to);
        pieces.push(Period::new(from, to));
        from = to.saturating_add(1.day());
    }
    pieces.reverse();
    pieces
}

fn halves(piece: Period) -> Option<[Period; 2]> {
    let middle = piece.from.saturating_add((piece.days() / 2 - 1).days());
    let second = Period::new(middle.saturating_add(1.day()), piece.to);
    (piece.days() > 1).then(|| [second, Period::new(piece.from, middle)])
}

fn read(table: &ResultTable, rows: &mut Vec<Row>) -> Result<(), ToolError> {
    let position = |kind: ColumnKind| table.columns.iter().position(|column| column.kind == kind);
    let (Some(time), Some(value)) = (position(ColumnKind::Time), position(ColumnKind::Measure)) else {
        return Ok(());
    };
    let dimensions: Vec<usize> =
        (0..table.columns.len()).filter(|at| table.columns[*at].kind == ColumnKind::Dimension).collect();
    for row in &table.rows {
        let day = row.get(time).and_then(Value::as_text).and_then(|text| text.parse().ok());
        let amount = row.get(value).map(whole).transpose()?.flatten();
        let (Some(day), Some(amount)) = (day.map(days::number), amount) else { continue };
        let labels = dimensions.iter().map(|at| label(&row[*at])).collect();
        rows.push(Row { day, labels, amount });
    }
    Ok(())
}

fn label(cell: &Value) -> String {
    match cell {
        Value::Null => "(none)".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Integer(whole) => whole.to_string(),
        Value::Real(real) => real.to_string(),
    }
}
