//! Values that are written out, and the types they may be cast to.

use jiff::civil::Date;
use sqlparser::ast::{
    DataType, ExactNumberInfo, Expr, FunctionArg, FunctionArgExpr, TimezoneInfo, TypedString, Value,
};

use super::{
    SqlRefusal,
    rewrite::{Outcome, Rewriter, refuse},
};
use crate::Dialect;

impl Rewriter<'_> {
    pub(super) fn literal(&mut self, value: &mut Value) -> Outcome {
        match value {
            Value::Boolean(_) | Value::Null => Ok(()),
            Value::Number(digits, long) => {
                let sound = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
                    && digits.len() <= 40
                    && digits
                        .chars()
                        .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | 'e' | 'E' | '+' | '-'));
                refuse(!sound || *long, "this number", "write it with digits and a point")
            }
            Value::SingleQuotedString(text) => {
                let moment = text.trim().to_ascii_lowercase();
                let moves = match self.dialect {
                    Dialect::Sqlite => matches!(moment.as_str(), "now" | "localtime" | "utc"),
                    Dialect::Postgres => {
                        matches!(moment.as_str(), "now" | "today" | "tomorrow" | "yesterday")
                    }
                };
                refuse(moves, &format!("'{moment}'"), "write CURRENT_DATE, the day of the company's data")?;
                refuse(text.contains('\0'), "a text with a zero byte", "leave it out")?;
                // Databases and parsers read quotes and backslashes in many ways: such a text travels beside the statement.
                if text.contains(['\'', '\\']) {
                    *value = Value::Placeholder(self.bind(text));
                }
                Ok(())
            }
            Value::Placeholder(name) => {
                Err(SqlRefusal::not_allowed(format!("the placeholder {name}"), "write the value itself"))
            }
            _ => Err(SqlRefusal::not_allowed("this way to write a value", "write texts in single quotes")),
        }
    }
}

/// The company's day.
pub(super) fn day(dialect: Dialect, day: Date) -> Expr {
    let value = Value::SingleQuotedString(day.to_string()).with_empty_span();
    match dialect {
        Dialect::Sqlite => Expr::Value(value),
        Dialect::Postgres => {
            Expr::TypedString(TypedString { data_type: DataType::Date, value, uses_odbc_syntax: false })
        }
    }
}

pub(super) fn is_text(expression: &Expr) -> bool {
    matches!(expression, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_)))
}

/// The text that an argument is written as.
pub(super) fn text_of(argument: &FunctionArg) -> Option<&str> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// That a value may be cast to this type, and that the database does by it what people expect.
pub(super) fn check_type(dialect: Dialect, to: &DataType) -> Outcome {
    use DataType as Type;
    match to {
        Type::Text
        | Type::Varchar(None)
        | Type::Int(None)
        | Type::Integer(None)
        | Type::BigInt(None)
        | Type::SmallInt(None)
        | Type::Real
        | Type::DoublePrecision
        | Type::Double(ExactNumberInfo::None)
        | Type::Float(ExactNumberInfo::None)
        | Type::Numeric(_)
        | Type::Decimal(_) => Ok(()),
        Type::Int4(None) | Type::Int8(None) | Type::Float8 | Type::Bool | Type::Boolean
            if dialect == Dialect::Postgres =>
        {
            Ok(())
        }
        Type::Date
        | Type::Timestamp(None, TimezoneInfo::None)
        | Type::Interval { fields: None, precision: None }
            if dialect == Dialect::Postgres =>
        {
            Ok(())
        }
        Type::Date | Type::Timestamp(..) | Type::Datetime(_) => Err(SqlRefusal::not_allowed(
            format!("a cast to {to}"),
            "days are texts in this database: compare them with '2026-09-30', or use date(…)",
        )),
        other => Err(SqlRefusal::not_allowed(
            format!("a cast to {other}"),
            "cast to TEXT, INTEGER, BIGINT, NUMERIC or DOUBLE PRECISION",
        )),
    }
}
