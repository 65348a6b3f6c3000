use sentia_agent::{Answer, ModelUse, Voice, router::Cost};
use sentia_semantic::{Unit, Value};
use sentia_tools::{Completeness, Evidence, HowComputed, format};

use super::{
    Style, Terminal, paint,
    text::{clean, indented, pad, width},
};

/// An Evidence by itself: its table, what must stand beside it, and how it was computed.
pub(crate) fn evidence(evidence: &Evidence, with_sql: bool, terminal: &Terminal) -> String {
    let mut lines = super::results::table(evidence, terminal);
    for caveat in &evidence.caveats {
        lines.push(String::new());
        lines.extend(super::results::note(&clean(caveat), terminal));
    }
    if !evidence.computed.sources.is_empty() {
        lines.push(String::new());
        lines.push(paint("How this was computed", Style::Heading, terminal));
        lines.extend(entries(notes(evidence), terminal));
        if with_sql {
            lines.extend(evidence.computed.sql.iter().flat_map(|sql| statement(sql, terminal)));
        }
    }
    lines.join("\n") + "\n"
}

/// "How this was computed": what was measured, over which rows, from which data, and who worded it.
pub(super) fn explain(answer: &Answer, with_sql: bool, terminal: &Terminal) -> Vec<String> {
    let computed: Vec<&Evidence> =
        answer.evidence.iter().filter(|evidence| !evidence.computed.sources.is_empty()).collect();
    if computed.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![paint("How this was computed", Style::Heading, terminal)];
    for (at, evidence) in computed.iter().enumerate() {
        if computed[..at].iter().any(|earlier| earlier.computed == evidence.computed) {
            continue;
        }
        if computed.len() > 1 {
            lines.extend(entries(vec![(String::new(), evidence.title.clone())], terminal));
        }
        lines.extend(entries(notes(evidence), terminal));
        if with_sql {
            lines.extend(evidence.computed.sql.iter().flat_map(|sql| statement(sql, terminal)));
        }
    }
    lines.extend(entries(vec![("Words".to_owned(), words(&answer.model))], terminal));
    lines
}

fn notes(evidence: &Evidence) -> Vec<(String, String)> {
    let HowComputed {
        measures, filters, conditions, columns, scope, period, comparison_period, sources, ..
    } = &evidence.computed;
    let measure = |note: &sentia_tools::MeasureNote| {
        [
            (note.label.clone(), one_line(&note.description)),
            (String::new(), format!("= {} (definition {})", one_line(&note.formula), note.version)),
        ]
    };
    let mut notes: Vec<(String, String)> = measures.iter().flat_map(measure).collect();
    // SQL of a person's own has no measures, and its days are its own affair.
    if !measures.is_empty() {
        let before =
            comparison_period.map_or_else(String::new, |before| format!(", against {}", before.describe()));
        notes.push(("Period".to_owned(), format!("{}{before}", period.describe())));
    }
    if !filters.is_empty() {
        notes.push(("Filters".to_owned(), filters.join("; ")));
    }
    if !conditions.is_empty() {
        notes.push(("Conditions".to_owned(), format!("only rows with {}", conditions.join(" and "))));
    }
    notes.extend(columns.iter().filter_map(|column| {
        let (name, meaning) = column.split_once(": ")?;
        Some((name.to_owned(), meaning.to_owned()))
    }));
    if let Some(scope) = scope {
        notes.push(("You see".to_owned(), scope.clone()));
    }
    if !evidence.computed.checks.is_empty() {
        notes.push(("Ties out".to_owned(), evidence.computed.checks.join("; ")));
    }
    notes.push(("Data".to_owned(), freshness(evidence)));
    if !evidence.completeness.is_empty() {
        notes.push(("Rows".to_owned(), completeness(evidence)));
    }
    notes.push(("From".to_owned(), sources.join(", ")));
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

fn words(model: &ModelUse) -> String {
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
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names in a column of their own, texts wrapped beside them.
fn entries(notes: Vec<(String, String)>, terminal: &Terminal) -> Vec<String> {
    let names = notes.iter().map(|(name, _)| width(name)).max().unwrap_or(0).clamp(8, 20);
    let entry = |(name, text): &(String, String)| {
        let name = clean(name);
        let lead = format!("  {}  ", pad(&name, names, false));
        let text = indented(&lead, &clean(text), terminal.prose_width());
        text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    notes.iter().flat_map(entry).collect()
}

/// SQL keeps its own lines, so that it can be copied.
fn statement(sql: &str, terminal: &Terminal) -> Vec<String> {
    let lines =
        sql.lines().map(|line| paint(format!("    {}", clean(line)).trim_end(), Style::Faint, terminal));
    std::iter::once(String::new()).chain(lines).chain([String::new()]).collect()
}
