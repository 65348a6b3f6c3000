//! A sheet with the values of a chart and the chart itself: native where Excel has the kind, else a picture.

use rust_xlsxwriter::{
    ChartAxisLabelPosition, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType,
    ChartSolidFill, ChartType, Color, Image, Worksheet, XlsxError,
};

use super::number;
use super::style::color;
use super::table::fill;
use crate::ReportError;
use crate::chart::{layout, palette, png};
use crate::font::Fonts;
use crate::model::{AxisScale, Chart, ChartKind, NumberFormat, values};

/// Most rows of a chart that Excel is given; longer ones are pictures.
const LONGEST: usize = 4000;

/// Characters of UTF-16 that Excel takes to describe a picture; of a longer text it would take nothing.
const MOST_WORDS: usize = 255;

/// Writes the sheet of a chart. `name` is that of the sheet.
pub(super) fn draw(
    sheet: &mut Worksheet,
    name: &str,
    chart: &Chart,
    fonts: &Fonts,
) -> Result<(), ReportError> {
    let failed = |error: XlsxError| ReportError::write("Excel", error);
    let table = values(chart);
    fill(sheet, &table).map_err(failed)?;
    let beside = u16::try_from(table.columns.len() + 1).unwrap_or(u16::MAX);
    match native(chart).filter(|_| (1..=LONGEST).contains(&table.rows.len())) {
        Some(kind) => {
            let chart = build(name, chart, kind, table.rows.len());
            sheet.insert_chart(1, beside, &chart).map_err(failed)?;
        }
        None => {
            let picture = png(&layout(chart, fonts), fonts)?;
            let image = Image::new_from_buffer(&picture).map_err(failed)?;
            let image =
                image.set_alt_text(alternative(&chart.alt)).set_scale_width(0.55).set_scale_height(0.55);
            sheet.insert_image(1, beside, &image).map_err(failed)?;
        }
    }
    Ok(())
}

/// As much of the text as Excel takes.
fn alternative(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_WORDS {
        return text.to_owned();
    }
    let mut used = 1; // the ellipsis
    let kept = text.chars().take_while(|letter| {
        used += letter.len_utf16();
        used <= MOST_WORDS
    });
    kept.chain(['…']).collect()
}

fn native(chart: &Chart) -> Option<ChartType> {
    let banded = chart.series.iter().flat_map(|s| &s.points).any(|p| p.low.is_some() || p.high.is_some());
    match chart.kind {
        ChartKind::Line if !banded => Some(ChartType::Line),
        ChartKind::Bar => Some(ChartType::Bar),
        ChartKind::Stacked => Some(ChartType::ColumnStacked),
        // Times are words in the sheet, and words have no place on an axis of Excel.
        ChartKind::Scatter if number_across(chart).is_some() => Some(ChartType::Scatter),
        _ => None,
    }
}

fn number_across(chart: &Chart) -> Option<&NumberFormat> {
    match &chart.across.as_ref()?.scale {
        AxisScale::Number(format) => Some(format),
        AxisScale::Time => None,
    }
}

/// The mark of the series at an index; neighbours differ in shape as well as in colour.
fn marker(index: usize, color: Color) -> ChartMarker {
    let shape = match index % 4 {
        0 => ChartMarkerType::Circle,
        1 => ChartMarkerType::Square,
        2 => ChartMarkerType::Triangle,
        _ => ChartMarkerType::Diamond,
    };
    let mut look = ChartFormat::new();
    look.set_solid_fill(ChartSolidFill::new().set_color(color)).set_no_border();
    let mut marker = ChartMarker::new();
    marker.set_type(shape).set_size(7).set_format(&mut look);
    marker
}

fn build(name: &str, chart: &Chart, kind: ChartType, rows: usize) -> rust_xlsxwriter::Chart {
    let mut native = rust_xlsxwriter::Chart::new(kind);
    let last = u32::try_from(rows).unwrap_or(u32::MAX);
    let across = number_across(chart).filter(|_| kind == ChartType::Scatter);
    // Beside the labels, and the places across where points have them.
    let first: u16 = if across.is_some() { 2 } else { 1 };
    for index in 0..chart.series.len() {
        let column = u16::try_from(index + usize::from(first)).unwrap_or(u16::MAX);
        let color = color(palette::series(index));
        let series = native.add_series();
        series.set_name((name, 0, column));
        series
            .set_categories((name, 1, first - 1, last, first - 1))
            .set_values((name, 1, column, last, column));
        if kind == ChartType::Scatter {
            series.set_marker(&marker(index, color));
        } else if kind == ChartType::Line {
            series.set_format(ChartFormat::new().set_line(ChartLine::new().set_color(color).set_width(2)));
        } else {
            series.set_gap(60);
            series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)));
        }
    }
    native.title().set_name(&chart.title);
    native.set_alt_text(alternative(&chart.alt)).set_width(640).set_height(320);
    native.y_axis().set_num_format(number::of_kind(&chart.format));
    if let (Some(format), Some(axis)) = (across, &chart.across) {
        native.x_axis().set_num_format(number::of_kind(format)).set_name(&axis.title);
        native.y_axis().set_name(&axis.against);
    }
    native.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    native.legend().set_position(ChartLegendPosition::Bottom);
    let grid = palette::GRID;
    native.y_axis().set_major_gridlines_line(ChartLine::new().set_color(color(grid)));
    if kind == ChartType::Bar {
        native.x_axis().set_reverse();
    }
    if chart.series.len() < 2 {
        native.legend().set_hidden();
    }
    native
}
