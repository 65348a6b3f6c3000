//! What Telegram sends, as messages. What is no question to the bot is None.

use serde_json::{Value, json};

use super::NAME;
use crate::{Account, Inbound, Input, Medium, Place, wire};

pub(super) fn inbound(update: &Value, own_id: &str, username: &str) -> Option<Inbound> {
    let event = wire::number(update, "/update_id")?.to_string();
    if let Some(query) = update.get("callback_query") {
        let message = query.get("message")?;
        return Some(Inbound {
            event,
            place: place(message, own_id)?,
            account: account(query.get("from")?, own_id)?,
            input: Input::Button(wire::some_text(query, "/data")?),
            // When the button was pressed is not said, and the message is old.
            sent_at: i64::MAX,
        });
    }
    let message = update.get("message")?;
    let account = account(message.get("from")?, own_id)?;
    let place = place(message, own_id)?;
    let words = words(message);
    if place.shared && !is_addressed(message, words, own_id, username) {
        return None;
    }
    Some(Inbound {
        event,
        place,
        account,
        input: input(message, words, username)?,
        sent_at: wire::number(message, "/date")?.saturating_mul(1000),
    })
}

/// People only: other bots are not answered, nor who writes as a group or a channel.
fn account(from: &Value, own_id: &str) -> Option<Account> {
    let id = wire::number(from, "/id").filter(|_| !wire::flag(from, "/is_bot"))?;
    Some(Account { channel: NAME.to_owned(), tenant: own_id.to_owned(), id: id.to_string() })
}

fn place(message: &Value, own_id: &str) -> Option<Place> {
    let chat = wire::number(message, "/chat/id")?;
    let topic =
        wire::number(message, "/message_thread_id").filter(|_| wire::flag(message, "/is_topic_message"));
    Some(Place {
        channel: NAME.to_owned(),
        // Updates are numbered for each bot.
        tenant: own_id.to_owned(),
        chat: chat.to_string(),
        thread: topic.map(|topic| topic.to_string()),
        shared: wire::text(message, "/chat/type") != "private",
        route: json!({ "message": wire::number(message, "/message_id") }),
    })
}

fn words(message: &Value) -> &str {
    let text = wire::text(message, "/text");
    if text.is_empty() { wire::text(message, "/caption") } else { text }
}

/// In a group: the bot is mentioned by its name, called by a command of its own, or replied to.
fn is_addressed(message: &Value, words: &str, own_id: &str, username: &str) -> bool {
    let replied = wire::number(message, "/reply_to_message/from/id");
    if replied.is_some_and(|id| id.to_string() == own_id) {
        return true;
    }
    let entities = wire::list(message, "/entities").iter().chain(wire::list(message, "/caption_entities"));
    entities.into_iter().any(|entity| {
        let named = part(words, entity).unwrap_or_default();
        match wire::text(entity, "/type") {
            "mention" => named.strip_prefix('@').is_some_and(|name| name.eq_ignore_ascii_case(username)),
            "bot_command" => {
                named.split_once('@').is_some_and(|(_, name)| name.eq_ignore_ascii_case(username))
            }
            "text_mention" => wire::number(entity, "/user/id").is_some_and(|id| id.to_string() == own_id),
            _ => false,
        }
    })
}

/// The text of an entity, which is placed in units of UTF-16.
fn part(words: &str, entity: &Value) -> Option<String> {
    let at = usize::try_from(wire::number(entity, "/offset")?).ok()?;
    let length = usize::try_from(wire::number(entity, "/length")?).ok()?;
    let units: Vec<u16> = words.encode_utf16().skip(at).take(length).collect();
    Some(String::from_utf16_lossy(&units))
}

fn input(message: &Value, words: &str, username: &str) -> Option<Input> {
    let has = |names: &[&str]| names.iter().any(|name| message.get(name).is_some());
    if !words.is_empty() {
        return Some(Input::Text(asked(words, username)));
    }
    if has(&["voice", "audio", "video_note"]) {
        return Some(Input::Unreadable(Medium::Voice));
    }
    has(&["document", "photo", "video", "animation", "sticker"]).then_some(Input::Unreadable(Medium::File))
}

/// Without the name of the bot, and without `/start` or another command before the words.
fn asked(words: &str, username: &str) -> String {
    let is_name = |word: &str| word.strip_prefix('@').is_some_and(|name| name.eq_ignore_ascii_case(username));
    let mut rest = words.trim();
    if rest.starts_with('/') {
        rest = rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    }
    let kept: Vec<&str> = rest
        .split_inclusive(char::is_whitespace)
        .filter(|word| !is_name(word.trim_end().trim_end_matches([',', ':'])))
        .collect();
    kept.concat().trim().to_owned()
}
