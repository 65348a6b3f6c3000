//! From message to reply: one lane asks the desk, one sends what it says. Both work on as many conversations at once as
//! the settings allow, and on each conversation in order.

mod home;
mod lane;
mod post;
mod sending;
mod status;
mod turn;

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use crate::{
    Channel, Clock, Counts, Desk, Inbound, StoreError, Undelivered, Wording,
    store::{Due, Recent, Store, Waiting},
};

pub use post::{Post, PostError, Poster};

/// How much is done at once, and how patiently.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Questions that are answered at once.
    pub turns: usize,
    /// Requests to channels that are made at once.
    pub sends: usize,
    /// How often a question is begun that each time ends the process or panics; then its person is told.
    pub attempts: i64,
    /// How often a request is tried that a channel puts off, before it is given up.
    pub send_attempts: i64,
    /// How long an answer may take before a message says that it is under way.
    pub status_after: Duration,
    /// Between two changes of that message; channels limit them.
    pub status_every: Duration,
    /// After a request that did not leave; twice as long each time.
    pub rest: Duration,
    /// How long after a request of unclear fate it is looked up: until then it may still be on its way.
    pub settle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            turns: 8,
            sends: 16,
            attempts: 3,
            send_attempts: 30,
            status_after: Duration::from_secs(2),
            status_every: Duration::from_secs(2),
            rest: Duration::from_millis(250),
            settle: Duration::from_secs(10),
        }
    }
}

/// Inbox, outbox, and the work on them.
pub struct Bots {
    shared: Arc<Shared>,
    wording: Wording,
}

/// What both ends of the file need.
struct Shared {
    store: Store,
    clock: Clock,
    settings: Settings,
    arrived: Notify,
    to_send: Notify,
}

/// Takes messages in. Cheap to clone.
#[derive(Clone)]
pub struct Intake(Arc<Shared>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    New,
    /// Kept before; the channel sent it again.
    Known,
}

impl Intake {
    /// Keeps a message; once this returns, it will be answered, whatever happens to the process.
    ///
    /// # Errors
    /// Where it cannot be kept. Then the channel is not to be thanked: it sends it again.
    pub async fn accept(&self, inbound: &Inbound) -> Result<Accepted, StoreError> {
        let new = self.0.store.accept(inbound, self.0.clock.millis()).await?;
        if !new {
            return Ok(Accepted::Known);
        }
        self.0.arrived.notify_one();
        Ok(Accepted::New)
    }

    /// How often its account wrote lately, for channels where two programs could answer each other without end.
    pub(crate) async fn recent(&self, inbound: &Inbound, within: Duration) -> Result<Recent, StoreError> {
        let within = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
        self.0.store.recent(inbound, self.0.clock.millis().saturating_sub(within)).await
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

impl Bots {
    /// Opens the file of inbox and outbox, or creates it. One process at a time may work on it.
    ///
    /// # Errors
    /// Where the file cannot be opened, read or written.
    pub async fn open(
        path: &Path,
        clock: Clock,
        settings: Settings,
        wording: Wording,
    ) -> Result<Self, StoreError> {
        let store = Store::open(path, later(clock.millis(), settings.settle)).await?;
        let shared = Shared { store, clock, settings, arrived: Notify::new(), to_send: Notify::new() };
        Ok(Bots { shared: Arc::new(shared), wording })
    }

    /// For the adapters' routes and loops.
    pub fn intake(&self) -> Intake {
        Intake(self.shared.clone())
    }

    /// For what is sent unasked, through the channels that [`Bots::run`] is given.
    pub fn poster(&self, channels: &[Arc<dyn Channel>]) -> Poster {
        Poster::new(self.shared.clone(), &self.wording, channels)
    }

    /// Answers and sends until `stop` turns true (or its sender is gone), and then ends what is under way.
    pub async fn run(
        &self,
        desk: Arc<dyn Desk>,
        channels: Vec<Arc<dyn Channel>>,
        mut stop: watch::Receiver<bool>,
    ) {
        let channels = channels.into_iter().map(|channel| (channel.name(), channel)).collect();
        let crew =
            Arc::new(Crew { shared: self.shared.clone(), wording: self.wording.clone(), desk, channels });
        let (turns, sends) = (crew.shared.settings.turns, crew.shared.settings.sends);
        let mut stop_too = stop.clone();
        let (answering, delivering) = (lane::Turns(crew.clone()), lane::Sends(crew));
        tokio::join!(
            lane::run(&answering, turns, &self.shared.arrived, &mut stop),
            lane::run(&delivering, sends, &self.shared.to_send, &mut stop_too),
        );
    }

    /// # Errors
    /// Where the file cannot be read.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        self.shared.store.counts().await
    }

    /// The latest requests to channels that did not arrive, or may not have.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn undelivered(&self, most: u32) -> Result<Vec<Undelivered>, StoreError> {
        self.shared.store.undelivered(most).await
    }

    /// Lets go of what was received longer ago and is done with, and says how many messages that were. Keep a day at
    /// least: channels send again for hours, and buttons are pressed later.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn forget_older_than(&self, age: Duration) -> Result<u64, StoreError> {
        let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        self.shared.store.forget(self.shared.clock.millis().saturating_sub(age)).await
    }

    /// Lets go of the file after the statements that are under way.
    pub async fn close(&self) {
        self.shared.store.close().await;
    }
}

/// What both lanes work with.
struct Crew {
    shared: Arc<Shared>,
    wording: Wording,
    desk: Arc<dyn Desk>,
    channels: BTreeMap<&'static str, Arc<dyn Channel>>,
}

fn later(now: i64, by: Duration) -> i64 {
    now.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
}
