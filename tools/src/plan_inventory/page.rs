//! What is advised, as Evidence.

use sentia_analytics::stock::Advice;
use sentia_semantic::{Direction, StockModel, Unit, Value};

use super::{
    Advised,
    read::{About, Held},
    words,
};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, ToolError,
    from_result::{Figures, capitalised},
    how_computed,
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
    let mut page = Page { model, context, about, figures: Figures::default() };
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
        figures: page.figures.0,
        facts,
        computed: computed(model, about, service, context),
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
    about: &'a About,
    figures: Figures,
}

impl Page<'_> {
    /// What all stocks come to together.
    fn whole(&mut self, rows: &[Row<'_>]) -> Vec<Fact> {
        let sum = |of: &dyn Fn(&Row<'_>) -> f64| rows.iter().map(of).sum::<f64>();
        let (today, advised) = (sum(&|row| row.today), sum(&|row| row.advised));
        let weight = |row: &Row<'_>| row.advice.lead_time_use * row.held.value;
        let all = sum(&weight);
        let service = |of: &dyn Fn(&Row<'_>) -> f64| sum(&|row| of(row) * weight(row)) / all;
        let money = |value: f64| (Value::Integer(value.round() as i64), self.money());
        let share = |value: f64| (Value::Real(value), Unit::Percent);
        let told = [
            ("freed", "Stock that can be freed", money(today - advised)),
            ("freed_share", "Share of the stock that can be freed", share((today - advised) / today)),
            ("stock_today", "Average stock by today's rule", money(today)),
            ("stock_advised", "Average stock as advised", money(advised)),
            ("service_today", "Service by today's rule", share(service(&|row| row.advice.today.service))),
            ("service_advised", "Service as advised", share(service(&|row| row.advice.advised.service))),
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
            .map(|(name, label, value)| self.figure((name, label), value, None))
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
        let dimension = |id: &String| TableColumn {
            id: id.clone(),
            label: catalogue.dimension(id).map_or_else(|| id.clone(), |dimension| dimension.label.clone()),
            unit: None,
        };
        let (units, money) = (self.units(), self.money());
        let column = |id: &str, label: &str, unit: &Unit| TableColumn {
            id: id.to_owned(),
            label: label.to_owned(),
            unit: Some(unit.clone()),
        };
        let columns = vec![
            dimension(&self.model.of),
            dimension(&self.model.at),
            column("reorder_today", "Reorder point today", &units),
            column("reorder_advised", "Advised reorder point", &units),
            column("stock_today", "Stock today", &money),
            column("stock_advised", "Advised stock", &money),
            column("freed", "Freed", &money),
        ];
        let cells = |row: &Row<'_>| {
            let mut cells =
                vec![Cell::Text(row.held.members.0.clone()), Cell::Text(row.held.members.1.clone())];
            let quantity = |value: f64| (Value::Real(value.round()), units.clone());
            let amount = |value: f64| (Value::Integer(value.round() as i64), money.clone());
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
                cells.push(Cell::Figure(self.figure((name, label), value, Some(&row.held.members))));
            }
            cells
        };
        Table { rows: rows.iter().map(cells).collect(), columns, ..Table::default() }
    }

    fn money(&self) -> Unit {
        let measure = self.context.engine.catalogue().measure(&self.model.value);
        measure.map_or(Unit::Ratio, |measure| measure.unit.clone())
    }

    fn units(&self) -> Unit {
        let measure = self.context.engine.catalogue().measure(&self.model.quantity);
        measure.map_or(Unit::Ratio, |measure| measure.unit.clone())
    }

    fn figure(
        &mut self,
        (name, label): (&str, &str),
        (value, unit): (Value, Unit),
        of: Option<&(String, String)>,
    ) -> String {
        let members = of.map(|(what, place)| {
            vec![(self.model.of.clone(), what.clone()), (self.model.at.clone(), place.clone())]
        });
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind: FigureKind::Value,
            measure: format!("{}.{name}", self.model.value),
            label: capitalised(label),
            direction: Direction::Neutral,
            members: members.unwrap_or_default(),
            period: self.about.days,
            against: None,
        })
    }
}

fn computed(model: &StockModel, about: &About, service: Option<f64>, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let measures: Vec<_> = model.measures().iter().filter_map(|id| catalogue.measure(id)).collect();
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        filters: how_computed::filters(catalogue, &about.filters),
        columns: words::method(service),
        scope: context.scope_in_words.clone(),
        sql: about.sql.clone(),
        sources: how_computed::sources(catalogue, &measures),
        ..HowComputed::described(about.days)
    }
}
