//! Rows as both databases return them, and records made from them.

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{Feedback, Lately, Spent, StoreError, Summary, Totals, TurnRecord, Verdict};
use crate::{Answer, Outcome, PastTurn, canonical, router::Cost};

/// A row of `turn`, without what is only there to be searched for.
#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct TurnRow {
    pub conversation_id: String,
    pub number: i64,
    pub asked_at: String,
    pub question: String,
    pub asker_json: String,
    pub recall_json: String,
    pub provider: Option<String>,
    pub route_json: Option<String>,
    pub transcript_json: String,
    pub plan_json: String,
    pub evidence_json: String,
    pub answer_json: String,
    pub focus_json: String,
    pub answer_hash: String,
    pub timings_json: String,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct PastRow {
    pub number: i64,
    pub question: String,
    pub evidence_json: String,
    pub answer_json: String,
    pub focus_json: String,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct SummaryRow {
    pub conversation_id: String,
    pub title: String,
    pub started_at: String,
    pub updated_at: String,
    pub turns: i64,
    pub pinned: i64,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct FeedbackRow {
    pub conversation_id: String,
    pub number: i64,
    pub person_id: String,
    pub question: String,
    pub verdict: String,
    pub words: String,
    pub given_at: String,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct SpentRow {
    pub provider: String,
    pub cost_currency: Option<String>,
    pub turns: i64,
    pub priced: i64,
    pub micros: i64,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct TotalsRow {
    pub person_day: i64,
    pub company_day: i64,
    pub company_month: i64,
}

#[derive(Debug, sqlx_macros::FromRow)]
pub(super) struct LatelyRow {
    pub provider: String,
    pub currency: String,
    pub today: i64,
    pub this_month: i64,
}

pub(super) fn turn_id(conversation: &str, number: i64) -> String {
    format!("{conversation}-{number}")
}

/// `c12-3` as its conversation and number; case and spaces around it do not matter, for ids are typed by hand.
pub(super) fn parse_turn_id(id: &str) -> Option<(String, i64)> {
    let id = id.trim().to_lowercase();
    let (conversation, number) = id.rsplit_once('-')?;
    Some((conversation.to_owned(), number.parse().ok()?))
}

/// The answer without its evidence, which has its own column.
pub(super) fn answer_json(answer: &Answer) -> String {
    let bare = Answer { evidence: Vec::new(), ..answer.clone() };
    json(&bare)
}

pub(super) fn json(value: &impl Serialize) -> String {
    canonical::json(value)
}

pub(super) fn outcome(answer: &Answer) -> &'static str {
    match answer.outcome {
        Outcome::Answered => "answered",
        Outcome::Clarify(_) => "clarify",
        Outcome::Ordered(_) => "ordered",
        Outcome::Refused => "refused",
        Outcome::OutOfReach => "out_of_reach",
    }
}

impl TurnRow {
    pub(super) fn into_record(self) -> Result<TurnRecord, StoreError> {
        let id = turn_id(&self.conversation_id, self.number);
        let answer = answer(&id, &self.answer_json, &self.evidence_json)?;
        if canonical::hash(&answer) != self.answer_hash {
            return Err(StoreError::Changed(id));
        }
        Ok(TurnRecord {
            person: parsed(&id, &self.asker_json)?,
            now: instant(&id, &self.asked_at)?,
            recall: parsed(&id, &self.recall_json)?,
            transcript: parsed(&id, &self.transcript_json)?,
            plan: parsed(&id, &self.plan_json)?,
            focus: parsed(&id, &self.focus_json)?,
            route: self.route_json.as_deref().map(|route| parsed(&id, route)).transpose()?,
            timings: parsed(&id, &self.timings_json)?,
            conversation: self.conversation_id,
            question: self.question,
            provider: self.provider,
            answer,
            id,
        })
    }
}

impl PastRow {
    pub(super) fn into_turn(self, conversation: &str) -> Result<PastTurn, StoreError> {
        let id = turn_id(conversation, self.number);
        let answer = answer(&id, &self.answer_json, &self.evidence_json)?;
        Ok(PastTurn { focus: parsed(&id, &self.focus_json)?, question: self.question, answer })
    }
}

impl SummaryRow {
    pub(super) fn into_summary(self) -> Result<Summary, StoreError> {
        Ok(Summary {
            started_at: instant(&self.conversation_id, &self.started_at)?,
            updated_at: instant(&self.conversation_id, &self.updated_at)?,
            turns: u64::try_from(self.turns).unwrap_or(0),
            pinned: self.pinned != 0,
            id: self.conversation_id,
            title: self.title,
        })
    }
}

impl FeedbackRow {
    pub(super) fn into_feedback(self) -> Result<Feedback, StoreError> {
        let turn = turn_id(&self.conversation_id, self.number);
        Ok(Feedback {
            given_at: instant(&turn, &self.given_at)?,
            verdict: if self.verdict == Verdict::Good.name() { Verdict::Good } else { Verdict::Bad },
            person: self.person_id,
            question: self.question,
            words: self.words,
            turn,
        })
    }
}

impl SpentRow {
    pub(super) fn into_spent(self) -> Spent {
        let cost = self.cost_currency.map(|currency| Cost { micros: count(self.micros), currency });
        Spent { model: self.provider, turns: count(self.turns), priced: count(self.priced), cost }
    }
}

impl TotalsRow {
    pub(super) fn into_totals(self) -> Totals {
        Totals {
            person_day: count(self.person_day),
            company_day: count(self.company_day),
            company_month: count(self.company_month),
        }
    }
}

impl LatelyRow {
    pub(super) fn into_lately(self) -> Lately {
        Lately {
            model: self.provider,
            currency: self.currency,
            today: count(self.today),
            this_month: count(self.this_month),
        }
    }
}

/// What the databases keep in a signed number.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn answer(id: &str, bare: &str, evidence: &str) -> Result<Answer, StoreError> {
    Ok(Answer { evidence: parsed(id, evidence)?, ..parsed(id, bare)? })
}

fn parsed<T: DeserializeOwned>(id: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| unreadable(id, &error.to_string()))
}

fn instant(id: &str, text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|error: jiff::Error| unreadable(id, &error.to_string()))
}

fn unreadable(id: &str, detail: &str) -> StoreError {
    StoreError::Unreadable { turn: id.to_owned(), detail: detail.to_owned() }
}
