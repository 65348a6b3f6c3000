use jiff::civil::Date;
use mail_parser::{Address, Message, MessageParser, PartType};

use super::html;
use crate::ingest::{Extract, Fault};

/// Who wrote to whom and what; attachments are named and not read.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, Fault> {
    let corrupt = || Fault::Corrupt { kind: "mail", detail: "it has no headers".to_owned() };
    let message = MessageParser::default().parse(bytes).ok_or_else(corrupt)?;
    let mut extract = Extract::default();
    extract.title = message.subject().map(str::to_owned);
    extract.date = message.date().and_then(|date| {
        let (year, month, day) =
            (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        Date::new(year, month, day).ok()
    });
    extract.text(&headers(&message));
    for part in message.text_bodies() {
        match &part.body {
            PartType::Html(body) => {
                let body = html::read(body);
                extract.pieces.extend(body.pieces);
            }
            PartType::Text(body) => super::text::paragraphs(&body.replace("\r\n", "\n"), &mut extract),
            _ => {}
        }
    }
    let count = message.attachment_count();
    if count > 0 {
        extract.note(format!("its {count} attachments were not read; save them as files and add these"));
    }
    Ok(extract)
}

fn headers(message: &Message<'_>) -> String {
    let mut lines = Vec::new();
    let of = |address: Option<&Address<'_>>| {
        let people = address.into_iter().flat_map(|address| address.iter());
        let names = people.filter_map(|person| person.name().or_else(|| person.address()));
        names.collect::<Vec<_>>().join(", ")
    };
    for (label, people) in [("From", of(message.from())), ("To", of(message.to())), ("Cc", of(message.cc()))]
    {
        if !people.is_empty() {
            lines.push(format!("{label}: {people}"));
        }
    }
    lines.extend(message.subject().map(|subject| format!("Subject: {subject}")));
    lines.join("\n")
}
