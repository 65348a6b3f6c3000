//! Maintenance orders: services and calibrations that are due, repairs of failures, and their cost.

use jiff::civil::Date;
use rand::RngExt;

use super::chance;
use super::line::{Floor, Line};
use super::repairs::{self, Job};
use crate::calendar::{DayClock, Shift, days_between, is_working_day, plus_days};
use crate::context::Context;
use crate::events::{Event, MaintenanceKind};
use crate::random::{Stream, indexed, stream};
use crate::table::Error;
use crate::world::MachineIndex;
use crate::writer::Writer;

const SERVICE_DAYS: i64 = 56;
const CALIBRATION_DAYS: i64 = 182;
/// Weeks for which due orders are shown ahead.
const AHEAD_DAYS: i64 = 70;

/// What is due at one machine.
#[derive(Debug, Clone, Copy)]
struct Due {
    service_on: Date,
    calibration_on: Option<Date>,
}

/// Keeps the machines running.
#[derive(Debug)]
pub(super) struct Maintenance {
    pub(super) random: Stream,
    next_order: u32,
    /// By machine.
    due: Vec<Due>,
}

impl Maintenance {
    pub(super) fn new(context: &Context) -> Self {
        let due = |(at, machine): (usize, &crate::world::Machine)| {
            let mut random = indexed(context.options.seed, "maintenance", at as u64);
            let first = context.options.first_day;
            let missed = context.incidents.missed_calibration(MachineIndex::new(at));
            let calibrated = missed.is_some() || matches!(machine.position, 2 | 4);
            let usual = plus_days(first, random.random_range(0..CALIBRATION_DAYS));
            let calibration_on = missed.map_or(usual, |(due_on, _)| {
                let whole = days_between(first, due_on) / CALIBRATION_DAYS;
                plus_days(due_on, -whole * CALIBRATION_DAYS)
            });
            Due {
                service_on: plus_days(first, random.random_range(0..SERVICE_DAYS)),
                calibration_on: calibrated.then_some(calibration_on),
            }
        };
        Self {
            random: stream(context.options.seed, "maintenance"),
            next_order: 5_001,
            due: context.world.machines.iter().enumerate().map(due).collect(),
        }
    }

    /// In the morning: what is due is done in the early shift, most of the time.
    #[expect(clippy::too_many_arguments, reason = "what maintenance reads and writes")]
    pub(super) fn morning(
        &mut self,
        context: &Context,
        floor: &Floor,
        line: &mut Line,
        clock: &DayClock,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let country = context.world.plants[line.plant.at()].country;
        for place in 0..line.stations.len() {
            line.maintenance_s[place] = 0;
            if !is_working_day(country, day) || line.stations[place].health.down_left_s > 0 {
                continue;
            }
            let machine = line.stations[place].machine;
            let Some((kind, due_on)) = self.due_today(context, machine, day) else { continue };
            let planned_s = if kind == MaintenanceKind::Preventive { 7_200 } else { 4_500 };
            let duration_s = (planned_s as f64 * self.random.random_range(0.8..1.35)) as i64;
            line.maintenance_s[place] = duration_s;
            line.stations[place].health.service();
            let start = clock.start(Shift::Early);
            let job = Job {
                machine,
                kind,
                number: self.number(),
                raised_on: plus_days(due_on, -14),
                due_on,
                started_at: start,
                finished_at: start.plus(duration_s),
                done_on: day,
                planned_s,
                duration_s,
                mode: None,
            };
            repairs::done(context, floor, &job, &mut self.random, events, out)?;
            self.renew(machine, kind, day);
        }
        Ok(())
    }

    /// Services slip a day or two when the line is busy; a calibration may have been missed.
    fn due_today(
        &mut self,
        context: &Context,
        machine: MachineIndex,
        day: Date,
    ) -> Option<(MaintenanceKind, Date)> {
        let due = self.due[machine.at()];
        let is_missed =
            context.incidents.missed_calibration(machine).is_some_and(|(from, to)| from <= day && day <= to);
        if let Some(due_on) = due.calibration_on.filter(|&due_on| due_on <= day && !is_missed) {
            return Some((MaintenanceKind::Calibration, due_on));
        }
        let is_done = due.service_on <= day && self.random.random_bool(0.55);
        is_done.then_some((MaintenanceKind::Preventive, due.service_on))
    }

    fn renew(&mut self, machine: MachineIndex, kind: MaintenanceKind, day: Date) {
        let due = &mut self.due[machine.at()];
        match kind {
            MaintenanceKind::Calibration => due.calibration_on = Some(plus_days(day, CALIBRATION_DAYS)),
            _ => due.service_on = plus_days(day, SERVICE_DAYS + self.random.random_range(-5..6)),
        }
    }

    fn number(&mut self) -> u32 {
        self.next_order += 1;
        self.next_order - 1
    }

    /// In the evening: the failures that were repaired.
    pub(super) fn evening(
        &mut self,
        context: &Context,
        floor: &Floor,
        line: &mut Line,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for (machine, failure) in std::mem::take(&mut line.failures) {
            let job = Job {
                machine,
                kind: MaintenanceKind::Corrective,
                number: self.number(),
                raised_on: failure.failed_on,
                due_on: failure.failed_on,
                started_at: failure.failed_at.plus(chance::seconds(&mut self.random, 900.0)),
                finished_at: failure.restored_at,
                done_on: day,
                planned_s: 7_200,
                duration_s: failure.to_restore_s,
                mode: Some(failure.mode),
            };
            repairs::write_failure(context, &job, &failure, out)?;
            repairs::done(context, floor, &job, &mut self.random, events, out)?;
        }
        Ok(())
    }

    /// Writes what is due or overdue as of today.
    pub(super) fn finish(mut self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        let today = context.options.today;
        for at in 0..self.due.len() {
            let Due { service_on, calibration_on } = self.due[at];
            let services =
                (0..3).map(|step| (MaintenanceKind::Preventive, plus_days(service_on, step * SERVICE_DAYS)));
            let calibrations = calibration_on.map(|due_on| (MaintenanceKind::Calibration, due_on));
            for (kind, due_on) in services.chain(calibrations) {
                if days_between(today, due_on) <= AHEAD_DAYS {
                    let number = self.number();
                    repairs::planned(context, MachineIndex::new(at), kind, number, due_on, out)?;
                }
            }
        }
        Ok(())
    }
}
