use schemars::JsonSchema;
use sentia_tools::{Chart, ChartKind, Evidence, Figure, FigureKind, format};
use serde::Serialize;

use super::{Point, Series, alternative::alternative, figure, series};
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
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownSeries {
    /// Its member; empty where the chart is not split.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) points: Vec<ShownPoint>,
    pub(crate) target: Option<ShownPoint>,
}

/// Recorded, or to come; limits stand in pairs, the lower one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Recorded,
    Forecast,
    Limit,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownPoint {
    pub(crate) label: String,
    /// None where nothing was recorded.
    pub(crate) value: Option<f64>,
    pub(crate) text: String,
    pub(crate) figure: Option<String>,
}

/// None where there is nothing to draw.
pub(super) fn chart(chart: &Chart, evidence: &Evidence) -> Option<ShownChart> {
    let all = series(chart, evidence);
    let first = all.iter().flat_map(|series| &series.points).find_map(|point| point.figure)?;
    let title = if chart.title == evidence.title { &first.label } else { &chart.title };
    Some(ShownChart {
        evidence: evidence.id.clone(),
        title: clean(title),
        shape: match chart.kind {
            ChartKind::Bar => Shape::Bar,
            ChartKind::Line => Shape::Line,
        },
        alternative: alternative(chart.kind, &clean(&evidence.title), &all),
        series: all.iter().map(|one| shown(one, evidence)).collect(),
    })
}

fn shown(series: &Series<'_>, evidence: &Evidence) -> ShownSeries {
    let point = |point: &Point<'_>| ShownPoint {
        label: point.label.clone(),
        value: point.value().filter(|value| value.is_finite()),
        text: point.text(),
        figure: point.figure.map(|one| figure::id(&evidence.id, &one.id)),
    };
    ShownSeries {
        name: series.name.clone(),
        role: role(series),
        points: series.points.iter().map(point).collect(),
        target: series.target.map(|target| of_target(target, evidence)),
    }
}

fn role(series: &Series<'_>) -> Role {
    match series.points.iter().find_map(|point| point.figure).map(|figure| figure.kind) {
        Some(FigureKind::Forecast) => Role::Forecast,
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
    }
}
