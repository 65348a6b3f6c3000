use std::collections::BTreeMap;

use schemars::JsonSchema;
use sentia_agent::{Answer, Block as AnswerBlock, Clarification, Outcome as AnswerOutcome};
use sentia_tools::Evidence;
use serde::Serialize;

use super::{
    chart::{ShownChart, chart},
    explain::{Computed, words},
    figure::{ShownFigure, figures},
    passages::{ShownPassages, passages},
    prose::{Span, spans},
    table::{ShownTable, table},
};
use crate::render::clean;

/// A question and its answer, ready to be shown: every number is a text and the id of its figure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ShownTurn {
    /// `c12-3`; empty where the turn could not be kept.
    pub(crate) id: String,
    /// Conversation it belongs to.
    pub(crate) conversation: String,
    pub(crate) question: String,
    pub(crate) outcome: Outcome,
    pub(crate) blocks: Vec<Block>,
    /// The question back, where the outcome is one.
    pub(crate) question_back: Option<QuestionBack>,
    /// Sentences that must stand beside the answer.
    pub(crate) caveats: Vec<String>,
    /// Questions that could come next.
    pub(crate) follow_ups: Vec<String>,
    pub(crate) computed: Vec<Computed>,
    /// Who worded the answer: `by Sentia itself, without a model`.
    pub(crate) words: String,
    /// By id: `e1.f3`.
    pub(crate) figures: BTreeMap<String, ShownFigure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Answered,
    /// Something is to be done; its order has the turn's id.
    Ordered,
    /// One question back, with candidates.
    Clarify,
    /// The person may not see it, or it cannot be known.
    Refused,
    /// It is no business of this product.
    OutOfReach,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    Prose { spans: Vec<Span> },
    Table(ShownTable),
    Chart(ShownChart),
    Passages(ShownPassages),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct QuestionBack {
    pub(crate) question: String,
    pub(crate) options: Vec<OfferedQuestion>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct OfferedQuestion {
    pub(crate) label: String,
    /// What to ask when this is taken; complete in itself.
    pub(crate) question: String,
}

impl ShownTurn {
    pub(crate) fn of(id: &str, conversation: &str, question: &str, answer: &Answer) -> Self {
        let computed = answer.evidence.iter().filter(|evidence| !evidence.computed.sources.is_empty());
        ShownTurn {
            id: id.to_owned(),
            conversation: conversation.to_owned(),
            question: clean(question),
            outcome: outcome(&answer.outcome),
            blocks: answer.blocks.iter().filter_map(|one| block(one, &answer.evidence)).collect(),
            question_back: match &answer.outcome {
                AnswerOutcome::Clarify(clarification) => Some(question_back(clarification)),
                _ => None,
            },
            caveats: answer.caveats.iter().map(|caveat| clean(caveat)).collect(),
            follow_ups: answer.follow_ups.iter().map(|question| clean(question)).collect(),
            computed: computed.map(Computed::of).collect(),
            words: words(&answer.model),
            figures: figures(&answer.evidence),
        }
    }
}

fn outcome(outcome: &AnswerOutcome) -> Outcome {
    match outcome {
        AnswerOutcome::Answered => Outcome::Answered,
        AnswerOutcome::Ordered(_) => Outcome::Ordered,
        AnswerOutcome::Clarify(_) => Outcome::Clarify,
        AnswerOutcome::Refused => Outcome::Refused,
        AnswerOutcome::OutOfReach => Outcome::OutOfReach,
    }
}

fn block(block: &AnswerBlock, evidence: &[Evidence]) -> Option<Block> {
    let find = |id: &String| evidence.iter().find(|one| one.id == *id);
    Some(match block {
        AnswerBlock::Prose(prose) => Block::Prose { spans: spans(prose, evidence) },
        AnswerBlock::Table(id) => Block::Table(table(find(id)?)),
        AnswerBlock::Chart(id, at) => {
            let owner = find(id)?;
            Block::Chart(chart(owner.charts.get(*at)?, owner)?)
        }
        AnswerBlock::Passages(id) => Block::Passages(passages(find(id)?)),
    })
}

fn question_back(clarification: &Clarification) -> QuestionBack {
    let option = |option: &sentia_agent::ClarifyOption| OfferedQuestion {
        label: clean(&option.label),
        question: clean(&option.question),
    };
    QuestionBack {
        question: clean(&clarification.question),
        options: clarification.options.iter().map(option).collect(),
    }
}
