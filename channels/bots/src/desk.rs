use std::fmt;

use async_trait::async_trait;
use thiserror::Error;
use tokio::sync::watch;

use crate::{Account, Home, Place, Reply};

/// The application behind the bots: knows people, and answers.
#[async_trait]
pub trait Desk: Send + Sync + 'static {
    /// Whom an account is linked to. For an account that is linked to nobody, a private, short-lived address where its
    /// owner can sign in.
    ///
    /// # Errors
    /// Where it cannot be found out now.
    async fn who(&self, account: &Account) -> Result<Who, DeskError>;

    /// Answers a question. It may be asked again with the same [`Question::id`] where the process died before the
    /// reply was kept.
    ///
    /// # Errors
    /// Where there is no answer, not even one that says so; the person is told that it went wrong.
    async fn answer(&self, question: &Question, progress: &Progress) -> Result<Addressed, DeskError>;

    /// The page for a person, in a channel that keeps one. Actions of its buttons are asked in the private chat.
    ///
    /// # Errors
    /// Where it cannot be made now; the page stays as it is.
    async fn home(&self, person: &str, account: &Account) -> Result<Home, DeskError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The id of a person.
    Person(String),
    /// Nobody yet.
    Stranger { sign_in: String },
}

/// What a person asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The same however often it is asked.
    pub id: String,
    pub person: String,
    pub account: Account,
    pub place: Place,
    pub asked: Asked,
    pub audience: Audience,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Words(String),
    /// The action of a [`Button`](crate::Button) of an earlier reply.
    Action(String),
}

/// Who would read a reply that is given where the question was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Only who asks.
    Alone,
    /// These, the one who asks among them.
    Members(Vec<Account>),
    /// Others, and the channel does not say who. A shared reply is made private then.
    Unknown,
}

/// Where a reply may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Addressed {
    /// To all who read along: it holds nothing that one of them may not see.
    Shared(Reply),
    /// To who asks alone; the note is for the others.
    Private { reply: Reply, note: String },
}

#[derive(Debug, Error)]
#[error("{0}")]
pub struct DeskError(pub String);

/// Takes words on how far an answer is, and the answer as it comes.
#[derive(Clone)]
pub struct Progress {
    told: watch::Sender<Told>,
    /// Whether nobody but who asks reads along. Who else may see the answer is only known once there is one.
    alone: bool,
}

/// What was told so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) doing: String,
    pub(crate) answer: String,
}

impl Progress {
    pub(crate) fn new(audience: &Audience) -> (Self, watch::Receiver<Told>) {
        let (told, receiver) = watch::channel(Told::default());
        (Progress { told, alone: *audience == Audience::Alone }, receiver)
    }

    /// Only the latest words are shown, and only where the answer takes long enough.
    pub fn say(&self, words: impl Into<String>) {
        self.told.send_modify(|told| told.doing = words.into());
    }

    /// A sentence that will stand in the reply, after those before it. It is shown ahead of the reply where that takes
    /// long and nobody else reads along.
    pub fn sentence(&self, sentence: &str) {
        if self.alone && !sentence.is_empty() {
            self.told.send_modify(|told| {
                if !told.answer.is_empty() {
                    told.answer.push(' ');
                }
                told.answer.push_str(sentence);
            });
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Progress")
    }
}
