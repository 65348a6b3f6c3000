//! One HTML page that needs nothing else: its style and its charts are inside, and there is no script.

use std::fmt::Write as _;

use crate::ReportError;
use crate::chart::{layout, svg};
use crate::font::Fonts;
use crate::model::{Align, Block, Cell, Chart, Report, Row, RowRole, Run, Section, Table, Words, values};
use crate::xml::escape;

const STYLE: &str = include_str!("style.css");

/// Writes the report as UTF-8 text.
pub(crate) fn write(report: &Report) -> Result<Vec<u8>, ReportError> {
    let fonts = Fonts::load()?;
    let mut out = head(report);
    let mut charts = 0;
    for section in &report.sections {
        write_section(&mut out, section, &mut charts, (&fonts, report.words()));
    }
    if !report.sources.is_empty() {
        let _ = write!(out, "<section class=\"sources\"><h2>{}</h2><ul>", report.words().sources);
        for source in &report.sources {
            let _ = write!(out, "<li>{}</li>", escape(source));
        }
        out.push_str("</ul></section>\n");
    }
    out.push_str("</main></body></html>\n");
    Ok(out.into_bytes())
}

fn head(report: &Report) -> String {
    let title = escape(&report.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}</style></head><body><main><header>",
        escape(&report.language),
    );
    if !report.company.is_empty() {
        let _ = write!(out, "<p class=\"company\">{}</p>", escape(&report.company));
    }
    let _ = write!(out, "<h1>{title}</h1>");
    if !report.subtitle.is_empty() {
        let _ = write!(out, "<p class=\"subtitle\">{}</p>", escape(&report.subtitle));
    }
    let _ = writeln!(
        out,
        "<p class=\"date\"><time datetime=\"{}\">{}</time></p></header>",
        report.created,
        report.date_shown()
    );
    out
}

fn write_section(out: &mut String, section: &Section, charts: &mut usize, means: (&Fonts, &Words)) {
    out.push_str("<section>");
    if !section.heading.is_empty() {
        let level = section.level + 1;
        let _ = write!(out, "<h{level}>{}</h{level}>", escape(&section.heading));
    }
    for block in &section.blocks {
        write_block(out, block, charts, means);
    }
    out.push_str("</section>\n");
}

fn write_block(out: &mut String, block: &Block, charts: &mut usize, means: (&Fonts, &Words)) {
    match block {
        Block::Paragraph(runs) => {
            let _ = write!(out, "<p>{}</p>", runs_html(runs));
        }
        Block::Note(runs) => {
            let _ = write!(out, "<p class=\"note\" role=\"note\">{}</p>", runs_html(runs));
        }
        Block::Bullets(items) => {
            let items: String = items.iter().map(|runs| format!("<li>{}</li>", runs_html(runs))).collect();
            let _ = write!(out, "<ul>{items}</ul>");
        }
        Block::Table(table) => write_table(out, table),
        Block::Chart(chart) => {
            *charts += 1;
            write_chart(out, chart, *charts, means);
        }
        Block::PageBreak => out.push_str("<div class=\"break\"></div>"),
    }
    out.push('\n');
}

fn runs_html(runs: &[Run]) -> String {
    let html = |run: &Run| match run {
        Run::Text(text) => escape(text).into_owned(),
        Run::Strong(text) => format!("<strong>{}</strong>", escape(text)),
        Run::Figure { id, shown } => {
            format!("<data class=\"figure\" value=\"{}\">{}</data>", escape(id), escape(shown))
        }
    };
    runs.iter().map(html).collect()
}

fn write_table(out: &mut String, table: &Table) {
    out.push_str("<div class=\"wide\"><table>");
    if !table.caption.is_empty() {
        let _ = write!(out, "<caption>{}</caption>", escape(&table.caption));
    }
    out.push_str("<thead><tr>");
    for column in &table.columns {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", align(column.align), escape(&column.label));
    }
    out.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        write_row(out, table, row);
    }
    out.push_str("</tbody></table></div>");
}

fn write_row(out: &mut String, table: &Table, row: &Row) {
    let class = match row.role {
        RowRole::Normal => "",
        RowRole::Heading => " class=\"heading\"",
        RowRole::Subtotal => " class=\"subtotal\"",
        RowRole::Total => " class=\"total\"",
    };
    let _ = write!(out, "<tr{class}>");
    for (index, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
        let text = escape(cell.shown());
        if index == 0 && matches!(cell, Cell::Text(_)) {
            let indent = f32::from(row.indent) * 1.2;
            let style =
                if row.indent > 0 { format!(" style=\"padding-left:{indent:.1}em\"") } else { String::new() };
            let _ = write!(out, "<th scope=\"row\"{style}>{text}</th>");
        } else {
            let _ = write!(out, "<td{}>{text}</td>", align(column.align));
        }
    }
    out.push_str("</tr>");
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "",
        Align::Centre => " class=\"c\"",
        Align::Right => " class=\"r\"",
    }
}

fn write_chart(out: &mut String, chart: &Chart, number: usize, (fonts, words): (&Fonts, &Words)) {
    let drawing = layout(chart, fonts);
    let picture = svg(&drawing, &format!("chart-{number}"), &chart.title, &chart.alt);
    let _ = write!(out, "<figure><figcaption>{}</figcaption>{picture}", escape(&chart.title));
    let _ = write!(out, "<details><summary>{}</summary>", words.values);
    write_table(out, &Table { caption: String::new(), ..values(chart) });
    out.push_str("</details></figure>");
}
