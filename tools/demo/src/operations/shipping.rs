//! The backlog, what leaves the plant, and the sales orders as they ended.

use std::collections::VecDeque;

use jiff::civil::Date;
use rand::RngExt;

use super::line::Floor;
use super::shipping_rows::{Header, Open, freight, write_header, write_line, write_shipment};
use super::stock::{Reason, Stock};
use crate::calendar::{days_between, is_working_day, plus_days, plus_working_days, working_day_from};
use crate::context::Context;
use crate::events::{self, Event, OrderLine};
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::world::{CustomerIndex, PlantIndex, ProductIndex};
use crate::writer::Writer;

/// Days before the promised day from which pieces count as due for planning.
const DUE_DAYS: i64 = 2;
/// Share of order lines that leave late though the pieces are there.
const MISSED: f64 = 0.055;

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
        let header = self.headers[at].get_or_insert(Header {
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
