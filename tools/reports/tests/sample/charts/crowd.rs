//! Charts with more than has room: names are left out or cut, and nothing covers anything else.

use sentia_reports::{Axis, AxisScale, Chart, ChartKind, NumberFormat, Point, PointRole, Series};

use super::{chart, rate};

/// Crowded charts, of kinds whose layout depends on room.
pub(crate) fn crowded() -> Vec<Chart> {
    vec![points(), plan(), lines(), bars()]
}

/// Numbers from 0 to 1 that look like chance and are the same each time.
fn spread(index: usize) -> f64 {
    (index as f64 * 0.618_033_988_75 + (index * index) as f64 * 0.137_13).fract()
}

fn points() -> Chart {
    let group = |number: usize| {
        let point = |index: usize| {
            let (x, y) = (spread(index * 5 + number), spread(index * 3 + number * 7 + 1));
            let value = 0.01 + 0.05 * (0.6 * x + 0.4 * y);
            let role = if value > 0.056 { PointRole::Marked } else { PointRole::Normal };
            rate(&format!("Machine {number}-{index}"), value).across(80.0 + 120.0 * x, "").role(role)
        };
        Series::new(format!("Plant {number}"), (0..50).map(point).collect())
    };
    let mut chart = chart(
        ChartKind::Scatter,
        "Two hundred machines",
        "Scrap against speed.",
        NumberFormat::Percent { decimals: 1 },
        (1..=4).map(group).collect(),
    );
    let scale = AxisScale::Number(NumberFormat::Count);
    chart.across = Some(Axis { title: "Pieces an hour".to_owned(), against: "Scrap rate".to_owned(), scale });
    chart
}

/// Three crews on six orders, some at the same time.
fn plan() -> Chart {
    let crew = |number: usize| {
        let bar = |index: usize| {
            let start = 20_759.0 + 9.0 * index as f64 + 6.0 * spread(index + number);
            let end = start + (14.0 * spread(index * 2 + number)).floor();
            let day = |value: f64| format!("day {:.0}", value - 20_758.0);
            Point::new(format!("Order {} for a customer with a long name", 4711 + index), end, day(end))
                .across(start, day(start))
        };
        Series::new(format!("Crew {number}"), (0..6).map(bar).collect())
    };
    let mut chart = chart(
        ChartKind::Gantt,
        "Three crews",
        "Bars of orders by crew.",
        NumberFormat::Count,
        (1..=3).map(crew).collect(),
    );
    chart.across = Some(Axis { title: "Date".to_owned(), against: String::new(), scale: AxisScale::Time });
    chart
}

fn lines() -> Chart {
    let line = |number: usize| {
        let point = |week: usize| rate(&format!("W{week}"), 0.6 + 0.3 * spread(week * 3 + number));
        Series::new(format!("M{number} in the hall at the river"), (1..=3).map(point).collect())
    };
    chart(
        ChartKind::LineGrid,
        "Twenty-five machines",
        "Small lines of availability.",
        NumberFormat::Percent { decimals: 0 },
        (1..=25).map(line).collect(),
    )
}

fn bars() -> Chart {
    let plant = |number: usize| {
        let point = |month: usize| {
            let value = (spread(month + number * 2) - 0.4) * 1e6;
            Point::new(format!("{month:02}"), value, format!("{:.0}", value / 1000.0))
        };
        Series::new(format!("Plant {number}"), (1..=12).map(point).collect())
    };
    chart(
        ChartKind::BarGrid,
        "Seven plants",
        "Small bars of contribution.",
        NumberFormat::Money { currency: "£".to_owned(), decimals: 0 },
        (1..=7).map(plant).collect(),
    )
}
