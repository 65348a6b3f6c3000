//! Expressions: a short list of what only computes.

use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DataType, DateTimeField, Expr, Ident, Interval,
    TypedString, UnaryOperator,
};

use super::{
    SqlRefusal,
    literal::{check_type, is_text},
    names::{Frame, rewrite},
    rewrite::{Outcome, Rewriter, refuse},
};
use crate::Dialect;

impl Rewriter<'_> {
    pub(super) fn expressions(&mut self, expressions: &mut [Expr], frame: &Frame<'_>) -> Outcome {
        expressions.iter_mut().try_for_each(|expression| self.expression(expression, frame))
    }

    pub(super) fn maybe(&mut self, expression: Option<&mut Expr>, frame: &Frame<'_>) -> Outcome {
        expression.map_or(Ok(()), |expression| self.expression(expression, frame))
    }

    pub(super) fn expression(&mut self, expression: &mut Expr, frame: &Frame<'_>) -> Outcome {
        // Long chains of operators lean to the left: walking down them takes no level.
        let mut left = expression;
        while let Expr::BinaryOp { left: further, op, right } = left {
            self.operator(op)?;
            self.deeper(|walk| walk.expression(right, frame))?;
            left = further;
        }
        self.deeper(|walk| walk.part(left, frame))
    }

    fn operator(&mut self, operator: &BinaryOperator) -> Outcome {
        use BinaryOperator as Op;
        match operator {
            Op::StringConcat => self.one_more_concatenation(),
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo => Ok(()),
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq | Op::And | Op::Or => Ok(()),
            other => Err(SqlRefusal::not_allowed(
                format!("the operator {other}"),
                "use + - * / %, comparisons, AND, OR, NOT, LIKE, IN, BETWEEN, IS NULL and ||",
            )),
        }
    }

    fn part(&mut self, expression: &mut Expr, frame: &Frame<'_>) -> Outcome {
        match expression {
            Expr::Identifier(name) => {
                let column = rewrite(self.dialect, name)?;
                frame.check_column(None, &column)
            }
            Expr::CompoundIdentifier(path) => self.path(path, frame),
            Expr::Value(value) => self.literal(&mut value.value),
            Expr::TypedString(_) => self.typed(expression),
            Expr::Interval(interval) => self.interval(interval),
            Expr::Nested(inner)
            | Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => self.expression(inner, frame),
            Expr::IsDistinctFrom(one, other) | Expr::IsNotDistinctFrom(one, other) => {
                self.expression(one, frame)?;
                self.expression(other, frame)
            }
            Expr::UnaryOp { op, expr } => self.sign(*op, expr, frame),
            Expr::InList { expr, list, negated: _ } => {
                self.expression(expr, frame)?;
                self.expressions(list, frame)
            }
            Expr::Between { expr, negated: _, low, high } => {
                [expr, low, high].into_iter().try_for_each(|part| self.expression(part, frame))
            }
            Expr::Like { negated: _, any, expr, pattern, escape_char } => {
                refuse(*any, "LIKE ANY", "write one LIKE for each pattern")?;
                self.pattern(expr, pattern, escape_char.as_deref_mut(), frame)
            }
            Expr::ILike { negated: _, any, expr, pattern, escape_char } => {
                refuse(*any, "ILIKE ANY", "write one ILIKE for each pattern")?;
                let known = self.dialect == Dialect::Postgres;
                refuse(!known, "ILIKE", "write LIKE, which ignores case in this database")?;
                self.pattern(expr, pattern, escape_char.as_deref_mut(), frame)
            }
            Expr::Case { case_token: _, end_token: _, operand, conditions, else_result } => {
                self.maybe(operand.as_deref_mut(), frame)?;
                for CaseWhen { condition, result } in conditions {
                    self.expression(condition, frame)?;
                    self.expression(result, frame)?;
                }
                self.maybe(else_result.as_deref_mut(), frame)
            }
            Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, format: None } => {
                check_type(self.dialect, data_type)?;
                self.expression(expr, frame)
            }
            Expr::Tuple(parts) => self.expressions(parts, frame),
            Expr::Subquery(query) => self.query(query, Some(frame)).map(drop),
            Expr::Exists { subquery, negated: _ } => self.query(subquery, Some(frame)).map(drop),
            Expr::InSubquery { expr, subquery, negated: _ } => {
                self.expression(expr, frame)?;
                self.query(subquery, Some(frame)).map(drop)
            }
            Expr::Function(_) => self.function(expression, frame),
            other => self.part_of_a_function(other, frame),
        }
    }

    /// Functions that have a syntax of their own.
    fn part_of_a_function(&mut self, expression: &mut Expr, frame: &Frame<'_>) -> Outcome {
        match expression {
            Expr::Extract { field, syntax: _, expr } => {
                let known = self.dialect == Dialect::Postgres && !matches!(field, DateTimeField::Custom(_));
                refuse(!known, "this EXTRACT", "write substr(day, 1, 7) for a month, or strftime")?;
                self.expression(expr, frame)
            }
            Expr::Ceil { expr, field } | Expr::Floor { expr, field } => {
                let plain = matches!(field, CeilFloorKind::DateTimeField(DateTimeField::NoDateTime));
                refuse(!plain, "CEIL or FLOOR to a scale", "divide, round, and multiply")?;
                refuse(self.dialect == Dialect::Sqlite, "CEIL or FLOOR", "use round, or CAST AS INTEGER")?;
                self.expression(expr, frame)
            }
            Expr::Position { expr, r#in } if self.dialect == Dialect::Postgres => {
                self.expression(expr, frame)?;
                self.expression(r#in, frame)
            }
            Expr::Substring { expr, substring_from, substring_for, special: _, shorthand: _ } => {
                self.expression(expr, frame)?;
                self.maybe(substring_from.as_deref_mut(), frame)?;
                self.maybe(substring_for.as_deref_mut(), frame)
            }
            Expr::Trim { trim_where: _, trim_what, expr, trim_characters } => {
                self.expression(expr, frame)?;
                self.maybe(trim_what.as_deref_mut(), frame)?;
                trim_characters.iter_mut().try_for_each(|letters| self.expressions(letters, frame))
            }
            other => Err(SqlRefusal::not_allowed(
                other,
                "use columns, numbers, texts in single quotes, operators, CASE and the usual functions",
            )),
        }
    }

    fn path(&mut self, path: &mut [Ident], frame: &Frame<'_>) -> Outcome {
        let [table, column] = path else {
            return Err(SqlRefusal::not_allowed("a name of more than two parts", "write table.column"));
        };
        let table = rewrite(self.dialect, table)?;
        let column = rewrite(self.dialect, column)?;
        frame.check_column(Some(&table), &column)
    }

    fn pattern(
        &mut self,
        text: &mut Expr,
        pattern: &mut Expr,
        escape: Option<&mut Expr>,
        frame: &Frame<'_>,
    ) -> Outcome {
        // A pattern that is computed could be long enough to be an error that tells of rows.
        refuse(
            !is_text(pattern),
            "LIKE with a pattern that is no text in single quotes",
            "write the pattern out",
        )?;
        self.expression(text, frame)?;
        self.expression(pattern, frame)?;
        self.maybe(escape, frame)
    }

    fn sign(&mut self, operator: UnaryOperator, inner: &mut Box<Expr>, frame: &Frame<'_>) -> Outcome {
        let known = matches!(operator, UnaryOperator::Minus | UnaryOperator::Plus | UnaryOperator::Not);
        refuse(!known, "this operator", "use + - and NOT")?;
        self.expression(inner, frame)?;
        // Two signs side by side would begin a comment.
        if matches!(**inner, Expr::UnaryOp { .. }) {
            let bare = std::mem::replace(&mut **inner, Expr::Tuple(Vec::new()));
            **inner = Expr::Nested(Box::new(bare));
        }
        Ok(())
    }

    fn typed(&mut self, expression: &mut Expr) -> Outcome {
        let Expr::TypedString(TypedString { data_type, value, uses_odbc_syntax }) = expression else {
            return Ok(());
        };
        let dated = matches!(data_type, DataType::Date | DataType::Timestamp(..)) && !*uses_odbc_syntax;
        refuse(!dated, "a typed text", "write DATE '2026-09-30'")?;
        self.literal(&mut value.value)?;
        if self.dialect == Dialect::Sqlite {
            *expression = Expr::Value(value.clone());
        } else {
            check_type(self.dialect, data_type)?;
        }
        Ok(())
    }

    fn interval(&mut self, interval: &mut Interval) -> Outcome {
        let Interval { value, leading_field, leading_precision, last_field, fractional_seconds_precision } =
            interval;
        let plain = is_text(value)
            && leading_precision.is_none()
            && last_field.is_none()
            && fractional_seconds_precision.is_none()
            && !matches!(leading_field, Some(DateTimeField::Custom(_)))
            && self.dialect == Dialect::Postgres;
        refuse(!plain, "this INTERVAL", "write INTERVAL '7 days', or date(day, '+7 days') in SQLite")?;
        match &mut **value {
            Expr::Value(value) => self.literal(&mut value.value),
            _ => Ok(()),
        }
    }
}
