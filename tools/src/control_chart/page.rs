//! A control chart as Evidence.

use sentia_analytics::anomaly::chart::{ControlLimits, Rule};
use sentia_semantic::{Period, Value, lower_first};

use super::Run;
use crate::{
    Cell, Chart, ChartKind, Evidence, Fact, FactKind, Figure, FigureKind, HowComputed, Table, TableColumn,
    ToolContext, completeness,
    from_result::{Figures, bucket_label, capitalised, corrected, limited},
    history::History,
    how_computed,
};

pub(super) fn evidence(
    history: &History,
    asked: Period,
    limits: &ControlLimits,
    runs: &[Run],
    context: &ToolContext,
) -> Evidence {
    let mut page = Page { history, figures: Figures::default() };
    let (least, most) = history.bounds();
    let lines = [
        (FigureKind::Expected, limits.centre),
        (FigureKind::LowerLimit, limits.low.max(least)),
        (FigureKind::UpperLimit, limits.high.min(most)),
    ];
    let lines = lines.map(|(kind, value)| page.figure(kind, history.like(value), asked));
    let values: Vec<Option<String>> = history
        .buckets
        .iter()
        .map(|(bucket, value)| Some(page.figure(FigureKind::Value, value.clone()?, *bucket)))
        .collect();
    let row = |(at, value): (usize, &Option<String>)| {
        let start = Value::Text(history.buckets[at].0.from.to_string());
        let of_row = runs.iter().filter(|run| (run.first..=run.last).contains(&at));
        let signal = of_row.min_by_key(|run| run.rule.span()).map(signal);
        let mut row = vec![Cell::Text(bucket_label(&start, Some(history.grain)))];
        row.push(value.clone().map_or(Cell::Empty, Cell::Figure));
        row.extend(lines.iter().cloned().map(Cell::Figure));
        row.push(signal.map_or(Cell::Empty, |signal| Cell::Text(signal.to_owned())));
        row
    };
    let rows = values.iter().enumerate().map(row).collect();
    let measure = &history.measure;
    let facts = facts(&measure.label, runs, &values, &lines);
    let title = format!("Control chart of {} by {}", lower_first(&measure.label), history.grain.name());
    let title = how_computed::titled(title, context.engine.catalogue(), &history.result.filters);
    let title = format!("{title}, {}", asked.describe());
    let drawn = ["", ".centre", ".low", ".high"].map(|suffix| format!("{}{suffix}", measure.id));
    Evidence {
        id: String::new(),
        table: Table { columns: columns(history), rows, layout: Vec::new() },
        figures: page.figures.0,
        facts,
        computed: computed(history, asked, context),
        as_of: context.engine.today(),
        freshness: history.result.freshness.clone(),
        completeness: history.completeness.clone(),
        caveats: caveats(history, context),
        charts: vec![Chart {
            kind: ChartKind::Control,
            title: title.clone(),
            x: "time".to_owned(),
            y: drawn.to_vec(),
            series: None,
        }],
        passages: Vec::new(),
        title,
    }
}

struct Page<'a> {
    history: &'a History,
    figures: Figures,
}

impl Page<'_> {
    fn figure(&mut self, kind: FigureKind, value: Value, period: Period) -> String {
        let measure = &self.history.measure;
        self.figures.add(Figure {
            id: String::new(),
            value,
            unit: measure.unit.clone(),
            kind,
            measure: measure.id.clone(),
            label: measure.label.clone(),
            direction: measure.direction,
            members: self.history.members(),
            period,
            against: None,
        })
    }
}

/// What a row says of itself where it breaks a rule.
fn signal(run: &Run) -> &'static str {
    match (run.rule, run.is_high) {
        (Rule::Beyond3, true) => "Above the upper limit",
        (Rule::Beyond3, false) => "Below the lower limit",
        (Rule::EightOnOneSide, true) => "Run above the centre",
        (Rule::EightOnOneSide, false) => "Run below the centre",
        (_, true) => "Close to the upper limit again and again",
        (_, false) => "Close to the lower limit again and again",
    }
}

fn facts(label: &str, runs: &[Run], values: &[Option<String>], lines: &[String; 3]) -> Vec<Fact> {
    let [centre, low, high] = lines.clone();
    let fact = |kind, figures| Fact { kind, measure: label.to_owned(), figures };
    let whole = if runs.is_empty() { FactKind::InControl } else { FactKind::OutOfControl };
    let mut facts = vec![fact(whole, vec![centre.clone(), low.clone(), high.clone()])];
    for run in runs {
        let (first, last) = (values[run.first].clone(), values[run.last].clone());
        let limit = if run.is_high { &high } else { &low };
        let (kind, against) = match run.rule {
            Rule::Beyond3 => (FactKind::BeyondLimit, limit),
            Rule::EightOnOneSide => (FactKind::RunOnOneSide, &centre),
            _ => (FactKind::CloseToLimit, limit),
        };
        let first = first.filter(|_| kind != FactKind::BeyondLimit);
        facts.push(fact(kind, first.into_iter().chain(last).chain([against.clone()]).collect()));
    }
    facts
}

fn columns(history: &History) -> Vec<TableColumn> {
    let measure = &history.measure;
    let text = |id: &str, label: String| TableColumn { id: id.to_owned(), label, unit: None };
    let figure = |suffix: &str, label: &str| TableColumn {
        id: format!("{}{suffix}", measure.id),
        label: label.to_owned(),
        unit: Some(measure.unit.clone()),
    };
    vec![
        text("time", capitalised(history.grain.name())),
        figure("", &measure.label),
        figure(".centre", "Centre"),
        figure(".low", "Lower limit"),
        figure(".high", "Upper limit"),
        text("signal", "Signal".to_owned()),
    ]
}

fn computed(history: &History, asked: Period, context: &ToolContext) -> HowComputed {
    let catalogue = context.engine.catalogue();
    let grain = history.grain.name();
    HowComputed {
        measures: vec![how_computed::note(catalogue, &history.measure)],
        filters: how_computed::filters(catalogue, &history.result.filters),
        columns: vec![
            format!("Centre: the mean of the {grain}s shown"),
            format!(
                "Limits: the centre ± 2.66 × the mean difference between one {grain} and the next (Shewhart's chart of single \
                 values), as far as such values can go"
            ),
            "Signal: one value beyond a limit; two of three beyond two thirds of the way to it, four of five beyond one third, or \
             eight in a row beyond the centre, on one side (Western Electric rules)"
                .to_owned(),
        ],
        scope: context.scope_in_words.clone(),
        sql: history.result.sql.clone(),
        sources: how_computed::sources(catalogue, &[&history.measure]),
        ..HowComputed::described(asked)
    }
}

/// One in about 92 is from Champ and Woodall (Technometrics 1987), for all four rules together.
fn caveats(history: &History, context: &ToolContext) -> Vec<String> {
    let grain = history.grain.name();
    let mut caveats = vec![format!(
        "The limits come from the {grain}s shown, good and bad alike. Where nothing changes, these rules still give a signal about \
         once in 92 {grain}s, by chance."
    )];
    if let Some(bucket) = history.left_out {
        caveats.push(format!("{} is not over and is left out.", capitalised(&bucket.describe())));
    }
    caveats.extend(completeness::caveats(&history.completeness));
    caveats.extend(corrected(&history.result.filters));
    caveats.extend(limited(context));
    caveats
}
