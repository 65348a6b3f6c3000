//! What was foreseen, as Evidence.

use sentia_analytics::fleet::Outlook;
use sentia_semantic::{Direction, Unit, Value, lower_first};

use super::{Foreseen, words};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, HowComputed, Table, ToolContext, ToolError,
    sheet::{self, Basis, Sheet},
};

/// Rows shown where no more are warned of.
const SHOWN: usize = 10;
/// Rows shown at most.
const MOST: usize = 30;
/// The measure that all of it speaks of.
const LABEL: &str = "Risk of failure";

/// One of those asked for.
struct Row<'a> {
    label: &'a str,
    risk: f64,
    outlook: &'a Outlook,
    is_warned: bool,
}

pub(super) fn evidence(foreseen: &Foreseen, context: &ToolContext) -> Result<Evidence, ToolError> {
    let catalogue = context.engine.catalogue();
    let (mut rows, unknown) = rows(foreseen);
    if rows.is_empty() {
        let text = match unknown.is_empty() {
            true => "None of those asked for has failed or been read in the last three years.".to_owned(),
            false => format!("Too little is known of {} to say anything.", unknown.join(", ")),
        };
        return Err(ToolError::BadArguments(text));
    }
    let warned = rows.iter().filter(|row| row.is_warned).count();
    let hidden = rows.len().saturating_sub(warned.clamp(SHOWN, MOST));
    rows.truncate(rows.len() - hidden);
    let sheet = Sheet::new(&foreseen.model.failures, Direction::DownIsGood, foreseen.ahead);
    let mut page = Page { foreseen, sheet };
    let risks: Vec<String> = rows.iter().map(|row| page.risk(row)).collect();
    let table = page.table(&rows, &risks, context);
    let facts = page.facts(&rows, &risks);
    let singular = catalogue.dimension(&foreseen.model.of);
    let singular = singular.map_or(foreseen.model.of.clone(), |of| lower_first(&of.label));
    let title = format!("{LABEL} by {singular}, {}", foreseen.ahead.describe());
    let chart = Chart {
        kind: ChartKind::Bar,
        title: title.clone(),
        x: foreseen.model.of.clone(),
        y: vec!["risk".to_owned()],
        series: None,
    };
    Ok(Evidence {
        id: String::new(),
        title,
        table,
        figures: page.sheet.figures.0,
        facts,
        computed: computed(foreseen, context),
        as_of: context.engine.today(),
        freshness: foreseen.fleet.freshness.clone(),
        completeness: foreseen.fleet.completeness.clone(),
        caveats: words::caveats(foreseen, hidden, &unknown, context),
        charts: if rows.len() > 1 { vec![chart] } else { Vec::new() },
        passages: Vec::new(),
    })
}

/// Those asked for by their risk, the likeliest first, and those of which too little is known.
fn rows(foreseen: &Foreseen) -> (Vec<Row<'_>>, Vec<String>) {
    let is_asked = |label: &String| foreseen.asked.as_ref().is_none_or(|asked| asked.contains(label));
    let all = foreseen.fleet.labels.iter().zip(&foreseen.foresight.outlooks);
    let (mut rows, mut unknown) = (Vec::new(), Vec::new());
    for (label, outlook) in all.filter(|(label, _)| is_asked(label)) {
        match outlook.risk {
            Some(risk) => {
                let is_warned = foreseen.foresight.bound.is_some_and(|bound| risk >= bound);
                rows.push(Row { label, risk, outlook, is_warned });
            }
            None => unknown.push(label.clone()),
        }
    }
    rows.sort_by(|one, other| other.risk.total_cmp(&one.risk));
    (rows, unknown)
}

struct Page<'a> {
    foreseen: &'a Foreseen,
    sheet: Sheet,
}

impl Page<'_> {
    fn risk(&mut self, row: &Row<'_>) -> String {
        self.figure(("risk", LABEL), sheet::share(row.risk), Some(row.label))
    }

    fn table(&mut self, rows: &[Row<'_>], risks: &[String], context: &ToolContext) -> Table {
        let (catalogue, model) = (context.engine.catalogue(), &self.foreseen.model);
        let mut columns = vec![
            sheet::dimension_column(catalogue, &model.of),
            sheet::column("risk", LABEL, Some(&Unit::Percent)),
            sheet::column("warning", "Warning", None),
            sheet::column("raised_by", "Raised by", None),
        ];
        if let Some((_, currency)) = &self.foreseen.cost {
            let unit = Unit::Money { currency: currency.clone(), per: None };
            columns.push(sheet::column("cost", "Expected cost", Some(&unit)));
        }
        let cells = |(row, risk): (&Row<'_>, &String)| {
            let raised_by = words::raised_by(&row.outlook.because, model, catalogue);
            let mut cells = vec![Cell::Text(row.label.to_owned()), Cell::Figure(risk.clone())];
            cells.push(sheet::text(if row.is_warned { "Look now" } else { "" }));
            cells.push(sheet::text(&raised_by));
            cells.extend(self.cost(row).map(Cell::Figure));
            cells
        };
        let rows = rows.iter().zip(risks).map(cells).collect();
        Table { columns, rows, ..Table::default() }
    }

    /// What a failure is expected to cost: what one costs times how likely it is.
    fn cost(&mut self, row: &Row<'_>) -> Option<String> {
        let (cost, currency) = self.foreseen.cost.clone()?;
        let value = sheet::whole(cost * row.risk, &Unit::Money { currency, per: None });
        Some(self.figure(("expected_cost", "Expected cost of a failure"), value, Some(row.label)))
    }

    fn facts(&mut self, rows: &[Row<'_>], risks: &[String]) -> Vec<Fact> {
        let foresight = &self.foreseen.foresight;
        let usual = self.share(("usual_risk", "Usual risk of failure"), foresight.base);
        let fact = |kind, figures| Fact { kind, measure: LABEL.to_owned(), figures };
        let warned = rows.iter().zip(risks).filter(|(row, _)| row.is_warned);
        let mut facts: Vec<Fact> =
            warned.map(|(_, risk)| fact(FactKind::AtRisk, vec![risk.clone(), usual.clone()])).collect();
        if facts.is_empty() {
            facts.extend(
                risks.first().map(|risk| fact(FactKind::NotAtRisk, vec![risk.clone(), usual.clone()])),
            );
        }
        if let (Some(right), Some(found)) = (foresight.trial.precision(), foresight.trial.recall()) {
            let mut figures = vec![
                self.share(("right", "Share of past warnings that were right"), right),
                self.share(("found", "Share of past failures that were warned of"), found),
            ];
            figures.extend(foresight.trial.days_ahead().map(|days| {
                self.figure(("days", "Days from warning to failure"), (Value::Real(days), Unit::Days), None)
            }));
            facts.push(fact(FactKind::PastWarnings, figures));
        }
        facts.extend(risks.first().map(|risk| fact(FactKind::Highest, vec![risk.clone()])));
        facts
    }

    fn share(&mut self, named: (&str, &str), share: f64) -> String {
        self.figure(named, sheet::share(share), None)
    }

    fn figure(&mut self, named: (&str, &str), value: (Value, Unit), of: Option<&str>) -> String {
        let model = &self.foreseen.model;
        let members: Vec<(&str, &str)> = of.map(|label| (model.of.as_str(), label)).into_iter().collect();
        self.sheet.figure(named, value, &members)
    }
}

fn computed(foreseen: &Foreseen, context: &ToolContext) -> HowComputed {
    let model = &foreseen.model;
    let basis = Basis {
        period: foreseen.ahead,
        filters: &[],
        sql: &foreseen.fleet.sql,
        method: words::method(foreseen),
    };
    sheet::computed(model.measures().chain(&model.cost), basis, context)
}
