use std::sync::Arc;

use aide::{
    NoApi,
    axum::{
        ApiRouter, IntoApiResponse,
        routing::{delete_with, get_with, post_with},
    },
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use schemars::JsonSchema;
use sentia_accounts::{ApiKey, ChatAccount, Identity, NewKey, Refusal, Session};
use sentia_semantic::Area;
use serde::{Deserialize, Serialize};

use super::{By, SignIn, cookie, signed_out};
use crate::{
    commands::known_areas,
    failure::Failure,
    render::clean,
    serve::{
        api::{done, said},
        extract::{Body, Named, SEEN, at_most, whole},
        problem::Problem,
        server::Server,
        who::Signed,
    },
};

/// Seconds; a session ends by then in any case.
const LONGEST: u32 = 14 * 24 * 3600;

pub(in crate::serve) fn routes() -> ApiRouter<Arc<Server>> {
    ApiRouter::new()
        .api_route(
            "/v1/sign-in",
            get_with(ways, said("waysToSignIn", "How people sign in here.")).post_with(
                by_password,
                |operation| {
                    said("signIn", "Signs in by password; the cookie is the session.")(operation)
                        .response::<200, Json<SignedIn>>()
                },
            ),
        )
        .api_route("/v1/sign-out", post_with(sign_out, done("signOut", "Ends this session.")))
        .api_route("/v1/sessions", get_with(sessions, said("sessions", "Browsers you are signed in with.")))
        .api_route("/v1/sessions/{id}", delete_with(end_session, done("endSession", "Signs a browser out.")))
        .api_route(
            "/v1/keys",
            get_with(keys, said("keys", "Your keys for programs."))
                .post_with(new_key, said("newKey", "Makes a key; its text is told here alone.")),
        )
        .api_route(
            "/v1/chat-accounts",
            get_with(chat_accounts, said("chatAccounts", "Your accounts in chats.")),
        )
        .api_route(
            "/v1/chat-accounts/{channel}/{workspace}/{account}",
            delete_with(unlink, done("unlinkChatAccount", "Takes it away: it can ask as you no longer.")),
        )
        .api_route(
            "/v1/links/{token}",
            get_with(offered, said("offeredLink", "Whose chat account a link is for."))
                .post_with(confirm, said("confirmLink", "Links the chat account to you.")),
        )
        .api_route("/v1/keys/{id}", delete_with(revoke_key, done("revokeKey", "Takes a key back.")))
}

#[derive(Serialize, JsonSchema)]
struct Ways {
    /// Whether one has to sign in; else whoever reaches the server chooses whom they ask as.
    needed: bool,
    passwords: bool,
    /// Name of the sign-in service; the browser goes to /sign-in/begin.
    issuer: Option<String>,
}

async fn ways(State(server): State<Arc<Server>>) -> Json<Ways> {
    let sign_in = server.sign_in.as_ref();
    Json(Ways {
        needed: sign_in.is_some(),
        passwords: sign_in.is_some_and(|sign_in| sign_in.passwords),
        issuer: sign_in.and_then(|sign_in| sign_in.issuer.as_ref()).map(|(_, name)| name.clone()),
    })
}

#[derive(Deserialize, JsonSchema)]
struct ByPassword {
    /// Id of the person.
    person: String,
    password: String,
    /// Of the authenticator app, where one is asked for.
    #[serde(default)]
    code: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct SignedIn {
    /// False where the code is still needed.
    signed_in: bool,
}

async fn by_password(
    State(server): State<Arc<Server>>,
    NoApi(headers): NoApi<HeaderMap>,
    Body(given): Body<ByPassword>,
) -> Result<impl IntoApiResponse, Problem> {
    let sign_in = server.sign_in.as_ref().filter(|sign_in| sign_in.passwords);
    let sign_in = sign_in.ok_or_else(no_passwords)?;
    let checked = {
        let _turn = sign_in.checking.acquire().await.map_err(|_| no_passwords())?;
        let code = given.code.as_deref();
        sign_in.accounts.check_password(&given.person, &given.password, code, sign_in.now()).await
    };
    let cookie = match checked.map_err(Failure::from)? {
        Ok(identity) => {
            server.service.identified(&identity).await?;
            sign_in.open_session(&identity, &headers).await?
        }
        Err(Refusal::CodeNeeded) => None,
        Err(refusal @ Refusal::Wait { wait }) => {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, refusal.to_string());
            return Err(problem.after(wait.unsigned_abs()));
        }
        Err(Refusal::Wrong) => return Err(signed_out(&Refusal::Wrong.to_string())),
    };
    let signed_in = cookie.is_some();
    Ok(with(cookie, Json(SignedIn { signed_in })))
}

async fn sign_out(
    State(server): State<Arc<Server>>,
    visitor: Signed,
) -> Result<impl IntoApiResponse, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    sign_in.accounts.end_session(&visitor.identity, &visitor.session).await.map_err(Failure::from)?;
    let gone = cookie::write(sign_in.session_cookie(), "", 0, sign_in.encrypted);
    // What the browser was let keep, such as Evidence, is not left for whoever comes next.
    Ok(with(gone, (StatusCode::NO_CONTENT, [("clear-site-data", "\"cache\"")])))
}

fn with(cookie: Option<HeaderValue>, reply: impl IntoResponse) -> impl IntoApiResponse {
    let headers = cookie.map(|cookie| (header::SET_COOKIE, cookie));
    NoApi((AppendHeaders(headers), reply).into_response())
}

#[derive(Serialize, JsonSchema)]
struct ShownSession {
    id: String,
    /// The browser, as it calls itself.
    browser: String,
    created_at: String,
    seen_at: String,
    /// The one that asks.
    current: bool,
}

async fn sessions(
    State(server): State<Arc<Server>>,
    visitor: Signed,
) -> Result<Json<Vec<ShownSession>>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let all = sign_in.accounts.sessions(&visitor.identity, sign_in.now()).await.map_err(Failure::from)?;
    let shown = |session: Session| ShownSession {
        current: session.id == visitor.session,
        id: session.id,
        browser: clean(&session.agent),
        created_at: session.created_at.to_string(),
        seen_at: session.seen_at.to_string(),
    };
    Ok(Json(all.into_iter().map(shown).collect()))
}

#[derive(Deserialize, JsonSchema)]
struct IdPath {
    id: String,
}

async fn end_session(
    State(server): State<Arc<Server>>,
    visitor: Signed,
    Named(IdPath { id }): Named<IdPath>,
) -> Result<StatusCode, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    sign_in.accounts.end_session(&visitor.identity, &id).await.map_err(Failure::from)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, JsonSchema)]
struct ShownKey {
    id: String,
    name: String,
    /// Those that it is limited to; none for all that the person reads.
    areas: Option<Vec<String>>,
    created_at: String,
    used_at: Option<String>,
    expires_at: String,
}

#[derive(Deserialize, JsonSchema)]
struct WantedKey {
    /// What it is for; 1 to 80 characters, one of which can be seen.
    #[schemars(length(min = 1, max = 80), regex(pattern = SEEN))]
    name: String,
    /// How long it lasts, 1 to 366.
    #[schemars(range(min = 1, max = 366))]
    #[serde(deserialize_with = "whole")]
    days: i64,
    /// Areas of the business that it is limited to.
    #[schemars(with = "Option<Vec<Area>>")]
    #[serde(default)]
    areas: Option<Vec<String>>,
}

#[derive(Serialize, JsonSchema)]
struct MadeKey {
    /// Sent as `Authorization: Bearer …`; it is not shown again.
    token: String,
    key: ShownKey,
}

async fn keys(State(server): State<Arc<Server>>, visitor: Signed) -> Result<Json<Vec<ShownKey>>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let keys = sign_in.accounts.keys(&visitor.identity).await.map_err(Failure::from)?;
    Ok(Json(keys.into_iter().map(shown).collect()))
}

async fn new_key(
    State(server): State<Arc<Server>>,
    visitor: Signed,
    Body(wanted): Body<WantedKey>,
) -> Result<Json<MadeKey>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    at_most(80, "a name", &wanted.name)?;
    let name = clean(&wanted.name).trim().to_owned();
    if name.is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "a name has 1 to 80 characters"));
    }
    let areas = wanted.areas.as_deref().map(known_areas).transpose()?;
    let wanted = NewKey { name, areas, days: wanted.days };
    let made = sign_in.accounts.new_key(&visitor.identity, &wanted, sign_in.now()).await;
    let (key, token) = made.map_err(Failure::from)?;
    Ok(Json(MadeKey { token: token.reveal().to_owned(), key: shown(key) }))
}

async fn revoke_key(
    State(server): State<Arc<Server>>,
    visitor: Signed,
    Named(IdPath { id }): Named<IdPath>,
) -> Result<StatusCode, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    sign_in.accounts.revoke_key(&visitor.identity, &id).await.map_err(Failure::from)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct ShownChatAccount {
    channel: String,
    workspace: String,
    account: String,
    /// As the channel shows them.
    name: String,
}

impl From<ChatAccount> for ShownChatAccount {
    fn from(account: ChatAccount) -> Self {
        let ChatAccount { channel, workspace, account, name } = account;
        ShownChatAccount { channel, workspace, account, name: clean(&name) }
    }
}

#[derive(Deserialize, JsonSchema)]
struct ChatAccountPath {
    channel: String,
    workspace: String,
    account: String,
}

#[derive(Deserialize, JsonSchema)]
struct LinkPath {
    token: String,
}

async fn chat_accounts(
    State(server): State<Arc<Server>>,
    visitor: Signed,
) -> Result<Json<Vec<ShownChatAccount>>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let links = sign_in.accounts.links(&visitor.identity).await.map_err(Failure::from)?;
    Ok(Json(links.into_iter().map(|link| link.account.into()).collect()))
}

async fn unlink(
    State(server): State<Arc<Server>>,
    visitor: Signed,
    Named(ChatAccountPath { channel, workspace, account }): Named<ChatAccountPath>,
) -> Result<StatusCode, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let unlinked = sign_in.accounts.unlink(&visitor.identity, &channel, &workspace, &account);
    unlinked.await.map_err(Failure::from)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn offered(
    State(server): State<Arc<Server>>,
    _: Signed,
    Named(LinkPath { token }): Named<LinkPath>,
) -> Result<Json<ShownChatAccount>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let account = sign_in.accounts.offered(&token, sign_in.now()).await.map_err(Failure::from)?;
    Ok(Json(account.into()))
}

async fn confirm(
    State(server): State<Arc<Server>>,
    visitor: Signed,
    Named(LinkPath { token }): Named<LinkPath>,
) -> Result<Json<ShownChatAccount>, Problem> {
    let sign_in = server.sign_in.as_ref().ok_or_else(no_sign_in)?;
    let confirmed = sign_in.accounts.confirm_link(&token, &visitor.identity, sign_in.now()).await;
    Ok(Json(confirmed.map_err(Failure::from)?.into()))
}

fn shown(key: ApiKey) -> ShownKey {
    ShownKey {
        id: key.id,
        name: key.name,
        areas: key.areas,
        created_at: key.created_at.to_string(),
        used_at: key.used_at.map(|used| used.to_string()),
        expires_at: key.expires_at.to_string(),
    }
}

impl SignIn {
    /// Opens a session; what comes back goes into the browser.
    pub(super) async fn open_session(
        &self,
        identity: &Identity,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, Failure> {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let token = self.accounts.begin_session(identity, agent.unwrap_or_default(), self.now()).await?;
        Ok(cookie::write(self.session_cookie(), token.reveal(), LONGEST, self.encrypted))
    }
}

impl By {
    /// The session that asks. A key may not make keys: one that is limited could make one that is not.
    pub(in crate::serve) fn session(self) -> Result<String, Problem> {
        match self {
            By::Session { id } => Ok(id),
            By::Key { .. } => {
                Err(Problem::new(StatusCode::FORBIDDEN, "a key may only ask; sign in to do this"))
            }
        }
    }
}

pub(in crate::serve) fn no_sign_in() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "nobody signs in here; a section [sign_in] in the configuration file turns it on",
    )
}

fn no_passwords() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there are no passwords here; /v1/sign-in tells how to sign in")
}
