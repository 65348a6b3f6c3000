use jiff::civil::Date;
use sqlparser::ast::{
    BinaryOperator as Op, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator,
    Value,
};

use super::cells::Cell;

/// Evaluates a row-level expression by the rules of SQL. `column` gives the value of (dataset, column).
pub(crate) fn evaluate(expression: &Expr, today: Date, column: &dyn Fn(&str, &str) -> Cell) -> Cell {
    let of = |part: &Expr| evaluate(part, today, column);
    match expression {
        Expr::CompoundIdentifier(path) => column(&path[0].value, &path[1].value),
        Expr::Value(value) => literal(&value.value),
        Expr::TypedString(typed) => literal(&typed.value.value),
        Expr::Nested(inner) => of(inner),
        Expr::IsNull(inner) => Cell::Truth(of(inner).is_null()),
        Expr::IsNotNull(inner) => Cell::Truth(!of(inner).is_null()),
        Expr::UnaryOp { op, expr } => match (op, of(expr)) {
            (UnaryOperator::Not, Cell::Truth(truth)) => Cell::Truth(!truth),
            (UnaryOperator::Minus, Cell::Integer(whole)) => Cell::Integer(-whole),
            (UnaryOperator::Minus, Cell::Real(real)) => Cell::Real(-real),
            (_, other) => other,
        },
        Expr::BinaryOp { left, op, right } => binary(of(left), op, of(right)),
        Expr::InList { expr, list, negated } => {
            let value = of(expr);
            let mut found = Cell::Truth(false);
            for item in list {
                found = or(found, compare(&value, &Op::Eq, &of(item)));
            }
            if *negated { not(found) } else { found }
        }
        Expr::Between { expr, negated, low, high } => {
            let value = of(expr);
            let within = and(compare(&value, &Op::GtEq, &of(low)), compare(&value, &Op::LtEq, &of(high)));
            if *negated { not(within) } else { within }
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            let operand = operand.as_ref().map(|operand| of(operand));
            for when in conditions {
                let condition = of(&when.condition);
                let holds =
                    operand.as_ref().map_or(condition.clone(), |value| compare(value, &Op::Eq, &condition));
                if holds == Cell::Truth(true) {
                    return of(&when.result);
                }
            }
            else_result.as_ref().map_or(Cell::Null, |result| of(result))
        }
        Expr::Cast { expr, data_type, .. } => match (data_type.to_string().as_str(), of(expr)) {
            (_, Cell::Null) => Cell::Null,
            ("DOUBLE PRECISION", value) => Cell::Real(value.number().unwrap()),
            (_, value) => Cell::Text(value.text().unwrap()),
        },
        Expr::Function(function) => call(function, today, &of),
        other => panic!("the reference does not know {other}"),
    }
}

fn call(function: &Function, today: Date, of: &dyn Fn(&Expr) -> Cell) -> Cell {
    let name = function.name.to_string().to_uppercase();
    if name == "CURRENT_DATE" {
        return Cell::Text(today.to_string());
    }
    let FunctionArguments::List(list) = &function.args else { panic!("{function} has no arguments") };
    let arguments: Vec<Cell> = list
        .args
        .iter()
        .map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => of(expression),
            other => panic!("the reference does not know {other}"),
        })
        .collect();
    match (name.as_str(), arguments.as_slice()) {
        ("COALESCE", all) => all.iter().find(|cell| !cell.is_null()).cloned().unwrap_or(Cell::Null),
        ("NULLIF", [a, b]) => {
            if compare(a, &Op::Eq, b) == Cell::Truth(true) {
                Cell::Null
            } else {
                a.clone()
            }
        }
        ("ABS", [Cell::Integer(whole)]) => Cell::Integer(whole.abs()),
        ("ABS", [Cell::Real(real)]) => Cell::Real(real.abs()),
        ("REPLACE", [Cell::Text(text), Cell::Text(from), Cell::Text(to)]) => {
            Cell::Text(text.replace(from, to))
        }
        ("SUBSTR", [Cell::Text(text), Cell::Integer(from), Cell::Integer(length)]) => {
            Cell::Text(text.chars().skip(*from as usize - 1).take(*length as usize).collect())
        }
        ("LOWER", [Cell::Text(text)]) => Cell::Text(text.to_lowercase()),
        ("UPPER", [Cell::Text(text)]) => Cell::Text(text.to_uppercase()),
        ("TRIM", [Cell::Text(text)]) => Cell::Text(text.trim_matches(' ').to_owned()),
        ("LENGTH", [Cell::Text(text)]) => Cell::Integer(text.chars().count() as i64),
        (_, all) if all.iter().any(Cell::is_null) => Cell::Null,
        _ => panic!("the reference does not know {function}"),
    }
}

fn literal(value: &Value) -> Cell {
    match value {
        Value::Number(text, _) => {
            text.parse().map_or_else(|_| Cell::Real(text.parse().unwrap()), Cell::Integer)
        }
        Value::SingleQuotedString(text) => Cell::Text(text.clone()),
        Value::Boolean(truth) => Cell::Truth(*truth),
        Value::Null => Cell::Null,
        other => panic!("the reference does not know {other}"),
    }
}

fn binary(left: Cell, op: &Op, right: Cell) -> Cell {
    match op {
        Op::And => and(left, right),
        Op::Or => or(left, right),
        _ if left.is_null() || right.is_null() => Cell::Null,
        Op::StringConcat => Cell::Text(left.text().unwrap() + &right.text().unwrap()),
        Op::Plus | Op::Minus | Op::Multiply => match (&left, &right) {
            (Cell::Integer(a), Cell::Integer(b)) => Cell::Integer(match op {
                Op::Plus => a + b,
                Op::Minus => a - b,
                _ => a * b,
            }),
            _ => {
                let (a, b) = (left.number().unwrap(), right.number().unwrap());
                Cell::Real(match op {
                    Op::Plus => a + b,
                    Op::Minus => a - b,
                    _ => a * b,
                })
            }
        },
        Op::Divide => Cell::Real(left.number().unwrap() / right.number().unwrap()),
        _ => compare(&left, op, &right),
    }
}

fn compare(left: &Cell, op: &Op, right: &Cell) -> Cell {
    let order = match (left, right) {
        (Cell::Null, _) | (_, Cell::Null) => return Cell::Null,
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Integer(a), Cell::Integer(b)) => a.cmp(b),
        (Cell::Truth(a), Cell::Truth(b)) => a.cmp(b),
        (a, b) => a.number().unwrap().total_cmp(&b.number().unwrap()),
    };
    Cell::Truth(match op {
        Op::Eq => order.is_eq(),
        Op::NotEq => order.is_ne(),
        Op::Lt => order.is_lt(),
        Op::LtEq => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::GtEq => order.is_ge(),
        other => panic!("the reference does not know {other}"),
    })
}

fn not(cell: Cell) -> Cell {
    if let Cell::Truth(truth) = cell { Cell::Truth(!truth) } else { Cell::Null }
}

fn and(left: Cell, right: Cell) -> Cell {
    match (left, right) {
        (Cell::Truth(false), _) | (_, Cell::Truth(false)) => Cell::Truth(false),
        (Cell::Truth(true), Cell::Truth(true)) => Cell::Truth(true),
        _ => Cell::Null,
    }
}

fn or(left: Cell, right: Cell) -> Cell {
    not(and(not(left), not(right)))
}
