//! How long a machine runs before it fails, and what a failure does to it.

use jiff::civil::Date;
use rand::RngExt;
use rand_distr::{Distribution, Weibull};

use super::chance;
use crate::random::{Stream, indexed};
use crate::value::Instant;
use crate::world::{Machine, MachineIndex};

/// Positions in `reference::DOWNTIME_REASONS` of the failure modes: bearing, spindle, hydraulic, electrical.
const MODES: [usize; 4] = [1, 2, 3, 4];
const MODE_WEIGHTS: [f64; 4] = [0.3, 0.25, 0.2, 0.25];
/// Share of failures that no sensor announces.
const SUDDEN: f64 = 0.25;

/// A failure while the machine stands, and afterwards for its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    /// Position in `reference::DOWNTIME_REASONS`.
    pub(super) mode: usize,
    pub(super) failed_on: Date,
    pub(super) failed_at: Instant,
    pub(super) restored_at: Instant,
    pub(super) between_s: i64,
    pub(super) to_failure_s: i64,
    pub(super) to_restore_s: i64,
}

/// The wear of one machine.
#[derive(Debug, Clone)]
pub(super) struct Health {
    random: Stream,
    life_hours: f64,
    wear_shape: f64,
    /// Hours of production left before the next failure.
    pub(super) hours_left: f64,
    /// Days before the failure from which sensors show it; 0 when they do not.
    pub(super) ramp_days: f64,
    pub(super) mode: usize,
    /// Planned time for which it still stands.
    pub(super) down_left_s: i64,
    /// Planned time since the last failure began, and since it was restored.
    since_failure_s: i64,
    since_restored_s: i64,
    pub(super) current: Option<Failure>,
}

impl Health {
    pub(super) fn new(seed: u64, index: MachineIndex, machine: &Machine) -> Self {
        let mut health = Self {
            random: indexed(seed, "failures", u64::from(index.0)),
            life_hours: machine.life_hours,
            wear_shape: machine.wear_shape,
            hours_left: 0.0,
            ramp_days: 0.0,
            mode: MODES[0],
            down_left_s: 0,
            since_failure_s: 0,
            since_restored_s: 0,
            current: None,
        };
        health.renew();
        // The history starts somewhere within the machine's life.
        health.hours_left *= health.random.random_range(0.15..1.0);
        health.since_failure_s = (health.random.random_range(20.0..200.0) * 3_600.0) as i64;
        health.since_restored_s = health.since_failure_s - 9_000;
        health
    }

    /// Draws the next life.
    fn renew(&mut self) {
        let hours = Weibull::new(self.life_hours, self.wear_shape)
            .map_or(self.life_hours, |lives| lives.sample(&mut self.random));
        self.hours_left = hours.max(8.0);
        self.mode = MODES[chance::weighted(&mut self.random, &MODE_WEIGHTS)];
        let ramp = self.random.random_range(10.0..25.0);
        self.ramp_days = if self.random.random_bool(SUDDEN) { 0.0 } else { ramp };
    }

    /// A machine that was serviced lasts a little longer.
    pub(super) fn service(&mut self) {
        self.hours_left += 0.12 * self.life_hours;
    }

    /// Fails now, for `stands_s` of planned time or as long as such failures take.
    pub(super) fn fail(&mut self, day: Date, at: Instant, stands_s: Option<i64>) {
        let usual_s = chance::seconds(&mut self.random, 9_500.0).max(1_200);
        self.down_left_s = stands_s.unwrap_or(usual_s);
        self.current = Some(Failure {
            mode: self.mode,
            failed_on: day,
            failed_at: at,
            restored_at: at,
            between_s: self.since_failure_s,
            to_failure_s: self.since_restored_s,
            to_restore_s: self.down_left_s,
        });
        self.since_failure_s = 0;
        self.since_restored_s = 0;
    }

    /// Planned time passed; the failure that ended at `now`, if one did.
    pub(super) fn stand(&mut self, seconds: i64, now: Instant) -> Option<Failure> {
        self.since_failure_s += seconds;
        self.down_left_s -= seconds;
        if self.down_left_s > 0 {
            return None;
        }
        self.renew();
        self.since_restored_s = 0;
        self.current.take().map(|failure| Failure { restored_at: now, ..failure })
    }

    /// Planned time passed in which the machine was whole.
    pub(super) const fn pass(&mut self, seconds: i64) {
        self.since_failure_s += seconds;
        self.since_restored_s += seconds;
    }
}
