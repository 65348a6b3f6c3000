//! One machine at its place in the line, working through a shift slot by slot.

use jiff::civil::Date;

use super::chance;
use super::health::{Failure, Health};
use super::stops::{self, Stop};
use super::work::{STEPS, WorkOrder};
use crate::random::Stream;
use crate::value::Instant;
use crate::world::{MachineIndex, ProductIndex};

/// What a machine was doing for a stretch of its shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Producing,
    /// Stopped for a reason: a position in `reference::DOWNTIME_REASONS`, set-ups and waiting included.
    Stopped(usize),
}

/// A stretch of a shift. Seconds from the shift's start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from_s: i64,
    pub(super) to_s: i64,
    pub(super) doing: Doing,
    /// Number of the work order, 0 for none.
    pub(super) work_order: u32,
}

/// What a machine did for one work order in one shift.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lap {
    /// Place of the work order since the line began.
    pub(super) order: usize,
    pub(super) produced: i64,
    pub(super) good: i64,
    pub(super) scrap: i64,
    pub(super) rework: i64,
    pub(super) production_s: i64,
    pub(super) setup_s: i64,
    pub(super) delay_s: i64,
}

/// A change of product that was completed in the shift.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) work_order: u32,
    pub(super) from: Option<ProductIndex>,
    pub(super) to: ProductIndex,
    pub(super) started_at: Instant,
    pub(super) actual_s: i64,
}

/// How well the machine runs in this shift.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Seconds for a piece over the planned seconds.
    pub(super) slow: f64,
    /// Share of pieces scrapped and reworked over the planned share of scrap.
    pub(super) scrap: f64,
    pub(super) rework: f64,
}

/// The shift as its machines see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) day: Date,
    pub(super) start: Instant,
    pub(super) length_s: i64,
}

/// One machine of a line.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) machine: MachineIndex,
    pub(super) place: usize,
    pub(super) random: Stream,
    pub(super) health: Health,
    /// Its lasting speed and quality, over what is planned.
    pub(super) slow: f64,
    pub(super) flaw: f64,
    /// Place of its work order since the line began.
    pub(super) at: usize,
    pub(super) last_product: Option<ProductIndex>,
    /// Nothing could be released for want of material.
    pub(super) waits_for_material: bool,
    /// Whether it goes at the pace of the machine before it, when that is slower.
    pub(super) keeps_pace: bool,
    carry_s: f64,
    setup_started: Option<Instant>,
    // Of the shift being worked.
    pub(super) stops: Vec<Stop>,
    next_stop: usize,
    pub(super) stretches: Vec<Stretch>,
    pub(super) laps: Vec<Lap>,
    pub(super) changes: Vec<Change>,
    pub(super) failures: Vec<Failure>,
    pub(super) pace: Pace,
    now_s: i64,
}

/// The work orders of a line: the first is the one furthest down the line.
pub(super) struct Queue<'a> {
    pub(super) first: usize,
    pub(super) orders: &'a mut std::collections::VecDeque<WorkOrder>,
    /// Planned seconds a piece, by product and step, and the share of scrap planned.
    pub(super) run_s: &'a [[f64; STEPS]],
    pub(super) scrap_share: &'a [[f64; STEPS]],
    /// Times the usual scrap of a work order's product for its material today.
    pub(super) material_factor: &'a [f64],
}

impl Queue<'_> {
    fn order(&mut self, at: usize) -> Option<&mut WorkOrder> {
        self.orders.get_mut(at.checked_sub(self.first)?)
    }
}

impl Station {
    pub(super) fn new(machine: MachineIndex, place: usize, mut random: Stream, health: Health) -> Self {
        let slow = 1.035 + 0.012 * chance::normal(&mut random);
        let flaw = (0.18 * chance::normal(&mut random)).exp();
        Self {
            machine,
            place,
            random,
            health,
            slow: slow.max(1.005),
            flaw,
            at: 0,
            last_product: None,
            waits_for_material: false,
            keeps_pace: true,
            carry_s: 0.0,
            setup_started: None,
            stops: Vec::new(),
            next_stop: 0,
            stretches: Vec::new(),
            laps: Vec::new(),
            changes: Vec::new(),
            failures: Vec::new(),
            pace: Pace { slow: 1.0, scrap: 1.0, rework: 1.0 },
            now_s: 0,
        }
    }

    /// Begins a shift at `from_s` (planned maintenance takes what is before) with the stops that wait for it.
    pub(super) fn begin(&mut self, from_s: i64, pace: Pace) {
        self.next_stop = 0;
        self.now_s = from_s;
        self.pace = pace;
        self.stretches.clear();
        self.laps.clear();
        self.changes.clear();
        self.failures.clear();
    }

    /// Works until `until_s` of the shift.
    pub(super) fn work(&mut self, until_s: i64, shift: &Window, queue: &mut Queue) {
        while self.now_s < until_s {
            if self.health.down_left_s > 0 {
                self.stand(until_s, shift, queue);
            } else if let Some(stop) =
                self.stops.get(self.next_stop).copied().filter(|stop| stop.at_s <= self.now_s)
            {
                let lost_s = stop.left_s.min(until_s - self.now_s);
                self.pass(lost_s, Doing::Stopped(stop.reason), queue);
                self.stops[self.next_stop].left_s -= lost_s;
                self.next_stop += usize::from(lost_s == stop.left_s);
            } else {
                let next_s = self.stops.get(self.next_stop).map_or(until_s, |stop| stop.at_s.min(until_s));
                self.use_time(next_s - self.now_s, shift, queue);
            }
        }
    }

    fn stand(&mut self, until_s: i64, shift: &Window, queue: &mut Queue) {
        let lost_s = self.health.down_left_s.min(until_s - self.now_s);
        let mode = self.health.current.map_or(self.health.mode, |failure| failure.mode);
        self.record(lost_s, Doing::Stopped(mode), queue);
        self.failures.extend(self.health.stand(lost_s, shift.start.plus(self.now_s)));
    }

    /// Passes planned time in which the machine is whole.
    fn pass(&mut self, seconds: i64, doing: Doing, queue: &mut Queue) {
        self.health.pass(seconds);
        self.record(seconds, doing, queue);
    }

    /// Books time on the shift, on the lap and on the work order.
    fn record(&mut self, seconds: i64, doing: Doing, queue: &mut Queue) {
        let from_s = self.now_s;
        self.now_s += seconds;
        let (place, at) = (self.place, self.at);
        let number = if let Some(order) = queue.order(at).filter(|_| doing != Doing::Stopped(stops::NO_ORDER))
        {
            let step = &mut order.steps[place];
            step.busy_s += seconds;
            let lap = self.lap();
            match doing {
                Doing::Producing => {
                    (lap.production_s, step.production_s) =
                        (lap.production_s + seconds, step.production_s + seconds)
                }
                Doing::Stopped(stops::CHANGEOVER) => {
                    (lap.setup_s, step.set_up_s) = (lap.setup_s + seconds, step.set_up_s + seconds)
                }
                Doing::Stopped(_) => lap.delay_s += seconds,
            }
            order.number
        } else {
            0
        };
        match self.stretches.last_mut().filter(|last| last.doing == doing && last.work_order == number) {
            Some(last) => last.to_s = self.now_s,
            None => self.stretches.push(Stretch { from_s, to_s: self.now_s, doing, work_order: number }),
        }
    }

    fn lap(&mut self) -> &mut Lap {
        if self.laps.last().is_none_or(|lap| lap.order != self.at) {
            self.laps.push(Lap { order: self.at, ..Lap::default() });
        }
        let last = self.laps.len() - 1;
        &mut self.laps[last]
    }

    /// Sets up, produces or waits for up to `seconds`.
    fn use_time(&mut self, seconds: i64, shift: &Window, queue: &mut Queue) {
        let now = shift.start.plus(self.now_s);
        let place = self.place;
        let Some(order) = queue.order(self.at) else {
            let reason = if self.waits_for_material { stops::WAITING_FOR_MATERIAL } else { stops::NO_ORDER };
            return self.pass(seconds, Doing::Stopped(reason), queue);
        };
        let step = &mut order.steps[place];
        if step.setup_left_s > 0 {
            let used_s = seconds.min(step.setup_left_s);
            step.setup_left_s -= used_s;
            step.started.get_or_insert(now);
            let is_done = step.setup_left_s == 0;
            let change = (order.number, order.product, step.setup_s);
            self.setup_started.get_or_insert(now);
            self.pass(used_s, Doing::Stopped(stops::CHANGEOVER), queue);
            if is_done {
                self.set_up(change);
            }
        } else if step.waiting > 0 {
            step.started.get_or_insert(now);
            self.produce(seconds, shift, queue);
        } else if place == 0 || order.steps[place - 1].finished.is_some() {
            // The last pieces were scrapped before they came here.
            self.pass_on(shift, queue);
        } else {
            self.pass(seconds, Doing::Stopped(stops::WAITING_FOR_THE_MACHINE_BEFORE), queue);
        }
    }

    fn set_up(&mut self, (work_order, to, actual_s): (u32, ProductIndex, i64)) {
        let started_at = self.setup_started.take();
        if let (Some(started_at), true) = (started_at, self.last_product != Some(to)) {
            self.changes.push(Change { work_order, from: self.last_product, to, started_at, actual_s });
        }
        self.last_product = Some(to);
    }

    fn produce(&mut self, seconds: i64, shift: &Window, queue: &mut Queue) {
        let place = self.place;
        let Some(order) = queue.order(self.at) else { return };
        let product = order.product.at();
        let waiting = order.steps[place].waiting;
        let is_fed = place == 0 || order.steps[place - 1].finished.is_some();
        let piece_s = queue.run_s[product][place] * self.pace.slow;
        let fails_in_s = (self.health.hours_left * 3_600.0).ceil().max(1.0) as i64;
        let limit_s = seconds.min(fails_in_s);
        let possible = ((limit_s as f64 + self.carry_s) / piece_s) as i64;
        let (pieces, used_s) = if possible < waiting {
            self.carry_s += limit_s as f64 - possible as f64 * piece_s;
            (possible, limit_s)
        } else {
            let needed_s = (waiting as f64 * piece_s - self.carry_s).ceil().max(1.0) as i64;
            self.carry_s = 0.0;
            // A machine that is a little faster than the one before goes at its pace rather than stop.
            let keeps_pace = self.keeps_pace && !is_fed && needed_s * 4 >= limit_s * 3;
            (waiting, if keeps_pace { limit_s } else { needed_s.min(limit_s) })
        };
        self.health.hours_left -= used_s as f64 / 3_600.0;
        self.pass(used_s, Doing::Producing, queue);
        self.outcome(pieces, queue);
        self.pass_on(shift, queue);
        if self.health.hours_left <= 0.0 {
            self.health.fail(shift.day, shift.start.plus(self.now_s), None);
        }
    }

    /// Which of the pieces are good; reworked ones come back to the same machine.
    fn outcome(&mut self, pieces: i64, queue: &mut Queue) {
        let place = self.place;
        let Some(product) = queue.order(self.at).map(|order| order.product.at()) else { return };
        let share = queue.scrap_share[product][place] * queue.material_factor[product];
        let scrap = chance::count(&mut self.random, pieces as f64 * share * self.pace.scrap).min(pieces);
        let again =
            chance::count(&mut self.random, pieces as f64 * share * self.pace.rework).min(pieces - scrap);
        let good = pieces - scrap - again;
        let Some(order) = queue.order(self.at) else { return };
        let step = &mut order.steps[place];
        step.waiting -= pieces - again;
        step.produced += pieces;
        step.good += good;
        step.scrap += scrap;
        step.rework += again;
        match order.steps.get_mut(place + 1) {
            Some(next) => next.waiting += good,
            None => order.finished_today += good,
        }
        let lap = self.lap();
        lap.produced += pieces;
        lap.good += good;
        lap.scrap += scrap;
        lap.rework += again;
    }

    /// Finishes the operation when nothing is left to do, and turns to the next work order.
    fn pass_on(&mut self, shift: &Window, queue: &mut Queue) {
        let (place, now) = (self.place, shift.start.plus(self.now_s));
        let Some(order) = queue.order(self.at) else { return };
        let is_fed = place == 0 || order.steps[place - 1].finished.is_some();
        if is_fed && order.steps[place].waiting == 0 {
            order.steps[place].finished = Some(now);
            order.steps[place].finished_on = Some(shift.day);
            self.at += 1;
            self.carry_s = 0.0;
        }
    }
}
