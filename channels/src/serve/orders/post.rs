//! What was made, sent to where it was ordered.

use jiff::{Timestamp, tz::TimeZone};
use sentia_agent::order::{FileKind, When};
use sentia_bots::{Button, File, Post, PostError, Poster, Press, Reply, Span};
use sentia_jobs::{Fault, Issue};
use sentia_reports::Format;

use super::{Chat, Wish};
use crate::{
    failure::Failure,
    present::{Block, ShownTurn},
    report::{House, Made},
    serve::bots::reply::{self, Action},
};

/// Answers whose first paragraph is told beside the file.
const TOLD: usize = 4;

pub(in crate::serve) struct PostOffice {
    pub(in crate::serve) poster: Poster,
    /// Where the page is: `https://sentia.example.com`.
    pub(in crate::serve) address: String,
    pub(in crate::serve) house: House,
}

impl PostOffice {
    /// Under the id of the issue, so that it arrives once however often this is asked; with its link, until that ends.
    /// What was ordered among others is sent in private.
    pub(super) async fn send(
        &self,
        chat: Chat,
        issue: &Issue,
        wish: &Wish,
        (made, link): (&Made, (String, Timestamp)),
    ) -> Result<(), Fault> {
        let reply = self.reply(issue, wish, made, link)?;
        let (account, place) = (chat.account, chat.place.filter(|place| !place.shared));
        let sent = self.poster.post(Post { id: issue.id.clone(), account, place, reply }).await;
        match sent {
            Ok(_) => Ok(()),
            Err(PostError::Store(error)) => Err(Fault::Passing(error.to_string())),
            Err(error) => Err(Fault::Lasting(error.to_string())),
        }
    }

    fn reply(
        &self,
        issue: &Issue,
        wish: &Wish,
        made: &Made,
        (link_to, ends): (String, Timestamp),
    ) -> Result<Reply, Fault> {
        let mut reply = match made.sections.as_slice() {
            [only] if only.heading.is_empty() && only.turns.len() == 1 => {
                let of_turn = reply::of_turn(&only.turns[0], &self.address, &self.house.company);
                Reply { buttons: Vec::new(), ..of_turn }
            }
            _ => at_a_glance(issue, made),
        };
        for note in made.notes.iter().rev() {
            reply.prose.insert(0, vec![Span::strong(note)]);
        }
        reply.files = vec![self.file(issue, wish.order.file, made)?];
        let link = |label: &str, to: String| Button { label: label.to_owned(), press: Press::Link(to) };
        reply.buttons.push(link("Open", format!("{}{link_to}", self.address)));
        let day = ends.to_zoned(TimeZone::UTC).strftime("%-d %B %Y");
        reply.notes.push(format!("The link opens until {day}, for whoever may see as much as you."));
        if wish.order.when != When::Now {
            reply.buttons.push(link("Stop sending this", format!("{}/stop#{}", self.address, wish.stop_key)));
            reply.stop = Some(format!("{}/v1/orders/stop/{}", self.address, wish.stop_key));
        }
        Ok(reply)
    }

    fn file(&self, issue: &Issue, kind: FileKind, made: &Made) -> Result<File, Fault> {
        let format = Format::ALL.into_iter().find(|format| format.extension() == kind.ending());
        let format = format.unwrap_or(Format::Pdf);
        file(&self.house, &issue.id, format, made).map_err(|error| Fault::Lasting(error.to_string()))
    }
}

/// A report as a document.
pub(in crate::serve) fn file(
    house: &House,
    issue: &str,
    format: Format,
    made: &Made,
) -> Result<File, Failure> {
    let bytes = house.write(made, format)?;
    let name = format!("{issue}.{}", format.extension());
    let again = Some(Action::Report(issue.to_owned(), format).written());
    Ok(File { name, media_type: format.media_type().to_owned(), bytes, again })
}

fn at_a_glance(issue: &Issue, made: &Made) -> Reply {
    let mut prose = vec![vec![Span::strong(&issue.title)]];
    for record in made.turns().take(TOLD) {
        let turn = ShownTurn::of(&record.id, &record.conversation, &record.question, &record.answer);
        let first = turn.blocks.iter().find_map(|block| match block {
            Block::Prose { spans } => Some(spans.iter().map(reply::span).collect()),
            _ => None,
        });
        prose.extend(first);
    }
    Reply { prose, ..Reply::default() }
}
