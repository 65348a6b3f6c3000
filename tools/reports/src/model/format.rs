/// What kind of number a column or a chart holds. Values are in the unit that is named here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// An amount in major units (pounds, not pence).
    Money {
        /// The symbol or the ISO 4217 code that stands before the amount, such as `£` or `CHF`.
        currency: String,
        /// Decimals that are shown.
        decimals: u8,
    },
    /// A fraction, shown times 100: 0.125 is 12.5%.
    Percent {
        /// Decimals that are shown.
        decimals: u8,
    },
    /// A whole number of things.
    Count,
    /// A plain number.
    Ratio {
        /// Decimals that are shown.
        decimals: u8,
    },
    /// An amount in a unit of measure.
    Quantity {
        /// The unit that stands after the amount, such as `kWh`.
        unit: String,
        /// Decimals that are shown.
        decimals: u8,
    },
}

impl NumberFormat {
    /// Decimals that are shown.
    pub fn decimals(&self) -> u8 {
        match self {
            Self::Count => 0,
            Self::Money { decimals, .. }
            | Self::Percent { decimals }
            | Self::Ratio { decimals }
            | Self::Quantity { decimals, .. } => *decimals,
        }
    }
}
