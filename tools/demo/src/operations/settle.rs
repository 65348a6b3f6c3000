//! The evening on a line: finished pieces go to stock, finished work orders are settled and written.

use jiff::civil::Date;

use super::batches::Batches;
use super::line::{Floor, Line};
use super::orders;
use super::stock::{Lot, Reason, Stock};
use super::work::{StepCosts, WorkOrder};
use crate::context::Context;
use crate::money::Amount;
use crate::table::Error;
use crate::writer::Writer;

/// Moves finished pieces to stock and closes the work orders that are done.
pub(super) fn settle(
    context: &Context,
    floor: &Floor,
    stock: &mut Stock,
    batches: &mut Batches,
    line: &mut Line,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    for at in 0..line.orders.len() {
        store(context, floor, stock, line, at, day, out)?;
    }
    while let Some(order) = line.finished() {
        line.books.usage += order.material_cost;
        line.books.labour_variance += order.cost - order.material_cost;
        batches.made(context, &order, day);
        orders::write_finished(context, floor, stock, &order, day, out)?;
    }
    Ok(())
}

fn store(
    context: &Context,
    floor: &Floor,
    stock: &mut Stock,
    line: &mut Line,
    at: usize,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let Some(order) = line.orders.get_mut(at).filter(|order| order.finished_today > 0) else { return Ok(()) };
    let quantity = std::mem::take(&mut order.finished_today);
    let slot = Stock::product(order.product);
    let lot = Lot { batch: order.batch(), quantity, paid_minor: stock.local_standard(context, slot, day) };
    let value = stock.add(context, out, day, slot, Reason::Production, lot, order.id())?;
    let standard = floor.costs[order.product.at()].standard;
    let currency = context.world.plants[order.plant.at()].currency;
    order.cost = order.cost - value;
    order.material_cost =
        order.material_cost - context.rates.at_standard(standard.material_minor * quantity, currency, day);
    line.books.complete(order.product, quantity as u32, standard, value);
    Ok(())
}

/// New standards on 1 April: work in progress changes with its product.
pub(super) fn revalue(context: &Context, line: &mut Line, old: &[StepCosts], new: &[StepCosts], day: Date) {
    let currency = context.world.plants[line.plant.at()].currency;
    for order in &mut line.orders {
        let at = order.product.at();
        let ratio = new[at].standard.total_minor() as f64 / old[at].standard.total_minor() as f64;
        let again = |amount: Amount| {
            context.rates.at_standard((amount.group_minor as f64 * ratio).round() as i64, currency, day)
        };
        line.books.revalued += again(order.cost) - order.cost;
        order.cost = again(order.cost);
        order.material_cost = again(order.material_cost);
    }
}

/// The value of a release goes to work in progress.
pub(super) fn issued(line: &mut Line, order: &WorkOrder) {
    line.books.material += order.cost;
}
