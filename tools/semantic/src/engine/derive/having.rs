//! Conditions on figures: which rows stay.

use crate::{Query, QueryError, ResolvedCondition, Threshold, Value, catalogue::Measure, engine::rows::Row};

/// A condition with its place among the measures of the plan.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Condition {
    at: usize,
    pub resolved: ResolvedCondition,
}

/// The conditions of a query with their values in the measures' units. Errors: [`QueryError::WrongUnit`] where a value
/// is counted in something else; [`QueryError::Underivable`] where there are no rows to leave out, or no target.
pub(in crate::engine) fn resolve(query: &Query, measures: &[&Measure]) -> Result<Vec<Condition>, QueryError> {
    let condition = |having: &crate::Having| {
        let at = measures.iter().position(|measure| measure.id == having.measure);
        let at = at.ok_or_else(|| QueryError::UnknownOrder(having.measure.clone()))?;
        let measure = measures[at];
        if query.grain.is_none() && query.dimensions.is_empty() {
            return Err(QueryError::Underivable(format!(
                "a condition on {} leaves out rows, and there is only one; split it by a dimension or by time",
                measure.label
            )));
        }
        let value = measure.amount(&having.value)?;
        let resolved = ResolvedCondition { measure: measure.id.clone(), operator: having.operator, value };
        Ok(Condition { at, resolved })
    };
    query.having.iter().map(condition).collect()
}

/// Keeps the rows that meet every condition; a row without the figure meets none.
pub(super) fn keep(rows: &mut Vec<Row>, conditions: &[Condition]) {
    rows.retain(|row| conditions.iter().all(|condition| holds(condition, row)));
}

fn holds(condition: &Condition, row: &Row) -> bool {
    let Some(figure) = row.values.get(condition.at).and_then(Value::as_f64) else { return false };
    let value = condition.resolved.value;
    match condition.resolved.operator {
        Threshold::Above => figure > value,
        Threshold::AtLeast => figure >= value,
        Threshold::Below => figure < value,
        Threshold::AtMost => figure <= value,
    }
}
