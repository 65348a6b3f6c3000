//! LIMIT and OFFSET: plain numbers, and never more rows than are carried.

use sqlparser::ast::{Expr, LimitClause, Offset, Query, Value};

use super::rewrite::{Outcome, refuse};

pub(super) fn check_limit(limit: &LimitClause) -> Outcome {
    let plain = match limit {
        LimitClause::LimitOffset { limit, offset, limit_by } => {
            let offset = offset.as_ref().map(|Offset { value, rows: _ }| value);
            limit_by.is_empty() && limit.iter().chain(offset).all(|value| number(value).is_some())
        }
        LimitClause::OffsetCommaLimit { offset, limit } => {
            number(offset).is_some() && number(limit).is_some()
        }
    };
    refuse(!plain, "LIMIT or OFFSET with anything but a number", "write whole numbers, such as LIMIT 20")
}

fn number(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, false) => digits.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// Cuts the answer to this many rows.
pub(super) fn limit_rows(query: &mut Query, most: usize) {
    let limited = || Expr::Value(Value::Number(most.to_string(), false).with_empty_span());
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit, .. }) => {
            if limit.as_ref().and_then(number).is_none_or(|asked| asked > most) {
                *limit = Some(limited());
            }
        }
        Some(LimitClause::OffsetCommaLimit { limit, .. }) => {
            if number(limit).is_none_or(|asked| asked > most) {
                *limit = limited();
            }
        }
        None => {
            query.limit_clause =
                Some(LimitClause::LimitOffset { limit: Some(limited()), offset: None, limit_by: Vec::new() });
        }
    }
}
