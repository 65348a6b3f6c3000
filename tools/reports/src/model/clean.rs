//! A copy of a report that any writer can write: no characters that XML, CSV or PDF refuse, and an outline without gaps.

use unicode_normalization::UnicodeNormalization;

use super::{Block, Cell, Chart, Report, Run, Table, Words};
use crate::ReportError;

/// The deepest heading: formats have six levels, and the title takes the first.
const DEEPEST: u8 = 5;

/// The report with its text cleaned and its outline closed up.
///
/// # Errors
///
/// The title is blank, the language is no tag, a row has more cells than its table has columns, a table has no columns,
/// or a chart has more series than its kind can draw.
pub(crate) fn cleaned(report: &Report) -> Result<Report, ReportError> {
    let mut report = report.clone();
    for text in [&mut report.title, &mut report.subtitle, &mut report.company] {
        line(text);
    }
    if report.title.trim().is_empty() {
        return Err(ReportError::NoTitle);
    }
    check_language(&report.language)?;
    report.sources.iter_mut().for_each(line);
    let words = report.words();
    let mut above = 0;
    for section in &mut report.sections {
        line(&mut section.heading);
        section.level = section.level.clamp(1, DEEPEST.min(above + 1));
        above = section.level;
        for block in &mut section.blocks {
            clean_block(block, words)?;
        }
    }
    Ok(report)
}

fn check_language(tag: &str) -> Result<(), ReportError> {
    let fits =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tag.split('-').all(fits) && tag.len() <= 35 {
        return Ok(());
    }
    Err(ReportError::BadLanguage(tag.to_owned()))
}

fn clean_block(block: &mut Block, words: &Words) -> Result<(), ReportError> {
    match block {
        Block::Paragraph(runs) | Block::Note(runs) => runs.iter_mut().for_each(clean_run),
        Block::Bullets(items) => items.iter_mut().flatten().for_each(clean_run),
        Block::Table(table) => return clean_table(table),
        Block::Chart(chart) => return clean_chart(chart, words),
        Block::PageBreak => {}
    }
    Ok(())
}

fn clean_run(run: &mut Run) {
    match run {
        Run::Text(text) | Run::Strong(text) => line(text),
        Run::Figure { id, shown } => {
            line(id);
            line(shown);
        }
    }
}

fn clean_table(table: &mut Table) -> Result<(), ReportError> {
    line(&mut table.caption);
    if table.columns.is_empty() {
        return Err(ReportError::NoColumns { table: table.caption.clone() });
    }
    table.columns.iter_mut().for_each(|column| line(&mut column.label));
    let width = table.columns.len();
    for (index, row) in table.rows.iter_mut().enumerate() {
        if row.cells.len() > width {
            return Err(ReportError::RowTooLong { table: table.caption.clone(), row: index + 1 });
        }
        row.cells.resize(width, Cell::Empty);
        for cell in &mut row.cells {
            if let Cell::Text(text) | Cell::Number { shown: text, .. } = cell {
                line(text);
            }
        }
    }
    Ok(())
}

fn clean_chart(chart: &mut Chart, words: &Words) -> Result<(), ReportError> {
    line(&mut chart.title);
    line(&mut chart.alt);
    if chart.alt.trim().is_empty() {
        chart.alt = if chart.title.trim().is_empty() { words.chart.to_owned() } else { chart.title.clone() };
    }
    if chart.kind.single() && chart.series.len() > 1 {
        return Err(ReportError::TooManySeries { chart: chart.title.clone() });
    }
    for series in &mut chart.series {
        line(&mut series.name);
        for point in &mut series.points {
            line(&mut point.label);
            line(&mut point.shown);
            for (_, shown) in [&mut point.target, &mut point.across].into_iter().flatten() {
                line(shown);
            }
        }
    }
    if let Some(axis) = &mut chart.across {
        line(&mut axis.title);
        line(&mut axis.against);
    }
    if let Some(limits) = &mut chart.limits {
        for (_, shown) in [&mut limits.centre, &mut limits.lower, &mut limits.upper] {
            line(shown);
        }
    }
    Ok(())
}

/// Composes the letters of a text, and takes out what cannot be shown.
fn line(text: &mut String) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return;
    }
    *text = text.nfc().filter_map(character).collect();
}

fn character(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        // Overrides of the direction of writing make a figure read as another.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => None,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => Some('\u{fffd}'),
        c if c.is_control() => None,
        c if u32::from(c) & 0xfffe == 0xfffe => Some('\u{fffd}'),
        '\u{fdd0}'..='\u{fdef}' => Some('\u{fffd}'),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut text = text.to_owned();
        line(&mut text);
        text
    }

    #[test]
    fn letters_are_composed_and_controls_are_gone() {
        assert_eq!(shown("Cafe\u{301}\u{0}\u{7}\nnoir"), "Café noir");
        assert_eq!(shown("\u{202e}123"), "123");
        assert_eq!(shown("\u{e000}\u{ffff}"), "\u{fffd}\u{fffd}");
    }

    #[test]
    fn languages_are_tags() {
        assert!(check_language("en-GB").is_ok());
        assert!(check_language("").is_err());
        assert!(check_language("en GB\"").is_err());
    }
}
