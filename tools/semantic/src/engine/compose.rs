//! A measure taken apart: the sums that it is computed from, for each member of a dimension, in two periods.

use std::convert::Infallible;

use super::{Engine, compare, freshness, resolve, run::Run};
use crate::{
    Period, Query, QueryError, Scope, Unit, Value,
    catalogue::{Aggregate, AggregateFunction, Measure, MeasureExpression, Operator},
    compile::{Slopes, slopes},
};

/// The sums behind a measure, by member, in the period asked for and in the one before. What the members have adds up to
/// what there is; the measure is computed from the sums, whatever its formula.
#[derive(Debug)]
pub struct Composition {
    expression: MeasureExpression,
    sums: Vec<Aggregate>,
    pub period: Period,
    pub previous: Period,
    pub members: Vec<Composed>,
    /// The statements that ran.
    pub sql: Vec<String>,
}

/// One member's sums, in the order of [`Composition::value`]'s.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// Null for the rows that name no member, and for all there is where nothing splits it.
    pub key: Value,
    pub label: Value,
    pub now: Vec<f64>,
    pub before: Vec<f64>,
}

/// What a part of a definition is to be, where it is not what its sums make it.
pub type Known<'a> = dyn Fn(&MeasureExpression) -> Option<f64> + 'a;

impl Composition {
    /// The measure computed from these sums; the last of them is the length of the period in days.
    pub fn value(&self, sums: &[f64]) -> Option<f64> {
        self.slopes(sums).map(|(value, _)| value)
    }

    /// The measure, and by how much it moves with each of the sums.
    pub fn slopes(&self, sums: &[f64]) -> Option<(f64, Vec<f64>)> {
        let number = |aggregate: &Aggregate| self.sums.iter().position(|known| known == aggregate);
        let Slopes { value, by } = slopes(&self.expression, &number, sums)?;
        Some((value, by))
    }

    /// The measure computed from these sums, with those parts of its definition that are `known` to be otherwise.
    pub fn value_given(&self, sums: &[f64], known: &Known<'_>) -> Option<f64> {
        let number = |aggregate: &Aggregate| self.sums.iter().position(|known| known == aggregate);
        slopes(&given(&self.expression, known), &number, sums).map(|slopes| slopes.value)
    }

    /// The two figures that the measure is the quotient of, from these sums; none where it is no quotient.
    pub fn quotient(&self, sums: &[f64]) -> Option<(f64, f64)> {
        let number = |aggregate: &Aggregate| self.sums.iter().position(|known| known == aggregate);
        let value = |part: &MeasureExpression| Some(slopes(part, &number, sums)?.value);
        let (numerator, denominator) = parts_of_quotient(&self.expression)?;
        Some((value(&numerator)?, value(denominator)?))
    }

    /// All members' sums together, with the days of the period behind them: now, and before.
    pub fn totals(&self) -> (Vec<f64>, Vec<f64>) {
        let total = |of: fn(&Composed) -> &Vec<f64>, period: &Period| {
            let mut total = vec![0.0; self.sums.len()];
            for member in &self.members {
                total.iter_mut().zip(of(member)).for_each(|(total, sum)| *total += sum);
            }
            total.push(period.days() as f64);
            total
        };
        (total(|member| &member.now, &self.period), total(|member| &member.before, &self.previous))
    }
}

impl Engine {
    /// Takes the measure of a query apart. The query has one measure, at most one dimension and a comparison. Errors:
    /// [`QueryError::Underivable`] where what the measure counts cannot be added up over members (different things, the
    /// greatest of something), and those of [`Engine::query`].
    pub async fn compose(&self, query: &Query, scope: &Scope) -> Result<Composition, QueryError> {
        let resolved = resolve::resolve(self, query, scope).await?;
        let plan = &resolved.plan;
        let [measure] = plan.measures.as_slice() else { return Err(QueryError::NoMeasure) };
        let version = self.warehouse.version().await?;
        let extents = freshness::extents(self, plan, &version).await?;
        let query = &freshness::pinned(query, plan, &extents)?;
        let (period, other) = compare::periods(query, freshness::data_through(plan, &extents));
        let previous =
            other.ok_or_else(|| QueryError::Underivable("no period to compare with".to_owned()))?;
        let expression = summed(measure, &measure.expression)?;
        let mut sums: Vec<Aggregate> = Vec::new();
        for aggregate in expression.aggregates() {
            if !sums.contains(aggregate) {
                sums.push(aggregate.clone());
            }
        }
        let alone: Vec<Measure> = sums.iter().map(|sum| of_sum(measure, sum)).collect();
        let recut =
            plan.recut(alone.iter().collect(), plan.dimensions.clone(), None, plan.filters.clone())?;
        let mut run = Run::new(self, version, period, Some(previous));
        let rows = run.rows(&recut, None).await?;
        let numbers = |cells: &[Value]| cells.iter().map(|cell| cell.as_f64().unwrap_or(0.0)).collect();
        let members = rows.into_iter().map(|row| Composed {
            now: numbers(&row.values),
            before: numbers(&row.previous),
            key: row.keys.into_iter().next().unwrap_or(Value::Null),
            label: row.labels.into_iter().next().unwrap_or(Value::Null),
        });
        let members = members.collect();
        Ok(Composition { expression, sums, period, previous, members, sql: run.statements() })
    }
}

/// Numerator and denominator; a number before or behind the quotient goes into the numerator.
fn parts_of_quotient(expression: &MeasureExpression) -> Option<(MeasureExpression, &MeasureExpression)> {
    let MeasureExpression::Binary(left, operator, right) = expression else { return None };
    let scaled = |number: &MeasureExpression, quotient| {
        let (numerator, denominator) = parts_of_quotient(quotient)?;
        let numerator =
            MeasureExpression::Binary(Box::new(number.clone()), Operator::Times, Box::new(numerator));
        Some((numerator, denominator))
    };
    match (operator, left.as_ref(), right.as_ref()) {
        (Operator::Divide, _, MeasureExpression::Number(_)) => None,
        (Operator::Divide, _, MeasureExpression::NullIf(denominator, _)) => {
            Some((left.as_ref().clone(), denominator))
        }
        (Operator::Divide, _, denominator) => Some((left.as_ref().clone(), denominator)),
        (Operator::Times, number @ MeasureExpression::Number(_), quotient)
        | (Operator::Times, quotient, number @ MeasureExpression::Number(_)) => scaled(number, quotient),
        _ => None,
    }
}

/// A measure of one sum alone: what the person may see of it is what they may see of the whole measure.
fn of_sum(measure: &Measure, sum: &Aggregate) -> Measure {
    Measure {
        expression: MeasureExpression::Aggregate(sum.clone()),
        // Nothing is rounded.
        unit: Unit::Ratio,
        ..measure.clone()
    }
}

/// The expression over sums and counts alone: an average is a sum over a count.
fn summed(measure: &Measure, expression: &MeasureExpression) -> Result<MeasureExpression, QueryError> {
    let MeasureExpression::Aggregate(aggregate) = expression else {
        return expression.with_parts(&|part| summed(measure, part));
    };
    match aggregate.function {
        AggregateFunction::Sum | AggregateFunction::Count => Ok(expression.clone()),
        AggregateFunction::Average => {
            let part = |function| MeasureExpression::Aggregate(Aggregate { function, ..aggregate.clone() });
            let (sum, count) = (part(AggregateFunction::Sum), part(AggregateFunction::Count));
            Ok(MeasureExpression::Binary(Box::new(sum), Operator::Divide, Box::new(count)))
        }
        AggregateFunction::CountDistinct | AggregateFunction::Min | AggregateFunction::Max => {
            Err(QueryError::Underivable(format!(
                "{} does not add up over parts, so no part of its change can be said to be a member's; \
                 compare the two periods instead",
                measure.label
            )))
        }
    }
}

/// The expression with some of what stands within it taken as given.
fn given(expression: &MeasureExpression, known: &Known<'_>) -> MeasureExpression {
    let Some(value) = known(expression) else {
        let within = |part: &MeasureExpression| Ok::<_, Infallible>(given(part, known));
        return expression.with_parts(&within).unwrap_or_else(|never| match never {});
    };
    MeasureExpression::Number(value)
}
