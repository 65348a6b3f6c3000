//! Questions that could come next: follow-ups in the planner's own words, so that each of them works.

use sentia_tools::Evidence;

/// At most three, of what the answer does not show yet.
pub fn follow_ups(_question: &str, evidence: &[Evidence]) -> Vec<String> {
    let Some(evidence) = evidence.first().filter(|evidence| !evidence.figures.is_empty()) else { return Vec::new() };
    let columns: Vec<&str> = evidence.table.columns.iter().map(|column| column.id.as_str()).collect();
    let has = |id: &str| columns.contains(&id);
    let compared = evidence.computed.comparison_period.is_some();
    let days = evidence.computed.period.days();
    let mut questions = Vec::new();
    if evidence.computed.measures.is_empty() {
        return questions;
    }
    if !compared {
        questions.push("compare with last year".to_owned());
        questions.push("compare with the period before".to_owned());
    }
    if !has("time") && !compared {
        let grain = if days > 60 { "month" } else if days > 13 { "week" } else { "day" };
        questions.push(format!("by {grain}"));
    }
    if evidence.table.rows.len() > 5 && !has("time") {
        questions.push("top 5 only".to_owned());
    }
    questions.truncate(3);
    questions
}
