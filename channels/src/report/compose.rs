//! A report of a kind: each of its questions is answered as the person, with what they may see.

use std::pin::pin;

use futures::StreamExt;
use sentia_agent::{
    Agent, Conversation, Event, Outcome, Person, order::ReportOrder, report::Template, store::TurnRecord,
};
use sentia_reports::{Block, Report, Run, Section};

use super::{
    Made, MadeSection,
    answer::{appendix, blocks, capitalised, first_sentence, prose, shown, sources},
    follow_up::follow_up,
    of_turn,
};
use crate::failure::Failure;

/// Answers whose first sentence opens the report.
const AT_A_GLANCE: usize = 6;

/// The questions of a report, each with the number of its section; behind its own those of the pages that were added.
pub(crate) fn questions(template: &Template, wanted: &ReportOrder) -> Vec<(usize, String)> {
    let period = wanted.period.as_deref().unwrap_or(&template.period);
    let only = wanted.only.as_ref().map(|only| format!("for {only}")).unwrap_or_default();
    let worded = |question: &String| {
        let question = question.replace("{period}", period).replace("{only}", &only);
        question.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let sections = template.section.iter().enumerate();
    let questions = sections.flat_map(|(at, section)| section.questions.iter().map(move |one| (at, one)));
    let questions = questions.map(|(at, question)| (at, worded(question)));
    let pages = (template.section.len()..).zip(&wanted.pages);
    let pages = pages.map(|(at, page)| (at, page.question(period, wanted.only.as_deref())));
    questions.chain(pages).collect()
}

/// Asks one question by itself.
pub(crate) async fn ask(agent: &Agent, person: &Person, question: &str) -> Result<TurnRecord, Failure> {
    let conversation = Conversation::default();
    let mut events = pin!(agent.turn(&conversation, person, question));
    while let Some(event) = events.next().await {
        match event {
            Event::Finished(record) => return Ok(*record),
            Event::Failed(error) => return Err(error.into()),
            _ => {}
        }
    }
    Err(Failure::Cut)
}

/// The answers to a report's questions, in their order, under its headings.
pub(crate) fn gathered(
    agent: &Agent,
    person: &Person,
    template: &Template,
    wanted: &ReportOrder,
    answered: Vec<(usize, TurnRecord)>,
) -> Made {
    let own = template.section.iter().map(|section| section.heading.clone());
    let headings = own.chain(wanted.pages.iter().map(|page| capitalised(&page.about)));
    let mut sections: Vec<MadeSection> =
        headings.map(|heading| MadeSection { heading, turns: Vec::new() }).collect();
    for (at, record) in answered {
        if let Some(section) = sections.get_mut(at) {
            section.turns.push(record);
        }
    }
    Made {
        kind: Some(template.kind.clone()),
        title: template.title.clone(),
        person: person.clone(),
        today: agent.engine().today(),
        period: Some(wanted.period.clone().unwrap_or_else(|| template.period.clone())),
        only: wanted.only.clone(),
        notes: Vec::new(),
        summary: None,
        sections,
    }
}

/// The document of what was made; of the same, the same bytes.
pub(crate) fn document(made: &Made, company: &str) -> Report {
    let mut report = match made.sections.as_slice() {
        [only] if only.heading.is_empty() && only.turns.len() == 1 => of_turn(&only.turns[0], company),
        _ => of_sections(made, company),
    };
    if !made.notes.is_empty() {
        let notes = made.notes.iter().map(|note| Block::note(note.clone())).collect();
        report.sections.insert(0, Section::new("Please note", notes));
    }
    report
}

fn of_sections(made: &Made, company: &str) -> Report {
    let mut report = Report::new(made.title.clone(), made.today);
    report.company = company.to_owned();
    let part = made.only.as_ref().map(|only| format!(", {only}")).unwrap_or_default();
    let days = made.turns().find_map(|record| record.answer.evidence.first());
    let days = days.map_or_else(
        || capitalised(made.period.as_deref().unwrap_or_default()),
        |evidence| evidence.computed.period.describe(),
    );
    report.subtitle = format!("{}{part}, for {}", capitalised(&days), made.person.name);
    report.sections.extend(summary(made).or_else(|| at_a_glance(made)));
    report.sections.extend(made.sections.iter().map(section));
    report.sections.extend(follow_up(made));
    let answers = || made.turns().map(|record| &record.answer);
    report.sections.extend(appendix(answers()));
    report.sources = sources(answers());
    report
}

fn section(section: &MadeSection) -> Section {
    let mut inside = Vec::new();
    for record in &section.turns {
        let turn = shown(record);
        if !matches!(record.answer.outcome, Outcome::Answered) {
            inside.push(Block::Paragraph(vec![Run::Strong(format!("{}: not answered.", turn.question))]));
        }
        inside.extend(blocks(&turn, &record.answer));
    }
    Section::new(section.heading.clone(), once(inside))
}

fn summary(made: &Made) -> Option<Section> {
    let record = made.summary.as_deref()?;
    Some(Section::new("Summary", prose(&shown(record))))
}

/// Without a model: what each of the first answers begins with.
fn at_a_glance(made: &Made) -> Option<Section> {
    let answered = made.turns().filter(|record| matches!(record.answer.outcome, Outcome::Answered));
    let mut lines: Vec<Vec<Run>> = Vec::new();
    for line in answered.filter_map(|record| first_sentence(&shown(record))) {
        if !lines.iter().any(|known| words(known) == words(&line)) {
            lines.push(line);
        }
    }
    lines.truncate(AT_A_GLANCE);
    (!lines.is_empty()).then(|| Section::new("At a glance", vec![Block::Bullets(lines)]))
}

fn words(runs: &[Run]) -> String {
    runs.iter().map(Run::shown).collect()
}

/// The same caveat under several answers of a section is said once, below them.
fn once(blocks: Vec<Block>) -> Vec<Block> {
    let (notes, mut kept): (Vec<Block>, Vec<Block>) =
        blocks.into_iter().partition(|block| matches!(block, Block::Note(_)));
    for note in notes {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept
}
