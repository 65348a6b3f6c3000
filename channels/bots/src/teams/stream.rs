//! Streams, which Teams has in chats of two: requests that show what is done and then the answer so far, all under the id
//! of the first, and a message that ends them. The rules are those of Microsoft's page "Stream bot messages". What may
//! have been shown is noted before a request leaves, because the message that ends a stream must begin with it.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Teams, card, message};
use crate::{
    Otherwise, Parcel, Receipt, Reply, Shown, Step, Target, Way,
    reply::{cut, length},
    wire,
};

pub(super) const START: &str = "start stream";
const GO_ON: &str = "go on with stream";
pub(super) const END: &str = "end stream";

/// Words on what is done have 1,000 characters at most, and 1 KB.
const MOST_DOING: usize = 250;

/// Of an answer; the rest comes with its end, which shows more.
const MOST_SHOWN: usize = card::MOST_PROSE - 1000;

/// How Teams limits streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streaming {
    /// From the first request to the last. Teams gives two minutes.
    pub lasts: Duration,
    /// Between two requests. Teams takes one a second.
    pub gap: Duration,
}

impl Default for Streaming {
    fn default() -> Self {
        Streaming { lasts: Duration::from_secs(110), gap: Duration::from_millis(1200) }
    }
}

/// A request of the stream in a chat of two, elsewhere a message that is changed.
pub(super) fn step(shown: Shown<'_>, target: &Target, now: i64, streaming: &Streaming) -> Option<Step> {
    if target.place.shared || target.way != Way::Here {
        return Some(Step { parcel: in_message(shown, target), status: target.status.clone() });
    }
    match &target.status {
        None => start(shown, target),
        Some(status) if is_stream(status) => go_on(shown, status, target, now, streaming),
        // Streams are not allowed here, so it began as a message.
        Some(_) => Some(Step { parcel: in_message(shown, target), status: target.status.clone() }),
    }
}

fn is_stream(status: &Receipt) -> bool {
    status.get("stream").is_some()
}

fn in_message(shown: Shown<'_>, target: &Target) -> Parcel {
    let mut parcel = message(card::activity(&Reply::text(shown.text())), target);
    parcel.otherwise = None;
    parcel
}

fn start(shown: Shown<'_>, target: &Target) -> Option<Step> {
    if length(shown.text()) > MOST_SHOWN {
        return None;
    }
    let mut parcel = request(START, typing(shown, &json!({ "streamSequence": 1 })), target);
    let otherwise = Box::new(in_message(shown, target));
    parcel.otherwise = Some(Otherwise { parcel: otherwise, ends_reply: false });
    Some(Step { parcel, status: None })
}

/// The receipt of a stream, by its first request.
pub(super) fn begun(id: &str, activity: &Value, now: i64) -> Receipt {
    let answer = wire::text(&activity["channelData"], "/streamType") == "streaming";
    let text = if answer { activity["text"].clone() } else { "".into() };
    json!({ "stream": id, "sequence": 1, "text": text, "began": now, "last": now })
}

/// None where Teams would refuse it.
fn go_on(
    shown: Shown<'_>,
    status: &Receipt,
    target: &Target,
    now: i64,
    streaming: &Streaming,
) -> Option<Step> {
    let (began, last) = (wire::number(status, "/began")?, wire::number(status, "/last")?);
    let turn = now.max(last.saturating_add(millis(streaming.gap)));
    let text = wire::text(status, "/text");
    let fits = match shown {
        Shown::Doing(_) => text.is_empty(),
        Shown::Answer(answer) => answer.starts_with(text) && length(answer) <= MOST_SHOWN,
    };
    if !fits || turn.saturating_sub(began) > millis(streaming.lasts) {
        return None;
    }
    let mut known = status.clone();
    known["sequence"] = (wire::number(status, "/sequence")? + 1).into();
    known["last"] = turn.into();
    if let Shown::Answer(answer) = shown {
        known["text"] = answer.into();
    }
    let info = json!({ "streamId": status["stream"], "streamSequence": known["sequence"] });
    let mut parcel = request(GO_ON, typing(shown, &info), target);
    parcel.body["not_before"] = turn.into();
    Some(Step { parcel, status: Some(known) })
}

/// The message that ends a stream with the reply: its prose as the text, which has to begin with what was shown, and the
/// rest in a card. Where the reply says something else, as where it failed at last, all of it stands in the card.
pub(super) fn end(reply: &Reply, target: &Target, now: i64, streaming: &Streaming) -> Option<Parcel> {
    let status = target.status.as_ref().filter(|status| is_stream(status) && target.way == Way::Here)?;
    if now.saturating_sub(wire::number(status, "/began")?) > millis(streaming.lasts) {
        return None;
    }
    let shown = wire::text(status, "/text");
    let plain = cut(&reply.plain(), card::MOST_PROSE);
    let goes_on = !plain.trim().is_empty() && plain.starts_with(shown);
    let (text, rest) = if goes_on {
        (plain.as_str(), Reply { prose: Vec::new(), ..reply.clone() })
    } else {
        (card::some(shown), reply.clone())
    };
    let mut activity = json!({
        "type": "message", "text": text, "textFormat": "plain", "summary": card::some(&cut(&plain, 1000)),
        "inputHint": "acceptingInput",
    });
    if rest != Reply::default() {
        activity["attachments"] = json!([card::attachment(&rest)]);
    }
    inform(&mut activity, "final", &json!({ "streamId": status["stream"] }));
    let whole = Target { status: None, ..target.clone() };
    let mut parcel = request(END, activity, target);
    parcel.body["last"] = status["last"].clone();
    // A stream that Teams gave up takes no end.
    let otherwise = Box::new(message(card::activity(reply), &whole));
    parcel.otherwise = Some(Otherwise { parcel: otherwise, ends_reply: false });
    Some(parcel)
}

fn typing(shown: Shown<'_>, info: &Value) -> Value {
    let (kind, text) = match shown {
        Shown::Doing(words) => ("informative", cut(words, MOST_DOING)),
        Shown::Answer(answer) => ("streaming", answer.to_owned()),
    };
    let mut activity = json!({ "type": "typing", "text": text, "textFormat": "plain" });
    inform(&mut activity, kind, info);
    activity
}

/// Some clients read it in one place, some in the other.
fn inform(activity: &mut Value, kind: &str, info: &Value) {
    let mut info = info.clone();
    info["streamType"] = kind.into();
    activity["channelData"] = info.clone();
    info["type"] = "streaminfo".into();
    activity["entities"] = json!([info]);
}

fn request(method: &str, activity: Value, target: &Target) -> Parcel {
    let whole = Target { status: None, ..target.clone() };
    Parcel { method: method.to_owned(), ..message(activity, &whole) }
}

/// Whether Teams refuses to end a stream because that was done before, or because its reader stopped it.
pub(super) fn has_ended(parcel: &Parcel, reply: &Value) -> bool {
    let why = wire::text(reply, "/error/message").to_ascii_lowercase();
    parcel.method == END && ["already completed", "canceled by user"].iter().any(|end| why.contains(end))
}

impl Teams {
    /// Requests of a stream keep their distance.
    pub(super) async fn wait_for_turn(&self, parcel: &Parcel) {
        let gap = millis(self.settings.streaming.gap);
        let after_last = wire::number(&parcel.body, "/last").map(|last| last.saturating_add(gap));
        let Some(turn) = wire::number(&parcel.body, "/not_before").or(after_last) else { return };
        let wait = turn.saturating_sub(self.clock.millis()).clamp(0, gap);
        sleep(Duration::from_millis(u64::try_from(wait).unwrap_or(0))).await;
    }
}

fn millis(of: Duration) -> i64 {
    i64::try_from(of.as_millis()).unwrap_or(i64::MAX)
}
