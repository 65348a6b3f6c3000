use crate::catalogue::{Aggregate, AggregateFunction, Extreme, MeasureExpression, Operator};

/// The value of an expression from those of its aggregates, by the rules of the SQL that this crate writes: null spreads,
/// and a division by zero is null.
pub(crate) fn evaluate(
    expression: &MeasureExpression,
    aggregate: &impl Fn(&Aggregate) -> Option<f64>,
    period_days: Option<f64>,
) -> Option<f64> {
    let of = |part: &MeasureExpression| evaluate(part, aggregate, period_days);
    match expression {
        MeasureExpression::Aggregate(part) => aggregate(part),
        MeasureExpression::Number(number) => Some(*number),
        MeasureExpression::PeriodDays => period_days,
        MeasureExpression::Binary(left, operator, right) => {
            let (left, right) = (of(left)?, of(right)?);
            match operator {
                Operator::Plus => Some(left + right),
                Operator::Minus => Some(left - right),
                Operator::Times => Some(left * right),
                Operator::Divide => (right != 0.0).then(|| left / right),
            }
        }
        MeasureExpression::Extreme(extreme, parts) => {
            let values: Vec<f64> = parts.iter().map(of).collect::<Option<_>>()?;
            values.into_iter().reduce(|a, b| if *extreme == Extreme::Least { a.min(b) } else { a.max(b) })
        }
        MeasureExpression::SquareRoot(inner) => of(inner).filter(|value| *value >= 0.0).map(f64::sqrt),
        MeasureExpression::Coalesce(first, second) => of(first).or_else(|| of(second)),
        MeasureExpression::NullIf(first, second) => {
            let first = of(first)?;
            (of(second) != Some(first)).then_some(first)
        }
    }
}

/// The value of an expression where no rows are: counts are zero, the rest is null.
pub(crate) fn of_nothing(expression: &MeasureExpression) -> Option<f64> {
    let is_count = |aggregate: &Aggregate| {
        matches!(aggregate.function, AggregateFunction::Count | AggregateFunction::CountDistinct)
            .then_some(0.0)
    };
    evaluate(expression, &is_count, None)
}
