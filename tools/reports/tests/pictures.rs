//! How each kind of chart looks, beside a picture that a person has looked at. After a change that is meant, write the
//! pictures anew with `SENTIA_WRITE_PICTURES=1 cargo test -p sentia-reports --test pictures`, and look at them again.

#[expect(dead_code, reason = "other tests use the rest")]
mod sample;

use std::error::Error;
use std::path::Path;

use sample::charts;
use sentia_reports::{Chart, ChartKind, picture};
use tiny_skia::{Pixmap, PremultipliedColorU8};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// By how much a channel of a pixel may differ from what is expected, of 255, and how many of a thousand pixels may
/// differ by more: the edges of letters are rounded in other ways on other processors.
const TOLERANCE: u8 = 24;
const OFTEN: usize = 1;

fn name(kind: ChartKind) -> &'static str {
    match kind {
        ChartKind::Line => "line",
        ChartKind::Bar => "bar",
        ChartKind::Stacked => "stacked",
        ChartKind::Waterfall => "waterfall",
        ChartKind::Pareto => "pareto",
        ChartKind::Control => "control",
        ChartKind::HeatMap => "heat-map",
        ChartKind::Bullet => "bullet",
        ChartKind::Scatter => "scatter",
        ChartKind::Gantt => "gantt",
        ChartKind::LineGrid => "line-grid",
        ChartKind::BarGrid => "bar-grid",
    }
}

fn charts() -> Vec<(String, Chart)> {
    let kinds = charts::every_kind().into_iter().map(|chart| (name(chart.kind).to_owned(), chart));
    kinds
        .chain(
            charts::crowd::crowded()
                .into_iter()
                .map(|chart| (format!("{}-crowded", name(chart.kind)), chart)),
        )
        .collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whoever means a change says so by the environment")]
fn charts_look_as_they_did() -> Outcome<()> {
    let anew = std::env::var("SENTIA_WRITE_PICTURES").is_ok();
    let mut faults = Vec::new();
    for (name, chart) in charts() {
        let drawn = halved(&Pixmap::decode_png(&picture(&chart)?)?).ok_or("the picture has no size")?;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pictures/{name}.png"));
        if anew {
            std::fs::write(&file, drawn.encode_png()?)?;
        }
        let expected = Pixmap::load_png(&file).map_err(|error| format!("{name}.png: {error}"))?;
        if let Some(fault) = difference(&drawn, &expected) {
            let seen = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
            std::fs::write(&seen, drawn.encode_png()?)?;
            faults.push(format!("{name}: {fault}; it looks like {}", seen.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[test]
fn a_picture_that_differs_is_seen() -> Outcome<()> {
    let charts = charts::every_kind();
    let [first, second, ..] = charts.as_slice() else { return Err("there are no charts".into()) };
    let drawn = |chart: &Chart| -> Outcome<Pixmap> { Ok(Pixmap::decode_png(&picture(chart)?)?) };
    let (one, other) = (drawn(first)?, drawn(second)?);
    assert_eq!(difference(&one, &one), None);
    assert!(difference(&one, &other).is_some());
    let mut renamed = first.clone();
    if let Some(point) = renamed.series.first_mut().and_then(|series| series.points.first_mut()) {
        point.label = "Another".to_owned();
    }
    assert!(difference(&one, &drawn(&renamed)?).is_some(), "one label");
    Ok(())
}

/// What tells two pictures apart, or none.
fn difference(drawn: &Pixmap, expected: &Pixmap) -> Option<String> {
    let size = |map: &Pixmap| (map.width(), map.height());
    if size(drawn) != size(expected) {
        return Some(format!("{:?} pixels in place of {:?}", size(drawn), size(expected)));
    }
    let channels = |p: &PremultipliedColorU8| [p.red(), p.green(), p.blue()];
    let apart = |(a, b): (&PremultipliedColorU8, &PremultipliedColorU8)| {
        channels(a).into_iter().zip(channels(b)).any(|(a, b)| a.abs_diff(b) > TOLERANCE)
    };
    let wrong = drawn.pixels().iter().zip(expected.pixels()).filter(|pair| apart(*pair)).count();
    let allowed = drawn.pixels().len() * OFTEN / 1000;
    (wrong > allowed).then(|| format!("{wrong} of {} pixels differ", drawn.pixels().len()))
}

/// The picture at half its size and in fewer shades, which is enough to see a fault and keeps the files small.
fn halved(map: &Pixmap) -> Option<Pixmap> {
    let mut small = Pixmap::new(map.width() / 2, map.height() / 2)?;
    let width = small.width();
    for (at, pixel) in (0u32..).zip(small.pixels_mut()) {
        let (x, y) = (at % width * 2, at / width * 2);
        let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| map.pixel(x + dx, y + dy));
        let mean = |channel: fn(PremultipliedColorU8) -> u8| {
            let sum: u16 = four.iter().flatten().map(|p| u16::from(channel(*p))).sum();
            u8::try_from((sum + 2) / 4 / 17 * 17).unwrap_or(u8::MAX)
        };
        *pixel =
            PremultipliedColorU8::from_rgba(mean(|p| p.red()), mean(|p| p.green()), mean(|p| p.blue()), 255)?;
    }
    Some(small)
}
