//! Inspections: how many pieces were good the first time.

use super::chance;
use super::line::{Floor, Line, ShiftAt};
use super::rows::Codes;
use super::station::Lap;
use super::work::STEPS;
use crate::context::Context;
use crate::table::Error;
use crate::tables::Inspection;
use crate::writer::Writer;

/// Pieces are inspected after the third operation (one in three) and after the last (all).
const SAMPLED: usize = 2;
const LAST: usize = STEPS - 1;

/// Writes the inspection of a lap, where there is one. The feed of a plant may be out.
#[expect(clippy::too_many_arguments, reason = "the shift, the place in the line and where rows go")]
pub(super) fn write(
    context: &Context,
    line: &mut Line,
    place: usize,
    lap: &Lap,
    at: &ShiftAt,
    codes: &Codes,
    floor: &Floor,
    out: &mut Writer,
) -> Result<(), Error> {
    if !matches!(place, SAMPLED | LAST) || lap.produced == 0 {
        return Ok(());
    }
    let Some(order) = line.orders.get(lap.order.wrapping_sub(line.first)) else { return Ok(()) };
    let product = &context.world.products[order.product.at()];
    let (number, batch, index) = (order.id(), order.batch(), order.product.at());
    let station = &mut line.stations[place];
    let day = at.window.day;
    let factor = floor.material_factor[index]
        * context.incidents.first_pass_factor(&context.world, station.machine, at.crew, day)
        * [1.0, 1.03, 1.1][at.shift as usize];
    let (inspected, failed) = if place == LAST {
        (
            lap.produced,
            lap.scrap + lap.rework + chance::count(&mut station.random, lap.produced as f64 * 0.022 * factor),
        )
    } else {
        let sample = (lap.produced / 3).max(1);
        (sample, chance::count(&mut station.random, sample as f64 * 0.036 * factor))
    };
    let id = out.next_id::<Inspection>();
    if context.incidents.is_feed_out(line.plant, day) {
        return Ok(());
    }
    out.put(Inspection {
        business_date: day,
        id,
        plant_id: codes.plant.clone(),
        line_id: codes.line.clone(),
        machine_id: codes.machine.clone(),
        shift_id: codes.shift.clone(),
        product_id: product.code.clone(),
        family_id: context.world.families[product.family.at()].code.into(),
        work_order_id: number,
        batch_id: batch,
        inspector_id: floor.staff.inspector(context, line.plant, id as usize),
        inspected_quantity: inspected as f64,
        good_quantity: (inspected - failed).max(0) as f64,
    })
}
