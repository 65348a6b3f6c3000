//! The rows of purchase orders, and what suppliers ask.

use jiff::civil::Date;

use super::line::Floor;
use super::purchasing::Line;
use crate::calendar::days_between;
use crate::context::Context;
use crate::money::Currency;
use crate::table::Error;
use crate::tables::{PurchaseOrder, PurchaseOrderLine};
use crate::value::Text;
use crate::world::{PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// The header of a purchase order while its lines are open.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) order: Text,
    pub(super) ordered_on: Date,
    pub(super) plant: PlantIndex,
    pub(super) supplier: SupplierIndex,
    pub(super) net_minor: i64,
    pub(super) net_group_minor: i64,
    pub(super) open_lines: u32,
    pub(super) has_received: bool,
    pub(super) is_expedited: bool,
    pub(super) is_written: bool,
}

/// A price in pence as minor units of a currency, to a hundredth.
pub(super) fn price(context: &Context, pence: f64, currency: Currency, day: Date) -> f64 {
    (pence / context.rates.rate(currency, day) * 100.0).round() / 100.0
}

/// How far the steel market stands from the standard.
pub(super) fn steel(day: Date) -> f64 {
    let months = days_between(jiff::civil::date(2023, 10, 1), day) as f64 / 30.4;
    0.028 * (months / 5.3).sin() + 0.012 * (months / 1.9).sin()
}

pub(super) fn write_line(context: &Context, line: &Line, out: &mut Writer) -> Result<(), Error> {
    let world = &context.world;
    let (purchase, today) = (&line.purchase, context.options.today);
    let ordered = i64::from(purchase.quantity);
    let is_open = line.received < ordered;
    let net = (purchase.price_minor * ordered as f64).round() as i64;
    let material = &world.materials[purchase.material.at()];
    let compared = if is_open { today } else { line.received_on.unwrap_or(today) };
    let standard = material.standard_minor(line.ordered_on) as f64;
    let id = out.next_id::<PurchaseOrderLine>();
    out.put(PurchaseOrderLine {
        business_date: line.ordered_on,
        id,
        purchase_order_id: purchase.order.clone(),
        line_number: i64::from(purchase.line),
        plant_id: world.plants[purchase.plant.at()].code.clone(),
        supplier_id: world.suppliers[purchase.supplier.at()].code.clone(),
        material_id: material.code.clone(),
        unit: material.unit.into(),
        ordered_quantity: ordered as f64,
        received_quantity: line.received as f64,
        open_quantity: (ordered - line.received) as f64,
        requested_on: line.requested_on,
        promised_on: line.confirmed_on,
        first_promised_on: purchase.promised_on,
        received_on: line.received_on,
        days_late: days_between(purchase.promised_on, compared).max(0),
        status: match (is_open, line.received) {
            (false, _) => "received",
            (true, 0) => "open",
            _ => "part received",
        }
        .into(),
        price_minor: purchase.price_minor,
        standard_price_minor: price(context, standard, purchase.currency, line.ordered_on),
        currency: purchase.currency.code().into(),
        net_minor: net,
        net_group_minor: context.rates.convert(net, purchase.currency, Currency::Gbp, line.ordered_on),
    })
}

pub(super) fn write_header(
    context: &Context,
    floor: &Floor,
    header: &Header,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let supplier = &world.suppliers[header.supplier.at()];
    let id = out.next_id::<PurchaseOrder>();
    let status = match (header.open_lines, header.has_received) {
        (0, _) if days_between(header.ordered_on, context.options.today) > 90 => "closed",
        (0, _) => "received",
        (_, true) => "part received",
        _ => "open",
    };
    out.put(PurchaseOrder {
        business_date: header.ordered_on,
        id,
        purchase_order_id: header.order.clone(),
        plant_id: world.plants[header.plant.at()].code.clone(),
        supplier_id: supplier.code.clone(),
        buyer_id: floor.staff.buyer(context, header.plant, header.supplier.at()),
        status: status.into(),
        is_expedited: header.is_expedited,
        currency: supplier.currency.code().into(),
        net_minor: header.net_minor,
        net_group_minor: header.net_group_minor,
    })
}
