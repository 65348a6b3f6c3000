use schemars::JsonSchema;
use sentia_semantic::{Unit, Value};
use sentia_tools::{Cell, Chart, ChartKind, Evidence, Figure, FigureKind, format};
use serde::Serialize;

use super::{Point, Series, alternative::alternative, bridge::Bridge, figure, series};
use crate::render::clean;

/// What to draw. Values are there to place marks by; what stands beside a mark is its text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownChart {
    pub(crate) evidence: String,
    pub(crate) title: String,
    pub(crate) shape: Shape,
    /// The chart in one or two sentences, for those who do not see it.
    pub(crate) alternative: String,
    pub(crate) series: Vec<ShownSeries>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    Bar,
    Line,
    /// Bars from the greatest down, each with the share that it and those before it add up to.
    Pareto,
    /// A cell for each point: a series is a row, a label a column.
    Heat,
    /// A line between its limits, with its centre; points that break a rule are marked.
    Control,
    /// Steps from the first point, a total, to the last one.
    Bridge,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownSeries {
    /// Its member; empty where the chart is not split.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) points: Vec<ShownPoint>,
    pub(crate) target: Option<ShownPoint>,
}

/// Recorded, or to come, or the centre of what is recorded; limits stand in pairs, the lower one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Recorded,
    Forecast,
    Centre,
    Limit,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownPoint {
    pub(crate) label: String,
    /// None where nothing was recorded.
    pub(crate) value: Option<f64>,
    pub(crate) text: String,
    pub(crate) figure: Option<String>,
    /// Whether it breaks a rule of a control chart.
    pub(crate) marked: bool,
    /// What it and the points before it are of them all, in a Pareto chart.
    pub(crate) up_to: Option<Share>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Share {
    /// 0 … 1.
    pub(crate) value: f64,
    pub(crate) text: String,
}

/// None where there is nothing to draw.
pub(super) fn chart(chart: &Chart, evidence: &Evidence) -> Option<ShownChart> {
    let mut all = series(chart, evidence);
    let alternative = alternative(chart, evidence, &all);
    let shape = shape(chart, evidence, &mut all);
    let first = all.iter().flat_map(|series| &series.points).find_map(|point| point.figure)?;
    let title = if chart.title == evidence.title { &first.label } else { &chart.title };
    Some(ShownChart {
        evidence: evidence.id.clone(),
        title: clean(title),
        shape,
        alternative,
        series: all.iter().map(|one| shown(one, shape, evidence)).collect(),
    })
}

/// How it is drawn; the steps of a bridge that can be seen get its ends.
fn shape<'a>(chart: &Chart, evidence: &'a Evidence, all: &mut [Series<'a>]) -> Shape {
    match chart.kind {
        ChartKind::Bar => Shape::Bar,
        ChartKind::Line => Shape::Line,
        // What is held to a target is held to that.
        ChartKind::Pareto if all.iter().any(|series| series.target.is_some()) => Shape::Bar,
        ChartKind::Pareto => Shape::Pareto,
        ChartKind::Heat => Shape::Heat,
        ChartKind::Control => Shape::Control,
        ChartKind::Bridge => match (Bridge::of(chart, evidence).filter(Bridge::spans), all) {
            (Some(bridge), [only]) => {
                only.points = bridge.points();
                Shape::Bridge
            }
            _ => Shape::Bar,
        },
    }
}

fn shown(series: &Series<'_>, shape: Shape, evidence: &Evidence) -> ShownSeries {
    let point = |point: &Point<'_>| ShownPoint {
        label: point.label.clone(),
        value: point.value().filter(|value| value.is_finite()),
        text: point.text(),
        figure: point.figure.map(|one| figure::id(&evidence.id, &one.id)),
        marked: false,
        up_to: None,
    };
    let mut points: Vec<ShownPoint> = series.points.iter().map(point).collect();
    match shape {
        Shape::Pareto => add_up(&mut points),
        Shape::Control => mark(&mut points, evidence),
        _ => {}
    }
    ShownSeries {
        name: series.name.clone(),
        role: role(series),
        points,
        target: series.target.map(|target| of_target(target, evidence)),
    }
}

/// A point for each row: those whose row says so are marked.
fn mark(points: &mut [ShownPoint], evidence: &Evidence) {
    let signal = evidence.table.columns.iter().position(|column| column.id == "signal");
    for (point, row) in points.iter_mut().zip(&evidence.table.rows) {
        point.marked = signal.and_then(|at| row.get(at)).is_some_and(|cell| matches!(cell, Cell::Text(_)));
    }
}

fn add_up(points: &mut [ShownPoint]) {
    let all: f64 = points.iter().filter_map(|point| point.value).sum();
    let mut sum = 0.0;
    for point in points {
        sum += point.value.unwrap_or(0.0);
        let value = sum / all;
        let text = format::value(&Value::from(value), &Unit::Percent);
        point.up_to = value.is_finite().then_some(Share { value, text });
    }
}

fn role(series: &Series<'_>) -> Role {
    match series.points.iter().find_map(|point| point.figure).map(|figure| figure.kind) {
        Some(FigureKind::Forecast) => Role::Forecast,
        Some(FigureKind::Expected) => Role::Centre,
        Some(FigureKind::LowerLimit | FigureKind::UpperLimit) => Role::Limit,
        _ => Role::Recorded,
    }
}

fn of_target(target: &Figure, evidence: &Evidence) -> ShownPoint {
    ShownPoint {
        label: "Target".to_owned(),
        value: target.value.as_f64().filter(|value| value.is_finite()),
        text: format::figure_in_table(target),
        figure: Some(figure::id(&evidence.id, &target.id)),
        marked: false,
        up_to: None,
    }
}
