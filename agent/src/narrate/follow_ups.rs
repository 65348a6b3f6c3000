//! Questions that could come next: follow-ups in the planner's own words, so that each of them works.

use sentia_semantic::{Direction, Grain, Period};
use sentia_tools::{Evidence, FactKind, FigureKind};

use super::{story::Story, words::before};
use crate::verify::plain_name;

/// Questions offered.
const OFFERED: usize = 3;

/// At most three, of what the answer does not show yet: the row that stands out, the period before, the course over
/// time. What was asked is not offered again.
pub fn follow_ups(question: &str, evidence: &[Evidence]) -> Vec<String> {
    let Some(first) = evidence
        .first()
        .filter(|evidence| !evidence.computed.measures.is_empty() && !evidence.figures.is_empty())
    else {
        return Vec::new();
    };
    let is_line = |figure: &sentia_tools::Figure| figure.measure.contains('.');
    if !first.table.is_statement() && first.figures.iter().all(is_line) {
        return Vec::new(); // an outlook is shown as it is, or not at all
    }
    if first.facts.iter().any(|fact| fact.kind == FactKind::Scenario) {
        return after_what_if(first);
    }
    if first.facts.iter().any(|fact| super::control::KINDS.contains(&fact.kind)) {
        return Vec::new(); // where it is out of control stands in the table
    }
    let is_one_thing = super::record::only_row(first).is_some()
        || first.facts.iter().any(|fact| super::record::TRACED.contains(&fact.kind));
    if is_one_thing {
        return Vec::new();
    }
    let is_to_come = first.figures.iter().any(|figure| figure.kind == FigureKind::Forecast);
    let leading = first.facts.iter().find(|fact| fact.kind == FactKind::Contribution);
    let unusual = first.facts.iter().any(|fact| fact.kind == FactKind::Unusual);
    let offered = match buckets(first) {
        _ if unusual => vec![behind(first)],
        _ if leading.is_some() => vec![only_leading(first), a_year_ago(first)],
        Some(grain) if is_to_come => other_grains(first, grain),
        _ if first.table.is_statement() => {
            let days = first.computed.period.days();
            vec![comparison(first).filter(|_| days > 1), a_year_ago(first)]
        }
        Some(grain) => {
            let mut grains = other_grains(first, grain);
            grains.insert(1.min(grains.len()), Some("compare with last year".to_owned()));
            grains
        }
        // Rows without a date have no period before.
        None if first.computed.period == Period::EVER => vec![drill_down(first), fewer_rows(first)],
        None => {
            vec![drill_down(first), comparison(first), a_year_ago(first), course(first), fewer_rows(first)]
        }
    };
    let asked = question.to_lowercase();
    let mut questions: Vec<String> =
        offered.into_iter().flatten().filter(|offer| !asked.contains(&offer.to_lowercase())).collect();
    questions.truncate(OFFERED);
    questions
}

/// The same over a longer time, and how far the measure would have to move for the target.
fn after_what_if(evidence: &Evidence) -> Vec<String> {
    let of = |kind: FactKind| {
        let fact = evidence.facts.iter().find(|fact| fact.kind == kind)?;
        evidence.figure(fact.figures.first()?)
    };
    let longer = match evidence.computed.period.days() {
        ..=7 => Some("the same for last month"),
        8..=31 => Some("the same for last quarter"),
        _ => None,
    };
    let target = of(FactKind::Lever).zip(of(FactKind::Scenario)).and_then(|(lever, effect)| {
        let note = evidence.computed.measures.iter().find(|note| note.id == effect.measure)?;
        let (lever, effect) = (super::words::within(&lever.label), super::words::within(&effect.label));
        note.target.map(|_| format!("what {lever} do we need to hit the {effect} target"))
    });
    longer.map(str::to_owned).into_iter().chain(target).collect()
}

/// The row at the bad end, on its own.
fn drill_down(evidence: &Evidence) -> Option<String> {
    let story = Story::all(evidence).into_iter().next().filter(Story::is_split)?;
    let up = story.direction() == Direction::UpIsGood && !story.is_sum();
    let kind = if up { FactKind::Lowest } else { FactKind::Highest };
    let figure = *story.figures(kind)?.first()?;
    let own: Vec<&(String, String)> =
        figure.members.iter().filter(|member| !story.shared.contains(member)).collect();
    match own.as_slice() {
        [(_, label)] if story.rows.len() > 1 && plain_name(label) == *label => Some(format!("only {label}")),
        _ => None,
    }
}

/// The member that most of a change came from.
fn only_leading(evidence: &Evidence) -> Option<String> {
    let fact = evidence.facts.iter().find(|fact| fact.kind == FactKind::Contribution)?;
    let (_, label) = evidence.figure(fact.figures.first()?)?.members.last()?;
    (plain_name(label) == *label).then(|| format!("only {label}"))
}

fn comparison(evidence: &Evidence) -> Option<String> {
    let period = &evidence.computed.period;
    let earlier = before(period, &period.previous());
    let named = if earlier.starts_with("the ") { earlier } else { "the period before".to_owned() };
    evidence.computed.comparison_period.is_none().then(|| format!("compare with {named}"))
}

fn a_year_ago(evidence: &Evidence) -> Option<String> {
    let shown = evidence.computed.comparison_period == Some(evidence.computed.period.year_before());
    (!shown).then(|| "compare with last year".to_owned())
}

/// The same over time, in buckets that give a course worth reading.
fn course(evidence: &Evidence) -> Option<String> {
    let grain = match evidence.computed.period.days() {
        ..2 => return None,
        2..14 => Grain::Day,
        14..62 => Grain::Week,
        _ => Grain::Month,
    };
    Some(format!("by {}", grain.name()))
}

/// What is behind the finding that stands out most, over its week: a single day may have none before it to be set
/// against.
fn behind(evidence: &Evidence) -> Option<String> {
    let fact = evidence.facts.iter().find(|fact| fact.kind == FactKind::Unusual)?;
    let figure = evidence.figure(fact.figures.first()?)?;
    let week = Period::bucket(Grain::Week, Grain::Week.start_of(figure.period.from)).from.iso_week_date();
    let members = super::words::whose(&figure.members);
    let measure = super::words::within(&figure.label);
    Some(format!("why did {measure}{members} change in week {} of {}", week.week(), week.year()))
}

fn fewer_rows(evidence: &Evidence) -> Option<String> {
    (evidence.table.rows.len() > 5).then(|| "top 5 only".to_owned())
}

/// The width of the time buckets, by the heading of their column.
fn buckets(evidence: &Evidence) -> Option<Grain> {
    let column = evidence.table.columns.iter().find(|column| column.id == "time")?;
    Grain::ALL.into_iter().find(|grain| column.label.eq_ignore_ascii_case(grain.name()))
}

/// The next finer buckets and the next wider ones, as long as they give more than one and not too many.
fn other_grains(evidence: &Evidence, shown: Grain) -> Vec<Option<String>> {
    let fits = |grain: &Grain| {
        let count = evidence.computed.period.buckets(*grain).len();
        *grain != shown && (2..=60).contains(&count)
    };
    let finer = Grain::ALL.into_iter().filter(fits).rfind(|grain| *grain < shown);
    let wider = Grain::ALL.into_iter().filter(fits).find(|grain| *grain > shown);
    [finer, wider].into_iter().map(|grain| grain.map(|grain| format!("by {}", grain.name()))).collect()
}
