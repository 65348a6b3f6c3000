//! Figures as people write them, read in the unit of a measure: `60%`, `£100k`, `2 hours`, `1.5 MWh`.

use crate::{Measure, QueryError, Unit};

/// A number and the unit that was named with it.
#[derive(Debug, Clone, PartialEq)]
struct Amount {
    number: f64,
    named: Named,
}

#[derive(Debug, Clone, PartialEq)]
enum Named {
    Nothing,
    Percent,
    Currency(String),
    /// In lower case.
    Word(String),
}

/// Why a text is no figure of a unit: how the unit is called, and a text that would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub unit: String,
    pub example: String,
}

impl Measure {
    /// The value that a text such as `60%`, `£100k` or `target` means as one of this measure.
    ///
    /// # Errors
    /// Where the text is of another unit, and where there is no target.
    pub fn amount(&self, text: &str) -> Result<f64, QueryError> {
        if text.trim().eq_ignore_ascii_case("target") {
            return self.target.ok_or_else(|| {
                QueryError::Underivable(format!(
                    "no target is set for {}; give a figure to compare it with",
                    self.label
                ))
            });
        }
        self.difference(text, &self.unit)
    }

    /// The same of a difference between two values of this measure: `2 points`, `£5k`.
    ///
    /// # Errors
    /// Where the text is of another unit.
    pub fn difference(&self, text: &str, unit: &Unit) -> Result<f64, QueryError> {
        read(text, unit).map_err(|unfit| QueryError::WrongUnit {
            value: text.trim().to_owned(),
            measure: self.label.clone(),
            unit: unfit.unit,
            example: unfit.example,
        })
    }
}

/// The value of a text in a unit: money in minor units, percentages as fractions, durations in seconds.
pub(crate) fn read(text: &str, unit: &Unit) -> Result<f64, Unfit> {
    parse(text).and_then(|amount| within(&amount, unit)).filter(|value| value.is_finite()).ok_or_else(|| {
        let (unit, example) = described(unit);
        Unfit { unit, example }
    })
}

fn within(amount: &Amount, unit: &Unit) -> Option<f64> {
    let number = amount.number;
    match (unit, &amount.named) {
        (Unit::Percent | Unit::Points, Named::Percent) => Some(number / 100.0),
        // 0.6 may be meant as 60% or as 0.6%.
        (Unit::Percent | Unit::Points, Named::Nothing) => {
            (number == 0.0 || number.abs() > 1.0).then_some(number / 100.0)
        }
        (Unit::Points, Named::Word(word)) => word.starts_with("point").then_some(number / 100.0),
        (Unit::Money { currency, .. }, Named::Nothing) => Some(minor(number, currency)),
        (Unit::Money { currency, .. }, Named::Currency(named)) => {
            (named == currency).then(|| minor(number, currency))
        }
        (Unit::Ratio | Unit::Count(_) | Unit::Quantity(_) | Unit::Days, Named::Nothing) => Some(number),
        (Unit::Count(noun), Named::Word(word)) => is_same_noun(noun, word).then_some(number),
        (Unit::Quantity(symbol), Named::Word(word)) => Some(number * factor(word, symbol)?),
        (Unit::Duration, Named::Word(word)) => Some(number * seconds(word)?),
        (Unit::Days, Named::Word(word)) => Some(number * seconds(word)? / seconds("day")?),
        _ => None,
    }
}

/// Whole minor units, so that `£0.29` is 29 pence and not a shade less.
fn minor(number: f64, currency: &str) -> f64 {
    let minor = number * Unit::minor_units(currency);
    let whole = minor.round();
    if (minor - whole).abs() < 1e-6 * whole.abs().max(1.0) { whole } else { minor }
}

fn is_same_noun(noun: &str, word: &str) -> bool {
    let singular = |word: &str| word.trim_end_matches('s').to_lowercase();
    singular(noun) == singular(word)
}

fn seconds(word: &str) -> Option<f64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => 86_400.0,
        "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// What one of `word` is in `symbol`.
fn factor(word: &str, symbol: &str) -> Option<f64> {
    let symbol = symbol.to_lowercase();
    if is_same_noun(&symbol, word) {
        return Some(1.0);
    }
    if let (Some(from), Some(to)) = (seconds(word), seconds(&symbol)) {
        return Some(from / to);
    }
    let scale = |unit: &str| {
        Some(match unit {
            "wh" => ("energy", 1.0),
            "kwh" => ("energy", 1e3),
            "mwh" => ("energy", 1e6),
            "gwh" => ("energy", 1e9),
            "g" | "gram" | "grams" => ("mass", 1.0),
            "kg" | "kilo" | "kilos" => ("mass", 1e3),
            "t" | "tonne" | "tonnes" => ("mass", 1e6),
            _ => return None,
        })
    };
    let ((kind, from), (other, to)) = (scale(word)?, scale(&symbol)?);
    (kind == other).then_some(from / to)
}

/// How a unit is called, and a figure of it.
fn described(unit: &Unit) -> (String, String) {
    let of = |unit: &str, example: &str| (unit.to_owned(), example.to_owned());
    match unit {
        Unit::Percent => of("percent", "60% or 0.5%"),
        Unit::Points => of("percentage points", "1.5 points"),
        Unit::Ratio => of("plain numbers", "1.5"),
        Unit::Count(noun) => (noun.clone(), format!("100 {noun}")),
        Unit::Quantity(symbol) if symbol.is_empty() => of("plain numbers", "1.5"),
        Unit::Quantity(symbol) => (symbol.clone(), format!("100 {symbol}")),
        Unit::Money { currency, .. } => (currency.clone(), format!("{currency} 100,000 or {currency} 100k")),
        Unit::Duration => of("hours and minutes", "2 hours or 90 minutes"),
        Unit::Days => of("days", "30 days"),
    }
}

/// `[−][currency]digits[k|m|bn][unit]`; none where the text is something else.
fn parse(text: &str) -> Option<Amount> {
    let lower = text.trim().to_lowercase().replace('−', "-").replace('\u{a0}', " ");
    let (negative, rest) = lower.strip_prefix('-').map_or((false, lower.as_str()), |rest| (true, rest));
    let start = rest.find(|letter: char| letter.is_ascii_digit() || letter == '.')?;
    let (before, rest) = rest.split_at(start);
    let is_of_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let (digits, after) = rest.split_at(rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len()));
    let number: f64 = digits.trim_end_matches([',', '.']).replace(',', "").parse().ok()?;
    let (scale, unit) = scaled(after.trim());
    let number = number * scale * if negative { -1.0 } else { 1.0 };
    let named = match (before.trim(), unit) {
        ("", unit) => named(unit),
        (currency, "") => Named::Currency(currency_of(currency)?),
        // `£3 per piece`: the measure knows what it is counted per.
        (currency, unit) if unit.starts_with("per ") || unit.starts_with('/') => {
            Named::Currency(currency_of(currency)?)
        }
        _ => return None,
    };
    Some(Amount { number, named })
}

/// What `k`, `m` and the like multiply by, and what stands behind them.
fn scaled(after: &str) -> (f64, &str) {
    const SCALES: [(&str, f64); 9] = [
        ("thousand", 1e3),
        ("million", 1e6),
        ("billion", 1e9),
        ("grand", 1e3),
        ("bn", 1e9),
        ("mn", 1e6),
        ("mio", 1e6),
        ("k", 1e3),
        ("m", 1e6),
    ];
    let is_whole_word = |rest: &str| !rest.starts_with(|letter: char| letter.is_alphanumeric());
    let scale = SCALES.iter().find_map(|(word, scale)| {
        let rest = after.strip_prefix(word).filter(|rest| is_whole_word(rest))?;
        Some((*scale, rest.trim()))
    });
    scale.unwrap_or((1.0, after))
}

fn named(unit: &str) -> Named {
    match unit {
        "" => Named::Nothing,
        "%" | "percent" | "per cent" | "pct" => Named::Percent,
        other => currency_of(other).map_or_else(|| Named::Word(other.to_owned()), Named::Currency),
    }
}

fn currency_of(text: &str) -> Option<String> {
    Some(match text {
        "£" | "pound" | "pounds" | "quid" => "GBP".to_owned(),
        "€" | "euro" | "euros" => "EUR".to_owned(),
        "$" | "dollar" | "dollars" => "USD".to_owned(),
        "zł" | "zloty" | "zlotys" => "PLN".to_owned(),
        code if code.len() == 3 && matches!(code, "gbp" | "eur" | "usd" | "pln" | "chf" | "jpy" | "cad") => {
            code.to_uppercase()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money() -> Unit {
        Unit::Money { currency: "GBP".to_owned(), per: None }
    }

    #[test]
    fn a_figure_is_read_in_the_unit_of_the_measure() {
        let cases = [
            ("60%", Unit::Percent, 0.6),
            ("2.5 percent", Unit::Percent, 0.025),
            ("60", Unit::Percent, 0.6),
            ("-3 %", Unit::Percent, -0.03),
            ("£100k", money(), 10_000_000.0),
            ("GBP 1,234.56", money(), 123_456.0),
            ("1.5 million pounds", money(), 150_000_000.0),
            ("£0.29", money(), 29.0),
            ("100,000", money(), 10_000_000.0),
            (
                "£3 per piece",
                Unit::Money { currency: "GBP".to_owned(), per: Some("piece".to_owned()) },
                300.0,
            ),
            ("5", Unit::Count("stops".to_owned()), 5.0),
            ("1 stop", Unit::Count("stops".to_owned()), 1.0),
            ("2 hours", Unit::Duration, 7_200.0),
            ("90 min", Unit::Duration, 5_400.0),
            ("2 weeks", Unit::Days, 14.0),
            ("1.5 MWh", Unit::Quantity("kWh".to_owned()), 1_500.0),
            ("2 t", Unit::Quantity("kg".to_owned()), 2_000.0),
            ("30 minutes", Unit::Quantity("h".to_owned()), 0.5),
        ];
        for (text, unit, expected) in cases {
            let found = read(text, &unit);
            assert!(found.as_ref().is_ok_and(|found| (found - expected).abs() < 1e-9), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_figure_of_another_unit_is_none() {
        let cases = [
            ("£60", Unit::Percent),
            ("0.6", Unit::Percent),
            ("60%", money()),
            ("€100k", money()),
            ("2 hours", money()),
            ("10", Unit::Duration),
            ("10 pieces", Unit::Duration),
            ("10 hours", Unit::Count("stops".to_owned())),
            ("2 kg", Unit::Quantity("kWh".to_owned())),
            ("£5 pieces", money()),
            ("lots", money()),
            ("", money()),
            ("1e999", Unit::Ratio),
        ];
        for (text, unit) in cases {
            assert!(read(text, &unit).is_err(), "{text} as {unit:?}: {:?}", read(text, &unit));
        }
    }
}
