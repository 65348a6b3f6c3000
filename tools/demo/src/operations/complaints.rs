//! What customers complain about after a shipment.

use jiff::civil::Date;
use rand::RngExt;

use super::chance;
use crate::calendar::plus_days;
use crate::context::Context;
use crate::events::{self, Event};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::Complaint;
use crate::writer::Writer;

/// Share of shipments that draw a complaint; late ones more.
const SHARE: f64 = 0.006;
const LATE_SHARE: f64 = 0.03;
/// Kind, weight, what customers write.
const QUALITY: [&str; 4] = [
    "Several pieces out of tolerance at the bore, please advise.",
    "Found porosity on machining, parts unusable.",
    "Surface scratched under the packaging, we cannot use these on visible faces.",
    "Noise under load after fitting, batch set aside.",
];
const DELIVERY: [&str; 3] = [
    "Delivery came days after the date you confirmed; our line stood.",
    "Short delivery against the note, please send the rest.",
    "Pallet arrived damaged, pieces loose.",
];
const SERVICE: [&str; 2] =
    ["Nobody answered our three messages about this order.", "Certificates missing with the delivery."];
const PRICE: [&str; 1] = ["Price on the invoice is not what was quoted."];

/// A complaint that will come.
#[derive(Debug)]
struct Coming {
    on: Date,
    shipment: events::Shipment,
    is_late: bool,
}

/// Hears from customers.
#[derive(Debug)]
pub(super) struct Complaints {
    random: Stream,
    coming: Vec<Coming>,
}

impl Complaints {
    pub(super) fn new(context: &Context) -> Self {
        Self { random: stream(context.options.seed, "complaints"), coming: Vec::new() }
    }

    /// Draws which of today's shipments will be complained about, and writes what comes today.
    pub(super) fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for event in events.iter() {
            let Event::Shipped(shipment) = event else { continue };
            let is_late = day > shipment.order.promised_on;
            if self.random.random_bool(if is_late { LATE_SHARE } else { SHARE }) {
                let on = plus_days(day, self.random.random_range(6..45));
                self.coming.push(Coming { on, shipment: shipment.clone(), is_late });
            }
        }
        let come: Vec<Coming> = self.coming.extract_if(.., |coming| coming.on <= day).collect();
        for coming in come {
            self.complain(context, &coming, day, events, out)?;
        }
        Ok(())
    }

    fn complain(
        &mut self,
        context: &Context,
        coming: &Coming,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let random = &mut self.random;
        let weights = if coming.is_late { [0.2, 0.65, 0.1, 0.05] } else { [0.62, 0.12, 0.14, 0.12] };
        let (kind, texts): (&'static str, &[&str]) = [
            ("quality", &QUALITY[..]),
            ("delivery", &DELIVERY[..]),
            ("service", &SERVICE[..]),
            ("price", &PRICE[..]),
        ][chance::weighted(random, &weights)];
        let shipment = &coming.shipment;
        let quantity = if kind == "quality" {
            (f64::from(shipment.quantity) * random.random_range(0.05..0.5)).ceil() as u32
        } else {
            shipment.quantity
        };
        let credited_quantity = if kind == "quality" && random.random_bool(0.7) { quantity } else { 0 };
        let closed_on = plus_days(day, random.random_range(4..40));
        let is_closed = closed_on < context.options.today;
        let order = &shipment.order;
        let world = &context.world;
        let id = out.next_id::<Complaint>();
        out.put(Complaint {
            business_date: day,
            id,
            plant_id: world.plants[order.plant.at()].code.clone(),
            customer_id: world.customers[order.customer.at()].code.clone(),
            product_id: world.products[order.product.at()].code.clone(),
            sales_order_id: Some(compact_str::format_compact!("SO-{}", order.order)),
            batch_id: Some(shipment.batch.clone()),
            kind: kind.into(),
            severity: ["minor", "major", "critical"][chance::weighted(random, &[0.6, 0.32, 0.08])].into(),
            quantity: f64::from(quantity),
            status: if is_closed { "closed" } else { "open" }.into(),
            closed_on: is_closed.then_some(closed_on),
            cost_group_minor: shipment.standard.total_minor() * i64::from(credited_quantity),
            text: texts[random.random_range(0..texts.len())].into(),
        })?;
        events.push(Event::Complained(events::Complaint {
            customer: order.customer,
            plant: order.plant,
            product: order.product,
            order: order.order,
            line: order.line,
            credited_quantity,
            kind,
        }));
        Ok(())
    }
}
