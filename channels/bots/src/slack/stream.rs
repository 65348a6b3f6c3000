//! How far an answer is. In a thread of the assistant Slack shows it by itself: what is done as a status, the answer as a
//! stream of blocks, for text would be read as Markdown. Elsewhere, and where Slack refuses that, it is a message that is
//! changed. Either way the reply takes the place of the whole message, so it never hangs on what arrived of a stream.

use serde_json::{Value, json};

use super::{Slack, blocks, message};
use crate::{
    Account, Otherwise, Parcel, Receipt, SendError, Shown, Span, Step, Target, Way,
    reply::{cut, length},
    wire,
};

pub(super) const STATUS: &str = "assistant.threads.setStatus";
pub(super) const START: &str = "chat.startStream";
pub(super) const APPEND: &str = "chat.appendStream";

/// Slack takes 50 blocks of a stream. The rest comes with the reply.
const MOST_BLOCKS: i64 = 40;
const MOST_TEXT: usize = 9000;

/// Of one message that is shown while it loads.
const MOST_STATUS: usize = 50;

pub(super) fn step(shown: Shown<'_>, target: &Target) -> Option<Step> {
    match (&target.status, shown) {
        (Some(status), Shown::Answer(answer)) if is_stream(status) => append(answer, status, target),
        (Some(status), Shown::Doing(_)) if is_stream(status) => None,
        (None, shown) if is_in_thread_of_assistant(target) => Some(first(shown, target)),
        _ => Some(Step { parcel: in_message(shown, target), status: target.status.clone() }),
    }
}

/// A private chat has threads of its own accord where the app is an assistant in it.
fn is_in_thread_of_assistant(target: &Target) -> bool {
    let place = &target.place;
    !place.shared && target.way == Way::Here && place.thread.is_some() && place.route.get("open").is_none()
}

fn is_stream(status: &Receipt) -> bool {
    status.get("streamed").is_some()
}

fn first(shown: Shown<'_>, target: &Target) -> Step {
    let (chat, thread) = (&target.place.chat, &target.place.thread);
    let (method, call) = match shown {
        Shown::Doing(words) => {
            let words = cut(words, MOST_STATUS);
            let call = json!({
                "channel_id": chat, "thread_ts": thread, "status": words, "loading_messages": [words],
            });
            (STATUS, call)
        }
        Shown::Answer(answer) => {
            let Account { tenant, id, .. } = &target.account;
            let call = json!({
                "channel": chat, "thread_ts": thread, "chunks": chunks(answer),
                "recipient_team_id": tenant, "recipient_user_id": id,
            });
            (START, call)
        }
    };
    let otherwise = Otherwise { parcel: Box::new(in_message(shown, target)), ends_reply: false };
    let parcel = Parcel {
        // A status goes by itself once there is a message.
        repeatable: method == STATUS,
        otherwise: Some(otherwise),
        ..request(method, call, shown.text(), target)
    };
    Step { parcel, status: None }
}

/// What is new of the answer; None where that is no more than what is shown, or too much of it.
fn append(answer: &str, status: &Receipt, target: &Target) -> Option<Step> {
    let new = answer.strip_prefix(wire::text(status, "/streamed"))?.trim_start();
    let blocks = wire::number(status, "/blocks").unwrap_or(0) + 1;
    if new.is_empty() || blocks > MOST_BLOCKS || length(answer) > MOST_TEXT {
        return None;
    }
    let call = json!({ "channel": status["channel"], "ts": status["ts"], "chunks": chunks(new) });
    let mut known = status.clone();
    known["streamed"] = answer.into();
    known["blocks"] = blocks.into();
    Some(Step { parcel: request(APPEND, call, answer, target), status: Some(known) })
}

fn chunks(text: &str) -> Value {
    json!([{ "type": "blocks", "blocks": blocks::prose(&[vec![Span::plain(text)]]) }])
}

fn request(method: &str, call: Value, streamed: &str, target: &Target) -> Parcel {
    let body = json!({ "team": target.place.tenant, "call": call, "streamed": streamed });
    Parcel { method: method.to_owned(), body, repeatable: false, attachment: None, otherwise: None }
}

fn in_message(shown: Shown<'_>, target: &Target) -> Parcel {
    let shown_as = match shown {
        Shown::Doing(words) => {
            vec![json!({ "type": "context", "elements": [blocks::plain(words, blocks::MOST_TEXT)] })]
        }
        Shown::Answer(answer) => blocks::prose(&[vec![Span::plain(answer)]]),
    };
    let mut parcel = message(target, shown.text(), shown_as);
    // No more than a help: where the message is gone, there is no other, and it must not be taken for the reply.
    parcel.otherwise = None;
    if let Some(call) = parcel.body["call"].as_object_mut() {
        call.remove("metadata");
    }
    parcel
}

/// Notes in a request that changes a message whether that is a stream, which has to end before.
pub(super) fn note(body: &mut Value, status: &Receipt) {
    if is_stream(status) {
        body["ends_stream"] = true.into();
    }
}

pub(super) fn is_in_place_of_one(body: &Value) -> bool {
    wire::flag(body, "/ends_stream")
}

impl Slack {
    /// What is shown beside or ahead of replies: the call as it stands.
    pub(super) async fn show(&self, parcel: &Parcel) -> Result<Receipt, SendError> {
        let sent = self.call(wire::text(&parcel.body, "/team"), &parcel.method, &parcel.body["call"]).await?;
        Ok(match (wire::some_text(&sent, "/channel"), wire::some_text(&sent, "/ts")) {
            (Some(channel), Some(ts)) if parcel.method == START => {
                json!({ "channel": channel, "ts": ts, "streamed": parcel.body["streamed"], "blocks": 1 })
            }
            _ => Value::Null,
        })
    }

    /// A stream that has ended, by itself or because this was called before, is refused: that changes nothing.
    pub(super) async fn stop_stream(&self, team: &str, message: &Value) -> Result<(), SendError> {
        let call = json!({ "channel": message["channel"], "ts": message["ts"] });
        match self.call(team, "chat.stopStream", &call).await {
            Ok(_) | Err(SendError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
