//! Which defects the pieces had that were scrapped or reworked.

use rand::RngExt;

use super::chance;
use super::line::{Floor, Line, ShiftAt};
use super::rows::Codes;
use super::station::Lap;
use crate::context::Context;
use crate::table::Error;
use crate::tables::Defect;
use crate::world::reference::DEFECT_TYPES;
use crate::writer::Writer;

/// Weights of `reference::DEFECT_TYPES` at each place in the line when nothing is wrong.
const USUAL: [[f64; DEFECT_TYPES.len()]; 5] = [
    [0.2, 0.2, 0.1, 0.0, 0.05, 0.05, 0.15, 0.1, 0.15, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.25, 0.2, 0.1, 0.15, 0.02, 0.03, 0.1, 0.05, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.05, 0.05, 0.15, 0.05, 0.05, 0.05, 0.1, 0.1, 0.05, 0.2, 0.15, 0.0, 0.0, 0.0],
    [0.15, 0.15, 0.1, 0.25, 0.02, 0.03, 0.15, 0.05, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.05, 0.05, 0.02, 0.08, 0.05, 0.05, 0.15, 0.1, 0.05, 0.0, 0.0, 0.15, 0.15, 0.1],
];
/// Share of faulty laps for which defects are written down by type.
const WRITTEN: f64 = 0.25;

/// Writes the defects of a lap.
#[expect(clippy::too_many_arguments, reason = "the shift, the place in the line and where rows go")]
pub(super) fn write(
    context: &Context,
    floor: &Floor,
    line: &mut Line,
    place: usize,
    lap: &Lap,
    at: &ShiftAt,
    codes: &Codes,
    out: &mut Writer,
) -> Result<(), Error> {
    if lap.scrap + lap.rework == 0 || !line.stations[place].random.random_bool(WRITTEN) {
        return Ok(());
    }
    let Some(order) = line.orders.get(lap.order.wrapping_sub(line.first)) else { return Ok(()) };
    let product = &context.world.products[order.product.at()];
    let (number, batch, index) = (order.id(), order.batch(), order.product.at());
    let mut weights = USUAL[place];
    let bad = floor.material_factor[index] - 1.0;
    weights[4] += 0.4 * bad;
    weights[5] += 0.6 * bad;
    for (pieces, disposition) in [(lap.scrap, "scrap"), (lap.rework, "rework")] {
        if pieces == 0 {
            continue;
        }
        let random = &mut line.stations[place].random;
        let kind = chance::weighted(random, &weights);
        // One fault in six was made at an earlier machine.
        let origin =
            if place > 0 && random.random_bool(0.17) { random.random_range(0..place) } else { place };
        let origin = context.world.machines[line.stations[origin].machine.at()].code.clone();
        let id = out.next_id::<Defect>();
        out.put(Defect {
            business_date: at.window.day,
            id,
            plant_id: codes.plant.clone(),
            line_id: codes.line.clone(),
            machine_id: codes.machine.clone(),
            origin_machine_id: origin,
            shift_id: codes.shift.clone(),
            product_id: product.code.clone(),
            family_id: context.world.families[product.family.at()].code.into(),
            work_order_id: number.clone(),
            batch_id: batch.clone(),
            defect_type_id: DEFECT_TYPES[kind].0.into(),
            defect_quantity: pieces as f64,
            disposition: disposition.into(),
        })?;
    }
    Ok(())
}
