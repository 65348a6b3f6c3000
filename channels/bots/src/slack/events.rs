//! What Slack sends, as messages. What is no question to the bot is None.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::NAME;
use crate::{Account, Inbound, Input, Medium, Place, wire};

/// An event of the Events API or of Socket Mode: a mention, or a message in the private chat.
pub(super) fn event(envelope: &Value) -> Option<Inbound> {
    let event = envelope.get("event")?;
    if wire::text(event, "/type") == "app_home_opened" {
        return opened(envelope, event);
    }
    let private =
        wire::text(event, "/channel_type") == "im" || wire::text(event, "/channel").starts_with('D');
    match wire::text(event, "/type") {
        // In the private chat a mention is a message too, and comes as one.
        "app_mention" if !private => {}
        "message" if wire::text(event, "/channel_type") == "im" => {}
        _ => return None,
    }
    if is_not_a_persons(event, envelope) {
        return None;
    }
    let bot = own_user(envelope);
    let text = without_mention(wire::text(event, "/text"), bot);
    let input = if !text.is_empty() || wire::list(event, "/files").is_empty() {
        Input::Text(text)
    } else {
        Input::Unreadable(medium(&wire::list(event, "/files")[0]))
    };
    let ts = wire::some_text(event, "/ts")?;
    let thread = wire::some_text(event, "/thread_ts");
    let team = wire::some_text(envelope, "/team_id").or_else(|| wire::some_text(event, "/team"))?;
    Some(Inbound {
        event: wire::some_text(envelope, "/event_id")?,
        account: account(event, &team)?,
        place: Place {
            channel: NAME.to_owned(),
            chat: wire::some_text(event, "/channel")?,
            // A mention begins a thread; the private chat is one conversation but for its threads.
            thread: if private { thread } else { thread.or_else(|| Some(ts.clone())) },
            shared: !private,
            route: json!({ "ts": ts, "bot": bot }),
            tenant: team,
        },
        input,
        sent_at: millis(&ts),
    })
}

/// The workspace that took the app away, and when.
pub(super) fn gone(envelope: &Value) -> Option<(String, i64)> {
    let event = envelope.get("event")?;
    let is_gone = match wire::text(event, "/type") {
        "app_uninstalled" => true,
        // People's own tokens are not asked for.
        "tokens_revoked" => !wire::list(event, "/tokens/bot").is_empty(),
        _ => false,
    };
    let at = wire::number(envelope, "/event_time").unwrap_or(i64::MAX);
    wire::some_text(envelope, "/team_id").filter(|_| is_gone).map(|team| (team, at))
}

/// The home tab, not the tab of messages, which tells of itself in the same way.
fn opened(envelope: &Value, event: &Value) -> Option<Inbound> {
    let team = wire::some_text(envelope, "/team_id").filter(|_| wire::text(event, "/tab") == "home")?;
    let account = account(event, &team)?;
    Some(Inbound {
        event: wire::some_text(envelope, "/event_id")?,
        place: private(team, &account.id),
        account,
        input: Input::Opened,
        sent_at: millis(wire::text(event, "/event_ts")),
    })
}

/// Other bots' messages, the bot's own, and edits, joins and the like. Files come as a subtype too.
fn is_not_a_persons(event: &Value, envelope: &Value) -> bool {
    let subtype = wire::text(event, "/subtype");
    event.get("bot_id").is_some_and(|id| !id.is_null())
        || event.get("bot_profile").is_some_and(|profile| !profile.is_null())
        || event.get("edited").is_some_and(|edited| !edited.is_null())
        || !matches!(subtype, "" | "file_share" | "thread_broadcast")
        || wire::some_text(event, "/user").is_some_and(|user| user == own_user(envelope))
}

fn own_user(envelope: &Value) -> &str {
    let bot = wire::list(envelope, "/authorizations").iter().find(|one| wire::flag(one, "/is_bot"));
    bot.map_or("", |bot| wire::text(bot, "/user_id"))
}

/// People of other companies write in shared channels: their team is their own.
fn account(event: &Value, team: &str) -> Option<Account> {
    let own = ["/user_team", "/source_team"].iter().find_map(|place| wire::some_text(event, place));
    let tenant = own.unwrap_or_else(|| team.to_owned());
    Some(Account { channel: NAME.to_owned(), tenant, id: wire::some_text(event, "/user")? })
}

fn medium(file: &Value) -> Medium {
    let voice =
        wire::text(file, "/subtype") == "slack_audio" || wire::text(file, "/mimetype").starts_with("audio/");
    if voice { Medium::Voice } else { Medium::File }
}

/// Slack's own escapes undone, and the bot's mention taken out: it says to whom, not what.
fn without_mention(text: &str, bot: &str) -> String {
    let text = if bot.is_empty() {
        let rest = text.trim_start().strip_prefix("<@").and_then(|rest| rest.split_once('>'));
        rest.map_or(text, |(_, rest)| rest).to_owned()
    } else {
        text.replace(&format!("<@{bot}>"), " ")
    };
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    text.trim().to_owned()
}

/// A slash command. Only who gave it sees the reply, in the private chat, where it can be found again.
pub(super) fn command(form: &HashMap<String, String>, now: i64) -> Option<Inbound> {
    let field = |name: &str| form.get(name).filter(|text| !text.is_empty()).cloned();
    let user = field("user_id")?;
    let tenant = field("team_id")?;
    Some(Inbound {
        event: field("trigger_id")?,
        account: Account { channel: NAME.to_owned(), tenant: tenant.clone(), id: user.clone() },
        place: private(tenant, &user),
        input: Input::Text(field("text").unwrap_or_default().trim().to_owned()),
        sent_at: now,
    })
}

pub(super) fn private(tenant: String, user: &str) -> Place {
    Place {
        channel: NAME.to_owned(),
        tenant,
        chat: format!("@{user}"),
        thread: None,
        shared: false,
        route: json!({ "open": user }),
    }
}

/// A button that was pressed. One of the home tab is answered in the private chat, and the tab shown anew.
pub(super) fn interaction(payload: &Value, now: i64) -> Vec<Inbound> {
    if wire::text(payload, "/container/type") != "view" {
        return pressed(payload, now).into_iter().collect();
    }
    let Some(pressed) = pressed_at_home(payload, now) else { return Vec::new() };
    let event = format!("{} home", pressed.event);
    let again = Inbound { event, input: Input::Opened, ..pressed.clone() };
    vec![pressed, again]
}

fn pressed_at_home(payload: &Value, now: i64) -> Option<Inbound> {
    if wire::text(payload, "/type") != "block_actions" {
        return None;
    }
    let user = wire::some_text(payload, "/user/id")?;
    let tenant =
        wire::some_text(payload, "/team/id").or_else(|| wire::some_text(payload, "/user/team_id"))?;
    Some(Inbound {
        input: Input::Button(wire::some_text(payload, "/actions/0/value")?),
        event: wire::some_text(payload, "/trigger_id")?,
        account: Account { channel: NAME.to_owned(), tenant: own_team(payload, &tenant), id: user.clone() },
        place: private(tenant, &user),
        sent_at: now,
    })
}

/// People of other companies press buttons too.
fn own_team(payload: &Value, team: &str) -> String {
    wire::some_text(payload, "/user/team_id").unwrap_or_else(|| team.to_owned())
}

fn pressed(payload: &Value, now: i64) -> Option<Inbound> {
    if wire::text(payload, "/type") != "block_actions" {
        return None;
    }
    let action = payload.pointer("/actions/0")?;
    let user = wire::some_text(payload, "/user/id")?;
    let tenant =
        wire::some_text(payload, "/team/id").or_else(|| wire::some_text(payload, "/user/team_id"))?;
    let chat = wire::some_text(payload, "/container/channel_id")?;
    let private = chat.starts_with('D');
    let ts = wire::some_text(payload, "/container/message_ts")?;
    let thread = wire::some_text(payload, "/container/thread_ts")
        .or_else(|| wire::some_text(payload, "/message/thread_ts"));
    let own = own_team(payload, &tenant);
    Some(Inbound {
        // A link is opened by Slack itself, and has no value.
        input: Input::Button(wire::some_text(action, "/value")?),
        event: wire::some_text(payload, "/trigger_id")?,
        account: Account { channel: NAME.to_owned(), tenant: own, id: user },
        place: Place {
            channel: NAME.to_owned(),
            tenant,
            chat,
            thread: if private { thread } else { thread.or_else(|| Some(ts.clone())) },
            shared: !private,
            route: json!({ "ts": ts }),
        },
        sent_at: now,
    })
}

/// Of a timestamp such as `1700000000.123456`.
fn millis(ts: &str) -> i64 {
    let (seconds, micros) = ts.split_once('.').unwrap_or((ts, "0"));
    let seconds: i64 = seconds.parse().unwrap_or(0);
    let micros: i64 = micros.parse().unwrap_or(0);
    seconds.saturating_mul(1000).saturating_add(micros / 1000)
}
