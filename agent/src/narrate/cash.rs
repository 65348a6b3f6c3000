//! Cash to come, as simulated: the answer first, then what it rests on. Nothing is said to be certain.

use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use super::words::{capitalised, listed, number, reference};
use crate::verify::plain_name;

/// A sentence for each finding: where liquidity is lowest and between which limits, the chance that it falls below an amount,
/// what a scenario changes, where cash ends, and who pays otherwise than before.
pub(super) fn sentences(evidence: &Evidence) -> Vec<String> {
    evidence.facts.iter().filter_map(|fact| sentence(evidence, fact)).collect()
}

fn sentence(evidence: &Evidence, fact: &Fact) -> Option<String> {
    let figures = fact.figures.iter().map(|id| evidence.figure(id)).collect::<Option<Vec<_>>>()?;
    match fact.kind {
        FactKind::CashLow => low(evidence, &figures),
        FactKind::Chance => chance(evidence, &figures),
        FactKind::CashScenario => scenario(evidence, fact, &figures),
        FactKind::CashEnd => end(evidence, &figures),
        FactKind::Unpaid => {
            let owed = reference(evidence, figures.first()?);
            Some(format!("{} owes {owed} today, none of which is taken to come.", plain_name(&fact.measure)))
        }
        FactKind::PaysOtherwise => pays_otherwise(evidence, fact, &figures),
        _ => None,
    }
}

fn between(evidence: &Evidence, low: &Figure, high: &Figure) -> String {
    format!("between {} and {}", reference(evidence, low), reference(evidence, high))
}

/// `Liquidity (cash and undrawn credit) would be lowest at the end of the week of 14 December 2026, at £9.4m in the median
/// simulation; four of five lie between £8.2m and £10.6m. …`
fn low(evidence: &Evidence, figures: &[&Figure]) -> Option<String> {
    let [median, low, high, worst, rest @ ..] = figures else { return None };
    let week = median.period.from.strftime("%-d %B %Y");
    let room = rest.iter().find(|figure| figure.kind == FigureKind::Gap);
    let room = room
        .map_or_else(String::new, |room| format!(" ({} above what must be held)", reference(evidence, room)));
    Some(format!(
        "{} would be lowest at the end of the week of {week}, at {} in the median simulation{room}; four of five lie {}, and in \
         the worst tenth the lowest week is at {} or less.",
        capitalised(subject(evidence)),
        reference(evidence, median),
        between(evidence, low, high),
        reference(evidence, worst)
    ))
}

/// Cash alone is what there is, where nothing can be drawn.
fn subject(evidence: &Evidence) -> &'static str {
    let of = |suffix: &str| evidence.figures.iter().find(|figure| figure.measure.ends_with(suffix));
    match (of(".closing"), of(".liquidity")) {
        (Some(closing), Some(liquidity)) if closing.value == liquidity.value => "cash",
        _ => "liquidity (cash and undrawn credit)",
    }
}

/// `Cash ends a week below £2.0m in 3.1% of 5,000 simulations.`
fn chance(evidence: &Evidence, figures: &[&Figure]) -> Option<String> {
    let [share, count, all, amount] = figures else { return None };
    let part = part(evidence, [share, count, all]);
    Some(format!("{} {part}.", capitalised(&ends_below(evidence, amount))))
}

/// `cash ends a week below £2.0m`.
fn ends_below(evidence: &Evidence, amount: &Figure) -> String {
    let what = if amount.measure.ends_with(".liquidity") { subject(evidence) } else { "cash" };
    let bound = if number(amount) == 0.0 { "zero".to_owned() } else { reference(evidence, amount) };
    format!("{what} ends a week below {bound}")
}

/// `in 3.1% of 5,000 simulations`; none and all are said in words, since neither is certain.
fn part(evidence: &Evidence, [share, count, all]: [&Figure; 3]) -> String {
    let of_all = reference(evidence, all);
    if number(count) == 0.0 {
        format!("in none of {of_all}")
    } else if count.value == all.value {
        format!("in each of {of_all}")
    } else if number(share) < 0.001 {
        format!("in {} of {of_all}", reference(evidence, count))
    } else {
        format!("in {} of {of_all}", reference(evidence, share))
    }
}

/// `If all customers pay 10 days later, cash in its lowest week would be £23.6m instead of £26.3m, down £2.7m; …`
fn scenario(evidence: &Evidence, fact: &Fact, figures: &[&Figure]) -> Option<String> {
    let [before, after, change, share, count, all] = figures else { return None };
    let names: Vec<String> = before.members.iter().map(|(_, label)| plain_name(label)).collect();
    let conditions = fact.measure.replace("{}", &listed(&names));
    let [low, taken, moved] = [before, after, change].map(|figure| reference(evidence, figure));
    let moved = if number(change) == 0.0 {
        format!("still be {low}")
    } else {
        let way = if number(change) < 0.0 { "down" } else { "up" };
        format!("be {taken} instead of {low}, {way} {moved}")
    };
    let asked = evidence.facts.iter().find(|fact| fact.kind == FactKind::Chance)?;
    let amount = evidence.figure(asked.figures.last()?)?;
    Some(format!(
        "If {conditions}, {} in its lowest week would {moved} in the median simulation; without that, {} {}.",
        subject(evidence),
        ends_below(evidence, amount),
        part(evidence, [share, count, all])
    ))
}

fn end(evidence: &Evidence, figures: &[&Figure]) -> Option<String> {
    let [_, end, low, high] = figures else { return None };
    let (end, limits) = (reference(evidence, end), between(evidence, low, high));
    Some(format!(
        "At the end of the last week, cash would be {end} in the median simulation, {limits} in four of five."
    ))
}

fn pays_otherwise(evidence: &Evidence, fact: &Fact, figures: &[&Figure]) -> Option<String> {
    let [before, since] = figures else { return None };
    let way = if number(since) > number(before) { "later" } else { "earlier" };
    Some(format!(
        "{} has lately paid {way} than before, {} after the due date instead of {}; the simulation assumes that it goes on so.",
        plain_name(&fact.measure),
        reference(evidence, since),
        reference(evidence, before)
    ))
}
