use super::{Dialect, Plan, dialect};
use crate::{
    catalogue::{Extreme, Measure, MeasureExpression, Operator},
    warehouse::ColumnType,
};

/// The formula of a measure over the columns `a1`, `a2`… of the aggregated rows.
pub(super) struct MeasureSql {
    pub sql: String,
    pub kind: ColumnType,
}

/// None where the database cannot compute it: SQLite knows no square root.
pub(super) fn formula(
    plan: &Plan<'_>,
    measure: &Measure,
    dialect: Dialect,
    period_days: &str,
) -> Option<MeasureSql> {
    if dialect == Dialect::Sqlite && has_root(&measure.expression) {
        return None;
    }
    let is_exact = measure.unit.is_exact() && is_whole(plan, &measure.expression);
    let writer = Writer { plan, dialect, period_days, is_exact };
    let kind = if is_exact { ColumnType::Integer } else { ColumnType::Real };
    let sql = match &measure.expression {
        // No need to write the outermost parentheses.
        MeasureExpression::Binary(left, operator, right) => writer.binary(left, *operator, right),
        other => writer.write(other),
    };
    Some(MeasureSql { sql, kind })
}

pub(super) fn has_root(expression: &MeasureExpression) -> bool {
    let mut found = false;
    expression.visit(&mut |part| found |= matches!(part, MeasureExpression::SquareRoot(_)));
    found
}

/// Whether all that goes in is whole and nothing is divided, so that the result is a whole number.
fn is_whole(plan: &Plan<'_>, expression: &MeasureExpression) -> bool {
    let mut whole = true;
    expression.visit(&mut |part| {
        whole &= match part {
            MeasureExpression::Aggregate(aggregate) => {
                plan.tables.of_aggregate(aggregate) == ColumnType::Integer
            }
            MeasureExpression::Number(number) => number.fract() == 0.0 && number.abs() < 9e15,
            MeasureExpression::Binary(_, operator, _) => *operator != Operator::Divide,
            MeasureExpression::SquareRoot(_) => false,
            _ => true,
        }
    });
    whole
}

struct Writer<'p, 'a> {
    plan: &'p Plan<'a>,
    dialect: Dialect,
    period_days: &'p str,
    is_exact: bool,
}

impl Writer<'_, '_> {
    fn write(&self, expression: &MeasureExpression) -> String {
        match expression {
            MeasureExpression::Aggregate(aggregate) => {
                let column =
                    format!("result.a{}", self.plan.index_of(aggregate).map_or(0, |index| index + 1));
                if self.is_exact { column } else { format!("CAST({column} AS DOUBLE PRECISION)") }
            }
            MeasureExpression::Number(number) if self.is_exact => format!("{number:.0}"),
            MeasureExpression::Number(number) => format!("{number:?}"),
            MeasureExpression::PeriodDays => self.period_days.to_owned(),
            MeasureExpression::Binary(left, operator, right) => {
                format!("({})", self.binary(left, *operator, right))
            }
            MeasureExpression::Extreme(extreme, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.write(part)).collect();
                self.dialect.extreme(*extreme == Extreme::Least, &parts)
            }
            MeasureExpression::SquareRoot(inner) => {
                let inner = self.write(inner);
                format!("SQRT(CASE WHEN {inner} >= 0 THEN {inner} END)")
            }
            MeasureExpression::Coalesce(first, second) => {
                format!("COALESCE({}, {})", self.write(first), self.write(second))
            }
            MeasureExpression::NullIf(first, second) => {
                format!("NULLIF({}, {})", self.write(first), self.write(second))
            }
        }
    }

    fn binary(&self, left: &MeasureExpression, operator: Operator, right: &MeasureExpression) -> String {
        let (left, right) = (self.write(left), self.write(right));
        match operator {
            Operator::Plus => format!("{left} + {right}"),
            Operator::Minus => format!("{left} - {right}"),
            Operator::Times => format!("{left} * {right}"),
            Operator::Divide => format!("{left} / NULLIF({right}, 0)"),
        }
    }
}

/// `CASE result.bucket WHEN … THEN days …`: null for a bucket without data.
pub(super) fn days_by_bucket(dialect: Dialect, days: &[(jiff::civil::Date, i64)]) -> String {
    if days.is_empty() {
        return "CAST(NULL AS BIGINT)".to_owned();
    }
    let bucket = dialect.bucket_as_text("result.bucket");
    let cases: Vec<String> = days
        .iter()
        .map(|(start, days)| format!("WHEN {} THEN {days}", dialect::text_literal(&start.to_string())))
        .collect();
    format!("CASE {bucket} {} END", cases.join(" "))
}
