//! Numbers as people write them: `1,234.50`, `1.234,50`, `(12)`, `12-`, `€ 5`, `12.5 %`, `3E-2`.

/// What stands between the whole and its fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Point,
    Comma,
}

/// A number without anything but its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// `-1234.50`, as both databases read it.
    pub text: String,
    /// Digits before the mark, without leading zeros.
    pub digits: u32,
    /// Digits after the mark.
    pub places: u32,
    pub is_scientific: bool,
    /// `007`: a code rather than a quantity.
    pub has_leading_zero: bool,
}

/// Currencies that may stand beside an amount.
const CODES: [&str; 16] = [
    "USD", "EUR", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CZK", "HUF", "JPY", "CNY", "INR", "CAD", "AUD",
    "ZAR",
];

pub(crate) fn read(text: &str, mark: Mark) -> Option<Number> {
    let begins_like_a_number = |letter: char| letter.is_ascii_digit() || "+-−(.,$€£¥".contains(letter);
    let text = text.trim();
    if !text.starts_with(begins_like_a_number) && !CODES.iter().any(|code| text.starts_with(code)) {
        return None;
    }
    let (text, bracketed) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let (text, is_percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    };
    let (text, negative) = sign(without_currency(text));
    let text = without_currency(text);
    let number = scientific(text, mark).or_else(|| plain(text, mark))?;
    let number = if is_percent { hundredth(number)? } else { number };
    Some(if negative || bracketed { Number { text: format!("-{}", number.text), ..number } } else { number })
}

fn sign(text: &str) -> (&str, bool) {
    let minus = ['-', '−'];
    if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
        return (rest.trim(), true);
    }
    (text.strip_prefix('+').map_or(text, str::trim), false)
}

fn without_currency(text: &str) -> &str {
    const SIGNS: [char; 4] = ['$', '€', '£', '¥'];
    let text = text.strip_prefix(SIGNS).or_else(|| text.strip_suffix(SIGNS)).unwrap_or(text);
    let code = CODES.iter().find_map(|code| text.strip_prefix(code).or_else(|| text.strip_suffix(code)));
    code.unwrap_or(text).trim()
}

fn plain(text: &str, mark: Mark) -> Option<Number> {
    let point = if mark == Mark::Point { '.' } else { ',' };
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let is_whole = !text.contains(point);
    if (whole.is_empty() && fraction.is_empty()) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = ungrouped(whole, if mark == Mark::Point { ',' } else { '.' })?;
    let significant = whole.trim_start_matches('0');
    let shown = if significant.is_empty() { "0" } else { significant };
    Some(Number {
        text: if fraction.is_empty() { shown.to_owned() } else { format!("{shown}.{fraction}") },
        digits: u32::try_from(significant.len()).ok()?,
        places: u32::try_from(fraction.len()).ok()?,
        is_scientific: false,
        has_leading_zero: is_whole && whole.len() > 1 && whole.starts_with('0'),
    })
}

/// The digits of a whole number whose thousands may be set apart, by one sign throughout.
fn ungrouped(whole: &str, separator: char) -> Option<String> {
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole.to_owned());
    }
    let sign = whole.chars().find(|letter| !letter.is_ascii_digit())?;
    if sign != separator && ![' ', '\u{a0}', '\u{202f}', '\''].contains(&sign) {
        return None;
    }
    let mut groups = whole.split(sign);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

/// `2.9E-2`; its digits are those of a floating-point number.
fn scientific(text: &str, mark: Mark) -> Option<Number> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    plain(mantissa, mark)?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = format!("{}e{exponent}", mantissa.replace(',', "."));
    let value: f64 = written.parse().ok().filter(|value: &f64| value.is_finite())?;
    Some(Number {
        text: format!("{value:?}"),
        digits: 0,
        places: 0,
        is_scientific: true,
        has_leading_zero: false,
    })
}

/// A percentage as the fraction that it is.
fn hundredth(number: Number) -> Option<Number> {
    if number.is_scientific {
        let value: f64 = number.text.parse().ok()?;
        return Some(Number { text: format!("{:?}", value / 100.0), ..number });
    }
    let (whole, fraction) = number.text.split_once('.').unwrap_or((&number.text, ""));
    let whole = format!("{whole:0>3}");
    let (before, hundredths) = whole.split_at(whole.len() - 2);
    Some(Number {
        text: format!("{before}.{hundredths}{fraction}"),
        digits: number.digits.saturating_sub(2),
        places: number.places + 2,
        ..number
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Option<String> {
        read(text, Mark::Point).map(|number| number.text)
    }

    fn comma(text: &str) -> Option<String> {
        read(text, Mark::Comma).map(|number| number.text)
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, number) in [
            ("12", "12"),
            (" 1,234.50 ", "1234.50"),
            ("-3", "-3"),
            ("−3.5", "-3.5"),
            ("(12.00)", "-12.00"),
            ("12-", "-12"),
            ("$1,000", "1000"),
            ("-$5.10", "-5.10"),
            ("12.5 €", "12.5"),
            ("EUR 7", "7"),
            (".0000", "0.0000"),
            ("12.5 %", "0.125"),
            ("5%", "0.05"),
            ("250%", "2.50"),
            ("1'234.5", "1234.5"),
            ("2.5E-1", "0.25"),
        ] {
            assert_eq!(point(text).as_deref(), Some(number), "{text}");
        }
        assert_eq!(comma("1.234,50").as_deref(), Some("1234.50"));
        assert_eq!(comma("1 234,5").as_deref(), Some("1234.5"));
        assert_eq!(comma("0,5").as_deref(), Some("0.5"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "abc", "1,23,4", "12.3.4", "1-2", "0,123.4", "--1", "1e", "e5", "12 PCS", ".", "-", "$", "%"]
        {
            assert_eq!(point(text), None, "{text}");
        }
        assert_eq!(comma("10.12"), None);
        assert_eq!(point("10,12"), None);
        assert!(read("0042", Mark::Point).unwrap().has_leading_zero);
        assert!(!read("0.42", Mark::Point).unwrap().has_leading_zero);
    }

    proptest::proptest! {
        #[test]
        fn any_amount_survives_both_ways_of_writing_it(cents in -10_i64.pow(14)..10_i64.pow(14)) {
            let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
            let mut grouped = String::new();
            for (at, digit) in whole.to_string().chars().enumerate() {
                if at > 0 && (whole.to_string().len() - at) % 3 == 0 {
                    grouped.push('.');
                }
                grouped.push(digit);
            }
            let sign = if cents < 0 { "-" } else { "" };
            let exact = format!("{sign}{whole}.{rest:02}");
            proptest::prop_assert_eq!(comma(&format!("{sign}{grouped},{rest:02}")), Some(exact.clone()));
            let grouped = grouped.replace('.', ",");
            proptest::prop_assert_eq!(point(&format!("{sign}{grouped}.{rest:02}")), Some(exact));
        }

        #[test]
        fn nothing_that_is_written_makes_it_fail(text in "\\PC{0,20}") {
            let (_, _) = (point(&text), comma(&text));
        }
    }
}
