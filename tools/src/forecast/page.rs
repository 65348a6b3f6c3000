//! A forecast as Evidence.

use sentia_analytics::Step;
use sentia_semantic::{Period, Unit, Value, lower_first};

use super::{ahead::Ahead, words};
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, completeness,
    from_result::{Figures, bucket_label, capitalised, corrected, limited},
    history::History,
    how_computed,
};

/// Recorded buckets shown before those to come.
const SHOWN_BEFORE: usize = 12;

pub(super) fn evidence(
    history: &History,
    ahead: &Ahead,
    forecast: &sentia_analytics::Forecast,
    context: &ToolContext,
) -> Evidence {
    let mut page = Page { history, members: history.members(), figures: Figures::default() };
    let mut rows: Vec<Vec<Cell>> = history.buckets[history.buckets.len().saturating_sub(SHOWN_BEFORE)..]
        .iter()
        .map(|(bucket, value)| page.recorded(*bucket, value.as_ref()))
        .collect();
    let to_come: Vec<[String; 5]> = ahead
        .buckets
        .iter()
        .zip(&forecast.steps)
        .map(|(bucket, step)| page.forecast(*bucket, step))
        .collect();
    for (bucket, ids) in ahead.buckets.iter().zip(&to_come) {
        let cells = ids.iter().cloned().map(Cell::Figure);
        rows.push([page.time(*bucket), Cell::Empty].into_iter().chain(cells).collect());
    }
    let first = ahead.buckets.iter().position(|bucket| bucket.to >= ahead.asked.from).unwrap_or(0);
    let facts = page.facts(&to_come[first..], forecast, ahead.asked);
    let id = &history.measure.id;
    let title = title(history, ahead, context);
    let drawn = vec![id.clone(), format!("{id}.forecast"), format!("{id}.low_80"), format!("{id}.high_80")];
    Evidence {
        id: String::new(),
        table: Table { columns: columns(history), rows, layout: Vec::new() },
        figures: page.figures.0,
        facts,
        computed: computed(history, ahead, forecast, context),
        as_of: context.engine.today(),
        freshness: history.result.freshness.clone(),
        completeness: history.completeness.clone(),
        caveats: caveats(history, forecast, context),
        charts: vec![Chart {
            kind: ChartKind::Line,
            title: title.clone(),
            x: "time".to_owned(),
            y: drawn,
            series: None,
        }],
        passages: Vec::new(),
        title,
    }
}

struct Page<'a> {
    history: &'a History,
    members: Vec<(String, String)>,
    figures: Figures,
}

impl Page<'_> {
    fn time(&self, bucket: Period) -> Cell {
        let start = Value::Text(bucket.from.to_string());
        Cell::Text(bucket_label(&start, Some(self.history.grain)))
    }

    fn figure(&mut self, kind: FigureKind, value: Value, unit: Unit, period: Period) -> String {
        let measure = &self.history.measure;
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit,
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: self.members.clone(),
            period,
            against: None,
        })
    }

    fn recorded(&mut self, bucket: Period, value: Option<&Value>) -> Vec<Cell> {
        let unit = self.history.measure.unit.clone();
        let cell = value.map_or(Cell::Empty, |value| {
            Cell::Figure(self.figure(FigureKind::Value, value.clone(), unit, bucket))
        });
        let mut row = vec![self.time(bucket), cell];
        row.resize(7, Cell::Empty);
        row
    }

    /// The value, and the limits of 80% and of 95%.
    fn forecast(&mut self, bucket: Period, step: &Step) -> [String; 5] {
        let [inner, outer] = step.limits;
        [
            (FigureKind::Forecast, step.value),
            (FigureKind::LowerLimit, inner.low),
            (FigureKind::UpperLimit, inner.high),
            (FigureKind::LowerLimit, outer.low),
            (FigureKind::UpperLimit, outer.high),
        ]
        .map(|(kind, number)| {
            let value = self.history.like(number);
            self.figure(kind, value, self.history.measure.unit.clone(), bucket)
        })
    }

    fn facts(
        &mut self,
        to_come: &[[String; 5]],
        forecast: &sentia_analytics::Forecast,
        asked: Period,
    ) -> Vec<Fact> {
        let measure = self.history.measure.label.clone();
        let fact = |kind, figures| Fact { kind, measure: measure.clone(), figures };
        let ends = to_come.first().into_iter().chain(to_come.last().filter(|_| to_come.len() > 1));
        let mut facts: Vec<Fact> = ends.map(|ids| fact(FactKind::Forecast, ids[..3].to_vec())).collect();
        let accuracy = &forecast.accuracy;
        if let (Some(own), Some(naive)) = (accuracy.wape, accuracy.naive_wape) {
            let errors = [own, naive]
                .map(|share| self.figure(FigureKind::Error, Value::from(share), Unit::Percent, asked));
            facts.push(fact(FactKind::ForecastError, errors.to_vec()));
        }
        facts
    }
}

fn columns(history: &History) -> Vec<TableColumn> {
    let measure = &history.measure;
    let named = |suffix: &str, label: &str| TableColumn {
        id: format!("{}{suffix}", measure.id),
        label: label.to_owned(),
        unit: Some(measure.unit.clone()),
    };
    let time = TableColumn { id: "time".to_owned(), label: capitalised(history.grain.name()), unit: None };
    vec![
        time,
        named("", &measure.label),
        named(".forecast", "Forecast"),
        named(".low_80", "Low 80%"),
        named(".high_80", "High 80%"),
        named(".low_95", "Low 95%"),
        named(".high_95", "High 95%"),
    ]
}

fn title(history: &History, ahead: &Ahead, context: &ToolContext) -> String {
    let title = format!("Forecast of {} by {}", lower_first(&history.measure.label), history.grain.name());
    let title = how_computed::titled(title, context.engine.catalogue(), &history.result.filters);
    format!("{title}, {}", ahead.asked.describe())
}

fn computed(
    history: &History,
    ahead: &Ahead,
    forecast: &sentia_analytics::Forecast,
    context: &ToolContext,
) -> HowComputed {
    let catalogue = context.engine.catalogue();
    HowComputed {
        measures: vec![how_computed::note(catalogue, &history.measure)],
        filters: how_computed::filters(catalogue, &history.result.filters),
        conditions: Vec::new(),
        columns: words::method(history, forecast),
        scope: context.scope_in_words.clone(),
        period: ahead.asked,
        comparison_period: None,
        sql: history.result.sql.clone(),
        sources: how_computed::sources(catalogue, &[&history.measure]),
        checks: Vec::new(),
    }
}

fn caveats(history: &History, forecast: &sentia_analytics::Forecast, context: &ToolContext) -> Vec<String> {
    let mut caveats = vec![words::accuracy(history, forecast)];
    caveats.extend(words::notes(history, forecast));
    caveats.extend(completeness::caveats(&history.completeness));
    caveats.extend(corrected(&history.result.filters));
    caveats.extend(limited(context));
    caveats
}
