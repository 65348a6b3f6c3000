//! Charts in words.

use sentia_tools::{Chart, ChartKind, Evidence, format};

use super::{Point, Series, bridge::Bridge};
use crate::render::clean;

/// Series that are told one by one; of more, only how many there are.
const TOLD: usize = 6;

pub(super) fn alternative(chart: &Chart, evidence: &Evidence, all: &[Series<'_>]) -> String {
    let (kind, title) = (chart.kind, clean(&evidence.title));
    let what = match kind {
        ChartKind::Bar => "Bar chart",
        ChartKind::Line => "Line chart",
        ChartKind::Pareto => "Pareto chart",
        ChartKind::Heat => "Heat map",
        ChartKind::Control => "Control chart",
        ChartKind::Bridge => {
            let told = Bridge::of(chart, evidence).map(|bridge| bridge.told()).unwrap_or_default();
            return format!("Bridge: {}. {told}", clean(&chart.title));
        }
    };
    let told: Vec<String> = all.iter().take(TOLD).filter_map(|series| told(kind, series)).collect();
    let more = if all.len() > TOLD { format!(" {} series in all.", all.len()) } else { String::new() };
    let target = all.iter().find_map(|series| series.target);
    let target =
        target.map_or_else(String::new, |target| format!(" Target {}.", format::figure_in_table(target)));
    format!("{what}: {title}. {}{more}{target}", told.join(" "))
}

/// `Line 1: highest Night 81.2%, lowest Day 54.4%.`
fn told(kind: ChartKind, series: &Series<'_>) -> Option<String> {
    let known = || series.points.iter().filter_map(|point| Some((point.value()?, point)));
    let highest = known().max_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let lowest = known().min_by(|a, b| a.0.total_cmp(&b.0))?.1;
    let name = if series.name.is_empty() { String::new() } else { format!("{}: ", series.name) };
    let at = |point: &Point<'_>| format!("{} {}", point.label, point.text()).trim().to_owned();
    let (from, most) = if name.is_empty() { ("From", "Highest") } else { ("from", "highest") };
    Some(match (kind, known().count(), known().next(), known().next_back()) {
        (_, 1, ..) => format!("{name}{}.", at(highest)),
        (ChartKind::Line | ChartKind::Control, _, Some((_, first)), Some((_, last))) => {
            let ends = format!("highest {}, lowest {}", at(highest), at(lowest));
            format!("{name}{from} {} to {}; {ends}.", at(first), at(last))
        }
        _ => format!("{name}{most} {}, lowest {}.", at(highest), at(lowest)),
    })
}
