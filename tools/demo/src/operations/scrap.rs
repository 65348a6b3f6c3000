//! Why pieces were scrapped, from which lot, and what they had cost.

use super::chance;
use super::line::{Floor, Line, ShiftAt};
use super::rows::Codes;
use super::station::Lap;
use crate::context::Context;
use crate::table::Error;
use crate::tables::Scrap;
use crate::world::reference::SCRAP_REASONS;
use crate::world::{MaterialIndex, Product};
use crate::writer::Writer;

const REASONS: usize = SCRAP_REASONS.len();
/// Weights in the order of `reference::SCRAP_REASONS` when nothing is wrong.
const USUAL: [f64; REASONS] = [0.06, 0.05, 0.31, 0.12, 0.10, 0.02, 0.02, 0.10, 0.04, 0.11, 0.03, 0.04];
/// The same when the material, the heat, the tools or the people are to blame.
const MATERIAL: [(usize, f64); 2] = [(0, 0.4), (1, 0.6)];
const HEAT: [(usize, f64); 2] = [(5, 0.6), (6, 0.4)];
const TOOLS: [(usize, f64); 2] = [(2, 0.65), (4, 0.35)];
const PEOPLE: [(usize, f64); 3] = [(9, 0.5), (8, 0.2), (7, 0.3)];

/// Writes the scrap of a lap by reason and takes its cost out of work in progress.
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
    if lap.scrap == 0 {
        return Ok(());
    }
    let Some(order) = line.orders.get(lap.order.wrapping_sub(line.first)) else { return Ok(()) };
    let product = &context.world.products[order.product.at()];
    let weights = weights(context, floor, line, place, order.product.at(), at);
    let bad = bad_material(context, product, at);
    let main = product.bill.iter().find(|part| part.is_main).map(|part| part.material);
    let (number, batch) =
        (order.id(), [main, bad].map(|material| material.and_then(|part| order.lot_of(part)).cloned()));
    let cost = floor.costs[order.product.at()];
    let (index, currency) = (order.product, context.world.plants[line.plant.at()].currency);
    let mut counts = [0_i64; REASONS];
    for _ in 0..lap.scrap {
        counts[chance::weighted(&mut line.stations[place].random, &weights)] += 1;
    }
    for (reason, &pieces) in counts.iter().enumerate().filter(|(_, pieces)| **pieces > 0) {
        let group = (cost.up_to(place) * pieces as f64).round() as i64;
        let value = context.rates.at_standard(group, currency, at.window.day);
        let material =
            context.rates.at_standard(cost.standard.material_minor * pieces, currency, at.window.day);
        let is_material = reason <= 1 && bad.is_some();
        let id = out.next_id::<Scrap>();
        out.put(Scrap {
            business_date: at.window.day,
            id,
            plant_id: codes.plant.clone(),
            line_id: codes.line.clone(),
            machine_id: codes.machine.clone(),
            shift_id: codes.shift.clone(),
            product_id: product.code.clone(),
            family_id: context.world.families[product.family.at()].code.into(),
            work_order_id: number.clone(),
            operation: i64::from(product.routing[place].number),
            reason_id: SCRAP_REASONS[reason].0.into(),
            material_batch_id: batch[usize::from(is_material)].clone(),
            scrap_quantity: pieces as f64,
            cost_minor: value.local_minor,
            currency: currency.code().into(),
            cost_group_minor: value.group_minor,
        })?;
        line.books.scrapped += value;
        if let Some(order) = line.orders.get_mut(lap.order.wrapping_sub(line.first)) {
            debug_assert!(order.product == index);
            order.cost = order.cost - value;
            order.material_cost = order.material_cost - material;
        }
    }
    Ok(())
}

/// What each reason is worth today: what was planted adds to its own reasons.
fn weights(
    context: &Context,
    floor: &Floor,
    line: &Line,
    place: usize,
    product: usize,
    at: &ShiftAt,
) -> [f64; REASONS] {
    let mut weights = USUAL;
    let (machine, day) = (line.stations[place].machine, at.window.day);
    let mut blame = |reasons: &[(usize, f64)], factor: f64| {
        for &(reason, share) in reasons {
            weights[reason] += (factor - 1.0) * share;
        }
    };
    blame(&MATERIAL, floor.material_factor[product]);
    let planted = context.incidents.scrap_factor(&context.world, machine, at.crew, day);
    if planted > 1.0 {
        let is_hot = context.incidents.cooling_degrees(line.plant, day) > 0.0
            && context.world.is_cooled(machine, line.plant);
        let are_new = context.incidents.is_new_crew_night(at.crew, at.shift, day);
        blame(
            if is_hot {
                &HEAT
            } else if are_new {
                &PEOPLE
            } else {
                &TOOLS
            },
            planted,
        );
    }
    if context.world.is_cooled(machine, line.plant) {
        weights[5] += 0.25;
        weights[6] += 0.15;
    }
    weights
}

fn bad_material(context: &Context, product: &Product, at: &ShiftAt) -> Option<MaterialIndex> {
    let is_bad = |material: MaterialIndex| {
        context.incidents.material_scrap_factor(material, product.plant, at.window.day) > 1.0
    };
    product.bill.iter().map(|part| part.material).find(|&material| is_bad(material))
}
