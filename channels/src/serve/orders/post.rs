//! What was made, sent to where it was ordered.

use sentia_accounts::Identity;
use sentia_agent::order::{FileKind, When};
use sentia_bots::{Account, Button, File, Place, Post, PostError, Poster, Press, Reply, Span};
use sentia_jobs::{Fault, Issue};
use sentia_reports::{Format, write};

use super::{Who, Wish};
use crate::{
    present::{Block, ShownTurn},
    report::{Made, document},
    serve::{bots::reply, server::Server},
};

/// Answers whose first paragraph is told beside the file.
const TOLD: usize = 4;

pub(in crate::serve) struct PostOffice {
    pub(in crate::serve) poster: Poster,
    /// Where the page is: `https://sentia.example.com`.
    pub(in crate::serve) address: String,
}

impl PostOffice {
    /// Under the id of the issue, so that it arrives once however often this is asked.
    pub(super) async fn send(
        &self,
        server: &Server,
        issue: &Issue,
        wish: &Wish,
        made: &Made,
    ) -> Result<(), Fault> {
        let Some((account, place)) = self.whereto(server, wish).await? else { return Ok(()) };
        let reply = self.reply(issue, wish, made)?;
        let sent = self.poster.post(Post { id: issue.id.clone(), account, place, reply }).await;
        match sent {
            Ok(_) => Ok(()),
            Err(PostError::Store(error)) => Err(Fault::Passing(error.to_string())),
            Err(error) => Err(Fault::Lasting(error.to_string())),
        }
    }

    /// None where it was ordered in the page, which shows it. What was ordered among others is sent in private.
    async fn whereto(&self, server: &Server, wish: &Wish) -> Result<Option<(Account, Option<Place>)>, Fault> {
        if wish.order.by_mail {
            return mail(server, wish).await.map(|account| Some((account, None)));
        }
        let chat = wish.chat.clone();
        Ok(chat.map(|chat| (chat.account, Some(chat.place).filter(|place| !place.shared))))
    }

    fn reply(&self, issue: &Issue, wish: &Wish, made: &Made) -> Result<Reply, Fault> {
        let mut reply = match made.sections.as_slice() {
            [only] if only.heading.is_empty() && only.turns.len() == 1 => {
                let of_turn = reply::of_turn(&only.turns[0], &self.address);
                Reply { buttons: Vec::new(), ..of_turn }
            }
            _ => at_a_glance(issue, made),
        };
        for note in made.notes.iter().rev() {
            reply.prose.insert(0, vec![Span::strong(note)]);
        }
        reply.files = vec![file(issue, wish.order.file, made)?];
        let link = |label: &str, to: String| Button { label: label.to_owned(), press: Press::Link(to) };
        reply.buttons.push(link("Open", format!("{}/reports/{}", self.address, issue.id)));
        if wish.order.when != When::Now {
            reply.buttons.push(link("Stop sending this", format!("{}/stop#{}", self.address, wish.stop_key)));
        }
        Ok(reply)
    }
}

/// The address that the person linked.
async fn mail(server: &Server, wish: &Wish) -> Result<Account, Fault> {
    let none = || {
        Fault::Lasting(
            "no e-mail address is linked to this account; write a mail to the bot first".to_owned(),
        )
    };
    let (Some(sign_in), Who::Identity(identity)) = (&server.sign_in, &wish.who) else { return Err(none()) };
    let identity: &Identity = identity;
    let links =
        sign_in.accounts().links(identity).await.map_err(|error| Fault::Passing(error.to_string()))?;
    let mail = links.into_iter().map(|link| link.account).find(|account| account.channel == "email");
    let mail = mail.ok_or_else(none)?;
    Ok(Account { channel: mail.channel, tenant: mail.workspace, id: mail.account })
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

fn file(issue: &Issue, kind: FileKind, made: &Made) -> Result<File, Fault> {
    let format =
        Format::ALL.into_iter().find(|format| format.extension() == kind.ending()).unwrap_or(Format::Pdf);
    let bytes = write(&document(made, ""), format).map_err(|error| Fault::Lasting(error.to_string()))?;
    let name = format!("{}.{}", issue.id, format.extension());
    Ok(File { name, media_type: format.media_type().to_owned(), bytes })
}
