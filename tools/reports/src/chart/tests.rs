use super::drawing::Shape;
use super::*;
use crate::model::{Limits, NumberFormat, PointRole, Series};

const KINDS: [ChartKind; 8] = [
    ChartKind::Line,
    ChartKind::Bar,
    ChartKind::Stacked,
    ChartKind::Waterfall,
    ChartKind::Pareto,
    ChartKind::Control,
    ChartKind::HeatMap,
    ChartKind::Bullet,
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
            let points = values.iter().enumerate().map(point).map(|p| p.against(2.0, "2")).collect();
            let drawing = layout(&chart(kind, points), &fonts);
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
