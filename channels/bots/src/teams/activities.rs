//! What Teams sends, as messages. What is no question to the bot is None.

use serde_json::{Value, json};

use super::NAME;
use crate::{Account, Inbound, Input, Medium, Place, wire};

/// The field of a button's data that holds its token.
pub(super) const TOKEN: &str = "sentia";

/// The invocation that says whether a file is wanted.
pub(super) const CONSENT: &str = "fileConsent/invoke";

/// A message, an invoked action of a card, or what was said to a file.
pub(super) fn inbound(activity: &Value) -> Option<Inbound> {
    let input = match wire::text(activity, "/type") {
        "message" => message(activity)?,
        "invoke" if wire::text(activity, "/name") == "adaptiveCard/action" => {
            Input::Button(wire::some_text(activity, &format!("/value/action/data/{TOKEN}"))?)
        }
        "invoke" if wire::text(activity, "/name") == CONSENT => consent(activity)?,
        _ => return None,
    };
    let from = wire::some_text(activity, "/from/id")?;
    // 28 is the kind of bots.
    if from.starts_with("28:") || wire::text(activity, "/from/role") == "bot" {
        return None;
    }
    let chat = wire::some_text(activity, "/conversation/id")?;
    let tenant = ["/channelData/tenant/id", "/conversation/tenantId"];
    let tenant = tenant.iter().find_map(|place| wire::some_text(activity, place)).unwrap_or_default();
    Some(Inbound {
        event: format!("{chat} {}", wire::some_text(activity, "/id")?),
        account: Account { channel: NAME.to_owned(), tenant: tenant.clone(), id: from },
        place: Place {
            channel: NAME.to_owned(),
            tenant,
            // A thread of a channel is part of this id.
            chat,
            thread: None,
            shared: !is_personal(activity),
            route: json!({
                "service": wire::text(activity, "/serviceUrl"), "bot": wire::text(activity, "/recipient/id"),
            }),
        },
        input,
        sent_at: wire::text(activity, "/timestamp")
            .parse::<jiff::Timestamp>()
            .map_or(0, jiff::Timestamp::as_millisecond),
    })
}

fn consent(activity: &Value) -> Option<Input> {
    let given = match wire::text(activity, "/value/action") {
        "accept" => true,
        "decline" => false,
        _ => return None,
    };
    let token = wire::some_text(activity, &format!("/value/context/{TOKEN}"))?;
    let route = json!({ "card": activity["replyToId"], "upload": activity["value"]["uploadInfo"] });
    Some(Input::Consent { token, given, route })
}

fn is_personal(activity: &Value) -> bool {
    wire::text(activity, "/conversation/conversationType") == "personal"
        && !wire::flag(activity, "/conversation/isGroup")
}

fn message(activity: &Value) -> Option<Input> {
    // A button arrives as a message without words.
    if let Some(token) = wire::some_text(activity, &format!("/value/{TOKEN}")) {
        return Some(Input::Button(token));
    }
    let (words, is_mentioned) = without_mention(activity);
    if !is_personal(activity) && !is_mentioned {
        return None;
    }
    // What was written comes once more as HTML.
    let files: Vec<&str> = wire::list(activity, "/attachments")
        .iter()
        .map(|one| wire::text(one, "/contentType"))
        .filter(|kind| *kind != "text/html")
        .collect();
    Some(match files.first() {
        Some(kind) if words.is_empty() && kind.starts_with("audio/") => Input::Unreadable(Medium::Voice),
        Some(_) if words.is_empty() => Input::Unreadable(Medium::File),
        _ => Input::Text(words),
    })
}

/// The text without the bot's name, and whether that was in it.
fn without_mention(activity: &Value) -> (String, bool) {
    let own = wire::text(activity, "/recipient/id");
    let mut text = wire::text(activity, "/text").to_owned();
    let mut found = false;
    for entity in wire::list(activity, "/entities") {
        let is_own = wire::text(entity, "/type") == "mention" && wire::text(entity, "/mentioned/id") == own;
        if is_own && !own.is_empty() {
            found = true;
            let named = wire::text(entity, "/text");
            if !named.is_empty() {
                text = text.replace(named, " ");
            }
        }
    }
    (text.trim().to_owned(), found)
}
