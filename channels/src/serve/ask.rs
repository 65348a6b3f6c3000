use std::pin::pin;

use futures::StreamExt;
use sentia_agent::{Conversation, Event, Outcome, Person, store::TurnRecord};

use super::{
    orders::{self, Behalf, Chat, Who},
    server::Server,
};
use crate::failure::Failure;

/// An answer that was given.
pub(super) struct Given {
    /// With its ids, where it was kept.
    pub(super) record: TurnRecord,
    /// The answer holds also where it could not be kept.
    pub(super) kept: Result<(), Failure>,
}

/// Runs one turn to its end and keeps it; `tell` hears what happens on the way. Dropping the future cancels the turn.
pub(super) async fn ask(
    server: &Server,
    conversation: &Conversation,
    (person, behalf): (&Person, &Behalf),
    question: &str,
    mut tell: impl FnMut(Event) + Send,
) -> Result<Given, Failure> {
    let timed = server.metrics.begin();
    let mut events = pin!(server.service.agent.turn(conversation, person, question));
    while let Some(event) = events.next().await {
        match event {
            Event::Finished(record) => {
                timed.ended(&record.answer.outcome);
                return Ok(keep(server, *record, behalf).await);
            }
            Event::Failed(error) => {
                timed.failed();
                return Err(error.into());
            }
            event => tell(event),
        }
    }
    timed.failed();
    Err(Failure::Cut)
}

async fn keep(server: &Server, record: TurnRecord, behalf: &Behalf) -> Given {
    match server.store.append(&record).await {
        Ok(stored) => {
            let record = TurnRecord { id: stored.turn, conversation: stored.conversation, ..record };
            let kept = order(server, &record, behalf).await;
            Given { record, kept }
        }
        Err(error) => Given { record, kept: Err(Failure::NotStored(Box::new(error.into()))) },
    }
}

/// Keeps the order of a turn, if it is one.
async fn order(server: &Server, record: &TurnRecord, behalf: &Behalf) -> Result<(), Failure> {
    let Outcome::Ordered(order) = &record.answer.outcome else { return Ok(()) };
    if order.by_mail
        && let Some(Who::Identity(identity)) = &behalf.who
    {
        let account = server.mailbox(identity).await?.ok_or(Failure::NoMailbox)?;
        let chat = Some(Chat { account, place: None });
        return orders::take(&server.jobs, record, &Behalf { chat, ..behalf.clone() }).await;
    }
    orders::take(&server.jobs, record, behalf).await
}
