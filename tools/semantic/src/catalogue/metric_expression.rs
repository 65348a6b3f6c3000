use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::{self, BinaryOperator, Expr, UnaryOperator, Value};

use super::{
    Aggregate, AggregateFunction, Extreme, MeasureExpression, Operator,
    joins::Joins,
    row_expression::{self, Resolver, arguments, is_aggregate},
};

/// Turns the SQL of metrics into arithmetic over aggregates. A bare name is another metric, taken with all its text.
pub(super) struct MetricParser<'a> {
    /// SQL of every metric by id.
    pub metrics: &'a BTreeMap<String, Expr>,
    pub fields: &'a BTreeMap<String, BTreeMap<String, Expr>>,
    pub joins: &'a Joins,
    /// What dates the rows of a dataset: by metric (where it says so itself) and dataset, else by dataset alone.
    pub times: &'a Times,
}

/// Row-level expressions that date the rows of a dataset.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub of_dataset: BTreeMap<String, Expr>,
    pub of_metric: BTreeMap<(String, String), Expr>,
}

impl Times {
    fn of(&self, metric: &str, dataset: &str) -> Option<Expr> {
        self.of_metric
            .get(&(metric.to_owned(), dataset.to_owned()))
            .or_else(|| self.of_dataset.get(dataset))
            .cloned()
    }
}

impl MetricParser<'_> {
    pub(super) fn parse(&self, metric: &str) -> Result<MeasureExpression, String> {
        let parsed = self.metric(metric, &mut Vec::new())?;
        if parsed.aggregates().is_empty() {
            return Err(format!(
                "the metric `{metric}` aggregates nothing; write for example SUM(dataset.field)"
            ));
        }
        Ok(parsed)
    }

    fn metric(&self, id: &str, within: &mut Vec<String>) -> Result<MeasureExpression, String> {
        if within.iter().any(|outer| outer == id) {
            return Err(format!(
                "the metric `{id}` is defined by itself ({} → {id}); break the circle",
                within.join(" → ")
            ));
        }
        let Some(expression) = self.metrics.get(id) else {
            let nearest = crate::lookup::nearest(id, self.metrics.keys().map(String::as_str));
            return Err(format!(
                "`{id}` is neither a metric nor within an aggregate{}",
                super::did_you_mean(&nearest)
            ));
        };
        within.push(id.to_owned());
        let parsed = self.arithmetic(expression, within);
        within.pop();
        parsed
    }

    fn arithmetic(&self, expression: &Expr, within: &mut Vec<String>) -> Result<MeasureExpression, String> {
        match expression {
            Expr::Nested(inner) => self.arithmetic(inner, within),
            Expr::Identifier(name) => self.metric(&name.value, within),
            Expr::Value(value) => number(&value.value),
            Expr::UnaryOp { op: UnaryOperator::Plus, expr } => self.arithmetic(expr, within),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Ok(negative(self.arithmetic(expr, within)?)),
            Expr::BinaryOp { left, op, right } => {
                let operator = match op {
                    BinaryOperator::Plus => Operator::Plus,
                    BinaryOperator::Minus => Operator::Minus,
                    BinaryOperator::Multiply => Operator::Times,
                    BinaryOperator::Divide => Operator::Divide,
                    other => return Err(refused(&other.to_string())),
                };
                let (left, right) = (self.arithmetic(left, within)?, self.arithmetic(right, within)?);
                Ok(MeasureExpression::Binary(Box::new(left), operator, Box::new(right)))
            }
            Expr::Function(function) => self.function(function, within),
            Expr::CompoundIdentifier(_) => Err(format!(
                "`{expression}` stands outside an aggregate; write for example SUM({expression})"
            )),
            other => Err(refused(&other.to_string())),
        }
    }

    fn function(
        &self,
        function: &ast::Function,
        within: &mut Vec<String>,
    ) -> Result<MeasureExpression, String> {
        let name = function.name.to_string().to_uppercase();
        if is_aggregate(&name) {
            let metric = within.last().cloned().unwrap_or_default();
            return self.aggregate(&name, function, &metric).map(MeasureExpression::Aggregate);
        }
        if name == "PERIOD_DAYS" {
            return Ok(MeasureExpression::PeriodDays);
        }
        let known = matches!(name.as_str(), "LEAST" | "GREATEST" | "SQRT" | "ABS" | "COALESCE" | "NULLIF");
        let arguments =
            arguments(function).filter(|_| known).ok_or_else(|| refused(&function.to_string()))?;
        let mut parts = Vec::with_capacity(arguments.len());
        for argument in &arguments {
            parts.push(self.arithmetic(argument, within)?);
        }
        combine(&name, parts).ok_or_else(|| refused(&function.to_string()))
    }

    fn aggregate(&self, name: &str, function: &ast::Function, metric: &str) -> Result<Aggregate, String> {
        let call = AggregateCall::read(function)?;
        let kind = match (name, call.distinct) {
            ("COUNT", true) => AggregateFunction::CountDistinct,
            ("COUNT", false) => AggregateFunction::Count,
            ("SUM", false) => AggregateFunction::Sum,
            ("AVG", false) => AggregateFunction::Average,
            ("MIN", _) => AggregateFunction::Min,
            ("MAX", _) => AggregateFunction::Max,
            _ => return Err(format!("`{function}` counts each value once; only COUNT(DISTINCT …) may")),
        };
        let resolver = Resolver { home: None, fields: self.fields };
        let argument = call.argument.as_ref().map(|argument| resolver.resolve(argument)).transpose()?;
        let condition = function.filter.as_ref().map(|condition| resolver.resolve(condition)).transpose()?;
        if argument.is_none() && kind != AggregateFunction::Count {
            return Err(format!("`{function}` has no argument; name what it aggregates"));
        }
        let dataset = self.root(function, call.rows_of.as_deref(), argument.iter().chain(&condition))?;
        let time = self.times.of(metric, &dataset);
        Ok(Aggregate { dataset, function: kind, argument, condition, time })
    }

    /// The dataset whose rows are aggregated: the one from which all others that are named can be reached.
    fn root<'e>(
        &self,
        function: &ast::Function,
        rows_of: Option<&str>,
        parts: impl Iterator<Item = &'e Expr>,
    ) -> Result<String, String> {
        let mut named: BTreeSet<String> =
            parts.flat_map(row_expression::columns).map(|(dataset, _)| dataset).collect();
        if let Some(dataset) = rows_of {
            if !self.fields.contains_key(dataset) {
                let nearest = crate::lookup::nearest(dataset, self.fields.keys().map(String::as_str));
                return Err(format!("there is no dataset `{dataset}`{}", super::did_you_mean(&nearest)));
            }
            named.insert(dataset.to_owned());
        }
        let reaches_all = |from: &&String| named.iter().all(|to| *from == to || self.joins.reaches(from, to));
        let candidate = match rows_of {
            Some(dataset) => named.get(dataset).filter(reaches_all),
            None => named.iter().find(reaches_all),
        };
        match candidate {
            Some(dataset) => Ok(dataset.clone()),
            None if named.is_empty() => {
                Err(format!("`{function}` does not say of what; write for example COUNT(dataset.*)"))
            }
            None => Err(format!(
                "`{function}` spans {}, and no one of them leads to the others many-to-one; aggregate each by itself, \
                 or add the relationship",
                named.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
            )),
        }
    }
}

/// The parts of an aggregate's call.
struct AggregateCall {
    distinct: bool,
    argument: Option<Expr>,
    /// The dataset of `COUNT(dataset.*)`.
    rows_of: Option<String>,
}

impl AggregateCall {
    fn read(function: &ast::Function) -> Result<Self, String> {
        let ast::FunctionArguments::List(list) = &function.args else {
            return Err(refused(&function.to_string()));
        };
        if !list.clauses.is_empty() || function.over.is_some() || !function.within_group.is_empty() {
            return Err(refused(&function.to_string()));
        }
        let [ast::FunctionArg::Unnamed(argument)] = list.args.as_slice() else {
            return Err(format!(
                "`{function}` needs one argument; for the least or greatest of several use LEAST or GREATEST"
            ));
        };
        let distinct = matches!(list.duplicate_treatment, Some(ast::DuplicateTreatment::Distinct));
        Ok(match argument {
            ast::FunctionArgExpr::Expr(expression) => {
                AggregateCall { distinct, argument: Some(expression.clone()), rows_of: None }
            }
            ast::FunctionArgExpr::QualifiedWildcard(name) => {
                AggregateCall { distinct, argument: None, rows_of: Some(name.to_string().replace('"', "")) }
            }
            _ => AggregateCall { distinct, argument: None, rows_of: None },
        })
    }
}

fn combine(name: &str, mut parts: Vec<MeasureExpression>) -> Option<MeasureExpression> {
    use MeasureExpression as M;
    Some(match (name, parts.len()) {
        ("LEAST", 2..) => M::Extreme(Extreme::Least, parts),
        ("GREATEST", 2..) => M::Extreme(Extreme::Greatest, parts),
        ("SQRT", 1) => M::SquareRoot(Box::new(parts.remove(0))),
        ("ABS", 1) => {
            let part = parts.remove(0);
            M::Extreme(Extreme::Greatest, vec![part.clone(), negative(part)])
        }
        ("COALESCE", 2..) => {
            let last = parts.pop()?;
            parts.into_iter().rfold(last, |rest, part| M::Coalesce(Box::new(part), Box::new(rest)))
        }
        ("NULLIF", 2) => {
            let second = parts.pop()?;
            M::NullIf(Box::new(parts.pop()?), Box::new(second))
        }
        _ => return None,
    })
}

fn negative(expression: MeasureExpression) -> MeasureExpression {
    match expression {
        MeasureExpression::Number(number) => MeasureExpression::Number(-number),
        other => MeasureExpression::Binary(
            Box::new(MeasureExpression::Number(-1.0)),
            Operator::Times,
            Box::new(other),
        ),
    }
}

fn number(value: &Value) -> Result<MeasureExpression, String> {
    match value {
        Value::Number(text, _) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(MeasureExpression::Number(number)),
            _ => Err(format!("`{text}` is too large a number; write a smaller one")),
        },
        other => Err(refused(&other.to_string())),
    }
}

fn refused(what: &str) -> String {
    format!(
        "`{what}` cannot stand in a metric outside an aggregate; use + - * /, SUM, COUNT, MIN, MAX, AVG, LEAST, \
         GREATEST, ABS, SQRT, COALESCE, NULLIF, PERIOD_DAYS(), numbers and names of metrics"
    )
}
