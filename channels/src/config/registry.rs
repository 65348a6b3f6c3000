//! The file of models and routes: as it is written, and checked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sentia_agent::{
    provider::Effort,
    router::{ModelCard, Price, Tariff, Task},
};
use sentia_semantic::Sensitivity;
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

use super::{Environment, Model, validate::Check};

/// The file that ships.
pub(super) const SHIPPED: &str = include_str!("../../models.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistryFile {
    currency: Spanned<String>,
    #[serde(default)]
    models: Vec<ModelEntry>,
    #[serde(default)]
    routes: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelEntry {
    id: Spanned<String>,
    provider: Spanned<String>,
    name: Spanned<String>,
    base_url: Option<Spanned<String>>,
    max_tokens: Option<Spanned<u32>>,
    effort: Option<Spanned<String>>,
    #[serde(default = "yes")]
    streams: bool,
    #[serde(default = "yes")]
    tools: bool,
    window: Spanned<u64>,
    residency: Spanned<String>,
    clearance: Spanned<String>,
    shutdown: Option<Spanned<Datetime>>,
    #[serde(default)]
    prices: Vec<PriceEntry>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceEntry {
    since: Spanned<Datetime>,
    until: Option<Spanned<Datetime>>,
    input: Spanned<f64>,
    /// As `input`, where it is left out.
    cached_input: Option<Spanned<f64>>,
    cache_write: Option<Spanned<f64>>,
    output: Spanned<f64>,
    source: String,
}

/// The models that can be configured to be asked, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registry {
    pub(crate) entries: Vec<Entry>,
    pub(crate) routes: BTreeMap<Task, Vec<String>>,
    /// Of all prices; ISO 4217.
    pub(crate) currency: String,
    /// Where data may be processed besides here; none for anywhere.
    pub(crate) residency: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) card: ModelCard,
    pub(crate) model: Model,
}

impl Check<'_> {
    pub(super) fn registry(&mut self, file: &RegistryFile, environment: &Environment) -> Registry {
        let mut seen = BTreeSet::new();
        for entry in &file.models {
            if !seen.insert(entry.id.get_ref().as_str()) {
                self.fault(
                    &entry.id,
                    format!("there are two models with the id \"{}\"; rename one", entry.id.get_ref()),
                );
            }
        }
        let currency = self.currency(&file.currency);
        let entries =
            file.models.iter().filter_map(|entry| self.entry(entry, &currency, environment)).collect();
        let routes =
            file.routes.iter().filter_map(|(task, models)| self.route(task, models, &seen)).collect();
        Registry { entries, routes, currency, residency: None }
    }

    fn currency(&mut self, code: &Spanned<String>) -> String {
        if code.get_ref().len() != 3 || !code.get_ref().bytes().all(|letter| letter.is_ascii_uppercase()) {
            self.fault(
                code,
                format!("\"{}\" is no currency; write its three letters, such as USD", code.get_ref()),
            );
        }
        code.get_ref().clone()
    }

    fn entry(&mut self, entry: &ModelEntry, currency: &str, environment: &Environment) -> Option<Entry> {
        let api = self.api(&entry.provider)?;
        let clearance = self.clearance(&entry.clearance)?;
        if let Some(url) = &entry.base_url {
            self.web_address(url);
        }
        let model = Model {
            api,
            name: entry.name.get_ref().trim().to_owned(),
            base_url: entry.base_url.as_ref().map(|url| url.get_ref().clone()),
            proxy: None,
            max_tokens: entry.max_tokens.as_ref().map(|tokens| self.at_least_one(tokens)),
            effort: entry.effort.as_ref().and_then(|effort| self.effort(effort)),
            streams: entry.streams,
            key: environment.key(api).cloned(),
        };
        let card = ModelCard {
            id: entry.id.get_ref().clone(),
            model: format!("{}/{}", api.name(), model.name),
            window: self.at_least_one(&entry.window),
            tools: entry.tools,
            residency: entry.residency.get_ref().trim().to_lowercase(),
            clearance,
            shutdown: entry.shutdown.as_ref().and_then(|day| self.day(day)),
            tariffs: entry.prices.iter().filter_map(|price| self.tariff(price, currency)).collect(),
        };
        Some(Entry { card, model })
    }

    fn clearance(&mut self, word: &Spanned<String>) -> Option<Sensitivity> {
        let clearance = match word.get_ref().as_str() {
            "internal" => Some(Sensitivity::Internal),
            "confidential" => Some(Sensitivity::Confidential),
            "restricted" => Some(Sensitivity::Restricted),
            _ => None,
        };
        if clearance.is_none() {
            self.fault(
                word,
                format!("\"{}\" is no clearance; write internal, confidential or restricted", word.get_ref()),
            );
        }
        clearance
    }

    pub(super) fn effort(&mut self, word: &Spanned<String>) -> Option<Effort> {
        let effort = match word.get_ref().as_str() {
            "off" => Some(Effort::Off),
            "low" => Some(Effort::Low),
            "medium" => Some(Effort::Medium),
            "high" => Some(Effort::High),
            _ => None,
        };
        if effort.is_none() {
            self.fault(word, format!("\"{}\" is no effort; write off, low, medium or high", word.get_ref()));
        }
        effort
    }

    fn tariff(&mut self, entry: &PriceEntry, currency: &str) -> Option<Tariff> {
        let input = self.price(&entry.input)?;
        let or_input = |check: &mut Self, price: &Option<Spanned<f64>>| match price {
            Some(price) => check.price(price),
            None => Some(input),
        };
        Some(Tariff {
            price: Price {
                currency: currency.to_owned(),
                input,
                cached_input: or_input(self, &entry.cached_input)?,
                cache_write: or_input(self, &entry.cache_write)?,
                output: self.price(&entry.output)?,
            },
            since: self.day(&entry.since)?,
            until: entry.until.as_ref().and_then(|day| self.day(day)),
            source: entry.source.clone(),
        })
    }

    /// In millionths of the currency.
    fn price(&mut self, price: &Spanned<f64>) -> Option<u64> {
        const DEAREST: f64 = 1e6;
        let micros = *price.get_ref() * 1e6;
        if !(0.0..=DEAREST * 1e6).contains(&micros) || (micros - micros.round()).abs() > 1e-3 {
            self.fault(price, "a price is a number from 0 up, for a million tokens, to six places at most");
            return None;
        }
        Some(micros.round() as u64)
    }

    fn day(&mut self, day: &Spanned<Datetime>) -> Option<Date> {
        let date = day.get_ref().to_string().parse().ok();
        if date.is_none() {
            self.fault(day, format!("\"{}\" is not a day; write it as 2026-12-31", day.get_ref()));
        }
        date
    }

    fn route(
        &mut self,
        task: &Spanned<String>,
        models: &[Spanned<String>],
        known: &BTreeSet<&str>,
    ) -> Option<(Task, Vec<String>)> {
        for model in models.iter().filter(|model| !known.contains(model.get_ref().as_str())) {
            self.fault(model, format!("there is no model \"{}\"; add it under [[models]]", model.get_ref()));
        }
        let named = Task::named(task.get_ref());
        if named.is_none() {
            let all = Task::ALL.map(Task::name).join(", ");
            self.fault(task, format!("there is no task \"{}\"; choose from {all}", task.get_ref()));
        }
        Some((named?, models.iter().map(|model| model.get_ref().clone()).collect()))
    }
}
