//! The embedded planner: a linked question becomes one tool call, one question back, or a plain "no". No model takes part.
//!
//! # When a question continues the conversation
//! A question is a **follow-up** when there is something to follow and it
//! 1. begins with a word that carries on ("and", "what about", "how about", "same for", "also", "only", "without", "drop"…), or
//!    points back ("that", "it", "those", "instead"); or
//! 2. names no measure but says what to change: a dimension, member, period, grain, order or comparison; or
//! 3. is nothing but the name of a measure ("scrap rate?").
//!
//! It then edits the [`Focus`]: what it names replaces its like (a member those of its dimension, a measure the measures,
//! a period the period), "also", "too", "add" add to it, and **everything it does not name stays exactly as it was**.
//! Any other question is new and inherits nothing.

mod ask;
mod asking;
mod averages;
mod budget;
mod choices;
mod clarify;
mod clauses;
mod compose;
mod control;
mod derived;
mod describe;
mod detect;
mod draft;
mod explain;
mod focus;
mod follow_up;
mod forecast;
mod gates;
mod mode;
mod names;
mod order;
mod overview;
mod payments;
mod planned;
mod planner;
mod reach;
mod record;
mod risk;
mod say;
mod schedule;
mod statements;
mod stock;
#[cfg(test)]
mod tests;
mod times;
mod topics;
mod what_if;

use sentia_tools::{SearchDocuments, SearchDocumentsArgs, Tool};
use serde::{Deserialize, Serialize};

pub use asking::Asking;
pub use clarify::chosen;
pub use focus::{Aim, Focus, Sort, SortOrder};
pub use planner::Planner;
pub use reach::Reach;
pub use say::focus_in_words;

use crate::{Clarification, order::Order};

/// What to do about a question.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one plan in a turn")]
pub enum Plan {
    /// Call this tool. `focus` is what the conversation is about from then on. `assumptions` are whole sentences that the
    /// answer must state: the period taken, the year read into a date, a name corrected, what was kept from before.
    Call { call: PlannedCall, focus: Option<Focus>, assumptions: Vec<String> },
    /// Ask this one question back. Each option is a question that is complete in itself.
    Clarify(Clarification),
    /// The person may not see it, or it cannot be known from the data. `instead`: complete questions that work.
    Refuse { reason: String, instead: Vec<String> },
    /// Look in the documents that the person may read. `named`: the question speaks of a document, so that whatever comes
    /// nearest is worth showing. Where they have nothing on it, or there are none, another plan holds.
    Documents { query: String, named: bool, otherwise: Box<Plan> },
    /// Do this; the person has confirmed it where it lasts.
    Order(Box<Order>),
    /// No business of this product, or nothing it can do yet. `instead`: complete questions that work.
    OutOfReach { reason: String, instead: Vec<String> },
}

impl Plan {
    /// The plan that holds where documents say nothing.
    pub(crate) fn without_documents(&self) -> &Plan {
        match self {
            Plan::Documents { otherwise, .. } => otherwise,
            plan => plan,
        }
    }
}

/// A tool by name with its arguments as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedCall {
    pub tool: String,
    pub arguments: serde_json::Value,
}

impl PlannedCall {
    /// The search for what documents say.
    pub(crate) fn search(query: &str) -> PlannedCall {
        let arguments = SearchDocumentsArgs { query: query.to_owned(), ..SearchDocumentsArgs::default() };
        PlannedCall {
            tool: SearchDocuments::NAME.to_owned(),
            arguments: serde_json::to_value(arguments).unwrap_or_default(),
        }
    }
}
