//! What is advised, as Evidence.

use sentia_analytics::stock::Advice;
use sentia_semantic::{Direction, StockModel, Unit, Value};

use super::{
    Advised,
    read::{About, Held},
    words,
};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Table, ToolContext, ToolError, how_computed,
    sheet::{self, Basis, Sheet},
};

/// Rows shown.
const SHOWN: usize = 15;
/// Rows that are told.
const TOLD: usize = 3;

/// A stock, what is advised for it, and what that does in money.
struct Row<'a> {
    held: &'a Held,
    advice: Advice,
    today: f64,
    advised: f64,
}

impl Row<'_> {
    fn freed(&self) -> f64 {
        self.today - self.advised
    }
}

pub(super) fn evidence(
    model: &StockModel,
    advised: &[Advised],
    about: &About,
    service: Option<f64>,
    context: &ToolContext,
) -> Result<Evidence, ToolError> {
    let mut rows: Vec<Row<'_>> = advised.iter().filter_map(row).collect();
    rows.sort_by(|one, other| other.freed().total_cmp(&one.freed()));
    if rows.is_empty() {
        return Err(ToolError::BadArguments(nothing(model, advised, context)));
    }
    let mut page = Page { model, context, sheet: Sheet::new(&model.value, Direction::Neutral, about.days) };
    let facts = page.whole(&rows);
    let hidden = rows.len().saturating_sub(SHOWN);
    let shown = &rows[..rows.len() - hidden];
    let table = page.table(shown);
    let facts = page.facts(facts, &table);
    let catalogue = context.engine.catalogue();
    let title = format!("Reorder points of {}", words::plural(model, catalogue));
    let title = how_computed::titled(title, catalogue, &about.filters);
    let title = format!("{title}, {}", about.days.describe());
    Ok(Evidence {
        id: String::new(),
        charts: vec![Chart {
            kind: ChartKind::Bar,
            title: title.clone(),
            x: model.of.clone(),
            y: vec!["freed".to_owned()],
            series: None,
        }],
        title,
        table,
        figures: page.sheet.figures.0,
        facts,
        computed: sheet::computed(
            model.measures(),
            Basis {
                period: about.days,
                filters: &about.filters,
                sql: &about.sql,
                method: words::method(service),
            },
            context,
        ),
        as_of: context.engine.today(),
        freshness: about.freshness.clone(),
        completeness: Vec::new(),
        caveats: words::caveats(model, advised, hidden, about, context),
        passages: Vec::new(),
    })
}

fn row(advised: &Advised) -> Option<Row<'_>> {
    let (held, advice) = (&advised.held, *advised.advice.as_ref().ok()?);
    let (today, stock) = (advice.today.stock * held.value, advice.advised.stock * held.value);
    Some(Row { held, advice, today, advised: stock })
}

/// Why there is no row.
fn nothing(model: &StockModel, advised: &[Advised], context: &ToolContext) -> String {
    let plural = words::plural(model, context.engine.catalogue());
    match advised.iter().find_map(|one| Some((one, one.advice.as_ref().err()?))) {
        None => format!("No {plural} with a reorder point are in stock among those asked for."),
        Some((one, why)) => format!("Nothing can be advised for {}: {why}.", one.held.members.0),
    }
}

struct Page<'a> {
    model: &'a StockModel,
    context: &'a ToolContext,
    sheet: Sheet,
}

impl Page<'_> {
    /// What all stocks come to together.
    fn whole(&mut self, rows: &[Row<'_>]) -> Vec<Fact> {
        let sum = |of: &dyn Fn(&Row<'_>) -> f64| rows.iter().map(of).sum::<f64>();
        let (today, advised) = (sum(&|row| row.today), sum(&|row| row.advised));
        let weight = |row: &Row<'_>| row.advice.lead_time_use * row.held.value;
        let all = sum(&weight);
        let service = |of: &dyn Fn(&Row<'_>) -> f64| sum(&|row| of(row) * weight(row)) / all;
        let unit = self.unit(&self.model.value);
        let money = |value: f64| sheet::whole(value, &unit);
        let told = [
            ("freed", "Stock that can be freed", money(today - advised)),
            ("freed_share", "Share of the stock that can be freed", sheet::share((today - advised) / today)),
            ("stock_today", "Average stock by today's rule", money(today)),
            ("stock_advised", "Average stock as advised", money(advised)),
            (
                "service_today",
                "Service by today's rule",
                sheet::share(service(&|row| row.advice.today.service)),
            ),
            (
                "service_advised",
                "Service as advised",
                sheet::share(service(&|row| row.advice.advised.service)),
            ),
            ("on_hand", "Stock on hand now", money(sum(&|row| row.held.on_hand))),
            (
                "floor",
                "Least average stock of any rule",
                money(sum(&|row| row.advice.floor * row.held.value)),
            ),
        ];
        let figures: Vec<String> = told
            .into_iter()
            .filter(|(_, _, (value, _))| value.as_f64().is_some_and(f64::is_finite))
            .map(|(name, label, value)| self.sheet.figure((name, label), value, &[]))
            .collect();
        vec![Fact { kind: FactKind::StockPlan, measure: "Stock that can be freed".to_owned(), figures }]
    }

    fn facts(&self, mut facts: Vec<Fact>, table: &Table) -> Vec<Fact> {
        let at = |id: &str| table.columns.iter().position(|column| column.id == id);
        let (advised, today) = (at("reorder_advised"), at("reorder_today"));
        let cell = |row: &Vec<Cell>, at: Option<usize>| match row.get(at?)? {
            Cell::Figure(id) => Some(id.clone()),
            _ => None,
        };
        facts.extend(table.rows.iter().take(TOLD).filter_map(|row| {
            let figures = vec![cell(row, advised)?, cell(row, today)?];
            Some(Fact { kind: FactKind::StockRule, measure: "Advised reorder point".to_owned(), figures })
        }));
        facts
    }

    fn table(&mut self, rows: &[Row<'_>]) -> Table {
        let catalogue = self.context.engine.catalogue();
        let (units, money) = (self.unit(&self.model.quantity), self.unit(&self.model.value));
        let columns = vec![
            sheet::dimension_column(catalogue, &self.model.of),
            sheet::dimension_column(catalogue, &self.model.at),
            sheet::column("reorder_today", "Reorder point today", Some(&units)),
            sheet::column("reorder_advised", "Advised reorder point", Some(&units)),
            sheet::column("stock_today", "Stock today", Some(&money)),
            sheet::column("stock_advised", "Advised stock", Some(&money)),
            sheet::column("freed", "Freed", Some(&money)),
        ];
        let cells = |row: &Row<'_>| {
            let (what, place) = (row.held.members.0.as_str(), row.held.members.1.as_str());
            let members = [(self.model.of.as_str(), what), (self.model.at.as_str(), place)];
            let quantity = |value: f64| (Value::Real(value.round()), units.clone());
            let amount = |value: f64| sheet::whole(value, &money);
            let mut cells = vec![Cell::Text(what.to_owned()), Cell::Text(place.to_owned())];
            for (name, label, value) in [
                ("reorder_today", "Reorder point today", quantity(row.advice.today.reorder_point)),
                (
                    "reorder_advised",
                    "Advised reorder point",
                    quantity(row.advice.advised.reorder_point.ceil()),
                ),
                ("stock_today", "Stock by today's rule", amount(row.today)),
                ("stock_advised", "Stock as advised", amount(row.advised)),
                ("freed", "Stock that can be freed", amount(row.freed())),
            ] {
                cells.push(self.sheet.cell((name, label), value, &members));
            }
            cells
        };
        Table { rows: rows.iter().map(cells).collect(), columns, ..Table::default() }
    }

    fn unit(&self, measure: &str) -> Unit {
        sheet::unit_of(self.context.engine.catalogue(), measure)
    }
}
