use sentia_agent::{Clarification, Conversation, Outcome, PastTurn, Person};

use super::command::{self, HELP, Line};
use crate::{
    commands::{Context, see_to},
    failure::Failure,
    keeping::Keeper,
    render::{Style, paint},
    screen::Screen,
    signals,
    turn::{self, View},
    wiring::Service,
};

/// A conversation of one person, and how it is shown.
pub(super) struct Session<'a> {
    service: &'a Service,
    keeper: Keeper<'a>,
    screen: Screen,
    view: View,
    person: Person,
    conversation: Conversation,
    /// The question that was asked back, until the next line.
    pending: Option<Clarification>,
}

impl<'a> Session<'a> {
    pub(super) async fn begin(
        context: &'a Context<'_>,
        service: &'a Service,
        screen: Screen,
        resume: bool,
    ) -> Result<Self, Failure> {
        let person = service.person(context.shared.person.as_deref()).await?;
        let mut keeper = Keeper::new(&context.config);
        let conversation =
            if resume { last_conversation(&mut keeper, &person).await? } else { Conversation::default() };
        let view = context.view();
        Ok(Session { service, keeper, screen, view, person, conversation, pending: None })
    }

    /// The id of the person who asks.
    pub(super) fn who(&self) -> &str {
        &self.person.id
    }

    pub(super) fn greet(&mut self) -> Result<(), Failure> {
        let today = self.service.engine.today().strftime("%-d %B %Y");
        let turns = match self.conversation.turns.len() {
            0 => String::new(),
            count => format!(" Going on after {count} questions."),
        };
        let person = introduction(&self.person);
        self.screen
            .line(&format!("You are {person}. Today is {today}.{turns} /help tells what can be typed."))?;
        Ok(())
    }

    /// Shows a question that was not typed here.
    pub(super) fn echo(&mut self, line: &str) -> Result<(), Failure> {
        if !self.view.json {
            let line = paint(&format!("{}> {line}", self.person.id), Style::Heading, &self.screen.terminal);
            self.screen.line(&line)?;
        }
        Ok(())
    }

    pub(super) fn read(&self, line: &str) -> Line {
        command::read(line, self.pending.as_ref())
    }

    /// Does what a line says.
    pub(super) async fn take(&mut self, line: Line) -> Result<(), Failure> {
        match line {
            Line::Question(question) => return self.ask(&question).await,
            Line::Help => self.say(HELP)?,
            Line::Who => self.say(&self.everyone())?,
            Line::As(user) => self.become_person(&user).await?,
            Line::New => self.start_anew("A new conversation.")?,
            Line::Explain => {
                self.view.sql = !self.view.sql;
                self.say(if self.view.sql { "SQL is shown." } else { "SQL is hidden." })?;
            }
            Line::Unknown(name) => {
                self.say(&format!("There is no /{name}; /help tells what can be typed."))?
            }
            Line::Empty | Line::Quit => {}
        }
        Ok(())
    }

    async fn ask(&mut self, question: &str) -> Result<(), Failure> {
        let running =
            turn::run(self.service, &self.conversation, &self.person, question, self.view, &mut self.screen);
        let record = tokio::select! {
            record = running => record?,
            () = signals::cancelled() => {
                self.screen.line("")?;
                return self.say("Stopped.");
            }
        };
        self.pending = match &record.answer.outcome {
            Outcome::Clarify(clarification) => Some(clarification.clone()),
            _ => None,
        };
        let past = PastTurn {
            question: record.question.clone(),
            answer: record.answer.clone(),
            focus: record.focus.clone(),
        };
        // What was said stays said, even where it cannot be kept.
        self.conversation.turns.push(past);
        let kept = self.keeper.keep(record, self.view, &mut self.screen).await?;
        see_to(self.keeper.config, self.service, &kept, self.view.json, &mut self.screen).await?;
        self.conversation.id = kept.conversation;
        if self.view.json { Ok(()) } else { Ok(self.screen.line("")?) }
    }

    /// Another person never inherits what this one was told.
    async fn become_person(&mut self, user: &str) -> Result<(), Failure> {
        self.person = self.service.person(Some(user)).await?;
        self.start_anew(&format!("You are {}. A new conversation.", introduction(&self.person)))
    }

    fn start_anew(&mut self, message: &str) -> Result<(), Failure> {
        self.conversation = Conversation::default();
        self.pending = None;
        self.say(message)
    }

    fn everyone(&self) -> String {
        let people = self.service.people.all().iter();
        people
            .map(|person| format!("{:12} {}, {}", person.id, person.name, person.title))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Not part of any answer, so nothing for those who read JSON.
    fn say(&mut self, text: &str) -> Result<(), Failure> {
        if !self.view.json {
            self.screen.line(text)?;
        }
        Ok(())
    }
}

fn introduction(person: &Person) -> String {
    let limits = person.scope_in_words.as_ref().map(|words| format!(", {words}")).unwrap_or_default();
    format!("{} ({}{limits})", person.name, person.title)
}

/// The person's latest conversation, or a new one where there is none.
async fn last_conversation(keeper: &mut Keeper<'_>, person: &Person) -> Result<Conversation, Failure> {
    let store = keeper.store().await?;
    match store.conversations(&person.scope, 1).await?.first() {
        Some(latest) => Ok(store.conversation(&person.scope, &latest.id).await?),
        None => Ok(Conversation::default()),
    }
}
