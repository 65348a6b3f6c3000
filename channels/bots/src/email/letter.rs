//! A mail as a message, or why it is none.

use std::borrow::Cow;

use lettre::Address;
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use serde_json::json;

use super::{NAME, authentic, automatic, hex, words};
use crate::{Account, Inbound, Input, Medium, Place};

/// Letters of a question; more is no question.
const MOST_LETTERS: usize = 8000;

/// Earlier mails of a thread that a reply names, and how long the name of one may be.
const MOST_REFERENCES: usize = 20;
const LONGEST_ID: usize = 250;

/// What mails are judged by.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// In lower case.
    pub(super) own: String,
    pub(super) authserv_id: String,
    /// Domains, and addresses, in lower case.
    pub(super) senders: Vec<String>,
}

/// How a mail lay in the mailbox.
pub(super) struct Found<'a> {
    /// All of it, or its head where it is too long.
    pub(super) raw: &'a [u8],
    pub(super) whole: bool,
    /// Names it where it has no name of its own.
    pub(super) place: String,
    /// When it was looked at, in milliseconds since 1970.
    pub(super) now: i64,
}

/// The message in a mail.
///
/// # Errors
/// Why it is not answered, for the log.
pub(super) fn read(found: &Found<'_>, rules: &Rules) -> Result<Inbound, &'static str> {
    let message = MessageParser::default().parse(found.raw).ok_or("it cannot be read")?;
    let headers = Headers(&message);
    let from = sender(&message, &headers).ok_or("it does not say who alone wrote it")?;
    if let Some(reason) = automatic::reason(&headers, &from, &rules.own) {
        return Err(reason);
    }
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let results: Vec<Cow<'_, str>> = headers.raw("authentication-results").collect();
    if !authentic::is_authentic(results.iter().map(AsRef::as_ref), &rules.authserv_id, domain) {
        return Err("the mail server does not vouch for its sender");
    }
    if !rules.senders.iter().any(|known| *known == from || known == domain) {
        return Err("its sender is not among those whose mail is read");
    }
    Ok(inbound(&message, from, found, rules))
}

fn inbound(message: &Message<'_>, from: String, found: &Found<'_>, rules: &Rules) -> Inbound {
    let own_id = message.message_id().and_then(id);
    let mut thread = ids(message.references());
    if thread.is_empty() {
        thread = ids(message.in_reply_to());
    }
    thread.extend(own_id.clone());
    let name = own_id.clone().unwrap_or_else(|| found.place.clone());
    let root = thread.first().cloned().unwrap_or_else(|| name.clone());
    // The first one says where it began, the last ones where it is.
    if thread.len() > MOST_REFERENCES {
        thread.drain(1..=thread.len() - MOST_REFERENCES);
    }
    let route = json!({
        "message": own_id,
        "thread": thread,
        "subject": message.subject().unwrap_or_default(),
        "others": has_others(message, &from, &rules.own),
        "attached": message.attachments().any(is_attached),
    });
    Inbound {
        // Copies have one name; of two people's mails, none can pass for the other.
        event: hex(&[&from, &name]),
        place: Place {
            channel: NAME.to_owned(),
            tenant: String::new(),
            chat: from.clone(),
            thread: Some(hex(&[&root])),
            // Only who wrote is answered.
            shared: false,
            route,
        },
        account: Account { channel: NAME.to_owned(), tenant: String::new(), id: from },
        input: input(message, found.whole),
        sent_at: message.date().map_or(found.now, |date| date.to_timestamp().saturating_mul(1000)),
    }
}

/// The one address that wrote the mail, in lower case.
fn sender(message: &Message<'_>, headers: &Headers<'_>) -> Option<String> {
    if headers.raw("from").count() != 1 {
        return None;
    }
    let [only] = message.from()?.as_list()? else { return None };
    address(only.address.as_deref()?)
}

/// None for what has to be quoted to be an address: it is nobody's, and some programs read it otherwise than others.
pub(super) fn address(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "\"<>(),:;\\".contains(letter);
    (!lower.contains(odd) && lower.parse::<Address>().is_ok()).then_some(lower)
}

fn has_others(message: &Message<'_>, from: &str, own: &str) -> bool {
    let lists = message.all_to().chain(message.all_cc());
    let mut addresses = lists.flat_map(|list| list.iter()).filter_map(|one| one.address.as_deref());
    addresses.any(|one| !one.eq_ignore_ascii_case(from) && !one.eq_ignore_ascii_case(own))
}

fn is_attached(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_disposition().is_some_and(|disposition| disposition.is_attachment())
}

fn input(message: &Message<'_>, whole: bool) -> Input {
    if !whole {
        return Input::Unreadable(Medium::TooLong);
    }
    let words = message.body_text(0).map(|text| words::of(&text)).unwrap_or_default();
    if words.chars().count() > MOST_LETTERS {
        return Input::Unreadable(Medium::TooLong);
    }
    if let Some(token) = token(&words) {
        return Input::Button(token.to_owned());
    }
    if !words.is_empty() {
        return Input::Text(words);
    }
    let is_sound = |part: &mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|kind| kind.c_type.eq_ignore_ascii_case("audio"))
    };
    Input::Unreadable(match message.attachments().next() {
        Some(_) if message.attachments().any(is_sound) => Medium::Voice,
        Some(_) => Medium::File,
        None => Medium::Nothing,
    })
}

/// What the link of a button writes: `#12.3`.
fn token(words: &str) -> Option<&str> {
    let token = words.strip_prefix('#')?;
    let (number, at) = token.split_once('.')?;
    let is_number =
        |text: &str| !text.is_empty() && text.len() < 20 && text.bytes().all(|one| one.is_ascii_digit());
    (is_number(number) && is_number(at)).then_some(token)
}

/// Names of mails that can stand in a header of ours.
fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(text) => id(text).into_iter().collect(),
        HeaderValue::TextList(texts) => texts.iter().filter_map(|text| id(text)).collect(),
        _ => Vec::new(),
    }
}

fn id(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = |letter: char| letter.is_ascii_graphic() && letter != '<' && letter != '>';
    (!text.is_empty() && text.len() <= LONGEST_ID && text.chars().all(fits)).then(|| text.to_owned())
}

/// The headers of a mail as they stand there, unfolded where that matters.
pub(super) struct Headers<'a>(&'a Message<'a>);

impl Headers<'_> {
    /// By a name in lower case.
    pub(super) fn raw(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let named = self.0.headers().iter().filter(move |header| header.name().eq_ignore_ascii_case(name));
        named.map(|header| {
            let span = header.offset_start() as usize..header.offset_end() as usize;
            String::from_utf8_lossy(self.0.raw_message().get(span).unwrap_or_default())
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).next().is_some()
    }
}
