//! Purchase orders and what suppliers make of them.

use jiff::civil::Date;
use rand::RngExt;

use super::batches::{Batches, Received};
use super::chance;
use super::line::Floor;
use super::planning::Planning;
use super::purchase_rows::{Header, price, steel, write_header, write_line};
use super::receiving;
use super::stock::{Held, Slot, SlotIndex, Stock};
use crate::calendar::{days_between, is_working_day, plus_days, working_day_from};
use crate::context::Context;
use crate::events::{Event, Purchase};
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::value::Text;
use crate::world::{MaterialIndex, PlantIndex, SupplierIndex};
use crate::writer::Writer;

/// Calendar days of use that stock should hold beyond the lead time, and that one order brings.
pub(super) const SAFETY_DAYS: f64 = 27.0;
const ORDER_DAYS: f64 = 24.0;

/// A line of a purchase order.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) purchase: Purchase,
    pub(super) slot: SlotIndex,
    pub(super) ordered_on: Date,
    pub(super) requested_on: Date,
    /// As last confirmed.
    pub(super) confirmed_on: Date,
    pub(super) received: i64,
    pub(super) received_on: Option<Date>,
    /// When how many come.
    pub(super) arrivals: Vec<(Date, i64)>,
    pub(super) is_expedited: bool,
    pub(super) supplier_lot: Option<Text>,
}

/// Buys.
#[derive(Debug)]
pub(super) struct Purchasing {
    pub(super) random: Stream,
    /// Lines not received in full.
    pub(super) open: Vec<Line>,
    /// Lines of each order still open, with what is needed for its header.
    headers: Vec<Header>,
    /// Units a calendar day, in the order of the stock's slots.
    pub(super) usage: Vec<f64>,
    on_order: Vec<i64>,
    next_order: u32,
    pub(super) next_lot: u32,
    /// Lots that turned out bad, with where they lie.
    bad: Vec<(MaterialIndex, SlotIndex, Text)>,
}

impl Purchasing {
    pub(super) fn new(context: &Context, stock: &Stock) -> Self {
        let slots = stock.all().count();
        Self {
            random: stream(context.options.seed, "purchasing"),
            open: Vec::new(),
            headers: Vec::new(),
            usage: vec![0.0; slots],
            on_order: vec![0; slots],
            next_order: 20_001,
            next_lot: 10_001,
            bad: Vec::new(),
        }
    }

    /// What the believed demand uses of each material.
    pub(super) fn plan_week(&mut self, context: &Context, stock: &Stock, planning: &Planning, day: Date) {
        self.usage.iter_mut().for_each(|usage| *usage = 0.0);
        for (product, rate) in context.world.products.iter().zip(&planning.rate) {
            for part in &product.bill {
                if let Some(slot) = stock.material(product.plant, part.material) {
                    self.usage[slot.at()] +=
                        rate * 1.05 * part.quantity_on(day) * (1.0 + part.scrap_allowance);
                }
            }
        }
    }

    /// Receives what comes today, then orders what is needed.
    #[expect(clippy::too_many_arguments, reason = "what buying reads and writes")]
    pub(super) fn day(
        &mut self,
        context: &Context,
        floor: &Floor,
        stock: &mut Stock,
        batches: &mut Batches,
        planning: &mut Planning,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.meet_bad_lots(context, stock, batches, day, events, out)?;
        self.expedite(context, planning, day, events);
        self.receive(context, stock, batches, day, events, out)?;
        for (plant, site) in context.world.factories() {
            if is_working_day(site.country, day) {
                self.review(context, stock, plant, day, events);
            }
        }
        self.tidy(context, floor, out)
    }

    /// Puts on order what is on hand and on order too little of, one order for each supplier.
    fn review(
        &mut self,
        context: &Context,
        stock: &Stock,
        plant: PlantIndex,
        day: Date,
        events: &mut Vec<Event>,
    ) {
        let mut wanted: Vec<(SupplierIndex, SlotIndex, MaterialIndex, i64)> = Vec::new();
        for (index, slot) in stock.all().filter(|(_, slot)| slot.plant == plant) {
            let Held::Material(material) = slot.held else { continue };
            if let Some(quantity) = self.wanted(context, index, slot, material) {
                wanted.push((context.world.materials[material.at()].supplier, index, material, quantity));
            }
        }
        wanted.sort_by_key(|line| line.0);
        let mut previous = None;
        for (supplier, slot, material, quantity) in wanted {
            if previous.replace(supplier) != Some(supplier) {
                self.head(supplier, plant, day);
            }
            self.order(context, slot, material, quantity, day, events);
        }
    }

    fn wanted(
        &self,
        context: &Context,
        index: SlotIndex,
        slot: &Slot,
        material: MaterialIndex,
    ) -> Option<i64> {
        let material = &context.world.materials[material.at()];
        let usage = self.usage[index.at()];
        let level = usage * (f64::from(material.lead_time_days) + SAFETY_DAYS);
        if (slot.quantity + self.on_order[index.at()]) as f64 >= level {
            return None;
        }
        // Never much more than two months of use, however large the smallest order.
        let lot = (usage * ORDER_DAYS).max(material.minimum_order.min(usage * 60.0)).max(10.0);
        Some((lot / 10.0).ceil() as i64 * 10)
    }

    fn head(&mut self, supplier: SupplierIndex, plant: PlantIndex, day: Date) {
        self.headers.push(Header {
            order: compact_str::format_compact!("PO-{}", self.next_order),
            ordered_on: day,
            plant,
            supplier,
            net_minor: 0,
            net_group_minor: 0,
            open_lines: 0,
            has_received: false,
            is_expedited: false,
            is_written: false,
        });
        self.next_order += 1;
    }

    /// Adds a line to the last order and draws how it will come.
    fn order(
        &mut self,
        context: &Context,
        slot: SlotIndex,
        index: MaterialIndex,
        quantity: i64,
        day: Date,
        events: &mut Vec<Event>,
    ) {
        let world = &context.world;
        let material = &world.materials[index.at()];
        let Some(header) = self.headers.last_mut() else { return };
        let supplier = &world.suppliers[header.supplier.at()];
        let country = world.plants[header.plant.at()].country;
        let market = if material.is_steel { steel(day) } else { 0.0 };
        let over = 1.0 + supplier.price_over_standard + market + 0.006 * chance::normal(&mut self.random);
        let price_minor = price(context, material.standard_minor(day) as f64 * over, supplier.currency, day);
        let promised_on = working_day_from(country, plus_days(day, i64::from(material.lead_time_days)));
        header.open_lines += 1;
        let net = (price_minor * quantity as f64).round() as i64;
        header.net_minor += net;
        header.net_group_minor += context.rates.convert(net, supplier.currency, Currency::Gbp, day);
        let purchase = Purchase {
            order: header.order.clone(),
            line: header.open_lines,
            plant: header.plant,
            supplier: header.supplier,
            material: index,
            quantity: quantity as u32,
            currency: supplier.currency,
            price_minor,
            promised_on,
        };
        let late = (supplier.days_late + supplier.days_late_spread * chance::normal(&mut self.random)).round()
            as i64;
        let arrives_on =
            working_day_from(country, plus_days(promised_on, late.clamp(-4, 20)).max(plus_days(day, 2)));
        let split = if self.random.random_bool(0.06) { quantity * 3 / 5 } else { quantity };
        let mut arrivals = vec![(arrives_on, split)];
        if split < quantity {
            let rest_on = plus_days(arrives_on, self.random.random_range(3..10));
            arrivals.push((working_day_from(country, rest_on), quantity - split));
        }
        let confirmed_on = if late > 2 { arrives_on } else { promised_on };
        self.on_order[slot.at()] += quantity;
        events.push(Event::Purchased(purchase.clone()));
        self.open.push(Line {
            purchase,
            slot,
            ordered_on: day,
            requested_on: promised_on,
            confirmed_on,
            received: 0,
            received_on: None,
            arrivals,
            is_expedited: false,
            supplier_lot: None,
        });
    }

    /// What a work order had to wait for comes sooner, if the supplier has it; what was not ordered is ordered now.
    fn expedite(&mut self, context: &Context, planning: &mut Planning, day: Date, events: &mut Vec<Event>) {
        for (slot, (material, plant), wanted) in planning.short.drain(..) {
            if self.on_order[slot.at()] < wanted {
                self.head(context.world.materials[material.at()].supplier, plant, day);
                self.order(context, slot, material, (wanted / 10 + 1) * 10, day, events);
            }
            let soon = plus_days(day, 3);
            let line = self.open.iter_mut().filter(|line| line.slot == slot);
            let Some(line) = line.min_by_key(|line| line.arrivals.first().map(|arrival| arrival.0)) else {
                continue;
            };
            let country = context.world.plants[line.purchase.plant.at()].country;
            if let Some(arrival) = line.arrivals.first_mut().filter(|arrival| arrival.0 > soon) {
                // A supplier can do something, not everything.
                let saved = days_between(soon, arrival.0) / 2 + 1;
                arrival.0 = working_day_from(country, plus_days(arrival.0, -saved));
                line.is_expedited = true;
                if let Some(header) =
                    self.headers.iter_mut().rev().find(|header| header.order == line.purchase.order)
                {
                    header.is_expedited = true;
                }
            }
        }
    }

    fn receive(
        &mut self,
        context: &Context,
        stock: &mut Stock,
        batches: &mut Batches,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for at in 0..self.open.len() {
            while let Some(&(arrives_on, quantity)) = self.open[at].arrivals.first()
                && arrives_on <= day
            {
                self.open[at].arrivals.remove(0);
                self.on_order[self.open[at].slot.at()] -= quantity;
                self.mark_received(at);
                receiving::receive(context, self, at, quantity, stock, batches, day, events, out)?;
            }
        }
        Ok(())
    }

    fn mark_received(&mut self, at: usize) {
        let order = &self.open[at].purchase.order;
        if let Some(header) = self.headers.iter_mut().rev().find(|header| header.order == *order) {
            header.has_received = true;
            header.open_lines -= u32::from(self.open[at].arrivals.is_empty());
        }
    }

    /// A bad lot comes in and is used at once; when it is found out, what is left is thrown away.
    fn meet_bad_lots(
        &mut self,
        context: &Context,
        stock: &mut Stock,
        batches: &mut Batches,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let factor = |material: MaterialIndex, plant: PlantIndex, day: Date| {
            context.incidents.material_scrap_factor(material, plant, day)
        };
        let slots: Vec<(SlotIndex, MaterialIndex, PlantIndex)> = stock
            .all()
            .filter_map(|(index, slot)| match slot.held {
                Held::Material(material) => Some((index, material, slot.plant)),
                Held::Product(_) => None,
            })
            .collect();
        for (slot, material, plant) in slots {
            let (before, now) = (factor(material, plant, plus_days(day, -1)), factor(material, plant, day));
            if before <= 1.0 && now > 1.0 {
                let lot = self.bring_bad_lot(context, slot, material, plant, day, events);
                self.receive(context, stock, batches, day, events, out)?;
                stock.use_newest_first(slot);
                self.bad.push((material, slot, lot));
            } else if before > 1.0 && now <= 1.0 {
                for (_, slot, lot) in self.bad.extract_if(.., |bad| bad.1 == slot) {
                    stock.discard(context, out, day, slot, &lot, events)?;
                    batches.block(lot);
                }
            }
        }
        Ok(())
    }

    fn bring_bad_lot(
        &mut self,
        context: &Context,
        slot: SlotIndex,
        material: MaterialIndex,
        plant: PlantIndex,
        day: Date,
        events: &mut Vec<Event>,
    ) -> Text {
        let ordered_on = plus_days(day, -i64::from(context.world.materials[material.at()].lead_time_days));
        self.head(context.world.materials[material.at()].supplier, plant, ordered_on);
        let quantity = (self.usage[slot.at()] * 24.0).ceil().max(10.0) as i64;
        self.order(context, slot, material, quantity, ordered_on, events);
        if let Some(line) = self.open.last_mut() {
            line.arrivals = vec![(day, quantity)];
            line.confirmed_on = line.purchase.promised_on;
            // The same melt went to both plants.
            line.supplier_lot = Some(compact_str::format_compact!("H{}", 88_000 + material.0));
        }
        compact_str::format_compact!("LOT-{}", self.next_lot)
    }

    /// Writes lines that are received in full, and orders that have none left.
    fn tidy(&mut self, context: &Context, floor: &Floor, out: &mut Writer) -> Result<(), Error> {
        for line in self.open.extract_if(.., |line| line.arrivals.is_empty()) {
            write_line(context, &line, out)?;
        }
        for header in self.headers.iter_mut().filter(|header| header.open_lines == 0) {
            header.is_written = true;
            write_header(context, floor, header, out)?;
        }
        self.headers.retain(|header| !header.is_written);
        Ok(())
    }

    /// Writes what is still on order.
    pub(super) fn finish(&self, context: &Context, floor: &Floor, out: &mut Writer) -> Result<(), Error> {
        for line in &self.open {
            write_line(context, line, out)?;
        }
        for header in &self.headers {
            write_header(context, floor, header, out)?;
        }
        Ok(())
    }

    /// Units that are confirmed to come from one day until before another.
    pub(super) fn coming(&self, slot: SlotIndex, from: Date, until: Date) -> f64 {
        let arrivals = self.open.iter().filter(|line| line.slot == slot).flat_map(|line| &line.arrivals);
        arrivals
            .filter(|arrival| from <= arrival.0 && arrival.0 < until)
            .map(|arrival| arrival.1 as f64)
            .sum()
    }

    /// First lots of material on the first morning.
    pub(super) fn found(
        &mut self,
        context: &Context,
        stock: &mut Stock,
        batches: &mut Batches,
        slot: SlotIndex,
        quantity: i64,
    ) {
        let Held::Material(material) = stock.get(slot).held else { return };
        let batch: Text = compact_str::format_compact!("LOT-{}", self.next_lot);
        self.next_lot += 1;
        let lot = Received {
            batch: batch.clone(),
            material,
            plant: stock.get(slot).plant,
            supplier: context.world.materials[material.at()].supplier,
            supplier_lot: compact_str::format_compact!("H{}", 10_000 + self.next_lot),
            receipt: None,
            quantity,
        };
        batches.received(context, lot, context.options.first_day);
        stock.open(context, slot, batch, quantity);
    }
}
