use std::time::Duration;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Where time comes from. Ambient clocks are banned everywhere else, so that any answer can be replayed.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// "Today" for questions and periods.
    fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where ambient time enters")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still: the demo company's as-of date, a replayed turn, a test.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl FixedClock {
    /// Eight in the morning, UTC, of this day.
    pub fn at(day: Date) -> Self {
        let morning = day.at(8, 0, 0, 0).to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        FixedClock(morning.unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Measures how long something took; the result is shown, never decided on.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "the one place where durations are measured")]
    pub fn start() -> Self {
        Stopwatch(std::time::Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
