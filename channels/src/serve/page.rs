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

use super::{packing::takes_gzip, problem::Problem, server::Server, tag::Tag};

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
        .route("/r/{link}", get(index))
        .route("/assets/{*path}", get(asset))
        .route("/favicon.svg", get(icon))
}

async fn index(headers: HeaderMap) -> Response {
    match find("index.html") {
        Some(file) => asked_for_again(file, &headers),
        None => not_built().into_response(),
    }
}

async fn icon(headers: HeaderMap) -> Response {
    find("favicon.svg").map_or_else(|| missing().into_response(), |file| asked_for_again(file, &headers))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let file = find(&format!("assets/{path}"));
    file.map_or_else(|| missing().into_response(), |file| send(file, &headers, FOR_EVER))
}

/// The style that stands in the page; what the page may show is allowed by it.
pub(super) fn style() -> Option<&'static str> {
    let page = std::str::from_utf8(find("index.html")?.plain).ok()?;
    Some(page.split_once("<style>")?.1.split_once("</style>")?.0)
}

fn find(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

fn send(file: &'static File, headers: &HeaderMap, keep: &'static str) -> Response {
    let packed = file.packed.filter(|_| takes_gzip(headers));
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

/// What may have changed since it was fetched; it is the same for everybody.
fn asked_for_again(file: &'static File, headers: &HeaderMap) -> Response {
    let tag = Tag::of(&[file.plain]);
    let response = send(file, headers, "no-cache");
    if !tag.is_held(headers) {
        return tag.on(response);
    }
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for of_body in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LENGTH] {
        parts.headers.remove(of_body);
    }
    tag.on((parts, ()).into_response())
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
