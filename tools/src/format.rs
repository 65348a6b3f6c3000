//! The one place that turns a number into text: unit, precision, thousands separators, signs.

use sentia_semantic::{Unit, Value};

use crate::{Figure, FigureKind};

/// A figure as it stands in a table: changes and gaps carry their sign.
pub fn figure_in_table(figure: &Figure) -> String {
    let text = value(&figure.value, &figure.unit);
    let positive = figure.value.as_f64().is_some_and(|number| number > 0.0);
    if is_signed(figure.kind) && positive && shows_a_digit_above_zero(&text) {
        format!("+{text}")
    } else {
        text
    }
}

/// A figure as it stands in a statement, where each line must be seen to sum: money to the last penny, without its
/// symbol, which the heading says.
pub fn figure_in_statement(figure: &Figure) -> String {
    let Unit::Money { currency, per: None } = &figure.unit else { return figure_in_table(figure) };
    let text = in_full(&figure.value, &figure.unit);
    let symbol = symbol(currency).map_or_else(|| format!("{currency} "), str::to_owned);
    text.replacen(&symbol, "", 1)
}

/// Money with all its digits: `£1,234,567.89`. Other units as anywhere.
pub fn in_full(amount: &Value, unit: &Unit) -> String {
    let (Value::Integer(minor), Unit::Money { currency, per: None }) = (amount, unit) else {
        return value(amount, unit);
    };
    let per_major = minor_units(currency) as u64;
    let (major, rest) = (minor.unsigned_abs() / per_major, minor.unsigned_abs() % per_major);
    let places = per_major.ilog10() as usize;
    let fraction = if places == 0 { String::new() } else { format!(".{rest:0places$}") };
    let sign = if *minor < 0 { "−" } else { "" };
    let symbol = symbol(currency).map_or_else(|| format!("{currency} "), str::to_owned);
    format!("{sign}{symbol}{}{fraction}", group(&major.to_string()))
}

/// A figure as it stands in prose: changes and gaps give their size, since the verb beside them ("rose by", "below")
/// gives the direction.
pub fn figure_in_prose(figure: &Figure) -> String {
    if figure.kind == FigureKind::Contribution {
        figure_in_table(figure)
    } else if is_difference(figure.kind) {
        value(&magnitude(&figure.value), &figure.unit)
    } else {
        value(&figure.value, &figure.unit)
    }
}

/// Whether a figure is the distance between two others.
pub fn is_difference(kind: FigureKind) -> bool {
    matches!(kind, FigureKind::Change | FigureKind::ChangePercent | FigureKind::Gap)
}

fn is_signed(kind: FigureKind) -> bool {
    is_difference(kind) || kind == FigureKind::Contribution
}

fn magnitude(value: &Value) -> Value {
    match value {
        Value::Integer(whole) => Value::Integer(whole.saturating_abs()),
        Value::Real(real) => Value::Real(real.abs()),
        other => other.clone(),
    }
}

fn shows_a_digit_above_zero(text: &str) -> bool {
    text.chars().any(|c| ('1'..='9').contains(&c))
}

/// A value with its unit: `73.2%`, `£1.23m`, `1,204 pieces`, `2 h 15 min`. Null is an en dash.
pub fn value(value: &Value, unit: &Unit) -> String {
    let Some(number) = value.as_f64() else {
        return value.as_text().unwrap_or("–").to_owned();
    };
    match unit {
        Unit::Percent => format!("{}%", decimals(number * 100.0, percent_places(number))),
        Unit::Points => points(number * 100.0),
        Unit::Ratio => decimals(number, 2),
        Unit::Count(noun) => counted(&whole(value), noun),
        Unit::Quantity(symbol) if symbol.is_empty() => decimals(number, quantity_places(number)),
        Unit::Quantity(symbol) => quantity(&decimals(number, quantity_places(number)), symbol),
        Unit::Money { currency, per: None } => money(value, currency),
        Unit::Money { currency, per: Some(thing) } => {
            format!("{} per {thing}", money_of(number, currency, 2))
        }
        Unit::Duration => duration(number),
        Unit::Days => counted(&decimals(number, if number.fract() == 0.0 { 0 } else { 1 }), "days"),
    }
}

fn percent_places(fraction: f64) -> usize {
    if fraction != 0.0 && fraction.abs() < 0.01 { 2 } else { 1 }
}

fn quantity_places(number: f64) -> usize {
    match number.abs() {
        size if size >= 100.0 || number.fract() == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        _ => 3,
    }
}

fn points(number: f64) -> String {
    counted(&decimals(number, if number != 0.0 && number.abs() < 0.1 { 2 } else { 1 }), "points")
}

/// `1 piece`, `2 pieces`: the noun is given in the plural.
fn counted(number: &str, plural: &str) -> String {
    if number == "1" || number == "1.0" || number == "−1" || number == "−1.0" {
        format!("{number} {}", singular(plural))
    } else {
        format!("{number} {plural}")
    }
}

/// The singular of a regular English plural.
pub fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) =
        ["ches", "shes", "sses", "xes"].iter().find_map(|end| plural.strip_suffix(end).map(|s| (s, end)))
    {
        format!("{}{}", stem.0, &stem.1[..stem.1.len() - 2])
    } else {
        plural.strip_suffix('s').unwrap_or(plural).to_owned()
    }
}

/// `1 piece`, `2 pieces`, `1 kg`, `1 mm/s`.
fn quantity(number: &str, symbol: &str) -> String {
    let is_word = symbol.len() > 3 && symbol.bytes().all(|letter| letter.is_ascii_lowercase());
    if number == "1" && is_word { format!("1 {}", singular(symbol)) } else { format!("{number} {symbol}") }
}

/// Minor units as the currency is written: pounds above ten thousand without pence, millions with two decimals.
fn money(value: &Value, currency: &str) -> String {
    let number = value.as_f64().unwrap_or(0.0);
    match (number / minor_units(currency)).abs() {
        major if major >= 1e9 => format!("{}bn", money_of(number / 1e9, currency, 2)),
        major if major >= 1e6 => format!("{}m", money_of(number / 1e6, currency, 2)),
        major if major >= 1e4 => money_of(number, currency, 0),
        _ => money_of(number, currency, 2),
    }
}

fn money_of(minor: f64, currency: &str, places: usize) -> String {
    let text = decimals(minor.abs() / minor_units(currency), places);
    let sign = if minor < 0.0 && shows_a_digit_above_zero(&text) { "−" } else { "" };
    match symbol(currency) {
        Some(symbol) => format!("{sign}{symbol}{text}"),
        None => format!("{sign}{currency} {text}"),
    }
}

/// Minor units in one major unit (ISO 4217).
pub fn minor_units(currency: &str) -> f64 {
    Unit::minor_units(currency)
}

/// The sign people write before an amount, where the currency has one of its own.
pub fn symbol(currency: &str) -> Option<&'static str> {
    match currency {
        "GBP" => Some("£"),
        "EUR" => Some("€"),
        "USD" => Some("$"),
        // ISO 4217 for "no currency": an amount whose currency nobody has said.
        "XXX" => Some(""),
        _ => None,
    }
}

/// Seconds as hours and minutes; above a hundred hours the minutes say nothing.
fn duration(seconds: f64) -> String {
    let sign = if seconds <= -0.5 { "−" } else { "" };
    let size = seconds.abs();
    if size < 90.0 {
        return format!("{sign}{} s", decimals(size, 0));
    }
    let minutes = (size / 60.0).round();
    let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    if hours >= 100.0 {
        format!("{sign}{} h", decimals(size / 3600.0, 0))
    } else if hours < 1.0 {
        format!("{sign}{} min", decimals(rest, 0))
    } else if rest == 0.0 {
        format!("{sign}{} h", decimals(hours, 0))
    } else {
        format!("{sign}{} h {} min", decimals(hours, 0), decimals(rest, 0))
    }
}

fn whole(value: &Value) -> String {
    match value {
        Value::Integer(number) => with_sign(*number < 0, &group(&number.unsigned_abs().to_string())),
        other => decimals(other.as_f64().unwrap_or(0.0), 0),
    }
}

/// A number with a fixed count of decimals, thousands separated, a true minus sign, and never a negative zero.
pub fn decimals(number: f64, places: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.places$}", number.abs());
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = group(integer);
    let joined = if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") };
    with_sign(number < 0.0 && shows_a_digit_above_zero(&joined), &joined)
}

fn with_sign(negative: bool, digits: &str) -> String {
    if negative { format!("−{digits}") } else { digits.to_owned() }
}

fn group(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbp(minor: i64) -> String {
        value(&Value::Integer(minor), &Unit::Money { currency: "GBP".into(), per: None })
    }

    #[test]
    fn money_is_shown_at_the_precision_a_board_reads() {
        assert_eq!(gbp(12_345), "£123.45");
        assert_eq!(gbp(-1_234_567), "−£12,346");
        assert_eq!(gbp(123_456_789), "£1.23m");
        assert_eq!(gbp(0), "£0.00");
        assert_eq!(
            value(&Value::Integer(12_345_600), &Unit::Money { currency: "PLN".into(), per: None }),
            "PLN 123,456"
        );
        assert_eq!(
            value(&Value::Real(342.4), &Unit::Money { currency: "GBP".into(), per: Some("piece".into()) }),
            "£3.42 per piece"
        );
    }

    #[test]
    fn shares_and_differences_of_shares() {
        assert_eq!(value(&Value::Real(0.7324), &Unit::Percent), "73.2%");
        assert_eq!(value(&Value::Real(0.0042), &Unit::Percent), "0.42%");
        assert_eq!(value(&Value::Real(-0.031), &Unit::Points), "−3.1 points");
        assert_eq!(value(&Value::Real(0.01), &Unit::Points), "1.0 point");
        assert_eq!(value(&Value::Real(-0.00001), &Unit::Percent), "0.00%");
    }

    #[test]
    fn counts_quantities_and_time() {
        assert_eq!(value(&Value::Integer(1), &Unit::Count("stops".into())), "1 stop");
        assert_eq!(value(&Value::Integer(1_204_000), &Unit::Count("pieces".into())), "1,204,000 pieces");
        assert_eq!(value(&Value::Real(12.345), &Unit::Quantity("kWh".into())), "12.3 kWh");
        assert_eq!(value(&Value::Integer(8_100), &Unit::Duration), "2 h 15 min");
        assert_eq!(value(&Value::Integer(3_599), &Unit::Duration), "1 h");
        assert_eq!(value(&Value::Integer(45), &Unit::Duration), "45 s");
        assert_eq!(value(&Value::Real(47.31), &Unit::Days), "47.3 days");
        assert_eq!(value(&Value::Null, &Unit::Ratio), "–");
    }

    #[test]
    fn singulars() {
        assert_eq!(
            ["pieces", "batches", "stops", "deliveries", "boxes"].map(singular),
            ["piece", "batch", "stop", "delivery", "box"]
        );
    }
}
