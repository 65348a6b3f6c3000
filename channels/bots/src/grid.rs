//! A table as lines of text.

use unicode_width::UnicodeWidthStr;

use crate::{Table, reply::cut};

/// Columns, and letters of a cell, beyond which nobody reads text.
const MOST_COLUMNS: usize = 20;
const WIDEST_CELL: usize = 60;

pub(crate) struct Lines {
    /// Whether they stand in columns, headers first; else each is a row spelled out.
    pub(crate) in_columns: bool,
    pub(crate) lines: Vec<String>,
}

/// In columns where they are no wider than that, else row by row.
pub(crate) fn lines(table: &Table, widest: usize) -> Lines {
    let columns = table.headers.len().min(MOST_COLUMNS);
    let line = |row: &Vec<String>| -> Vec<String> { (0..columns).map(|at| cell(row, at)).collect() };
    let headers = line(&table.headers);
    let rows: Vec<Vec<String>> = table.rows.iter().map(line).collect();
    let all = || std::iter::once(&headers).chain(&rows);
    let width = |at: usize| all().filter_map(|row| row.get(at)).map(|text| text.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let in_columns = widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1) <= widest;
    let lines = if in_columns {
        all().map(|row| aligned(row, &widths, &table.numeric)).collect()
    } else {
        rows.iter().map(|row| spelled(row, &headers)).collect()
    };
    Lines { in_columns, lines }
}

fn cell(row: &[String], at: usize) -> String {
    let text = row.get(at).map_or("", String::as_str);
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    cut(&text, WIDEST_CELL)
}

fn aligned(row: &[String], widths: &[usize], numeric: &[bool]) -> String {
    let cells = row.iter().zip(widths).enumerate().map(|(at, (text, width))| {
        let room = " ".repeat(width.saturating_sub(text.width()));
        if numeric.get(at) == Some(&true) { format!("{room}{text}") } else { format!("{text}{room}") }
    });
    let cells: Vec<String> = cells.collect();
    cells.join("  ").trim_end().to_owned()
}

fn spelled(row: &[String], headers: &[String]) -> String {
    let first = row.first().map_or("", String::as_str);
    let rest = headers.iter().zip(row).skip(1).filter(|(_, text)| !text.is_empty());
    let rest: Vec<String> = rest.map(|(header, text)| format!("{header} {text}")).collect();
    format!("• {first}: {}", rest.join(" · "))
}
