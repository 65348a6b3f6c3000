use sqlparser::ast::{
    BinaryOperator, DataType, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Value,
};

use crate::{
    catalogue::{Aggregate, AggregateFunction, Catalogue, Dataset},
    warehouse::{ColumnType, Schema, Table},
};

/// The catalogue beside the tables that it describes.
#[derive(Clone, Copy)]
pub(crate) struct Tables<'a> {
    pub catalogue: &'a Catalogue,
    pub schema: &'a Schema,
}

impl<'a> Tables<'a> {
    pub(crate) fn table(&self, dataset: &Dataset) -> Option<&'a Table> {
        self.schema.table(&dataset.source)
    }

    pub(crate) fn column(&self, dataset: &str, column: &str) -> Option<ColumnType> {
        let dataset = self.catalogue.datasets.get(dataset)?;
        self.table(dataset)?.columns.get(column).copied()
    }

    /// What a row-level expression gives.
    pub(crate) fn of(&self, expression: &Expr) -> ColumnType {
        match expression {
            Expr::CompoundIdentifier(path) => match path.as_slice() {
                [dataset, column] => self.column(&dataset.value, &column.value).unwrap_or(ColumnType::Other),
                _ => ColumnType::Other,
            },
            Expr::Value(value) => of_literal(&value.value),
            Expr::TypedString(_) => ColumnType::Date,
            Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } => self.of(inner),
            Expr::BinaryOp { left, op, right } => self.of_operation(left, op, right),
            Expr::Case { conditions, else_result, .. } => {
                let results = conditions.iter().map(|when| &when.result).chain(else_result.as_deref());
                self.common(results)
            }
            Expr::Cast { data_type: DataType::DoublePrecision, .. } => ColumnType::Real,
            Expr::Cast { data_type: DataType::BigInt(_), .. } => ColumnType::Integer,
            Expr::Cast { .. } => ColumnType::Text,
            Expr::Function(function) => self.of_function(function),
            Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::InList { .. } | Expr::Between { .. } => {
                ColumnType::Boolean
            }
            _ => ColumnType::Other,
        }
    }

    fn of_operation(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> ColumnType {
        match op {
            BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Multiply => {
                self.common([left, right].into_iter())
            }
            BinaryOperator::Divide => ColumnType::Real,
            BinaryOperator::StringConcat => ColumnType::Text,
            _ => ColumnType::Boolean,
        }
    }

    fn of_function(&self, function: &sqlparser::ast::Function) -> ColumnType {
        let FunctionArguments::List(list) = &function.args else {
            return ColumnType::Date; // CURRENT_DATE
        };
        let arguments = || {
            list.args.iter().filter_map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
                _ => None,
            })
        };
        match function.name.to_string().as_str() {
            "COALESCE" => self.common(arguments()),
            "NULLIF" | "ABS" => self.common(arguments().take(1)),
            "LENGTH" => ColumnType::Integer,
            "ROUND" => ColumnType::Real,
            "CURRENT_DATE" => ColumnType::Date,
            _ => ColumnType::Text,
        }
    }

    /// Real where one of several is real; nulls fit anything.
    fn common<'e>(&self, expressions: impl Iterator<Item = &'e Expr>) -> ColumnType {
        let mut common = None;
        for expression in expressions.filter(|expression| !is_null(expression)) {
            common = match (common, self.of(expression)) {
                (None, kind) => Some(kind),
                (Some(ColumnType::Integer), ColumnType::Real)
                | (Some(ColumnType::Real), ColumnType::Integer) => Some(ColumnType::Real),
                (Some(known), kind) if known == kind => Some(known),
                _ => Some(ColumnType::Other),
            };
        }
        common.unwrap_or(ColumnType::Other)
    }

    /// What an aggregate gives: whole numbers where all that goes in is whole, otherwise a real number.
    pub(crate) fn of_aggregate(&self, aggregate: &Aggregate) -> ColumnType {
        use AggregateFunction as F;
        match (aggregate.function, &aggregate.argument) {
            (F::Count | F::CountDistinct, _) => ColumnType::Integer,
            (F::Sum | F::Min | F::Max, Some(argument)) if self.of(argument) == ColumnType::Integer => {
                ColumnType::Integer
            }
            _ => ColumnType::Real,
        }
    }
}

fn is_null(expression: &Expr) -> bool {
    matches!(expression, Expr::Value(value) if value.value == Value::Null)
}

fn of_literal(value: &Value) -> ColumnType {
    match value {
        Value::Number(text, _) if text.bytes().all(|byte| byte.is_ascii_digit()) => ColumnType::Integer,
        Value::Number(..) => ColumnType::Real,
        Value::Boolean(_) => ColumnType::Boolean,
        Value::SingleQuotedString(_) => ColumnType::Text,
        _ => ColumnType::Other,
    }
}
