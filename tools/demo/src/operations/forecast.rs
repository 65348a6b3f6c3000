//! Demand forecasts by vintage: made at the end of each month for the six that follow, beside what came.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::chance;
use crate::calendar::{next_day, plus_months};
use crate::context::Context;
use crate::demand::foreseen_pieces;
use crate::events::OrderLine;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::DemandForecast;
use crate::world::ProductIndex;
use crate::writer::Writer;

const HORIZON: i64 = 6;
/// Spread of a month's orders around what could be known, for usual and for rarely ordered products.
const SPREAD: [f64; 2] = [0.185, 0.75];
/// Quantiles of the normal distribution for intervals of 80% and 95%.
const Z_80: f64 = 1.2816;
const Z_95: f64 = 1.96;

/// A forecast waiting for its month to pass.
#[derive(Debug)]
struct Waiting {
    month: Date,
    made_on: Date,
    horizon: i64,
    product: ProductIndex,
    quantity: f64,
}

/// Forecasts.
#[derive(Debug)]
pub(super) struct Forecasts {
    random: Stream,
    waiting: Vec<Waiting>,
    /// Pieces ordered, by product and month.
    ordered: BTreeMap<(u32, Date), u64>,
}

impl Forecasts {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            random: stream(context.options.seed, "forecasts"),
            waiting: Vec::new(),
            ordered: BTreeMap::new(),
        }
    }

    pub(super) fn ordered(&mut self, line: &OrderLine) {
        let month = line.ordered_on.first_of_month();
        *self.ordered.entry((line.product.0, month)).or_default() += u64::from(line.quantity);
    }

    /// On the last day of a month: forecasts of the next.
    pub(super) fn day(&mut self, context: &Context, day: Date) {
        if next_day(day).day() == 1 && next_day(day) < context.options.today {
            self.make(context, day);
        }
    }

    fn make(&mut self, context: &Context, made_on: Date) {
        for product in (0..context.world.products.len()).map(ProductIndex::new) {
            let family = context.world.products[product.at()].family;
            // What planning believes is wrong for a whole vintage at once.
            let opinion = 1.0 + 0.035 * chance::normal(&mut self.random);
            for horizon in 1..=HORIZON {
                let month = plus_months(made_on, horizon);
                let error = 1.0 + 0.012 * horizon as f64 * chance::normal(&mut self.random);
                let quantity = foreseen_pieces(context, product, month)
                    * context.incidents.forecast_factor(family, made_on)
                    * opinion
                    * error;
                self.waiting.push(Waiting { month, made_on, horizon, product, quantity });
            }
        }
    }

    /// Makes the last forecasts, as of today, and writes all.
    pub(super) fn finish(mut self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        let today = context.options.today;
        self.make(context, today);
        self.waiting.sort_by_key(|waiting| (waiting.month, waiting.product, waiting.made_on));
        for at in 0..self.waiting.len() {
            let waiting = &self.waiting[at];
            let is_over = plus_months(waiting.month, 1) <= today;
            let actual = self.ordered.get(&(waiting.product.0, waiting.month)).copied().unwrap_or(0);
            // The last of its product and month stands at the end of the run of equals.
            let is_latest = self
                .waiting
                .get(at + 1)
                .is_none_or(|next| (next.month, next.product) != (waiting.month, waiting.product));
            write(context, waiting, is_over.then_some(actual as f64), is_latest, out)?;
        }
        Ok(())
    }
}

fn write(
    context: &Context,
    waiting: &Waiting,
    actual_quantity: Option<f64>,
    is_latest: bool,
    out: &mut Writer,
) -> Result<(), Error> {
    let product = &context.world.products[waiting.product.at()];
    let spread = SPREAD[usize::from(product.is_intermittent)] * (1.0 + 0.03 * waiting.horizon as f64);
    let quantity = waiting.quantity.round();
    let bound = |z: f64| (quantity * (1.0 + z * spread)).round().max(0.0);
    let id = out.next_id::<DemandForecast>();
    out.put(DemandForecast {
        business_date: waiting.month,
        id,
        made_on: waiting.made_on,
        horizon_months: waiting.horizon,
        plant_id: context.world.plants[product.plant.at()].code.clone(),
        product_id: product.code.clone(),
        family_id: context.world.families[product.family.at()].code.into(),
        method: if product.is_intermittent { "Croston" } else { "Exponential smoothing with season" }.into(),
        forecast_quantity: quantity,
        lower_80_quantity: bound(-Z_80),
        upper_80_quantity: bound(Z_80),
        lower_95_quantity: bound(-Z_95),
        upper_95_quantity: bound(Z_95),
        actual_quantity,
        is_latest,
    })
}
