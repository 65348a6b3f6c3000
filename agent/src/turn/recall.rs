//! What a turn takes from the conversation before it.

use std::collections::BTreeSet;

use super::data::cut;
use crate::{
    Answer, Block, Conversation, Outcome, PastTurn,
    order::Order,
    store::{Recall, Said},
    verify::rendered,
};

/// Turns whose words a model is given back.
const TURNS: usize = 4;
/// Characters of each question and each answer.
const WORDS: usize = 400;

pub(super) fn recall(conversation: &Conversation) -> Recall {
    let turns = &conversation.turns;
    let pending = turns.last().and_then(|turn| match &turn.answer.outcome {
        Outcome::Clarify(clarification) => Some(clarification.clone()),
        _ => None,
    });
    let latest = turns.get(turns.len().saturating_sub(TURNS)..).unwrap_or_default();
    Recall {
        focus: conversation.focus().cloned(),
        pending,
        said: latest.iter().map(said).collect(),
        ordered: ordered(latest),
    }
}

/// Questions back stand between an order and what it becomes.
fn ordered(turns: &[PastTurn]) -> Option<Box<Order>> {
    let mut outcomes = turns.iter().rev().map(|turn| &turn.answer.outcome);
    match outcomes.find(|outcome| !matches!(outcome, Outcome::Clarify(_)))? {
        Outcome::Ordered(order) => Some(order.clone()),
        _ => None,
    }
}

fn said(turn: &PastTurn) -> Said {
    let notes = turn.answer.evidence.iter().flat_map(|evidence| &evidence.computed.measures);
    let measures: BTreeSet<&str> = notes.map(|note| note.id.as_str()).collect();
    Said {
        question: cut(&turn.question, WORDS),
        answer: cut(&words(&turn.answer), WORDS),
        measures: measures.into_iter().map(str::to_owned).collect(),
    }
}

/// The prose of an answer with its figures, or the question that was asked back.
fn words(answer: &Answer) -> String {
    if let Outcome::Clarify(clarification) = &answer.outcome {
        return clarification.question.clone();
    }
    let prose = answer.blocks.iter().filter_map(|block| match block {
        Block::Prose(prose) => Some(rendered(prose, &answer.evidence)),
        _ => None,
    });
    prose.collect::<Vec<_>>().join(" ")
}
