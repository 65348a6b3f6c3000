//! Socket Mode: Slack's messages over a connection that this server opens, for servers that Slack cannot reach.

use std::{sync::Arc, time::Duration};

use axum::http::{StatusCode, header};
use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::{Slack, line, routes::MOST_BYTES};
use crate::{Intake, Secret, SendError, http, wire};

pub(super) type Socket = WebSocketStream<reqwest::Upgraded>;

/// How Slack lets this server in, and how patiently it is held on to.
#[derive(Debug, Clone)]
pub struct SocketSettings {
    /// An app-level token (`xapp-…`) with the scope `connections:write`.
    pub app_token: Secret,
    /// Between two signs of life that are asked for. A connection that gives none in three of them is given up.
    pub beat: Duration,
    /// After a connection that failed; twice as long each time, up to a minute, less a random part.
    pub rest: Duration,
    /// How long a connection that Slack wants replaced is read on, if Slack does not close it.
    pub farewell: Duration,
}

impl SocketSettings {
    pub fn new(app_token: Secret) -> Self {
        let (beat, farewell) = (Duration::from_secs(10), Duration::from_secs(60));
        SocketSettings { app_token, beat, rest: Duration::from_secs(1), farewell }
    }
}

/// The longest rest between two attempts.
const MOST_REST: Duration = Duration::from_secs(60);

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Slack wants it replaced, and goes on using it until then.
    Replace,
    /// It worked, and ended.
    Ended,
    /// It never came to work.
    Failed,
}

/// What each connection needs.
pub(super) struct Listener {
    pub(super) slack: Arc<Slack>,
    pub(super) settings: SocketSettings,
    pub(super) intake: Intake,
}

/// Takes in what Slack sends until `stop` turns true (or its sender is gone). A connection that Slack wants replaced is
/// read until the next one is there and Slack closes it; one that breaks is opened again, after a rest.
pub async fn listen(
    slack: Arc<Slack>,
    settings: SocketSettings,
    intake: Intake,
    mut stop: watch::Receiver<bool>,
) {
    let listener = Arc::new(Listener { slack, settings, intake });
    let mut lines = JoinSet::new();
    let mut failures = 0;
    while !*stop.borrow() {
        let (tell, told) = oneshot::channel();
        let (listener_too, stop_too) = (listener.clone(), stop.clone());
        lines.spawn(async move { listener_too.hold(tell, stop_too).await });
        // Who falls silent without a word has panicked.
        let fate = told.await.unwrap_or(Fate::Failed);
        // Those that are done with.
        while lines.try_join_next().is_some() {}
        failures = if fate == Fate::Failed { failures + 1 } else { 0 };
        if fate != Fate::Replace {
            tokio::select! {
                () = sleep(listener.rest(failures)) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }
    while lines.join_next().await.is_some() {}
}

impl Listener {
    async fn hold(&self, tell: oneshot::Sender<Fate>, mut stop: watch::Receiver<bool>) {
        let opened = tokio::select! {
            opened = self.open() => opened,
            () = stopped(&mut stop) => return,
        };
        match opened {
            Ok(socket) => line::read(self, socket, tell, stop).await,
            Err(error) => {
                advise(&error);
                // Gone where the listener is.
                let _ = tell.send(Fate::Failed);
            }
        }
    }

    /// A new connection. Its address holds a ticket and is told to nobody.
    async fn open(&self) -> Result<Socket, SendError> {
        let address = self.slack.socket_address(&self.settings.app_token).await?;
        let key = generate_key();
        let request = http::upgradable()?
            .get(address)
            .header(header::CONNECTION, "Upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, &key);
        let late = |_| SendError::NotSent("no connection in time".to_owned());
        let response = timeout(http::PATIENCE, request.send()).await.map_err(late)?.map_err(http::fault)?;
        let accepted = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
        let is_own =
            accepted.is_some_and(|value| value.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes());
        if response.status() != StatusCode::SWITCHING_PROTOCOLS || !is_own {
            return Err(http::refused(response.status(), "no WebSocket was opened"));
        }
        let stream = response.upgrade().await.map_err(http::fault)?;
        let limits = WebSocketConfig::default().max_message_size(Some(MOST_BYTES));
        Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(limits)).await)
    }

    /// Between half of it and all of it: servers that lost Slack together do not come back together.
    fn rest(&self, failures: u32) -> Duration {
        let doubled = self.settings.rest.saturating_mul(1 << failures.min(10)).min(MOST_REST);
        let mut byte = [0];
        // Without randomness, all of it.
        let part = aws_lc_rs::rand::fill(&mut byte).map_or(0, |()| u32::from(byte[0]));
        doubled - doubled / 512 * part
    }
}

impl Slack {
    /// Where the next connection is to be opened, as an address for a request that is upgraded.
    async fn socket_address(&self, app_token: &Secret) -> Result<String, SendError> {
        let request = self.client.post(self.method("apps.connections.open")).bearer_auth(app_token.reveal());
        let opened = super::api::judge(http::call(request).await?)?;
        let address = wire::text(&opened, "/url");
        // Unencrypted only where Slack itself is reached so, as in tests.
        let is_plain = self.settings.base_url.starts_with("http://");
        let secure = address.strip_prefix("wss://").map(|rest| format!("https://{rest}"));
        let plain = address.strip_prefix("ws://").filter(|_| is_plain).map(|rest| format!("http://{rest}"));
        let none =
            || SendError::Refused("apps.connections.open named no address that is encrypted".to_owned());
        secure.or(plain).ok_or_else(none)
    }
}

/// Once it is to stop.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error says that its sender is gone, which means the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

fn advise(error: &SendError) {
    match error {
        SendError::Refused(_) => tracing::error!(
            %error,
            "Slack's Socket Mode cannot be opened; check that it is on in the app's settings, and that the app-level token \
             (xapp-…) is whole and has the scope connections:write"
        ),
        error => tracing::warn!(%error, "Slack's Socket Mode cannot be opened; trying again"),
    }
}
