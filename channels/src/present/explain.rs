//! "How this was computed", as names and texts.

use schemars::JsonSchema;
use sentia_agent::{ModelUse, Voice, router::Cost};
use sentia_semantic::{Unit, Value};
use sentia_tools::{Completeness, Evidence, HowComputed, MeasureNote, format};
use serde::Serialize;

use crate::render::clean;

/// One thing to know of how figures came about: `Filters`, `Plant is Leeds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Note {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What a measure is, as the catalogue defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Definition {
    pub(crate) measure: String,
    pub(crate) label: String,
    pub(crate) description: String,
    pub(crate) formula: String,
    /// Figures under different versions cannot be set beside each other.
    pub(crate) version: String,
}

/// How one Evidence was computed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Computed {
    pub(crate) evidence: String,
    pub(crate) title: String,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) notes: Vec<Note>,
    /// The statements as they ran.
    pub(crate) sql: Vec<String>,
}

impl Computed {
    pub(super) fn of(evidence: &Evidence) -> Self {
        Computed {
            evidence: evidence.id.clone(),
            title: clean(&evidence.title),
            definitions: definitions(evidence),
            notes: notes(evidence),
            sql: evidence.computed.sql.clone(),
        }
    }
}

pub(crate) fn definitions(evidence: &Evidence) -> Vec<Definition> {
    let definition = |note: &MeasureNote| Definition {
        measure: note.id.clone(),
        label: one_line(&note.label),
        description: one_line(&note.description),
        formula: one_line(&note.formula),
        version: note.version.clone(),
    };
    evidence.computed.measures.iter().map(definition).collect()
}

/// All but the definitions: over which rows, from which data.
pub(crate) fn notes(evidence: &Evidence) -> Vec<Note> {
    let HowComputed {
        measures, filters, conditions, columns, scope, period, comparison_period, sources, ..
    } = &evidence.computed;
    let mut notes = Vec::new();
    let mut note = |name: &str, text: String| notes.push(Note { name: clean(name), text: clean(&text) });
    // SQL of a person's own has no measures, and its days are its own affair.
    if !measures.is_empty() {
        let before =
            comparison_period.map_or_else(String::new, |before| format!(", against {}", before.describe()));
        note("Period", format!("{}{before}", period.describe()));
    }
    if !filters.is_empty() {
        note("Filters", filters.join("; "));
    }
    if !conditions.is_empty() {
        note("Conditions", format!("only rows with {}", conditions.join(" and ")));
    }
    for (name, meaning) in columns.iter().filter_map(|column| column.split_once(": ")) {
        note(name, meaning.to_owned());
    }
    if let Some(scope) = scope {
        note("You see", scope.clone());
    }
    if !evidence.computed.checks.is_empty() {
        note("Ties out", evidence.computed.checks.join("; "));
    }
    note("Data", freshness(evidence));
    if !evidence.completeness.is_empty() {
        note("Rows", completeness(evidence));
    }
    note("From", sources.join(", "));
    notes
}

fn freshness(evidence: &Evidence) -> String {
    let today = evidence.as_of.strftime("%-d %b %Y");
    match evidence.freshness.data_through {
        Some(last) => format!("up to {}; today is {today}", last.strftime("%-d %b %Y")),
        None => format!("none recorded; today is {today}"),
    }
}

/// `Completeness of quality data 99.8%`, with the days where there are two periods.
fn completeness(evidence: &Evidence) -> String {
    let several = evidence.computed.comparison_period.is_some();
    let entry = |one: &Completeness| {
        let days = if several { format!(", {}", one.period.describe()) } else { String::new() };
        let share = format::value(&Value::Real(one.share), &Unit::Percent);
        format!("{} {share}{days}", one.label)
    };
    evidence.completeness.iter().map(entry).collect::<Vec<_>>().join("; ")
}

/// Who worded an answer, and what it took.
pub(crate) fn words(model: &ModelUse) -> String {
    let Some(id) = &model.id else { return "by Sentia itself, without a model".to_owned() };
    let who = match model.voice {
        Voice::Model => format!("by {id}, every figure checked"),
        Voice::Narrator => format!("by Sentia itself; planned by {id}"),
        Voice::Both => format!("by {id} and Sentia itself, every figure checked"),
    };
    let mended = model.repaired + model.replaced;
    let mended = if mended == 0 {
        String::new()
    } else {
        format!("; {mended} of its sentences failed the check and were mended")
    };
    let cost = model.cost.as_ref().map(|cost| format!(", {}", money(cost))).unwrap_or_default();
    let tried =
        if model.tried.is_empty() { String::new() } else { format!("; {} failed", model.tried.join(", ")) };
    format!("{who}; {} tokens read, {} written{cost}{mended}{tried}", model.input_tokens, model.output_tokens)
}

/// `0.012345 USD`: a question costs less than the smallest coin.
fn money(cost: &Cost) -> String {
    format!("{}.{:06} {}", cost.micros / 1_000_000, cost.micros % 1_000_000, cost.currency)
}

fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
