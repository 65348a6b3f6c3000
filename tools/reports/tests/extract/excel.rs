//! The cells of a workbook, with the text that Excel shows for them.

use std::error::Error;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::part;

/// A cell, as it is stored and as it is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    pub(crate) shown: String,
    pub(crate) value: Option<f64>,
    pub(crate) formula: Option<String>,
}

/// A sheet.
pub(crate) struct Sheet {
    pub(crate) name: String,
    rows: Vec<Vec<Shown>>,
}

impl Sheet {
    /// The cell at a row and a column, from 0; an empty one past the end.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Shown {
        self.rows.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default()
    }

    /// All texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().map(|cell| cell.shown.as_str())
    }
}

/// The sheets of a workbook, in order.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Box<dyn Error>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))?;
    let formats = formats(&part(bytes, "xl/styles.xml")?);
    let mut sheets = Vec::new();
    for (index, name) in book.sheet_names().into_iter().enumerate() {
        let range = book.worksheet_range(&name)?;
        let formulas = book.worksheet_formula(&name)?;
        let styles = styles(&part(bytes, &format!("xl/worksheets/sheet{}.xml", index + 1))?);
        let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let cell = |row: u32, column: u32| {
            let data = range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
            let formula = formulas.get_value((row, column)).filter(|text| !text.is_empty()).cloned();
            let style = styles.get(&reference(row, column)).copied().unwrap_or(0);
            let format = formats.get(style).map_or("General", String::as_str);
            match data {
                Data::Float(value) => Shown { shown: display(value, format), value: Some(value), formula },
                Data::Empty => Shown { formula, ..Shown::default() },
                data => Shown { shown: data.to_string(), value: None, formula },
            }
        };
        let rows = (0..height).map(|row| (0..width).map(|column| cell(row, column)).collect()).collect();
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn reference(row: u32, column: u32) -> String {
    let letter = char::from(b'A' + u8::try_from(column).unwrap_or(0));
    format!("{letter}{}", row + 1)
}

/// The style of each cell of a sheet, by its reference.
fn styles(xml: &str) -> std::collections::HashMap<String, usize> {
    let cells = xml.split("<c r=\"").skip(1);
    let style = |cell: &str| {
        let (reference, rest) = cell.split_once('"')?;
        let tag = rest.split('>').next()?;
        let style = tag.split("s=\"").nth(1)?.split('"').next()?.parse().ok()?;
        Some((reference.to_owned(), style))
    };
    cells.filter_map(style).collect()
}

/// The number format of each style.
fn formats(xml: &str) -> Vec<String> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
        Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let codes = xml.split("<numFmt ").skip(1);
    let codes = codes.filter_map(|tag| Some((attribute(tag, "numFmtId")?, attribute(tag, "formatCode")?)));
    let codes: std::collections::HashMap<String, String> = codes.collect();
    let styles = xml.split("<cellXfs").nth(1).and_then(|rest| rest.split("</cellXfs>").next()).unwrap_or("");
    let format = |tag: &str| match attribute(tag, "numFmtId")?.as_str() {
        "3" => Some("#,##0".to_owned()),
        id => Some(codes.get(id).cloned().unwrap_or_else(|| "General".to_owned())),
    };
    styles.split("<xf ").skip(1).filter_map(format).collect()
}

/// The text of a value under a format with sections for its signs, literals, commas, decimals, scaling and percent.
pub(crate) fn display(value: f64, format: &str) -> String {
    let mut sections = format.split(';');
    let positive = sections.next().unwrap_or("");
    let section = if value < 0.0 { sections.next().unwrap_or(positive) } else { positive };
    let (mut out, mut pattern, mut literal) = (String::new(), String::new(), false);
    for c in section.chars().chain(['\0']) {
        if !literal && matches!(c, '#' | '0' | ',' | '.') {
            pattern.push(c);
            continue;
        }
        if !pattern.is_empty() {
            out.push_str(&digits(value, &pattern, section.contains('%')));
            pattern.clear();
        }
        match c {
            '"' => literal = !literal,
            '\0' => {}
            c => out.push(c),
        }
    }
    out
}

fn digits(value: f64, pattern: &str, percent: bool) -> String {
    let bare = pattern.trim_end_matches(',');
    let scale = 1000f64.powi(i32::try_from(pattern.len() - bare.len()).unwrap_or(0));
    let decimals = bare.split_once('.').map_or(0, |(_, places)| places.len());
    let value = value.abs() / scale * if percent { 100.0 } else { 1.0 };
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && bare.contains(',') && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}
