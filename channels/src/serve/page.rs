//! The web chat, as it was built into the program.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{problem::Problem, server::Server};

/// A file of the page, as it is and, where that is smaller, packed by gzip.
struct File {
    path: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    packed: Option<&'static [u8]>,
}

// `FILES: &[File]`, empty where the page could not be built, and `WHY: &str`, which then says why.
include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// What the bundler names by its content never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/", get(index))
        .route("/c/{conversation}", get(index))
        .route("/s/{turn}", get(index))
        .route("/link", get(index))
        .route("/stop", get(index))
        .route("/reports/{report}", get(index))
        .route("/assets/{*path}", get(asset))
        .route("/favicon.svg", get(icon))
}

async fn index(headers: HeaderMap) -> Response {
    match find("index.html") {
        Some(file) => send(file, &headers, "no-cache"),
        None => not_built().into_response(),
    }
}

async fn icon(headers: HeaderMap) -> Response {
    find("favicon.svg").map_or_else(|| missing().into_response(), |file| send(file, &headers, "no-cache"))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let file = find(&format!("assets/{path}"));
    file.map_or_else(|| missing().into_response(), |file| send(file, &headers, FOR_EVER))
}

fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

fn send(file: &'static File, headers: &HeaderMap, keep: &'static str) -> Response {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_gzip = accepted.split(',').any(|one| {
        let (name, rest) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(rest.trim(), "q=0" | "q=0.0")
    });
    let packed = file.packed.filter(|_| takes_gzip);
    let mut response = Bytes::from_static(packed.unwrap_or(file.plain)).into_response();
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed.is_some() {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such file of the page; load the page again")
}

fn not_built() -> (StatusCode, String) {
    let text = format!(
        "The web page is not in this build of Sentia: {WHY}\n\nThe API under /v1 and the other commands work without it.\n"
    );
    (StatusCode::SERVICE_UNAVAILABLE, text)
}
