//! What customers want: level, trend, season, weekday, promotions, holidays, and an intermittent tail.

use jiff::civil::{Date, date};
use rand::RngExt;
use rand_distr::{Distribution, LogNormal, Poisson};

use crate::calendar::{
    days, days_between, is_winter_shutdown, is_working_day, plus_days, plus_months, working_day_from,
};
use crate::context::{Context, Department};
use crate::events::{Event, OrderLine};
use crate::incident::Dirt;
use crate::money::Currency;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::world::{CustomerIndex, Product, ProductIndex};
use crate::writer::Writer;

/// The share of planned hours that usual demand takes at planned run times: the rest is lost or slack.
const LOAD: f64 = 0.645;
/// Working days of a year over the weeks a line works.
const WORKING_DAYS_A_WEEK: f64 = 4.85;
/// Share of its days on which an intermittent product is ordered.
const RARE_DAYS: f64 = 0.12;
/// Days before the history from which orders are still open on its first.
const EARLIER_DAYS: i64 = 36;
/// Months from January: quiet in August and December, busy in spring and autumn.
const SEASON: [f64; 12] = [0.97, 1.02, 1.06, 1.03, 1.02, 1.01, 0.97, 0.89, 1.05, 1.07, 1.03, 0.88];
/// Monday to Friday.
const WEEKDAY: [f64; 5] = [1.16, 1.05, 1.0, 0.96, 0.83];

/// Takes the orders of each day.
pub(crate) struct Demand {
    random: Stream,
    next_order: u32,
}

impl Demand {
    pub(crate) fn new(context: &Context) -> Self {
        Self { random: stream(context.options.seed, "orders"), next_order: 50_001 }
    }

    fn orders(&mut self, context: &Context, day: Date) -> Vec<OrderLine> {
        let mut lines = Vec::new();
        for at in 0..context.world.products.len() {
            let product = ProductIndex::new(at);
            let expected = expected_pieces(context, product, day);
            if expected <= 0.0 {
                continue;
            }
            for pieces in self.quantities(&context.world.products[at], expected) {
                if let Some(customer) = self.customer(context, product, day) {
                    lines.push(self.line(context, product, customer, pieces, day));
                }
            }
        }
        // One order for each customer and plant: lines of the same keep the products' order.
        lines.sort_by_key(|line| (line.plant, line.customer));
        self.number(&mut lines);
        lines
    }

    /// Orders taken before the history begins that are still to be delivered.
    fn earlier_orders(&mut self, context: &Context, first: Date) -> Vec<OrderLine> {
        let mut open = Vec::new();
        for day in days(plus_days(first, -EARLIER_DAYS), first) {
            let orders = self.orders(context, day);
            open.extend(orders.into_iter().filter(|line| line.promised_on >= first));
        }
        open
    }

    /// How the day's pieces of a product split into order lines.
    fn quantities(&mut self, product: &Product, expected: f64) -> Vec<u32> {
        let (lines, mean) = if product.is_intermittent {
            (usize::from(self.random.random_bool(RARE_DAYS)), expected / RARE_DAYS)
        } else {
            // About two lines a day for each product, of lognormal size.
            let count = Poisson::new(2.1).map_or(2.0, |lines| lines.sample(&mut self.random));
            (count as usize, expected / 2.1)
        };
        let spread = 0.6_f64;
        let sizes = LogNormal::new(mean.max(1.0).ln() - spread * spread / 2.0, spread);
        (0..lines)
            .map(|_| sizes.map_or(mean, |sizes| sizes.sample(&mut self.random)).round().max(1.0) as u32)
            .collect()
    }

    /// Who orders: by size and liking, more where a promotion runs.
    fn customer(&mut self, context: &Context, product: ProductIndex, day: Date) -> Option<CustomerIndex> {
        let world = &context.world;
        let family = world.products[product.at()].family;
        let weight = |at: usize| {
            let customer = &world.customers[at];
            let lift = world
                .promotion(family, customer.region, day)
                .map_or(1.0, |promotion| world.promotions[promotion.at()].lift);
            customer.weight * customer.families[family.at()] * lift
        };
        let total: f64 = (0..world.customers.len()).map(weight).sum();
        let mut left = self.random.random::<f64>() * total;
        let at = (0..world.customers.len()).find(|&at| {
            left -= weight(at);
            left <= 0.0
        })?;
        Some(CustomerIndex::new(at))
    }

    fn line(
        &mut self,
        context: &Context,
        index: ProductIndex,
        buyer: CustomerIndex,
        quantity: u32,
        day: Date,
    ) -> OrderLine {
        let world = &context.world;
        let (product, customer) = (&world.products[index.at()], &world.customers[buyer.at()]);
        let promotion = world.promotion(product.family, customer.region, day);
        let promoted = promotion.map_or(0.0, |at| world.promotions[at.at()].discount);
        let given = context.incidents.extra_discount(customer.rep, day);
        let discount = ((customer.discount + promoted + given) * 1_000.0).round() / 1_000.0;
        let country = world.plant_of(index).country;
        let requested_on = working_day_from(country, plus_days(day, self.random.random_range(12..35)));
        // Three in ten are promised a few days after what was asked.
        let grace = if self.random.random_bool(0.3) { self.random.random_range(1..5) } else { 0 };
        OrderLine {
            order: 0,
            line: 0,
            ordered_on: day,
            customer: buyer,
            rep: customer.rep,
            product: index,
            plant: product.plant,
            quantity,
            currency: customer.currency,
            price_minor: list_price_minor(
                context,
                product,
                customer.segment.price_factor(),
                customer.currency,
                day,
            ),
            discount,
            promotion,
            requested_on,
            promised_on: working_day_from(country, plus_days(requested_on, grace)),
        }
    }

    fn number(&mut self, lines: &mut [OrderLine]) {
        let mut previous = None;
        let mut place = 0;
        for line in lines {
            let key = (line.plant, line.customer);
            if previous != Some(key) {
                line.order = self.next_order;
                self.next_order += 1;
                place = 0;
                previous = Some(key);
            } else {
                line.order = self.next_order - 1;
            }
            place += 1;
            line.line = place;
        }
    }
}

impl Department for Demand {
    fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        _out: &mut Writer,
    ) -> Result<(), Error> {
        if day == context.options.first_day {
            events.extend(self.earlier_orders(context, day).into_iter().map(Event::Ordered));
        }
        events.extend(self.orders(context, day).into_iter().map(Event::Ordered));
        Ok(())
    }

    fn finish(self: Box<Self>, _context: &Context, _out: &mut Writer) -> Result<Vec<Dirt>, Error> {
        Ok(Vec::new())
    }
}

/// The list price of a piece in a currency: pounds at the fiscal year's fixed rate, whole minor units.
#[must_use]
pub(crate) fn list_price_minor(
    context: &Context,
    product: &Product,
    factor: f64,
    currency: Currency,
    day: Date,
) -> i64 {
    let pounds_minor = product.list_minor(day) as f64 * factor;
    (pounds_minor / context.rates.standard_rate(currency, day)).round() as i64
}

/// Pieces of a product expected to be ordered on a day, known only to the simulation: the mean around which orders
/// fall. Zero on days when the plant does not work.
#[must_use]
pub(crate) fn expected_pieces(context: &Context, product: ProductIndex, day: Date) -> f64 {
    let country = context.world.plant_of(product).country;
    if !is_working_day(country, day) || is_winter_shutdown(day) {
        return 0.0;
    }
    let weekday = WEEKDAY[(day.weekday().to_monday_zero_offset() as usize).min(4)];
    weekday
        * level(context, product, day)
        * context.incidents.demand_factor(context.world.products[product.at()].family, day)
}

/// Pieces of a product expected in a month by someone who knows level, trend, season and holidays,
/// and neither promotions' success nor what was planted: what an honest forecast says.
#[must_use]
pub(crate) fn foreseen_pieces(context: &Context, product: ProductIndex, month: Date) -> f64 {
    let country = context.world.plant_of(product).country;
    days(month.first_of_month(), plus_months(month, 1))
        .filter(|&day| is_working_day(country, day))
        .map(|day| {
            WEEKDAY[(day.weekday().to_monday_zero_offset() as usize).min(4)] * level(context, product, day)
        })
        .sum()
}

/// Level of a usual Wednesday: the product's part of its line's time, with trend and season.
fn level(context: &Context, product: ProductIndex, day: Date) -> f64 {
    let product = &context.world.products[product.at()];
    let line = &context.world.lines[product.line.at()];
    let daily_s = line.pattern.weekly_hours() * 3_600.0 / WORKING_DAYS_A_WEEK * LOAD;
    let years = days_between(date(2025, 4, 1), day) as f64 / 365.25;
    let trend = 1.0 + years * if product.is_phasing_out { -0.12 } else { 0.02 };
    daily_s * product.line_share / product.cycle_s * trend * season(day)
}

/// The season moves evenly from the middle of one month to the middle of the next.
fn season(day: Date) -> f64 {
    let position = f64::from(day.day()) / f64::from(day.days_in_month()) - 0.5;
    let month = day.month() as usize - 1;
    let neighbour = if position < 0.0 { (month + 11) % 12 } else { (month + 1) % 12 };
    SEASON[month] + (SEASON[neighbour] - SEASON[month]) * position.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    /// Orders of a year in pounds, and their standard cost.
    fn year(context: &Context, first: Date) -> (f64, f64) {
        let mut demand = Demand::new(context);
        let (mut net, mut cost) = (0.0, 0.0);
        for day in days(first, plus_days(first, 365)) {
            for line in demand.orders(context, day) {
                net += line.net_minor(line.quantity) as f64 * context.rates.rate(line.currency, day) / 100.0;
                cost += context.world.standard(line.product, day).total_minor() as f64
                    * f64::from(line.quantity)
                    / 100.0;
            }
        }
        (net, cost)
    }

    #[test]
    fn orders_are_worth_what_such_a_company_sells() {
        let context = Context::new(&Options::default());
        for first in [date(2023, 10, 1), date(2025, 10, 1)] {
            let (net, cost) = year(&context, first);
            assert!((95e6..135e6).contains(&net), "orders of {first}: £{:.1} M", net / 1e6);
            assert!(
                (0.30..0.40).contains(&(1.0 - cost / net)),
                "margin at standard from {first}: {:.3}",
                1.0 - cost / net
            );
        }
    }

    #[test]
    fn orders_use_the_lines_for_two_thirds_of_their_time() {
        let context = Context::new(&Options::default());
        for (at, line) in context.world.lines.iter().enumerate() {
            let made = |day| {
                let of_line = |product: &usize| context.world.products[*product].line.at() == at;
                let pieces = |product: usize| {
                    expected_pieces(&context, ProductIndex::new(product), day)
                        * context.world.products[product].cycle_s
                };
                (0..context.world.products.len()).filter(of_line).map(pieces).sum::<f64>()
            };
            let week: f64 = days(date(2025, 5, 12), date(2025, 5, 19)).map(made).sum();
            let load = week / 3_600.0 / line.pattern.weekly_hours();
            assert!((0.5..0.8).contains(&load), "{}: {load}", line.name);
        }
    }

    #[test]
    fn price_concessions_raise_one_representatives_discount() {
        let context = Context::new(&Options::default());
        let mut demand = Demand::new(&context);
        let mut share = |first: Date, rep: usize| {
            let lines = days(first, plus_days(first, 60))
                .flat_map(|day| demand.orders(&context, day))
                .filter(|line| line.rep.at() == rep);
            let (gross, discount) = lines.fold((0, 0), |(gross, discount), line| {
                (gross + line.gross_minor(line.quantity), discount + line.discount_minor(line.quantity))
            });
            discount as f64 / gross as f64
        };
        let (before, after) = (share(date(2026, 4, 1), 3), share(date(2026, 7, 1), 3));
        assert!(after - before > 0.055, "{before} {after}");
        let (before, after) = (share(date(2026, 4, 1), 1), share(date(2026, 7, 1), 1));
        assert!((after - before).abs() < 0.02, "{before} {after}");
    }

    #[test]
    fn no_orders_on_days_off() {
        let context = Context::new(&Options::default());
        let mut demand = Demand::new(&context);
        assert!(demand.orders(&context, date(2026, 9, 27)).is_empty());
        assert!(demand.orders(&context, date(2025, 12, 25)).is_empty());
        let wroclaw =
            demand.orders(&context, date(2026, 6, 4)).iter().filter(|line| line.plant.at() == 2).count();
        assert_eq!(wroclaw, 0, "Corpus Christi");
    }
}
