//! A reply as messages of the Bot API, in its HTML, where everything but our own tags is escaped.

use crate::{
    Attachment, Button, Otherwise, Paragraph, Parcel, Press, Reply, Shown, Table, Target, Way,
    grid::{self, Lines},
    reply::{cut, length, plain},
    wire,
};
use serde_json::{Value, json};

/// Telegram's limits, counted without tags.
const MOST_TEXT: usize = 4096;
const MOST_CAPTION: usize = 1024;
const MOST_BUTTONS: usize = 12;

/// A longer answer is read elsewhere.
const MOST_MESSAGES: usize = 4;

/// What a phone shows of a table without breaking its lines.
const WIDEST_TABLE: usize = 42;

/// Prose with its notes, the chart, the table, and files. Buttons stand below what comes last of these but files.
pub(super) fn parcels(reply: &Reply, target: &Target) -> Vec<Parcel> {
    let mut texts = texts(reply);
    let table = reply.table.as_ref().filter(|table| !table.headers.is_empty()).map(self::table);
    // Something must bear the buttons, and take the place of the message that shows progress.
    if texts.is_empty() && (table.is_none() && reply.chart.is_none() || target.status.is_some()) {
        texts.push("–".to_owned());
    }
    let mut parcels: Vec<Parcel> = texts.into_iter().map(|html| message(&html, target)).collect();
    if let Some(chart) = &reply.chart {
        let mut body = address(target);
        body["caption"] = cut(&chart.alternative, MOST_CAPTION).into();
        let (name, media_type) = ("chart.png".to_owned(), "image/png".to_owned());
        parcels.push(upload("sendPhoto", body, Attachment { name, media_type, bytes: chart.png.clone() }));
    }
    parcels.extend(table.map(|html| message(&html, target)));
    if let Some(last) = parcels.last_mut()
        && !reply.buttons.is_empty()
    {
        last.body["reply_markup"] = keyboard(&reply.buttons);
    }
    for file in &reply.files {
        let (name, media_type) = (file.name.clone(), file.media_type.clone());
        parcels.push(upload(
            "sendDocument",
            address(target),
            Attachment { name, media_type, bytes: file.bytes.clone() },
        ));
    }
    if let Some(first) = parcels.first_mut() {
        in_place_of_status(first, target);
        if_unreached(first, target);
    }
    parcels
}

/// In one message that is edited, which the reply takes the place of: an edit may be made twice, a draft
/// (`sendMessageDraft`) would leave the reply to a message that may not.
pub(super) fn working(shown: Shown<'_>, target: &Target) -> Parcel {
    let text = escaped(&cut(shown.text(), MOST_TEXT));
    let html = if matches!(shown, Shown::Doing(_)) { format!("<i>{text}</i>") } else { text };
    let mut parcel = message(&html, target);
    in_place_of_status(&mut parcel, target);
    parcel.otherwise = None;
    parcel
}

/// A text takes the place of the message that shows progress; where that is gone, it is written anew.
fn in_place_of_status(first: &mut Parcel, target: &Target) {
    let Some(status) = &target.status else { return };
    if first.method != "sendMessage" {
        return;
    }
    let anew = first.clone();
    first.method = "editMessageText".to_owned();
    first.body = json!({
        "chat_id": status["chat_id"], "message_id": status["message_id"], "text": anew.body["text"],
        "parse_mode": "HTML", "link_preview_options": { "is_disabled": true },
    });
    if let Some(keyboard) = anew.body.get("reply_markup") {
        first.body["reply_markup"] = keyboard.clone();
    }
    first.repeatable = true;
    first.otherwise = Some(Otherwise { parcel: Box::new(anew), ends_reply: false });
}

/// A bot may write to nobody who never wrote to it.
fn if_unreached(first: &mut Parcel, target: &Target) {
    if target.place.shared && target.way != Way::Here {
        let here = Target { way: Way::Here, ..target.clone() };
        let parcel = Box::new(message(&escaped(&target.unreached), &here));
        first.otherwise = Some(Otherwise { parcel, ends_reply: true });
    }
}

fn message(html: &str, target: &Target) -> Parcel {
    let mut body = address(target);
    body["text"] = html.into();
    body["parse_mode"] = "HTML".into();
    body["link_preview_options"] = json!({ "is_disabled": true });
    Parcel { method: "sendMessage".to_owned(), body, repeatable: false, attachment: None, otherwise: None }
}

fn upload(method: &str, body: Value, attachment: Attachment) -> Parcel {
    let attachment = Some(attachment);
    Parcel { method: method.to_owned(), body, repeatable: false, attachment, otherwise: None }
}

/// Ids are numbers on the wire. An account's private chat has the account's own id.
fn address(target: &Target) -> Value {
    let place = &target.place;
    let number = |text: &str| text.parse::<i64>().map_or_else(|_| text.into(), Value::from);
    if place.shared && target.way != Way::Here {
        return json!({ "chat_id": number(&target.account.id) });
    }
    let mut body = json!({ "chat_id": number(&place.chat) });
    if let Some(topic) = &place.thread {
        body["message_thread_id"] = number(topic);
    }
    // In a group it must be plain what is answered.
    if let Some(message) = wire::number(&place.route, "/message").filter(|_| place.shared) {
        body["reply_parameters"] = json!({ "message_id": message, "allow_sending_without_reply": true });
    }
    body
}

/// Paragraphs after one another in as few messages as hold them.
fn texts(reply: &Reply) -> Vec<String> {
    let prose = reply.prose.iter().filter(|one| !plain(one).trim().is_empty()).map(paragraph);
    let notes = reply.notes.iter().filter(|note| !note.trim().is_empty()).map(|note| {
        let note = cut(note, MOST_TEXT / 2);
        (length(&note), format!("<i>{}</i>", escaped(&note)))
    });
    let mut messages: Vec<(usize, String)> = Vec::new();
    for (size, html) in prose.chain(notes) {
        match messages.last_mut() {
            Some((used, text)) if *used + size + 2 <= MOST_TEXT => {
                *used += size + 2;
                text.push_str("\n\n");
                text.push_str(&html);
            }
            _ => messages.push((size, html)),
        }
    }
    if messages.len() > MOST_MESSAGES {
        messages.truncate(MOST_MESSAGES - 1);
        messages.push((1, "…".to_owned()));
    }
    messages.into_iter().map(|(_, html)| html).collect()
}

/// With its length as Telegram counts it.
fn paragraph(spans: &Paragraph) -> (usize, String) {
    let mut left = MOST_TEXT;
    let mut html = String::new();
    for span in spans {
        let text = cut(&span.text, left);
        left = left.saturating_sub(length(&text));
        let text = escaped(&text);
        html.push_str(&if span.strong { format!("<b>{text}</b>") } else { text });
    }
    (MOST_TEXT - left, html)
}

fn keyboard(buttons: &[Button]) -> Value {
    let button = |button: &Button| {
        let label = if button.label.trim().is_empty() { "…" } else { &button.label };
        let text = cut(label, 64);
        match &button.press {
            Press::Action(token) => json!([{ "text": text, "callback_data": token }]),
            Press::Link(address) => json!([{ "text": text, "url": address }]),
        }
    };
    json!({ "inline_keyboard": buttons.iter().take(MOST_BUTTONS).map(button).collect::<Vec<_>>() })
}

/// In columns where a phone can show them, else row by row; as many rows as a message holds.
fn table(table: &Table) -> String {
    let Lines { in_columns, lines } = grid::lines(table, WIDEST_TABLE);
    let body = as_many_as_fit(&lines, MOST_TEXT - 300);
    let title = cut(&table.title, 200);
    let title = if title.trim().is_empty() { String::new() } else { format!("<b>{}</b>\n", escaped(&title)) };
    let body = escaped(&body);
    if in_columns { format!("{title}<pre>{body}</pre>") } else { format!("{title}{body}") }
}

fn as_many_as_fit(lines: &[String], most: usize) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        if length(&text) + length(line) + 1 > most {
            text.push_str(&format!("… {}", lines.len() - at));
            return text;
        }
        text.push_str(line);
        text.push('\n');
    }
    if text.trim().is_empty() { "–".to_owned() } else { text.trim_end().to_owned() }
}

/// All that Telegram's HTML reads.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
