//! What happens at the gate: a lot is counted, partly sent back, and put into stock.

use jiff::civil::Date;
use rand::RngExt;

use super::batches::{Batches, Received};
use super::purchasing::Purchasing;
use super::stock::{Lot, Reason, Stock};
use crate::calendar::days_between;
use crate::context::Context;
use crate::events::{self, Event};
use crate::money::Currency;
use crate::table::Error;
use crate::tables::Receipt;
use crate::writer::Writer;

/// Receives `quantity` units of one line.
#[expect(clippy::too_many_arguments, reason = "what a receipt reads and writes")]
pub(super) fn receive(
    context: &Context,
    purchasing: &mut Purchasing,
    at: usize,
    quantity: i64,
    stock: &mut Stock,
    batches: &mut Batches,
    day: Date,
    events: &mut Vec<Event>,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let line = &mut purchasing.open[at];
    let purchase = line.purchase.clone();
    line.received += quantity;
    line.received_on = Some(day);
    let is_complete = line.arrivals.is_empty();
    let supplier = &world.suppliers[purchase.supplier.at()];
    let rejected = if purchasing.random.random_bool((supplier.reject_share * 4.0).min(0.5)) {
        (quantity as f64 * purchasing.random.random_range(0.02..0.25)) as i64
    } else {
        0
    };
    let accepted = quantity - rejected;
    let site = &world.plants[purchase.plant.at()];
    let cost_minor = (accepted as f64 * purchase.price_minor).round() as i64;
    let cost = context.rates.amount(cost_minor, purchase.currency, site.currency, day);
    let (slot, supplier_lot) = (line.slot, line.supplier_lot.clone());
    let batch = compact_str::format_compact!("LOT-{}", purchasing.next_lot);
    purchasing.next_lot += 1;
    let receipt = out.next_id::<Receipt>();
    let paid_minor = cost.local_minor as f64 / accepted.max(1) as f64;
    let lot = Lot { batch: batch.clone(), quantity: accepted, paid_minor };
    let standard = stock.add(context, out, day, slot, Reason::Receipt, lot, purchase.order.clone())?;
    let supplier_lot =
        supplier_lot.unwrap_or_else(|| compact_str::format_compact!("H{}", 10_000 + purchasing.next_lot));
    let (material, plant) = (purchase.material, purchase.plant);
    let lot = Received {
        batch: batch.clone(),
        material,
        plant,
        supplier: purchase.supplier,
        supplier_lot,
        receipt: Some(receipt),
        quantity: accepted,
    };
    batches.received(context, lot, day);
    let is_in_full = quantity == i64::from(purchase.quantity) && rejected == 0;
    let event = events::Receipt {
        receipt,
        received_quantity: quantity as u32,
        accepted_quantity: accepted as u32,
        cost_minor,
        cost,
        standard,
        is_complete,
        purchase,
    };
    write(context, &event, batch, is_in_full, stock.get(slot).standard_minor as f64, day, out)?;
    events.push(Event::Received(event));
    Ok(())
}

fn write(
    context: &Context,
    event: &events::Receipt,
    batch_id: crate::value::Text,
    is_in_full: bool,
    standard_pence: f64,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let purchase = &event.purchase;
    let material = &world.materials[purchase.material.at()];
    let days_late = days_between(purchase.promised_on, day);
    let rate =
        if purchase.currency == Currency::Gbp { 1.0 } else { context.rates.rate(purchase.currency, day) };
    out.put(Receipt {
        business_date: day,
        id: event.receipt,
        purchase_order_id: purchase.order.clone(),
        line_number: i64::from(purchase.line),
        plant_id: world.plants[purchase.plant.at()].code.clone(),
        supplier_id: world.suppliers[purchase.supplier.at()].code.clone(),
        material_id: material.code.clone(),
        batch_id,
        unit: material.unit.into(),
        received_quantity: f64::from(event.received_quantity),
        accepted_quantity: f64::from(event.accepted_quantity),
        rejected_quantity: f64::from(event.received_quantity - event.accepted_quantity),
        promised_on: purchase.promised_on,
        days_late,
        is_on_time: days_late <= 0,
        is_in_full,
        price_minor: purchase.price_minor,
        standard_price_minor: (standard_pence / rate * 100.0).round() / 100.0,
        currency: purchase.currency.code().into(),
        value_minor: event.cost_minor,
        value_group_minor: event.cost.group_minor,
        standard_value_group_minor: event.standard.group_minor,
        price_variance_group_minor: event.cost.group_minor - event.standard.group_minor,
    })
}
