//! Claude, over Anthropic's Messages API, through rig-core.
//!
//! rig-core encodes the request and decodes the stream; this adapter turns our types into its types and back, names
//! each failure by the caller's next move, and keeps the key out of everything but one header.

mod faults;
mod reply;
mod request;

use std::time::Duration;

use futures::{FutureExt, StreamExt, future, stream, stream::BoxStream};
use rig_core::{
    Model,
    http_client::{DynHttpClient, HeaderMap, HttpMiddleware, Method, Uri},
    providers::anthropic::{AnthropicConfig, Messages, ToolInputStreaming},
    wasm_compat::WasmBoxedFuture,
    wire::Secret,
};
use rig_reqwest::{ReqwestClient, reqwest};

use self::faults::Faults;
use super::{Delta, Provider, ProviderError, Request};

const KEY_HEADER: &str = "x-api-key";

/// Where Claude is and how long to wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnthropicSettings {
    /// Model as the API names it, such as `claude-opus-5`.
    pub model: String,
    /// Root of the API without `/v1`; none for Anthropic's own.
    pub base_url: Option<String>,
    /// `http://host:port` of a proxy; none for a direct connection, whatever the environment says.
    pub proxy: Option<String>,
    pub connect_timeout: Duration,
    /// Longest silence within a reply. The API sends a ping every few seconds, so silence means a dead connection.
    pub idle_timeout: Duration,
}

impl AnthropicSettings {
    pub fn new(model: impl Into<String>) -> Self {
        AnthropicSettings {
            model: model.into(),
            base_url: None,
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
        }
    }
}

/// The adapter. It neither retries nor falls back; cloning shares its connections.
///
/// TLS comes from the one rustls crypto provider that is linked (aws-lc-rs). A binary that links a second one must
/// install one of them before the first request.
#[derive(Clone)]
pub struct Anthropic {
    id: String,
    model: Model<Messages>,
    faults: Faults,
}

impl Anthropic {
    /// An adapter for one model. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ProviderError::Elsewhere`] where the settings do not make a client: no key, a proxy that is no address.
    pub fn new(key: impl Into<String>, settings: &AnthropicSettings) -> Result<Self, ProviderError> {
        let key = Secret::from(key.into().trim().to_owned());
        let id = format!("anthropic/{}", settings.model);
        let faults = Faults::new(&id, key.clone());
        if key.is_empty() {
            return Err(
                faults.elsewhere("no API key is set; put it in the configuration or in ANTHROPIC_API_KEY")
            );
        }
        let client = http_client(settings)
            .map_err(|error| faults.elsewhere(&format!("its HTTP client cannot be made: {error}")))?;
        Ok(Anthropic { id, model: model(key, settings, client), faults })
    }
}

fn model(key: Secret, settings: &AnthropicSettings, client: DynHttpClient) -> Model<Messages> {
    let mut config = AnthropicConfig::new(key);
    if let Some(base_url) = &settings.base_url {
        config = config.with_base_url(base_url);
    }
    let mut model = config.connect(client).completion(&settings.model);
    model.wire = model.wire.with_prompt_caching().with_tool_input_streaming(ToolInputStreaming::Off);
    model
}

fn http_client(settings: &AnthropicSettings) -> Result<DynHttpClient, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.idle_timeout)
        // A redirect would carry the key to a host that nobody configured.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    let client = match &settings.proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy)?),
        None => builder.no_proxy(),
    }
    .build()?;
    Ok(DynHttpClient::new(ReqwestClient::from(client)).with_middleware(HideKey))
}

/// Marks the key's header as sensitive, so that nothing below prints it and HTTP/2 does not index it.
struct HideKey;

impl HttpMiddleware for HideKey {
    fn before_request_headers<'a>(
        &'a self,
        _method: &'a Method,
        _uri: &'a Uri,
        headers: &'a mut HeaderMap,
    ) -> WasmBoxedFuture<'a, rig_core::http_client::Result<()>> {
        if let Some(key) = headers.get_mut(KEY_HEADER) {
            key.set_sensitive(true);
        }
        future::ready(Ok(())).boxed()
    }
}

impl std::fmt::Debug for Anthropic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Anthropic").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Provider for Anthropic {
    fn id(&self) -> &str {
        &self.id
    }

    fn stream(&self, request: &Request) -> BoxStream<'static, Result<Delta, ProviderError>> {
        let opened = request::encode(request, &self.model.wire.model)
            .map_err(|detail| self.faults.give_up(&detail))
            .and_then(|request| self.model.stream(request).map_err(|error| self.faults.name(&error)));
        match opened {
            Ok(reply) => reply::deltas(reply, self.faults.clone()).boxed(),
            Err(error) => stream::once(future::ready(Err(error))).boxed(),
        }
    }
}
