//! The version of a measure's definition: another one whenever the same rows might give another figure, the same one when
//! only words (label, description, synonyms) or the order of the file changed.

use std::fmt::{self, Write};

use sqlparser::ast::Expr;

use super::{
    Aggregate, Catalogue, Dataset, Measure, MeasureExpression, Relationship, row_expression::columns,
};

/// Hexadecimal digits of a version: enough that two definitions of one measure never share one in practice.
const DIGITS: usize = 8;

impl Catalogue {
    /// The version of a measure's definition, 8 hexadecimal digits of the BLAKE3 of all that its figures depend on: the
    /// expression down to columns, the tables, what dates their rows, the joins, the unit and the fiscal year.
    pub fn version_of(&self, measure: &Measure) -> String {
        let mut text = format!("{:?} {} ", measure.unit, self.fiscal_year_start);
        // Writing to a String cannot fail.
        let _ = self.write_expression(&mut text, &measure.expression);
        let mut version = blake3::hash(text.as_bytes()).to_hex().to_string();
        version.truncate(DIGITS);
        version
    }

    fn write_expression(&self, text: &mut String, expression: &MeasureExpression) -> fmt::Result {
        match expression {
            MeasureExpression::Aggregate(aggregate) => self.write_aggregate(text, aggregate),
            MeasureExpression::Number(number) => write!(text, "{number}"),
            MeasureExpression::PeriodDays => write!(text, "days"),
            MeasureExpression::Binary(left, operator, right) => {
                self.write_parts(text, &format!("{operator:?}"), [&**left, &**right])
            }
            MeasureExpression::Extreme(extreme, parts) => {
                self.write_parts(text, &format!("{extreme:?}"), parts)
            }
            MeasureExpression::SquareRoot(inner) => self.write_parts(text, "root", [&**inner]),
            MeasureExpression::Coalesce(first, second) => {
                self.write_parts(text, "coalesce", [&**first, &**second])
            }
            MeasureExpression::NullIf(first, second) => {
                self.write_parts(text, "nullif", [&**first, &**second])
            }
        }
    }

    fn write_parts<'a>(
        &self,
        text: &mut String,
        name: &str,
        parts: impl IntoIterator<Item = &'a MeasureExpression>,
    ) -> fmt::Result {
        write!(text, "{name}(")?;
        for part in parts {
            self.write_expression(text, part)?;
            text.push(';');
        }
        write!(text, ")")
    }

    fn write_aggregate(&self, text: &mut String, aggregate: &Aggregate) -> fmt::Result {
        let Aggregate { dataset, function, argument, condition, time } = aggregate;
        let rows = self.datasets.get(dataset).map(|Dataset { source, snapshot, .. }| (source, snapshot));
        write!(text, "{function:?} of {rows:?}")?;
        for expression in [argument, condition, time].into_iter() {
            match expression {
                Some(expression) => self.write_row_expression(text, dataset, expression)?,
                None => text.push('-'),
            }
        }
        Ok(())
    }

    /// The expression, and how its columns of other datasets are reached.
    fn write_row_expression(&self, text: &mut String, from: &str, expression: &Expr) -> fmt::Result {
        write!(text, "[{expression}]")?;
        for (to, _) in columns(expression) {
            for Relationship { from, to, from_columns, to_columns, .. } in
                self.path(from, &to).unwrap_or_default()
            {
                let source = self.datasets.get(to).map(|dataset| &dataset.source);
                write!(text, "{from}{from_columns:?}={source:?}{to_columns:?}")?;
            }
        }
        Ok(())
    }
}
