use sentia_agent::{Answer, Block, Clarification, Outcome};
use sentia_tools::Evidence;

use super::{
    Style, Terminal, chart::chart, explain::explain, indented, paint, passages::passages, results::table,
    text::clean,
};

/// How much of an answer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) sql: bool,
}

/// Everything below the prose: tables and charts, caveats, the question back, what to ask next, how it was computed.
/// Sections stand apart by an empty line; the text ends with a line break unless it is empty.
pub(crate) fn remainder(answer: &Answer, detail: Detail, terminal: &Terminal) -> String {
    let mut sections: Vec<Vec<String>> =
        answer.blocks.iter().filter_map(|block| figure_block(block, answer, terminal)).collect();
    sections.push(caveats(&answer.caveats, terminal));
    if let Outcome::Clarify(clarification) = &answer.outcome {
        sections.push(options(clarification, terminal));
    }
    sections.push(follow_ups(&answer.follow_ups, terminal));
    sections.push(explain(answer, detail.sql, terminal));
    let sections = sections.into_iter().filter(|section| !section.is_empty());
    sections.map(|section| section.join("\n") + "\n").collect::<Vec<_>>().join("\n")
}

fn figure_block(block: &Block, answer: &Answer, terminal: &Terminal) -> Option<Vec<String>> {
    match block {
        Block::Prose(_) => None,
        Block::Table(id) => Some(table(evidence(answer, id)?, terminal)),
        Block::Chart(id, at) => {
            let evidence = evidence(answer, id)?;
            Some(chart(evidence.charts.get(*at)?, evidence, terminal))
        }
        Block::Passages(id) => Some(passages(evidence(answer, id)?, terminal)),
    }
}

fn evidence<'a>(answer: &'a Answer, id: &str) -> Option<&'a Evidence> {
    answer.evidence.iter().find(|evidence| evidence.id == id)
}

fn caveats(caveats: &[String], terminal: &Terminal) -> Vec<String> {
    let caveat = |text: &String| {
        paint(&indented("! ", &clean(text), terminal.prose_width()), Style::Warning, terminal)
    };
    caveats.iter().map(caveat).collect()
}

fn options(clarification: &Clarification, terminal: &Terminal) -> Vec<String> {
    let option = |(at, option): (usize, &sentia_agent::ClarifyOption)| {
        indented(&format!("  {}. ", at + 1), &clean(&option.label), terminal.prose_width())
    };
    clarification.options.iter().enumerate().map(option).collect()
}

fn follow_ups(follow_ups: &[String], terminal: &Terminal) -> Vec<String> {
    if follow_ups.is_empty() {
        return Vec::new();
    }
    let bullet = if terminal.unicode { "  • " } else { "  - " };
    let mut lines = vec![paint("You could ask next", Style::Heading, terminal)];
    lines.extend(follow_ups.iter().map(|text| indented(bullet, &clean(text), terminal.prose_width())));
    lines
}
