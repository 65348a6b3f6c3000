//! The row of the rest: every measure over all the members that have no row of their own.

use crate::{
    Query, QueryError, Value,
    catalogue::lower_first,
    compile::{Condition, Plan, PlannedFilter},
    engine::rows::Row,
};

/// The rest is that of one dimension, and of a number of rows. Errors: [`QueryError::Underivable`].
pub(in crate::engine) fn check(query: &Query) -> Result<(), QueryError> {
    let reason = match (query.others, query.limit, query.dimensions.as_slice()) {
        (false, ..) | (true, Some(_), [_]) => return Ok(()),
        (true, None, _) if query.having.is_empty() => {
            "a row for all the others needs a number of rows to show before it; ask for the top 5, say"
        }
        (true, _, [_]) => return Ok(()),
        (true, _, _) => "a row for all the others needs one dimension that splits the rows; name one",
    };
    Err(QueryError::Underivable(reason.to_owned()))
}

/// The plan without its split, over the members that are not shown.
pub(super) fn plan<'a>(plan: &Plan<'a>, shown: &[Row]) -> Result<Plan<'a>, QueryError> {
    let keys = shown.iter().filter_map(|row| row.keys.first());
    let and_none = keys.clone().any(Value::is_null);
    let keys = keys.filter_map(|key| key.as_text().map(str::to_owned)).collect();
    let mut filters = plan.filters.clone();
    filters.extend(
        plan.dimensions
            .first()
            .map(|dimension| PlannedFilter { dimension, condition: Condition::Beyond { keys, and_none } }),
    );
    plan.recut(plan.measures.clone(), Vec::new(), plan.grain, filters)
}

/// Names the rows of the rest by the dimension that they are the rest of.
pub(super) fn name(plan: &Plan<'_>, rows: &mut [Row]) {
    let Some(dimension) = plan.dimensions.first() else { return };
    let label = format!("All other {}", lower_first(&dimension.plural));
    for row in rows {
        row.is_rest = true;
        (row.keys, row.labels) = (vec![Value::Null], vec![Value::from(label.as_str())]);
    }
}
