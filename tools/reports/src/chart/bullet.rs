//! Values against their targets: a bar for what is, a mark for what should be.

use super::bar::{ROW, names, values};
use super::drawing::{Anchor, Drawing, Stroke};
use super::palette::{AXIS, BLUE, GROUND, INK, LABEL, STRONG, TICK, VERMILION};
use super::{WIDTH, first};
use crate::font::Fonts;
use crate::model::{Chart, Point, PointRole};

/// The height of a bar with the space to the next, in points.
const STEP: f32 = ROW + 5.0;

pub(super) fn draw(chart: &Chart, fonts: &Fonts) -> Drawing {
    let points = first(chart);
    let mut drawing = Drawing::new(WIDTH, STEP * points.len() as f32 + 6.0);
    let target = |p: &Point| p.target.as_ref().map_or(0.0, |(value, _)| *value);
    let reach = points.iter().flat_map(|p| [p.value, target(p)]).filter(|v| v.is_finite());
    let (low, high) = reach.fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
    let span = if high > low { (high - low) * 1.04 } else { 1.0 };
    let (name, value) = (names(points, 150.0, fonts), values(points, fonts));
    let target_room =
        points.iter().map(|p| fonts.width(&against(p), TICK.size, TICK.weight)).fold(0.0, f32::max);
    let target_room = target_room.min(110.0);
    let left = name + 8.0;
    let room = (WIDTH - left - value - target_room - 18.0).max(60.0);
    let x = |v: f64| left + room * ((v - low) / span) as f32;
    for (index, point) in points.iter().enumerate() {
        let y = 3.0 + STEP * index as f32;
        let base = y + STEP / 2.0 + 1.0;
        let text = fonts.cut(&point.label, LABEL.size, LABEL.weight, name + 0.5);
        drawing.text((name, base), text, LABEL, Anchor::End);
        drawing.rect((left, y + 2.0), (left + room, y + STEP - 5.0), GROUND);
        if !point.value.is_nan() {
            let fill = if point.role == PointRole::Marked { VERMILION } else { BLUE };
            drawing.rect((x(0.0), y + 5.5), (x(point.value), y + STEP - 8.5), fill);
        }
        if let Some((target, _)) = &point.target {
            let x = x(*target);
            drawing.segment((x, y + 1.0), (x, y + STEP - 4.0), Stroke::new(INK, 2.0));
        }
        let shown = fonts.cut(&point.shown, STRONG.size, STRONG.weight, 120.0);
        drawing.text((left + room + 8.0 + value, base), shown, STRONG, Anchor::End);
        let text = fonts.cut(&against(point), TICK.size, TICK.weight, target_room + 0.5);
        drawing.text((left + room + 15.0 + value, base), text, TICK, Anchor::Start);
    }
    if low < 0.0 {
        drawing.segment((x(0.0), 2.0), (x(0.0), drawing.height - 5.0), Stroke::new(AXIS, 0.8));
    }
    drawing
}

fn against(point: &Point) -> String {
    point.target.as_ref().map_or_else(String::new, |(_, shown)| format!("target {shown}"))
}
