//! Questions that could come next: follow-ups in the planner's own words, so that each of them works.

use sentia_tools::{Evidence, FactKind};

use super::{story::Story, words::before};
use crate::verify::plain_name;

/// Questions offered.
const OFFERED: usize = 3;

/// At most three, of what the answer does not show yet: the row that stands out, the period before, the course over
/// time. What was asked is not offered again.
pub fn follow_ups(question: &str, evidence: &[Evidence]) -> Vec<String> {
    let Some(first) = evidence.first().filter(|evidence| !evidence.computed.measures.is_empty() && !evidence.figures.is_empty()) else {
        return Vec::new();
    };
    let offered = [drill_down(first), comparison(first), a_year_ago(first), course(first), fewer_rows(first)];
    let asked = question.to_lowercase();
    let mut questions: Vec<String> = offered.into_iter().flatten().filter(|offer| !asked.contains(&offer.to_lowercase())).collect();
    questions.truncate(OFFERED);
    questions
}

/// The row at the bad end, on its own.
fn drill_down(evidence: &Evidence) -> Option<String> {
    let story = Story::all(evidence).into_iter().next().filter(Story::is_split)?;
    let up = story.direction() == sentia_semantic::Direction::UpIsGood && !story.is_sum();
    let kind = if up { FactKind::Lowest } else { FactKind::Highest };
    let figure = *story.figures(kind)?.first()?;
    let own: Vec<&(String, String)> = figure.members.iter().filter(|member| !story.shared.contains(member)).collect();
    match own.as_slice() {
        [(_, label)] if story.rows.len() > 1 && plain_name(label) == *label => Some(format!("only {label}")),
        _ => None,
    }
}

fn comparison(evidence: &Evidence) -> Option<String> {
    let period = &evidence.computed.period;
    let earlier = before(period, &period.previous());
    let named = if earlier.starts_with("the ") { earlier } else { "the period before".to_owned() };
    (evidence.computed.comparison_period.is_none() && !has_time(evidence)).then(|| format!("compare with {named}"))
}

fn a_year_ago(evidence: &Evidence) -> Option<String> {
    let period = &evidence.computed.period;
    let shown = evidence.computed.comparison_period == Some(period.year_before());
    (!shown && !has_time(evidence)).then(|| "compare with last year".to_owned())
}

fn course(evidence: &Evidence) -> Option<String> {
    let days = evidence.computed.period.days();
    let grain = match days {
        ..2 => return None,
        2..14 => "day",
        14..62 => "week",
        _ => "month",
    };
    let free = !has_time(evidence) && evidence.computed.comparison_period.is_none();
    free.then(|| format!("by {grain}"))
}

fn fewer_rows(evidence: &Evidence) -> Option<String> {
    (evidence.table.rows.len() > 5 && !has_time(evidence)).then(|| "top 5 only".to_owned())
}

fn has_time(evidence: &Evidence) -> bool {
    evidence.table.columns.iter().any(|column| column.id == "time")
}
