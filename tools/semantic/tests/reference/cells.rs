use sentia_semantic::Value;

/// A value while an expression is evaluated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Truth(bool),
}

impl Cell {
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Cell::Integer(whole) => Some(*whole as f64),
            Cell::Real(real) => Some(*real),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        *self == Cell::Null
    }

    /// As a member key or label.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Cell::Null => None,
            Cell::Integer(whole) => Some(whole.to_string()),
            Cell::Real(real) => Some(real.to_string()),
            Cell::Text(text) => Some(text.clone()),
            Cell::Truth(truth) => Some(truth.to_string()),
        }
    }
}

impl From<&Value> for Cell {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Cell::Null,
            Value::Integer(whole) => Cell::Integer(*whole),
            Value::Real(real) => Cell::Real(*real),
            Value::Text(text) => Cell::Text(text.clone()),
        }
    }
}
