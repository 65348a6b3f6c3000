//! A measure that is taken to be otherwise.

use sentia_semantic::{Measure, Unit};

use super::ChangeArg;
use crate::ToolError;

/// In the measure's unit.
#[derive(Debug, Clone)]
pub(super) struct Change<'a> {
    pub(super) measure: &'a Measure,
    pub(super) to: f64,
}

impl<'a> Change<'a> {
    /// What a change says of a measure that was `base`. Errors: a text that is no amount of it, none or two of them, and a
    /// value that the measure cannot have.
    pub(super) fn read(asked: &ChangeArg, measure: &'a Measure, base: f64) -> Result<Self, ToolError> {
        let to = match (&asked.by, &asked.to) {
            (Some(by), None) => base + difference(by, measure, base)?,
            (None, Some(to)) => measure.amount(to)?,
            _ => {
                return Err(ToolError::BadArguments(format!(
                    "Say either by how much {} changes or to what.",
                    measure.label
                )));
            }
        };
        possible(measure, base, to)?;
        Ok(Change { measure, to })
    }
}

fn difference(by: &str, measure: &Measure, base: f64) -> Result<f64, ToolError> {
    let by = by.trim();
    let (sign, amount) = match by.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, by.strip_prefix('+').unwrap_or(by)),
    };
    let amount = amount.trim();
    let lower = amount.to_lowercase();
    let is_share = ["%", "percent", "per cent", "pct"].iter().any(|word| lower.ends_with(word));
    let by = if is_share {
        base.abs() * measure.difference(amount, &Unit::Percent)?
    } else {
        measure.difference(amount, &measure.unit.of_difference())?
    };
    Ok(sign * by)
}

/// A share stays between nothing and all, and what was never negative does not become so.
fn possible(measure: &Measure, base: f64, to: f64) -> Result<(), ToolError> {
    let is_share = measure.unit == Unit::Percent && (0.0..=1.0).contains(&base);
    let fits = to.is_finite() && (base < 0.0 || to >= 0.0) && (!is_share || to <= 1.0);
    let limit = if is_share { "between 0% and 100%" } else { "below nothing" };
    if fits {
        return Ok(());
    }
    let cannot = if is_share { "can only be" } else { "cannot be" };
    Err(ToolError::BadArguments(format!("{} {cannot} {limit}: take a smaller change.", measure.label)))
}
