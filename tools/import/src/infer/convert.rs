use sentia_semantic::Value;

use super::{
    DateOrder, Kind,
    column::{boolean, is_empty, is_weakly_empty},
    date,
    number::{self, Mark},
};

/// How the values of a column are read.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub name: String,
    pub kind: Kind,
    pub mark: Mark,
    pub order: DateOrder,
}

/// A cell as it goes into the table, or why it does not.
pub(crate) fn convert(text: &str, column: &Typed) -> Result<Value, String> {
    let text = text.trim();
    if column.kind == Kind::Text {
        return as_text(text);
    }
    if is_weakly_empty(text) {
        return Ok(Value::Null);
    }
    let number = || number::read(text, column.mark);
    let value = match column.kind {
        Kind::Integer => number()
            .filter(|number| number.places == 0 && !number.is_scientific)
            .and_then(|number| number.text.parse().ok())
            .map(Value::Integer),
        Kind::Decimal { scale } => {
            let number = number().filter(|number| !number.is_scientific);
            if let Some(number) = number.as_ref().filter(|number| number.places > scale) {
                return Err(format!("has {} decimal places, where the column has {scale}", number.places));
            }
            number.filter(|number| number.digits + scale <= 38).map(|number| Value::Text(number.text))
        }
        Kind::Real => number().and_then(|number| number.text.parse::<f64>().ok()).map(Value::from),
        Kind::Boolean => boolean(text)
            .or(match text {
                "1" => Some(true),
                "0" => Some(false),
                _ => None,
            })
            .map(|value| Value::Integer(value.into())),
        Kind::Date => date::read(text, column.order)
            .filter(|moment| !moment.has_time)
            .map(|moment| Value::Text(moment.at.date().to_string())),
        Kind::Timestamp => date::read(text, column.order)
            .map(|moment| Value::Text(moment.at.strftime("%Y-%m-%d %H:%M:%S%.f").to_string())),
        Kind::Text => None,
    };
    value.ok_or_else(|| format!("is no {}", column.kind.in_words()))
}

fn as_text(text: &str) -> Result<Value, String> {
    if is_empty(text) {
        return Ok(Value::Null);
    }
    if text.contains('\0') {
        return Err("holds a NUL character".to_owned());
    }
    if text.contains('\u{fffd}') {
        return Err("holds bytes that are no letters in the encoding of the file".to_owned());
    }
    Ok(Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(text: &str, kind: Kind) -> Result<Value, String> {
        let column = Typed { name: "x".to_owned(), kind, mark: Mark::Point, order: DateOrder::DayFirst };
        convert(text, &column)
    }

    #[test]
    fn cells_become_values_or_say_why_not() {
        assert_eq!(converted(" 1,200 ", Kind::Integer), Ok(Value::Integer(1200)));
        assert_eq!(converted("12.50", Kind::Decimal { scale: 2 }), Ok(Value::from("12.50")));
        assert_eq!(
            converted("12.505", Kind::Decimal { scale: 2 }),
            Err("has 3 decimal places, where the column has 2".to_owned())
        );
        assert_eq!(converted("abc", Kind::Integer), Err("is no whole number".to_owned()));
        assert_eq!(converted("1.5", Kind::Integer), Err("is no whole number".to_owned()));
        assert_eq!(converted("N/A", Kind::Integer), Ok(Value::Null));
        assert_eq!(converted("NA", Kind::Text), Ok(Value::from("NA")));
        assert_eq!(converted("NULL", Kind::Text), Ok(Value::Null));
        assert_eq!(converted("07.09.2026", Kind::Date), Ok(Value::from("2026-09-07")));
        assert_eq!(converted("7/9/26 14:05", Kind::Timestamp), Ok(Value::from("2026-09-07 14:05:00")));
        assert_eq!(converted("Yes", Kind::Boolean), Ok(Value::Integer(1)));
        assert_eq!(converted("007", Kind::Text), Ok(Value::from("007")));
        assert!(converted("a\0b", Kind::Text).is_err() && converted("a\u{fffd}", Kind::Text).is_err());
    }
}
