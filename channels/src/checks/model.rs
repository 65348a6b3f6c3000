use futures::StreamExt;
use sentia_agent::provider::{Message, Request};

use super::Check;
use crate::{
    config::{Config, Environment, Model},
    wiring,
};

const NAME: &str = "model";

/// Whether the configured model has a key, and, when `online`, whether it answers.
pub(crate) async fn model(config: &Config, environment: &Environment, online: bool) -> Check {
    let Some(model) = &config.model else {
        let detail = "none; Sentia plans and words by itself";
        return match environment.keys.is_empty() {
            false => Check::good(NAME, format!("{detail} (a key is set; add a [model] section to use it)")),
            true => Check::good(NAME, detail),
        };
    };
    let name = format!("{}/{}", model.api.name(), model.name);
    match wiring::provider(model) {
        Err(error) => Check::bad(NAME, error),
        Ok(_) if !online => {
            Check::good(NAME, format!("{name}, key set (not asked; --online asks it something small)"))
        }
        Ok(provider) => ask(provider.as_ref(), model, &name).await,
    }
}

async fn ask(provider: &dyn sentia_agent::Provider, model: &Model, name: &str) -> Check {
    let request = Request {
        system: "You are being checked.".to_owned(),
        messages: vec![Message::User("Answer with the one word: ready".to_owned())],
        tools: Vec::new(),
        max_tokens: model.max_tokens.unwrap_or(64).min(64),
    };
    let mut reply = provider.stream(&request);
    while let Some(delta) = reply.next().await {
        if let Err(error) = delta {
            return Check::bad(NAME, format!("{error}; check the model's name, the key and base_url"));
        }
    }
    Check::good(NAME, format!("{name} answers"))
}
