//! What a column of numbers counts, by its name, its declared type and its values.

use sentia_semantic::warehouse::{ColumnStructure, ColumnType};

use crate::{profile::ColumnProfile, words::has_any};

/// What the numbers of a column are, and how they are put together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Nature {
    /// An amount that adds up.
    Money,
    /// A price or rate: an amount for each of something.
    Price,
    /// A share; true where 1 stands for all of it, else 100 does.
    Share {
        of_one: bool,
    },
    /// Adds up; the symbol of its unit, where its name says it.
    Quantity(&'static str),
    /// Adds up, in seconds after this factor.
    Duration(u32),
    Days,
    /// Neither adds up nor is money: a temperature, a score, a level.
    Level(&'static str),
}

const MONEY: [&str; 27] = [
    "amount", "cost", "costs", "revenue", "sales", "turnover", "tax", "vat", "freight", "subtotal", "fee",
    "fees", "charge", "charges", "salary", "wage", "wages", "pay", "payment", "paid", "margin", "profit",
    "discount", "budget", "quota", "balance", "bill",
];
const PRICE: [&str; 4] = ["price", "tariff", "msrp", "rate"];
const SHARE: [&str; 7] = ["percent", "percentage", "share", "ratio", "yield", "utilisation", "utilization"];
const COUNTED: [&str; 27] = [
    "quantity",
    "count",
    "units",
    "pieces",
    "items",
    "number",
    "calls",
    "orders",
    "visits",
    "operators",
    "issues",
    "responses",
    "sold",
    "produced",
    "scrapped",
    "rejected",
    "received",
    "stocked",
    "shipped",
    "ordered",
    "good",
    "defects",
    "stops",
    "heads",
    "patients",
    "passengers",
    "volume",
];
const LEVEL: [&str; 20] = [
    "temperature",
    "temp",
    "pressure",
    "score",
    "rating",
    "level",
    "grade",
    "age",
    "ph",
    "speed",
    "point",
    "index",
    "fat",
    "protein",
    "humidity",
    "moisture",
    "capacity",
    "availability",
    "average",
    "lead",
];

/// Units that a word of the name says, and their symbols.
const SYMBOLS: [(&str, &str); 19] = [
    ("kg", "kg"),
    ("kilos", "kg"),
    ("kilograms", "kg"),
    ("tonnes", "t"),
    ("tons", "t"),
    ("grams", "g"),
    ("kwh", "kWh"),
    ("mwh", "MWh"),
    ("litres", "l"),
    ("liters", "l"),
    ("litre", "l"),
    ("hl", "hl"),
    ("m3", "m³"),
    ("metres", "m"),
    ("meters", "m"),
    ("km", "km"),
    ("mm", "mm"),
    ("celsius", "°C"),
    ("bar", "bar"),
];

/// Words that say in what a column counts, not what.
const UNIT_WORDS: [&str; 6] = ["hours", "hour", "minutes", "minute", "seconds", "second"];

/// `energy kwh` as `energy`; nothing where little would be left.
pub(crate) fn without_unit(words: &[String], too_general: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let is_unit = |word: &String| {
        UNIT_WORDS.contains(&word.as_str()) || SYMBOLS.iter().any(|(symbol, _)| symbol == word)
    };
    let left: Vec<String> = words.iter().filter(|word| !is_unit(word)).cloned().collect();
    (left.len() < words.len() && !left.iter().all(|word| too_general(word))).then_some(left)
}

/// ISO 4217 codes that the name of a column may end with.
const CURRENCIES: [&str; 23] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "INR", "CAD",
    "AUD", "NZD", "BRL", "MXN", "ZAR", "SGD", "HKD", "KRW",
];

/// `amount eur` as `amount` and its currency.
pub(crate) fn without_currency(mut words: Vec<String>) -> (Vec<String>, Option<&'static str>) {
    let last = words.last().filter(|_| words.len() > 1);
    let code = last.and_then(|last| CURRENCIES.into_iter().find(|code| last.eq_ignore_ascii_case(code)));
    if code.is_some() {
        words.pop();
    }
    (words, code)
}

pub(crate) fn nature(words: &[String], column: &ColumnStructure, seen: &ColumnProfile) -> Nature {
    let has = |known: &[&str]| has_any(words, known);
    let symbol = SYMBOLS.iter().find(|(word, _)| has(&[word])).map_or("", |(_, symbol)| *symbol);
    let per_piece = has(&["unit", "standard", "list", "average", "last"]) && has(&["cost", "price"]);
    if has(&SHARE) || (has(&["rate"]) && is_share(seen)) {
        return Nature::Share { of_one: is_share(seen) };
    }
    if has(&PRICE) || per_piece {
        return Nature::Price;
    }
    if has(&["hours", "hour"]) {
        return Nature::Duration(3600);
    }
    if has(&["minutes", "minute"]) {
        return Nature::Duration(60);
    }
    if has(&["seconds", "second"]) || words.last().is_some_and(|last| last == "s" && words.len() > 1) {
        return Nature::Duration(1);
    }
    if has(&["days"]) && !has(&MONEY) {
        return Nature::Days;
    }
    let counted = has(&COUNTED);
    if !counted && (has(&MONEY) || column.declared == "money" || is_total(words, column, seen)) {
        return Nature::Money;
    }
    if has(&LEVEL) && !counted {
        return Nature::Level(symbol);
    }
    Nature::Quantity(symbol)
}

/// Between nothing and all of it.
fn is_share(seen: &ColumnProfile) -> bool {
    let within = |number: Option<f64>| number.is_some_and(|number| (-1.0..=1.0).contains(&number));
    within(seen.least_number()) && within(seen.greatest_number())
}

/// `line_total` and `total_due` with cents.
fn is_total(words: &[String], column: &ColumnStructure, seen: &ColumnProfile) -> bool {
    let has_places = column.scale.map_or(seen.finer_than_four_places == 0, |scale| (2..=4).contains(&scale));
    has_any(words, &["total", "due", "value", "sum", "net", "gross"])
        && column.kind == ColumnType::Real
        && has_places
}

/// Digits behind the point of an amount in this currency.
pub(crate) fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" => 0,
        "KWD" | "BHD" | "OMR" | "JOD" | "TND" => 3,
        _ => 2,
    }
}

/// Digits that an exact sum of the column needs: those declared, else those that its values have.
pub(crate) fn places(column: &ColumnStructure, seen: &ColumnProfile) -> Option<u32> {
    match column.scale.filter(|scale| *scale > 0) {
        _ if column.kind == ColumnType::Integer => Some(0),
        Some(scale) if scale <= 6 => Some(scale),
        _ if seen.finer_than_cents == 0 => Some(2),
        _ if seen.finer_than_four_places == 0 => Some(4),
        _ => None,
    }
}
