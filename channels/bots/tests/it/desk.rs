//! The application, as far as bots see it.

use std::{sync::Mutex, time::Duration};

use async_trait::async_trait;
use sentia_bots::{
    Account, Addressed, Asked, Button, Desk, DeskError, Home, Line, Press, Progress, Question, Reply,
    Section, Who,
};

type Answer = dyn Fn(&Question) -> Result<Addressed, DeskError> + Send + Sync;

/// Knows everybody but those whose account begins with `stranger`, and answers with what it is told to.
pub(crate) struct Scripted {
    answer: Box<Answer>,
    pub(crate) delay: Duration,
    pub(crate) asked: Mutex<Vec<Question>>,
}

impl Scripted {
    pub(crate) fn new(
        answer: impl Fn(&Question) -> Result<Addressed, DeskError> + Send + Sync + 'static,
    ) -> Self {
        Scripted { answer: Box::new(answer), delay: Duration::ZERO, asked: Mutex::default() }
    }

    /// Says what it was asked.
    pub(crate) fn echo() -> Self {
        Scripted::new(|question| {
            Ok(Addressed::Shared(Reply::text(format!("Answer to: {}", words(question)))))
        })
    }

    pub(crate) fn questions(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(words).collect()
    }
}

pub(crate) fn words(question: &Question) -> String {
    match &question.asked {
        Asked::Words(words) => words.clone(),
        Asked::Action(action) => format!("[{action}]"),
    }
}

#[async_trait]
impl Desk for Scripted {
    async fn who(&self, account: &Account) -> Result<Who, DeskError> {
        Ok(if account.id.contains("stranger") {
            Who::Stranger { sign_in: format!("https://sentia.example/link/{}", account.id) }
        } else {
            Who::Person(format!("person of {}", account.id))
        })
    }

    async fn answer(&self, question: &Question, progress: &Progress) -> Result<Addressed, DeskError> {
        self.asked.lock().unwrap().push(question.clone());
        progress.say("Adding up shifts …");
        tokio::time::sleep(self.delay).await;
        (self.answer)(question)
    }

    /// A line for each question that was asked, which a button asks again.
    async fn home(&self, person: &str, _: &Account) -> Result<Home, DeskError> {
        if person.contains("broken") {
            return Err(DeskError("the disk is full".into()));
        }
        let line = |text: String| {
            let press = Press::Action(format!("again {text}"));
            Line { text, button: Some(Button { label: "Again".into(), press }) }
        };
        let mut lines: Vec<Line> = self.questions().into_iter().map(line).collect();
        let press = Press::Action("first".into());
        lines.push(Line { text: person.to_owned(), button: Some(Button { label: "Ask".into(), press }) });
        lines.push(Line { text: "*No* <!channel> markup".into(), button: None });
        Ok(Home { sections: vec![Section { title: "Asked so far".into(), lines }] })
    }
}
