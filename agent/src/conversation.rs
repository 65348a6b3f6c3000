use serde::{Deserialize, Serialize};

use crate::{Answer, plan::Focus};

/// What was said so far, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: String,
    pub turns: Vec<PastTurn>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastTurn {
    pub question: String,
    pub answer: Answer,
    /// What the conversation was about after this turn; follow-ups edit it.
    pub focus: Option<Focus>,
}

impl Conversation {
    /// What a follow-up refers to: the focus of the latest turn that has one.
    pub fn focus(&self) -> Option<&Focus> {
        self.turns.iter().rev().find_map(|turn| turn.focus.as_ref())
    }
}
