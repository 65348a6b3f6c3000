//! Measures whose product the measure is, as OEE is availability × effectiveness × quality ratio: what each did to it.

use sentia_analytics::contribution::of_product;
use sentia_semantic::{ColumnKind, Measure, Query, Value};

use super::{Whole, may_stand_beside};
use crate::{ToolContext, ToolError};

pub(super) struct Driver {
    pub(super) measure: Measure,
    pub(super) now: Value,
    pub(super) before: Value,
    /// What it did to the change of the whole, in the whole's unit.
    pub(super) contribution: f64,
}

/// The factors; empty where the measure is no product of its drivers, or one of them may not be read.
pub(super) async fn of(
    query: &Query,
    whole: &Whole,
    context: &ToolContext,
) -> Result<Vec<Driver>, ToolError> {
    let catalogue = context.engine.catalogue();
    let own = query.measures.first().and_then(|id| catalogue.measure(id));
    let ids = own.map(|measure| measure.drivers.clone()).unwrap_or_default();
    let measures: Vec<Measure> = ids.iter().filter_map(|id| catalogue.measure(id)).cloned().collect();
    let readable = own.is_some_and(|own| measures.iter().all(|other| may_stand_beside(other, own, context)));
    if measures.len() < 2 || measures.len() != ids.len() || !readable {
        return Ok(Vec::new());
    }
    let result = context.engine.query(&Query { measures: ids, ..query.clone() }, &context.scope).await?;
    let values = |kind: ColumnKind| -> Vec<Value> {
        let at = |(at, column): (usize, &sentia_semantic::Column)| (column.kind == kind).then_some(at);
        let row = result.rows.first();
        let columns = result.columns.iter().enumerate().filter_map(at);
        columns.map(|at| row.and_then(|row| row.get(at)).cloned().unwrap_or(Value::Null)).collect()
    };
    let (now, before) = (values(ColumnKind::Measure), values(ColumnKind::Previous));
    let numbers = |values: &[Value]| values.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let Some((now_numbers, before_numbers)) = numbers(&now).zip(numbers(&before)) else {
        return Ok(Vec::new());
    };
    let is_product = is_product(&now_numbers, &whole.now) && is_product(&before_numbers, &whole.before);
    let Some(shares) = of_product(&before_numbers, &now_numbers).filter(|_| is_product) else {
        return Ok(Vec::new());
    };
    let drivers = measures.into_iter().zip(now.into_iter().zip(before)).zip(shares);
    Ok(drivers
        .map(|((measure, (now, before)), contribution)| Driver { measure, now, before, contribution })
        .collect())
}

fn is_product(factors: &[f64], whole: &Value) -> bool {
    let product: f64 = factors.iter().product();
    whole.as_f64().is_some_and(|whole| (product - whole).abs() <= 1e-9 * whole.abs().max(product.abs()))
}
