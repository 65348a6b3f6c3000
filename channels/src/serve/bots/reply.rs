//! An answer made for a phone: its first line is the answer, then one chart, then buttons; long tables go along as a file.

use sentia_agent::{
    Answer,
    store::{TurnRecord, Verdict},
};
use sentia_bots::{Button, File, Paragraph, Picture, Press, Reply, Span, Table};
use sentia_reports::{Format, ReportError, write};

use crate::{
    present::{Block, Outcome, ShownChart, ShownPassage, ShownTable, ShownTurn},
    report,
};

/// Rows that somebody reads on a phone.
const ROWS: usize = 20;
/// Beside what can be done with an answer, so that Teams shows all but the last at once.
const FOLLOW_UPS: usize = 2;

/// What a button of ours does.
pub(in crate::serve) enum Action {
    Ask(String),
    /// An answer as a document, by its turn.
    File(String, Format),
    /// A report that was ordered, by its id.
    Report(String, Format),
    /// To be sent what a turn was about again and again.
    Weekly(String),
    Judge(String, Verdict),
    /// An order that is sent again and again, by its id.
    Stop(String),
}

impl Action {
    /// Whatever is no action of ours is a question.
    pub(super) fn read(text: &str) -> Self {
        match text.split_once(' ') {
            Some(("ask", question)) => Action::Ask(question.to_owned()),
            Some(("file", name)) => {
                let (turn, format) = named(name);
                Action::File(turn, format)
            }
            Some(("report", name)) => {
                let (issue, format) = named(name);
                Action::Report(issue, format)
            }
            Some(("weekly", turn)) => Action::Weekly(turn.to_owned()),
            Some(("judge", turn)) => Action::Judge(turn.to_owned(), Verdict::Bad),
            Some(("praise", turn)) => Action::Judge(turn.to_owned(), Verdict::Good),
            Some(("stop", order)) => Action::Stop(order.to_owned()),
            _ => Action::Ask(text.to_owned()),
        }
    }

    pub(in crate::serve) fn written(&self) -> String {
        match self {
            Action::Ask(question) => format!("ask {question}"),
            Action::File(turn, format) => format!("file {turn}.{}", format.extension()),
            Action::Report(issue, format) => format!("report {issue}.{}", format.extension()),
            Action::Weekly(turn) => format!("weekly {turn}"),
            Action::Judge(turn, Verdict::Bad) => format!("judge {turn}"),
            Action::Judge(turn, Verdict::Good) => format!("praise {turn}"),
            Action::Stop(order) => format!("stop {order}"),
        }
    }
}

/// A document by its name, `c12-3.xlsx`; a PDF where that has no ending.
fn named(name: &str) -> (String, Format) {
    let ended = name.rsplit_once('.').and_then(|(id, ending)| {
        Format::ALL.into_iter().find(|format| format.extension() == ending).map(|format| (id, format))
    });
    let (id, format) = ended.unwrap_or((name, Format::Pdf));
    (id.to_owned(), format)
}

/// The same figures as everywhere else, to the digit.
pub(in crate::serve) fn of_turn(record: &TurnRecord, address: &str, company: &str) -> Reply {
    let turn = ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer);
    let mut reply =
        Reply { buttons: buttons(record, &turn, address), notes: turn.caveats.clone(), ..Reply::default() };
    for block in &turn.blocks {
        match block {
            Block::Prose { spans } => reply.prose.push(spans.iter().map(span).collect()),
            Block::Chart(chart) if reply.chart.is_none() => reply.chart = picture(chart, &record.answer),
            Block::Table(shown) if reply.table.is_none() => reply.table = Some(table(shown)),
            Block::Passages(shown) => reply.prose.extend(shown.passages.iter().map(passage)),
            Block::Chart(_) | Block::Table(_) => {}
        }
    }
    if let Some(back) = &turn.question_back {
        reply.prose.push(vec![Span::plain(&back.question)]);
    }
    let is_long =
        turn.blocks.iter().any(|block| matches!(block, Block::Table(table) if table.rows.len() > ROWS));
    if is_long {
        match file(record, Format::Excel, company) {
            Ok(file) => reply.files.push(file),
            Err(error) => reply.notes.push(format!("The whole table could not be attached: {error}")),
        }
    }
    reply.notes.extend(computed(&turn));
    reply
}

/// The answer as a document.
pub(super) fn file(record: &TurnRecord, format: Format, company: &str) -> Result<File, ReportError> {
    let bytes = write(&report::of_turn(record, company), format)?;
    let name = format!("{}.{}", record.id, format.extension());
    let again = Some(Action::File(record.id.clone(), format).written());
    Ok(File { name, media_type: format.media_type().to_owned(), bytes, again })
}

pub(in crate::serve) fn span(span: &crate::present::Span) -> Span {
    match span.figure {
        Some(_) => Span::strong(&span.text),
        None => Span::plain(&span.text),
    }
}

fn passage(passage: &ShownPassage) -> Paragraph {
    vec![Span::strong(format!("[{}] ", passage.number)), Span::plain(&passage.place)]
}

fn picture(chart: &ShownChart, answer: &Answer) -> Option<Picture> {
    let png = report::picture(chart, answer)?;
    Some(Picture { png, alternative: chart.alternative.clone() })
}

fn table(shown: &ShownTable) -> Table {
    let cell = |text: &String| if text.is_empty() { "–".to_owned() } else { text.clone() };
    Table {
        title: shown.title.clone(),
        headers: shown.columns.iter().map(|column| column.label.clone()).collect(),
        numeric: shown.columns.iter().map(|column| column.numeric).collect(),
        rows: shown
            .rows
            .iter()
            .take(ROWS)
            .map(|row| row.cells.iter().map(|one| cell(&one.text)).collect())
            .collect(),
    }
}

/// Candidates of a question back, else what could come next, and what can be done with the answer.
fn buttons(record: &TurnRecord, turn: &ShownTurn, address: &str) -> Vec<Button> {
    let act = |label: &str, action: Action| Button {
        label: label.to_owned(),
        press: Press::Action(action.written()),
    };
    if let Some(back) = &turn.question_back {
        let options = back.options.iter();
        return options.map(|one| act(&one.label, Action::Ask(one.question.clone()))).collect();
    }
    let follow_ups = turn.follow_ups.iter().take(FOLLOW_UPS);
    let mut buttons: Vec<Button> =
        follow_ups.map(|question| act(question, Action::Ask(question.clone()))).collect();
    if turn.outcome == Outcome::Answered && !turn.id.is_empty() {
        buttons.push(act("PDF", Action::File(turn.id.clone(), Format::Pdf)));
        if record.focus.is_some() {
            buttons.push(act("Every Monday", Action::Weekly(turn.id.clone())));
        }
        let link = Press::Link(format!("{address}/c/{}", turn.conversation));
        buttons.push(Button { label: "How it was computed".to_owned(), press: link });
        buttons.push(act("Wrong?", Action::Judge(turn.id.clone(), Verdict::Bad)));
        buttons.push(act("Right", Action::Judge(turn.id.clone(), Verdict::Good)));
    }
    buttons
}

/// One line: the days, the rows and how fresh they are.
fn computed(turn: &ShownTurn) -> Option<String> {
    let first = turn.computed.first()?;
    let notes = first.notes.iter().map(|note| format!("{}: {}", note.name, note.text));
    Some(notes.collect::<Vec<_>>().join(" · ")).filter(|line| !line.is_empty())
}
