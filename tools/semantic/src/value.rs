use serde::{Deserialize, Serialize};

/// One cell as it comes from the warehouse: money in integer minor units, ratios as fractions (0.732, not 73.2),
/// dates as ISO text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
}

impl Value {
    /// The number in this cell, if it holds one. Integers above 2^53 lose their last digits: use it to compare and
    /// to draw, never to print money.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Integer(whole) => Some(*whole as f64),
            Value::Real(real) => Some(*real),
            Value::Null | Value::Text(_) => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Value::Integer(whole)
    }
}

impl From<f64> for Value {
    /// A number that is not finite is no figure: it becomes [`Value::Null`].
    fn from(real: f64) -> Self {
        if real.is_finite() { Value::Real(real) } else { Value::Null }
    }
}
