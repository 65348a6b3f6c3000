//! What to make and when: believed demand, the shifts of the week, and the release of work orders.

use jiff::civil::Date;
use rand::RngExt;

use super::chance;
use super::line::{Floor, Line};
use super::stock::{Reason, SlotIndex, Stock};
use super::weeks::{Week, believed, week};
use super::work::{Part, STEPS, Step, WorkOrder};
use super::{plans, settle};
use crate::calendar::{Shift, monday, plus_days, plus_working_days};
use crate::context::Context;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::world::{LineIndex, MaterialIndex, PlantIndex, ProductIndex};
use crate::writer::Writer;

/// Calendar days of demand that stock and work in progress should cover.
pub(super) const COVER_DAYS: f64 = 20.0;
/// Weeks in which a gap to that cover is to be closed.
const CATCH_UP_WEEKS: f64 = 7.0;
/// Days of demand made ahead of the winter shutdown, from the third week of November.
const SHUTDOWN_DAYS: f64 = 9.0;
/// Share of a worked shift in which the slowest machine makes pieces at the planned rate.
pub(super) const USUAL_OUTPUT: f64 = 0.785;
/// Set-up time over run time in the plan.
const USUAL_SETUP: f64 = 0.043;
/// Hours of work that a line keeps before its first machine, and before its slowest.
const FIRST_HOURS: f64 = 20.0;
const SLOWEST_HOURS: f64 = 46.0;

/// Believes a demand and plans by it.
#[derive(Debug)]
pub(super) struct Planning {
    random: Stream,
    next_number: u32,
    /// Pieces a calendar day, by product, as planning believes.
    pub(super) rate: Vec<f64>,
    ahead_days: f64,
    weeks: Vec<Week>,
    /// Pieces that the plan still wants of each product, and how many more each worked day.
    quota: Vec<f64>,
    daily: Vec<f64>,
    /// Pieces due soon or overdue, by product; shipping fills it in.
    pub(super) due: Vec<i64>,
    /// All open pieces, for what is made to order, and the first order that wants them.
    pub(super) ordered: Vec<(i64, Option<u32>)>,
    /// Slots that a work order waited for, and the units it wanted.
    pub(super) short: Vec<(SlotIndex, (MaterialIndex, PlantIndex), i64)>,
}

impl Planning {
    pub(super) fn new(context: &Context) -> Self {
        let products = context.world.products.len();
        Self {
            random: stream(context.options.seed, "planning"),
            next_number: 1_001,
            rate: (0..products)
                .map(|at| believed(context, ProductIndex::new(at), context.options.first_day))
                .collect(),
            weeks: vec![[[false; 3]; 7]; context.world.lines.len()],
            ahead_days: 0.0,
            quota: vec![0.0; products],
            daily: vec![0.0; products],
            due: vec![0; products],
            ordered: vec![(0, None); products],
            short: Vec::new(),
        }
    }

    /// Pieces of a product that planning wants to have in stock and on the way.
    pub(super) fn target(&self, context: &Context, product: ProductIndex) -> f64 {
        if context.world.products[product.at()].is_intermittent {
            return 0.0;
        }
        // Some products are planned closer than others.
        let cover_days = COVER_DAYS * [1.3, 0.65, 1.0, 1.2, 0.8][product.at() % 5];
        self.rate[product.at()] * (cover_days + self.ahead_days)
    }

    /// Pieces in stock and on the way, less what is due.
    pub(super) fn position(
        &self,
        context: &Context,
        stock: &Stock,
        line: &Line,
        product: ProductIndex,
    ) -> f64 {
        let pipeline: i64 =
            line.orders.iter().filter(|order| order.product == product).map(WorkOrder::pipeline).sum();
        let owed = if context.world.products[product.at()].is_intermittent {
            self.ordered[product.at()].0
        } else {
            self.due[product.at()]
        };
        (stock.get(Stock::product(product)).quantity + pipeline - owed) as f64
    }

    /// On Mondays: a new belief, and each line's shifts by it.
    pub(super) fn plan_week(
        &mut self,
        context: &Context,
        floor: &Floor,
        stock: &Stock,
        lines: &[Line],
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let is_before_shutdown = day.month() == 12 || (day.month() == 11 && day.day() >= 15);
        self.ahead_days = if is_before_shutdown { SHUTDOWN_DAYS } else { 0.0 };
        for at in 0..self.rate.len() {
            self.rate[at] = believed(context, ProductIndex::new(at), day);
        }
        for line in lines {
            let required_s = self.required_s(context, floor, stock, line);
            let setup_s = required_s * USUAL_SETUP;
            plans::capacity(context, line, monday(day), required_s, setup_s, out)?;
            self.weeks[line.index.at()] = week(context, line.index, monday(day), required_s);
            let days = self.weeks[line.index.at()].iter().filter(|shifts| shifts.contains(&true)).count();
            for product in products(context, line.index) {
                let lot = lot(context, product, day);
                self.quota[product.at()] = self.quota[product.at()].clamp(-lot, 0.6 * lot);
                self.daily[product.at()] = self.weekly(context, stock, line, product) / days.max(1) as f64;
            }
        }
        Ok(())
    }

    /// Pieces to make in a week: what is expected, and a part of what is missing in stock.
    fn weekly(&self, context: &Context, stock: &Stock, line: &Line, product: ProductIndex) -> f64 {
        let gap = self.target(context, product) - self.position(context, stock, line, product);
        (self.rate[product.at()] * 7.0 + gap / if self.ahead_days > 0.0 { 5.0 } else { CATCH_UP_WEEKS })
            .max(0.0)
    }

    /// Seconds of the slowest machine that a week needs.
    fn required_s(&self, context: &Context, floor: &Floor, stock: &Stock, line: &Line) -> f64 {
        products(context, line.index)
            .map(|product| {
                let pieces = self.weekly(context, stock, line, product);
                let slowest = floor.run_s[product.at()].iter().copied().fold(0.0, f64::max);
                pieces * slowest
            })
            .sum()
    }

    /// Whether a line works a shift.
    pub(super) fn is_worked(&self, line: LineIndex, day: Date, shift: Shift) -> bool {
        self.weeks[line.at()][day.weekday().to_monday_zero_offset() as usize][shift as usize]
    }

    /// Releases what the line needs today, as far as there is material; whether it had to wait for some.
    pub(super) fn release(
        &mut self,
        context: &Context,
        floor: &Floor,
        stock: &mut Stock,
        line: &mut Line,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for product in products(context, line.index) {
            self.quota[product.at()] += self.daily[product.at()];
        }
        let mut skipped: Vec<ProductIndex> = Vec::new();
        while has_room(floor, line) {
            let Some((product, is_short_of_time)) = self.most_wanted(context, stock, line, day, &skipped)
            else {
                break;
            };
            match self.order(context, floor, stock, line, product, is_short_of_time, day, out)? {
                Some(order) => {
                    self.quota[product.at()] -= order.quantity as f64;
                    settle::issued(line, &order);
                    line.release(order);
                }
                None => skipped.push(product),
            }
        }
        let waits = !skipped.is_empty();
        line.stations.iter_mut().for_each(|station| station.waits_for_material = waits);
        Ok(())
    }

    /// Of the products that the plan of the week or an order waits for, the one whose cover is lowest against its
    /// target, and whether its cover is short.
    fn most_wanted(
        &self,
        context: &Context,
        stock: &Stock,
        line: &Line,
        day: Date,
        skipped: &[ProductIndex],
    ) -> Option<(ProductIndex, bool)> {
        products(context, line.index)
            .filter(|product| !skipped.contains(product))
            .filter_map(|product| {
                let position = self.position(context, stock, line, product);
                let gap = self.target(context, product) - position;
                // A line with nothing else to do takes a lot ahead, if it is wanted.
                let ahead = if gap > 0.0 { -0.5 } else { 0.5 };
                let is_planned = self.quota[product.at()] > ahead * lot(context, product, day)
                    && !context.world.products[product.at()].is_intermittent;
                (is_planned || position < 0.0).then(|| (product, gap / self.rate[product.at()].max(0.01)))
            })
            .max_by(|left, right| left.1.total_cmp(&right.1))
            .map(|(product, gap_days)| (product, gap_days > 0.6 * COVER_DAYS))
    }

    #[expect(clippy::too_many_arguments, reason = "what a release reads and writes")]
    fn order(
        &mut self,
        context: &Context,
        floor: &Floor,
        stock: &mut Stock,
        line: &Line,
        product: ProductIndex,
        is_urgent: bool,
        day: Date,
        out: &mut Writer,
    ) -> Result<Option<WorkOrder>, Error> {
        let made = &context.world.products[product.at()];
        let lot = lot(context, product, day);
        let (quantity, sales_order) = if made.is_intermittent {
            let wanted = -self.position(context, stock, line, product);
            (wanted.clamp(10.0, 3.0 * lot), self.ordered[product.at()].1)
        } else {
            (lot, None)
        };
        let quantity = (quantity / 5.0).round().max(2.0) as i64 * 5;
        let Some(parts) = self.parts(context, stock, product, quantity, day) else { return Ok(None) };
        let mut order = self.draw_up(context, floor, line, product, quantity, day);
        order.sales_order = sales_order;
        order.priority = if is_urgent { 1 } else { self.random.random_range(2..5) };
        order.lost = parts.1;
        issue(context, stock, &mut order, parts.0, day, out)?;
        Ok(Some(order))
    }

    /// What to issue, and what of the main component gets lost; none if something is missing.
    #[expect(clippy::type_complexity, reason = "parts with their quantities, and two kinds of loss")]
    fn parts(
        &mut self,
        context: &Context,
        stock: &Stock,
        product: ProductIndex,
        quantity: i64,
        day: Date,
    ) -> Option<(Vec<(Part, i64)>, (i64, i64))> {
        let made = &context.world.products[product.at()];
        let random = &mut self.random;
        let lost = (
            chance::count(random, quantity as f64 * 0.0022),
            chance::count(random, quantity as f64 * 0.0014),
        );
        let mut parts = Vec::with_capacity(made.bill.len());
        for part in &made.bill {
            let slot = stock.material(made.plant, part.material)?;
            let usage = 1.0 + 0.014 * chance::normal(random);
            let wanted = if part.is_main {
                quantity + lost.0 + lost.1
            } else {
                (quantity as f64 * part.quantity_on(day) * (1.0 + part.scrap_allowance) * usage.max(0.96))
                    .ceil() as i64
            };
            if stock.get(slot).quantity < wanted {
                self.short.push((slot, (part.material, made.plant), wanted));
                return None;
            }
            let empty =
                Part { material: part.material, slot, quantity: 0, paid_minor: 0.0, lots: Vec::new() };
            parts.push((empty, wanted));
        }
        Some((parts, lost))
    }

    fn draw_up(
        &mut self,
        context: &Context,
        floor: &Floor,
        line: &Line,
        product: ProductIndex,
        quantity: i64,
        day: Date,
    ) -> WorkOrder {
        let made = &context.world.products[product.at()];
        let country = context.world.plants[line.plant.at()].country;
        let previous = line.orders.back().map(|order| order.product).or(line.stations[0].last_product);
        let setup = |random: &mut Stream, planned_s: f64| {
            let drawn = planned_s * random.random_range(0.82..1.32);
            if previous == Some(product) { (0.15 * drawn) as i64 } else { drawn as i64 }
        };
        let mut steps: [Step; STEPS] = std::array::from_fn(|place| {
            let setup_s = setup(&mut self.random, made.routing[place].setup_s);
            Step { setup_s, setup_left_s: setup_s, ..Step::default() }
        });
        steps[0].waiting = quantity;
        let hours = (slowest_queue_s(floor, line) + quantity as f64 * floor.run_s[product.at()][2]) / 3_600.0;
        let hours_a_day = context.world.lines[line.index.at()].pattern.weekly_hours() / 5.5 * USUAL_OUTPUT;
        let planned_finish = plus_working_days(country, day, (hours / hours_a_day).round() as u32);
        let number = self.next_number;
        self.next_number += 1;
        WorkOrder {
            number,
            product,
            plant: line.plant,
            line: line.index,
            quantity,
            sales_order: None,
            priority: 3,
            created_on: plus_days(day, -self.random.random_range(1..6)),
            released_on: day,
            planned_finish,
            due_on: plus_working_days(country, planned_finish, u32::from(self.random.random_bool(0.6))),
            steps,
            parts: Vec::new(),
            lost: (0, 0),
            finished_today: 0,
            cost: crate::money::Amount::default(),
            material_cost: crate::money::Amount::default(),
        }
    }
}

/// Takes the parts out of stock, lot by lot.
fn issue(
    context: &Context,
    stock: &mut Stock,
    order: &mut WorkOrder,
    parts: Vec<(Part, i64)>,
    day: Date,
    out: &mut Writer,
) -> Result<(), Error> {
    let reference = order.id();
    for (mut part, wanted) in parts {
        while part.quantity < wanted {
            let left = wanted - part.quantity;
            let Some((lot, value)) =
                stock.take(context, out, day, part.slot, Reason::Issue, left, &reference)?
            else {
                break;
            };
            part.quantity += lot.quantity;
            part.paid_minor += lot.quantity as f64 * lot.paid_minor;
            match part.lots.iter_mut().find(|used| used.0 == lot.batch) {
                Some(used) => used.1 += lot.quantity,
                None => part.lots.push((lot.batch, lot.quantity)),
            }
            order.cost += value;
            order.material_cost += value;
        }
        order.parts.push(part);
    }
    Ok(())
}

/// Pieces in a work order released today.
pub(super) fn lot(context: &Context, product: ProductIndex, day: Date) -> f64 {
    let made = &context.world.products[product.at()];
    f64::from(made.lot_size) * context.incidents.lot_factor(made.line, day)
}

pub(super) fn products(context: &Context, line: LineIndex) -> impl Iterator<Item = ProductIndex> {
    let products = &context.world.products;
    (0..products.len()).filter(move |&at| products[at].line == line).map(ProductIndex::new)
}

fn slowest_queue_s(floor: &Floor, line: &Line) -> f64 {
    let waits = |order: &WorkOrder| {
        let before: i64 = order.steps[..3].iter().map(|step| step.waiting).sum();
        before as f64 * floor.run_s[order.product.at()][2]
    };
    line.orders.iter().map(waits).sum()
}

fn has_room(floor: &Floor, line: &Line) -> bool {
    let first: f64 = line
        .orders
        .iter()
        .map(|order| order.steps[0].waiting as f64 * floor.run_s[order.product.at()][0])
        .sum();
    first < FIRST_HOURS * 3_600.0 && slowest_queue_s(floor, line) < SLOWEST_HOURS * 3_600.0
}
