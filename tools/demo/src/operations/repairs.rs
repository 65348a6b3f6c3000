//! The rows of maintenance: orders done and planned, parts fitted, failures.

use jiff::civil::Date;
use rand::RngExt;

use super::health::Failure;
use super::line::Floor;
use crate::calendar::{days_between, plus_days};
use crate::context::Context;
use crate::events::{Event, MaintenanceKind};
use crate::money::{Amount, Currency};
use crate::random::Stream;
use crate::table::Error;
use crate::tables::{self, MaintenanceOrder, MaintenancePart};
use crate::value::{Instant, Text};
use crate::world::reference::DOWNTIME_REASONS;
use crate::world::{Machine, MachineIndex};
use crate::writer::Writer;

/// A maintenance order that was carried out.
pub(super) struct Job {
    pub(super) machine: MachineIndex,
    pub(super) kind: MaintenanceKind,
    pub(super) number: u32,
    pub(super) raised_on: Date,
    pub(super) due_on: Date,
    pub(super) started_at: Instant,
    pub(super) finished_at: Instant,
    pub(super) done_on: Date,
    pub(super) planned_s: i64,
    pub(super) duration_s: i64,
    /// Of a failure: position in `reference::DOWNTIME_REASONS`.
    pub(super) mode: Option<usize>,
}

/// Parts by failure mode (bearing, spindle, hydraulic, electrical), then of services: name and pounds.
const PARTS: [&[(&str, i64)]; 5] = [
    &[("Main bearing", 620), ("Bearing seal", 45), ("Grease cartridge", 28)],
    &[("Spindle cartridge", 2_400), ("Draw bar spring", 180), ("Spindle belt", 95)],
    &[("Hydraulic hose", 75), ("Pump seal kit", 140), ("Proportional valve", 890)],
    &[("Servo drive", 1_650), ("Proximity switch", 38), ("Power supply", 210)],
    &[("Filter set", 64), ("Way oil", 52), ("Wiper set", 85), ("V-belt", 34)],
];

/// Writes the order with its parts and tells finance what they cost.
pub(super) fn done(
    context: &Context,
    floor: &Floor,
    job: &Job,
    random: &mut Stream,
    events: &mut Vec<Event>,
    out: &mut Writer,
) -> Result<(), Error> {
    let machine = &context.world.machines[job.machine.at()];
    let parts = fit_parts(context, job, random, out)?;
    let technician = floor.staff.technician(machine.plant, job.number as usize);
    let rate = technician.map_or(2_000, |who| context.world.employees[who.at()].hourly_rate_minor);
    let people = if job.duration_s > 14_400 { 2 } else { 1 };
    let labour_cost_minor = job.duration_s * rate * people / 3_600;
    let currency = context.world.plants[machine.plant.at()].currency;
    out.put(MaintenanceOrder {
        raised_on: job.raised_on,
        planned_s: job.planned_s,
        status: "done".into(),
        started_at: Some(job.started_at),
        finished_at: Some(job.finished_at),
        business_date: job.done_on,
        duration_s: job.duration_s,
        days_late: days_between(job.due_on, job.done_on).max(0),
        technician_id: technician.map(|who| context.world.employees[who.at()].code.clone()),
        labour_cost_minor,
        parts_cost_minor: parts.local_minor,
        cost_group_minor: context.rates.convert(labour_cost_minor, currency, Currency::Gbp, job.done_on)
            + parts.group_minor,
        ..order(context, job.machine, job.kind, job.number, job.due_on, job.mode)
    })?;
    if parts.local_minor > 0 {
        events.push(Event::Maintained {
            plant: machine.plant,
            cost_centre: context.world.lines[machine.line.at()].cost_centre,
            machine: job.machine,
            kind: job.kind,
            order: number(job.number),
            parts,
        });
    }
    Ok(())
}

fn number(number: u32) -> Text {
    compact_str::format_compact!("MO-{number}")
}

/// An order that nobody has begun.
fn order(
    context: &Context,
    index: MachineIndex,
    kind: MaintenanceKind,
    order: u32,
    due_on: Date,
    mode: Option<usize>,
) -> MaintenanceOrder {
    let world = &context.world;
    let machine = &world.machines[index.at()];
    let (kind_name, title) = match kind {
        MaintenanceKind::Preventive => ("preventive", format!("Service of {}", machine.name)),
        MaintenanceKind::Calibration => ("calibration", format!("Calibration of {}", machine.name)),
        MaintenanceKind::Corrective => ("corrective", repair(machine, mode)),
    };
    MaintenanceOrder {
        maintenance_order_id: number(order),
        plant_id: world.plants[machine.plant.at()].code.clone(),
        line_id: world.lines[machine.line.at()].code.clone(),
        machine_id: machine.code.clone(),
        kind: kind_name.into(),
        title: title.into(),
        status: "planned".into(),
        priority: match (kind, machine.criticality) {
            (MaintenanceKind::Corrective, _) => 1,
            (_, "A") => 2,
            _ => 3,
        },
        raised_on: plus_days(due_on, -14),
        due_on,
        started_at: None,
        finished_at: None,
        business_date: due_on,
        planned_s: if kind == MaintenanceKind::Calibration { 4_500 } else { 7_200 },
        duration_s: 0,
        days_late: 0,
        technician_id: None,
        labour_cost_minor: 0,
        parts_cost_minor: 0,
        currency: world.plants[machine.plant.at()].currency.code().into(),
        cost_group_minor: 0,
    }
}

fn repair(machine: &Machine, mode: Option<usize>) -> String {
    let fault = mode.map_or("fault", |mode| DOWNTIME_REASONS[mode].1).to_lowercase();
    format!("Repair of {}: {fault}", machine.name)
}

/// Writes an order that is due soon, or was.
pub(super) fn planned(
    context: &Context,
    machine: MachineIndex,
    kind: MaintenanceKind,
    number: u32,
    due_on: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let days_late = days_between(due_on, context.options.today).max(0);
    let status = if days_late > 0 { "overdue" } else { "planned" };
    out.put(MaintenanceOrder {
        status: status.into(),
        days_late,
        ..order(context, machine, kind, number, due_on, None)
    })
}

/// Parts of the fault, or of the service; their cost.
fn fit_parts(context: &Context, job: &Job, random: &mut Stream, out: &mut Writer) -> Result<Amount, Error> {
    let world = &context.world;
    let machine = &world.machines[job.machine.at()];
    let currency = world.plants[machine.plant.at()].currency;
    let list = match (job.kind, job.mode) {
        (MaintenanceKind::Calibration, _) => return Ok(Amount::default()),
        (_, Some(mode)) => PARTS[(mode - 1).min(3)],
        _ => PARTS[4],
    };
    let mut total = Amount::default();
    for &(part, pounds) in list {
        if !random.random_bool(0.55) {
            continue;
        }
        let pence = (pounds as f64 * 100.0 * random.random_range(0.85..1.2)) as i64;
        let cost = context.rates.amount(pence, Currency::Gbp, currency, job.done_on);
        total += cost;
        let id = out.next_id::<MaintenancePart>();
        out.put(MaintenancePart {
            business_date: job.done_on,
            id,
            plant_id: world.plants[machine.plant.at()].code.clone(),
            machine_id: machine.code.clone(),
            maintenance_order_id: number(job.number),
            part: part.into(),
            quantity: 1.0,
            cost_minor: cost.local_minor,
            currency: currency.code().into(),
        })?;
    }
    Ok(total)
}

/// Writes the failure that a repair ended.
pub(super) fn write_failure(
    context: &Context,
    job: &Job,
    failure: &Failure,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let machine = &world.machines[job.machine.at()];
    let id = out.next_id::<tables::Failure>();
    out.put(tables::Failure {
        business_date: failure.failed_on,
        id,
        plant_id: world.plants[machine.plant.at()].code.clone(),
        line_id: world.lines[machine.line.at()].code.clone(),
        machine_id: machine.code.clone(),
        mode: DOWNTIME_REASONS[failure.mode].1.into(),
        failed_at: failure.failed_at,
        restored_at: failure.restored_at,
        time_between_s: failure.between_s,
        time_to_failure_s: failure.to_failure_s,
        time_to_restore_s: failure.to_restore_s,
        maintenance_order_id: number(job.number),
    })
}
