//! As much of JSON Schema as the providers' own schemas say requests with. A library for all of it would change the
//! features of what the product is built from, and have it built twice.

use serde_json::Value;

/// References followed within one value before a schema is taken to turn in circles.
const DEPTH: usize = 64;

/// What of the value the schema does not allow, each with its place.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    Judge { document }.faults(schema, value, "", DEPTH)
}

struct Judge<'a> {
    document: &'a Value,
}

impl Judge<'_> {
    fn faults(&self, schema: &Value, value: &Value, at: &str, depth: usize) -> Vec<String> {
        assert!(depth > 0, "{at}: the schema turns in circles");
        let Some(object) = schema.as_object() else {
            return if *schema == Value::Bool(false) {
                vec![format!("{at}: nothing may be here")]
            } else {
                vec![]
            };
        };
        let mut faults = Vec::new();
        for (keyword, rule) in object {
            faults.extend(match keyword.as_str() {
                "$ref" => self.faults(self.resolved(rule), value, at, depth - 1),
                "type" => kind(rule, value, at),
                "enum" => {
                    said(rule.as_array().is_some_and(|words| words.contains(value)), at, "is none of", rule)
                }
                "const" => said(rule == value, at, "is not", rule),
                "required" => required(rule, value, at),
                "properties" => self.properties(rule, value, at, depth),
                "additionalProperties" => self.others(object, rule, value, at, depth),
                "items" => self.items(rule, value, at, depth),
                "allOf" => {
                    list(rule).iter().flat_map(|part| self.faults(part, value, at, depth - 1)).collect()
                }
                // OpenAI's choices overlap: a message of the user is two of the items of an input.
                "anyOf" | "oneOf" => self.choice(list(rule), value, at, depth),
                "minimum" => bound(rule, value, at, |value, bound| value >= bound),
                "maximum" => bound(rule, value, at, |value, bound| value <= bound),
                "maxLength" => {
                    length(rule, value.as_str().map(|text| text.chars().count()), at, |n, most| n <= most)
                }
                "minLength" => {
                    length(rule, value.as_str().map(|text| text.chars().count()), at, |n, least| n >= least)
                }
                "maxItems" => length(rule, value.as_array().map(Vec::len), at, |n, most| n <= most),
                "minItems" => length(rule, value.as_array().map(Vec::len), at, |n, least| n >= least),
                _ => vec![],
            });
        }
        faults
    }

    fn resolved(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a local reference");
        self.document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    fn properties(&self, rules: &Value, value: &Value, at: &str, depth: usize) -> Vec<String> {
        let rules = rules.as_object().into_iter().flatten();
        let present = rules.filter_map(|(name, rule)| Some((name, rule, value.get(name)?)));
        present
            .flat_map(|(name, rule, value)| self.faults(rule, value, &format!("{at}/{name}"), depth - 1))
            .collect()
    }

    fn others(
        &self,
        schema: &serde_json::Map<String, Value>,
        rule: &Value,
        value: &Value,
        at: &str,
        depth: usize,
    ) -> Vec<String> {
        let known = schema.get("properties").and_then(Value::as_object);
        let others = value.as_object().into_iter().flatten();
        let others = others.filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
        others
            .flat_map(|(name, value)| self.faults(rule, value, &format!("{at}/{name}"), depth - 1))
            .collect()
    }

    fn items(&self, rule: &Value, value: &Value, at: &str, depth: usize) -> Vec<String> {
        let items = value.as_array().into_iter().flatten().enumerate();
        items.flat_map(|(index, item)| self.faults(rule, item, &format!("{at}/{index}"), depth - 1)).collect()
    }

    /// The faults of the choice that comes nearest.
    fn choice(&self, choices: &[Value], value: &Value, at: &str, depth: usize) -> Vec<String> {
        let faults: Vec<Vec<String>> =
            choices.iter().map(|choice| self.faults(choice, value, at, depth - 1)).collect();
        if faults.iter().any(Vec::is_empty) {
            return vec![];
        }
        let deepest = |faults: &Vec<String>| faults.iter().map(|fault| fault.matches('/').count()).max();
        faults.into_iter().max_by_key(deepest).unwrap_or_else(|| vec![format!("{at}: there is no choice")])
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn said(holds: bool, at: &str, what: &str, rule: &Value) -> Vec<String> {
    if holds { vec![] } else { vec![format!("{at}: {what} {rule}")] }
}

fn kind(rule: &Value, value: &Value, at: &str) -> Vec<String> {
    let is = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{at}: there is no type {other}"),
    };
    said(if rule.is_array() { list(rule).iter().any(is) } else { is(rule) }, at, "is no", rule)
}

fn required(rule: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(object) = value.as_object() else { return vec![] };
    let missing = list(rule).iter().filter_map(Value::as_str).filter(|name| !object.contains_key(*name));
    missing.map(|name| format!("{at}: {name} is missing")).collect()
}

fn bound(rule: &Value, value: &Value, at: &str, holds: fn(f64, f64) -> bool) -> Vec<String> {
    match (value.as_f64(), rule.as_f64()) {
        (Some(value), Some(bound)) => said(holds(value, bound), at, "is beyond", rule),
        _ => vec![],
    }
}

fn length(rule: &Value, length: Option<usize>, at: &str, holds: fn(u64, u64) -> bool) -> Vec<String> {
    match (length, rule.as_u64()) {
        (Some(length), Some(bound)) => {
            said(holds(length as u64, bound), at, "is longer or shorter than", rule)
        }
        _ => vec![],
    }
}
