//! Whatever the weights, a reply under a grammar is what the schema says.

use std::{ops::ControlFlow, sync::Arc};

use sentia_local_llm::{
    Chat, Date, Family, GenerateError, Grammar, Message, Model, Role, Sampling, Session, Settings, Stop,
    Template, Tool,
};
use serde_json::{Value, json};

use crate::{
    sessions::model,
    support::{Kind, Plan, vocabulary::Vocabulary, writer::Random},
};

/// A schema in the shape of a tool's arguments.
fn schema(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 5 } else { 8 }) {
        0 => json!({"type": "string", "maxLength": 12}),
        1 => json!({"type": "integer", "minimum": -20, "maximum": 5000}),
        2 => json!({"type": "boolean"}),
        3 => json!({"enum": (0..=random.below(5)).map(|_| name(random)).collect::<Vec<_>>()}),
        4 => json!({"type": "string", "pattern": "^[A-Z]{2,4}-[0-9]{2,4}$"}),
        5 => json!({"type": "array", "items": schema(random, depth - 1), "maxItems": 3}),
        6 => json!({"anyOf": [schema(random, 0), {"type": "null"}]}),
        _ => object(random, depth - 1),
    }
}

fn object(random: &mut Random, depth: usize) -> Value {
    let mut properties = serde_json::Map::new();
    for _ in 0..=random.below(4) {
        properties.insert(name(random), schema(random, depth));
    }
    let names: Vec<String> = properties.keys().cloned().collect();
    let required: Vec<&String> = names.iter().filter(|_| random.below(2) == 0).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn name(random: &mut Random) -> String {
    let words = [
        "line",
        "measures",
        "scrap_rate",
        "period",
        "Ausschuß",
        "last week",
        "by",
        "filters",
        "on \"hold\"",
        "üñ",
    ];
    format!("{}{}", words[random.below(words.len())], random.below(30))
}

/// Whether a value is what a schema of the above says: written again, so that nothing is proved by itself.
fn fits(schema: &Value, value: &Value) -> bool {
    if let Some(options) = schema.get("anyOf") {
        return options.as_array().unwrap().iter().any(|option| fits(option, value));
    }
    if let Some(options) = schema.get("enum") {
        return options.as_array().unwrap().contains(value);
    }
    match schema["type"].as_str().unwrap() {
        "string" if schema.get("pattern").is_some() => value.as_str().is_some_and(is_code),
        "string" => value.as_str().is_some_and(|text| text.chars().count() <= 12),
        "integer" => value.as_i64().is_some_and(|number| (-20..=5000).contains(&number)),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.as_array().is_some_and(|values| {
            values.len() <= 3 && values.iter().all(|value| fits(&schema["items"], value))
        }),
        _ => value.as_object().is_some_and(|members| {
            let properties = schema["properties"].as_object().unwrap();
            let is_known = |(name, value): (&String, &Value)| {
                properties.get(name).is_some_and(|schema| fits(schema, value))
            };
            let required = schema["required"].as_array().unwrap().iter();
            members.iter().all(is_known)
                && required.into_iter().all(|name| members.contains_key(name.as_str().unwrap()))
        }),
    }
}

fn is_code(text: &str) -> bool {
    text.split_once('-').is_some_and(|(letters, digits)| {
        (2..=4).contains(&letters.len())
            && (2..=4).contains(&digits.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn settings(seed: u64, grammar: &Grammar) -> Settings<'_> {
    let sampling = Sampling::Random { temperature: 1.0, top_p: 1.0, seed };
    Settings { sampling, budget: 900, grammar: Some(grammar), ..Settings::default() }
}

fn reply(model: &Arc<Model>, grammar: &Grammar, seed: u64) -> sentia_local_llm::Generation {
    let mut session = Session::new(model);
    session
        .generate(&[5, 6, 7 + seed as u32], &settings(seed, grammar), &mut |_| ControlFlow::Continue(()))
        .unwrap()
}

#[test]
fn random_schemas_over_random_weights_come_to_valid_json() {
    let plans = [
        Plan::tiny("llama", Kind::Q8_0),
        Plan { vocabulary: Vocabulary::sentence_piece(), ..Plan::tiny("llama", Kind::Q8_0) },
        Plan { vocabulary: Vocabulary::byte_level("qwen2"), ..Plan::tiny("qwen2", Kind::Q8_0) },
    ];
    for (index, plan) in plans.iter().enumerate() {
        let model = model(plan);
        let mut random = Random::new(index as u64 + 1);
        for seed in 0..40 {
            let schema = object(&mut random, 2);
            let grammar = Grammar::of_schema(&model, &schema).unwrap();
            let reply = reply(&model, &grammar, seed);
            assert_eq!(reply.stop, Stop::End, "{schema}: {}", reply.text);
            let value: Value =
                serde_json::from_str(&reply.text).unwrap_or_else(|error| panic!("{error}: {}", reply.text));
            assert!(fits(&schema, &value), "{schema}: {value}");
        }
    }
}

fn chat() -> Chat {
    let tool = |name: &str, parameters| Tool {
        name: name.to_owned(),
        description: format!("Computes {name}."),
        parameters,
    };
    let line = json!({"$ref": "#/$defs/Line"});
    Chat {
        messages: vec![
            Message::new(Role::System, "You answer."),
            Message::new(Role::User, "OEE by line? <|eot_id|>"),
        ],
        tools: vec![
            tool(
                "oee",
                json!({"type": "object", "properties": {"line": line}, "required": ["line"], "additionalProperties": false,
                "$defs": {"Line": {"enum": ["LINE_A", "LINE_B"]}}}),
            ),
            tool(
                "scrap",
                json!({"type": "object", "properties": {"line": line}, "required": ["line"], "additionalProperties": false,
                "$defs": {"Line": {"type": "integer", "minimum": 1, "maximum": 12}}}),
            ),
        ],
        today: Some(Date { year: 2026, month: 11, day: 28 }),
    }
}

#[test]
fn a_call_is_of_a_tool_with_its_arguments_and_forced_tokens_need_no_pass() {
    let model = model(&Plan::tiny("llama", Kind::Q8_0));
    let mut called = std::collections::BTreeSet::new();
    for family in [Family::Llama, Family::Qwen, Family::Plain] {
        let grammar = Grammar::of_call(&model, &chat(), family).unwrap();
        for seed in 0..12 {
            let reply = reply(&model, &grammar, seed);
            assert!(reply.forced > reply.tokens.len() / 2, "{reply:?}");
            assert!(reply.passes < reply.tokens.len() - reply.forced + 2, "{reply:?}");
            let (text, calls) =
                family.read_calls(&format!("{}{}", family.call_prefix(), reply.text)).unwrap();
            assert_eq!((text.as_str(), calls.len()), ("", 1));
            let line = &calls[0].arguments["line"];
            assert_eq!(calls[0].name == "oee", line.is_string(), "{calls:?}");
            called.insert(calls[0].name.clone());
        }
    }
    assert_eq!(called.len(), 2);
}

#[test]
fn a_reply_that_opens_a_call_is_held_to_it_and_text_stays_free() {
    let plan = Plan { vocabulary: Vocabulary::byte_level("qwen2"), ..Plan::tiny("qwen2", Kind::Q8_0) };
    let model = model(&plan);
    let grammar = Grammar::of_text_or_call(&model, &chat(), Family::Qwen).unwrap();
    let (mut calls, mut texts) = (0, 0);
    for seed in 0..150 {
        let reply = reply(&model, &grammar, seed);
        match reply.text.split_once("<tool_call>") {
            Some(_) => {
                assert_eq!(reply.stop, Stop::End);
                calls += Family::Qwen.read_calls(&reply.text).unwrap().1.len();
            }
            None => texts += 1,
        }
    }
    assert!(calls > 10 && texts > 10, "{calls} calls, {texts} texts");
}

#[test]
fn schemas_that_cannot_be_used_are_refused() {
    let model = model(&Plan::tiny("llama", Kind::Q8_0));
    for schema in [
        json!({"type": "nonsense"}),
        json!(false),
        json!({"$ref": "#/$defs/Nowhere"}),
        json!({"type": "string", "pattern": "("}),
    ] {
        let error = Grammar::of_schema(&model, &schema).unwrap_err();
        assert!(matches!(error, GenerateError::Schema { .. }), "{schema}: {error}");
    }
    let none = Chat { tools: Vec::new(), ..chat() };
    assert!(Grammar::of_call(&model, &none, Family::Llama).is_err());
}

const LLAMA: &str = "{{- bos_token }}{%- if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}
{%- for message in messages %}
{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'].strip() + '<|eot_id|>' }}
{%- endfor %}
{%- for tool in tools %}{{ tool | tojson(indent=4) }}
{% endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";

#[test]
fn a_conversation_is_written_by_the_files_template() {
    let model = model(&Plan { template: Some(LLAMA.to_owned()), ..Plan::tiny("llama", Kind::Q8_0) });
    let template = model.template().unwrap();
    assert_eq!(template.family(), Family::Llama);
    let prompt = template.render(&chat()).unwrap();
    assert!(
        prompt.starts_with(
            "<|begin_of_text|>28 Nov 2026<|start_header_id|>system<|end_header_id|>\n\nYou answer.<|eot_id|>"
        ),
        "{prompt}"
    );
    assert!(
        prompt.contains("{\n    \"type\": \"function\",\n    \"function\": {\n        \"name\": \"oee\","),
        "{prompt}"
    );
    let tokens = model.tokenizer().encode_prompt(&prompt);
    assert_eq!(tokens.iter().filter(|token| Some(**token) == model.tokenizer().bos()).count(), 1);
}

#[test]
fn templates_that_fail_say_so() {
    let render = |source: &str| Template::new(source, "<s>", "</s>").render(&chat()).unwrap_err().to_string();
    assert!(render("{% for x in %}").contains("cannot be read"), "{}", render("{% for x in %}"));
    assert!(render("{{ raise_exception('roles must alternate') }}").contains("roles must alternate"));
    assert!(
        render("{% for x in range(100000) %}{% for y in range(100000) %}{{ y }}{% endfor %}{% endfor %}")
            .contains("refused")
    );
}
