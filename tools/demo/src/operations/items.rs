//! How each item is planned at each plant, and what lay there on the first morning.

use rand::RngExt;

use super::batches::Batches;
use super::planning::{COVER_DAYS, Planning};
use super::purchasing::{Purchasing, SAFETY_DAYS};
use super::stock::{Held, Slot, SlotIndex, Stock};
use crate::calendar::plus_days;
use crate::context::Context;
use crate::random::stream;
use crate::table::Error;
use crate::tables::ItemSite;
use crate::value::Text;
use crate::writer::Writer;

/// Fills the stores as on any morning.
pub(super) fn fill(
    context: &Context,
    stock: &mut Stock,
    planning: &Planning,
    purchasing: &mut Purchasing,
    batches: &mut Batches,
) {
    let mut random = stream(context.options.seed, "opening stock");
    let slots: Vec<(SlotIndex, Held)> = stock.all().map(|(index, slot)| (index, slot.held)).collect();
    for (slot, held) in slots {
        match held {
            Held::Product(product) => {
                let wanted = planning.target(context, product) * random.random_range(0.75..1.05);
                let quantity = (wanted as i64).max(5);
                let batch = opening_batch(product.0.into());
                let day = plus_days(context.options.first_day, -random.random_range(3..20));
                batches.found(context, batch.clone(), product, quantity, day);
                stock.open(context, slot, batch, quantity);
            }
            Held::Material(material) => {
                let lead = f64::from(context.world.materials[material.at()].lead_time_days);
                let days = lead + SAFETY_DAYS + random.random_range(0.0..20.0);
                let quantity = ((purchasing.usage[slot.at()] * days) as i64).max(20);
                purchasing.found(context, stock, batches, slot, quantity);
            }
        }
    }
}

/// Begins with a nought, so that no work order's batch is ever called the same.
fn opening_batch(product: u64) -> Text {
    let number = 900 + product;
    if number < 1_000 {
        compact_str::format_compact!("B-{number:04}")
    } else {
        compact_str::format_compact!("B-{number:06}")
    }
}

/// Writes `item_site`.
pub(super) fn write(
    context: &Context,
    stock: &Stock,
    planning: &Planning,
    purchasing: &Purchasing,
    out: &mut Writer,
) -> Result<(), Error> {
    let worth = |index: SlotIndex, slot: &Slot| match slot.held {
        Held::Product(product) => planning.rate[product.at()] * slot.standard_minor as f64,
        Held::Material(_) => purchasing.usage[index.at()] * slot.standard_minor as f64,
    };
    let total: f64 = stock.all().map(|(index, slot)| worth(index, slot)).sum();
    let mut ranked: Vec<(SlotIndex, &Slot, f64)> =
        stock.all().map(|(index, slot)| (index, slot, worth(index, slot) / total)).collect();
    ranked.sort_by(|left, right| right.2.total_cmp(&left.2));
    let mut so_far = 0.0;
    for (index, slot, share) in ranked {
        let abc_class = if so_far < 0.75 {
            "A"
        } else if so_far < 0.93 {
            "B"
        } else {
            "C"
        };
        so_far += share;
        out.put(row(context, index, slot, planning, purchasing, abc_class))?;
    }
    Ok(())
}

fn row(
    context: &Context,
    index: SlotIndex,
    slot: &Slot,
    planning: &Planning,
    purchasing: &Purchasing,
    abc_class: &'static str,
) -> ItemSite {
    let world = &context.world;
    let (item_id, safety, reorder, lead_time_days, is_ordered) = match slot.held {
        Held::Product(at) => {
            let product = &world.products[at.at()];
            let safety = planning.target(context, at) * 14.0 / COVER_DAYS;
            (product.code.clone(), safety, f64::from(product.lot_size), 7, product.is_intermittent)
        }
        Held::Material(at) => {
            let material = &world.materials[at.at()];
            let usage = purchasing.usage[index.at()];
            let level = usage * (f64::from(material.lead_time_days) + SAFETY_DAYS);
            (material.code.clone(), usage * SAFETY_DAYS, level, i64::from(material.lead_time_days), false)
        }
    };
    ItemSite {
        item_id,
        plant_id: world.plants[slot.plant.at()].code.clone(),
        safety_stock_quantity: safety.round(),
        reorder_quantity: reorder.round(),
        lead_time_days,
        policy: if is_ordered { "order" } else { "stock" }.into(),
        abc_class: abc_class.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_opening_batch_is_called_as_that_of_a_work_order() {
        for product in 0..5_000 {
            assert!(opening_batch(product).starts_with("B-0"), "{}", opening_batch(product));
        }
    }
}
