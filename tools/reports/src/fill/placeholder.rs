//! What may stand between double braces, and what of a report is put there.

use std::borrow::Cow;
use std::ops::Range;

use super::error::TemplateError;
use crate::model::{Block, Report, Run, Section, Table};

/// The placeholders that exist, for those who write templates.
pub(super) const KNOWN: &str = "{{title}}, {{subtitle}}, {{company}}, {{date}}, {{summary}}, {{sections}}, {{section: HEADING}}, \
     {{text: HEADING}}, {{table: CAPTION}}, {{chart: TITLE}}, {{sources}}, {{computed}}";
/// The most names that a message lists, and the most letters of each.
const NAMES: usize = 20;
const LETTERS: usize = 80;

/// A placeholder in the text of a paragraph: where it stands with its braces, and what is between them.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) name: String,
}

/// What a placeholder is filled with.
pub(super) enum Content<'r> {
    /// Words that stand among others.
    Text(Cow<'r, str>),
    /// What stands by itself.
    Items(Vec<Item<'r>>),
}

/// One thing that stands by itself.
pub(super) enum Item<'r> {
    Heading {
        level: u8,
        text: &'r str,
    },
    Paragraph(&'r [Run]),
    Bullet(Cow<'r, [Run]>),
    Note(&'r [Run]),
    Caption(&'r str),
    Table(&'r Table),
    /// A chart, by its place among the charts of the report.
    Chart(usize),
    PageBreak,
}

/// The placeholders of a paragraph's text, in order.
///
/// # Errors
/// One is begun and not ended.
pub(super) fn find(text: &str, place: &'static str) -> Result<Vec<Found>, TemplateError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|start| at + start) {
        let inside = text.get(start + 2..).unwrap_or_default();
        let name = inside.find("}}").and_then(|end| inside.get(..end));
        let Some(name) = name.filter(|name| !name.contains("{{") && !name.contains('\n')) else {
            let line = inside.lines().next().unwrap_or_default();
            let start = shown(&format!("{{{{{line}"), 30);
            return Err(TemplateError::Open { start, place });
        };
        let end = start + name.len() + 4;
        found.push(Found { range: start..end, name: name.to_owned() });
        at = end;
    }
    Ok(found)
}

/// What a report puts in the place of a placeholder.
///
/// # Errors
/// There is no such placeholder, or the report has nothing for it.
pub(super) fn content<'r>(
    report: &'r Report,
    name: &str,
    place: &'static str,
) -> Result<Content<'r>, TemplateError> {
    let unfilled = |reason: String| TemplateError::Unfilled { placeholder: braced(name), place, reason };
    let text = |text: &'r str, what: &str| match text.trim() {
        "" => Err(unfilled(format!("the report has no {what}"))),
        _ => Ok(Content::Text(Cow::Borrowed(text))),
    };
    let (word, of) = name.split_once(':').map_or((name, None), |(word, of)| (word, Some(of.trim())));
    let items = match (word.trim().to_lowercase().as_str(), of.filter(|of| !of.is_empty())) {
        ("title", None) => return text(&report.title, "title"),
        ("subtitle", None) => return text(&report.subtitle, "subtitle"),
        ("company", None) => return text(&report.company, "company"),
        ("date", None) => return Ok(Content::Text(Cow::Owned(report.date_shown()))),
        ("sections", None) => whole(report),
        ("summary", None) => report.sections.first().map(prose).unwrap_or_default(),
        ("sources", None) => report.sources.iter().map(|source| bullet(source)).collect(),
        ("computed", None) => under(report, report.words().computed).map_err(unfilled)?,
        ("section", Some(of)) => under(report, of).map_err(unfilled)?,
        ("text", Some(of)) => prose(section(report, of).map_err(unfilled)?.1),
        ("table", Some(of)) => vec![table(report, of).map_err(unfilled)?],
        ("chart", Some(of)) => vec![chart(report, of).map_err(unfilled)?],
        _ => return Err(TemplateError::Unknown { placeholder: braced(name), place, known: KNOWN }),
    };
    if items.is_empty() {
        return Err(unfilled("the report has nothing to say there".to_owned()));
    }
    Ok(Content::Items(items))
}

/// A placeholder as a message shows it.
pub(super) fn braced(name: &str) -> String {
    format!("{{{{{}}}}}", shown(name, LETTERS))
}

fn shown(text: &str, most: usize) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(most).collect();
    if clean.len() < text.len() && text.chars().count() > most { clean + "…" } else { clean }
}

fn bullet(source: &str) -> Item<'_> {
    Item::Bullet(Cow::Owned(vec![Run::Text(source.to_owned())]))
}

/// All sections with their headings.
fn whole(report: &Report) -> Vec<Item<'_>> {
    let mut charts = 0;
    let mut items = Vec::new();
    for section in &report.sections {
        heading(&mut items, section);
        blocks(&mut items, section, &mut charts);
    }
    items
}

fn heading<'r>(items: &mut Vec<Item<'r>>, section: &'r Section) {
    if !section.heading.trim().is_empty() {
        items.push(Item::Heading { level: section.level, text: &section.heading });
    }
}

/// What stands under a heading, and deeper headings with what stands under them.
fn under<'r>(report: &'r Report, name: &str) -> Result<Vec<Item<'r>>, String> {
    let (at, first) = section(report, name)?;
    let before = report.sections.iter().take(at).flat_map(|section| &section.blocks);
    let mut charts = before.filter(|block| matches!(block, Block::Chart(_))).count();
    let mut items = Vec::new();
    blocks(&mut items, first, &mut charts);
    for deeper in report.sections.iter().skip(at + 1).take_while(|deeper| deeper.level > first.level) {
        heading(&mut items, deeper);
        blocks(&mut items, deeper, &mut charts);
    }
    Ok(items)
}

fn blocks<'r>(items: &mut Vec<Item<'r>>, section: &'r Section, charts: &mut usize) {
    let caption = |text: &'r str| (!text.trim().is_empty()).then_some(Item::Caption(text));
    for block in &section.blocks {
        match block {
            Block::Table(table) => {
                items.extend(caption(&table.caption));
                items.push(Item::Table(table));
            }
            Block::Chart(chart) => {
                items.extend(caption(&chart.title));
                items.push(Item::Chart(*charts));
                *charts += 1;
            }
            Block::PageBreak => items.push(Item::PageBreak),
            words => items.extend(said(words)),
        }
    }
}

/// What a section says in words.
fn prose(section: &Section) -> Vec<Item<'_>> {
    section.blocks.iter().flat_map(said).collect()
}

fn said(block: &Block) -> Vec<Item<'_>> {
    match block {
        Block::Paragraph(runs) => vec![Item::Paragraph(runs)],
        Block::Note(runs) => vec![Item::Note(runs)],
        Block::Bullets(items) => {
            items.iter().map(|runs| Item::Bullet(Cow::Borrowed(runs.as_slice()))).collect()
        }
        Block::Table(_) | Block::Chart(_) | Block::PageBreak => Vec::new(),
    }
}

fn section<'r>(report: &'r Report, name: &str) -> Result<(usize, &'r Section), String> {
    let sections = report.sections.iter().enumerate();
    named(sections.map(|(at, section)| (section.heading.as_str(), (at, section))).collect(), name, "section")
}

fn table<'r>(report: &'r Report, name: &str) -> Result<Item<'r>, String> {
    let tables = report.tables().map(|table| (table.caption.as_str(), table));
    named(tables.collect(), name, "table").map(Item::Table)
}

fn chart<'r>(report: &Report, name: &str) -> Result<Item<'r>, String> {
    let charts = report.blocks().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    let charts = charts.enumerate().map(|(at, chart)| (chart.title.as_str(), at));
    named(charts.collect(), name, "chart").map(Item::Chart)
}

/// The thing of a name, or of a number from 1 where none has it for a name.
fn named<T: Copy>(things: Vec<(&str, T)>, name: &str, what: &str) -> Result<T, String> {
    let wanted = folded(name);
    let mut fitting = things.iter().filter(|(of, _)| folded(of) == wanted);
    match (fitting.next(), fitting.next()) {
        (Some((_, thing)), None) => return Ok(*thing),
        (Some(_), Some(_)) => {
            return Err(format!(
                "the report has several {what}s of this name; name one by its number: {}",
                list(&things)
            ));
        }
        (None, _) => {}
    }
    let number = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match number.and_then(|at| things.get(at)) {
        Some((_, thing)) => Ok(*thing),
        None if things.is_empty() => Err(format!("the report has no {what}")),
        None => Err(format!("the report has no {what} of this name; it has {}", list(&things))),
    }
}

/// A name as it is compared: Word curls quotes, lengthens hyphens and binds spaces as one types.
fn folded(name: &str) -> String {
    let same = |c: char| match c {
        '‘' | '’' | '‚' => '\'',
        '“' | '”' | '„' => '"',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        c => c,
    };
    let name: String = name.chars().map(same).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn list<T>(things: &[(&str, T)]) -> String {
    let one = |(at, (name, _)): (usize, &(&str, T))| format!("{} \"{}\"", at + 1, shown(name, LETTERS));
    let mut names: Vec<String> = things.iter().enumerate().take(NAMES).map(one).collect();
    if things.len() > NAMES {
        names.push(format!("and {} more", things.len() - NAMES));
    }
    names.join(", ")
}
