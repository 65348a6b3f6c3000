use std::{borrow::Cow, sync::Arc};

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Value as Json};

use super::{Faults, Location};

/// A YAML value that knows where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub at: Location,
    pub data: Data,
}

#[derive(Debug, Clone)]
pub(super) enum Data {
    Scalar(Json),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    pub at: Location,
    pub value: Node,
}

/// Parses a file into its documents.
pub(super) fn parse(file: &Arc<str>, text: &str, faults: &mut Faults) -> Vec<Node> {
    let mut text = Cow::Borrowed(text);
    loop {
        let error = match MarkedYaml::load_from_str(&text) {
            Ok(documents) => {
                return documents.iter().map(|document| Node::from_marked(file, 0, document)).collect();
            }
            Err(error) => error,
        };
        let is_indentation = error.info().contains("indentation in quoted scalar");
        match is_indentation.then(|| with_quoted_text_further_in(&text, error.marker().index())).flatten() {
            Some(mended) => text = Cow::Owned(mended),
            None => {
                let at = Location { file: file.clone(), line: error.marker().line() };
                faults.add(
                    &at,
                    format!("this is not YAML: {}; check the indentation and the quotes", error.info()),
                );
                return Vec::new();
            }
        }
    }
}

/// `text` with the later lines of the quoted text that begins at this character indented. Within quotes that changes
/// nothing: many writers of OSI leave the last line of a quoted JSON text as far out as its key, which YAML forbids and
/// most readers take. None when they are indented already.
fn with_quoted_text_further_in(text: &str, begins: usize) -> Option<String> {
    let (offset, quote) = text.char_indices().nth(begins)?;
    let rest = &text[offset + quote.len_utf8()..];
    let ends = offset + quote.len_utf8() + rest.find(quote)?;
    let quoted = &text[offset..ends];
    let further_in = format!("\n{FURTHER_IN}");
    if !quoted.contains('\n') || quoted.contains(&further_in) {
        return None;
    }
    Some([&text[..offset], &quoted.replace('\n', &further_in), &text[ends..]].concat())
}

/// Deeper than any key.
const FURTHER_IN: &str = "                                                                ";

impl Node {
    fn from_marked(file: &Arc<str>, lines_before: usize, marked: &MarkedYaml<'_>) -> Node {
        let at = |marked: &MarkedYaml<'_>| Location {
            file: file.clone(),
            line: lines_before + marked.span.start.line(),
        };
        let data = match &marked.data {
            YamlData::Sequence(items) => {
                Data::Sequence(items.iter().map(|item| Node::from_marked(file, lines_before, item)).collect())
            }
            YamlData::Mapping(entries) => Data::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: scalar(&key.data)
                            .as_str()
                            .map_or_else(|| scalar(&key.data).to_string(), str::to_owned),
                        at: at(key),
                        value: Node::from_marked(file, lines_before, value),
                    })
                    .collect(),
            ),
            YamlData::Tagged(_, inner) => return Node::from_marked(file, lines_before, inner),
            other => Data::Scalar(scalar(other)),
        };
        Node { at: at(marked), data }
    }

    /// A mapping written as a JSON string, as OSI writes `custom_extensions`; JSON is YAML.
    pub(super) fn reparse(&self, faults: &mut Faults) -> Option<Node> {
        let Data::Scalar(Json::String(text)) = &self.data else {
            return Some(self.clone());
        };
        match MarkedYaml::load_from_str(text) {
            Ok(documents) => {
                documents.first().map(|document| Node::from_marked(&self.at.file, self.at.line - 1, document))
            }
            Err(error) => {
                faults.add(
                    &self.at,
                    format!("the data is not JSON: {}; quote it as one JSON object", error.info()),
                );
                None
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
            .filter(|node| !node.is_null())
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Mapping(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn items(&self) -> &[Node] {
        match &self.data {
            Data::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The items of the sequence under `key`; a fault where it is something else.
    pub(super) fn list(&self, key: &str, faults: &mut Faults) -> &[Node] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        if !matches!(node.data, Data::Sequence(_)) {
            faults.add(
                &node.at,
                format!("`{key}` is not a list; write each entry on a line that begins with `- `"),
            );
        }
        node.items()
    }

    /// The text of a scalar; numbers and booleans as they are written.
    pub(super) fn text(&self) -> Option<String> {
        match &self.data {
            Data::Scalar(Json::String(text)) => Some(text.trim().to_owned()),
            Data::Scalar(Json::Null) => None,
            Data::Scalar(other) => Some(other.to_string()),
            _ => None,
        }
    }

    pub(super) fn text_of(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Node::text)
    }

    /// The text under `key`, which must be there.
    pub(super) fn required(&self, key: &str, what: &str, faults: &mut Faults) -> Option<String> {
        let text = self.text_of(key).filter(|text| !text.is_empty());
        if text.is_none() {
            faults.add(&self.at, format!("{what} has no `{key}`; add one"));
        }
        text
    }

    /// The texts of a list, or of one scalar.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(node) if node.items().is_empty() => node.text().into_iter().collect(),
            Some(node) => node.items().iter().filter_map(Node::text).collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn to_json(&self) -> Json {
        match &self.data {
            Data::Scalar(scalar) => scalar.clone(),
            Data::Sequence(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Data::Mapping(entries) => Json::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>(),
            ),
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.data, Data::Scalar(Json::Null))
    }
}

fn scalar<'i>(data: &YamlData<'i, MarkedYaml<'i>>) -> Json {
    match data {
        YamlData::Value(Scalar::Boolean(value)) => Json::Bool(*value),
        YamlData::Value(Scalar::Integer(value)) => Json::from(*value),
        YamlData::Value(Scalar::FloatingPoint(value)) => Json::from(value.into_inner()),
        YamlData::Value(Scalar::String(value)) => Json::String(value.to_string()),
        YamlData::Representation(text, _, _) => Json::String(text.to_string()),
        _ => Json::Null,
    }
}
