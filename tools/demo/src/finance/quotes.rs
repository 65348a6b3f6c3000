//! Quotes: some orders began as one, and some quotes were lost.

use jiff::civil::Date;
use rand::RngExt;

use crate::calendar::plus_days;
use crate::context::Context;
use crate::events::OrderLine;
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables;
use crate::writer::Writer;

/// Writes the quotes around the day's orders.
#[derive(Debug)]
pub(super) struct Quotes {
    random: Stream,
    numbers: u32,
}

impl Quotes {
    pub(super) fn new(context: &Context) -> Self {
        Self { random: stream(context.options.seed, "quotes"), numbers: 0 }
    }

    /// One order line in eight was quoted; as many quotes again were lost, or are still open.
    pub(super) fn ordered(
        &mut self,
        context: &Context,
        order: &OrderLine,
        out: &mut Writer,
    ) -> Result<(), Error> {
        if !self.random.random_bool(0.25) {
            return Ok(());
        }
        let quoted_on = plus_days(order.ordered_on, -self.random.random_range(4..25_i64));
        if quoted_on < context.options.first_day {
            return Ok(());
        }
        let is_won = self.random.random_bool(0.5);
        let is_recent = plus_days(quoted_on, 30) > context.options.today;
        let status = match (is_won, is_recent) {
            (true, _) => "won",
            (false, true) => "open",
            (false, false) => "lost",
        };
        self.write(context, order, quoted_on, status, out)
    }

    fn write(
        &mut self,
        context: &Context,
        order: &OrderLine,
        quoted_on: Date,
        status: &str,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.numbers += 1;
        let (world, is_won) = (&context.world, status == "won");
        let extra = if is_won { 0.0 } else { 0.02 };
        let quantity = order.quantity;
        let net_minor =
            order.net_minor(quantity) + (order.gross_minor(quantity) as f64 * extra).round() as i64;
        let id = out.next_id::<tables::Quote>();
        out.put(tables::Quote {
            business_date: quoted_on,
            id,
            quote_id: format!("Q-{}", 30_000 + self.numbers).into(),
            plant_id: world.plants[order.plant.at()].code.clone(),
            customer_id: world.customers[order.customer.at()].code.clone(),
            rep_id: world.reps[order.rep.at()].code.clone(),
            product_id: world.products[order.product.at()].code.clone(),
            quantity: f64::from(quantity),
            price_minor: order.price_minor,
            discount_share: (order.discount - extra).max(0.0),
            currency: order.currency.code().into(),
            net_minor,
            net_group_minor: context.rates.convert(net_minor, order.currency, Currency::Gbp, quoted_on),
            status: status.into(),
            decided_on: (status != "open").then_some(order.ordered_on),
            sales_order_id: is_won.then(|| format!("SO-{}", order.order).into()),
        })
    }
}
