use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Crew, home, status};
use crate::{
    Account, Addressed, Asked, Audience, Button, Channel, Consent, Inbound, Input, Medium, Parcel, Press,
    Progress, Question, Receipt, Reply, StoreError, Target, Way, Who,
    store::{NewButton, Waiting},
};

/// A reply, and whom it is shown to.
struct Spoken {
    reply: Reply,
    way: Way,
    /// For the others, where the reply goes to one of them.
    note: Option<String>,
    status: Option<Receipt>,
}

impl Spoken {
    fn here(reply: Reply) -> Self {
        Spoken { reply, way: Way::Here, note: None, status: None }
    }

    fn whisper(reply: Reply) -> Self {
        Spoken { reply, way: Way::Whisper, note: None, status: None }
    }
}

/// Answers one message, and keeps the reply in the transaction that ends it.
pub(super) async fn take(crew: &Crew, waiting: Waiting) -> Result<(), StoreError> {
    let store = &crew.shared.store;
    let Some(channel) = crew.channels.get(waiting.inbound.place.channel.as_str()).cloned() else {
        tracing::warn!(
            channel = waiting.inbound.place.channel,
            "a message waits for a channel that is not set up"
        );
        return store.finish(&waiting, &[], &[], false).await;
    };
    store.begin(waiting.number).await?;
    if waiting.inbound.input == Input::Opened {
        return home::show(crew, channel.as_ref(), &waiting).await;
    }
    let spoken = if waiting.attempts < crew.shared.settings.attempts {
        speak(crew, &channel, &waiting).await?
    } else {
        tracing::error!(number = waiting.number, "a question ended the process each time; it is given up");
        Spoken::here(Reply::text(&crew.wording.failed))
    };
    keep(crew, channel.as_ref(), &waiting, spoken).await
}

async fn speak(crew: &Crew, channel: &Arc<dyn Channel>, waiting: &Waiting) -> Result<Spoken, StoreError> {
    let inbound = &waiting.inbound;
    let wording = &crew.wording;
    match inbound.input {
        Input::Unreadable(Medium::Voice) => return Ok(Spoken::here(Reply::text(&wording.no_voice))),
        Input::Unreadable(Medium::File) => return Ok(Spoken::here(Reply::text(&wording.no_file))),
        Input::Unreadable(Medium::Nothing) => return Ok(Spoken::here(Reply::text(&wording.nothing_asked))),
        Input::Unreadable(Medium::TooLong) => return Ok(Spoken::here(Reply::text(&wording.too_long))),
        Input::Text(_) | Input::Button(_) | Input::Consent { .. } | Input::Opened => {}
    }
    let person = match crew.desk.who(&inbound.account).await {
        Ok(Who::Person(person)) => person,
        Ok(Who::Stranger { sign_in: address }) => {
            let buttons = vec![sign_in(crew, address)];
            return Ok(Spoken::whisper(Reply { buttons, ..Reply::text(&wording.sign_in) }));
        }
        Err(error) => {
            tracing::error!(%error, "it cannot be found out who asks");
            return Ok(Spoken::here(Reply::text(&wording.failed)));
        }
    };
    let Some(asked) = asked(crew, inbound).await? else {
        return Ok(Spoken::whisper(Reply::text(&wording.stale_button)));
    };
    if matches!(inbound.input, Input::Consent { given: false, .. }) {
        return Ok(Spoken::here(Reply::text(&wording.declined)));
    }
    let question = Question {
        id: format!("{} {} {}", inbound.place.channel, inbound.place.tenant, inbound.event),
        person,
        account: inbound.account.clone(),
        place: inbound.place.clone(),
        asked,
        audience: audience(channel.as_ref(), inbound).await,
    };
    answer(crew, channel.as_ref(), waiting, &question).await
}

pub(super) fn sign_in(crew: &Crew, address: String) -> Button {
    Button { label: crew.wording.sign_in_button.clone(), press: Press::Link(address) }
}

/// None for a button or file that is not known any more, or not theirs.
async fn asked(crew: &Crew, inbound: &Inbound) -> Result<Option<Asked>, StoreError> {
    Ok(match &inbound.input {
        Input::Text(text) => Some(Asked::Words(text.clone())),
        Input::Button(token) | Input::Consent { token, .. } => {
            let action = crew.shared.store.action(token, &inbound.place, &inbound.account.id).await?;
            action.map(Asked::Action)
        }
        Input::Unreadable(_) | Input::Opened => None,
    })
}

/// Where the channel fails to say who reads along, nobody but who asks may read the reply.
async fn audience(channel: &dyn Channel, inbound: &Inbound) -> Audience {
    if !inbound.place.shared {
        return Audience::Alone;
    }
    match channel.members(&inbound.place).await {
        Ok(Some(mut members)) => {
            if !members.contains(&inbound.account) {
                members.push(inbound.account.clone());
            }
            Audience::Members(members)
        }
        Ok(None) => Audience::Unknown,
        Err(error) => {
            tracing::warn!(%error, channel = channel.name(), "members cannot be listed; the reply is private");
            Audience::Unknown
        }
    }
}

async fn answer(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    question: &Question,
) -> Result<Spoken, StoreError> {
    let (progress, told) = Progress::new(&question.audience);
    let (done, answered) = oneshot::channel();
    let ask = async {
        let addressed = crew.desk.answer(question, &progress).await;
        // Gone where progress is not shown.
        let _ = done.send(());
        addressed
    };
    let target = target(crew, waiting, Way::Here, None);
    let show = status::show(crew, channel, waiting, target, told, answered);
    let (addressed, status) = tokio::join!(ask, show);
    let status = status?;
    Ok(match addressed {
        Ok(Addressed::Shared(reply)) if question.audience != Audience::Unknown => {
            Spoken { reply, way: Way::Here, note: None, status }
        }
        Ok(Addressed::Shared(reply)) => {
            let note = Some(crew.wording.answered_privately.clone());
            Spoken { reply, way: Way::Private, note, status }
        }
        Ok(Addressed::Private { reply, .. }) if !question.place.shared => {
            Spoken { reply, way: Way::Here, note: None, status }
        }
        Ok(Addressed::Private { reply, note }) => {
            Spoken { reply, way: Way::Private, note: Some(note), status }
        }
        Err(error) => {
            tracing::error!(%error, question = question.id, "a question was not answered");
            Spoken { reply: Reply::text(&crew.wording.failed), way: Way::Here, note: None, status }
        }
    })
}

async fn keep(
    crew: &Crew,
    channel: &dyn Channel,
    waiting: &Waiting,
    mut spoken: Spoken,
) -> Result<(), StoreError> {
    let store = &crew.shared.store;
    let uncertain = store.has_uncertain(&waiting.conversation).await?;
    if uncertain {
        spoken.reply.notes.insert(0, crew.wording.earlier_uncertain.clone());
    }
    let alone = spoken.way != Way::Here || !waiting.inbound.place.shared;
    let only = alone.then_some(&waiting.inbound.account);
    let buttons = token_buttons(waiting.number, only, spoken.reply.actions_mut());
    let parcels = parcels(crew, channel, waiting, &spoken);
    store.finish(waiting, &parcels, &buttons, uncertain).await?;
    crew.shared.to_send.notify_one();
    Ok(())
}

/// Puts a token in the place of each action. A token can be told: it works only for whom the reply is shown to, and
/// what it leads to is asked with that person's own permissions.
pub(super) fn token_buttons<'a>(
    number: i64,
    only: Option<&Account>,
    actions: impl Iterator<Item = &'a mut String>,
) -> Vec<NewButton> {
    let keep = |(at, action): (usize, &mut String)| {
        let token = format!("{number}.{at}");
        let action = std::mem::replace(action, token.clone());
        NewButton { token, account: only.map(|account| account.id.clone()), action }
    };
    actions.enumerate().map(keep).collect()
}

/// The message that shows progress stands where the question was asked: whatever is said there replaces it.
fn parcels(crew: &Crew, channel: &dyn Channel, waiting: &Waiting, spoken: &Spoken) -> Vec<Parcel> {
    let status = spoken.status.clone();
    if spoken.way == Way::Here {
        return channel.render(&spoken.reply, &target(crew, waiting, Way::Here, status));
    }
    let mut parcels = channel.render(&spoken.reply, &target(crew, waiting, spoken.way, None));
    if let Some(note) = &spoken.note {
        parcels.extend(channel.render(&Reply::text(note), &target(crew, waiting, Way::Here, status)));
    }
    parcels
}

pub(super) fn target(crew: &Crew, waiting: &Waiting, way: Way, status: Option<Receipt>) -> Target {
    let inbound = &waiting.inbound;
    let kind = if way == Way::Here { "here" } else { "private" };
    Target {
        place: inbound.place.clone(),
        account: inbound.account.clone(),
        way,
        // Within the channel's tenant an event is answered once, so this names one reply.
        mark: format!("{}-{kind}", inbound.event),
        status,
        unreached: crew.wording.unreached.clone(),
        consent: consent(crew, inbound).filter(|_| way == Way::Here),
    }
}

/// Of what was said to a file. Whoever may not say anything to it is told so in a whisper, which leaves the offer alone.
fn consent(crew: &Crew, inbound: &Inbound) -> Option<Consent> {
    let Input::Consent { route, .. } = &inbound.input else { return None };
    Some(Consent { route: route.clone(), not_taken: crew.wording.not_taken.clone() })
}
