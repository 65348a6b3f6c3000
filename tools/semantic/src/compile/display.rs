use super::dialect::text_literal;
use crate::Value;

/// A statement with its values in place of `$1`, `$2`…, to be read and run by a person.
pub(crate) fn with_values(sql: &str, binds: &[Value]) -> String {
    let mut shown = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some(found) = rest.find(['$', '\'', '"']) {
        shown.push_str(&rest[..found]);
        rest = &rest[found..];
        let length = match rest.as_bytes()[0] {
            b'$' => placeholder(rest, binds, &mut shown),
            quote => {
                // Nothing within quotes is a placeholder. A doubled quote ends one quoted text and begins the next.
                let ends = rest[1..].find(char::from(quote)).map_or(rest.len(), |end| end + 2);
                shown.push_str(&rest[..ends]);
                ends
            }
        };
        rest = &rest[length..];
    }
    shown.push_str(rest);
    shown
}

/// Writes the value of the placeholder at the start of `rest` and returns the length that it replaces.
fn placeholder(rest: &str, binds: &[Value], shown: &mut String) -> usize {
    let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
    let number: usize = rest[1..=digits].parse().unwrap_or_default();
    match number.checked_sub(1).and_then(|index| binds.get(index)) {
        Some(value) => shown.push_str(&literal(value)),
        None => shown.push_str(&rest[..=digits]),
    }
    digits + 1
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(whole) => whole.to_string(),
        Value::Real(real) => real.to_string(),
        Value::Text(text) => text_literal(text),
    }
}
