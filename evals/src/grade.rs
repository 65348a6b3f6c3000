//! Whether an answer is what the case expects: outcome, values, what it is about, words.

use sentia_agent::{Answer, Block, Outcome, plan::Focus};
use sentia_semantic::Value;
use sentia_tools::{Cell, Evidence, format};

use crate::case::{Expected, ExpectedOutcome};

/// What was wrong with a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another outcome than expected.
    Outcome(String),
    /// A figure was shown that is not the expected one: the fault that must never happen.
    WrongFigure(String),
    /// The conversation is about something else than expected.
    Focus(String),
    Words(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Outcome(text) | Fault::WrongFigure(text) | Fault::Focus(text) | Fault::Words(text) => {
                f.write_str(text)
            }
        }
    }
}

/// Grades one turn; `rows` is what the case's SQL returned.
pub fn grade(
    expected: &Expected,
    answer: &Answer,
    focus: Option<&Focus>,
    rows: Option<&[Vec<Value>]>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Err(fault) = outcome(expected.outcome, &answer.outcome) {
        return vec![fault];
    }
    if let Some(rows) = rows {
        faults.extend(values(rows, answer, expected.ordered).err());
    }
    faults.extend(focus_faults(expected, focus));
    let text = said(answer).to_lowercase();
    for words in expected.says.iter().filter(|words| !text.contains(&words.to_lowercase())) {
        faults.push(Fault::Words(format!("does not say \"{words}\": {text}")));
    }
    for words in expected.never_says.iter().filter(|words| text.contains(&words.to_lowercase())) {
        faults.push(Fault::Words(format!("says \"{words}\": {text}")));
    }
    faults
}

fn outcome(expected: ExpectedOutcome, found: &Outcome) -> Result<(), Fault> {
    let right = match expected {
        ExpectedOutcome::Answered => *found == Outcome::Answered,
        ExpectedOutcome::Clarify => matches!(found, Outcome::Clarify(_)),
        ExpectedOutcome::Refused => *found == Outcome::Refused,
        ExpectedOutcome::OutOfReach => *found == Outcome::OutOfReach,
        ExpectedOutcome::NotAnswered => *found != Outcome::Answered,
    };
    if right {
        return Ok(());
    }
    let found = match found {
        Outcome::Answered => "answered",
        Outcome::Clarify(_) => "asked back",
        Outcome::Ordered(_) => "taken as an order",
        Outcome::Refused => "refused",
        Outcome::OutOfReach => "said to be out of reach",
    };
    // An answer where none was due shows figures that nobody asked for.
    let text = format!("expected {expected:?}, was {found}");
    Err(if found == "answered" { Fault::WrongFigure(text) } else { Fault::Outcome(text) })
}

/// The rows of the answer's first table against the expected ones.
fn values(expected: &[Vec<Value>], answer: &Answer, ordered: bool) -> Result<(), Fault> {
    let evidence =
        answer.evidence.first().ok_or_else(|| Fault::Outcome("there is no Evidence".to_owned()))?;
    let mut found: Vec<Vec<Value>> = evidence.table.rows.iter().map(|row| cells(row, evidence)).collect();
    let mut expected = expected.to_vec();
    if !ordered {
        found.sort_by_key(|row| key(row));
        expected.sort_by_key(|row| key(row));
    }
    if found.len() != expected.len() {
        let text =
            format!("{} rows instead of {} ({found:?} instead of {expected:?})", found.len(), expected.len());
        return Err(Fault::WrongFigure(text));
    }
    let wrong = found.iter().zip(&expected).find(|(found, expected)| !same_row(found, expected));
    wrong.map_or(Ok(()), |(found, expected)| {
        Err(Fault::WrongFigure(format!("{found:?} instead of {expected:?}")))
    })
}

fn cells(row: &[Cell], evidence: &Evidence) -> Vec<Value> {
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Figure(id) => evidence.figure(id).map_or(Value::Null, |figure| figure.value.clone()),
        Cell::Empty => Value::Null,
    };
    row.iter().map(value).collect()
}

/// Labels order the rows; numbers follow them.
fn key(row: &[Value]) -> String {
    row.iter().filter_map(Value::as_text).collect::<Vec<_>>().join("\u{1f}")
}

fn same_row(found: &[Value], expected: &[Value]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| same(found, expected))
}

fn same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Integer(found), Value::Integer(expected)) => found == expected,
        (found, expected) => match (found.as_f64(), expected.as_f64()) {
            (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs().max(1e-9),
            _ => found == expected,
        },
    }
}

fn focus_faults(expected: &Expected, focus: Option<&Focus>) -> Vec<Fault> {
    if expected.focus.is_empty() {
        return Vec::new();
    }
    let Some(found) = focus.and_then(|focus| serde_json::to_value(focus).ok()) else {
        return vec![Fault::Focus("the conversation is about nothing".to_owned())];
    };
    let wanted =
        expected.focus.iter().filter_map(|(field, value)| Some((field, serde_json::to_value(value).ok()?)));
    let differing = wanted.filter(|(field, value)| !same_json(found.get(field.as_str()), value));
    differing
        .map(|(field, value)| {
            Fault::Focus(format!(
                "{field} is {} instead of {value}",
                found.get(field.as_str()).unwrap_or(&serde_json::Value::Null)
            ))
        })
        .collect()
}

/// A field that is left out equals an empty one; orders of lists are free.
fn same_json(found: Option<&serde_json::Value>, expected: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (found, expected) {
        (None | Some(Json::Null), Json::Array(items)) => items.is_empty(),
        (None | Some(Json::Null), Json::String(text)) => text.is_empty(),
        (None | Some(Json::Null), Json::Bool(flag)) => !flag,
        (Some(Json::Array(found)), Json::Array(expected)) => {
            found.len() == expected.len()
                && expected.iter().all(|item| found.iter().any(|other| same_json(Some(other), item)))
        }
        (Some(Json::Object(found)), Json::Object(expected)) => {
            let keys = found.keys().chain(expected.keys());
            keys.into_iter().all(|key| match expected.get(key) {
                Some(value) => same_json(found.get(key), value),
                None => matches!(found.get(key), Some(Json::Null | Json::Bool(false))),
            })
        }
        (found, expected) => found == Some(expected),
    }
}

/// Everything that a reader of the answer sees in words.
pub fn said(answer: &Answer) -> String {
    let mut parts: Vec<String> = answer
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Prose(text) => Some(with_figures(text, &answer.evidence)),
            Block::Passages(id) => Some(passages(id, &answer.evidence)),
            Block::Table(_) | Block::Chart(..) => None,
        })
        .collect();
    parts.extend(answer.caveats.iter().cloned());
    if let Outcome::Clarify(clarification) = &answer.outcome {
        parts.push(clarification.question.clone());
        parts.extend(clarification.options.iter().map(|option| option.label.clone()));
    }
    parts.join(" ")
}

fn passages(id: &str, evidence: &[Evidence]) -> String {
    let shown = evidence.iter().filter(|one| one.id == id).flat_map(|one| &one.passages);
    shown.map(|passage| format!("{} {}", passage.place(), passage.text)).collect::<Vec<_>>().join(" ")
}

/// References replaced by the figures they name.
fn with_figures(text: &str, evidence: &[Evidence]) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((reference, tail)) = after.split_once("]]") else { break };
        shown.push_str(before);
        let figure = reference.split_once('.').and_then(|(evidence_id, id)| {
            evidence.iter().find(|evidence| evidence.id == evidence_id)?.figure(id)
        });
        shown.push_str(&figure.map_or_else(|| reference.to_owned(), format::figure_in_prose));
        rest = tail;
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_within_rounding_and_money_exactly() {
        assert!(same(&Value::Real(0.1 + 0.2), &Value::Real(0.3)));
        assert!(same(&Value::Integer(3), &Value::Real(3.0)));
        assert!(!same(&Value::Integer(1_000_000_000_001), &Value::Integer(1_000_000_000_000)));
        assert!(!same(&Value::Real(0.3001), &Value::Real(0.3)));
        assert!(!same(&Value::Null, &Value::Integer(0)));
    }

    #[test]
    fn fields_left_out_equal_empty_ones() {
        assert!(same_json(None, &serde_json::json!([])));
        assert!(same_json(Some(&serde_json::json!(["b", "a"])), &serde_json::json!(["a", "b"])));
        assert!(!same_json(
            Some(&serde_json::json!([{"dimension": "plant", "members": ["Leeds"]}])),
            &serde_json::json!([])
        ));
        assert!(same_json(
            Some(&serde_json::json!([{"dimension": "plant", "members": ["Leeds"], "exclude": false}])),
            &serde_json::json!([{"dimension": "plant", "members": ["Leeds"]}])
        ));
    }
}
