//! What is drawn of a result: lines over time, bars of members, the parts of a loss, cells of many members.

use std::collections::BTreeSet;

use sentia_semantic::{Additivity, Column, ColumnKind, Direction, Value};

use crate::{
    Chart, ChartKind,
    from_result::{Answered, column_id, title},
};

/// Bars that can be taken in at once; what would be more is drawn as cells.
const MOST_BARS: usize = 24;
/// Parts of a loss of which it is worth knowing which are the vital few.
const LEAST_PARTS: usize = 4;

/// One for each measure; none of what is a single row, or split too finely to be drawn.
pub(crate) fn of(answered: &Answered<'_>) -> Vec<Chart> {
    if answered.result.rows.len() < 2 {
        return Vec::new();
    }
    answered.query.measures.iter().filter_map(|id| chart(answered, id)).collect()
}

fn chart(answered: &Answered<'_>, id: &str) -> Option<Chart> {
    let dimensions = answered.query.dimensions.as_slice();
    let (kind, x, series) = match (answered.query.grain, dimensions) {
        (Some(_), []) => (ChartKind::Line, "time", None),
        (Some(_), [series]) => (ChartKind::Line, "time", Some(series)),
        (None, [bars]) if is_loss_in_parts(answered, id) => (ChartKind::Pareto, bars.as_str(), None),
        (None, [bars]) => (ChartKind::Bar, bars.as_str(), None),
        (None, [bars, series]) => match cells(answered) {
            None => (ChartKind::Bar, bars.as_str(), Some(series)),
            Some((across, down)) if across <= down => (ChartKind::Heat, bars.as_str(), Some(series)),
            Some(_) => (ChartKind::Heat, series.as_str(), Some(bars)),
        },
        _ => return None,
    };
    let (title, y) = (title(answered), vec![drawn(answered, id)]);
    Some(Chart { kind, title, x: x.to_owned(), y, series: series.cloned() })
}

/// Whether the rows are all the parts of a loss, the greatest first: what adds up, is better low, and was not cut down.
fn is_loss_in_parts(answered: &Answered<'_>, id: &str) -> bool {
    let rows = &answered.result.rows;
    let measure = answered.context.engine.catalogue().measure(id);
    let is_loss = measure.is_some_and(|measure| {
        measure.additivity == Additivity::Additive && measure.direction == Direction::DownIsGood
    });
    let is_whole = answered.query.having.is_empty()
        && answered.query.limit.is_none_or(|limit| rows.len() < limit as usize);
    let at = answered.result.columns.iter().position(|column| column_id(column) == id);
    let values: Vec<f64> = rows.iter().map_while(|row| row.get(at?)?.as_f64()).collect();
    is_loss
        && is_whole
        && values.len() >= LEAST_PARTS
        && values.len() == rows.len()
        && values.iter().all(|value| *value > 0.0)
        && values.is_sorted_by(|one, next| one >= next)
}

/// How many members each of the two dimensions has, where bars could not show all of their pairs.
fn cells(answered: &Answered<'_>) -> Option<(usize, usize)> {
    let rows = &answered.result.rows;
    let dimensions: Vec<usize> = (0..answered.result.columns.len())
        .filter(|at| answered.result.columns[*at].kind == ColumnKind::Dimension)
        .collect();
    let members = |at: &usize| {
        let names = rows.iter().filter_map(|row| row.get(*at)).map(Value::as_text);
        names.collect::<BTreeSet<_>>().len()
    };
    let [first, second] = dimensions.as_slice() else { return None };
    let (first, second) = (members(first), members(second));
    (rows.len() > MOST_BARS && first.min(second) > 2).then_some((first, second))
}

/// The column of a measure that is drawn: over time, what was asked for over windows of it.
fn drawn(answered: &Answered<'_>, id: &str) -> String {
    let is_window = |column: &&Column| {
        column.id == *id && matches!(column.kind, ColumnKind::Derived(how) if how.is_window())
    };
    answered.result.columns.iter().find(is_window).map_or_else(|| id.to_owned(), column_id)
}
