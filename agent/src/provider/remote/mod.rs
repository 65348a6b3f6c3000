//! Models over HTTP: Claude, GPT, Gemini, and whatever speaks as one of them, through rig-core.
//!
//! rig-core encodes requests and decodes streams; this adapter turns our types into its types and back, lowers the
//! schemas of tools to what all APIs read, names each failure by the caller's next move, and keeps the key out of
//! everything but one header.

mod api;
mod connect;
mod faults;
mod gemini;
mod http;
mod refusal;
mod reply;
mod request;
mod responses;
mod schema;

use std::time::Duration;

use futures::{FutureExt, StreamExt, future, stream, stream::BoxStream};
use rig_core::{
    DynModel, completion::CompletionRequest, message::Origin, operation::Completion,
    providers::openai::wire::Dialect, wire::Secret,
};

use self::{connect::Connected, faults::Faults};
use super::{Delta, Provider, ProviderError, Request};

pub use api::Api;

const COMPATIBLE: Dialect = Dialect::gateway("compatible", "", "");

/// Where a model is and how long to wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteSettings {
    pub api: Api,
    /// Model as the API names it, such as `claude-opus-5`.
    pub model: String,
    /// Root of the API (with the version where OpenAI's has one, without for the others); none for its own.
    pub base_url: Option<String>,
    /// `http://host:port` of a proxy; none for a direct connection, whatever the environment says.
    pub proxy: Option<String>,
    pub connect_timeout: Duration,
    /// Longest silence within a reply. APIs send something every few seconds, so silence means a dead connection.
    pub idle_timeout: Duration,
    /// How hard the model thinks before it answers; none for its own default.
    pub effort: Option<Effort>,
    /// Whether it can send a reply piece by piece; if not, a reply comes whole.
    pub streams: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    Off,
    Low,
    Medium,
    High,
}

impl RemoteSettings {
    pub fn new(api: Api, model: impl Into<String>) -> Self {
        RemoteSettings {
            api,
            model: model.into(),
            base_url: None,
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            effort: None,
            streams: true,
        }
    }

    /// `anthropic/claude-opus-5`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.api.name(), self.model)
    }
}

/// The adapter. It neither retries nor falls back; cloning shares its connections.
///
/// TLS comes from the one rustls crypto provider that is linked (aws-lc-rs). A binary that links a second one must
/// install one of them before the first request.
#[derive(Clone)]
pub struct Remote {
    id: String,
    settings: RemoteSettings,
    model: DynModel<Completion>,
    origin: Origin,
    faults: Faults,
}

impl Remote {
    /// An adapter for one model. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ProviderError::Elsewhere`] where the settings do not make a client: no key, a proxy that is no address.
    pub fn new(key: impl Into<String>, settings: RemoteSettings) -> Result<Self, ProviderError> {
        let key = Secret::from(key.into().trim().to_owned());
        let id = settings.id();
        let faults = Faults::new(&id, key.clone());
        if key.is_empty() && settings.api.needs_key() {
            let variable = settings.api.key_variable();
            return Err(faults.elsewhere(&format!("no API key is set; put it in {variable}")));
        }
        if settings.base_url.is_none() && settings.api.needs_base_url() {
            return Err(faults.elsewhere("it has no address of its own; give its base_url"));
        }
        let client = http::client(settings.proxy.as_deref(), settings.connect_timeout, settings.idle_timeout)
            .map_err(|error| faults.elsewhere(&format!("its HTTP client cannot be made: {error}")))?;
        let Connected { model, origin } = connect::connect(&key, &settings, client);
        Ok(Remote { id, settings, model, origin, faults })
    }

    fn open(
        &self,
        request: CompletionRequest,
    ) -> Result<BoxStream<'static, Result<Delta, ProviderError>>, ProviderError> {
        let api = self.settings.api;
        if self.settings.streams {
            let reply = self.model.stream(request).map_err(|error| self.faults.name(&error))?;
            return Ok(reply::streamed(reply, api, self.faults.clone()).boxed());
        }
        let faults = self.faults.clone();
        let whole = self.model.call(request).map(move |reply| reply::whole(reply, api, &faults));
        Ok(whole.map(stream::iter).flatten_stream().boxed())
    }
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Provider for Remote {
    fn id(&self) -> &str {
        &self.id
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let opened = request::encode(request, &self.settings, &self.origin)
            .map_err(|detail| self.faults.give_up(&detail))
            .and_then(|request| self.open(request));
        opened.unwrap_or_else(|error| stream::once(future::ready(Err(error))).boxed())
    }
}
