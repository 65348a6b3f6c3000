//! A desk that takes its time over an answer, and tells it sentence by sentence.

use std::{sync::Mutex, time::Duration};

use async_trait::async_trait;
use proptest::prelude::*;
use sentia_bots::{
    Account, Addressed, Button, Desk, DeskError, Home, Place, Press, Progress, Question, Reply, Settings,
    Span, Who,
};
use serde_json::Value;

use crate::{desk::words, stage::quick};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With what it told, and a button.
    AsTold,
    /// With what it told, and nothing else.
    Bare,
    /// With other words, as a model that is asked again after a crash.
    Otherwise,
    Failing,
}

#[derive(Debug, Clone)]
pub(crate) struct Speech {
    /// Before each sentence, and before the end, in milliseconds.
    pub(crate) pauses: Vec<u64>,
    pub(crate) end: End,
}

prop_compose! {
    pub(crate) fn speech()(pauses in prop::collection::vec(0_u64..70, 2..9), end in 0_usize..4) -> Speech {
        Speech { pauses, end: [End::AsTold, End::Bare, End::Otherwise, End::Failing][end] }
    }
}

pub(crate) struct Speaker {
    pub(crate) speech: Speech,
    pub(crate) asked: Mutex<Vec<Question>>,
}

impl Speaker {
    pub(crate) fn new(speech: Speech) -> Self {
        Speaker { speech, asked: Mutex::default() }
    }

    pub(crate) fn sentences(&self, question: &str) -> Vec<String> {
        let told = 1..self.speech.pauses.len();
        told.map(|at| format!("Of {question}, <b>line {at}</b> & *made* {at}.{at}%.")).collect()
    }
}

#[async_trait]
impl Desk for Speaker {
    async fn who(&self, account: &Account) -> Result<Who, DeskError> {
        Ok(Who::Person(account.id.clone()))
    }

    async fn answer(&self, question: &Question, progress: &Progress) -> Result<Addressed, DeskError> {
        self.asked.lock().unwrap().push(question.clone());
        let sentences = self.sentences(&words(question));
        for (at, pause) in self.speech.pauses.iter().enumerate() {
            tokio::time::sleep(Duration::from_millis(*pause)).await;
            progress.say(format!("Computing the figures, part {at} …"));
            if let Some(sentence) = sentences.get(at) {
                progress.sentence(sentence);
            }
        }
        let button = Button { label: "Why?".into(), press: Press::Action("why".into()) };
        let prose = vec![vec![Span::plain(sentences.join(" "))]];
        let told = Reply { prose, ..Reply::default() };
        Ok(Addressed::Shared(match self.speech.end {
            End::AsTold => Reply { buttons: vec![button], ..told },
            End::Bare if !sentences.is_empty() => told,
            End::Bare | End::Otherwise => Reply::text(format!("In other words: {}.", words(question))),
            End::Failing => return Err(DeskError("the disk is full".into())),
        }))
    }

    async fn home(&self, _: &str, _: &Account) -> Result<Home, DeskError> {
        Ok(Home::default())
    }
}

/// Shows what there is as soon as may be.
pub(crate) fn showing() -> Settings {
    let (status_after, status_every) = (Duration::from_millis(15), Duration::from_millis(20));
    Settings { status_after, status_every, ..quick() }
}

pub(crate) fn place(channel: &str, chat: &str, thread: Option<&str>, route: Value) -> Place {
    let (channel, tenant, chat) = (channel.to_owned(), "T1".to_owned(), chat.to_owned());
    Place { channel, tenant, chat, thread: thread.map(str::to_owned), shared: false, route }
}
