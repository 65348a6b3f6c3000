//! Whether a number as written is a figure at the precision shown.

use sentia_semantic::Unit;
use sentia_tools::{FigureKind, format};

use super::{
    quantity::{Quantity, SaidUnit},
    sense::Approximation,
    universe::Cell,
};

/// How a number and a figure stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Equal,
    /// The unit is right, the number is not.
    OtherNumber,
    OtherUnit,
}

/// Share of the figure by which a round number may miss it.
const ROUND: f64 = 0.03;

pub(super) fn fit(quantity: &Quantity, approximation: Option<Approximation>, cell: &Cell<'_>) -> Fit {
    let Some(actual) = in_unit_of(quantity, cell) else { return Fit::OtherUnit };
    let distance =
        matches!(cell.figure.kind, FigureKind::Change | FigureKind::ChangePercent | FigureKind::Gap);
    let actual = if distance { actual.abs() } else { actual };
    let said = if quantity.sign == Some(false) && !distance { -quantity.value } else { quantity.value };
    let equal = match approximation {
        None if quantity.unit == SaidUnit::Fraction => close(said, actual, 0.02),
        None => shows(quantity, said, actual),
        Some(approximation) => is_nearly(quantity, approximation, said, actual),
    };
    if equal { Fit::Equal } else { Fit::OtherNumber }
}

/// Equal when rounded to the digits shown, half either way.
fn shows(quantity: &Quantity, said: f64, actual: f64) -> bool {
    (said - actual).abs() <= quantity.step / 2.0 + tiny(actual)
}

fn tiny(number: f64) -> f64 {
    number.abs().max(1.0) * 1e-9
}

fn close(said: f64, actual: f64, share: f64) -> bool {
    (said - actual).abs() <= actual.abs() * share
}

/// "About 400" may be 412, "nearly 75%" 74.1%, "over £1.2m" £1.23m; none of them strays far, nor to the wrong side.
fn is_nearly(quantity: &Quantity, approximation: Approximation, said: f64, actual: f64) -> bool {
    let round = if quantity.coarse > quantity.step { ROUND } else { 0.0 };
    let near = shows(quantity, said, actual)
        || close(said, actual, round)
        || quantity.unit == SaidUnit::Fraction && close(said, actual, 0.1);
    let beside = near || (said - actual).abs() <= quantity.step + tiny(actual) || close(said, actual, 0.025);
    let (said, actual) = (said.abs(), actual.abs());
    let slack = tiny(actual);
    match approximation {
        Approximation::Near => near,
        Approximation::Nearly => beside && actual < said + slack,
        Approximation::Under => beside && actual < said - slack,
        Approximation::Over => beside && actual > said + slack,
        Approximation::AtLeast => beside && actual >= said - slack,
        Approximation::AtMost => beside && actual <= said + slack,
    }
}

/// The figure's value in the unit of the quantity; none where the two count different things.
fn in_unit_of(quantity: &Quantity, cell: &Cell<'_>) -> Option<f64> {
    factor(&quantity.unit, &cell.figure.unit).map(|factor| cell.number * factor)
}

/// The quantity as the figure would hold it.
pub(super) fn in_figure_unit(quantity: &Quantity, cell: &Cell<'_>) -> Option<f64> {
    factor(&quantity.unit, &cell.figure.unit).map(|factor| quantity.value / factor)
}

/// What a figure of this unit is multiplied by to be said in that one.
fn factor(said: &SaidUnit, unit: &Unit) -> Option<f64> {
    match (unit, said) {
        (Unit::Percent, SaidUnit::Percent) | (Unit::Points, SaidUnit::Points) => Some(100.0),
        (Unit::Percent, SaidUnit::Fraction) => Some(1.0),
        (Unit::Ratio, SaidUnit::Bare | SaidUnit::Times) => Some(1.0),
        (
            Unit::Count(noun) | Unit::Quantity(noun),
            SaidUnit::Of(Unit::Count(other) | Unit::Quantity(other)),
        ) => same_noun(noun, other).then_some(1.0),
        (Unit::Count(_) | Unit::Quantity(_), SaidUnit::Bare) => Some(1.0),
        (Unit::Money { currency, per }, SaidUnit::Money { currency: said, per: of }) => {
            let same_base = match (per, of) {
                (Some(per), Some(of)) => same_noun(per, of),
                (None, Some(_)) => false,
                _ => true,
            };
            (currency == said && same_base).then(|| 1.0 / format::minor_units(currency))
        }
        (Unit::Duration, SaidUnit::Seconds) | (Unit::Days, SaidUnit::Days) => Some(1.0),
        _ => None,
    }
}

fn same_noun(one: &str, other: &str) -> bool {
    let plain = |noun: &str| format::singular(&noun.to_lowercase());
    one.eq_ignore_ascii_case(other) || plain(one) == plain(other)
}
