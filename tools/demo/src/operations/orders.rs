//! The rows of a work order: itself, its operations, what it used of material and labour.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::batches;
use super::line::Floor;
use super::stock::Stock;
use super::work::{Part, STEPS, Step, WorkOrder};
use crate::calendar::plus_days;
use crate::context::Context;
use crate::table::Error;
use crate::tables::{self, MaterialUse, WorkOrderLabour, WorkOrderMaterial, WorkOrderOperation};
use crate::value::Instant;
use crate::world::labour_rate;
use crate::writer::Writer;

/// Days after which a finished order is closed.
const CLOSED_AFTER_DAYS: i64 = 30;

/// Writes everything about a work order that finished on `day`.
pub(super) fn write_finished(
    context: &Context,
    floor: &Floor,
    stock: &Stock,
    order: &WorkOrder,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let is_closed = plus_days(day, CLOSED_AFTER_DAYS) < context.options.today;
    write_order(context, order, if is_closed { "closed" } else { "finished" }, day, out)?;
    for part in &order.parts {
        material(context, stock, order, part, day, out)?;
    }
    for place in 0..STEPS {
        labour(context, floor, order, place, day, out)?;
    }
    use_of_main(context, order, day, out)?;
    batches::write_links(context, order, out)
}

/// Writes a work order that is still on the line at the end.
pub(super) fn write_open(context: &Context, order: &WorkOrder, out: &mut Writer) -> Result<(), Error> {
    let status = if order.steps[0].started.is_some() { "running" } else { "released" };
    write_order(context, order, status, order.planned_finish, out)?;
    batches::write_links(context, order, out)
}

fn write_order(
    context: &Context,
    order: &WorkOrder,
    status: &'static str,
    business_date: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let (first, last) = (&order.steps[0], &order.steps[STEPS - 1]);
    let sum = |value: fn(&Step) -> i64| order.steps.iter().map(value).sum::<i64>();
    let done_on = last.finished_on.unwrap_or(context.options.today);
    out.put(tables::WorkOrder {
        work_order_id: order.id(),
        product_id: world.products[order.product.at()].code.clone(),
        plant_id: world.plants[order.plant.at()].code.clone(),
        line_id: world.lines[order.line.at()].code.clone(),
        batch_id: order.batch(),
        sales_order_id: order.sales_order.map(|number| compact_str::format_compact!("SO-{number}")),
        status: status.into(),
        priority: order.priority,
        created_on: order.created_on,
        released_on: Some(order.released_on),
        planned_start: order.released_on,
        planned_finish: order.planned_finish,
        due_on: order.due_on,
        business_date,
        started_at: first.started,
        finished_at: last.finished,
        ordered_quantity: order.quantity as f64,
        produced_quantity: last.produced as f64,
        good_quantity: last.good as f64,
        scrap_quantity: sum(|step| step.scrap) as f64,
        rework_quantity: sum(|step| step.rework) as f64,
        execution_s: first.started.zip(last.finished).map_or(0, |(start, end)| end.0 - start.0),
        busy_s: sum(|step| step.busy_s),
        production_s: sum(|step| step.production_s),
        setup_s: sum(|step| step.set_up_s),
        is_late: done_on > order.due_on,
    })?;
    for place in 0..STEPS {
        operation(context, order, place, out)?;
    }
    Ok(())
}

fn operation(context: &Context, order: &WorkOrder, place: usize, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    let routing = &world.products[order.product.at()].routing[place];
    let step = &order.steps[place];
    let (start, end) = (at_hour(order.released_on, 6), at_hour(order.planned_finish, 14));
    // Operations overlap: each is planned for three sevenths of the time, one seventh after the one before.
    let seventh_s = (end.0 - start.0).max(7 * 3_600) / 7;
    let planned_start = start.plus(place as i64 * seventh_s);
    let status = match (step.started, step.finished) {
        (_, Some(_)) => "finished",
        (Some(_), None) => "running",
        _ => "waiting",
    };
    out.put(WorkOrderOperation {
        work_order_id: order.id(),
        operation: i64::from(routing.number),
        machine_id: world.machines[routing.machine.at()].code.clone(),
        line_id: world.lines[order.line.at()].code.clone(),
        plant_id: world.plants[order.plant.at()].code.clone(),
        status: status.into(),
        business_date: step.finished_on.unwrap_or(order.planned_finish),
        planned_start,
        planned_finish: planned_start.plus(3 * seventh_s),
        started_at: step.started,
        finished_at: step.finished,
        planned_quantity: order.quantity as f64,
        good_quantity: step.good as f64,
        planned_run_s: (order.quantity as f64 * routing.run_s).round() as i64,
        planned_setup_s: routing.setup_s as i64,
    })
}

fn at_hour(day: Date, hour: i8) -> Instant {
    Instant(TimeZone::UTC.to_timestamp(day.at(hour, 0, 0, 0)).map(|at| at.as_second()).unwrap_or_default())
}

fn material(
    context: &Context,
    stock: &Stock,
    order: &WorkOrder,
    part: &Part,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let product = &world.products[order.product.at()];
    let plant = &world.plants[order.plant.at()];
    let Some(component) = product.bill.iter().find(|component| component.material == part.material) else {
        return Ok(());
    };
    let good = order.steps[STEPS - 1].good as f64;
    let standard_quantity =
        (good * component.quantity_on(order.released_on) * (1.0 + component.scrap_allowance) * 1e3).round()
            / 1e3;
    let actual_quantity = part.quantity as f64;
    let rate = context.rates.standard_rate(plant.currency, day);
    let group_price = stock.get(part.slot).standard_minor as f64;
    let (standard_price, actual_price) = (group_price / rate, part.paid_minor / actual_quantity.max(1.0));
    let standard = (standard_quantity * standard_price).round() as i64;
    let price = ((actual_price - standard_price) * actual_quantity).round() as i64;
    let usage = ((actual_quantity - standard_quantity) * standard_price).round() as i64;
    let group = |local: i64| (local as f64 * rate).round() as i64;
    let id = out.next_id::<WorkOrderMaterial>();
    out.put(WorkOrderMaterial {
        business_date: day,
        id,
        work_order_id: order.id(),
        product_id: product.code.clone(),
        material_id: world.materials[part.material.at()].code.clone(),
        plant_id: plant.code.clone(),
        line_id: world.lines[order.line.at()].code.clone(),
        batch_id: part.lots.iter().max_by_key(|lot| lot.1).map(|lot| lot.0.clone()),
        unit: world.materials[part.material.at()].unit.into(),
        standard_quantity,
        actual_quantity,
        standard_price_minor: (standard_price * 1e4).round() / 1e4,
        actual_price_minor: (actual_price * 1e4).round() / 1e4,
        standard_cost_minor: standard,
        actual_cost_minor: standard + price + usage,
        price_variance_minor: price,
        usage_variance_minor: usage,
        currency: plant.currency.code().into(),
        standard_cost_group_minor: group(standard),
        actual_cost_group_minor: group(standard) + group(price) + group(usage),
        price_variance_group_minor: group(price),
        usage_variance_group_minor: group(usage),
    })
}

fn labour(
    context: &Context,
    floor: &Floor,
    order: &WorkOrder,
    place: usize,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let product = &world.products[order.product.at()];
    let plant = &world.plants[order.plant.at()];
    let (routing, step) = (&product.routing[place], &order.steps[place]);
    let passed = (step.good + step.scrap) as f64;
    let standard_s = (passed * (routing.labour_s + routing.setup_s / f64::from(product.lot_size))).round();
    let rate = context.rates.standard_rate(plant.currency, day);
    let standard_rate = labour_rate(plant.country, day) / rate;
    // Who worked decides the rate: one person earns a little more than another.
    let actual_rate =
        standard_rate * (1.0 + ((order.number as usize * 7 + place * 3) % 11) as f64 * 0.004 - 0.017);
    let actual_s = step.personnel_s as f64;
    let standard = (standard_s / 3_600.0 * standard_rate).round() as i64;
    let by_rate = ((actual_rate - standard_rate) * actual_s / 3_600.0).round() as i64;
    let by_time = ((actual_s - standard_s) / 3_600.0 * standard_rate).round() as i64;
    let group = |local: i64| (local as f64 * rate).round() as i64;
    let overhead_group = (passed * floor.costs[order.product.at()].overhead[place]).round() as i64;
    let id = out.next_id::<WorkOrderLabour>();
    out.put(WorkOrderLabour {
        business_date: day,
        id,
        work_order_id: order.id(),
        operation: i64::from(routing.number),
        product_id: product.code.clone(),
        machine_id: world.machines[routing.machine.at()].code.clone(),
        plant_id: plant.code.clone(),
        line_id: world.lines[order.line.at()].code.clone(),
        standard_s: standard_s as i64,
        actual_s: step.personnel_s,
        standard_rate_minor: (standard_rate * 1e4).round() / 1e4,
        actual_rate_minor: (actual_rate * 1e4).round() / 1e4,
        standard_cost_minor: standard,
        actual_cost_minor: standard + by_rate + by_time,
        rate_variance_minor: by_rate,
        efficiency_variance_minor: by_time,
        overhead_cost_minor: context.rates.at_standard(overhead_group, plant.currency, day).local_minor,
        currency: plant.currency.code().into(),
        standard_cost_group_minor: group(standard),
        actual_cost_group_minor: group(standard) + group(by_rate) + group(by_time),
        rate_variance_group_minor: group(by_rate),
        efficiency_variance_group_minor: group(by_time),
        overhead_cost_group_minor: overhead_group,
    })
}

/// What became of the main component, in pieces.
fn use_of_main(context: &Context, order: &WorkOrder, day: Date, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    let last = &order.steps[STEPS - 1];
    let scrapped: i64 = order.steps.iter().map(|step| step.scrap).sum();
    let (stored, other) = order.lost;
    let id = out.next_id::<MaterialUse>();
    out.put(MaterialUse {
        business_date: day,
        id,
        plant_id: world.plants[order.plant.at()].code.clone(),
        line_id: world.lines[order.line.at()].code.clone(),
        product_id: world.products[order.product.at()].code.clone(),
        work_order_id: order.id(),
        consumed_quantity: (last.good + scrapped + stored + other) as f64,
        good_quantity: (last.good - last.rework).max(0) as f64,
        integrated_good_quantity: last.good as f64,
        production_loss_quantity: scrapped as f64,
        storage_transport_loss_quantity: stored as f64,
        other_loss_quantity: other as f64,
    })
}
