//! The catalogue: measures and dimensions over datasets, in Open Semantic Interchange YAML with the extensions of
//! vendor `SENTIA`, loaded and checked with file and line for each fault.

mod check;
mod datasets;
mod dimensions;
mod extension;
mod failure_model;
mod fault;
mod joins;
mod load;
mod measures;
mod metric_expression;
mod model;
mod payment_model;
mod record;
mod row_expression;
mod schedule_model;
mod statements;
mod stock_model;
#[cfg(test)]
mod tests;
mod version;
mod yaml;

pub use failure_model::FailureModel;
pub use fault::{CatalogueError, Fault, Location};
pub use model::*;
pub use payment_model::PaymentModel;
pub use record::{Record, Trace};
pub use schedule_model::ScheduleModel;
pub use statements::{
    Bridge, Effect, LineRef, LineRole, Outlook, Statement, StatementCheck, StatementLine, Term, TermTime,
};
pub use stock_model::StockModel;

pub(crate) use check::check_schema;
pub(crate) use datasets::identifies_a_row;
pub(crate) use fault::Faults;
pub(crate) use row_expression::{column, columns, identifier, is_simple};

/// The tail of a message about an unknown name.
fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "; check the spelling".to_owned()
    } else {
        format!("; did you mean {}?", nearest.join(", "))
    }
}

/// The SQL of a field or metric: the ANSI_SQL one of several dialects, or plain text.
fn ansi_sql<'a>(node: &'a yaml::Node, what: &str, faults: &mut Faults) -> Option<(&'a yaml::Node, String)> {
    let Some(expression) = node.get("expression") else {
        faults.add(&node.at, format!("{what} has no `expression`; add one"));
        return None;
    };
    if let Some(text) = expression.text() {
        return Some((expression, text));
    }
    let dialects = expression.get("dialects").unwrap_or(expression).items();
    let ansi =
        dialects.iter().find(|dialect| dialect.text_of("dialect").is_none_or(|name| name == "ANSI_SQL"));
    let found =
        ansi.and_then(|dialect| dialect.get("expression")).and_then(|node| Some((node, node.text()?)));
    if found.is_none() {
        faults.add(&expression.at, format!("{what} has no expression in the dialect ANSI_SQL; add one"));
    }
    found
}

/// A label within a sentence: `Scrap ratio` becomes `scrap ratio`; `OEE` and `SKU` stay.
pub fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == '-' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// A name as it stands in an SQL expression: quoted only where it must be.
pub fn quoted_name(name: &str) -> String {
    identifier(name).to_string()
}

/// `scrap_cost` as `Scrap cost`.
pub(crate) fn humanised(id: &str) -> String {
    let words = id.replace(['_', '.'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// Synonyms of `ai_context`: a list, or words separated by commas.
fn synonyms(node: &yaml::Node) -> Vec<String> {
    let Some(context) = node.get("ai_context") else {
        return Vec::new();
    };
    match context.text() {
        Some(text) => {
            text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        None => context.texts("synonyms"),
    }
}

/// Faults keys that are all but a known one: a slip that would otherwise pass unread. Others belong to later versions.
fn check_keys(node: &yaml::Node, known: &[&str], faults: &mut Faults) {
    for entry in node.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        let slip = known.iter().find(|name| crate::similarity(name, &entry.key) >= 0.75);
        if let Some(name) = slip {
            faults.add(&entry.at, format!("`{}` is not a key here; did you mean `{name}`?", entry.key));
        }
    }
}
