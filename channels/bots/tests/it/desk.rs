//! The application, as far as bots see it.

use std::{sync::Mutex, time::Duration};

use async_trait::async_trait;
use sentia_bots::{Account, Addressed, Asked, Desk, DeskError, Progress, Question, Reply, Who};

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
}
