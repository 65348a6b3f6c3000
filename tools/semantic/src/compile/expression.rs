use std::ops::ControlFlow;

use jiff::civil::Date;
use sqlparser::ast::{self, Expr, Ident, Value};

use super::Dialect;

/// Writes a row-level expression: datasets under the names they have in this sub-select, dates as this database
/// writes them. `today` stands for CURRENT_DATE, so that an answer can be replayed.
pub(super) fn write(
    expression: &Expr,
    dialect: Dialect,
    today: Date,
    alias: &mut dyn FnMut(&str) -> Option<String>,
) -> String {
    let mut expression = expression.clone();
    let _ = ast::visit_expressions_mut(&mut expression, |part| {
        match part {
            Expr::CompoundIdentifier(path) => {
                if let Some(name) = path.first().and_then(|dataset| alias(&dataset.value)) {
                    path[0] = crate::catalogue::identifier(&name);
                }
            }
            Expr::Function(function) if function.name.to_string().eq_ignore_ascii_case("CURRENT_DATE") => {
                *part = date(today, dialect);
            }
            Expr::TypedString(typed) if dialect == Dialect::Sqlite => {
                *part = Expr::Value(typed.value.clone());
            }
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    expression.to_string()
}

fn date(day: Date, dialect: Dialect) -> Expr {
    let value = Value::SingleQuotedString(day.to_string()).with_empty_span();
    match dialect {
        Dialect::Sqlite => Expr::Value(value),
        Dialect::Postgres => Expr::TypedString(ast::TypedString {
            data_type: ast::DataType::Date,
            value,
            uses_odbc_syntax: false,
        }),
    }
}

/// A name as it stands in SQL.
pub(crate) fn name(name: &str) -> String {
    let ident: Ident = crate::catalogue::identifier(name);
    ident.to_string()
}

/// `alias.column`.
pub(super) fn qualified(alias: &str, column: &str) -> String {
    format!("{}.{}", name(alias), name(column))
}

/// Whether an expression is nothing but this column.
pub(super) fn is_column(expression: &Expr, dataset: &str, column: &str) -> bool {
    matches!(expression, Expr::CompoundIdentifier(path)
        if path.len() == 2 && path[0].value == dataset && path[1].value == column)
}
