//! The backlog, what leaves the plant, and the sales orders as they ended.

use std::collections::VecDeque;

use jiff::civil::Date;
use rand::RngExt;

use super::line::Floor;
use super::stock::{Reason, Stock};
use crate::calendar::{days_between, is_working_day, plus_days, plus_working_days, working_day_from};
use crate::context::Context;
use crate::events::{self, Event, OrderLine};
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::{SalesOrder, SalesOrderLine, Shipment};
use crate::value::Text;
use crate::world::{CustomerIndex, PlantIndex, ProductIndex};
use crate::writer::Writer;

/// Days before the promised day from which pieces count as due for planning.
const DUE_DAYS: i64 = 2;
/// Share of order lines that leave late though the pieces are there.
const MISSED: f64 = 0.055;
const CARRIERS: [&str; 4] = ["Northway Freight", "Trans-Pennine Haulage", "Baltic Road", "Meridian Express"];

/// An order line that is not shipped in full.
#[derive(Debug, Clone)]
struct Open {
    line: OrderLine,
    left: u32,
    /// Usually leaves on this day.
    dispatch_on: Date,
    shipped_on: Option<Date>,
}

/// The header of an order while its lines are open.
#[derive(Debug, Clone)]
struct Header {
    ordered_on: Date,
    plant: PlantIndex,
    customer: CustomerIndex,
    rep: crate::world::RepIndex,
    currency: Currency,
    net_minor: i64,
    net_group_minor: i64,
    open_lines: u32,
    has_shipped: bool,
    is_written: bool,
}

/// What leaves today.
struct Dispatch {
    customer: CustomerIndex,
    product: ProductIndex,
    at: usize,
    pieces: u32,
}

/// Ships, and knows what is owed.
#[derive(Debug)]
pub(super) struct Shipping {
    random: Stream,
    /// By product, in the order promised.
    backlog: Vec<VecDeque<Open>>,
    /// By number, from the first.
    headers: Vec<Option<Header>>,
    first_order: u32,
    next_shipment: u32,
}

impl Shipping {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            random: stream(context.options.seed, "shipping"),
            backlog: vec![VecDeque::new(); context.world.products.len()],
            headers: Vec::new(),
            first_order: 0,
            next_shipment: 70_001,
        }
    }

    /// Takes an order line into the backlog.
    pub(super) fn take(&mut self, context: &Context, line: &OrderLine) {
        self.head(context, line);
        let country = context.world.plants[line.plant.at()].country;
        let early = self.random.random_range(0..4);
        let usual = working_day_from(country, plus_days(line.promised_on, -early)).min(line.promised_on);
        // Now and then a carrier does not come or papers are missing.
        let dispatch_on = if self.random.random_bool(MISSED) {
            plus_working_days(country, line.promised_on, self.random.random_range(1..5))
        } else {
            usual
        };
        let backlog = &mut self.backlog[line.product.at()];
        let at = backlog.partition_point(|open| open.line.promised_on <= line.promised_on);
        backlog.insert(at, Open { line: line.clone(), left: line.quantity, dispatch_on, shipped_on: None });
    }

    fn head(&mut self, context: &Context, line: &OrderLine) {
        if self.first_order == 0 {
            self.first_order = line.order;
        }
        let at = (line.order - self.first_order) as usize;
        if self.headers.len() <= at {
            self.headers.resize(at + 1, None);
        }
        let net = line.net_minor(line.quantity);
        let header = self.headers[at].get_or_insert_with(|| Header {
            ordered_on: line.ordered_on,
            plant: line.plant,
            customer: line.customer,
            rep: line.rep,
            currency: line.currency,
            net_minor: 0,
            net_group_minor: 0,
            open_lines: 0,
            has_shipped: false,
            is_written: false,
        });
        header.net_minor += net;
        header.net_group_minor += context.rates.convert(net, line.currency, Currency::Gbp, line.ordered_on);
        header.open_lines += 1;
    }

    /// Pieces due by product, and all that is open with its first order.
    pub(super) fn tell(&self, day: Date, due: &mut [i64], ordered: &mut [(i64, Option<u32>)]) {
        let until = plus_days(day, DUE_DAYS);
        for (at, backlog) in self.backlog.iter().enumerate() {
            due[at] = backlog
                .iter()
                .take_while(|open| open.line.promised_on <= until)
                .map(|open| i64::from(open.left))
                .sum();
            let all = backlog.iter().map(|open| i64::from(open.left)).sum();
            ordered[at] = (all, backlog.front().map(|open| open.line.order));
        }
    }

    /// Ships what is due from each plant that works.
    pub(super) fn day(
        &mut self,
        context: &Context,
        floor: &Floor,
        stock: &mut Stock,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for (plant, site) in context.world.factories() {
            if !is_working_day(site.country, day) {
                continue;
            }
            let mut leaving = self.choose(context, stock, plant, day);
            leaving.sort_by_key(|dispatch| (dispatch.customer, dispatch.product, dispatch.at));
            let mut previous = None;
            for dispatch in &leaving {
                if previous.replace(dispatch.customer) != Some(dispatch.customer) {
                    self.next_shipment += 1;
                }
                self.ship(context, stock, dispatch, day, events, out)?;
            }
            self.tidy(context, floor, plant, out)?;
        }
        Ok(())
    }

    /// What can leave a plant: the longest promised first.
    fn choose(&mut self, context: &Context, stock: &Stock, plant: PlantIndex, day: Date) -> Vec<Dispatch> {
        let world = &context.world;
        let mut leaving = Vec::new();
        for product in (0..world.products.len()).map(ProductIndex::new) {
            if world.products[product.at()].plant != plant {
                continue;
            }
            let mut left = stock.get(Stock::product(product)).quantity;
            for (at, open) in self.backlog[product.at()].iter().enumerate() {
                if left == 0 || open.line.promised_on > plus_days(day, 6) {
                    break;
                }
                if open.dispatch_on > day || is_held(context, open.line.customer, day) {
                    continue;
                }
                let wanted = i64::from(open.left);
                let is_due = open.line.promised_on <= day;
                let pieces = if wanted <= left {
                    wanted
                } else if is_due && left * 3 >= wanted && self.random.random_bool(0.5) {
                    left
                } else {
                    continue;
                };
                left -= pieces;
                leaving.push(Dispatch { customer: open.line.customer, product, at, pieces: pieces as u32 });
            }
        }
        leaving
    }

    fn ship(
        &mut self,
        context: &Context,
        stock: &mut Stock,
        dispatch: &Dispatch,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let open = &mut self.backlog[dispatch.product.at()][dispatch.at];
        let is_expedited = open.line.promised_on < day && self.random.random_bool(0.6);
        let slot = Stock::product(dispatch.product);
        let reference = compact_str::format_compact!("SO-{}", open.line.order);
        let mut pieces = i64::from(dispatch.pieces);
        while pieces > 0 {
            let Some((lot, cost)) =
                stock.take(context, out, day, slot, Reason::Shipment, pieces, &reference)?
            else {
                break;
            };
            pieces -= lot.quantity;
            open.left -= lot.quantity as u32;
            open.shipped_on = Some(day);
            let shipped = events::Shipment {
                shipment: compact_str::format_compact!("SH-{}", self.next_shipment),
                order: open.line.clone(),
                quantity: lot.quantity as u32,
                batch: lot.batch,
                standard: context.world.standard(dispatch.product, day),
                cost,
                freight: freight(context, &open.line, lot.quantity, is_expedited, day),
                is_expedited,
                is_complete: open.left == 0,
            };
            write_shipment(context, &shipped, &reference, day, &mut self.random, out)?;
            events.push(Event::Shipped(shipped));
        }
        if let Some(Some(header)) = self.headers.get_mut((open.line.order - self.first_order) as usize) {
            header.has_shipped = true;
            header.open_lines -= u32::from(open.left == 0);
        }
        Ok(())
    }

    /// Writes the lines of a plant that are shipped in full, and the orders that have none left.
    fn tidy(
        &mut self,
        context: &Context,
        floor: &Floor,
        plant: PlantIndex,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for at in 0..self.backlog.len() {
            if context.world.products[at].plant != plant {
                continue;
            }
            let backlog = &mut self.backlog[at];
            let mut next = 0;
            while next < backlog.len() {
                if backlog[next].left > 0 {
                    next += 1;
                    continue;
                }
                if let Some(open) = backlog.remove(next) {
                    write_line(context, floor, &open, out)?;
                    let number = open.line.order;
                    if let Some(Some(header)) = self.headers.get_mut((number - self.first_order) as usize)
                        && header.open_lines == 0
                        && !header.is_written
                    {
                        header.is_written = true;
                        write_header(context, header, number, open.shipped_on, out)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes what is still open.
    pub(super) fn finish(&self, context: &Context, floor: &Floor, out: &mut Writer) -> Result<(), Error> {
        for open in self.backlog.iter().flatten() {
            write_line(context, floor, open, out)?;
        }
        for (at, header) in self.headers.iter().enumerate() {
            if let Some(header) = header.as_ref().filter(|header| !header.is_written) {
                write_header(context, header, self.first_order + at as u32, None, out)?;
            }
        }
        Ok(())
    }
}

/// Customers on hold get nothing any more.
fn is_held(context: &Context, customer: CustomerIndex, day: Date) -> bool {
    context.world.customers[customer.at()].is_on_hold && days_between(day, context.options.today) < 15
}

/// What the carrier charges for a line: a share of the consignment and its weight, three times as much by express.
fn freight(
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

fn write_shipment(
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

fn write_line(context: &Context, floor: &Floor, open: &Open, out: &mut Writer) -> Result<(), Error> {
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

fn write_header(
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
