//! One answer as sections of a document.

use std::collections::BTreeSet;

use sentia_agent::{Answer, Outcome, store::TurnRecord};
use sentia_reports::{Block, Report, Run, Section};

use super::draw;
use crate::{
    present::{self, Block as Shown, ShownPassage, ShownTurn, Span},
    render::{clean, excerpt},
};

/// A single answer to be sent on.
pub(crate) fn of_turn(record: &TurnRecord, company: &str) -> Report {
    let turn = shown(record);
    let today = record.answer.evidence.first().map(|evidence| evidence.as_of);
    let created = today.unwrap_or_else(|| record.now.to_zoned(jiff::tz::TimeZone::UTC).date());
    let mut report = Report::new(capitalised(&turn.question), created);
    report.company = company.to_owned();
    report.subtitle = format!("Answered for {}", clean(&record.person.name));
    report.sections.push(Section::new("Answer", blocks(&turn, &record.answer)));
    report.sections.extend(appendix([&record.answer].into_iter()));
    report.sources = sources([&record.answer].into_iter());
    report
}

pub(super) fn shown(record: &TurnRecord) -> ShownTurn {
    ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer)
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Prose, charts, tables and passages, in this order, and what must stand beside them.
pub(super) fn blocks(turn: &ShownTurn, answer: &Answer) -> Vec<Block> {
    let answered = matches!(answer.outcome, Outcome::Answered);
    let rank = |block: &&Shown| match block {
        Shown::Prose { .. } => 0,
        Shown::Chart(_) => 1,
        Shown::Table(_) => 2,
        Shown::Passages(_) => 3,
    };
    let mut ordered: Vec<&Shown> = turn.blocks.iter().collect();
    ordered.sort_by_key(rank);
    let mut blocks: Vec<Block> = Vec::new();
    for block in ordered {
        match block {
            Shown::Prose { spans } if answered => blocks.push(Block::Paragraph(runs(spans))),
            Shown::Prose { spans } => blocks.push(Block::Note(runs(spans))),
            Shown::Chart(chart) => blocks.extend(draw::chart(chart, answer)),
            Shown::Table(table) => blocks.push(draw::table(table, answer)),
            Shown::Passages(shown) => {
                blocks.push(Block::Bullets(shown.passages.iter().map(passage).collect()))
            }
        }
    }
    let back = turn.question_back.iter().map(|back| Block::note(format!("Left open: {}", back.question)));
    blocks.extend(back);
    blocks.extend(turn.caveats.iter().map(|caveat| Block::note(caveat.clone())));
    blocks
}

fn runs(spans: &[Span]) -> Vec<Run> {
    let run = |span: &Span| match &span.figure {
        Some(id) => Run::figure(id.clone(), span.text.clone()),
        None => Run::Text(span.text.clone()),
    };
    spans.iter().map(run).collect()
}

/// The words of an answer alone.
pub(super) fn prose(turn: &ShownTurn) -> Vec<Block> {
    let prose = turn.blocks.iter().filter_map(|block| match block {
        Shown::Prose { spans } => Some(Block::Paragraph(runs(spans))),
        _ => None,
    });
    prose.collect()
}

fn passage(passage: &ShownPassage) -> Vec<Run> {
    vec![Run::Strong(format!("[{}] {}: ", passage.number, passage.place)), Run::Text(excerpt(&passage.text))]
}

/// The first sentence of an answer, for the beginning of a report.
pub(super) fn first_sentence(turn: &ShownTurn) -> Option<Vec<Run>> {
    let spans = turn.blocks.iter().find_map(|block| match block {
        Shown::Prose { spans } => Some(spans),
        _ => None,
    })?;
    let mut sentence = Vec::new();
    for run in runs(spans) {
        match run {
            Run::Text(text) => match text.find(". ") {
                Some(end) => {
                    sentence.push(Run::Text(text[..=end].to_owned()));
                    return Some(sentence);
                }
                None => sentence.push(Run::Text(text)),
            },
            other => sentence.push(other),
        }
    }
    Some(sentence)
}

/// "How each figure was computed": definitions, filters, days and sources of all that was computed, each once.
pub(super) fn appendix<'a>(answers: impl Iterator<Item = &'a Answer>) -> Option<Section> {
    let mut seen = BTreeSet::new();
    let mut blocks = Vec::new();
    for evidence in answers.flat_map(|answer| &answer.evidence) {
        if evidence.computed.sources.is_empty() || !seen.insert(evidence.title.clone()) {
            continue;
        }
        let mut lines: Vec<Vec<Run>> = Vec::new();
        for one in present::definitions(evidence) {
            let text = format!("{} = {} (definition {})", one.description, one.formula, one.version);
            lines.push(vec![Run::Strong(format!("{}: ", one.label)), Run::Text(text)]);
        }
        let note = |note: present::Note| vec![Run::Strong(format!("{}: ", note.name)), Run::Text(note.text)];
        lines.extend(present::notes(evidence).into_iter().map(note));
        blocks.push(Block::Paragraph(vec![Run::Strong(clean(&evidence.title))]));
        blocks.push(Block::Bullets(lines));
    }
    (!blocks.is_empty()).then(|| Section::new("How each figure was computed", blocks))
}

pub(super) fn sources<'a>(answers: impl Iterator<Item = &'a Answer>) -> Vec<String> {
    let tables = answers.flat_map(|answer| &answer.evidence).flat_map(|evidence| &evidence.computed.sources);
    tables.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}
