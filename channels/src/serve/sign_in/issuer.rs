//! The way to the issuer and back, as a browser goes it.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sentia_accounts::Returned;
use serde::Deserialize;

use super::{SignIn, cookie};
use crate::{
    failure::Failure,
    serve::{extract::Asked, plain_page::plain_page, problem::Problem, server::Server},
};

/// Where the issuer sends browsers back to.
pub(super) const BACK: &str = "/sign-in/back";
/// Seconds that somebody may take at the issuer.
const LONGEST: u32 = 600;

pub(super) fn pages() -> Router<Arc<Server>> {
    Router::new().route("/sign-in/begin", get(begin)).route(BACK, get(back))
}

#[derive(Deserialize)]
struct Begin {
    #[serde(default)]
    to: String,
}

async fn begin(State(server): State<Arc<Server>>, begin: Result<Asked<Begin>, Problem>) -> Response {
    match begin {
        Ok(Asked(Begin { to })) => leave(&server, own_path(&to)).await.unwrap_or_else(told),
        Err(problem) => told(problem),
    }
}

async fn leave(server: &Server, back_to: &str) -> Result<Response, Problem> {
    let (sign_in, issuer) = ready(server)?;
    let begun = issuer.begin(&sign_in.accounts, back_to, sign_in.now()).await.map_err(Failure::from)?;
    let cookie = cookie::write(sign_in.browser_cookie(), begun.browser.reveal(), LONGEST, sign_in.encrypted);
    Ok(go(begun.url.as_str(), cookie))
}

async fn back(
    State(server): State<Arc<Server>>,
    returned: Result<Asked<Returned>, Problem>,
    headers: HeaderMap,
) -> Response {
    match returned {
        Ok(Asked(returned)) => arrive(&server, &returned, &headers).await.unwrap_or_else(told),
        Err(problem) => told(problem),
    }
}

async fn arrive(server: &Server, returned: &Returned, headers: &HeaderMap) -> Result<Response, Problem> {
    let (sign_in, issuer) = ready(server)?;
    let browser = cookie::read(headers, sign_in.browser_cookie()).unwrap_or_default();
    let finished = issuer.finish(&sign_in.accounts, returned, browser, sign_in.now()).await;
    let (identity, back_to) = finished.map_err(Failure::from)?;
    // Whoever may see nothing is told so here, where they can do something about it.
    server.service.identified(&identity).await?;
    let cookie = sign_in.open_session(&identity, headers).await?;
    Ok(go(&back_to, cookie))
}

fn ready(server: &Server) -> Result<(&SignIn, &sentia_accounts::Issuer), Problem> {
    let sign_in = server.sign_in.as_ref();
    let issuer = sign_in.and_then(|sign_in| Some((sign_in, &sign_in.issuer.as_ref()?.0)));
    issuer.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "no sign-in service is configured here"))
}

/// A path of this server and nothing else: an address after two slashes or a backslash would lead elsewhere.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//");
    if is_own && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') { path } else { "/" }
}

fn go(to: &str, cookie: Option<axum::http::HeaderValue>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response();
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// A browser is shown a page, not JSON.
#[expect(clippy::needless_pass_by_value, reason = "as what maps an error takes it")]
fn told(problem: Problem) -> Response {
    plain_page(problem.status(), "You are not signed in", &format!("{}.", problem.detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for own in ["/", "/c/c12", "/c/c12?x=1"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "c/c12", "/ä"]
        {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
