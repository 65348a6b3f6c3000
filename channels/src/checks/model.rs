use std::sync::Arc;

use futures::StreamExt;
use jiff::civil::Date;
use sentia_agent::{
    Provider,
    provider::{Message, Request},
    router::Candidate,
};
use sentia_semantic::{Clock, SystemClock};

use super::Check;
use crate::{
    config::{Config, Environment, LocalModel, Model, Models},
    wiring,
};

const NAME: &str = "model";
/// Days before a model's end on which its change should be planned.
const NOTICE: i32 = 60;

/// Whether the configured models have keys and a future, and, when `online`, whether they answer.
pub(crate) async fn models(config: &Config, environment: &Environment, online: bool) -> Vec<Check> {
    match &config.models {
        Models::Embedded => vec![embedded(environment)],
        Models::One(model, _) => vec![one(model, online).await],
        Models::Local(model) => vec![local(model, online).await],
        Models::Routed(registry) => {
            let router = wiring::routed(registry, Arc::new(SystemClock), 0);
            let mut checks = Vec::new();
            for (candidate, _) in router.models() {
                checks.push(routed(candidate, SystemClock.today(), online).await);
            }
            if router.models().all(|(candidate, _)| candidate.provider.is_err()) {
                checks.push(Check::warning(
                    NAME,
                    "none can be reached, so Sentia plans and words by itself; set a key",
                ));
            }
            checks
        }
    }
}

fn embedded(environment: &Environment) -> Check {
    let detail = "none; Sentia plans and words by itself";
    match environment.keys.is_empty() {
        true => Check::good(NAME, detail),
        false => Check::good(NAME, format!("{detail} (a key is set; add [model] or [router] to use it)")),
    }
}

async fn one(model: &Model, online: bool) -> Check {
    let name = format!("{}/{}", model.api.name(), model.name);
    match wiring::provider(model) {
        Err(error) => Check::bad(NAME, error),
        Ok(_) if !online => Check::good(NAME, format!("{name}, {}", not_asked(model.key.is_some()))),
        Ok(provider) => asked(provider.as_ref(), &name).await,
    }
}

async fn local(model: &LocalModel, online: bool) -> Check {
    let name = model.file.display().to_string();
    match wiring::local(model) {
        Err(error) => Check::bad(NAME, error),
        Ok(_) if !online => Check::good(NAME, format!("{name}, loaded; --online asks it something")),
        Ok(provider) => asked(provider.as_ref(), &name).await,
    }
}

async fn routed(candidate: &Candidate, today: Date, online: bool) -> Check {
    let card = &candidate.card;
    let name = format!("{} ({})", card.id, card.model);
    if let Err(reason) = &candidate.provider {
        return Check::good(NAME, format!("{name} is not asked: {reason}"));
    }
    if let Some(ending) = ending(candidate, today) {
        return Check::warning(NAME, format!("{name} {ending}; put another name in the file of models"));
    }
    if card.tariff_on(today).is_none() {
        return Check::warning(
            NAME,
            format!("{name} has no price that holds today; add one, or its answers have no cost"),
        );
    }
    match &candidate.provider {
        Ok(provider) if online => asked(provider.as_ref(), &name).await,
        _ => Check::good(NAME, format!("{name}, {}", not_asked(true))),
    }
}

fn ending(candidate: &Candidate, today: Date) -> Option<String> {
    let last = candidate.card.shutdown?;
    let days = (last - today).get_days();
    match days {
        ..=0 => Some(format!("was shut down on {last}")),
        1..=NOTICE => Some(format!("is shut down on {last}, in {days} days")),
        _ => None,
    }
}

fn not_asked(has_key: bool) -> &'static str {
    match has_key {
        true => "key set (not asked; --online asks it something small)",
        false => "without a key (not asked; --online asks it something small)",
    }
}

async fn asked(provider: &dyn Provider, name: &str) -> Check {
    match answers(provider).await {
        Ok(()) => Check::good(NAME, format!("{name} answers")),
        Err(error) => Check::bad(NAME, format!("{error}; check the model's name, the key and base_url")),
    }
}

/// Asks something small; the error is in words.
pub(crate) async fn answers(provider: &dyn Provider) -> Result<(), String> {
    let request = Request {
        system: "You are being checked.".to_owned(),
        messages: vec![Message::User("Answer with the one word: ready".to_owned())],
        tools: Vec::new(),
        max_tokens: 64,
    };
    let mut reply = provider.stream(&request);
    while let Some(delta) = reply.next().await {
        delta.map_err(|error| error.to_string())?;
    }
    Ok(())
}
