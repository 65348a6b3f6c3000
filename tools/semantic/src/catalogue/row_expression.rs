//! Row-level SQL: what may stand in a field or in the argument of an aggregate. It is limited to what SQLite and
//! PostgreSQL compute alike.

use std::collections::BTreeMap;

use sqlparser::{
    ast::{self, BinaryOperator, DataType, Expr, Ident, UnaryOperator, Value},
    dialect::GenericDialect,
    parser::Parser,
    tokenizer::Token,
};

/// Parses one SQL expression, all of `text`.
pub(super) fn parse(text: &str) -> Result<Expr, String> {
    let dialect = GenericDialect {};
    let broken = |error: sqlparser::parser::ParserError| {
        format!("`{text}` is not an SQL expression: {error}; mend it")
    };
    let mut parser = Parser::new(&dialect).with_recursion_limit(64).try_with_sql(text).map_err(broken)?;
    let expression = parser.parse_expr().map_err(broken)?;
    match parser.peek_token().token {
        Token::EOF => Ok(expression),
        rest => Err(format!(
            "`{text}` goes on with `{rest}` after the end of the expression; remove it or mend it"
        )),
    }
}

/// Turns names into `dataset.column`, guards divisions, and refuses what the two databases would compute differently.
pub(super) struct Resolver<'a> {
    /// The dataset that bare names belong to; none where every name must say its dataset.
    pub home: Option<&'a str>,
    /// Resolved fields of the datasets by dataset and field id.
    pub fields: &'a BTreeMap<String, BTreeMap<String, Expr>>,
}

impl Resolver<'_> {
    pub(super) fn resolve(&self, expression: &Expr) -> Result<Expr, String> {
        match expression {
            Expr::Identifier(name) => self.bare_name(name),
            Expr::CompoundIdentifier(path) => self.path(path),
            Expr::Value(value) => literal(&value.value).map(|()| expression.clone()),
            Expr::TypedString(typed) if typed.data_type == DataType::Date => Ok(expression.clone()),
            Expr::Nested(inner) => Ok(Expr::Nested(self.boxed(inner)?)),
            Expr::IsNull(inner) => Ok(Expr::IsNull(self.boxed(inner)?)),
            Expr::IsNotNull(inner) => Ok(Expr::IsNotNull(self.boxed(inner)?)),
            Expr::UnaryOp {
                op: op @ (UnaryOperator::Minus | UnaryOperator::Plus | UnaryOperator::Not),
                expr,
            } => Ok(Expr::UnaryOp { op: *op, expr: self.boxed(expr)? }),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::InList { expr, list, negated } => {
                Ok(Expr::InList { expr: self.boxed(expr)?, list: self.all(list)?, negated: *negated })
            }
            Expr::Between { expr, negated, low, high } => Ok(Expr::Between {
                expr: self.boxed(expr)?,
                negated: *negated,
                low: self.boxed(low)?,
                high: self.boxed(high)?,
            }),
            Expr::Case { .. } => self.case(expression),
            Expr::Cast { .. } => self.cast(expression),
            Expr::Trim { trim_where: None, trim_what: None, trim_characters: None, expr } => {
                Ok(call("TRIM", vec![self.resolve(expr)?]))
            }
            Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
                let mut arguments = vec![self.resolve(expr)?, self.resolve(from)?];
                arguments.extend(substring_for.as_ref().map(|length| self.resolve(length)).transpose()?);
                Ok(call("SUBSTR", arguments))
            }
            Expr::Function(function) => self.function(function),
            other => Err(refused(&other.to_string())),
        }
    }

    fn boxed(&self, expression: &Expr) -> Result<Box<Expr>, String> {
        self.resolve(expression).map(Box::new)
    }

    fn all(&self, expressions: &[Expr]) -> Result<Vec<Expr>, String> {
        expressions.iter().map(|expression| self.resolve(expression)).collect()
    }

    fn bare_name(&self, name: &Ident) -> Result<Expr, String> {
        match self.home {
            Some(home) => Ok(column(home, &name.value)),
            None => Err(format!("`{name}` does not say its dataset; write `dataset.{name}`")),
        }
    }

    fn path(&self, path: &[Ident]) -> Result<Expr, String> {
        let [dataset, name] = path else {
            let written = path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
            return Err(format!("`{written}` is not of the form `dataset.field`; write it so"));
        };
        let Some(fields) = self.fields.get(&dataset.value) else {
            let nearest = crate::lookup::nearest(&dataset.value, self.fields.keys().map(String::as_str));
            return Err(format!("there is no dataset `{}`{}", dataset.value, super::did_you_mean(&nearest)));
        };
        Ok(fields.get(&name.value).map_or_else(
            || column(&dataset.value, &name.value),
            |field| if is_simple(field) { field.clone() } else { Expr::Nested(Box::new(field.clone())) },
        ))
    }

    fn binary(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Result<Expr, String> {
        use BinaryOperator as Op;
        let (left, right) = (self.resolve(left)?, self.resolve(right)?);
        match op {
            Op::Plus
            | Op::Minus
            | Op::Multiply
            | Op::Eq
            | Op::NotEq
            | Op::Lt
            | Op::LtEq
            | Op::Gt
            | Op::GtEq => {}
            Op::And | Op::Or | Op::StringConcat => {}
            // Whole numbers would be divided without a remainder, and PostgreSQL stops at a zero.
            Op::Divide => {
                let (left, right) = (real(left), call("NULLIF", vec![right, number("0")]));
                return Ok(Expr::BinaryOp { left: Box::new(left), op: Op::Divide, right: Box::new(right) });
            }
            other => return Err(refused(&other.to_string())),
        }
        Ok(Expr::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(right) })
    }

    fn case(&self, expression: &Expr) -> Result<Expr, String> {
        let mut case = expression.clone();
        if let Expr::Case { operand, conditions, else_result, .. } = &mut case {
            for part in [operand, else_result].into_iter().flatten() {
                **part = self.resolve(part)?;
            }
            for when in conditions {
                when.condition = self.resolve(&when.condition)?;
                when.result = self.resolve(&when.result)?;
            }
        }
        Ok(case)
    }

    fn cast(&self, expression: &Expr) -> Result<Expr, String> {
        let mut cast = expression.clone();
        if let Expr::Cast { expr, data_type, format: None, .. } = &mut cast
            && (matches!(data_type, DataType::Text | DataType::DoublePrecision)
                || (matches!(data_type, DataType::BigInt(None)) && is_rounded(expr)))
        {
            **expr = self.resolve(expr)?;
            return Ok(cast);
        }
        Err(format!(
            "`{expression}` casts to a type that databases round differently; cast to TEXT or DOUBLE PRECISION, or \
             write CAST(ROUND(…) AS BIGINT)"
        ))
    }

    fn function(&self, function: &ast::Function) -> Result<Expr, String> {
        let name = function.name.to_string().to_uppercase();
        if name == "CURRENT_DATE" {
            return Ok(Expr::Function(function.clone()));
        }
        let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
        let known = matches!(
            name.as_str(),
            "COALESCE" | "NULLIF" | "ABS" | "ROUND" | "LOWER" | "UPPER" | "LENGTH" | "REPLACE"
        );
        match arguments(function) {
            // The two databases round to places differently, and a half of a floating-point number too: whole numbers only.
            Some(arguments) if name == "ROUND" && arguments.len() != 1 => Err(refused(&function.to_string())),
            Some(arguments) if known && plain => Ok(call(&name, self.all(&arguments)?)),
            _ if is_aggregate(&name) => {
                Err(format!("`{function}` aggregates; only metrics may, fields may not"))
            }
            _ => Err(refused(&name)),
        }
    }
}

/// Whether an expression binds tightly enough to stand anywhere without parentheses.
pub(crate) fn is_simple(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::CompoundIdentifier(_)
            | Expr::Value(_)
            | Expr::Nested(_)
            | Expr::Function(_)
            | Expr::Cast { .. }
    )
}

/// `ROUND(x)`, which both databases then take for the same whole number.
fn is_rounded(expression: &Expr) -> bool {
    matches!(expression, Expr::Function(function) if function.name.to_string().eq_ignore_ascii_case("ROUND"))
}

pub(super) fn is_aggregate(name: &str) -> bool {
    matches!(name, "SUM" | "COUNT" | "MIN" | "MAX" | "AVG")
}

/// The positional arguments of a call without DISTINCT, ORDER BY and the like.
pub(super) fn arguments(function: &ast::Function) -> Option<Vec<Expr>> {
    let ast::FunctionArguments::List(list) = &function.args else {
        return None;
    };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    list.args
        .iter()
        .map(|argument| match argument {
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(expression)) => Some(expression.clone()),
            _ => None,
        })
        .collect()
}

fn literal(value: &Value) -> Result<(), String> {
    match value {
        Value::SingleQuotedString(text) if text.contains(char::is_control) => {
            Err("a text in quotes holds a line break or another control character; remove it".to_owned())
        }
        Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null => Ok(()),
        other => Err(refused(&other.to_string())),
    }
}

fn refused(what: &str) -> String {
    format!(
        "`{what}` is not among what both databases compute alike; use + - * /, comparisons, AND, OR, NOT, IN, BETWEEN, \
         IS NULL, CASE, COALESCE, NULLIF, ABS, ||, SUBSTR, REPLACE, or compute it in a view"
    )
}

/// `dataset.column`, quoted only where the name needs it.
pub(crate) fn column(dataset: &str, name: &str) -> Expr {
    Expr::CompoundIdentifier(vec![identifier(dataset), identifier(name)])
}

pub(crate) fn identifier(name: &str) -> Ident {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if plain && RESERVED.binary_search(&name).is_err() {
        Ident::new(name)
    } else {
        Ident::with_quote('"', name)
    }
}

/// Words that neither database takes as a bare name, in order.
const RESERVED: [&str; 60] = [
    "all",
    "and",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "cross",
    "default",
    "desc",
    "distinct",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "for",
    "foreign",
    "from",
    "full",
    "group",
    "having",
    "in",
    "index",
    "inner",
    "intersect",
    "into",
    "is",
    "join",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "primary",
    "references",
    "right",
    "select",
    "table",
    "then",
    "to",
    "true",
    "union",
    "unique",
    "using",
    "when",
    "where",
];

fn number(text: &str) -> Expr {
    Expr::Value(Value::Number(text.to_owned(), false).with_empty_span())
}

fn real(expression: Expr) -> Expr {
    Expr::Cast {
        kind: ast::CastKind::Cast,
        expr: Box::new(expression),
        data_type: DataType::DoublePrecision,
        format: None,
    }
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    let unnamed = |argument| ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(argument));
    Expr::Function(ast::Function {
        name: ast::ObjectName::from(vec![Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: ast::FunctionArguments::None,
        args: ast::FunctionArguments::List(ast::FunctionArgumentList {
            duplicate_treatment: None,
            args: arguments.into_iter().map(unnamed).collect(),
            clauses: Vec::new(),
        }),
        within_group: Vec::new(),
        filter: None,
        null_treatment: None,
        over: None,
    })
}

/// The columns that a resolved expression names, as (dataset, column).
pub(crate) fn columns(expression: &Expr) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let _ = ast::visit_expressions(expression, |part| {
        if let Expr::CompoundIdentifier(path) = part
            && let [dataset, column] = path.as_slice()
        {
            found.push((dataset.value.clone(), column.value.clone()));
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    found
}
