//! One spelling for each value, so that equal things hash and compare equal byte for byte.

use serde::Serialize;
use serde_json::{Map, Value};

/// JSON with sorted keys and no white space. Values that JSON cannot hold give `null`.
pub(crate) fn json(value: &impl Serialize) -> String {
    sorted(serde_json::to_value(value).unwrap_or(Value::Null)).to_string()
}

/// BLAKE3 of the canonical JSON, hex.
pub(crate) fn hash(value: &impl Serialize) -> String {
    blake3::hash(json(value).as_bytes()).to_hex().to_string()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(fields.into_iter().map(|(key, value)| (key, sorted(value))).collect::<Map<_, _>>())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn key_order_does_not_matter_and_values_do() {
        let one = json!({ "b": [1, { "y": 2, "x": 0.1 }], "a": null });
        let two = json!({ "a": null, "b": [1, { "x": 0.1, "y": 2 }] });
        assert_eq!(super::json(&one), r#"{"a":null,"b":[1,{"x":0.1,"y":2}]}"#);
        assert_eq!(super::hash(&one), super::hash(&two));
        assert_ne!(super::hash(&one), super::hash(&json!({ "a": 0 })));
    }
}
