use super::drawing::Shape;
use super::*;
use crate::model::{Axis, Limits, NumberFormat, PointRole, Series};

const KINDS: [ChartKind; 12] = [
    ChartKind::Line,
    ChartKind::Bar,
    ChartKind::Stacked,
    ChartKind::Waterfall,
    ChartKind::Pareto,
    ChartKind::Control,
    ChartKind::HeatMap,
    ChartKind::Bullet,
    ChartKind::Scatter,
    ChartKind::Gantt,
    ChartKind::LineGrid,
    ChartKind::BarGrid,
];

fn chart(kind: ChartKind, points: Vec<Point>) -> Chart {
    let limit = |value: f64| (value, format!("{value}"));
    Chart {
        title: "Scrap".to_owned(),
        alt: "Scrap".to_owned(),
        kind,
        format: NumberFormat::Ratio { decimals: 1 },
        series: vec![Series::new("All", points)],
        limits: Some(Limits { centre: limit(2.0), lower: limit(1.0), upper: limit(3.0) }),
        across: None,
    }
}

/// Every coordinate of a drawing.
fn places(drawing: &Drawing) -> Vec<(f32, f32)> {
    let mut places = Vec::new();
    for shape in &drawing.shapes {
        match shape {
            Shape::Line { points, .. } | Shape::Polygon { points, .. } => places.extend(points),
            Shape::Circle { x, y, .. } | Shape::Text { x, y, .. } => places.push((*x, *y)),
        }
    }
    places
}

#[test]
fn every_kind_stays_on_its_page_whatever_the_values() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    let long = "A very long name of a cause ".repeat(4);
    let many = (0..1000).map(|i| f64::from(i % 17) - 8.0).collect();
    let values: [Vec<f64>; 8] = [
        vec![],
        vec![3.0],
        vec![0.0, 0.0],
        vec![5.0; 4],
        vec![-2.0, -1.0, 4.0],
        vec![f64::NAN, 1.0, f64::INFINITY, f64::MAX],
        vec![1e-12, 1e99],
        many,
    ];
    for kind in KINDS {
        for values in &values {
            let point = |(i, v): (usize, &f64)| {
                Point::new(format!("{i} {long}"), *v, &long[..10]).within(v - 1.0, v + 1.0)
            };
            let points = values.iter().enumerate().map(point).map(|p| p.against(2.0, "2"));
            let points: Vec<Point> = points.map(|p| p.clone().across(p.value - 2.0, "1")).collect();
            let mut chart = chart(kind, points.clone());
            if !kind.single() {
                chart.series = (0..70).map(|i| Series::new(format!("{i} {long}"), points.clone())).collect();
                chart.series.truncate(if values.len() > 100 { 3 } else { 70 });
            }
            let drawing = layout(&chart, &fonts);
            for (x, y) in places(&drawing) {
                assert!((-1.0..=WIDTH + 1.0).contains(&x), "{kind:?} {:?} x {x}", values.len());
                assert!((-1.0..=drawing.height + 1.0).contains(&y), "{kind:?} {:?} y {y}", values.len());
            }
        }
    }
    Ok(())
}

#[test]
fn what_cannot_be_drawn_is_said() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    let points = vec![Point::new("a", 1.0, "1"), Point::new("b", f64::NAN, "n/a")];
    let drawing = layout(&chart(ChartKind::Bar, points), &fonts);
    let says = |text: &str, drawing: &Drawing| svg(drawing, "c", "t", "a").contains(text);
    assert!(says("1 value cannot be drawn.", &drawing));
    assert!(says("There is no value to draw.", &layout(&chart(ChartKind::Line, vec![]), &fonts)));
    Ok(())
}

#[test]
fn points_without_a_place_are_not_drawn_and_that_is_said() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    for kind in [ChartKind::Scatter, ChartKind::Gantt] {
        let points = vec![
            Point::new("placed", 20_765.0, "8 Nov").across(20_760.0, "3 Nov"),
            Point::new("unplaced", 20_765.0, "8 Nov"),
            Point::new("past the calendar", 1e9, "?").across(1e9, "?"),
        ];
        let mut chart = chart(kind, points);
        let scale = AxisScale::Time;
        chart.across = Some(Axis { title: "Day".to_owned(), against: "Pieces".to_owned(), scale });
        let text = svg(&layout(&chart, &fonts), "c", "t", "a");
        assert!(text.contains("2 values cannot be drawn.") && text.contains(">placed<"), "{kind:?} {text}");
        assert!(text.contains("Day") && !text.contains("unplaced"), "{kind:?}");
    }
    Ok(())
}

#[test]
fn small_charts_share_a_scale_and_those_without_room_are_counted() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    for kind in [ChartKind::LineGrid, ChartKind::BarGrid] {
        let mut chart = chart(kind, Vec::new());
        let series = |i: u32| Series::new(format!("No {i}."), vec![Point::new("a", f64::from(i), "1")]);
        chart.series = (1..=60).map(series).collect();
        let text = svg(&layout(&chart, &fonts), "c", "t", "a");
        assert!(text.contains("6 more are not drawn."), "{kind:?}");
        assert!(text.contains("No 54.") && !text.contains("No 55."), "{kind:?}");
    }
    Ok(())
}

#[test]
fn bars_of_a_plan_bear_their_dates_and_never_cover_one_another() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    let bar =
        |from: f64, to: f64| Point::new("Press 7", to, format!("d{to}")).across(from, format!("d{from}"));
    let mut chart =
        chart(ChartKind::Gantt, vec![bar(1.0, 9.0), bar(5.0, 12.0), bar(9.0, 9.0), bar(11.0, 20.0)]);
    chart.across = Some(Axis { title: String::new(), against: String::new(), scale: AxisScale::Time });
    let drawing = layout(&chart, &fonts);
    let text = svg(&drawing, "c", "t", "a");
    assert!(["d1 – d9", "d5 – d12", ">d9<", "d11 – d20"].iter().all(|dates| text.contains(dates)), "{text}");
    let tops: Vec<f32> = drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Polygon { points, .. } => points.first().map(|at| at.1),
            _ => None,
        })
        .collect();
    assert_eq!(tops, [7.0, 7.0, 7.0, 25.0], "three in the first line, one in the second");
    Ok(())
}

#[test]
fn values_stand_beside_their_bars() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    for kind in
        [ChartKind::Bar, ChartKind::Waterfall, ChartKind::Pareto, ChartKind::HeatMap, ChartKind::Bullet]
    {
        let points =
            vec![Point::new("Leeds", 2.5, "£2.5m").role(PointRole::Total), Point::new("Derby", 0.5, "£0.5m")];
        let text = svg(&layout(&chart(kind, points), &fonts), "c", "t", "a");
        assert!(text.contains("£2.5m") && text.contains("£0.5m"), "{kind:?}");
    }
    Ok(())
}

#[test]
fn pictures_are_the_same_each_time() -> Result<(), crate::ReportError> {
    let fonts = Fonts::load()?;
    let drawing = layout(&chart(ChartKind::Bar, vec![Point::new("a", 1.0, "1")]), &fonts);
    assert_eq!(png(&drawing, &fonts)?, png(&drawing, &fonts)?);
    assert!(png(&drawing, &fonts)?.starts_with(b"\x89PNG"));
    Ok(())
}
