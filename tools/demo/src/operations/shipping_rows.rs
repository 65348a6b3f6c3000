//! The rows of shipments and sales orders, and what the carrier charges.

use jiff::civil::Date;
use rand::RngExt;

use super::line::Floor;
use crate::calendar::{days_between, plus_working_days};
use crate::context::Context;
use crate::events::{self, OrderLine};
use crate::money::Currency;
use crate::random::Stream;
use crate::table::Error;
use crate::tables::{SalesOrder, SalesOrderLine, Shipment};
use crate::value::Text;
use crate::world::{CustomerIndex, PlantIndex};
use crate::writer::Writer;

const CARRIERS: [&str; 4] = ["Northway Freight", "Trans-Pennine Haulage", "Baltic Road", "Meridian Express"];

/// An order line that is not shipped in full.
#[derive(Debug, Clone)]
pub(super) struct Open {
    pub(super) line: OrderLine,
    pub(super) left: u32,
    /// Usually leaves on this day.
    pub(super) dispatch_on: Date,
    pub(super) shipped_on: Option<Date>,
}

/// The header of an order while its lines are open.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) ordered_on: Date,
    pub(super) plant: PlantIndex,
    pub(super) customer: CustomerIndex,
    pub(super) rep: crate::world::RepIndex,
    pub(super) currency: Currency,
    pub(super) net_minor: i64,
    pub(super) net_group_minor: i64,
    pub(super) open_lines: u32,
    pub(super) has_shipped: bool,
    pub(super) is_written: bool,
}

/// What the carrier charges for a line: a share of the consignment and its weight, three times as much by express.
pub(super) fn freight(
    context: &Context,
    line: &OrderLine,
    pieces: i64,
    is_expedited: bool,
    day: Date,
) -> crate::money::Amount {
    let world = &context.world;
    let customer = &world.customers[line.customer.at()];
    let site = &world.plants[line.plant.at()];
    let far = match (customer.country == site.country, customer.country) {
        (true, _) => 1.0,
        (_, "US") => 3.4,
        _ => 1.9,
    };
    let weight_kg = world.products[line.product.at()].weight_kg * pieces as f64;
    let pence = (1_800.0 + 9.0 * weight_kg) * far * if is_expedited { 3.0 } else { 1.0 };
    context.rates.amount(pence.round() as i64, Currency::Gbp, site.currency, day)
}

pub(super) fn write_shipment(
    context: &Context,
    shipped: &events::Shipment,
    reference: &Text,
    day: Date,
    random: &mut Stream,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let line = &shipped.order;
    let customer = &world.customers[line.customer.at()];
    let site = &world.plants[line.plant.at()];
    let usual = match (customer.country == site.country, customer.country) {
        (true, _) => 1,
        (_, "US") => 6,
        _ => 3,
    };
    let transit = if shipped.is_expedited { 1 } else { usual + u32::from(random.random_bool(0.15)) };
    let delivered_on = plus_working_days(site.country, day, transit);
    let id = out.next_id::<Shipment>();
    out.put(Shipment {
        business_date: day,
        id,
        shipment_id: shipped.shipment.clone(),
        plant_id: site.code.clone(),
        customer_id: customer.code.clone(),
        sales_order_id: reference.clone(),
        line_number: i64::from(line.line),
        product_id: world.products[line.product.at()].code.clone(),
        batch_id: shipped.batch.clone(),
        carrier: CARRIERS[if shipped.is_expedited { 3 } else { line.plant.at() % 3 }].into(),
        quantity: f64::from(shipped.quantity),
        weight_kg: (world.products[line.product.at()].weight_kg * f64::from(shipped.quantity) * 10.0).round()
            / 10.0,
        promised_on: line.promised_on,
        delivered_on: (delivered_on < context.options.today).then_some(delivered_on),
        is_on_time: day <= line.promised_on,
        is_expedited: shipped.is_expedited,
        freight_minor: shipped.freight.local_minor,
        currency: site.currency.code().into(),
        freight_group_minor: shipped.freight.group_minor,
        standard_cost_group_minor: shipped.cost.group_minor,
    })
}

pub(super) fn write_line(
    context: &Context,
    floor: &Floor,
    open: &Open,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let (line, today) = (&open.line, context.options.today);
    let product = &world.products[line.product.at()];
    let is_shipped = open.left == 0;
    let is_due = line.promised_on < today || is_shipped;
    let late_on = if is_shipped { open.shipped_on.unwrap_or(today) } else { today };
    let days_late = if is_due { days_between(line.promised_on, late_on).max(0) } else { 0 };
    let net = line.net_minor(line.quantity);
    let id = out.next_id::<SalesOrderLine>();
    out.put(SalesOrderLine {
        business_date: line.ordered_on,
        id,
        sales_order_id: compact_str::format_compact!("SO-{}", line.order),
        line_number: i64::from(line.line),
        plant_id: world.plants[line.plant.at()].code.clone(),
        customer_id: world.customers[line.customer.at()].code.clone(),
        rep_id: world.reps[line.rep.at()].code.clone(),
        product_id: product.code.clone(),
        family_id: world.families[product.family.at()].code.into(),
        promotion_id: line.promotion.map(|promotion| world.promotions[promotion.at()].code.into()),
        ordered_quantity: f64::from(line.quantity),
        shipped_quantity: f64::from(line.quantity - open.left),
        open_quantity: f64::from(open.left),
        requested_on: line.requested_on,
        promised_on: line.promised_on,
        due_month: line.promised_on.first_of_month(),
        shipped_on: open.shipped_on,
        is_due,
        is_on_time: is_due.then_some(days_late == 0),
        is_in_full: is_due.then_some(is_shipped),
        is_otif: is_due.then_some(days_late == 0 && is_shipped),
        days_late,
        status: match (is_shipped, open.shipped_on) {
            (true, _) => "shipped",
            (_, Some(_)) => "part shipped",
            _ => "open",
        }
        .into(),
        price_minor: line.price_minor,
        discount_share: line.discount,
        currency: line.currency.code().into(),
        net_minor: net,
        net_group_minor: context.rates.convert(net, line.currency, Currency::Gbp, line.ordered_on),
        standard_cost_group_minor: floor.costs[line.product.at()].standard.total_minor()
            * i64::from(line.quantity),
    })
}

pub(super) fn write_header(
    context: &Context,
    header: &Header,
    number: u32,
    shipped_on: Option<Date>,
    out: &mut Writer,
) -> Result<(), Error> {
    let world = &context.world;
    let customer = &world.customers[header.customer.at()];
    let status = match (header.open_lines, shipped_on) {
        (0, Some(day)) if days_between(day, context.options.today) > 30 => "closed",
        (0, _) => "shipped",
        _ if header.has_shipped => "part shipped",
        _ => "open",
    };
    let id = out.next_id::<SalesOrder>();
    out.put(SalesOrder {
        business_date: header.ordered_on,
        id,
        sales_order_id: compact_str::format_compact!("SO-{number}"),
        plant_id: world.plants[header.plant.at()].code.clone(),
        customer_id: customer.code.clone(),
        rep_id: world.reps[header.rep.at()].code.clone(),
        customer_reference: compact_str::format_compact!(
            "{}-{}",
            &customer.code[1..],
            4_500_000 + u64::from(number) * 7
        ),
        status: status.into(),
        is_on_hold: customer.is_on_hold && header.open_lines > 0,
        currency: header.currency.code().into(),
        net_minor: header.net_minor,
        net_group_minor: header.net_group_minor,
    })
}
