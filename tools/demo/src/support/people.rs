//! Certificates that jobs require, the trainings that renew them, and the rota to come.

use jiff::civil::Date;
use rand::RngExt;

use crate::calendar::{Shift, days_between, is_working_day, plus_days, plus_months};
use crate::context::Context;
use crate::events::Event;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::SKILLS;
use crate::world::{Employee, EmployeeIndex};
use crate::writer::Writer;

/// Weeks of rota ahead.
const ROTA_WEEKS: i64 = 4;
/// Share of renewals that are forgotten until somebody asks.
const FORGOTTEN: f64 = 0.07;
/// Pounds a day of outside training, in pence.
const TRAINING_MINOR: i64 = 18_500;

/// A skill that an employee's job requires.
#[derive(Debug, Clone)]
struct Required {
    employee: EmployeeIndex,
    /// Position in [`SKILLS`].
    skill: usize,
    certified_on: Option<Date>,
    /// When the next training takes place.
    renews_on: Option<Date>,
}

/// Trains people before their certificates run out; some are forgotten.
#[derive(Debug)]
pub(super) struct Training {
    random: Stream,
    required: Vec<Required>,
}

impl Training {
    /// Certificates as they stand on the first day, spread over their life.
    pub(super) fn new(context: &Context) -> Self {
        let mut random = stream(context.options.seed, "trainings");
        let mut required = Vec::new();
        for (at, employee) in context.world.employees.iter().enumerate() {
            for skill in skills_of(context, at, employee) {
                let months = SKILLS[skill].3;
                let start = employee.hired_on.max(plus_months(context.options.first_day, -months));
                let span = days_between(start, context.options.first_day).max(1);
                let certified_on =
                    (!random.random_bool(0.03)).then(|| plus_days(start, random.random_range(0..span)));
                let mut entry =
                    Required { employee: EmployeeIndex::new(at), skill, certified_on, renews_on: None };
                entry.renews_on = next_training(&mut random, &entry);
                required.push(entry);
            }
        }
        Self { random, required }
    }

    /// Holds the day's trainings.
    pub(super) fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for at in 0..self.required.len() {
            let entry = &self.required[at];
            let employee = &context.world.employees[entry.employee.at()];
            if entry.renews_on != Some(day) || !employee.is_employed(day) {
                continue;
            }
            let is_passed = self.random.random_bool(0.96);
            self.hold(context, day, at, is_passed, events, out)?;
            let entry = &mut self.required[at];
            if is_passed {
                entry.certified_on = Some(day);
            }
            entry.renews_on =
                if is_passed { next_training(&mut self.random, entry) } else { Some(plus_days(day, 21)) };
        }
        Ok(())
    }

    fn hold(
        &self,
        context: &Context,
        day: Date,
        at: usize,
        is_passed: bool,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let (world, entry) = (&context.world, &self.required[at]);
        let employee = &world.employees[entry.employee.at()];
        let currency = world.plants[employee.plant.at()].currency;
        let cost = context.rates.at_standard(TRAINING_MINOR, currency, day);
        events.push(Event::Trained { plant: employee.plant, cost_centre: employee.cost_centre, cost });
        let id = out.next_id::<tables::Training>();
        out.put(tables::Training {
            business_date: day,
            id,
            plant_id: world.plants[employee.plant.at()].code.clone(),
            employee_id: employee.code.clone(),
            skill_id: SKILLS[entry.skill].0.into(),
            duration_s: 6 * 3_600,
            is_passed,
            cost_minor: cost.local_minor,
            currency: currency.code().into(),
        })
    }

    /// Writes the certificates of today's employees.
    pub(super) fn finish(self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        let today = context.options.today;
        for entry in self.required {
            let employee = &context.world.employees[entry.employee.at()];
            if !employee.is_employed(today) {
                continue;
            }
            let expires_on = entry
                .certified_on
                .map(|day| plus_days(plus_months(day, SKILLS[entry.skill].3), i64::from(day.day()) - 1));
            let status = match expires_on.map(|day| days_between(today, day)) {
                None => "missing",
                Some(..0) => "lapsed",
                Some(0..=90) => "expiring",
                Some(_) => "valid",
            };
            out.put(tables::Certification {
                employee_id: employee.code.clone(),
                skill_id: SKILLS[entry.skill].0.into(),
                plant_id: context.world.plants[employee.plant.at()].code.clone(),
                line_id: employee.line.map(|line| context.world.lines[line.at()].code.clone()),
                is_required: true,
                certified_on: entry.certified_on,
                expires_on,
                status: status.into(),
                assessor_id: employee
                    .manager
                    .map(|manager| context.world.employees[manager.at()].code.clone()),
            })?;
        }
        Ok(())
    }
}

/// Most renew a month before the end; some only after it.
fn next_training(random: &mut Stream, entry: &Required) -> Option<Date> {
    let certified_on = entry.certified_on?;
    let ends = plus_months(certified_on, SKILLS[entry.skill].3);
    let delay = if random.random_bool(FORGOTTEN) {
        random.random_range(20..150)
    } else {
        random.random_range(-35..-3)
    };
    Some(plus_days(ends, delay))
}

/// Operators know their own machine and the next one, and every tenth drives a fork-lift; maintenance locks out.
fn skills_of(context: &Context, at: usize, employee: &Employee) -> Vec<usize> {
    let mut skills = Vec::new();
    if let (Some(line), true) = (employee.line, employee.station > 0) {
        let machines = context.world.machines.iter().filter(|machine| machine.line == line);
        let near = machines.filter(|machine| {
            machine.position == employee.station || machine.position == employee.station % 5 + 1
        });
        skills.extend(near.map(|machine| machine.skill));
    }
    let extra = [
        (at.is_multiple_of(10), 8),
        (at.is_multiple_of(13), 9),
        (employee.department == "Maintenance", 10),
        (employee.department == "Quality" && at.is_multiple_of(3), 11),
    ];
    skills.extend(extra.into_iter().filter(|(holds, _)| *holds).map(|(_, skill)| skill));
    skills.sort_unstable();
    skills.dedup();
    skills
}

/// Who is to work in the coming weeks.
pub(super) fn write_rota(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let (world, today) = (&context.world, context.options.today);
    let mut random = stream(context.options.seed, "rota");
    for ahead in 0..ROTA_WEEKS * 7 {
        let day = plus_days(today, ahead);
        for employee in world.employees.iter().filter(|employee| employee.is_employed(today)) {
            let Some(crew) = employee.crew else { continue };
            let plant = &world.plants[employee.plant.at()];
            if !is_working_day(plant.country, day) {
                continue;
            }
            let at_work = plant.crews.iter().position(|of| *of == crew).unwrap_or(0);
            let shift = Shift::ALL[at_work % 3];
            let id = out.next_id::<tables::ShiftRota>();
            out.put(tables::ShiftRota {
                business_date: day,
                id,
                plant_id: plant.code.clone(),
                line_id: employee.line.map(|line| world.lines[line.at()].code.clone()),
                employee_id: employee.code.clone(),
                crew_id: Some(world.crews[crew.at()].code.clone()),
                shift_id: Text::from(shift.code()),
                planned_s: 7 * 3_600 + 1_800,
                is_on_leave: random.random_bool(0.07),
            })?;
        }
    }
    Ok(())
}
