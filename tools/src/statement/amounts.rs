//! Whole amounts (minor units of money, seconds) added without loss.

use sentia_semantic::{QueryError, Value, WarehouseError};

use crate::ToolError;

/// The amount in a cell; a part of a whole (seconds of a planned run) is rounded once, here. None where nothing is.
pub(super) fn whole(cell: &Value) -> Result<Option<i64>, ToolError> {
    match cell {
        Value::Integer(whole) => Ok(Some(*whole)),
        Value::Real(real) if real.abs() < 9e15 => Ok(Some(real.round() as i64)),
        Value::Real(_) => Err(too_large()),
        Value::Null | Value::Text(_) => Ok(None),
    }
}

/// `amount` added to `sum`, or taken away.
pub(super) fn plus(sum: i64, amount: i64, negate: bool) -> Result<i64, ToolError> {
    let added = if negate { sum.checked_sub(amount) } else { sum.checked_add(amount) };
    added.ok_or_else(too_large)
}

pub(super) fn too_large() -> ToolError {
    QueryError::Warehouse(WarehouseError::TooLarge).into()
}
