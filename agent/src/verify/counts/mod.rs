//! All, none, only, most, three of the five: claims about how many rows something is true of.

mod claim;
mod conditions;
mod predicate;
mod rows;

use std::collections::BTreeSet;

use sentia_tools::FigureKind;

use claim::{Claim, Counted, Many};

use super::{
    bind::Roles, fault::FaultKind, frame::Options, item::Kind, page::Page, sense::Sense, universe::Cell,
};

pub(super) fn check(page: &mut Page<'_>, roles: &Roles) {
    let mut done = BTreeSet::new();
    for item in 0..page.items.len() {
        if done.contains(&item) {
            continue;
        }
        if let Some(claim) = claim::at(page, roles, item) {
            done.extend(claim.items.iter().copied());
            page.settled.extend(claim.items.iter().copied());
            let said = claim.items.iter().map(|item| page.text(*item)).collect::<Vec<_>>().join(" ");
            if let Err((kind, advice)) = judge(page, &claim) {
                page.fault(kind, &said, advice);
            }
        }
    }
}

type Outcome = Result<(), (FaultKind, String)>;

fn judge(page: &mut Page<'_>, claim: &Claim) -> Outcome {
    let rows: Vec<Cell<'_>> = rows::of(page, claim).into_iter().copied().collect();
    check_filter(page, claim)?;
    check_total(page, claim, &rows)?;
    let Some(predicate) = predicate::of(page, claim) else { return without_predicate(page, claim, &rows) };
    predicate.settle(page);
    if let Some(outcome) = conditions::judge(page, claim, &predicate) {
        return outcome;
    }
    let Some(first) = rows.first() else {
        return Err((
            FaultKind::Unsupported,
            "the evidence has no rows that this could be true of; leave it out".to_owned(),
        ));
    };
    if !page.background.universe.shows_all(first) {
        return Err((
            FaultKind::Unsupported,
            "the evidence shows only part of the rows, so it cannot be said of how many this is true"
                .to_owned(),
        ));
    }
    let mut verdicts = Vec::new();
    for row in &rows {
        let holds = predicate.holds(page, row);
        let holds = holds.ok_or_else(|| {
            (FaultKind::Unsupported, "the evidence does not say this of every row; leave it out".to_owned())
        })?;
        verdicts.push((*row, holds));
    }
    decide(page, claim, &verdicts)
}

fn is_named(cell: &Cell<'_>, members: &[Options]) -> bool {
    members.iter().flatten().any(|(dimension, label)| cell.member(dimension) == Some(label))
}

fn decide(page: &Page<'_>, claim: &Claim, verdicts: &[(Cell<'_>, bool)]) -> Outcome {
    let count = verdicts.iter().filter(|(_, holds)| *holds).count();
    let named = |cell: &Cell<'_>| claim.names(page, cell);
    let right = match claim.many {
        Many::All => verdicts.iter().all(|(cell, holds)| *holds != is_named(cell, &claim.except)),
        Many::None => verdicts.iter().all(|(cell, holds)| *holds == is_named(cell, &claim.except)),
        Many::Only => claim.names_any(page) && verdicts.iter().all(|(cell, holds)| *holds == named(cell)),
        Many::Exactly(number) => count as f64 == number,
        Many::Part(share) => (count as f64 - share * verdicts.len() as f64).abs() < 1e-6,
        Many::Most => count * 2 > verdicts.len(),
        Many::Several => count >= 2,
        Many::Rest => {
            let known = [page.all_members(), page.carried.members.concat()].concat();
            let mut rest = verdicts.iter().filter(|(cell, _)| !is_named(cell, &known)).peekable();
            rest.peek().is_some() && rest.all(|(_, holds)| *holds)
        }
        Many::Neither => {
            claim.names_any(page) && verdicts.iter().filter(|(cell, _)| named(cell)).all(|(_, holds)| !holds)
        }
    };
    if right { Ok(()) } else { Err((FaultKind::WrongCount, truth(verdicts, count))) }
}

fn truth(verdicts: &[(Cell<'_>, bool)], count: usize) -> String {
    let labels = |wanted: bool| {
        let found = verdicts.iter().filter(|(_, holds)| *holds == wanted);
        found.map(|(cell, _)| row_name(cell)).take(8).collect::<Vec<_>>().join(", ")
    };
    format!("it is true of {count} of {} ({}); not of {}", verdicts.len(), labels(true), labels(false))
}

fn row_name(cell: &Cell<'_>) -> String {
    if cell.is_bucket() {
        return cell.figure.period.describe();
    }
    cell.figure.members.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(" ")
}

/// "All plants" where the Evidence is filtered to one.
fn check_filter(page: &Page<'_>, claim: &Claim) -> Outcome {
    let Some(Counted::Members(id)) = &claim.dimension else { return Ok(()) };
    let filters = page.background.universe.filters.iter().flatten();
    let mut left_out = filters.filter(|filter| filter.dimension == *id);
    match left_out.next() {
        Some(filter) => Err((
            FaultKind::WrongCount,
            format!("the evidence holds only part of these ({})", filter.labels.join(", ")),
        )),
        None => Ok(()),
    }
}

/// "The four lines" must be four.
fn check_total(page: &Page<'_>, claim: &Claim, rows: &[Cell<'_>]) -> Outcome {
    let Some(said) = claim.of else { return Ok(()) };
    let rest = claim.many == Many::Rest;
    let named = rows
        .iter()
        .filter(|row| is_named(row, &[page.all_members(), page.carried.members.concat()].concat()))
        .count();
    let known = if rest { rows.len().saturating_sub(named) } else { rows.len() };
    let counted =
        page.background.universe.cells.iter().any(|cell| cell.is(FigureKind::Count) && cell.number == said);
    if said == known as f64 || (counted && !rest) {
        return Ok(());
    }
    Err((FaultKind::WrongCount, format!("there are {known}")))
}

/// A count, or a list of names, without a claim about each.
fn without_predicate(page: &Page<'_>, claim: &Claim, rows: &[Cell<'_>]) -> Outcome {
    let unclear = || {
        Err((
            FaultKind::WrongCount,
            "it cannot be told what this is true of; say it plainly, with the names".to_owned(),
        ))
    };
    let silent = !page.bound.keys().any(|(item, _)| page.range(claim.segment).contains(item));
    match claim.many {
        Many::Exactly(number) => exactly(page, claim, rows, number),
        Many::All if claim.of.is_none() && ranks_something(page, claim.segment) => unclear(),
        Many::All if claim.of.is_some() || claim.placed || silent => Ok(()),
        Many::Most | Many::Several | Many::Rest if silent || has_span(page, claim.segment) => Ok(()),
        _ => unclear(),
    }
}

/// `was best on every shift`: a rank within each cannot be told.
fn ranks_something(page: &Page<'_>, segment: usize) -> bool {
    page.find(segment, |kind| matches!(kind, Kind::Sense(Sense::Extreme(_)))).is_some()
}

fn has_span(page: &Page<'_>, segment: usize) -> bool {
    page.find(segment, |kind| matches!(kind, Kind::Span(_))).is_some()
}

/// "Four lines": as many rows as there are, or as many names as follow.
fn exactly(page: &Page<'_>, claim: &Claim, rows: &[Cell<'_>], number: f64) -> Outcome {
    let universe = page.background.universe;
    let counted = universe
        .cells
        .iter()
        .any(|cell| cell.is(FigureKind::Count) && cell.number == number && fits_noun(cell, claim));
    let labels: BTreeSet<String> = rows.iter().map(row_name).collect();
    let complete = rows.first().is_some_and(|row| universe.shows_all(row));
    let named =
        (claim.segment..page.segments.len()).map(|at| page.own[at].members.concat().len()).sum::<usize>();
    let listed = named as f64 == number && named > 1;
    let there = complete && (rows.len() as f64 == number || labels.len() as f64 == number);
    if counted || listed || (there && claim.dimension.is_some()) {
        return Ok(());
    }
    Err((
        FaultKind::WrongCount,
        format!("the evidence does not count {number} of these; leave the count out or give the right one"),
    ))
}

/// A count of rows may be called by their dimension; a count of named things by their name.
fn fits_noun(cell: &Cell<'_>, claim: &Claim) -> bool {
    match (&claim.dimension, cell.figure.measure.is_empty()) {
        (Some(Counted::Members(id)), true) => {
            cell.figure.label.starts_with(id.as_str()) || id.starts_with(&cell.figure.label)
        }
        (Some(Counted::Members(id)), false) => cell
            .evidence
            .figures
            .iter()
            .any(|figure| figure.members.iter().any(|(dimension, _)| dimension == id)),
        (Some(Counted::Rows), _) => true,
        (Some(Counted::Time), _) => false,
        (None, listing) => listing,
    }
}
