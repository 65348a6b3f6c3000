//! What was foreseen, as Evidence.

use sentia_analytics::fleet::Outlook;
use sentia_semantic::{Direction, Unit, Value, lower_first};

use super::{Foreseen, words};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, ToolError, from_result::Figures, how_computed,
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
    let mut page = Page { foreseen, figures: Figures::default() };
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
        figures: page.figures.0,
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
    figures: Figures,
}

impl Page<'_> {
    fn risk(&mut self, row: &Row<'_>) -> String {
        self.figure(("risk", LABEL), (Value::Real(row.risk), Unit::Percent), Some(row.label))
    }

    fn table(&mut self, rows: &[Row<'_>], risks: &[String], context: &ToolContext) -> Table {
        let (catalogue, model) = (context.engine.catalogue(), &self.foreseen.model);
        let of = catalogue.dimension(&model.of).map_or(model.of.as_str(), |of| &of.label);
        let text =
            |id: &str, label: &str| TableColumn { id: id.to_owned(), label: label.to_owned(), unit: None };
        let mut columns = vec![
            text(&model.of, of),
            TableColumn { id: "risk".to_owned(), label: LABEL.to_owned(), unit: Some(Unit::Percent) },
            text("warning", "Warning"),
            text("raised_by", "Raised by"),
        ];
        if let Some((_, currency)) = &self.foreseen.cost {
            let unit = Some(Unit::Money { currency: currency.clone(), per: None });
            columns.push(TableColumn { id: "cost".to_owned(), label: "Expected cost".to_owned(), unit });
        }
        let cells = |(row, risk): (&Row<'_>, &String)| {
            let raised_by = words::raised_by(&row.outlook.because, model, catalogue);
            let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
            let mut cells = vec![Cell::Text(row.label.to_owned()), Cell::Figure(risk.clone())];
            cells.push(text(if row.is_warned { "Look now" } else { "" }));
            cells.push(text(&raised_by));
            cells.extend(self.cost(row).map(Cell::Figure));
            cells
        };
        let rows = rows.iter().zip(risks).map(cells).collect();
        Table { columns, rows, ..Table::default() }
    }

    /// What a failure is expected to cost: what one costs times how likely it is.
    fn cost(&mut self, row: &Row<'_>) -> Option<String> {
        let (cost, currency) = self.foreseen.cost.clone()?;
        let value = Value::Integer((cost * row.risk).round() as i64);
        let unit = Unit::Money { currency, per: None };
        Some(self.figure(("expected_cost", "Expected cost of a failure"), (value, unit), Some(row.label)))
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
        self.figure(named, (Value::Real(share), Unit::Percent), None)
    }

    fn figure(
        &mut self,
        (name, label): (&str, &str),
        (value, unit): (Value, Unit),
        of: Option<&str>,
    ) -> String {
        let model = &self.foreseen.model;
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind: FigureKind::Value,
            measure: format!("{}.{name}", model.failures),
            label: label.to_owned(),
            direction: Direction::DownIsGood,
            members: of.map(|label| (model.of.clone(), label.to_owned())).into_iter().collect(),
            period: self.foreseen.ahead,
            against: None,
        })
    }
}

fn computed(foreseen: &Foreseen, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let model = &foreseen.model;
    let measures: Vec<_> =
        model.measures().chain(&model.cost).filter_map(|id| catalogue.measure(id)).collect();
    HowComputed {
        measures: measures.iter().map(|measure| how_computed::note(catalogue, measure)).collect(),
        columns: words::method(foreseen),
        scope: context.scope_in_words.clone(),
        sql: foreseen.fleet.sql.clone(),
        sources: how_computed::sources(catalogue, &measures),
        ..HowComputed::described(foreseen.ahead)
    }
}
