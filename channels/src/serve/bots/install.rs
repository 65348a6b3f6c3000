//! Installing the bot in a workspace of Slack, as a browser goes the way: to Slack, and back with its consent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{SignedDuration, Timestamp};
use sentia_accounts::Token;
use sentia_bots::slack::{Installed, Oauth, Slack};
use sentia_semantic::{Clock as _, SystemClock};
use serde::Deserialize;

use super::{Setting, secret};
use crate::{
    config::InstallEntry,
    failure::Failure,
    serve::{extract::Asked, plain_page::plain_page, problem::Problem, server::Server, who::Signed},
};

/// How long somebody may take at Slack.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// Where Slack sends browsers back to.
const BACK: &str = "/bots/slack/oauth";

/// Ways that are begun and not ended.
const MOST_BEGUN: usize = 1000;

/// What is needed to install the bot.
pub(super) struct Installer {
    slack: Arc<Slack>,
    oauth: Oauth,
    installed: Arc<Installed>,
    /// People who may, by their ids.
    people: Vec<String>,
    /// Workspaces that it may be installed in; empty for any.
    workspaces: Vec<String>,
    clock: sentia_bots::Clock,
    begun: Begun,
}

/// Who began the way, by what Slack sends back with them. Good for once, and lost with the process: one begins again.
#[derive(Default)]
struct Begun(Mutex<HashMap<String, (String, Timestamp)>>);

pub(super) fn routes(installer: Installer) -> Router<Arc<Server>> {
    let routes = Router::new().route("/bots/slack/install", get(begin)).route(BACK, get(end));
    routes.layer(Extension(Arc::new(installer)))
}

type Who = Result<Signed, Problem>;

async fn begin(
    State(server): State<Arc<Server>>,
    Extension(on): Extension<Arc<Installer>>,
    who: Who,
) -> Response {
    let begun = on.may(&server, who).await.and_then(|person| on.begun.begin(person, SystemClock.now()));
    match begun {
        Ok(state) => (StatusCode::SEE_OTHER, [(header::LOCATION, on.oauth.address(&state))]).into_response(),
        Err(problem) => not_installed(&problem),
    }
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
}

async fn end(
    State(server): State<Arc<Server>>,
    Extension(on): Extension<Arc<Installer>>,
    who: Who,
    back: Result<Asked<Back>, Problem>,
) -> Response {
    match on.finish(&server, who, back).await {
        Ok(name) => {
            let text = format!(
                "Sentia is installed in {name}. Write to it there: it asks everybody once to sign in."
            );
            plain_page(StatusCode::OK, "Installed", &text)
        }
        Err(problem) => not_installed(&problem),
    }
}

fn not_installed(problem: &Problem) -> Response {
    plain_page(problem.status(), "Not installed", &format!("{}.", problem.detail))
}

impl Installer {
    pub(super) fn new(
        entry: &InstallEntry,
        slack: Arc<Slack>,
        installed: Arc<Installed>,
        from: &Setting<'_>,
    ) -> Result<Self, Failure> {
        let oauth = Oauth {
            authorize_url: entry.authorize_url.clone(),
            client_id: entry.client.clone(),
            client_secret: secret(&entry.client_secret)?,
            redirect_url: format!("{}{BACK}", from.address),
        };
        Ok(Installer {
            slack,
            oauth,
            installed,
            people: entry.installers.clone(),
            workspaces: entry.workspaces.clone(),
            clock: from.clock.clone(),
            begun: Begun::default(),
        })
    }

    /// The id of who asks, if they may install the bot.
    async fn may(&self, server: &Server, who: Who) -> Result<String, Problem> {
        let person = server.identified(&who?.identity).await?.id;
        if self.people.contains(&person) {
            return Ok(person);
        }
        let detail =
            "you may not install Sentia in Slack; ask one of those whom installers in [bots.slack] names";
        Err(Problem::new(StatusCode::FORBIDDEN, detail))
    }

    /// The name of the workspace.
    async fn finish(
        &self,
        server: &Server,
        who: Who,
        back: Result<Asked<Back>, Problem>,
    ) -> Result<String, Problem> {
        let person = self.may(server, who).await?;
        let Asked(back) = back?;
        if !self.begun.end(&back.state, &person, SystemClock.now()) {
            let detail = "this was not begun here by you, was used before, or took too long; begin again at \
                          /bots/slack/install";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
        if !back.error.is_empty() {
            let detail = "Slack was not allowed to install it; nothing has changed, and you can begin again";
            return Err(Problem::new(StatusCode::FORBIDDEN, detail));
        }
        let given = self.slack.install(&self.oauth, &back.code, &self.clock).await;
        let installation = given.map_err(|error| {
            tracing::warn!(%error, "Slack gave no token for a workspace");
            Problem::new(
                StatusCode::BAD_GATEWAY,
                "Slack gave no token for a workspace; begin again, and tell your administrator",
            )
        })?;
        if !self.workspaces.is_empty() && !self.workspaces.contains(&installation.team) {
            self.slack.give_back(&installation).await;
            let detail = format!(
                "Sentia may not be installed in {}; add {} to workspaces in [bots.slack] first",
                installation.name, installation.team
            );
            return Err(Problem::new(StatusCode::FORBIDDEN, detail));
        }
        self.installed.keep(&installation.team, installation.workspace).map_err(Failure::from)?;
        Ok(installation.name)
    }
}

impl Begun {
    fn begin(&self, person: String, now: Timestamp) -> Result<String, Problem> {
        let state = Token::random().map_err(Failure::from)?.reveal().to_owned();
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, (_, at)| is_fresh(*at, now));
        if begun.len() >= MOST_BEGUN {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too many have begun this; try again in ten minutes",
            ));
        }
        begun.insert(state.clone(), (person, now));
        Ok(state)
    }

    /// Whether that person began it, a short while ago. It is gone after this.
    fn end(&self, state: &str, person: &str, now: Timestamp) -> bool {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
        begun.is_some_and(|(who, at)| who == person && is_fresh(at, now))
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_gone_once_by_who_began_it_and_in_time() {
        let begun = Begun::default();
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let state = begun.begin("ann".to_owned(), at(0)).unwrap();
        assert!(begun.end(&state, "ann", at(599)));
        assert!(!begun.end(&state, "ann", at(599)), "once");
        let state = begun.begin("ann".to_owned(), at(0)).unwrap();
        assert!(!begun.end(&state, "ben", at(1)), "by nobody else");
        assert!(!begun.end(&state, "ann", at(1)), "and then by nobody");
        let state = begun.begin("ann".to_owned(), at(0)).unwrap();
        assert!(!begun.end(&state, "ann", at(600)), "in time");
        for _ in 0..MOST_BEGUN {
            begun.begin("ann".to_owned(), at(1000)).unwrap();
        }
        assert!(begun.begin("ann".to_owned(), at(1001)).is_err());
        assert!(begun.begin("ann".to_owned(), at(1600)).is_ok(), "those that took too long give way");
    }
}
