//! The rows of one machine's shift: time, stops, changeovers, production.

use super::line::{Floor, Line, ShiftAt, Summary};
use super::measure::Gauge;
use super::station::{Doing, Lap};
use super::stops::category;
use super::work::STEPS;
use super::{defects, inspect, scrap, states};
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::tables::{Changeover, Downtime, MachineTime, Production};
use crate::value::Text;
use crate::world::reference::DOWNTIME_REASONS;
use crate::writer::Writer;

/// The codes that every row of a machine's shift carries.
pub(super) struct Codes {
    pub(super) plant: Text,
    pub(super) line: Text,
    pub(super) machine: Text,
    pub(super) shift: Text,
    pub(super) crew: Text,
}

impl Codes {
    pub(super) fn of(context: &Context, line: &Line, place: usize, at: &ShiftAt) -> Self {
        let world = &context.world;
        Self {
            plant: world.plants[line.plant.at()].code.clone(),
            line: world.lines[line.index.at()].code.clone(),
            machine: world.machines[line.stations[place].machine.at()].code.clone(),
            shift: at.shift.code().into(),
            crew: world.crews[at.crew.at()].code.clone(),
        }
    }
}

/// A shift in which the machine is not manned.
pub(super) fn write_unmanned(
    context: &Context,
    line: &Line,
    place: usize,
    at: &ShiftAt,
    out: &mut Writer,
) -> Result<(), Error> {
    let codes = Codes::of(context, line, place, at);
    let calendar_s = at.window.length_s;
    let row = machine_time(&codes, at, out, calendar_s);
    out.put(MachineTime { crew_id: None, unplanned_s: calendar_s, unmanned_s: calendar_s, ..row })?;
    if states::are_kept(context, at.window.day) {
        states::write_off(at, &codes, out)?;
    }
    Ok(())
}

fn machine_time(codes: &Codes, at: &ShiftAt, out: &mut Writer, calendar_s: i64) -> MachineTime {
    MachineTime {
        business_date: at.window.day,
        id: out.next_id::<MachineTime>(),
        plant_id: codes.plant.clone(),
        line_id: codes.line.clone(),
        machine_id: codes.machine.clone(),
        shift_id: codes.shift.clone(),
        crew_id: Some(codes.crew.clone()),
        calendar_s,
        planned_busy_s: 0,
        unplanned_s: 0,
        planned_maintenance_s: 0,
        unmanned_s: 0,
        busy_s: 0,
        no_order_s: 0,
        processing_s: 0,
        production_s: 0,
        setup_s: 0,
        delay_s: 0,
        breakdown_s: 0,
        minor_stop_s: 0,
        material_s: 0,
        quality_s: 0,
        staffing_s: 0,
        utility_s: 0,
        other_s: 0,
        capacity_quantity: 0.0,
    }
}

/// Writes a worked shift of one machine.
pub(super) fn write(
    context: &Context,
    floor: &Floor,
    gauge: &mut Gauge,
    line: &mut Line,
    place: usize,
    at: &ShiftAt,
    out: &mut Writer,
) -> Result<Summary, Error> {
    let codes = Codes::of(context, line, place, at);
    let mut summary = time(floor, line, place, at, &codes, out)?;
    stopped(line, place, at, &codes, out)?;
    changed(context, line, place, at, &codes, out)?;
    if states::are_kept(context, at.window.day) {
        states::write(line, place, at, &codes, out)?;
    }
    let laps = std::mem::take(&mut line.stations[place].laps);
    for lap in &laps {
        summary.personnel_s += produced(context, floor, gauge, line, place, lap, at, &codes, out)?;
        summary.produced += lap.produced;
    }
    line.stations[place].laps = laps;
    Ok(summary)
}

fn time(
    floor: &Floor,
    line: &Line,
    place: usize,
    at: &ShiftAt,
    codes: &Codes,
    out: &mut Writer,
) -> Result<Summary, Error> {
    let station = &line.stations[place];
    let mut row = machine_time(codes, at, out, at.window.length_s);
    for stretch in &station.stretches {
        let seconds = stretch.to_s - stretch.from_s;
        row.planned_busy_s += seconds;
        match stretch.doing {
            Doing::Producing => row.production_s += seconds,
            Doing::Stopped(reason) => add(&mut row, category(reason), seconds),
        }
    }
    row.planned_maintenance_s = row.calendar_s - row.planned_busy_s;
    row.unplanned_s = row.planned_maintenance_s;
    row.busy_s = row.planned_busy_s - row.no_order_s;
    row.processing_s = row.production_s + row.setup_s;
    row.delay_s = row.busy_s - row.processing_s;
    let order = line.orders.get(station.at.saturating_sub(line.first));
    let product = order.map(|order| order.product).or(station.last_product);
    if let Some(product) = product {
        let exact = row.planned_busy_s as f64 / floor.run_s[product.at()][place];
        row.capacity_quantity = (exact * 10.0).round() / 10.0;
    }
    let summary = Summary {
        planned_busy_s: row.planned_busy_s,
        production_s: row.production_s,
        busy_s: row.busy_s,
        no_order_s: row.no_order_s,
        ..Summary::default()
    };
    out.put(row)?;
    Ok(summary)
}

fn add(row: &mut MachineTime, category: &str, seconds: i64) {
    let column = match category {
        "setup" => &mut row.setup_s,
        "no_order" => &mut row.no_order_s,
        "breakdown" => &mut row.breakdown_s,
        "minor_stop" => &mut row.minor_stop_s,
        "material" => &mut row.material_s,
        "quality" => &mut row.quality_s,
        "staffing" => &mut row.staffing_s,
        "utility" => &mut row.utility_s,
        _ => &mut row.other_s,
    };
    *column += seconds;
}

fn stopped(line: &Line, place: usize, at: &ShiftAt, codes: &Codes, out: &mut Writer) -> Result<(), Error> {
    for stretch in &line.stations[place].stretches {
        let Doing::Stopped(reason) = stretch.doing else { continue };
        let id = out.next_id::<Downtime>();
        out.put(Downtime {
            business_date: at.window.day,
            id,
            plant_id: codes.plant.clone(),
            line_id: codes.line.clone(),
            machine_id: codes.machine.clone(),
            shift_id: codes.shift.clone(),
            reason_id: DOWNTIME_REASONS[reason].0.into(),
            category: category(reason).into(),
            work_order_id: (stretch.work_order > 0).then(|| super::work::number_text(stretch.work_order)),
            started_at: at.window.start.plus(stretch.from_s),
            ended_at: at.window.start.plus(stretch.to_s),
            duration_s: stretch.to_s - stretch.from_s,
        })?;
    }
    Ok(())
}

fn changed(
    context: &Context,
    line: &Line,
    place: usize,
    at: &ShiftAt,
    codes: &Codes,
    out: &mut Writer,
) -> Result<(), Error> {
    let products = &context.world.products;
    for change in &line.stations[place].changes {
        let id = out.next_id::<Changeover>();
        out.put(Changeover {
            business_date: at.window.day,
            id,
            plant_id: codes.plant.clone(),
            line_id: codes.line.clone(),
            machine_id: codes.machine.clone(),
            shift_id: codes.shift.clone(),
            work_order_id: super::work::number_text(change.work_order),
            from_product_id: change.from.map(|product| products[product.at()].code.clone()),
            to_product_id: products[change.to.at()].code.clone(),
            started_at: change.started_at,
            planned_s: products[change.to.at()].routing[place].setup_s as i64,
            actual_s: change.actual_s,
        })?;
    }
    Ok(())
}

/// Writes what a lap made and books it; the hands-on seconds.
#[expect(clippy::too_many_arguments, reason = "the shift, the place in the line and where rows go")]
fn produced(
    context: &Context,
    floor: &Floor,
    gauge: &mut Gauge,
    line: &mut Line,
    place: usize,
    lap: &Lap,
    at: &ShiftAt,
    codes: &Codes,
    out: &mut Writer,
) -> Result<i64, Error> {
    let Some(order) = line.orders.get(lap.order.wrapping_sub(line.first)) else { return Ok(0) };
    let product = &context.world.products[order.product.at()];
    let step = &product.routing[place];
    let hands_s = (lap.produced as f64 * step.labour_s * line.stations[place].pace.slow) as i64;
    let personnel_s = hands_s.min(lap.production_s) + lap.setup_s;
    let id = out.next_id::<Production>();
    out.put(Production {
        business_date: at.window.day,
        id,
        plant_id: codes.plant.clone(),
        line_id: codes.line.clone(),
        machine_id: codes.machine.clone(),
        shift_id: codes.shift.clone(),
        crew_id: codes.crew.clone(),
        work_order_id: order.id(),
        operation: i64::from(step.number),
        product_id: product.code.clone(),
        family_id: context.world.families[product.family.at()].code.into(),
        batch_id: order.batch(),
        is_first_operation: place == 0,
        is_final_operation: place + 1 == STEPS,
        produced_quantity: lap.produced as f64,
        good_quantity: lap.good as f64,
        scrap_quantity: lap.scrap as f64,
        rework_quantity: lap.rework as f64,
        planned_scrap_quantity: (lap.produced as f64 * step.scrap_share * 1e4).round() / 1e4,
        planned_run_per_item_s: step.run_s,
        planned_run_s: (lap.produced as f64 * step.run_s * 10.0).round() / 10.0,
        production_s: lap.production_s,
        setup_s: lap.setup_s,
        delay_s: lap.delay_s,
        busy_s: lap.production_s + lap.setup_s + lap.delay_s,
        personnel_s,
    })?;
    absorb(context, floor, line, place, lap, at, personnel_s);
    scrap::write(context, floor, line, place, lap, at, codes, out)?;
    inspect::write(context, line, place, lap, at, codes, floor, out)?;
    defects::write(context, floor, line, place, lap, at, codes, out)?;
    gauge.measure(context, line, place, lap, at, codes, out)?;
    Ok(personnel_s)
}

/// Standard labour and overhead of the pieces that passed go into work in progress.
fn absorb(
    context: &Context,
    floor: &Floor,
    line: &mut Line,
    place: usize,
    lap: &Lap,
    at: &ShiftAt,
    personnel_s: i64,
) {
    let currency = context.world.plants[line.plant.at()].currency;
    let Some(order) = line.orders.get_mut(lap.order.wrapping_sub(line.first)) else { return };
    let costs = &floor.costs[order.product.at()];
    let passed = (lap.good + lap.scrap) as f64;
    let value = |each: f64| -> Amount {
        context.rates.at_standard((passed * each).round() as i64, currency, at.window.day)
    };
    let (labour, overhead) = (value(costs.labour[place]), value(costs.overhead[place]));
    order.cost += labour + overhead;
    order.steps[place].personnel_s += personnel_s;
    line.books.labour += labour;
    line.books.overhead += overhead;
}
