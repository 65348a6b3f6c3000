use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Clarification, Person,
    order::Order,
    plan::{Focus, PlannedCall},
    provider::Exchange,
    router::{Cost, Decision},
};

/// A turn with everything that is needed to trace and to replay it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TurnRecord {
    /// `c12-3`: turn 3 of conversation c12. Given by the store; empty before.
    pub id: String,
    /// Id of the conversation; empty for the first turn of one that is not stored yet.
    pub conversation: String,
    /// Who asked, with the permissions that held.
    pub person: Person,
    /// As it was read: without control characters.
    pub question: String,
    pub now: Timestamp,
    pub recall: Recall,
    /// Provider and model that was asked; none where there was none, or where it was not needed.
    pub provider: Option<String>,
    /// Which models could be asked, and why the others could not; none where none was needed.
    pub route: Option<Decision>,
    pub transcript: Vec<Exchange>,
    /// The tool calls that gave the Evidence, in its order.
    pub plan: Vec<PlannedCall>,
    pub answer: Answer,
    /// What the conversation is about after this turn.
    pub focus: Option<Focus>,
    pub timings: Timings,
}

/// What a turn builds on of the conversation before it, and nothing else of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Recall {
    pub focus: Option<Focus>,
    /// The question that the latest turn asked back; what comes next may be the reply to it.
    pub pending: Option<Clarification>,
    /// Latest turns, oldest first.
    pub said: Vec<Said>,
    /// What was ordered last, where nothing has been answered since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Box<Order>>,
}

/// A question with the words of its answer, both cut to a bounded length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub question: String,
    pub answer: String,
    /// Ids of the measures that it told of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
}

/// How long things took, in microseconds, and when it was over. Kept apart from the answer, which is the same whenever it is computed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Linking the question and planning without a model.
    pub link: u64,
    /// Waiting for the provider.
    pub model: u64,
    pub tools: u64,
    pub total: u64,
    /// When the turn was over, by the calendar, where models could be asked: the clock of a demo company stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// What the turns of one model cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Provider and model.
    pub model: String,
    pub turns: u64,
    /// Those whose price is known; `cost` is theirs.
    pub priced: u64,
    pub cost: Option<Cost>,
}

/// The ids under which a turn was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAs {
    pub conversation: String,
    pub turn: String,
}

/// A line in the list of a person's conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub id: String,
    /// Its first question.
    pub title: String,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    pub turns: u64,
    /// Whether it stands first in the list.
    pub pinned: bool,
}
