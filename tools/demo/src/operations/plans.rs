//! The plan as of today: orders proposed, the load of each line by week, materials to come and to go.

use jiff::civil::Date;

use super::line::{Floor, Line};
use super::planning::{Planning, USUAL_OUTPUT, lot, products};
use super::purchasing::{Purchasing, SAFETY_DAYS};
use super::stock::{Held, Stock};
use crate::calendar::{Shift, monday, plus_days, working_day_from};
use crate::context::Context;
use crate::table::Error;
use crate::tables::{CapacityPlan, MaterialPlan, PlannedOrder};
use crate::world::{ProductIndex, is_planned};
use crate::writer::Writer;

/// Weeks that are planned ahead.
const WEEKS: usize = 12;

/// What one week asks of one line.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    run_s: f64,
    setup_s: f64,
}

/// Writes the plan.
pub(super) fn write(
    context: &Context,
    floor: &Floor,
    stock: &Stock,
    lines: &[Line],
    planning: &Planning,
    purchasing: &Purchasing,
    out: &mut Writer,
) -> Result<(), Error> {
    let first = plus_days(monday(context.options.today), 7);
    // Units of each material's slot needed in each week.
    let mut needs = vec![[0.0; WEEKS]; stock.all().count()];
    for line in lines {
        let mut loads = [Load::default(); WEEKS];
        for product in products(context, line.index) {
            orders(context, floor, stock, line, planning, product, first, &mut loads, &mut needs, out)?;
        }
        for (week, load) in loads.iter().enumerate() {
            capacity(context, line, plus_days(first, week as i64 * 7), load.run_s, load.setup_s, out)?;
        }
    }
    materials(context, stock, purchasing, &needs, first, out)
}

/// Proposes orders of one product, a usual lot at a time, as expected demand and its cover ask for them.
#[expect(clippy::too_many_arguments, reason = "what a plan reads and adds up")]
fn orders(
    context: &Context,
    floor: &Floor,
    stock: &Stock,
    line: &Line,
    planning: &Planning,
    product: ProductIndex,
    first: Date,
    loads: &mut [Load; WEEKS],
    needs: &mut [[f64; WEEKS]],
    out: &mut Writer,
) -> Result<(), Error> {
    let made = &context.world.products[product.at()];
    let size = lot(context, product, context.options.today);
    let slowest = floor.run_s[product.at()].iter().copied().fold(0.0, f64::max);
    let setup_s = made.routing.iter().map(|step| step.setup_s).fold(0.0, f64::max);
    let mut position = planning.position(context, stock, line, product);
    for (week, load) in loads.iter_mut().enumerate() {
        position -= planning.rate[product.at()] * 7.0;
        let starts_on = plus_days(first, week as i64 * 7);
        let mut place = 0;
        while position < planning.target(context, product) && place < 6 {
            let reason = if position < 0.0 {
                "customer order"
            } else if position < 0.4 * planning.target(context, product) {
                "safety stock"
            } else {
                "forecast"
            };
            position += size;
            load.run_s += size * slowest;
            load.setup_s += setup_s;
            for part in &made.bill {
                if let Some(slot) = stock.material(made.plant, part.material) {
                    needs[slot.at()][week] += (size * part.quantity * (1.0 + part.scrap_allowance)).ceil();
                }
            }
            propose(
                context,
                line,
                product,
                plus_days(starts_on, place),
                size,
                (size * slowest, setup_s),
                reason,
                out,
            )?;
            place += 1;
        }
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "each is a column of the planned order")]
fn propose(
    context: &Context,
    line: &Line,
    product: ProductIndex,
    day: Date,
    quantity: f64,
    (run_s, setup_s): (f64, f64),
    reason: &'static str,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let made = &world.products[product.at()];
    let plant = &world.plants[line.plant.at()];
    let starts_on = working_day_from(plant.country, day);
    let id = out.next_id::<PlannedOrder>();
    out.put(PlannedOrder {
        business_date: starts_on,
        id,
        planned_order_id: compact_str::format_compact!("PL-{:05}", id),
        plant_id: plant.code.clone(),
        line_id: world.lines[line.index.at()].code.clone(),
        product_id: made.code.clone(),
        family_id: world.families[made.family.at()].code.into(),
        quantity,
        planned_finish: working_day_from(plant.country, plus_days(starts_on, 2)),
        due_on: working_day_from(plant.country, plus_days(starts_on, 4)),
        run_s: run_s as i64,
        setup_s: setup_s as i64,
        reason: reason.into(),
    })
}

/// Writes one week of one line: what it can do and what is asked of it.
pub(super) fn capacity(
    context: &Context,
    line: &Line,
    monday: Date,
    required_s: f64,
    setup_s: f64,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let (place, plant) = (&world.lines[line.index.at()], &world.plants[line.plant.at()]);
    let works = |at: i64| {
        Shift::ALL
            .iter()
            .filter(move |&&shift| is_planned(plant, place, plus_days(monday, at), shift))
            .count()
    };
    let planned_shifts = (0..7).map(works).sum::<usize>() as i64;
    let available_s = (planned_shifts as f64 * 28_800.0 * USUAL_OUTPUT) as i64;
    let required_s = required_s as i64;
    let id = out.next_id::<CapacityPlan>();
    out.put(CapacityPlan {
        business_date: monday,
        id,
        plant_id: plant.code.clone(),
        line_id: place.code.clone(),
        planned_shifts,
        available_s,
        required_s,
        required_setup_s: setup_s as i64,
        overload_s: (required_s + setup_s as i64 - available_s).max(0),
    })
}

/// Projects each material's stock through the weeks.
fn materials(
    context: &Context,
    stock: &Stock,
    purchasing: &Purchasing,
    needs: &[[f64; WEEKS]],
    first: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    for (index, slot) in stock.all() {
        let Held::Material(at) = slot.held else { continue };
        let material = &world.materials[at.at()];
        let mut opening = slot.quantity as f64;
        for (week, &requirement) in needs[index.at()].iter().enumerate() {
            let monday = plus_days(first, week as i64 * 7);
            // What comes before the first week counts in it.
            let from = if week == 0 { context.options.today } else { monday };
            let safety = (purchasing.usage[index.at()] * SAFETY_DAYS).round();
            let mut coming = purchasing.coming(index, from, plus_days(monday, 7));
            let missing = safety - (opening + coming - requirement);
            // What can still be bought in time will be.
            if missing > 0.0 && (week as i64) * 7 > i64::from(material.lead_time_days) {
                coming += missing.ceil();
            }
            let closing = opening + coming - requirement;
            let id = out.next_id::<MaterialPlan>();
            out.put(MaterialPlan {
                business_date: monday,
                id,
                plant_id: world.plants[slot.plant.at()].code.clone(),
                material_id: material.code.clone(),
                supplier_id: world.suppliers[material.supplier.at()].code.clone(),
                unit: slot.unit.into(),
                opening_quantity: opening,
                requirement_quantity: requirement,
                scheduled_receipt_quantity: coming,
                closing_quantity: closing,
                safety_stock_quantity: safety,
                shortage_quantity: (-closing).max(0.0),
            })?;
            opening = closing;
        }
    }
    Ok(())
}
