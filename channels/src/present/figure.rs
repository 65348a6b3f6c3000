use std::collections::BTreeMap;

use schemars::JsonSchema;
use sentia_semantic::Period;
use sentia_tools::{Evidence, Figure, FigureKind, format};
use serde::Serialize;

use crate::render::clean;

/// A figure, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ShownFigure {
    /// As a table shows it, with its sign.
    pub(crate) text: String,
    /// `OEE`.
    pub(crate) label: String,
    /// `Value`, `Change against the period before`…
    pub(crate) kind: String,
    /// The members it belongs to: `Line 1`. Empty for a total over everything asked for.
    pub(crate) members: Vec<String>,
    /// The days it covers, in words; none where rows have no date.
    pub(crate) period: Option<String>,
    /// The days it is set against.
    pub(crate) against: Option<String>,
    /// The Evidence it comes from, and the measure whose definition holds.
    pub(crate) evidence: String,
    pub(crate) measure: String,
}

/// A figure's id within a turn: `e1.f3`.
pub(super) fn id(evidence: &str, figure: &str) -> String {
    format!("{evidence}.{figure}")
}

/// All figures of a turn by their ids.
pub(super) fn figures(evidence: &[Evidence]) -> BTreeMap<String, ShownFigure> {
    let of_one = |one| figures_of(one);
    evidence.iter().flat_map(of_one).collect()
}

fn figures_of(evidence: &Evidence) -> impl Iterator<Item = (String, ShownFigure)> + '_ {
    let shown = |figure: &Figure| ShownFigure {
        text: format::figure_in_table(figure),
        label: clean(&figure.label),
        kind: kind(figure.kind).to_owned(),
        members: figure.members.iter().map(|(_, label)| clean(label)).collect(),
        period: days(&figure.period),
        against: figure.against.as_ref().and_then(days),
        evidence: evidence.id.clone(),
        measure: figure.measure.clone(),
    };
    evidence.figures.iter().map(move |figure| (id(&evidence.id, &figure.id), shown(figure)))
}

fn days(period: &Period) -> Option<String> {
    (*period != Period::EVER).then(|| period.describe())
}

fn kind(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Value => "Value",
        FigureKind::Previous => "Value in the period compared with",
        FigureKind::Change => "Change",
        FigureKind::ChangePercent => "Change in percent",
        FigureKind::Share => "Share of the total",
        FigureKind::Target => "Target",
        FigureKind::Gap => "Distance from the target",
        FigureKind::Count => "Count",
        FigureKind::Window => "Value over a window of time",
        FigureKind::Threshold => "Limit of a condition",
        FigureKind::Forecast => "Forecast",
        FigureKind::LowerLimit => "Lower limit",
        FigureKind::UpperLimit => "Upper limit",
        FigureKind::Expected => "What was to be expected",
        FigureKind::Scenario => "What would have been",
        FigureKind::Contribution => "Part of the change",
        FigureKind::Error => "Average error of such forecasts",
    }
}
