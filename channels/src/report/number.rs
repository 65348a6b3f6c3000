//! Figures as numbers of a document: money in major units, shares as fractions, time in hours.

use sentia_reports::NumberFormat;
use sentia_semantic::Unit;
use sentia_tools::{Figure, format};

/// What a column of figures of this unit holds.
pub(super) fn number_format(unit: &Unit) -> NumberFormat {
    match unit {
        Unit::Percent => NumberFormat::Percent { decimals: 1 },
        Unit::Points => NumberFormat::Quantity { unit: "points".to_owned(), decimals: 1 },
        Unit::Ratio => NumberFormat::Ratio { decimals: 2 },
        Unit::Count(_) => NumberFormat::Count,
        Unit::Quantity(unit) => NumberFormat::Quantity { unit: unit.clone(), decimals: 1 },
        Unit::Money { currency, .. } => {
            let decimals = if format::minor_units(currency) > 1.0 { 2 } else { 0 };
            NumberFormat::Money { currency: currency.clone(), decimals }
        }
        Unit::Duration => NumberFormat::Quantity { unit: "h".to_owned(), decimals: 2 },
        Unit::Days => NumberFormat::Quantity { unit: "days".to_owned(), decimals: 1 },
    }
}

/// The figure in the unit of its format.
pub(super) fn number(figure: &Figure) -> Option<f64> {
    let value = figure.value.as_f64().filter(|value| value.is_finite())?;
    Some(match &figure.unit {
        Unit::Money { currency, .. } => value / format::minor_units(currency),
        Unit::Points => value * 100.0,
        Unit::Duration => value / 3_600.0,
        _ => value,
    })
}
