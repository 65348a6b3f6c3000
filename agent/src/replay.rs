//! Runs a stored turn again: the same clock, the same permissions, the provider's stored replies. Whatever differs is named.

use std::sync::Arc;

use futures::StreamExt;
use sentia_semantic::{Clock, Engine, FixedClock};
use sentia_tools::ToolError;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Agent, AgentError, Answer, Block, Event, canonical,
    provider::Recorded,
    router::{Decision, Router},
    store::TurnRecord,
};

/// One thing that came out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is: `figure e1.f3 (OEE, Line 3)`, `block 1 (prose)`, `request 2 to the model`.
    pub what: String,
    /// As it was stored, and as it is now; empty where there is nothing on that side.
    pub stored: String,
    pub now: String,
}

/// The differences between a stored answer and the one that its question gets now; none where the two are the same byte
/// for byte. The agent brings the data and the catalogue; its own clock and provider are not used.
pub async fn replay(record: &TurnRecord, agent: &Agent) -> Result<Vec<Difference>, AgentError> {
    let recorded = Recorded::new(record.provider.as_deref().unwrap_or_default(), record.transcript.clone());
    let again = replaying(record, agent, &recorded).await?;
    let answer = answer_of(record, &again).await?;
    let mut differences = compare(&record.answer, &answer);
    differences.extend(recorded.differences().into_iter().map(|sentence| Difference {
        what: sentence,
        stored: String::new(),
        now: String::new(),
    }));
    Ok(differences)
}

async fn replaying(record: &TurnRecord, agent: &Agent, recorded: &Recorded) -> Result<Agent, AgentError> {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(record.now));
    let (catalogue, warehouse) = (agent.engine().catalogue(), agent.engine().warehouse());
    let engine = Engine::open(Arc::clone(catalogue), Arc::clone(warehouse), Arc::clone(&clock)).await;
    let engine = Arc::new(engine.map_err(ToolError::from)?);
    let router = decided(record).map(|decision| Arc::new(Router::replaying(decision, recorded)));
    Ok(agent.at(engine, clock, router))
}

/// What was decided; in records of the time when there was one model, that it be asked, once for each request.
fn decided(record: &TurnRecord) -> Option<Decision> {
    record.route.clone().or_else(|| record.provider.as_deref().map(Decision::of_one))
}

async fn answer_of(record: &TurnRecord, agent: &Agent) -> Result<Answer, AgentError> {
    let events =
        agent.continued(record.recall.clone(), record.conversation.clone(), &record.person, &record.question);
    let last = events.fold(None, |_, event| async move { Some(event) }).await;
    match last {
        Some(Event::Finished(again)) => Ok(again.answer),
        Some(Event::Failed(error)) => Err(error),
        _ => Err(AgentError::Internal("the turn did not end".to_owned())),
    }
}

fn compare(stored: &Answer, now: &Answer) -> Vec<Difference> {
    let (old, new) = (canonical::json(stored), canonical::json(now));
    if old == new {
        return Vec::new();
    }
    let (old, new) = (serde_json::from_str(&old), serde_json::from_str(&new));
    let mut paths = Vec::new();
    walk(&mut Vec::new(), &old.unwrap_or_default(), &new.unwrap_or_default(), &mut paths);
    paths.into_iter().map(|(path, old, new)| named(&path, &old, &new, stored)).collect()
}

/// The deepest places at which two values differ.
fn walk(
    path: &mut Vec<String>,
    old: &Value,
    new: &Value,
    differences: &mut Vec<(Vec<String>, String, String)>,
) {
    match (old, new) {
        _ if old == new => {}
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> =
                a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))).collect();
            keys.sort();
            for key in keys {
                path.push(key.clone());
                walk(
                    path,
                    a.get(key).unwrap_or(&Value::Null),
                    b.get(key).unwrap_or(&Value::Null),
                    differences,
                );
                path.pop();
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for index in 0..a.len().max(b.len()) {
                path.push(index.to_string());
                walk(
                    path,
                    a.get(index).unwrap_or(&Value::Null),
                    b.get(index).unwrap_or(&Value::Null),
                    differences,
                );
                path.pop();
            }
        }
        _ => differences.push((path.clone(), text(old), text(new))),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn named(path: &[String], old: &str, new: &str, stored: &Answer) -> Difference {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let number = |index: &str| index.parse::<usize>().unwrap_or(0);
    let what = match words.as_slice() {
        ["blocks", index, ..] => block_name(number(index), stored),
        ["evidence", evidence, "figures", index, rest @ ..] => {
            format!("figure {}{}", figure_name(number(evidence), number(index), stored), tail(rest))
        }
        ["evidence", evidence, "computed", "measures", index, "version"] => {
            let notes = stored.evidence.get(number(evidence)).map(|evidence| &evidence.computed.measures);
            let note = notes.and_then(|notes| notes.get(number(index)));
            format!("definition of {}", note.map_or("a measure", |note| &note.label))
        }
        ["evidence", evidence, rest @ ..] => format!("evidence e{}{}", number(evidence) + 1, tail(rest)),
        ["caveats", index, ..] => format!("caveat {}", number(index) + 1),
        ["follow_ups", index, ..] => format!("follow-up {}", number(index) + 1),
        ["hashes", which, ..] => format!("hash of the {which}"),
        other => other.join("."),
    };
    Difference { what, stored: old.to_owned(), now: new.to_owned() }
}

fn tail(rest: &[&str]) -> String {
    if rest.is_empty() { String::new() } else { format!(", {}", rest.join(".")) }
}

fn block_name(index: usize, stored: &Answer) -> String {
    let kind = match stored.blocks.get(index) {
        Some(Block::Prose(_)) => " (prose)",
        Some(Block::Table(_)) => " (table)",
        Some(Block::Chart(..)) => " (chart)",
        Some(Block::Passages(_)) => " (passages)",
        None => "",
    };
    format!("block {}{kind}", index + 1)
}

/// `e1.f3 (OEE, Line 3)`.
fn figure_name(evidence: usize, index: usize, stored: &Answer) -> String {
    let owner = stored.evidence.get(evidence);
    let Some(figure) = owner.and_then(|owner| owner.figures.get(index)) else {
        return format!("e{}.f{}", evidence + 1, index + 1);
    };
    let members = figure.members.iter().map(|(_, label)| label.as_str());
    let about: Vec<&str> = std::iter::once(figure.label.as_str()).chain(members).collect();
    format!("e{}.{} ({})", evidence + 1, figure.id, about.join(", "))
}
