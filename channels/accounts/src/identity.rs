use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Who signed in, as far as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Identity {
    /// A person that the configuration names.
    Password { person: String },
    /// Somebody for whom the issuer vouched, with what it says of them.
    Issuer { issuer: String, claims: Map<String, Value> },
}

impl Identity {
    /// What sessions and keys are found by. No two people share it: what an issuer says can never be taken for a person
    /// of the configuration.
    pub fn subject(&self) -> String {
        match self {
            Identity::Password { person } => format!("person:{person}"),
            Identity::Issuer { issuer, .. } => {
                format!("issuer:{issuer}#{}", self.claim("sub").unwrap_or_default())
            }
        }
    }

    /// A claim that is text or a number.
    pub fn claim(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A claim that is one text or several.
    pub fn claims(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(values)) => {
                values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a claim is `true`; issuers also write it as text.
    pub fn is_true(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value == &Value::Bool(true) || value == "true")
    }

    fn value(&self, name: &str) -> Option<&Value> {
        match self {
            Identity::Password { .. } => None,
            Identity::Issuer { claims, .. } => claims.get(name),
        }
    }
}
