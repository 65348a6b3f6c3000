//! A computed statement as Evidence: the lines as rows, every amount a figure, the headlines as findings.

use jiff::civil::Date;
use sentia_semantic::{
    Measure, Period, Statement, Unit, Value,
    catalogue::{StatementLine, TermTime},
    lower_first,
};

use super::columns::{Columns, Other};
use crate::{
    Cell, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, RowLayout, Table, TableColumn,
    ToolContext, completeness, format,
    from_result::{Figures, corrected, incomplete, limited},
    how_computed,
};

pub(super) fn evidence(statement: &Statement, columns: Columns, context: &ToolContext) -> Evidence {
    let mut page = Page::new(statement, &columns, context);
    let rows: Vec<Row> = statement.lines.iter().map(|line| page.row(line)).collect();
    let table = page.table(&rows);
    let facts = [page.ratio_facts(context), page.facts(&rows)].concat();
    let figures = page.figures.0;
    let title = title(statement, &columns);
    Evidence {
        id: String::new(),
        title: how_computed::titled(title, context.engine.catalogue(), &columns.filters),
        table,
        figures,
        facts,
        as_of: context.engine.today(),
        freshness: columns.freshness.clone(),
        completeness: columns.completeness.clone(),
        caveats: caveats(statement, &columns, context),
        charts: Vec::new(),
        passages: Vec::new(),
        computed: how(statement, columns, context),
    }
}

/// `Profit and loss, August 2026 against July 2026`.
fn title(statement: &Statement, columns: &Columns) -> String {
    let days = heading(statement, columns.period, columns.struck);
    match &columns.other {
        None if columns.explained.is_some() => {
            let from = columns.explained.map_or_else(String::new, |from| from.describe());
            format!("{}, {from} to {days}", statement.label)
        }
        None => format!("{}, {days}", statement.label),
        Some(other) if other.is_budget => format!("{}, {days} against the budget", statement.label),
        Some(other) => {
            format!("{}, {days} against {}", statement.label, heading(statement, other.period, None))
        }
    }
}

/// What a column covers: the period, or the one day of balances.
fn heading(statement: &Statement, period: Period, struck: Option<Date>) -> String {
    if are_balances(statement) {
        struck.unwrap_or(period.to).strftime("%-d %b %Y").to_string()
    } else {
        period.describe()
    }
}

fn are_balances(statement: &Statement) -> bool {
    let mut terms = statement.lines.iter().flat_map(|line| &line.terms);
    terms.clone().next().is_some() && terms.all(|term| term.at == TermTime::Closing)
}

/// The figures of one line, by id.
#[derive(Default)]
struct Row {
    value: Option<String>,
    other: Option<String>,
    change: Option<String>,
    change_percent: Option<String>,
    share: Option<String>,
}

struct Page<'a> {
    statement: &'a Statement,
    columns: &'a Columns,
    unit: Unit,
    /// Days that the figures cover.
    period: Period,
    figures: Figures,
}

impl<'a> Page<'a> {
    fn new(statement: &'a Statement, columns: &'a Columns, context: &ToolContext) -> Self {
        let measures = statement.measures();
        let first = measures.first().and_then(|id| context.engine.catalogue().measure(id));
        let unit = first.map_or(Unit::Ratio, |measure| measure.unit.clone());
        let period = covered(statement, columns.period, columns.struck);
        Page { statement, columns, unit, period, figures: Figures::default() }
    }

    fn other(&self) -> Option<&'a Other> {
        self.columns.other.as_ref()
    }

    fn row(&mut self, line: &StatementLine) -> Row {
        let mut row = Row::default();
        let Some(value) = self.columns.lines.get(&line.id).copied().flatten() else { return row };
        if !self.columns.anything {
            return row;
        }
        row.value = Some(self.add(line, FigureKind::Value, Value::Integer(value), self.unit.clone()));
        if let Some(other) = self.other() {
            self.compare(line, value, other, &mut row);
        } else if let Some(whole) = self.whole().filter(|whole| *whole > 0) {
            let share = Value::from(value as f64 / whole as f64);
            row.share = Some(self.add(line, FigureKind::Share, share, Unit::Percent));
        }
        row
    }

    fn compare(&mut self, line: &StatementLine, value: i64, other: &Other, row: &mut Row) {
        let Some(before) = other.lines.get(&line.id).copied().flatten() else { return };
        let (beside, moved) = if other.is_budget {
            (FigureKind::Target, FigureKind::Gap)
        } else {
            (FigureKind::Previous, FigureKind::Change)
        };
        row.other = Some(self.add(line, beside, Value::Integer(before), self.unit.clone()));
        let Some(change) = value.checked_sub(before) else { return };
        row.change = Some(self.add(line, moved, Value::Integer(change), self.unit.clone()));
        if before != 0 && !other.is_budget {
            let percent = Value::from(change as f64 / (before as f64).abs());
            row.change_percent = Some(self.add(line, FigureKind::ChangePercent, percent, Unit::Percent));
        }
    }

    fn add(&mut self, line: &StatementLine, kind: FigureKind, value: Value, unit: Unit) -> String {
        let beside = self.other().filter(|other| !other.is_budget);
        let against = beside.map(|other| covered(self.statement, other.period, None));
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind,
            measure: format!("{}.{}", self.statement.id, line.id),
            label: line.label.clone(),
            direction: line.direction(),
            members: Vec::new(),
            period: if kind == FigureKind::Previous { against.unwrap_or(self.period) } else { self.period },
            against: against.filter(|_| matches!(kind, FigureKind::Change | FigureKind::ChangePercent)),
        })
    }

    fn whole(&self) -> Option<i64> {
        self.columns.lines.get(self.statement.share_of.as_ref()?).copied().flatten()
    }

    fn table(&self, rows: &[Row]) -> Table {
        let mut columns = vec![column("line", &self.statement.label, None)];
        let unit = Some(self.unit.clone());
        columns.push(column(
            "amount",
            &heading(self.statement, self.columns.period, self.columns.struck),
            unit.clone(),
        ));
        match self.other() {
            Some(other) if other.is_budget => {
                columns.push(column("budget", "Budget", unit.clone()));
                columns.push(column("gap", "Against budget", unit));
            }
            Some(other) => {
                columns.push(column("previous", &heading(self.statement, other.period, None), unit.clone()));
                columns.push(column("change", "Change", unit));
                columns.push(column("change_percent", "Change %", Some(Unit::Percent)));
            }
            None => {
                let whole = self.statement.share_of.as_ref().and_then(|id| self.statement.line(id));
                let label = whole.map(|line| format!("Share of {}", lower_first(&line.label)));
                columns.extend(label.map(|label| column("share", &label, Some(Unit::Percent))));
            }
        }
        let cells = |(line, row): (&StatementLine, &Row)| {
            let named = |id: &str| match id {
                "amount" => &row.value,
                "budget" | "previous" => &row.other,
                "gap" | "change" => &row.change,
                "change_percent" => &row.change_percent,
                _ => &row.share,
            };
            let figure = |id: &Option<String>| id.clone().map_or(Cell::Empty, Cell::Figure);
            let text = Cell::Text(line.label.clone());
            std::iter::once(text).chain(columns[1..].iter().map(|column| figure(named(&column.id)))).collect()
        };
        let layout = |line: &StatementLine| RowLayout { level: line.level, role: line.role };
        Table {
            rows: self.statement.lines.iter().zip(rows).map(cells).collect(),
            layout: self.statement.lines.iter().map(layout).collect(),
            columns,
        }
    }

    /// The measures that sum it up, as findings of their own.
    fn ratio_facts(&mut self, context: &ToolContext) -> Vec<Fact> {
        let catalogue = context.engine.catalogue();
        let mut facts = Vec::new();
        for (id, values) in self.columns.ratios.iter().filter(|_| self.columns.anything) {
            let Some(measure) = catalogue.measure(id) else { continue };
            let known: Vec<String> =
                values.iter().enumerate().map(|(at, value)| self.add_ratio(measure, at, value)).collect();
            match (known.as_slice(), values.as_slice()) {
                ([value], _) => facts.push(finding(FactKind::Value, measure, &[value])),
                ([value, before], [now, then]) => {
                    let change = now.as_f64().zip(then.as_f64()).map(|(now, then)| Value::from(now - then));
                    let change = self.add_ratio(measure, 2, &change.unwrap_or(Value::Null));
                    facts.push(if self.shown(value) == self.shown(before) {
                        finding(FactKind::Unchanged, measure, &[value, before])
                    } else {
                        finding(FactKind::Changed, measure, &[value, before, &change])
                    });
                }
                _ => {}
            }
        }
        facts
    }

    /// A measure now (0), then (1), or the difference (2).
    fn add_ratio(&mut self, measure: &Measure, at: usize, value: &Value) -> String {
        let then = self.other().map(|other| other.period);
        let (kind, unit) = match at {
            0 => (FigureKind::Value, measure.unit.clone()),
            1 => (FigureKind::Previous, measure.unit.clone()),
            _ => (FigureKind::Change, measure.unit.of_difference()),
        };
        self.figures.add(Figure {
            id: String::new(),
            value: value.clone(),
            unit,
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: Vec::new(),
            period: then.filter(|_| at == 1).unwrap_or(self.period),
            against: then.filter(|_| at == 2),
        })
    }

    fn facts(&self, rows: &[Row]) -> Vec<Fact> {
        let headlines = self.statement.lines.iter().zip(rows).filter(|(line, _)| line.headline);
        if !self.columns.anything {
            let measure = self.statement.label.clone();
            return vec![Fact { kind: FactKind::NoData, measure, figures: Vec::new() }];
        }
        headlines.flat_map(|(line, row)| self.fact(line, row)).collect()
    }

    fn fact(&self, line: &StatementLine, row: &Row) -> Vec<Fact> {
        let fact = |kind, figures: Vec<&Option<String>>| Fact {
            kind,
            measure: line.label.clone(),
            figures: figures.into_iter().flatten().cloned().collect(),
        };
        let budget = self.other().is_some_and(|other| other.is_budget);
        match (&row.value, &row.other, &row.change) {
            (None, ..) => Vec::new(),
            (Some(value), Some(before), Some(_)) if !budget && self.shown(value) == self.shown(before) => {
                vec![fact(FactKind::Unchanged, vec![&row.value, &row.other])]
            }
            (Some(_), Some(_), Some(_)) if !budget => {
                vec![fact(FactKind::Changed, vec![&row.value, &row.other, &row.change, &row.change_percent])]
            }
            (Some(_), Some(_), Some(_)) => vec![
                fact(FactKind::Value, vec![&row.value]),
                fact(FactKind::AgainstTarget, vec![&row.value, &row.other, &row.change]),
            ],
            _ => vec![fact(FactKind::Value, vec![&row.value])],
        }
    }

    fn shown(&self, id: &str) -> Option<String> {
        self.figures.get(id).map(format::figure_in_table)
    }
}

fn finding(kind: FactKind, measure: &Measure, figures: &[&String]) -> Fact {
    let figures = figures.iter().map(|id| (*id).clone()).collect();
    Fact { kind, measure: measure.label.clone(), figures }
}

/// The days that figures of a column cover.
fn covered(statement: &Statement, period: Period, struck: Option<Date>) -> Period {
    if are_balances(statement) {
        let day = struck.unwrap_or(period.to);
        Period::new(day, day)
    } else {
        period
    }
}

fn column(id: &str, label: &str, unit: Option<Unit>) -> TableColumn {
    TableColumn { id: id.to_owned(), label: label.to_owned(), unit }
}

fn caveats(statement: &Statement, columns: &Columns, context: &ToolContext) -> Vec<String> {
    let mut caveats: Vec<String> = Vec::new();
    if columns.freshness.period_incomplete_after.is_some_and(|last| last < columns.period.to) {
        caveats.extend(incomplete(&columns.freshness, columns.period));
    } else if let Some(struck) = columns.struck {
        caveats.push(format!("The balances were last drawn up on {}.", struck.strftime("%-d %B %Y")));
    }
    caveats.extend(completeness::caveats(&columns.completeness));
    let unit = Page::new(statement, columns, context).unit;
    for failed in columns.checks.iter().filter(|check| check.difference != 0) {
        caveats.push(format!(
            "This does not tie out. What should hold is: {}. It is off by {}.",
            failed.claim,
            format::in_full(&Value::Integer(failed.difference), &unit)
        ));
    }
    let unplanned: Vec<&str> = columns
        .other
        .iter()
        .filter(|other| other.is_budget)
        .flat_map(|_| without_budget(statement))
        .collect();
    if !unplanned.is_empty() {
        caveats.push(format!(
            "There is no budget for {}, so none stands beside their totals.",
            crate::from_result::in_words(&unplanned).to_lowercase()
        ));
    }
    caveats.extend(corrected(&columns.filters));
    caveats.extend(limited(context));
    caveats
}

fn without_budget(statement: &Statement) -> Vec<&str> {
    let lines = statement.lines.iter().filter(|line| !line.terms.is_empty() && line.budget.is_empty());
    lines.map(|line| line.label.as_str()).collect()
}

fn how(statement: &Statement, columns: Columns, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let measures = [statement.ratios.clone(), statement.measures()].concat();
    let measures: Vec<&Measure> = measures.iter().filter_map(|id| catalogue.measure(id)).collect();
    let mut checks: Vec<String> = Vec::new();
    for check in columns.checks.iter().filter(|check| check.difference == 0) {
        if !checks.contains(&check.claim) && columns.anything {
            checks.push(check.claim.clone());
        }
    }
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        filters: how_computed::filters(catalogue, &columns.filters),
        conditions: Vec::new(),
        columns: Vec::new(),
        scope: context.scope_in_words.clone(),
        period: covered(statement, columns.period, columns.struck),
        comparison_period: columns
            .other
            .as_ref()
            .filter(|other| !other.is_budget)
            .map(|other| covered(statement, other.period, None))
            .or(columns.explained),
        sources: how_computed::sources(catalogue, &measures),
        sql: columns.sql,
        checks,
    }
}
