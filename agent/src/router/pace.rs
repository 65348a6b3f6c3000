//! Time as the turn loop spends it: waiting for models and between them.

use std::time::Duration;

use futures::{FutureExt, future, future::BoxFuture};
use sentia_semantic::time::Stopwatch;

/// A test or a replay brings its own, and waits for nothing.
pub trait Pace: Send + Sync {
    /// Since it began.
    fn elapsed(&self) -> Duration;

    fn wait(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// Time as it passes.
pub struct RealPace(Stopwatch);

impl Default for RealPace {
    fn default() -> Self {
        RealPace(Stopwatch::start())
    }
}

impl Pace for RealPace {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, duration: Duration) -> BoxFuture<'static, ()> {
        tokio::time::sleep(duration).boxed()
    }
}

/// For a replay, where all replies are there already.
pub(crate) struct NoWaiting;

impl Pace for NoWaiting {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn wait(&self, _duration: Duration) -> BoxFuture<'static, ()> {
        future::ready(()).boxed()
    }
}
