//! A simulation of cash as Evidence.

use sentia_analytics::cash::{Paths, Share};
use sentia_semantic::{Direction, Freshness, Grain, Measure, Period, Unit, Value};

use super::{Declared, Outcome, ledger::Ledger, scenario::Asked, words};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext,
    from_result::{Figures, in_words, limited},
    how_computed,
    statement::gather::Gatherer,
};

/// The limits that four of five courses lie between, and the middle.
const LOW: f64 = 0.1;
const MEDIAN: f64 = 0.5;
const HIGH: f64 = 0.9;
/// Customers told of that pay otherwise than they did.
const TOLD: usize = 3;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Opening,
    Receipts,
    Disbursements,
    Closing,
    Low,
    High,
    Liquidity,
}

const COLUMNS: [Column; 7] = [
    Column::Opening,
    Column::Receipts,
    Column::Disbursements,
    Column::Closing,
    Column::Low,
    Column::High,
    Column::Liquidity,
];

impl Column {
    fn id(self) -> &'static str {
        match self {
            Column::Opening => "opening",
            Column::Receipts => "receipts",
            Column::Disbursements => "disbursements",
            Column::Closing => "closing",
            Column::Low => "closing_low_80",
            Column::High => "closing_high_80",
            Column::Liquidity => "liquidity",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Column::Low => "Low 80%",
            Column::High => "High 80%",
            other => other.label(),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Column::Opening => "Opening cash",
            Column::Receipts => "Receipts",
            Column::Disbursements => "Disbursements",
            Column::Closing | Column::Low | Column::High => "Closing cash",
            Column::Liquidity => "Liquidity with undrawn credit",
        }
    }
}

pub(super) struct Page<'a> {
    declared: Declared<'a>,
    ledger: &'a Ledger,
    outcome: &'a Outcome,
    asked: &'a Asked,
    context: &'a ToolContext,
    figures: Figures,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        declared: Declared<'a>,
        ledger: &'a Ledger,
        outcome: &'a Outcome,
        asked: &'a Asked,
        context: &'a ToolContext,
    ) -> Self {
        Page { declared, ledger, outcome, asked, context, figures: Figures::default() }
    }

    pub(super) fn evidence(mut self, gatherer: Gatherer<'_>) -> Evidence {
        let weeks: Vec<[String; 7]> = (0..self.ledger.start.weeks).map(|week| self.week(week)).collect();
        let rows = weeks.iter().enumerate().map(|(week, ids)| {
            let name = self.ledger.monday(week).strftime("w/c %-d %b %Y").to_string();
            std::iter::once(Cell::Text(name)).chain(ids.iter().cloned().map(Cell::Figure)).collect()
        });
        let table = Table { columns: self.columns(), rows: rows.collect(), layout: Vec::new() };
        let facts = self.facts(&weeks);
        let title = self.title();
        let id = |column: Column| format!("{}.{}", self.declared.statement.id, column.id());
        let chart = Chart {
            kind: ChartKind::Line,
            title: title.clone(),
            x: "time".to_owned(),
            y: [Column::Closing, Column::Low, Column::High].map(id).to_vec(),
            series: None,
        };
        let mut caveats = words::caveats(self.ledger, self.outcome, &self.unit());
        caveats.extend(limited(self.context));
        Evidence {
            id: String::new(),
            table,
            facts,
            computed: self.computed(&gatherer),
            as_of: self.context.engine.today(),
            freshness: Freshness {
                data_through: Some(self.ledger.recorded_through()),
                period_incomplete_after: None,
            },
            completeness: Vec::new(),
            caveats,
            charts: vec![chart],
            passages: Vec::new(),
            title,
            figures: self.figures.0,
        }
    }

    fn unit(&self) -> Unit {
        let measure = self.context.engine.catalogue().measure(&self.declared.outlook.balance);
        measure.map_or(Unit::Ratio, |measure| measure.unit.clone())
    }

    /// The kind of what is simulated.
    fn kind(&self) -> FigureKind {
        if self.outcome.scenario.is_some() { FigureKind::Scenario } else { FigureKind::Forecast }
    }

    fn whole(&self) -> Period {
        let last = self.ledger.monday(self.ledger.start.weeks - 1);
        Period::new(self.ledger.monday(0), Period::bucket(Grain::Week, last).to)
    }

    fn of_week(&self, week: usize) -> Period {
        Period::bucket(Grain::Week, self.ledger.monday(week))
    }

    fn figure(&self, column: Column, kind: FigureKind, value: Value, unit: Unit, period: Period) -> Figure {
        Figure {
            id: String::new(),
            value,
            unit,
            kind,
            measure: format!("{}.{}", self.declared.statement.id, column.id()),
            label: column.label().to_owned(),
            direction: Direction::UpIsGood,
            members: Vec::new(),
            period,
            against: None,
        }
    }

    fn money(&mut self, column: Column, kind: FigureKind, amount: i64, period: Period) -> String {
        let figure = self.figure(column, kind, Value::Integer(amount), self.unit(), period);
        self.figures.add(figure)
    }

    fn week(&mut self, week: usize) -> [String; 7] {
        let paths = self.outcome.asked();
        let reserve = self.ledger.reserve;
        let opening = if week == 0 { paths.opening } else { paths.closing(week - 1, MEDIAN) };
        let closing = paths.closing(week, MEDIAN);
        let (kind, period) = (self.kind(), self.of_week(week));
        let amounts = [
            (if week == 0 { FigureKind::Value } else { kind }, opening),
            (kind, paths.receipts(week, MEDIAN)),
            (kind, paths.disbursements(week, MEDIAN)),
            (kind, closing),
            (FigureKind::LowerLimit, paths.closing(week, LOW)),
            (FigureKind::UpperLimit, paths.closing(week, HIGH)),
            (kind, closing.saturating_add(reserve)),
        ];
        let mut amounts = COLUMNS.into_iter().zip(amounts);
        std::array::from_fn(|_| match amounts.next() {
            Some((column, (kind, amount))) => self.money(column, kind, amount, period),
            None => String::new(),
        })
    }

    fn columns(&self) -> Vec<TableColumn> {
        let time = TableColumn { id: "time".to_owned(), label: "Week".to_owned(), unit: None };
        let named = COLUMNS.into_iter().map(|column| TableColumn {
            id: format!("{}.{}", self.declared.statement.id, column.id()),
            label: column.heading().to_owned(),
            unit: Some(self.unit()),
        });
        std::iter::once(time).chain(named).collect()
    }

    fn facts(&mut self, weeks: &[[String; 7]]) -> Vec<Fact> {
        let mut facts = Vec::new();
        if self.outcome.scenario.is_some() {
            facts.push(self.against_base());
            facts.extend(self.unpaid());
        }
        let (column, amount) = self.bound();
        if self.asked.below.is_some() {
            facts.push(self.chance(column, amount));
        }
        facts.push(self.lowest(weeks));
        if (column, amount) != (Column::Liquidity, self.ledger.minimum) || self.asked.below.is_none() {
            facts.push(self.chance(Column::Liquidity, self.ledger.minimum));
        }
        facts.extend(self.end(weeks));
        facts.extend(self.drifts());
        facts
    }

    /// The amount below which the chance is told, and of what.
    fn bound(&self) -> (Column, i64) {
        match self.asked.below {
            Some(amount) if self.asked.of_liquidity => (Column::Liquidity, amount),
            Some(amount) => (Column::Closing, amount),
            None => (Column::Liquidity, self.ledger.minimum),
        }
    }

    /// The week in which liquidity is lowest in the median course, and what one of ten courses falls to in any week.
    fn lowest(&mut self, weeks: &[[String; 7]]) -> Fact {
        let paths = self.outcome.asked();
        let (lowest, reserve) = (lowest_week(paths), self.ledger.reserve);
        let liquidity = |amount: i64| amount.saturating_add(reserve);
        let limits = [(FigureKind::LowerLimit, LOW), (FigureKind::UpperLimit, HIGH)];
        let period = self.of_week(lowest);
        let mut ids = vec![weeks[lowest][6].clone()];
        for (kind, share) in limits {
            ids.push(self.money(Column::Liquidity, kind, liquidity(paths.closing(lowest, share)), period));
        }
        let worst = liquidity(paths.lowest(LOW));
        ids.push(self.money(Column::Liquidity, FigureKind::LowerLimit, worst, self.whole()));
        if self.ledger.minimum != 0 {
            let room = liquidity(paths.closing(lowest, MEDIAN)).saturating_sub(self.ledger.minimum);
            ids.push(self.money(Column::Liquidity, FigureKind::Gap, room, period));
        }
        Fact { kind: FactKind::CashLow, measure: Column::Liquidity.label().to_owned(), figures: ids }
    }

    /// [chance, courses in which, all courses, the amount].
    fn chance(&mut self, column: Column, amount: i64) -> Fact {
        let share = self.share(self.outcome.asked(), column, amount);
        let ids = self.share_figures(column, share);
        let threshold = self.money(column, FigureKind::Threshold, amount, self.whole());
        Fact {
            kind: FactKind::Chance,
            measure: column.label().to_owned(),
            figures: ids.into_iter().chain([threshold]).collect(),
        }
    }

    fn share(&self, paths: &Paths, column: Column, amount: i64) -> Share {
        let reserve = if column == Column::Liquidity { self.ledger.reserve } else { 0 };
        paths.ever_below(amount.saturating_sub(reserve))
    }

    fn share_figures(&mut self, column: Column, share: Share) -> [String; 3] {
        let whole = self.whole();
        let count = |count: usize| {
            (FigureKind::Count, Value::Integer(count as i64), Unit::Count("simulations".to_owned()))
        };
        [
            (FigureKind::Probability, Value::from(share.value()), Unit::Percent),
            count(share.count),
            count(share.of),
        ]
        .map(|(kind, value, unit)| {
            let figure = self.figure(column, kind, value, unit, whole);
            let direction =
                if kind == FigureKind::Probability { Direction::DownIsGood } else { Direction::Neutral };
            self.figures.add(Figure { direction, ..figure })
        })
    }

    /// [lowest liquidity as things stand, in the scenario, change; chance as things stand, courses in which, all courses].
    fn against_base(&mut self) -> Fact {
        let outcome = self.outcome;
        let (base, taken) = (&outcome.base, outcome.asked());
        let lowest =
            |paths: &Paths| paths.closing(lowest_week(paths), MEDIAN).saturating_add(self.ledger.reserve);
        let (before, after) = (lowest(base), lowest(taken));
        let (week, week_after) = (self.of_week(lowest_week(base)), self.of_week(lowest_week(taken)));
        let column = Column::Liquidity;
        let base = self.figure(column, FigureKind::Forecast, Value::Integer(before), self.unit(), week);
        let mut ids = vec![
            self.figures.add(Figure { members: self.asked.members(), ..base }),
            self.money(column, FigureKind::Scenario, after, week_after),
            self.money(column, FigureKind::Change, after.saturating_sub(before), week_after),
        ];
        let (column, amount) = self.bound();
        let share = self.share(&outcome.base, column, amount);
        ids.extend(self.share_figures(column, share));
        Fact { kind: FactKind::CashScenario, measure: self.asked.conditions_in_words(), figures: ids }
    }

    /// What each customer that pays nothing owes.
    fn unpaid(&mut self) -> Vec<Fact> {
        let books = &self.declared.simulation.books;
        let Some(book) = books.iter().position(|book| !book.payable) else { return Vec::new() };
        let asked = self.asked;
        let unpaid = asked.scenario.as_ref().map(|scenario| scenario.unpaid.as_slice()).unwrap_or_default();
        let named = asked.named.iter().filter(|(number, _)| unpaid.contains(number)).take(TOLD);
        let mut facts = Vec::new();
        for (number, label) in named {
            let day = Period::new(self.ledger.recorded_through(), self.ledger.recorded_through());
            let owed = Value::Integer(self.ledger.owed(book, *number));
            let figure = self.figure(Column::Receipts, FigureKind::Value, owed, self.unit(), day);
            let members = vec![(asked.dimension.clone(), label.clone())];
            let id = self.figures.add(Figure { label: "Open receivables".to_owned(), members, ..figure });
            facts.push(Fact { kind: FactKind::Unpaid, measure: label.clone(), figures: vec![id] });
        }
        facts
    }

    /// [opening cash, closing cash of the last week, its limits].
    fn end(&self, weeks: &[[String; 7]]) -> Option<Fact> {
        let (first, last) = (weeks.first()?, weeks.last()?);
        let figures = [&first[0], &last[3], &last[4], &last[5]].map(Clone::clone).to_vec();
        Some(Fact { kind: FactKind::CashEnd, measure: Column::Closing.label().to_owned(), figures })
    }

    /// Customers that pay otherwise than they did, those that owe most first: [days late before, since].
    fn drifts(&mut self) -> Vec<Fact> {
        let books = &self.declared.simulation.books;
        let Some(book) = books.iter().position(|book| !book.payable) else { return Vec::new() };
        let (habits, parties) = (&self.outcome.habits[book], &self.ledger.parties[book]);
        let mut found: Vec<usize> =
            (0..parties.len()).filter(|party| habits.drift(*party).is_some()).collect();
        found.sort_by_key(|party| std::cmp::Reverse(self.ledger.owed(book, *party)));
        let mut facts = Vec::new();
        for party in found.into_iter().take(TOLD) {
            let Some(drift) = habits.drift(party) else { continue };
            let since = self.ledger.recorded_through().saturating_sub(jiff::Span::new().days(drift.since));
            let period = Period::new(since, self.ledger.recorded_through());
            let members = vec![(books[book].party.clone(), parties[party].clone())];
            let ids = [(FigureKind::Previous, drift.before), (FigureKind::Value, drift.after)].map(
                |(kind, days)| {
                    let figure = self.figure(Column::Receipts, kind, Value::Real(days), Unit::Days, period);
                    let label = "Days paid late".to_owned();
                    self.figures.add(Figure {
                        label,
                        direction: Direction::DownIsGood,
                        members: members.clone(),
                        ..figure
                    })
                },
            );
            let measure = parties[party].clone();
            facts.push(Fact { kind: FactKind::PaysOtherwise, measure, figures: ids.to_vec() });
        }
        facts
    }

    fn title(&self) -> String {
        let title = format!("Simulated cash, {}", self.whole().dates());
        if self.asked.conditions.is_empty() {
            title
        } else {
            let names: Vec<&str> = self.asked.named.iter().map(|(_, label)| label.as_str()).collect();
            format!("{title}, if {}", self.asked.conditions_in_words().replace("{}", &in_words(&names)))
        }
    }

    fn computed(&self, gatherer: &Gatherer<'_>) -> HowComputed {
        let catalogue = self.context.engine.catalogue();
        let Declared { outlook, simulation, .. } = self.declared;
        let ids = [&outlook.balance, &outlook.reserve].into_iter().chain(simulation.measures());
        let measures: Vec<&Measure> = ids.filter_map(|id| catalogue.measure(id)).collect();
        HowComputed {
            measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
            columns: words::method(self.declared, self.ledger, self.outcome),
            scope: self.context.scope_in_words.clone(),
            sql: gatherer.sql.clone(),
            sources: how_computed::sources(catalogue, &measures),
            ..HowComputed::described(self.whole())
        }
    }
}

/// The week at the end of which the median of cash is lowest.
fn lowest_week(paths: &Paths) -> usize {
    (0..paths.weeks).min_by_key(|week| paths.closing(*week, MEDIAN)).unwrap_or(0)
}
