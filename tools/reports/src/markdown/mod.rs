//! Markdown as GitHub reads it. Charts, which it cannot draw, are told in words with their values in a table.

use std::fmt::Write as _;

use crate::ReportError;
use crate::model::{Align, Block, Chart, Report, RowRole, Run, Section, Table};

/// Writes the report as UTF-8 text.
#[expect(clippy::unnecessary_wraps, reason = "every writer has one signature")]
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut out = format!("# {}\n\n", escape(&report.title));
    let lines = [report.subtitle.as_str(), report.company.as_str(), &report.date_shown()].map(escape);
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let _ = write!(out, "{}\n\n", lines.join("  \n"));
    for section in &report.sections {
        write_section(&mut out, section);
    }
    if !report.sources.is_empty() {
        let _ = write!(out, "## {}\n\n", report.words().sources);
        for source in &report.sources {
            let _ = writeln!(out, "- {}", escape(source));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    Ok(out.into_bytes())
}

fn write_section(out: &mut String, section: &Section) {
    if !section.heading.is_empty() {
        let marks = "#".repeat(usize::from(section.level) + 1);
        let _ = write!(out, "{marks} {}\n\n", escape(&section.heading));
    }
    for block in &section.blocks {
        match block {
            Block::Paragraph(runs) => {
                let _ = write!(out, "{}\n\n", runs_markdown(runs));
            }
            Block::Note(runs) => {
                let _ = write!(out, "> {}\n\n", runs_markdown(runs));
            }
            Block::Bullets(items) => {
                for runs in items {
                    let _ = writeln!(out, "- {}", runs_markdown(runs));
                }
                out.push('\n');
            }
            Block::Table(table) => write_table(out, table),
            Block::Chart(chart) => write_chart(out, chart),
            Block::PageBreak => {}
        }
    }
}

fn runs_markdown(runs: &[Run]) -> String {
    let text = |run: &Run| match run {
        Run::Strong(text) if !text.trim().is_empty() => strong(&escape(text)),
        run => escape(run.shown()),
    };
    runs.iter().map(text).collect::<String>().trim().to_owned()
}

/// The text in bold, with the spaces around it left outside, as Markdown wants.
fn strong(text: &str) -> String {
    let bare = text.trim();
    let start = text.len() - text.trim_start().len();
    let (before, rest) = text.split_at(start);
    let after = rest.get(bare.len()..).unwrap_or("");
    format!("{before}**{bare}**{after}")
}

fn write_table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        let _ = write!(out, "**{}**\n\n", escape(&table.caption));
    }
    line(out, table.columns.iter().map(|column| escape(&column.label)));
    let rule = |align| match align {
        Align::Left => "---",
        Align::Centre => ":-:",
        Align::Right => "--:",
    };
    line(out, table.columns.iter().map(|column| rule(column.align).to_owned()));
    for row in &table.rows {
        let cell = |(index, text): (usize, String)| {
            let indent = if index == 0 { "&emsp;".repeat(usize::from(row.indent)) } else { String::new() };
            let bold = row.role != RowRole::Normal && !text.is_empty();
            if bold { format!("{indent}**{text}**") } else { format!("{indent}{text}") }
        };
        line(out, row.cells.iter().map(|cell| escape(cell.shown())).enumerate().map(cell));
    }
    out.push('\n');
}

fn write_chart(out: &mut String, chart: &Chart) {
    let _ = write!(out, "**{}**\n\n", escape(&chart.title));
    if chart.alt != chart.title {
        let _ = write!(out, "{}\n\n", escape(&chart.alt));
    }
    write_table(out, &crate::model::values(chart));
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push('|');
    for cell in cells {
        let _ = write!(out, " {cell} |");
    }
    out.push('\n');
}

/// The text with every character that Markdown would read as a mark taken as itself.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for (index, c) in text.trim().char_indices() {
        let starts = index == 0 && matches!(c, '#' | '-' | '+' | '>' | '=');
        if starts || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$') {
            out.push('\\');
        }
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    spaced(text, &out)
}

/// The spaces around a text, put back around its new form.
fn spaced(old: &str, new: &str) -> String {
    let before = if old.starts_with(' ') { " " } else { "" };
    let after = if old.ends_with(' ') && !new.is_empty() { " " } else { "" };
    format!("{before}{new}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_as_themselves() {
        assert_eq!(escape("a|b *c* <script> # d"), "a\\|b \\*c\\* &lt;script> # d");
        assert_eq!(escape("# d "), "\\# d ");
        assert_eq!(strong(" up "), " **up** ");
    }
}
