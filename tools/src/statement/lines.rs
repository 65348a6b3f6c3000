//! Lines from what their terms come to and from one another, and what must hold between them.

use std::collections::BTreeMap;

use sentia_semantic::{
    Statement,
    catalogue::{LineRef, LineRole, StatementCheck, StatementLine, Term},
};

use super::{amounts::plus, bridge::Effects, gather::Gathered};
use crate::ToolError;

/// The amount of each line by its id; none for headings, and for lines without a budget and what they are part of.
pub(super) type Lines = BTreeMap<String, Option<i64>>;

/// A check and by how much it fails; nothing where it holds.
pub(super) struct Checked {
    pub claim: String,
    pub difference: i64,
}

/// Which terms of a line are meant.
pub(super) fn actual(line: &StatementLine) -> &[Term] {
    &line.terms
}

pub(super) fn budget(line: &StatementLine) -> &[Term] {
    &line.budget
}

/// Sums the lines in their order.
pub(super) fn lines(
    statement: &Statement,
    gathered: &Gathered,
    effects: &Effects,
    terms: fn(&StatementLine) -> &[Term],
) -> Result<Lines, ToolError> {
    let mut lines = Lines::new();
    for line in &statement.lines {
        let is_told = |other: &LineRef| lines.get(&other.line).is_some_and(Option::is_some);
        let known = match line.sum.as_slice() {
            [] => !terms(line).is_empty(),
            parts => parts.iter().all(is_told),
        };
        let effect = line.effect.map(|effect| effects.get(&effect).copied().unwrap_or(0));
        let amount = if effect.is_some() {
            effect
        } else if line.role == LineRole::Heading || !known {
            None
        } else {
            Some(plus(of_terms(terms(line), gathered)?, of_lines(&line.sum, &lines)?, false)?)
        };
        lines.insert(line.id.clone(), amount);
    }
    Ok(lines)
}

fn of_terms(terms: &[Term], gathered: &Gathered) -> Result<i64, ToolError> {
    terms.iter().try_fold(0, |sum, term| plus(sum, gathered.amount(term)?, false))
}

fn of_lines(others: &[LineRef], lines: &Lines) -> Result<i64, ToolError> {
    let amount = |other: &LineRef| lines.get(&other.line).copied().flatten().unwrap_or(0);
    others.iter().try_fold(0, |sum, other| plus(sum, amount(other), other.negate))
}

/// Whether the lines keep to what the statement claims of them.
pub(super) fn check(
    statement: &Statement,
    lines: &Lines,
    gathered: &Gathered,
) -> Result<Vec<Checked>, ToolError> {
    let checked = |check: &StatementCheck| {
        let difference = plus(of_lines(&check.sum, lines)?, of_terms(&check.terms, gathered)?, false)?;
        Ok(Checked { claim: check.claim.clone(), difference })
    };
    statement.checks.iter().map(checked).collect()
}
