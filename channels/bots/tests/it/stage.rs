//! Bots at work on a file of their own, until they are told to stop.

use std::{path::Path, sync::Arc, time::Duration};

use sentia_bots::{Bots, Channel, Clock, Counts, Desk, Settings, Wording};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle};

pub(crate) struct Stage {
    pub(crate) bots: Arc<Bots>,
    stop: watch::Sender<bool>,
    work: JoinHandle<()>,
    _folder: Option<TempDir>,
}

#[expect(clippy::disallowed_methods, reason = "the edge of the tests")]
pub(crate) fn clock() -> Clock {
    Clock::new(jiff::Timestamp::now)
}

pub(crate) fn quick() -> Settings {
    let settle = Duration::from_millis(60);
    Settings {
        settle,
        rest: Duration::from_millis(5),
        status_after: Duration::from_secs(60),
        ..Settings::default()
    }
}

impl Stage {
    pub(crate) async fn open(desk: Arc<dyn Desk>, channel: Arc<dyn Channel>) -> Stage {
        Stage::with(quick(), desk, channel).await
    }

    pub(crate) async fn with(settings: Settings, desk: Arc<dyn Desk>, channel: Arc<dyn Channel>) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let mut stage = Stage::at(&folder.path().join("bots.db"), settings, desk, channel).await;
        stage._folder = Some(folder);
        stage
    }

    pub(crate) async fn at(
        file: &Path,
        settings: Settings,
        desk: Arc<dyn Desk>,
        channel: Arc<dyn Channel>,
    ) -> Stage {
        let bots = Arc::new(Bots::open(file, clock(), settings, Wording::default()).await.unwrap());
        let (stop, stopped) = watch::channel(false);
        let at_work = bots.clone();
        let work = tokio::spawn(async move { at_work.run(desk, vec![channel], stopped).await });
        Stage { bots, stop, work, _folder: None }
    }

    /// Waits until everything is answered and sent, or cannot be.
    pub(crate) async fn quiet(&self) -> Counts {
        for _ in 0..2000 {
            let counts = self.bots.counts().await.unwrap();
            if counts.waiting == 0 && counts.open == 0 {
                return counts;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("bots are not done: {:?}", self.bots.counts().await);
    }

    /// Leaves everything where it is.
    pub(crate) async fn die(self) {
        self.work.abort();
        let _ = self.work.await;
        self.bots.close().await;
    }

    pub(crate) async fn stop(self) {
        self.stop.send(true).unwrap();
        self.work.await.unwrap();
        self.bots.close().await;
    }
}

/// The address of a router that is served on the loopback for as long as the test runs.
pub(crate) async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}
