//! The connection that all models over HTTP are asked through.

use std::time::Duration;

use futures::{FutureExt, future};
use rig_core::{
    http_client::{DynHttpClient, HeaderMap, HeaderValue, HttpMiddleware, Method, Result, Uri},
    wasm_compat::WasmBoxedFuture,
};
use rig_reqwest::{ReqwestClient, reqwest};

pub(super) const GEMINI_KEY: &str = "x-goog-api-key";
/// Headers in which an API takes its key.
const KEYS: [&str; 4] = ["x-api-key", "authorization", "api-key", GEMINI_KEY];

pub(super) fn client(
    proxy: Option<&str>,
    connect_timeout: Duration,
    idle_timeout: Duration,
) -> std::result::Result<DynHttpClient, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .read_timeout(idle_timeout)
        // A redirect would carry the key to a host that nobody configured.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    let client = match proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy)?),
        None => builder.no_proxy(),
    }
    .build()?;
    Ok(DynHttpClient::new(ReqwestClient::from(client)).with_middleware(HideKey))
}

/// Marked so that nothing below prints it and HTTP/2 does not index it.
pub(super) fn sensitive(mut key: HeaderValue) -> HeaderValue {
    key.set_sensitive(true);
    key
}

struct HideKey;

impl HttpMiddleware for HideKey {
    fn before_request_headers<'a>(
        &'a self,
        _method: &'a Method,
        _uri: &'a Uri,
        headers: &'a mut HeaderMap,
    ) -> WasmBoxedFuture<'a, Result<()>> {
        for name in KEYS {
            if let Some(key) = headers.get_mut(name) {
                key.set_sensitive(true);
            }
        }
        future::ready(Ok(())).boxed()
    }
}
