//! Plays a stored transcript back.

use std::sync::{Arc, Mutex, PoisonError};

use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use serde::{Deserialize, Serialize};

use super::{Delta, Provider, ProviderError, Request};
use crate::canonical;

/// One request to a provider and all that came back, as the turn's transcript keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Who was asked; none in records of the time when there was only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// BLAKE3 of the request as canonical JSON.
    pub request: String,
    /// The reply; neighbouring pieces of text joined.
    pub deltas: Vec<Delta>,
    /// What cut the reply short, if anything did; the turn's own time limit included.
    pub error: Option<ProviderError>,
}

impl Exchange {
    pub fn of(provider: &str, request: &Request) -> Self {
        let provider = Some(provider.to_owned());
        Exchange { provider, request: canonical::hash(request), deltas: Vec::new(), error: None }
    }

    pub fn push(&mut self, delta: Delta) {
        match (self.deltas.last_mut(), delta) {
            (Some(Delta::Text(text)), Delta::Text(more)) => text.push_str(&more),
            (_, delta) => self.deltas.push(delta),
        }
    }
}

/// Gives the replies of a transcript, in order, whatever it is asked and as whichever provider; what it is asked is
/// compared. Copies share their place in it.
#[derive(Clone)]
pub struct Recorded {
    id: String,
    exchanges: Arc<Vec<Exchange>>,
    /// Hash of each request so far.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Recorded {
    /// `id` is the provider's that gave the replies.
    pub fn new(id: &str, exchanges: Vec<Exchange>) -> Self {
        Recorded { id: id.to_owned(), exchanges: Arc::new(exchanges), asked: Arc::default() }
    }

    /// The same transcript as another provider of it.
    #[must_use]
    pub fn named(&self, id: &str) -> Self {
        Recorded { id: id.to_owned(), ..self.clone() }
    }

    /// One sentence for each request that differs from the recorded one.
    pub fn differences(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.len().max(self.exchanges.len());
        (0..count)
            .filter_map(|index| difference(index, asked.get(index), self.exchanges.get(index)))
            .collect()
    }

    fn next(&self, request: &Request) -> Option<Exchange> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(canonical::hash(request));
        self.exchanges.get(asked.len() - 1).cloned()
    }
}

fn difference(index: usize, asked: Option<&String>, stored: Option<&Exchange>) -> Option<String> {
    let number = index + 1;
    match (asked, stored) {
        (Some(asked), Some(stored)) if *asked == stored.request => None,
        (Some(_), Some(_)) => Some(format!("request {number} to the model is no longer the same")),
        (Some(_), None) => Some(format!("request {number} to the model was not made before")),
        (None, _) => Some(format!("request {number} to the model was not made again")),
    }
}

impl Provider for Recorded {
    fn id(&self) -> &str {
        &self.id
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let Some(exchange) = self.next(request) else {
            let detail = "the stored turn holds no reply to this request".to_owned();
            return stream::iter([Err(ProviderError::GiveUp { provider: self.id.clone(), detail })]).boxed();
        };
        let error = exchange.error.map(Err);
        stream::iter(exchange.deltas.into_iter().map(Ok).chain(error)).boxed()
    }
}
