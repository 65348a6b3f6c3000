//! What people ordered: reports and answers that are made now, at certain times, or when something happens.

mod api;
mod links;
mod make;
mod permissions;
mod post;
mod shown;
mod wish;
mod worker;

use sentia_accounts::Token;
use sentia_agent::{
    Outcome, Person,
    order::{Order, When},
    store::TurnRecord,
};
use sentia_jobs::{Jobs, NewJob, Owner};
use sentia_semantic::{Clock, SystemClock};

pub(super) use api::{find as find_report, routes};
pub(crate) use make::{Nobody, find, make, report};
pub(super) use post::{PostOffice, file};
use shown::ShownOrder;
pub(crate) use wish::{Behalf, Chat, Who, Wish};
pub(super) use worker::Orders;

use crate::failure::Failure;

/// How long after an order its alert is looked at for the first time, and between two looks.
const LOOK: i64 = 15 * 60;

/// Orders among which one's subscriptions are looked for.
const SUBSCRIPTIONS: u32 = 200;

/// Keeps the order of a turn, if it is one, under the turn's id.
pub(crate) async fn take(jobs: &Jobs, record: &TurnRecord, behalf: &Behalf) -> Result<(), Failure> {
    let Outcome::Ordered(order) = &record.answer.outcome else { return Ok(()) };
    let who = behalf.who.clone().ok_or(Failure::NoOrders)?;
    let stop_key = Token::random()?.reveal().to_owned();
    let wish = Wish {
        order: (**order).clone(),
        who,
        person: record.person.clone(),
        chat: behalf.chat.clone(),
        stop_key: stop_key.clone(),
    };
    let now = SystemClock.now();
    let job = NewJob {
        id: record.id.clone(),
        owner: owner(&record.person),
        wish: serde_json::to_value(&wish)?,
        due: first_due(order, now),
        stop_key,
    };
    // Conversations that were begun anew count from one again; what is kept of those before is another order.
    if jobs.add(&job).await? { Ok(()) } else { Err(Failure::OrderKnown(record.id.clone())) }
}

fn first_due(order: &Order, now: jiff::Timestamp) -> jiff::Timestamp {
    match &order.when {
        When::Every(recurrence) => recurrence.next(now).unwrap_or(now),
        When::Now | When::Once(_) => now,
    }
}

/// What is sent to a person again and again, or will be when something happens: ids, and in words.
pub(super) async fn subscriptions(jobs: &Jobs, person: &Person) -> Result<Vec<(String, String)>, Failure> {
    let all = jobs.list(&owner(person), SUBSCRIPTIONS).await?;
    let shown = all.iter().filter_map(|job| ShownOrder::of(job, None, None));
    Ok(shown.filter(ShownOrder::goes_on).map(|order| (order.id, order.words)).collect())
}

pub(crate) fn owner(person: &sentia_agent::Person) -> Owner {
    Owner { tenant: person.scope.tenant.clone(), person: person.scope.person.clone() }
}
