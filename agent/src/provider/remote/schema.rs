//! The schemas of tools in the words that every API reads.
//!
//! Ours are drawn from types and use more of JSON Schema than any API takes: references, `oneOf` for documented choices,
//! `const`, `null` for what may be left out, formats of numbers. What a schema says that an API does not read stands in
//! the description instead, where the model reads it.

use serde_json::{Map, Value, json};

/// References followed into one another.
const DEPTH: usize = 16;
/// Keywords that all APIs take.
const KEPT: [&str; 8] =
    ["type", "description", "enum", "minItems", "maxItems", "minimum", "maximum", "pattern"];

/// The schema without references, choices of constants, nulls and formats.
pub(super) fn portable(schema: &Value) -> Value {
    let definitions = schema.get("$defs").and_then(Value::as_object).cloned().unwrap_or_default();
    Lowering { definitions }.lowered(schema, DEPTH)
}

/// A portable schema as OpenAI's strict mode wants it: every property required, and those that may be left out may be
/// null instead.
pub(super) fn strict(mut schema: Value) -> Value {
    let Some(object) = schema.as_object_mut() else { return schema };
    let required: Vec<Value> = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        let names = properties.keys().cloned().map(Value::String).collect();
        for (name, property) in properties.iter_mut() {
            let is_required = required.iter().any(|required| required == name);
            let lowered = strict(property.take());
            *property = if is_required { lowered } else { or_null(lowered) };
        }
        object.insert("required".to_owned(), Value::Array(names));
    }
    if let Some(items) = object.get_mut("items") {
        *items = strict(items.take());
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        for choice in choices {
            *choice = strict(choice.take());
        }
    }
    schema
}

fn or_null(schema: Value) -> Value {
    match schema {
        Value::Object(mut object) if object.get("type").is_some_and(Value::is_string) => {
            let kind = object.get("type").cloned();
            object.insert("type".to_owned(), json!([kind, "null"]));
            if let Some(Value::Array(words)) = object.get_mut("enum") {
                words.push(Value::Null);
            }
            Value::Object(object)
        }
        other => json!({ "anyOf": [other, { "type": "null" }] }),
    }
}

/// Arguments without the nulls by which a strict schema says that something is left out.
pub(super) fn without_nulls(arguments: Value) -> Value {
    match arguments {
        Value::Object(object) => {
            let kept = object.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

struct Lowering {
    definitions: Map<String, Value>,
}

impl Lowering {
    fn lowered(&self, schema: &Value, depth: usize) -> Value {
        let Some(object) = self.resolved(schema, depth) else { return json!({}) };
        let mut lowered = Map::new();
        for key in KEPT {
            if let Some(value) = object.get(key) {
                lowered.insert(key.to_owned(), value.clone());
            }
        }
        self.take_null_out(&mut lowered);
        let depth = depth.saturating_sub(1);
        if let Some(word) = object.get("const") {
            lowered.insert("enum".to_owned(), json!([word]));
            lowered.entry("type").or_insert_with(|| json!("string"));
        }
        if let Some(Value::Object(properties)) = object.get("properties") {
            let properties =
                properties.iter().map(|(name, schema)| (name.clone(), self.lowered(schema, depth)));
            lowered.insert("properties".to_owned(), Value::Object(properties.collect()));
            let required = object.get("required").cloned().unwrap_or_else(|| json!([]));
            lowered.insert("required".to_owned(), required);
            lowered.insert("additionalProperties".to_owned(), json!(false));
        } else if object.get("type").and_then(Value::as_str) == Some("object") {
            lowered.insert("properties".to_owned(), json!({}));
            lowered.insert("required".to_owned(), json!([]));
            lowered.insert("additionalProperties".to_owned(), json!(false));
        }
        if let Some(items) = object.get("items") {
            lowered.insert("items".to_owned(), self.lowered(items, depth));
        }
        let choices = ["oneOf", "anyOf"].iter().find_map(|key| object.get(*key)?.as_array());
        match choices {
            Some(choices) => self.choose(lowered, choices, depth),
            None => Value::Object(lowered),
        }
    }

    /// The schema that a reference means, with what stands beside the reference.
    fn resolved(&self, schema: &Value, depth: usize) -> Option<Map<String, Value>> {
        let object = schema.as_object()?;
        let Some(reference) = object.get("$ref").and_then(Value::as_str) else { return Some(object.clone()) };
        let name = reference.strip_prefix("#/$defs/")?;
        if depth == 0 {
            return None;
        }
        let mut meant = self.resolved(self.definitions.get(name)?, depth - 1)?;
        let beside = object.iter().filter(|(key, _)| *key != "$ref");
        meant.extend(beside.map(|(key, value)| (key.clone(), value.clone())));
        Some(meant)
    }

    fn take_null_out(&self, object: &mut Map<String, Value>) {
        if let Some(Value::Array(kinds)) = object.get("type") {
            let mut kinds: Vec<Value> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
            let kind = if kinds.len() == 1 { kinds.remove(0) } else { Value::Array(kinds) };
            object.insert("type".to_owned(), kind);
        }
        if let Some(Value::Array(words)) = object.get_mut("enum") {
            words.retain(|word| !word.is_null());
        }
    }

    /// Choices of constants become one list of words; one choice besides null becomes the schema itself.
    fn choose(&self, mut lowered: Map<String, Value>, choices: &[Value], depth: usize) -> Value {
        let is_null = |choice: &&Value| choice.get("type").and_then(Value::as_str) == Some("null");
        let choices: Vec<Value> = choices
            .iter()
            .filter(|choice| !is_null(choice))
            .map(|choice| self.lowered(choice, depth))
            .collect();
        let words: Option<Vec<&Value>> = choices
            .iter()
            .map(|choice| choice.get("enum").and_then(Value::as_array))
            .collect::<Option<Vec<_>>>()
            .map(|lists| lists.into_iter().flatten().collect());
        match (words, choices.as_slice()) {
            (Some(words), [_, _, ..]) => {
                let words = json!(words);
                let said = explained(&lowered, &choices);
                lowered.insert("type".to_owned(), json!("string"));
                lowered.insert("enum".to_owned(), words);
                if !said.is_empty() {
                    lowered.insert("description".to_owned(), Value::String(said));
                }
            }
            (_, [Value::Object(only)]) => {
                for (key, value) in only {
                    lowered.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            _ => {
                lowered.insert("anyOf".to_owned(), Value::Array(choices));
            }
        }
        Value::Object(lowered)
    }
}

/// The description with what each word means: `share_of_total: The row's part of the total.`
fn explained(object: &Map<String, Value>, choices: &[Value]) -> String {
    let own = object.get("description").and_then(Value::as_str).map(str::to_owned);
    let meanings = choices.iter().filter_map(|choice| {
        let meaning = choice.get("description")?.as_str()?;
        let word = choice.get("enum")?.get(0)?.as_str()?;
        Some(format!("{word}: {meaning}"))
    });
    own.into_iter().chain(meanings).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sentia_semantic::{Area, Scope};
    use sentia_tools::{ToolDescription, Toolbox};

    use super::*;

    fn all_tools() -> Vec<ToolDescription> {
        let scope = Scope {
            tenant: "t".into(),
            person: "p".into(),
            row_filters: Vec::new(),
            areas: Area::ALL.into_iter().collect(),
            sql: true,
        };
        let tools = Toolbox::standard().descriptions(&scope);
        let controls = crate::turn::control_descriptions().into_iter().chain([crate::turn::control_report()]);
        tools.into_iter().chain(controls).collect()
    }

    /// Every keyword that the schema uses, with where.
    fn keywords(schema: &Value, at: &str, found: &mut Vec<(String, String)>) {
        for (key, value) in schema.as_object().into_iter().flatten() {
            found.push((key.clone(), format!("{at}/{key}")));
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        keywords(property, &format!("{at}/{name}"), found);
                    }
                }
                ("items", items) => keywords(items, &format!("{at}/items"), found),
                ("anyOf", Value::Array(choices)) => {
                    for choice in choices {
                        keywords(choice, &format!("{at}/anyOf"), found);
                    }
                }
                _ => {}
            }
        }
    }

    /// Of <https://ai.google.dev/api/generate-content#FIELDS.parameters_json_schema>,
    /// <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas> and llama.cpp's grammar: what all take.
    const TAKEN: [&str; 12] = [
        "type",
        "description",
        "enum",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "pattern",
        "properties",
        "required",
        "additionalProperties",
        "items",
    ];

    #[test]
    fn every_tool_is_offered_in_words_that_every_api_takes() {
        let tools = all_tools();
        assert!(tools.len() >= 7, "{tools:?}");
        for tool in tools {
            let lowered = portable(&tool.parameters);
            let mut found = Vec::new();
            keywords(&lowered, &tool.name, &mut found);
            for (keyword, place) in found {
                assert!(TAKEN.contains(&keyword.as_str()) || keyword == "anyOf", "{place} in {lowered}");
            }
            assert_eq!(lowered["type"], "object", "{lowered}");
            assert!(lowered.get("anyOf").is_none(), "no choice at the root: {lowered}");
        }
    }

    #[test]
    fn every_tool_is_strict_where_that_is_asked_for() {
        for tool in all_tools() {
            closed(&strict(portable(&tool.parameters)), &tool.name);
        }
    }

    fn closed(schema: &Value, at: &str) {
        let Some(object) = schema.as_object() else { panic!("{at}: {schema}") };
        if let Some(Value::Object(properties)) = object.get("properties") {
            let required: BTreeSet<&str> =
                object["required"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            assert_eq!(properties.keys().map(String::as_str).collect::<BTreeSet<_>>(), required, "{at}");
            assert_eq!(object["additionalProperties"], false, "{at}");
            for (name, property) in properties {
                closed(property, &format!("{at}/{name}"));
            }
        }
        for inner in [object.get("items")].into_iter().flatten() {
            closed(inner, &format!("{at}/items"));
        }
        for choice in object.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            closed(choice, &format!("{at}/anyOf"));
        }
    }

    #[test]
    fn nothing_that_a_choice_says_is_lost() {
        let tools = all_tools();
        let query = tools.iter().find(|tool| tool.name == "query_metrics").expect("the tool");
        let kind = &portable(&query.parameters)["properties"]["columns"]["items"]["properties"]["kind"];
        let words: Vec<&str> =
            kind["enum"].as_array().expect("words").iter().filter_map(Value::as_str).collect();
        assert!(words.contains(&"share_of_total") && words.contains(&"month_to_date"), "{kind}");
        let said = kind["description"].as_str().expect("a description");
        assert!(said.contains("share_of_total: The row's part of the total"), "{said}");
    }

    #[test]
    fn what_may_be_left_out_may_be_null_where_all_is_required() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": {
            "a": { "$ref": "#/$defs/A", "description": "outer" },
            "b": { "anyOf": [{ "$ref": "#/$defs/A" }, { "type": "null" }] },
            "c": { "type": ["integer", "null"], "format": "uint32", "minimum": 0 },
        }, "$defs": { "A": { "description": "inner", "oneOf": [
            { "const": "x", "description": "An x." }, { "enum": ["y", "z"], "type": "string" },
        ] } } });
        let strict = strict(portable(&schema));
        let properties = &strict["properties"];
        assert_eq!(
            properties["a"],
            json!({ "type": "string", "description": "outer x: An x.", "enum": ["x", "y", "z"] })
        );
        assert_eq!(properties["b"]["type"], json!(["string", "null"]));
        assert_eq!(properties["b"]["enum"], json!(["x", "y", "z", null]));
        assert_eq!(properties["c"], json!({ "type": ["integer", "null"], "minimum": 0 }));
        let sent = json!({ "a": "x", "b": null, "c": [{ "d": null, "e": 1 }] });
        assert_eq!(without_nulls(sent), json!({ "a": "x", "c": [{ "e": 1 }] }));
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({ "$ref": "#/$defs/T", "$defs": { "T": { "type": "object", "properties": { "next": { "$ref": "#/$defs/T" } } } } });
        assert_eq!(portable(&schema)["type"], "object");
    }
}
