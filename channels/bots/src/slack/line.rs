//! One connection of Socket Mode, from hello to its end.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    sync::{oneshot, watch},
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{
    events,
    socket::{Fate, Listener, Socket, stopped},
};
use crate::{Inbound, wire};

/// Beats without a sign of life, or without a hello at first, after which a connection is given up.
const MOST_SILENT: u32 = 3;

struct Line<'a> {
    listener: &'a Listener,
    socket: Socket,
    /// Taken by whoever first knows what became of the connection.
    tell: Option<oneshot::Sender<Fate>>,
    greeted: bool,
    silent: u32,
}

enum Next {
    Go,
    /// Slack closes it soon.
    Leave,
    End,
}

/// Reads a connection to its end, or until `stop`.
pub(super) async fn read(
    listener: &Listener,
    socket: Socket,
    tell: oneshot::Sender<Fate>,
    stop: watch::Receiver<bool>,
) {
    let mut line = Line { listener, socket, tell: Some(tell), greeted: false, silent: 0 };
    line.run(stop).await;
    // Slack is told that it is gone, if it listens still.
    let _ = timeout(listener.settings.beat, line.socket.close(None)).await;
    let fate = if line.greeted { Fate::Ended } else { Fate::Failed };
    line.say(fate);
}

impl Line<'_> {
    async fn run(&mut self, mut stop: watch::Receiver<bool>) {
        let mut beat = interval(self.listener.settings.beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let farewell = sleep(Duration::MAX);
        tokio::pin!(farewell);
        loop {
            let next = tokio::select! {
                message = self.socket.next() => self.message(message).await,
                _ = beat.tick() => self.beat().await,
                () = &mut farewell => Next::End,
                () = stopped(&mut stop) => Next::End,
            };
            match next {
                Next::Go => {}
                Next::Leave => farewell.set(sleep(self.listener.settings.farewell)),
                Next::End => return,
            }
        }
    }

    async fn beat(&mut self) -> Next {
        self.silent += 1;
        if self.silent > MOST_SILENT {
            tracing::warn!("Slack's Socket Mode gave no sign of life; it is opened anew");
            return Next::End;
        }
        self.send(Message::Ping("sentia".into())).await
    }

    async fn message(&mut self, message: Option<Result<Message, Error>>) -> Next {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            // Pings are answered by the library; a connection that never says hello is no good for all that.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) if self.greeted => {
                self.silent = 0;
                return Next::Go;
            }
            Some(Ok(Message::Close(_)) | Err(Error::ConnectionClosed)) | None => return Next::End,
            Some(Ok(_)) => return Next::Go,
            Some(Err(error)) => {
                tracing::warn!(%error, "Slack's Socket Mode broke off");
                return Next::End;
            }
        };
        self.silent = 0;
        match serde_json::from_str(&text) {
            Ok(envelope) => self.envelope(&envelope).await,
            Err(_) => Next::Go,
        }
    }

    async fn envelope(&mut self, envelope: &Value) -> Next {
        match wire::text(envelope, "/type") {
            "hello" => {
                self.greeted = true;
                Next::Go
            }
            "disconnect" => self.disconnect(wire::text(envelope, "/reason")),
            kind => match wire::some_text(envelope, "/envelope_id") {
                Some(_) if self.fails_to_let_go(envelope) => Next::Go,
                Some(id) => self.keep(&id, self.inbound(kind, envelope)).await,
                None => Next::Go,
            },
        }
    }

    /// Slack tells again of what it is not thanked for.
    fn fails_to_let_go(&self, envelope: &Value) -> bool {
        let let_go = envelope.get("payload").map_or(Ok(()), |payload| self.listener.slack.let_go(payload));
        if let Err(error) = &let_go {
            tracing::error!(%error, "the token of a workspace that took the app away is still kept");
        }
        let_go.is_err()
    }

    /// What there is no handler for is acknowledged: it would be sent again and again.
    fn inbound(&self, kind: &str, envelope: &Value) -> Vec<Inbound> {
        let Some(payload) = envelope.get("payload") else { return Vec::new() };
        let now = self.listener.intake.clock().millis();
        match kind {
            "events_api" => events::event(payload).into_iter().collect(),
            "slash_commands" => events::command(&fields(payload), now).into_iter().collect(),
            "interactive" => events::interaction(payload, now),
            _ => Vec::new(),
        }
    }

    /// Slack is thanked once the message is kept. It sends again what it is not thanked for.
    async fn keep(&mut self, id: &str, inbound: Vec<Inbound>) -> Next {
        for inbound in inbound {
            if let Err(error) = self.listener.intake.accept(&inbound).await {
                tracing::error!(%error, "a message from Slack was not kept");
                return Next::Go;
            }
        }
        self.send(Message::text(json!({ "envelope_id": id }).to_string())).await
    }

    fn disconnect(&mut self, reason: &str) -> Next {
        match reason {
            "link_disabled" => {
                tracing::error!(
                    "Socket Mode was turned off in the app's settings at Slack; turn it on again"
                );
                self.greeted = false;
                Next::End
            }
            "too_many_websockets" => {
                tracing::error!(
                    "Slack has ten connections of this app already; stop other servers that use its token"
                );
                self.greeted = false;
                Next::End
            }
            // `warning` comes ten seconds ahead, `refresh_requested` at the end.
            _ => {
                self.say(Fate::Replace);
                Next::Leave
            }
        }
    }

    fn say(&mut self, fate: Fate) {
        if let Some(tell) = self.tell.take() {
            // Gone where the listener is.
            let _ = tell.send(fate);
        }
    }

    async fn send(&mut self, message: Message) -> Next {
        match timeout(self.listener.settings.beat, self.socket.send(message)).await {
            Ok(Ok(())) => Next::Go,
            Ok(Err(error)) => {
                tracing::warn!(%error, "Slack's Socket Mode broke off");
                Next::End
            }
            Err(_) => {
                tracing::warn!("Slack's Socket Mode takes nothing any more; it is opened anew");
                Next::End
            }
        }
    }
}

/// What comes as a form over HTTP comes as an object here.
fn fields(payload: &Value) -> std::collections::HashMap<String, String> {
    let fields = payload.as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}
