use crate::catalogue::{Aggregate, Extreme, MeasureExpression, Operator};

/// A value, and by how much it moves with each of the sums that it is computed from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slopes {
    pub value: f64,
    /// One for each sum, in the order in which `sum` numbers them.
    pub by: Vec<f64>,
}

impl Slopes {
    fn constant(value: f64, count: usize) -> Self {
        Slopes { value, by: vec![0.0; count] }
    }

    fn of(value: f64, parts: &[(&Slopes, f64)]) -> Self {
        let mut by = vec![0.0; parts.first().map_or(0, |(part, _)| part.by.len())];
        for (part, factor) in parts {
            by.iter_mut().zip(&part.by).for_each(|(total, slope)| *total += slope * factor);
        }
        Slopes { value, by }
    }
}

/// The value of an expression and its slopes (forward differentiation), by the rules of [`super::evaluate`]: none where the
/// value is null. `sum` gives the number of an aggregate among the `values`; the last of the values is PERIOD_DAYS.
pub(crate) fn slopes(
    expression: &MeasureExpression,
    sum: &impl Fn(&Aggregate) -> Option<usize>,
    values: &[f64],
) -> Option<Slopes> {
    let of = |part: &MeasureExpression| slopes(part, sum, values);
    let single = |at: usize| {
        let mut single = Slopes::constant(*values.get(at)?, values.len());
        single.by[at] = 1.0;
        Some(single)
    };
    match expression {
        MeasureExpression::Aggregate(aggregate) => single(sum(aggregate)?),
        MeasureExpression::Number(number) => Some(Slopes::constant(*number, values.len())),
        MeasureExpression::PeriodDays => single(values.len().checked_sub(1)?),
        MeasureExpression::Binary(left, operator, right) => binary(&of(left)?, *operator, &of(right)?),
        MeasureExpression::Extreme(extreme, parts) => {
            let parts: Vec<Slopes> = parts.iter().map(of).collect::<Option<_>>()?;
            parts.into_iter().reduce(|a, b| {
                let first = if *extreme == Extreme::Least { a.value <= b.value } else { a.value >= b.value };
                if first { a } else { b }
            })
        }
        MeasureExpression::SquareRoot(inner) => {
            let inner = of(inner).filter(|inner| inner.value >= 0.0)?;
            let root = inner.value.sqrt();
            Some(Slopes::of(root, &[(&inner, if root > 0.0 { 0.5 / root } else { 0.0 })]))
        }
        MeasureExpression::Coalesce(first, second) => of(first).or_else(|| of(second)),
        MeasureExpression::NullIf(first, second) => {
            let first = of(first)?;
            (of(second).map(|second| second.value) != Some(first.value)).then_some(first)
        }
    }
}

fn binary(left: &Slopes, operator: Operator, right: &Slopes) -> Option<Slopes> {
    let (a, b) = (left.value, right.value);
    match operator {
        Operator::Plus => Some(Slopes::of(a + b, &[(left, 1.0), (right, 1.0)])),
        Operator::Minus => Some(Slopes::of(a - b, &[(left, 1.0), (right, -1.0)])),
        Operator::Times => Some(Slopes::of(a * b, &[(left, b), (right, a)])),
        Operator::Divide if b == 0.0 => None,
        Operator::Divide => Some(Slopes::of(a / b, &[(left, 1.0 / b), (right, -a / (b * b))])),
    }
}
