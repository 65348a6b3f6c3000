//! What a reader should do next, and what the report does not say.

use std::collections::BTreeSet;

use sentia_agent::{Outcome, store::TurnRecord};
use sentia_reports::{Block, Run, Section};
use sentia_semantic::Direction;
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind, format};

use super::{
    Made,
    answer::{prose, shown},
};
use crate::render::clean;

/// Targets that are named; those behind them stand in their sections.
const MOST: usize = 10;

/// None where every target was met and every question answered.
pub(super) fn follow_up(made: &Made) -> Option<Section> {
    let mut blocks = Vec::new();
    let missed = missed(made);
    if !missed.is_empty() {
        blocks.push(Block::Paragraph(vec![Run::Strong("Off target, to be followed up:".to_owned())]));
        blocks.push(Block::Bullets(missed));
    }
    let unanswered = unanswered(made);
    if !unanswered.is_empty() {
        blocks.push(Block::Paragraph(vec![Run::Strong("What this report does not answer:".to_owned())]));
        blocks.push(Block::Bullets(unanswered));
    }
    (!blocks.is_empty()).then(|| Section::new("What to follow up", blocks))
}

/// `OEE: 72.2% in August 2026, 2.8 points off its target of 75.0%. Worst: Leeds, 70.5%.`
fn missed(made: &Made) -> Vec<Vec<Run>> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for evidence in made.turns().flat_map(|record| &record.answer.evidence) {
        for fact in evidence.facts.iter().filter(|fact| fact.kind == FactKind::AgainstTarget) {
            let Some((value, target, gap)) = against_target(evidence, fact) else { continue };
            let known = (value.measure.clone(), value.members.clone(), value.period.describe());
            if is_short(gap) && seen.insert(known) {
                lines.push(line(evidence, value, target, gap));
            }
        }
    }
    lines.truncate(MOST);
    lines
}

fn against_target<'a>(evidence: &'a Evidence, fact: &Fact) -> Option<(&'a Figure, &'a Figure, &'a Figure)> {
    let mut figures = fact.figures.iter().map(|id| evidence.figure(id));
    Some((figures.next()??, figures.next()??, figures.next()??))
}

fn is_short(gap: &Figure) -> bool {
    match gap.direction {
        Direction::UpIsGood => gap.value.as_f64().is_some_and(|gap| gap < 0.0),
        Direction::DownIsGood => gap.value.as_f64().is_some_and(|gap| gap > 0.0),
        Direction::Neutral => false,
    }
}

fn line(evidence: &Evidence, value: &Figure, target: &Figure, gap: &Figure) -> Vec<Run> {
    let shown = |figure: &Figure| Run::figure(figure.id.clone(), format::figure_in_table(figure));
    let text = |text: String| Run::Text(text);
    let whose: Vec<String> = value.members.iter().map(|(_, label)| clean(label)).collect();
    let what = std::iter::once(clean(&value.label)).chain(whose).collect::<Vec<_>>().join(", ");
    let mut runs = vec![
        Run::Strong(format!("{what}: ")),
        shown(value),
        text(format!(" in {}, ", value.period.describe())),
        Run::figure(gap.id.clone(), format::figure_in_prose(gap)),
        text(" off its target of ".to_owned()),
        shown(target),
        text(".".to_owned()),
    ];
    if let Some(worst) = worst(evidence, value) {
        let label = worst.members.last().map(|(_, label)| clean(label)).unwrap_or_default();
        runs.extend([text(format!(" Worst: {label}, ")), shown(worst), text(".".to_owned())]);
    }
    runs
}

/// The row at the bad end, where the value is split.
fn worst<'a>(evidence: &'a Evidence, whole: &Figure) -> Option<&'a Figure> {
    let kind = if whole.direction == Direction::UpIsGood { FactKind::Lowest } else { FactKind::Highest };
    let facts = evidence.facts.iter().filter(|fact| fact.kind == kind && fact.measure == whole.label);
    let figures = facts.filter_map(|fact| evidence.figure(fact.figures.first()?));
    let mut figures = figures.filter(|figure| figure.kind == FigureKind::Value && !figure.members.is_empty());
    figures.next()
}

fn unanswered(made: &Made) -> Vec<Vec<Run>> {
    made.turns().filter(|record| !matches!(record.answer.outcome, Outcome::Answered)).map(reason).collect()
}

fn reason(record: &TurnRecord) -> Vec<Run> {
    let turn = shown(record);
    let mut runs = vec![Run::Strong(format!("{}: ", turn.question))];
    let said = prose(&turn).into_iter().filter_map(|block| match block {
        Block::Paragraph(runs) => Some(runs),
        _ => None,
    });
    runs.extend(said.flatten());
    runs
}
