//! What every request must pass, and what every reply carries.

use std::sync::{Arc, LazyLock};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{address::Names, page, problem::Problem, server::Server};

/// What a page of ours may load. Of style that stands in the page the one that was built into it, known by its hash.
static POLICY: LazyLock<HeaderValue> =
    LazyLock::new(|| policy(page::style()).unwrap_or(HeaderValue::from_static("default-src 'none'")));

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

fn policy(style: Option<&str>) -> Option<HeaderValue> {
    let hash = |style: &str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
    let style = style.map(hash).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self'; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    HeaderValue::try_from(policy).ok()
}

pub(super) async fn gate(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&request, &server.names) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Answers are one person's; what may be kept says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refusal(request: &Request, names: &Names) -> Option<Problem> {
    let authority = request.uri().authority().map(Authority::as_str);
    let host = text(request.headers(), header::HOST).or(authority).unwrap_or_default();
    // Whatever watches over the server calls it by its number. The metrics need a key where there is another name.
    let is_watch = match request.uri().path() {
        "/v1/health" => true,
        "/metrics" => names.is_elsewhere(),
        _ => false,
    };
    if !names.has_host(host) && !is_watch {
        let detail = format!("this address is not Sentia's; open {}/", names.first());
        return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, detail));
    }
    let foreign = || Problem::new(StatusCode::FORBIDDEN, "a page of another site may not call Sentia");
    match request.headers().get(header::ORIGIN).map(HeaderValue::to_str) {
        None => {}
        Some(Ok(origin)) if names.has_origin(origin) => {}
        Some(_) => return Some(foreign()),
    }
    let site = text(request.headers(), HeaderName::from_static("sec-fetch-site"));
    let is_page =
        !["/v1", "/mcp", "/bots", "/metrics"].iter().any(|api| request.uri().path().starts_with(api));
    match site {
        // A link on another site may open the page, and nothing else.
        Some("cross-site" | "same-site") if !is_page => Some(foreign()),
        _ => None,
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn status(path: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let names = Names::of("127.0.0.1:7366".parse().unwrap(), None);
        refusal(&request.body(Body::empty()).unwrap(), &names).map(|problem| problem.status)
    }

    #[test]
    fn a_name_that_was_made_to_point_here_is_refused() {
        for host in ["127.0.0.1:7366", "LOCALHOST:7366"] {
            assert_eq!(status("/v1/people", &[("host", host)]), None, "{host}");
        }
        for host in ["rebound.example:7366", "127.0.0.1", "127.0.0.1:80", "", "localhost:7366.evil.example"] {
            assert_eq!(status("/", &[("host", host)]), Some(421), "{host}");
        }
        assert_eq!(status("/", &[]), Some(421));
    }

    #[test]
    fn style_of_the_page_is_allowed_by_its_hash_and_no_other() {
        let style = |style| policy(style).unwrap().to_str().unwrap().to_owned();
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        let hash = "style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=';";
        assert!(style(Some("a{}")).contains(hash), "{}", style(Some("a{}")));
        assert!(style(None).contains("style-src 'self';"));
        for policy in [style(Some("a{}")), style(None)] {
            assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        }
    }

    #[test]
    fn the_metrics_are_called_by_number_where_they_need_a_key() {
        assert_eq!(status("/metrics", &[("host", "10.0.0.5:7366")]), Some(421));
        let request = Request::builder().uri("/metrics").header("host", "10.0.0.5:7366");
        let names = Names::somewhere("sentia.example");
        assert_eq!(refusal(&request.body(Body::empty()).unwrap(), &names), None);
        let host = ("host", "localhost:7366");
        assert_eq!(status("/metrics", &[host, ("sec-fetch-site", "cross-site")]), Some(403));
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let host = ("host", "localhost:7366");
        assert_eq!(status("/v1/runs", &[host, ("origin", "http://localhost:7366")]), None);
        for origin in
            ["https://evil.example", "null", "http://localhost:7367", "https://localhost:7366", "\u{7f}"]
        {
            if HeaderValue::from_str(origin).is_ok() {
                assert_eq!(status("/v1/runs", &[host, ("origin", origin)]), Some(403), "{origin}");
            }
        }
        assert_eq!(status("/v1/people", &[host, ("sec-fetch-site", "cross-site")]), Some(403));
        assert_eq!(status("/c/c12", &[host, ("sec-fetch-site", "cross-site")]), None);
        assert_eq!(status("/v1/people", &[host, ("sec-fetch-site", "same-origin")]), None);
    }
}
