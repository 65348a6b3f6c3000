//! Everything but tables, laid out on pages.

use super::flow::{Flow, Mark};
use super::table;
use super::tags::Kind;
use super::theme::{self, BOTTOM, CAPTION, LEADING, NOTE, PROSE, SMALL, STRONG, WIDTH};
use crate::chart::drawing::Style;
use crate::chart::palette::{HOUSE, ORANGE};
use crate::chart::{Drawing, layout};
use crate::font::{Fonts, Weight};
use crate::model::{Block, Chart, Report, Run, Section};
use crate::text::{Span, wrap};

/// Room that a list is set in, in points.
const INDENT: f32 = 14.0;
/// Room around the text of a note, in points.
const PAD: f32 = 7.0;

/// Lays out a report.
pub(super) fn flow(report: &Report, fonts: &Fonts) -> Flow {
    let mut flow = Flow::new();
    title(&mut flow, report, fonts);
    for section in &report.sections {
        write_section(&mut flow, section, fonts);
    }
    if !report.sources.is_empty() {
        heading(&mut flow, (report.words().sources, 1), 30.0, fonts);
        let items: Vec<Vec<Span>> = report.sources.iter().map(|text| vec![Span::new(text, NOTE)]).collect();
        list(&mut flow, &items, NOTE.size, fonts);
    }
    flow
}

/// The head of the first page.
fn title(flow: &mut Flow, report: &Report, fonts: &Fonts) {
    flow.rect(0.0, WIDTH, (flow.y - 12.0, flow.y - 9.0), HOUSE);
    text(flow, &report.company, theme::COMPANY, Kind::Paragraph, fonts);
    flow.y += 2.0;
    let (page, y) = (flow.pages.len() - 1, flow.y);
    flow.marks.push(Mark { title: report.title.clone(), level: 0, page, y });
    let kind = Kind::Heading { level: 1, title: report.title.clone() };
    text(flow, &report.title, theme::TITLE, kind, fonts);
    text(flow, &report.subtitle, theme::SUBTITLE, Kind::Paragraph, fonts);
    text(flow, &report.date_shown(), theme::SMALL, Kind::Paragraph, fonts);
    flow.y += 14.0;
}

fn text(flow: &mut Flow, words: &str, style: Style, kind: Kind, fonts: &Fonts) {
    if words.trim().is_empty() {
        return;
    }
    let owner = flow.tags.add(flow.root, kind);
    let tight = if style.size > 15.0 { 0.82 } else { 1.0 };
    for line in wrap(&[Span::new(words, style)], WIDTH, fonts) {
        flow.need(style.size * LEADING);
        flow.line(&line, 0.0, flow.y + style.size, Some(owner));
        flow.y += style.size * LEADING * tight;
    }
    flow.y += 2.0;
}

/// Writes a heading, on a page that has room for `next` points of what follows it.
fn heading(flow: &mut Flow, (title, level): (&str, u8), next: f32, fonts: &Fonts) {
    if title.trim().is_empty() {
        return;
    }
    let style = theme::heading(level);
    flow.space(if level == 1 { 16.0 } else { 10.0 });
    flow.need(style.size * LEADING + 8.0 + next);
    let (page, y) = (flow.pages.len() - 1, flow.y);
    flow.marks.push(Mark { title: title.to_owned(), level, page, y });
    let kind = Kind::Heading { level: u16::from(level) + 1, title: title.to_owned() };
    text(flow, title, style, kind, fonts);
    flow.y += 3.5;
}

fn write_section(flow: &mut Flow, section: &Section, fonts: &Fonts) {
    let next = section.blocks.first().map_or(0.0, |block| start(block, fonts));
    heading(flow, (&section.heading, section.level), next, fonts);
    for block in &section.blocks {
        match block {
            Block::Paragraph(runs) => paragraph(flow, &spans(runs, PROSE, STRONG), fonts),
            Block::Note(runs) => note(flow, runs, fonts),
            Block::Bullets(items) => {
                let items: Vec<Vec<Span>> = items.iter().map(|runs| spans(runs, PROSE, STRONG)).collect();
                list(flow, &items, PROSE.size, fonts);
            }
            Block::Table(content) => table::write(flow, content, fonts),
            Block::Chart(content) => chart(flow, content, fonts),
            Block::PageBreak => {
                if flow.y > theme::TOP {
                    flow.turn();
                }
            }
        }
    }
}

/// The height of a block that has to stand on the page of its heading.
fn start(block: &Block, fonts: &Fonts) -> f32 {
    match block {
        Block::Chart(chart) => fitted(layout(chart, fonts)).height + 2.5 * CAPTION.size * LEADING,
        Block::Table(_) => 100.0,
        Block::PageBreak => 0.0,
        _ => 36.0,
    }
}

fn spans(runs: &[Run], plain: Style, strong: Style) -> Vec<Span> {
    let span = |run: &Run| match run {
        Run::Text(text) => Span::new(text, plain),
        Run::Strong(text) | Run::Figure { shown: text, .. } => Span::new(text, strong),
    };
    runs.iter().map(span).collect()
}

fn paragraph(flow: &mut Flow, spans: &[Span], fonts: &Fonts) {
    let lines = wrap(spans, WIDTH, fonts);
    if lines.is_empty() {
        return;
    }
    let owner = flow.tags.add(flow.root, Kind::Paragraph);
    flow.lines(&lines, 0.0, PROSE.size, owner);
    flow.y += 6.0;
}

fn list(flow: &mut Flow, items: &[Vec<Span>], size: f32, fonts: &Fonts) {
    let list = flow.tags.add(flow.root, Kind::List);
    for spans in items {
        let lines = wrap(spans, WIDTH - INDENT, fonts);
        if lines.is_empty() {
            continue;
        }
        flow.need(size * LEADING * lines.len().min(2) as f32);
        let item = flow.tags.add(list, Kind::Item);
        let body = flow.tags.add(item, Kind::ItemBody);
        bullet(flow, size);
        flow.lines(&lines, INDENT, size, body);
        flow.y += 2.0;
    }
    flow.y += 5.0;
}

fn bullet(flow: &mut Flow, size: f32) {
    let middle = flow.y + size * 0.64;
    flow.rect(3.0, 3.6, (middle - 1.8, middle + 1.8), HOUSE);
}

/// Writes a caveat with a bar beside it; a long one is broken over pages, each part with its bar.
fn note(flow: &mut Flow, runs: &[Run], fonts: &Fonts) {
    let strong = Style { weight: Weight::Bold, ..NOTE };
    let lines = wrap(&spans(runs, NOTE, strong), WIDTH - 2.0 * PAD - 4.0, fonts);
    if lines.is_empty() {
        return;
    }
    let owner = flow.tags.add(flow.root, Kind::Paragraph);
    let step = NOTE.size * LEADING;
    let mut rest = lines.as_slice();
    while !rest.is_empty() {
        flow.need(step * rest.len().min(2) as f32 + 2.0 * PAD);
        let fits = (((BOTTOM - flow.y - 2.0 * PAD) / step) as usize).clamp(1, rest.len());
        let (now, later) = rest.split_at(fits);
        let height = step * now.len() as f32 + PAD * 1.4;
        flow.rect(0.0, WIDTH, (flow.y, flow.y + height), ORANGE.tint(0.1));
        flow.rect(0.0, 2.5, (flow.y, flow.y + height), ORANGE);
        for (index, line) in now.iter().enumerate() {
            let baseline = flow.y + PAD * 0.6 + NOTE.size + step * index as f32;
            flow.line(line, PAD + 4.0, baseline, Some(owner));
        }
        flow.y += height + 8.0;
        rest = later;
    }
}

/// A chart on one page, with its title over it.
fn chart(flow: &mut Flow, chart: &Chart, fonts: &Fonts) {
    let drawing = fitted(layout(chart, fonts));
    flow.space(6.0);
    flow.need(drawing.height + CAPTION.size * LEADING * 2.0);
    caption(flow, &chart.title, fonts);
    let figure = flow.tags.add(flow.root, Kind::Figure { alt: chart.alt.clone() });
    flow.drawing(&drawing, figure);
    flow.y += 10.0;
}

/// The title of a chart, as a paragraph before it.
fn caption(flow: &mut Flow, title: &str, fonts: &Fonts) {
    let lines = wrap(&[Span::new(title, CAPTION)], WIDTH, fonts);
    let owner = flow.tags.add(flow.root, Kind::Paragraph);
    flow.lines(&lines, 0.0, CAPTION.size, owner);
    flow.y += 3.0;
}

/// A drawing that is higher than a page, cut to it: charts of that kind are read elsewhere, in a table.
fn fitted(mut drawing: Drawing) -> Drawing {
    drawing.height = drawing.height.min(BOTTOM - theme::TOP - 40.0);
    drawing
}

/// A remark in small print at the end, for readers who miss characters.
pub(super) fn remark(flow: &mut Flow, words: &str, fonts: &Fonts) {
    flow.space(8.0);
    text(flow, words, SMALL, Kind::Paragraph, fonts);
}
