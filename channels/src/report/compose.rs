//! A report of a kind: each of its questions is answered as the person, with what they may see.

use futures::{StreamExt, TryStreamExt, stream};
use sentia_agent::{Agent, Conversation, Event, Outcome, Person, store::TurnRecord};
use sentia_reports::{Block, Report, Run, Section};

use super::{
    Template,
    answer::{appendix, blocks, capitalised, first_sentence, shown, sources},
};
use crate::failure::Failure;

/// Questions that are answered side by side.
const AT_ONCE: usize = 2;
/// Answers whose first sentence opens the report.
const AT_A_GLANCE: usize = 6;

/// What a report is to be about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// As a question words it, `last quarter`; the kind's own where none is named.
    pub(crate) period: Option<String>,
    /// A part of the company: `Leeds`.
    pub(crate) only: Option<String>,
}

pub(crate) async fn compose(
    agent: &Agent,
    person: &Person,
    template: &Template,
    wanted: &Wanted,
    company: &str,
) -> Result<Report, Failure> {
    let period = wanted.period.as_deref().unwrap_or(&template.period);
    let only = wanted.only.as_ref().map(|only| format!("for {only}")).unwrap_or_default();
    let worded = |question: &String| {
        let question = question.replace("{period}", period).replace("{only}", &only);
        question.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let questions: Vec<(usize, String)> = template
        .section
        .iter()
        .enumerate()
        .flat_map(|(at, section)| section.questions.iter().map(move |question| (at, question)))
        .map(|(at, question)| (at, worded(question)))
        .collect();
    let asked = questions
        .iter()
        .map(|(at, question)| async move { ask(agent, person, question).await.map(|record| (*at, record)) });
    let answered: Vec<(usize, TurnRecord)> = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
    Ok(put_together(agent, person, template, &answered, (period, wanted.only.as_deref()), company))
}

async fn ask(agent: &Agent, person: &Person, question: &str) -> Result<TurnRecord, Failure> {
    let conversation = Conversation::default();
    let mut events = std::pin::pin!(agent.turn(&conversation, person, question));
    while let Some(event) = events.next().await {
        match event {
            Event::Finished(record) => return Ok(*record),
            Event::Failed(error) => return Err(error.into()),
            _ => {}
        }
    }
    Err(Failure::Cut)
}

fn put_together(
    agent: &Agent,
    person: &Person,
    template: &Template,
    answered: &[(usize, TurnRecord)],
    (period, only): (&str, Option<&str>),
    company: &str,
) -> Report {
    let mut report = Report::new(template.title.clone(), agent.engine().today());
    report.company = company.to_owned();
    let part = only.map(|only| format!(", {only}")).unwrap_or_default();
    let days = answered.iter().find_map(|(_, record)| record.answer.evidence.first());
    let days = days.map_or_else(|| capitalised(period), |evidence| evidence.computed.period.describe());
    report.subtitle = format!("{}{part}, for {}", capitalised(&days), person.name);
    report.sections.extend(at_a_glance(answered));
    for (at, section) in template.section.iter().enumerate() {
        let own = answered.iter().filter(|(of, _)| *of == at).map(|(_, record)| record);
        let mut inside = Vec::new();
        for record in own {
            let turn = shown(record);
            if !matches!(record.answer.outcome, Outcome::Answered) {
                inside.push(Block::Paragraph(vec![Run::Strong(format!("{}: not answered.", turn.question))]));
            }
            inside.extend(blocks(&turn, &record.answer));
        }
        report.sections.push(Section::new(section.heading.clone(), once(inside)));
    }
    let answers = || answered.iter().map(|(_, record)| &record.answer);
    report.sections.extend(appendix(answers()));
    report.sources = sources(answers());
    report
}

fn at_a_glance(answered: &[(usize, TurnRecord)]) -> Option<Section> {
    let is_answered = |record: &&TurnRecord| matches!(record.answer.outcome, Outcome::Answered);
    let records = answered.iter().map(|(_, record)| record).filter(is_answered);
    let lines: Vec<Vec<Run>> =
        records.filter_map(|record| first_sentence(&shown(record))).take(AT_A_GLANCE).collect();
    (!lines.is_empty()).then(|| Section::new("At a glance", vec![Block::Bullets(lines)]))
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
