//! Who came to work, for how long, and what it cost.

use jiff::civil::Date;
use rand::RngExt;

use super::line::Line;
use crate::calendar::{Shift, is_working_day, plus_days};
use crate::context::Context;
use crate::events::Event;
use crate::money::{Amount, Currency};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::Labour;
use crate::value::Text;
use crate::world::{CostCentreIndex, Employee, is_planned};
use crate::writer::Writer;

/// Employer's cost over gross pay: United Kingdom, Poland.
const EMPLOYER: [f64; 2] = [1.19, 1.21];
/// Paid seconds of a shift of the crews and of an office day.
const CREW_S: i64 = 28_800;
const OFFICE_S: i64 = 27_720;
/// How often an absence begins on a working day: holiday, sickness; and the most days it takes.
const HOLIDAY: (f64, i64) = (0.021, 9);
const SICKNESS: (f64, i64) = (0.0085, 6);

/// The day's sums of a cost centre.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    direct: Part,
    indirect: Part,
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    headcount: u32,
    attendance_s: i64,
    gross: Amount,
    cost: Amount,
}

/// Keeps attendance.
#[derive(Debug)]
pub(super) struct Attendance {
    random: Stream,
    /// By employee: away until that day, and why.
    away: Vec<Option<(Date, &'static str)>>,
    sums: Vec<Sum>,
}

/// What a person does today.
struct Duty {
    shift: Shift,
    planned_s: i64,
    is_overtime: bool,
    /// Hands-on seconds of the machine, for operators.
    hands_s: Option<i64>,
}

impl Attendance {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            random: stream(context.options.seed, "labour"),
            away: vec![None; context.world.employees.len()],
            sums: vec![Sum::default(); context.world.cost_centres.len()],
        }
    }

    /// Writes everybody's day and tells finance the hours of each cost centre.
    pub(super) fn day(
        &mut self,
        context: &Context,
        lines: &[Line],
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for (at, employee) in context.world.employees.iter().enumerate() {
            if !employee.is_employed(day) {
                continue;
            }
            if let Some(duty) = duty(context, lines, at, employee, day) {
                self.attend(context, lines, at, employee, &duty, day, out)?;
            }
        }
        self.tell(context, events);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the person's day and where rows go")]
    fn attend(
        &mut self,
        context: &Context,
        lines: &[Line],
        at: usize,
        employee: &Employee,
        duty: &Duty,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let absence = self.absence(context, lines, at, employee, day);
        let late_s = if self.random.random_bool(0.04) { self.random.random_range(300..5_400) } else { 0 };
        let attendance_s = if absence.is_some() { 0 } else { duty.planned_s - late_s };
        let usable_s = attendance_s - 1_200;
        let work_s = match duty.hands_s {
            Some(hands_s) => hands_s.min(usable_s),
            None => (usable_s as f64 * self.random.random_range(0.82..0.95)) as i64,
        };
        let is_overtime = duty.is_overtime && absence.is_none();
        let paid_s = if duty.is_overtime && absence.is_some() { 0 } else { duty.planned_s };
        let hours = paid_s as f64 / 3_600.0 * if is_overtime { 1.5 } else { 1.0 };
        let plant = &context.world.plants[employee.plant.at()];
        let gross_minor = (hours * employee.hourly_rate_minor as f64).round() as i64;
        let cost_minor = (gross_minor as f64 * EMPLOYER[usize::from(plant.country == "PL")]).round() as i64;
        let gross = context.rates.amount(gross_minor, plant.currency, plant.currency, day);
        let cost = context.rates.amount(cost_minor, plant.currency, plant.currency, day);
        self.add(employee, attendance_s, gross, cost);
        let id = out.next_id::<Labour>();
        if context.incidents.is_feed_out(employee.plant, day) {
            return Ok(());
        }
        let world = &context.world;
        out.put(Labour {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            line_id: employee.line.map(|line| world.lines[line.at()].code.clone()),
            employee_id: employee.code.clone(),
            crew_id: employee.crew.map(|crew| world.crews[crew.at()].code.clone()),
            cost_centre_id: world.cost_centres[employee.cost_centre.at()].code.clone(),
            shift_id: duty.shift.code().into(),
            planned_s: duty.planned_s,
            attendance_s,
            work_s: work_s.max(0),
            overtime_s: if is_overtime { attendance_s } else { 0 },
            absent_s: duty.planned_s - attendance_s,
            absence: absence.map(Text::const_new),
            cost_minor,
            currency: plant.currency.code().into(),
            cost_group_minor: context.rates.convert(cost_minor, plant.currency, Currency::Gbp, day),
        })
    }

    /// Why the person is away, if so.
    fn absence(
        &mut self,
        context: &Context,
        lines: &[Line],
        at: usize,
        employee: &Employee,
        day: Date,
    ) -> Option<&'static str> {
        if let Some((until, why)) = self.away[at] {
            if day <= until {
                return Some(why);
            }
            self.away[at] = None;
        }
        let short =
            employee.line.map_or(0.0, |line| context.incidents.absence_share(lines[line.at()].index, day));
        let season = if matches!(day.month(), 7 | 8 | 12) { 1.9 } else { 0.8 };
        let (chance, longest, why) = if self.random.random_bool(HOLIDAY.0 * season) {
            (1.0, HOLIDAY.1, "holiday")
        } else {
            (SICKNESS.0 + short * 0.6, SICKNESS.1, "sickness")
        };
        if !self.random.random_bool(chance) {
            return None;
        }
        self.away[at] = Some((plus_days(day, self.random.random_range(0..longest)), why));
        Some(why)
    }

    fn add(&mut self, employee: &Employee, attendance_s: i64, gross: Amount, cost: Amount) {
        let sum = &mut self.sums[employee.cost_centre.at()];
        let part = if employee.is_direct { &mut sum.direct } else { &mut sum.indirect };
        part.headcount += u32::from(attendance_s > 0);
        part.attendance_s += attendance_s;
        part.gross += gross;
        part.cost += cost;
    }

    fn tell(&mut self, context: &Context, events: &mut Vec<Event>) {
        for (at, sum) in self.sums.iter_mut().enumerate() {
            let sum = std::mem::take(sum);
            for (is_direct, part) in [(true, sum.direct), (false, sum.indirect)] {
                if part.cost != Amount::default() {
                    events.push(Event::Worked {
                        plant: context.world.cost_centres[at].plant,
                        cost_centre: CostCentreIndex::new(at),
                        is_direct,
                        headcount: part.headcount,
                        attendance_s: part.attendance_s,
                        gross: part.gross,
                        cost: part.cost,
                    });
                }
            }
        }
    }
}

/// Crews work when their line does; those who serve all shifts rotate; the rest work office hours.
fn duty(context: &Context, lines: &[Line], at: usize, employee: &Employee, day: Date) -> Option<Duty> {
    let plant = &context.world.plants[employee.plant.at()];
    if let (Some(line), Some(crew)) = (employee.line, employee.crew) {
        let shift = context.world.crews[crew.at()].shift;
        let today = &lines[line.at()].today;
        let is_worked = today.iter().any(|shifts| shifts[shift as usize].planned_busy_s > 0);
        let hands_s = (employee.station as usize)
            .checked_sub(1)
            .map(|place| today[place.min(today.len() - 1)][shift as usize].personnel_s);
        let is_overtime = !is_planned(plant, &context.world.lines[line.at()], day, shift);
        return is_worked.then_some(Duty { shift, planned_s: CREW_S, is_overtime, hands_s });
    }
    if !is_working_day(plant.country, day) {
        return None;
    }
    let serves_shifts = matches!(
        employee.job,
        "Maintenance technician" | "Quality inspector" | "Warehouse operative" | "Fork-lift driver"
    );
    let shift = if serves_shifts { Shift::ALL[at % 3] } else { Shift::Early };
    let planned_s = if serves_shifts { CREW_S } else { OFFICE_S };
    Some(Duty { shift, planned_s, is_overtime: false, hands_s: None })
}
