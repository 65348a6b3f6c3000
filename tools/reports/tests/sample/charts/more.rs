//! The kinds that hold two measures, spans of time, or many small charts.

use sentia_reports::{Axis, AxisScale, Chart, ChartKind, NumberFormat, Point, PointRole, Series};

use super::{MONTHS, chart, pounds, rate};

pub(crate) fn speed() -> Chart {
    let line =
        |name: &str, speed: f64, scrap: f64| rate(name, scrap).across(speed, format!("{speed:.0} pieces/h"));
    let leeds = vec![
        line("L1", 118.0, 0.019),
        line("L2", 126.0, 0.022),
        line("Line 3", 171.0, 0.058).role(PointRole::Marked),
        line("L4", 131.0, 0.024),
        line("L5", 128.0, 0.021),
    ];
    let derby = vec![line("D1", 112.0, 0.016), line("D2", 149.0, 0.031), line("D3", 140.0, 0.027)];
    let lodz = vec![line("Ł1", 133.0, 0.026), line("Ł2", 155.0, 0.039), line("Ł3", 101.0, 0.0175)];
    let mut chart = chart(
        ChartKind::Scatter,
        "The faster a line runs, the more it scraps",
        "Points of scrap rate against speed by line. Line 3 of Leeds stands out: 5.8% at 171 pieces an hour.",
        NumberFormat::Percent { decimals: 1 },
        vec![Series::new("Leeds", leeds), Series::new("Derby", derby), Series::new("Łódź", lodz)],
    );
    let scale = AxisScale::Number(NumberFormat::Quantity { unit: "pieces/h".to_owned(), decimals: 0 });
    chart.across =
        Some(Axis { title: "Speed, pieces/h".to_owned(), against: "Scrap rate".to_owned(), scale });
    chart
}

/// 2 November 2026, in days since 1970.
const MONDAY: f64 = 20_759.0;

pub(crate) fn repair() -> Chart {
    let work = |label: &str, from: u8, to: u8| {
        let day = |day: u8| MONDAY - 2.0 + f64::from(day);
        Point::new(label, day(to), format!("{to} Nov")).across(day(from), format!("{from} Nov"))
    };
    let points = vec![
        work("Order of the bearing", 2, 5),
        work("Delivery, by Wälzlager GmbH", 5, 17),
        work("Press 7 stands still", 12, 20).role(PointRole::Marked),
        work("Change of the bearing", 17, 19).role(PointRole::Forecast),
        work("Trial run", 19, 20).role(PointRole::Forecast),
        work("Hand-over", 23, 23).role(PointRole::Total),
    ];
    let mut chart = chart(
        ChartKind::Gantt,
        "Press 7 runs again on 23 November",
        "Bars of the repair of press 7 by day, from the order on 2 November to the hand-over on 23 November.",
        NumberFormat::Count,
        vec![Series::new("Repair", points)],
    );
    let scale = AxisScale::Time;
    chart.across = Some(Axis { title: String::new(), against: String::new(), scale });
    chart
}

pub(crate) fn lines() -> Chart {
    let run = |name: &str, from: f64, by: f64, swing: f64| {
        let value = |index: usize| {
            let up = if index.is_multiple_of(3) { swing } else { -swing / 2.0 };
            from + by * index as f64 + up
        };
        Series::new(name, MONTHS.iter().enumerate().map(|(i, month)| rate(month, value(i))).collect())
    };
    chart(
        ChartKind::LineGrid,
        "Only line 3 has lost availability",
        "Small lines of availability by month, one for each line. Line 3 falls from 88% to 74%; the others are level.",
        NumberFormat::Percent { decimals: 1 },
        vec![
            run("Leeds, line 1", 0.91, 0.001, 0.004),
            run("Leeds, line 2", 0.89, 0.0, 0.006),
            run("Leeds, line 3", 0.88, -0.0125, 0.008),
            run("Derby, line 1", 0.93, 0.0005, 0.003),
            run("Derby, line 2", 0.92, 0.0, 0.005),
            run("Łódź, line 1", 0.87, 0.003, 0.006),
        ],
    )
}

pub(crate) fn quarters() -> Chart {
    let plant = |name: &str, values: [f64; 4]| {
        let quarters = ["Q1", "Q2", "Q3", "Q4"].iter().zip(values);
        let shown = |v: f64| if v < 0.0 { format!("−£{:.0}k", -v) } else { format!("£{v:.0}k") };
        Series::new(name, quarters.map(|(q, v)| Point::new(*q, v * 1000.0, shown(v))).collect())
    };
    chart(
        ChartKind::BarGrid,
        "Contribution against budget by quarter",
        "Small bars of contribution against budget by quarter, one group for each plant. Leeds lost £183k in the fourth.",
        pounds(),
        vec![
            plant("Leeds", [12.0, 31.0, -44.0, -183.0]),
            plant("Derby", [8.0, 22.0, 35.0, 41.0]),
            plant("Łódź", [-14.0, 5.0, 9.0, 19.0]),
        ],
    )
}
