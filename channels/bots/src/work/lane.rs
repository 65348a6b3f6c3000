use std::{
    collections::{HashMap, HashSet},
    future::Future,
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::sleep,
};

use super::{Crew, Due, Waiting, sending, turn};
use crate::StoreError;

/// How long at most nobody looks: clocks can be set.
const PAUSE: Duration = Duration::from_secs(1);

/// A line of items that wait, and the work on one of them.
pub(super) trait Line: Sync {
    type Item: Send + 'static;

    /// The items that may be worked on now, at most so many, and when to look again if nothing happens until then.
    fn next(
        &self,
        busy: &HashSet<String>,
        most: usize,
    ) -> impl Future<Output = Result<(Vec<Self::Item>, Duration), StoreError>> + Send;

    fn conversation(item: &Self::Item) -> String;

    fn work(&self, item: Self::Item) -> impl Future<Output = Result<(), StoreError>> + Send + 'static;
}

/// Works on a line until `stop`, then waits for what is under way.
pub(super) async fn run<L: Line>(line: &L, most: usize, wake: &Notify, stop: &mut watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    let mut busy = HashMap::new();
    while !*stop.borrow() {
        let taken: HashSet<String> = busy.values().cloned().collect();
        let room = most.saturating_sub(taken.len());
        let (items, pause) = match if room > 0 { line.next(&taken, room).await } else { Ok((vec![], PAUSE)) }
        {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "bots cannot read what waits; trying again");
                (Vec::new(), PAUSE)
            }
        };
        for item in items {
            let conversation = L::conversation(&item);
            let work = line.work(item);
            let task = tasks.spawn(async move {
                if let Err(error) = work.await {
                    tracing::error!(%error, "bots cannot keep what they did; trying again");
                    // Until then the conversation counts as busy, so that a full disk is not hammered.
                    sleep(PAUSE).await;
                }
            });
            busy.insert(task.id(), conversation);
        }
        tokio::select! {
            () = wake.notified() => {}
            () = sleep(pause.min(PAUSE)) => {}
            changed = stop.changed() => if changed.is_err() { break },
            Some(ended) = tasks.join_next_with_id() => {
                let id = ended.map_or_else(|panic| panic.id(), |(id, ())| id);
                busy.remove(&id);
            }
        }
    }
    while tasks.join_next().await.is_some() {}
}

pub(super) struct Turns(pub(super) Arc<Crew>);

impl Line for Turns {
    type Item = Waiting;

    async fn next(
        &self,
        busy: &HashSet<String>,
        most: usize,
    ) -> Result<(Vec<Self::Item>, Duration), StoreError> {
        Ok((self.0.shared.store.waiting(busy, most).await?, PAUSE))
    }

    fn conversation(item: &Waiting) -> String {
        item.conversation.clone()
    }

    fn work(&self, item: Waiting) -> impl Future<Output = Result<(), StoreError>> + Send + 'static {
        let crew = self.0.clone();
        async move { turn::take(&crew, item).await }
    }
}

pub(super) struct Sends(pub(super) Arc<Crew>);

impl Line for Sends {
    type Item = Due;

    async fn next(
        &self,
        busy: &HashSet<String>,
        most: usize,
    ) -> Result<(Vec<Self::Item>, Duration), StoreError> {
        let store = &self.0.shared.store;
        let now = self.0.shared.clock.millis();
        let due = store.due(now, busy, most).await?;
        let next = store
            .next_due(now)
            .await?
            .map_or(PAUSE, |at| Duration::from_millis(u64::try_from(at.saturating_sub(now)).unwrap_or(0)));
        Ok((due, next))
    }

    fn conversation(item: &Due) -> String {
        item.conversation.clone()
    }

    fn work(&self, item: Due) -> impl Future<Output = Result<(), StoreError>> + Send + 'static {
        let crew = self.0.clone();
        async move { sending::send(&crew, &item).await }
    }
}
