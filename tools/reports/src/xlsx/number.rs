//! The number format under which Excel shows a value as the report does.

use crate::model::NumberFormat;

/// The format that shows `value` as `shown`, read off the text itself: its signs, separators, decimals and unit. None if
/// no format does, such as for a text that is not the value.
pub(super) fn of_text(value: f64, shown: &str) -> Option<String> {
    let first = shown.find(|c: char| c.is_ascii_digit())?;
    let last = shown.rfind(|c: char| c.is_ascii_digit())?;
    let (head, digits, tail) = (shown.get(..first)?, shown.get(first..=last)?, shown.get(last + 1..)?);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let grouped = whole.contains(',');
    let plain: String = whole.chars().filter(|c| *c != ',').chain(['.']).chain(decimals.chars()).collect();
    let size: f64 = plain.parse().ok()?;
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) || (grouped && !groups(whole)) {
        return None;
    }
    let close = |scaled: f64| (scaled.abs() - size).abs() <= 0.5001 * 10f64.powi(-digit_count(decimals));
    let percent = tail.starts_with('%');
    let scaling = if percent {
        close(value * 100.0).then_some("")
    } else {
        [(1.0, ""), (1e3, ","), (1e6, ",,"), (1e9, ",,,")]
            .into_iter()
            .find(|(by, _)| close(value / by))
            .map(|(_, c)| c)
    }?;
    let places = if decimals.is_empty() { String::new() } else { format!(".{}", "0".repeat(decimals.len())) };
    let body = format!("{}{places}{scaling}", if grouped || whole.len() < 4 { "#,##0" } else { "0" });
    let body = if percent { format!("{body}%") } else { body };
    let tail = if percent { tail.get(1..)? } else { tail };
    Some(signed(value, head, &body, tail))
}

/// Puts what stands before and after a number around it, in the form for its own sign and the other.
fn signed(value: f64, head: &str, body: &str, tail: &str) -> String {
    let bare: String = head.chars().filter(|c| !matches!(c, '-' | '−' | '+' | '(')).collect();
    let form = |head: &str, tail: &str| format!("{}{body}{}", quoted(head), quoted(tail));
    if value < 0.0 {
        format!("{};{}", form(&bare, tail.trim_end_matches(')')), form(head, tail))
    } else {
        format!("{};{}", form(head, tail), form(&format!("−{bare}"), tail))
    }
}

fn digit_count(text: &str) -> i32 {
    i32::try_from(text.len()).unwrap_or(i32::MAX)
}

/// Whether commas stand where Excel puts them.
fn groups(whole: &str) -> bool {
    let mut parts = whole.split(',');
    let first = parts.next().map_or(0, str::len);
    (1..=3).contains(&first) && parts.all(|part| part.len() == 3)
}

/// The text as a literal of a number format.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '"').collect();
    if text.is_empty() { text } else { format!("\"{text}\"") }
}

/// The format of a column, for values whose text gives none.
pub(super) fn of_kind(format: &NumberFormat) -> String {
    let decimals = usize::from(format.decimals());
    let places = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
    match format {
        NumberFormat::Money { currency, .. } => {
            let gap = if currency.chars().count() > 1 { "\u{a0}" } else { "" };
            let currency = format!("{currency}{gap}");
            let (plus, minus) = (quoted(&currency), quoted(&format!("−{currency}")));
            format!("{plus}#,##0{places};{minus}#,##0{places}")
        }
        NumberFormat::Percent { .. } => format!("0{places}%;\"−\"0{places}%"),
        NumberFormat::Quantity { unit, .. } => {
            let unit = quoted(&format!("\u{a0}{unit}"));
            format!("#,##0{places}{unit};\"−\"#,##0{places}{unit}")
        }
        NumberFormat::Count | NumberFormat::Ratio { .. } => format!("#,##0{places};\"−\"#,##0{places}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_off_the_text() {
        let format = |value, shown| of_text(value, shown);
        assert_eq!(
            format(1234567.0, "£1.23m").as_deref(),
            Some("\"£\"#,##0.00,,\"m\";\"−£\"#,##0.00,,\"m\"")
        );
        assert_eq!(format(-1234.5, "−£1,234.50").as_deref(), Some("\"£\"#,##0.00;\"−£\"#,##0.00"));
        assert_eq!(format(0.125, "12.5%").as_deref(), Some("#,##0.0%;\"−\"#,##0.0%"));
        assert_eq!(format(-0.021, "−2.1 pp"), None);
        assert_eq!(format(-42.0, "(42)").as_deref(), Some("#,##0;\"(\"#,##0\")\""));
        assert_eq!(format(2026.0, "2026").as_deref(), Some("0;\"−\"0"));
    }

    #[test]
    fn a_text_that_is_not_the_value_gives_none() {
        assert_eq!(of_text(5.0, "n/a"), None);
        assert_eq!(of_text(5.0, "7"), None);
        assert_eq!(of_text(1234.0, "1.234,00"), None);
        assert_eq!(of_text(f64::NAN, "3"), None);
    }
}
