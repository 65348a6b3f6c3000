//! A reply as one mail, made whole here, so that each try sends the same bytes under the same name.

use lettre::{
    Address, Message,
    message::{
        Attachment as Part, Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use serde_json::{Value, json};

use super::{
    Email, automatic,
    body::{Body, CHART},
    hex,
};
use crate::{
    Attachment, Parcel, Reply, Target,
    reply::{cut, plain},
    wire,
};

const MOST_SUBJECT: usize = 200;
/// Of a mail that begins a thread: what a list of mails shows.
const MOST_NEW_SUBJECT: usize = 90;

pub(super) fn parcel(email: &Email, reply: &Reply, target: &Target) -> Parcel {
    let id = id(email, target);
    let to = &target.account.id;
    let (body, attachment) = match message(email, reply, target, &id) {
        Ok(message) => {
            let (name, media_type) = ("message.eml".to_owned(), "message/rfc822".to_owned());
            (json!({ "to": to, "id": id }), Some(Attachment { name, media_type, bytes: message.formatted() }))
        }
        // Sending refuses it, so that it is listed among what did not arrive.
        Err(fault) => (json!({ "to": to, "fault": fault }), None),
    };
    Parcel { method: "send".to_owned(), body, repeatable: false, attachment, otherwise: None }
}

/// The same for the same reply, however often it is made.
fn id(email: &Email, target: &Target) -> String {
    format!("<{}@{}>", hex(&[&target.account.id, &target.mark]), email.mailbox.email.domain())
}

fn message(email: &Email, reply: &Reply, target: &Target, id: &str) -> Result<Message, String> {
    let route = &target.place.route;
    let subject = subject(email, reply, route);
    let mut notes: Vec<&str> = Vec::new();
    let words = &email.settings.words;
    if !target.is_unasked() {
        notes.extend(wire::flag(route, "/others").then_some(words.only_you.as_str()));
        notes.extend(wire::flag(route, "/attached").then_some(words.not_attached.as_str()));
    }
    notes.extend(reply.notes.iter().map(String::as_str));
    let body = Body { reply, notes, words, own: &email.rules.own, subject: &subject };
    let to: Address = target.account.id.parse().map_err(|_| "the address cannot be written to".to_owned())?;
    let mut builder = Message::builder()
        .from(email.mailbox.clone())
        .to(Mailbox::new(None, to))
        .date(email.clock.now().into())
        .message_id(Some(id.to_owned()))
        .subject(&subject);
    let automatic = if target.is_unasked() { "auto-generated" } else { "auto-replied" };
    for (name, value) in
        [("Auto-Submitted", automatic), ("X-Auto-Response-Suppress", "All"), (automatic::OURS, "1")]
    {
        builder = header(builder, name, value)?;
    }
    builder = in_thread(builder, route);
    if let Some(stop) = reply.stop.as_deref().filter(|stop| stands_in_header(stop)) {
        builder = header(builder, "List-Unsubscribe", &format!("<{stop}>"))?;
        builder = header(builder, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?;
    }
    builder.multipart(parts(&body)?).map_err(|error| error.to_string())
}

/// All values are made here, of letters that need no encoding.
fn header(builder: MessageBuilder, name: &str, value: &str) -> Result<MessageBuilder, String> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
    Ok(builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())))
}

fn stands_in_header(address: &str) -> bool {
    address.starts_with("https://")
        && address.len() < 900
        && address.chars().all(|letter| letter.is_ascii_graphic() && letter != '<' && letter != '>')
}

/// Ids were looked at when they came in: they hold neither spaces nor brackets.
fn in_thread(builder: MessageBuilder, route: &Value) -> MessageBuilder {
    let Some(answered) = wire::some_text(route, "/message") else { return builder };
    let thread = wire::list(route, "/thread").iter().filter_map(Value::as_str);
    let references: Vec<String> = thread.map(|one| format!("<{one}>")).collect();
    builder.in_reply_to(format!("<{answered}>")).references(references.join(" "))
}

/// As the question has it, or the beginning of what is said.
fn subject(email: &Email, reply: &Reply, route: &Value) -> String {
    let fallback = email.settings.words.subject.as_str();
    if route.is_null() {
        let first = reply.prose.iter().map(|one| one_line(&plain(one))).find(|text| !text.is_empty());
        return cut(first.as_deref().unwrap_or(fallback), MOST_NEW_SUBJECT);
    }
    let asked = one_line(wire::text(route, "/subject"));
    let mut rest = asked.as_str();
    while let Some((_, after)) =
        rest.split_at_checked(3).filter(|(begin, _)| begin.eq_ignore_ascii_case("re:"))
    {
        rest = after.trim_start();
    }
    format!("Re: {}", cut(if rest.is_empty() { fallback } else { rest }, MOST_SUBJECT))
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text, or HTML with its picture; and files beside both.
fn parts(body: &Body<'_>) -> Result<MultiPart, String> {
    let text = MultiPart::alternative().singlepart(SinglePart::plain(body.text()));
    let html = SinglePart::html(body.html());
    let alternative = match &body.reply.chart {
        None => text.singlepart(html),
        Some(chart) => {
            let picture = Part::new_inline_with_name(CHART.to_owned(), "chart.png".to_owned());
            let picture = picture.body(chart.png.clone(), kind("image/png")?);
            text.multipart(MultiPart::related().singlepart(html).singlepart(picture))
        }
    };
    if body.reply.files.is_empty() {
        return Ok(alternative);
    }
    let mut mixed = MultiPart::mixed().multipart(alternative);
    for file in &body.reply.files {
        mixed = mixed
            .singlepart(Part::new(one_line(&file.name)).body(file.bytes.clone(), kind(&file.media_type)?));
    }
    Ok(mixed)
}

fn kind(media_type: &str) -> Result<ContentType, String> {
    let known = ContentType::parse(media_type).or_else(|_| ContentType::parse("application/octet-stream"));
    known.map_err(|error| error.to_string())
}
