use std::collections::BTreeSet;

use sentia_semantic::catalogue::{
    Aggregate, AggregateFunction as F, Extreme, MeasureExpression as M, Operator,
};

use super::cells::Cell;

/// An aggregate while rows are added to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sum {
    whole: i128,
    real: f64,
    has_real: bool,
    count: u64,
    rows: u64,
    distinct: BTreeSet<String>,
    least: Option<f64>,
    greatest: Option<f64>,
}

impl Sum {
    pub(crate) fn add(&mut self, cell: &Cell) {
        self.rows += 1;
        if cell.is_null() {
            return;
        }
        self.count += 1;
        self.distinct.insert(format!("{cell:?}"));
        if let Some(number) = cell.number() {
            match cell {
                Cell::Integer(whole) => self.whole += i128::from(*whole),
                _ => {
                    self.has_real = true;
                    self.real += number;
                }
            }
            self.least = Some(self.least.map_or(number, |least| least.min(number)));
            self.greatest = Some(self.greatest.map_or(number, |greatest| greatest.max(number)));
        }
    }

    fn total(&self) -> Number {
        if self.has_real { Number::Real(self.real + self.whole as f64) } else { Number::Whole(self.whole) }
    }

    pub(crate) fn value(&self, aggregate: &Aggregate) -> Option<Number> {
        let some = self.count > 0;
        match aggregate.function {
            F::Count if aggregate.argument.is_none() => Some(Number::Whole(i128::from(self.rows))),
            F::Count => Some(Number::Whole(i128::from(self.count))),
            F::CountDistinct => Some(Number::Whole(self.distinct.len() as i128)),
            F::Sum => some.then(|| self.total()),
            F::Average => some.then(|| Number::Real(self.total().real() / self.count as f64)),
            F::Min => self.extreme(self.least),
            F::Max => self.extreme(self.greatest),
        }
    }

    fn extreme(&self, value: Option<f64>) -> Option<Number> {
        value.map(|value| if self.has_real { Number::Real(value) } else { Number::Whole(value as i128) })
    }
}

/// A figure that is whole as long as nothing is divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    pub(crate) fn real(self) -> f64 {
        match self {
            Number::Whole(whole) => whole as f64,
            Number::Real(real) => real,
        }
    }
}

/// Evaluates a measure from its aggregates.
pub(crate) fn measure(
    expression: &M,
    of: &dyn Fn(&Aggregate) -> Option<Number>,
    days: Option<i64>,
) -> Option<Number> {
    let part = |inner: &M| measure(inner, of, days);
    match expression {
        M::Aggregate(aggregate) => of(aggregate),
        M::Number(number) if number.fract() == 0.0 => Some(Number::Whole(*number as i128)),
        M::Number(number) => Some(Number::Real(*number)),
        M::PeriodDays => days.map(|days| Number::Whole(i128::from(days))),
        M::Binary(left, operator, right) => binary(part(left)?, *operator, part(right)?),
        M::Extreme(extreme, parts) => {
            let mut best: Option<Number> = None;
            for value in parts.iter().map(part) {
                let value = value?;
                let wins = best.is_none_or(|best| match extreme {
                    Extreme::Least => value.real() < best.real(),
                    Extreme::Greatest => value.real() > best.real(),
                });
                best = if wins { Some(value) } else { best };
            }
            best
        }
        M::SquareRoot(inner) => {
            let value = part(inner)?.real();
            (value >= 0.0).then(|| Number::Real(value.sqrt()))
        }
        M::Coalesce(first, second) => part(first).or_else(|| part(second)),
        M::NullIf(first, second) => {
            let first = part(first)?;
            (part(second).map(Number::real) != Some(first.real())).then_some(first)
        }
    }
}

fn binary(left: Number, operator: Operator, right: Number) -> Option<Number> {
    if operator == Operator::Divide {
        return (right.real() != 0.0).then(|| Number::Real(left.real() / right.real()));
    }
    if let (Number::Whole(left), Number::Whole(right)) = (left, right) {
        return Some(Number::Whole(match operator {
            Operator::Plus => left + right,
            Operator::Minus => left - right,
            _ => left * right,
        }));
    }
    let (left, right) = (left.real(), right.real());
    Some(Number::Real(match operator {
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        _ => left * right,
    }))
}
