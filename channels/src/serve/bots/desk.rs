use std::sync::Arc;

use async_trait::async_trait;
use sentia_accounts::{ChatAccount, Identity};
use sentia_agent::{Conversation, Event, Person, plan::focus_in_words, store::Verdict};
use sentia_bots::{
    Account, Addressed, Asked, Audience, Button, Desk, DeskError, File, Home, Press, Progress, Question,
    Reply, Who,
};
use sentia_reports::Format;
use sentia_semantic::{Clock, SystemClock};

use super::{
    home,
    reply::{self, Action},
};
use crate::{
    failure::Failure,
    render::clean,
    serve::{
        ask::{Given, ask},
        orders::{self, Behalf, Chat},
        server::Server,
        sign_in::SignIn,
    },
};

/// Behind the bots: who an account is, and what they are told.
pub(super) struct ChatDesk {
    pub(super) server: Arc<Server>,
    /// Where people sign in, `https://sentia.example.com`.
    pub(super) address: String,
}

#[async_trait]
impl Desk for ChatDesk {
    async fn who(&self, account: &Account) -> Result<Who, DeskError> {
        if let Some(identity) = self.identity(account).await? {
            return Ok(Who::Person(identity.subject()));
        }
        let chat = ChatAccount {
            channel: account.channel.clone(),
            workspace: account.tenant.clone(),
            account: account.id.clone(),
            name: account.id.clone(),
        };
        let offered = self.sign_in()?.accounts().offer_link(&chat, SystemClock.now()).await;
        let token = offered.map_err(told)?;
        // Behind the #, so that it is in no server's log.
        Ok(Who::Stranger { sign_in: format!("{}/link#{}", self.address, token.reveal()) })
    }

    async fn answer(&self, question: &Question, progress: &Progress) -> Result<Addressed, DeskError> {
        let identity = self.identity(&question.account).await?;
        let identity = identity.ok_or_else(|| DeskError("the account is no longer linked".to_owned()))?;
        let person = match self.server.identified(&identity).await {
            Ok(person) => person,
            // Linked, and no longer entitled to anything: they are told so, and why.
            Err(Failure::People(error)) => return Ok(private(Reply::text(sentence(&error.to_string())))),
            Err(failure) => return Err(told(failure)),
        };
        let reply = match action(&question.asked) {
            Action::Ask(words) => self.ask(question, &identity, &person, &words, progress).await,
            Action::File(turn, format) => self.file(&person, &turn, format).await,
            Action::Report(issue, format) => self.report(&person, &issue, format).await,
            Action::Weekly(turn) => self.weekly(question, &identity, &person, &turn, progress).await,
            Action::Judge(turn, verdict) => self.judge(&person, &turn, verdict).await,
            Action::Stop(order) => self.stop(&person, &order).await,
        };
        let reply = reply.unwrap_or_else(|failure| Reply::text(sentence(&failure.to_string())));
        Ok(match self.may_be_shared(&person, &question.audience).await? {
            true => Addressed::Shared(reply),
            false => private(reply),
        })
    }

    async fn home(&self, _: &str, account: &Account) -> Result<Home, DeskError> {
        let identity = self.identity(account).await?;
        let identity = identity.ok_or_else(|| DeskError("the account is no longer linked".to_owned()))?;
        match self.server.identified(&identity).await {
            Ok(person) => home::page(&self.server, &person).await.map_err(told),
            Err(Failure::People(error)) => Ok(home::words(&sentence(&error.to_string()))),
            Err(failure) => Err(told(failure)),
        }
    }
}

impl ChatDesk {
    /// No more comes of an order; whose it is not stops nothing.
    async fn stop(&self, person: &Person, order: &str) -> Result<Reply, Failure> {
        let stopped = self.server.jobs.stop(&orders::owner(person), order).await?;
        Ok(Reply::text(if stopped {
            "Stopped. No more of it is sent."
        } else {
            "No more of that is sent anyway."
        }))
    }

    fn sign_in(&self) -> Result<&SignIn, DeskError> {
        let missing = || DeskError("bots need [sign_in] in the configuration file".to_owned());
        self.server.sign_in.as_ref().ok_or_else(missing)
    }

    async fn identity(&self, account: &Account) -> Result<Option<Identity>, DeskError> {
        let accounts = self.sign_in()?.accounts();
        accounts.linked(&account.channel, &account.tenant, &account.id).await.map_err(told)
    }

    /// Whether everybody who would read along may see as much as the person who asks. Whoever has not linked an account
    /// may see nothing.
    async fn may_be_shared(&self, person: &Person, audience: &Audience) -> Result<bool, DeskError> {
        let members = match audience {
            Audience::Alone => return Ok(true),
            Audience::Unknown => return Ok(false),
            Audience::Members(members) => members,
        };
        let mut readers = Vec::new();
        for member in members {
            let identity = self.identity(member).await?;
            let known = identity.and_then(|identity| self.server.service.people.identified(&identity).ok());
            readers.push(known);
        }
        Ok(all_may_read(person, &readers))
    }

    async fn ask(
        &self,
        question: &Question,
        identity: &Identity,
        person: &Person,
        words: &str,
        progress: &Progress,
    ) -> Result<Reply, Failure> {
        let accounts = self.server.sign_in.as_ref().map(SignIn::accounts);
        let thread = question.place.conversation();
        let now = SystemClock.now();
        let earlier = match accounts {
            Some(accounts) => accounts.thread(&thread, identity, now).await?,
            None => None,
        };
        let conversation = match earlier {
            // It may have been deleted in the page; then this one begins anew.
            Some(id) => self.server.store.conversation(&person.scope, &id).await.unwrap_or_default(),
            None => Conversation::default(),
        };
        let behalf = Behalf {
            chat: Some(Chat { account: question.account.clone(), place: Some(question.place.clone()) }),
            ..Behalf::of_identity(identity)
        };
        let given = ask(&self.server, &conversation, (person, &behalf), words, |event| match event {
            Event::ToolStarted { .. } => progress.say("Computing the figures …"),
            // It was checked, and stands first in the answer: prose is its sentences one after another.
            Event::Sentence(sentence) => progress.sentence(&clean(&sentence)),
            _ => {}
        });
        let Given { record, kept } = given.await?;
        if let Some(accounts) = accounts.filter(|_| !record.conversation.is_empty()) {
            accounts.keep_thread(&thread, identity, &record.conversation, now).await?;
        }
        let mut reply = reply::of_turn(&record, &self.address, &self.server.service.house.company);
        reply.notes.extend(kept.err().map(|failure| sentence(&failure.to_string())));
        Ok(reply)
    }

    async fn file(&self, person: &Person, turn: &str, format: Format) -> Result<Reply, Failure> {
        let record = self.server.store.turn(&person.scope, turn).await?;
        let file = reply::file(&record, format, &self.server.service.house.company)?;
        Ok(self.handed_over(file, &format!("turns/{}", record.id), format))
    }

    /// What was made for them, if they may still see all of it.
    async fn report(&self, person: &Person, issue: &str, format: Format) -> Result<Reply, Failure> {
        let made = match orders::find_report(&self.server, person, issue).await {
            Ok((_, made)) => made,
            Err(problem) => return Ok(Reply::text(sentence(&problem.detail))),
        };
        let file = orders::file(&self.server.service.house, issue, format, &made)?;
        Ok(self.handed_over(file, &format!("reports/{issue}"), format))
    }

    /// With a link, which is the way to it where a channel takes no files.
    fn handed_over(&self, file: File, of: &str, format: Format) -> Reply {
        let address = format!("{}/v1/{of}/files/{}", self.address, format.extension());
        let download = Button { label: "Download".to_owned(), press: Press::Link(address) };
        Reply { files: vec![file], buttons: vec![download], ..Reply::text("Here it is.") }
    }

    /// An order like any other, which is confirmed before it is kept.
    async fn weekly(
        &self,
        question: &Question,
        identity: &Identity,
        person: &Person,
        turn: &str,
        progress: &Progress,
    ) -> Result<Reply, Failure> {
        let record = self.server.store.turn(&person.scope, turn).await?;
        let Some(focus) = &record.focus else {
            return Ok(Reply::text("That cannot be sent again. Say in words what you want, and when."));
        };
        let what = focus_in_words(focus, self.server.service.engine.catalogue());
        self.ask(question, identity, person, &format!("send me {what} every Monday at 7"), progress).await
    }

    async fn judge(&self, person: &Person, turn: &str, verdict: Verdict) -> Result<Reply, Failure> {
        self.server.store.judge(&person.scope, turn, verdict, "", SystemClock.now()).await?;
        Ok(Reply::text(match verdict {
            Verdict::Good => "Thank you.",
            Verdict::Bad => "Thank you. Whoever looks after the figures will look at it.",
        }))
    }
}

/// Whether each of those who read along sees all that the person may.
fn all_may_read(person: &Person, readers: &[Option<Person>]) -> bool {
    readers.iter().all(|reader| reader.as_ref().is_some_and(|reader| reader.sees_all_that(person)))
}

fn private(reply: Reply) -> Addressed {
    let note = "I have answered privately, because not everybody here may see it.".to_owned();
    Addressed::Private { reply, note }
}

fn action(asked: &Asked) -> Action {
    match asked {
        Asked::Words(words) => Action::Ask(words.clone()),
        Asked::Action(action) => Action::read(action),
    }
}

fn told(error: impl std::fmt::Display) -> DeskError {
    DeskError(error.to_string())
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sentia_semantic::{Area, RowFilter, Scope};

    use super::*;

    /// A generator of its own, so that the cases are the same each time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % sides
        }

        fn some<T: Copy + Ord>(&mut self, of: &[T]) -> BTreeSet<T> {
            of.iter().copied().filter(|_| self.roll(2) == 0).collect()
        }
    }

    const AREAS: [Area; 3] = [Area::Production, Area::Quality, Area::Maintenance];
    const PLANTS: [&str; 3] = ["DER", "LEE", "SHF"];
    const GROUPS: [&str; 2] = ["board", "hr"];

    fn person(dice: &mut Dice) -> Person {
        let plants = dice.some(&PLANTS);
        let filter = RowFilter {
            dimension: "plant".to_owned(),
            keys: plants.iter().map(|plant| (*plant).to_owned()).collect(),
        };
        Person {
            id: "p".to_owned(),
            name: String::new(),
            title: String::new(),
            scope: Scope {
                tenant: ["acme", "zeta"][usize::from(dice.roll(8) == 0)].to_owned(),
                person: "p".to_owned(),
                row_filters: if plants.is_empty() { Vec::new() } else { vec![filter] },
                areas: dice.some(&AREAS),
                sql: false,
            },
            scope_in_words: None,
            groups: dice.some(&GROUPS).into_iter().map(str::to_owned).collect(),
            zone: None,
            mailbox: false,
        }
    }

    /// Every single thing that somebody may read: a cell of a plant in an area, or a document of a group.
    fn readable(person: &Person) -> BTreeSet<(String, String, String)> {
        let tenant = &person.scope.tenant;
        let sees = |plant: &str| person.scope.row_filters.iter().all(|filter| filter.keys.contains(plant));
        let cells = person.scope.areas.iter().flat_map(|area| {
            PLANTS
                .iter()
                .filter(|plant| sees(plant))
                .map(move |plant| (area.to_string(), (*plant).to_owned()))
        });
        let documents = person.groups.iter().map(|group| ("document".to_owned(), group.clone()));
        cells.chain(documents).map(|(kind, of)| (tenant.clone(), kind, of)).collect()
    }

    #[test]
    fn nothing_is_shown_in_a_channel_that_one_of_its_members_may_not_read() {
        let mut dice = Dice(7);
        let mut shared = 0;
        for _ in 0..10_000 {
            let asker = person(&mut dice);
            let members: Vec<Option<Person>> = (0..dice.roll(4))
                .map(|_| match dice.roll(4) {
                    0 => None,
                    1 => Some(asker.clone()),
                    _ => Some(person(&mut dice)),
                })
                .collect();
            if all_may_read(&asker, &members) {
                shared += 1;
                for member in &members {
                    let member = member.as_ref().unwrap();
                    assert!(readable(member).is_superset(&readable(&asker)), "{member:?} {asker:?}");
                }
            }
        }
        assert!(shared > 1_000, "{shared} were shared");
    }
}
