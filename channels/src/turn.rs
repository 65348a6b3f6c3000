//! One question and its answer on a screen: sentences as they are checked, then the rest.

use std::{io::IsTerminal, pin::pin, time::Duration};

use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use sentia_agent::{Conversation, Event, Outcome, Person, store::TurnRecord};

use crate::{
    failure::Failure,
    render::{self, Detail, Flow},
    screen::Screen,
    wiring::Service,
};

/// How an answer is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// As JSON, when it is complete.
    pub(crate) json: bool,
    pub(crate) sql: bool,
}

/// Runs one turn to its end. Dropping the future cancels it.
pub(crate) async fn run(
    service: &Service,
    conversation: &Conversation,
    person: &Person,
    question: &str,
    view: View,
    screen: &mut Screen,
) -> Result<TurnRecord, Failure> {
    let waiting = Waiting::start(service.waits_for_model && !view.json);
    let mut flow = Flow::new(screen.terminal.prose_width());
    let mut events = pin!(service.agent.turn(conversation, person, question));
    while let Some(event) = events.next().await {
        match event {
            Event::Sentence(sentence) if !view.json => {
                waiting.end();
                screen.write(&flow.sentence(&sentence))?;
            }
            Event::ToolStarted { tool, .. } => waiting.doing(&tool),
            Event::Finished(record) => {
                waiting.end();
                if !view.json {
                    finish(&record, &flow, view, screen)?;
                }
                return Ok(*record);
            }
            Event::Failed(error) => {
                waiting.end();
                if !flow.is_empty() {
                    screen.line("")?;
                }
                return Err(error.into());
            }
            _ => {}
        }
    }
    Err(Failure::Cut)
}

/// What stands below the sentences. A question back that was not said as a sentence is said here.
fn finish(record: &TurnRecord, flow: &Flow, view: View, screen: &mut Screen) -> Result<(), Failure> {
    let mut text = String::new();
    match &record.answer.outcome {
        Outcome::Clarify(clarification) if flow.is_empty() => {
            text +=
                &render::indented("", &render::clean(&clarification.question), screen.terminal.prose_width());
            text += "\n";
        }
        _ if !flow.is_empty() => text += "\n",
        _ => {}
    }
    let rest = render::remainder(&record.answer, Detail { sql: view.sql }, &screen.terminal);
    if !text.is_empty() && !rest.is_empty() {
        text += "\n";
    }
    screen.write(&(text + &rest))?;
    Ok(())
}

/// A sign of life on standard error while a model thinks.
struct Waiting(Option<ProgressBar>);

impl Waiting {
    fn start(wanted: bool) -> Self {
        if !wanted || !std::io::stderr().is_terminal() {
            return Waiting(None);
        }
        let spinner = ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        spinner.set_message("thinking");
        spinner.enable_steady_tick(Duration::from_millis(120));
        Waiting(Some(spinner))
    }

    fn doing(&self, tool: &str) {
        if let Some(spinner) = &self.0 {
            spinner.set_message(tool.replace('_', " "));
        }
    }

    fn end(&self) {
        if let Some(spinner) = &self.0 {
            spinner.finish_and_clear();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.end();
    }
}
