use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a number counts. The formatter in `sentia-tools` turns a value and its unit into text; nothing else does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A fraction of one, shown as a percentage: 0.732 is 73.2%.
    Percent,
    /// A difference of two percentages: 0.012 is 1.2 points.
    Points,
    /// A bare quotient, such as a capability index or turns a year.
    Ratio,
    /// Whole things, with the noun in the plural: `pieces`, `orders`, `stops`.
    Count(String),
    /// A physical quantity with its symbol: `kWh`, `kg`, `pieces`, `pieces/h`, `kWh/piece`; empty where nothing says
    /// what a number counts.
    Quantity(String),
    /// Integer minor units of this ISO 4217 currency. With `per`, a real number of minor units for each such thing.
    Money { currency: String, per: Option<String> },
    /// Seconds, shown as hours and minutes.
    Duration,
    /// Days, whole or not.
    Days,
}

impl Unit {
    /// The unit of a difference between two values of this unit.
    pub fn of_difference(&self) -> Unit {
        match self {
            Unit::Percent => Unit::Points,
            other => other.clone(),
        }
    }

    /// The unit of a mean of values of this unit: a mean of whole things need not be whole.
    pub fn of_mean(&self) -> Unit {
        match self {
            Unit::Count(noun) => Unit::Quantity(noun.clone()),
            other => other.clone(),
        }
    }

    /// Minor units in one major unit of a currency (ISO 4217).
    pub fn minor_units(currency: &str) -> f64 {
        match currency {
            "JPY" | "KRW" | "HUF" | "CLP" | "ISK" | "VND" => 1.0,
            "BHD" | "KWD" | "OMR" | "JOD" | "TND" => 1000.0,
            _ => 100.0,
        }
    }

    /// Whether values are whole numbers that must be carried exactly.
    pub fn is_exact(&self) -> bool {
        matches!(self, Unit::Count(_) | Unit::Money { per: None, .. })
    }
}
