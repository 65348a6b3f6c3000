use std::cmp::Ordering;

use jiff::civil::Date;
use sentia_semantic::{ColumnKind, Derived, Query, ResultTable, SortBy, SortDirection, Unit, Value};

use super::{
    Reference,
    aggregate::Number,
    answer::{Answer, AnswerRow, Group, is_exact},
    derive::REST,
};

/// Relative tolerance of figures that are not exact.
const TOLERANCE: f64 = 1e-9;

/// Panics where a result differs from what the reference found: other rows, other figures, another order.
pub(crate) fn assert_same(reference: &Reference, query: &Query, expected: &Answer, result: &ResultTable) {
    assert_eq!(result.period, expected.period, "period of {query:?}");
    assert_eq!(result.comparison_period, expected.comparison_period, "comparison of {query:?}");
    assert_eq!(result.freshness.data_through, expected.data_through, "freshness of {query:?}");
    if expected.is_ambiguous {
        return;
    }
    let limit = if query.others { 10_000 } else { query.limit.map_or(10_000, |limit| limit as usize) };
    assert_eq!(
        result.rows.len(),
        expected.rows.len().min(limit),
        "rows of {query:?}\n{result:#?}\n{expected:#?}"
    );
    assert_eq!(
        result.truncated,
        expected.truncated || expected.rows.len() > limit,
        "truncated, {query:?}\n{result:#?}\n{expected:#?}"
    );
    let mut order: Vec<(&Group, &AnswerRow)> = expected.rows.iter().collect();
    order.sort_by(|a, b| compare(query, *a, *b));
    for (index, row) in result.rows.iter().enumerate() {
        let mut group = group_of(query, row, &result.keys[index]);
        if result.rest.contains(&index) {
            group.1 = vec![Some(REST.to_owned())];
        }
        let Some(wanted) = expected.rows.get(&group) else {
            panic!("row {group:?} should not be there: {query:?}\n{}", result.sql.join("\n\n"));
        };
        assert_row(reference, query, &group, wanted, row, result);
        let same_place = order[index].0 == &group || is_tie(query, order[index], (&group, wanted));
        assert!(same_place, "row {index} is {group:?} and not {:?}: {query:?}\n{result:#?}", order[index].0);
    }
}

fn group_of(query: &Query, row: &[Value], keys: &[Value]) -> Group {
    let bucket = query.grain.map(|_| row[0].as_text().unwrap().parse::<Date>().unwrap());
    (bucket, keys.iter().map(|key| key.as_text().map(str::to_owned)).collect())
}

fn assert_row(
    reference: &Reference,
    query: &Query,
    group: &Group,
    wanted: &AnswerRow,
    row: &[Value],
    result: &ResultTable,
) {
    let labels: Vec<Option<String>> = result
        .columns
        .iter()
        .zip(row)
        .filter(|(column, _)| column.kind == ColumnKind::Dimension)
        .map(|(_, cell)| cell.as_text().map(str::to_owned))
        .collect();
    assert_eq!(labels, wanted.labels, "labels of {group:?}");
    for (column, cell) in result.columns.iter().zip(row) {
        let Some(index) = query.measures.iter().position(|id| *id == column.id) else { continue };
        let exact = is_exact(reference.catalogue.measure(&column.id).unwrap());
        let (value, previous) = (wanted.values[index], wanted.previous.get(index).copied().flatten());
        let figure = match column.kind {
            ColumnKind::Measure => value,
            ColumnKind::Previous => previous,
            ColumnKind::Change => change(value, previous, exact),
            ColumnKind::ChangePercent => {
                let base =
                    previous.map(|previous| shown(previous, exact).real().abs()).filter(|base| *base > 0.0);
                let is_percent =
                    reference.catalogue.measure(&column.id).unwrap().unit == sentia_semantic::Unit::Percent;
                change(value, previous, exact)
                    .zip(base)
                    .filter(|_| !is_percent)
                    .map(|(change, base)| Number::Real(change.real() / base))
            }
            ColumnKind::Derived(how) => {
                let is_it = |derived: &Derived| derived.measure == column.id && derived.how == how;
                wanted.derived[query.derived.iter().position(is_it).unwrap()]
            }
            _ => continue,
        };
        let is_whole = matches!(column.unit, Some(Unit::Count(_) | Unit::Money { per: None, .. }));
        assert!(
            is_same(figure, cell, is_whole),
            "{} ({:?}) of {group:?} is {cell:?} and not {figure:?}: {query:?}\n{}",
            column.id,
            column.kind,
            result.sql.join("\n\n")
        );
    }
}

/// A figure as it is carried: whole where its unit is counted.
pub(super) fn shown(number: Number, exact: bool) -> Number {
    match number {
        Number::Real(real) if exact => Number::Whole(real.round() as i128),
        other => other,
    }
}

fn change(value: Option<Number>, previous: Option<Number>, exact: bool) -> Option<Number> {
    let (value, previous) = (shown(value?, exact), shown(previous?, exact));
    Some(match (value, previous) {
        (Number::Whole(value), Number::Whole(previous)) => Number::Whole(value - previous),
        _ => Number::Real(value.real() - previous.real()),
    })
}

fn is_same(expected: Option<Number>, cell: &Value, is_whole: bool) -> bool {
    match (expected.map(|number| shown(number, is_whole)), cell) {
        (None, Value::Null) => true,
        (Some(Number::Whole(whole)), Value::Integer(found)) => whole == i128::from(*found),
        (Some(number), Value::Real(found)) if !is_whole => {
            (number.real() - found).abs() <= TOLERANCE * number.real().abs().max(found.abs()).max(1.0)
        }
        _ => false,
    }
}

/// The order that was asked for, then time, labels and keys.
pub(super) fn compare(query: &Query, a: (&Group, &AnswerRow), b: (&Group, &AnswerRow)) -> Ordering {
    let rest = || a.1.is_rest.cmp(&b.1.is_rest);
    let first = if query.grain.is_none() { rest() } else { Ordering::Equal };
    first
        .then_with(|| asked_order(query, a, b))
        .then_with(|| a.0.0.cmp(&b.0.0))
        .then_with(rest)
        .then_with(|| nulls_last(&a.1.labels, &b.1.labels))
        .then_with(|| nulls_last(&a.0.1, &b.0.1))
}

fn nulls_last(a: &[Option<String>], b: &[Option<String>]) -> Ordering {
    let key = |text: &Option<String>| (text.is_none(), text.clone());
    a.iter().map(key).cmp(b.iter().map(key))
}

fn sort_figure(query: &Query, row: &AnswerRow) -> Option<f64> {
    let position = |id: &String| query.measures.iter().position(|measure| measure == id).unwrap();
    match &query.order.as_ref()?.by {
        SortBy::Measure(id) => Some(row.values[position(id)]?.real()),
        SortBy::Change(id) => Some(row.values[position(id)]?.real() - row.previous[position(id)]?.real()),
        _ => None,
    }
}

fn asked_order(query: &Query, a: (&Group, &AnswerRow), b: (&Group, &AnswerRow)) -> Ordering {
    let Some(order) = &query.order else { return Ordering::Equal };
    let descending = order.direction == SortDirection::Descending;
    let directed = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    match &order.by {
        SortBy::Measure(_) | SortBy::Change(_) => match (sort_figure(query, a.1), sort_figure(query, b.1)) {
            (Some(a), Some(b)) => directed(a.total_cmp(&b)),
            (a, b) => a.is_none().cmp(&b.is_none()),
        },
        SortBy::Dimension(id) => {
            let at = query.dimensions.iter().position(|dimension| dimension == id).unwrap();
            match (&a.1.labels[at], &b.1.labels[at]) {
                (Some(a), Some(b)) => directed(a.cmp(b)),
                (a, b) => a.is_none().cmp(&b.is_none()),
            }
        }
        SortBy::Time => directed(a.0.0.cmp(&b.0.0)),
    }
}

/// Rows whose figures are equal within the tolerance may come in either order; so may those that round to one.
pub(super) fn is_tie(query: &Query, a: (&Group, &AnswerRow), b: (&Group, &AnswerRow)) -> bool {
    match (sort_figure(query, a.1), sort_figure(query, b.1)) {
        (Some(a), Some(b)) => {
            (a - b).abs() <= 1.0_f64.max(a.abs()) * TOLERANCE || (a - b).abs() <= 1.0 && a.fract() != 0.0
        }
        _ => false,
    }
}
