//! The factories: planning, production, quality, maintenance, energy, labour, stock, purchasing, shipping.

mod batches;
mod books;
mod chance;
mod health;
mod inspect;
mod items;
mod line;
mod orders;
mod planning;
mod purchasing;
mod receiving;
mod rows;
mod scrap;
mod settle;
mod shipping;
mod staff;
mod station;
mod stock;
mod stops;
mod work;

use jiff::civil::Date;
use rand::RngExt;

use self::batches::Batches;
use self::line::{Floor, Line};
use self::planning::Planning;
use self::purchasing::Purchasing;
use self::shipping::Shipping;
use self::stock::Stock;
use self::work::StepCosts;
use crate::calendar::{DayClock, Shift};
use crate::context::{Context, Department};
use crate::events::{Event, StockKind};
use crate::incident::Dirt;
use crate::money::Amount;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::world::{LineIndex, PlantIndex};
use crate::writer::Writer;

/// Share of items that are counted on a day and found to differ.
const MISCOUNTED: f64 = 0.0035;

/// Lives the factories' days.
pub(crate) struct Operations {
    floor: Floor,
    stock: Stock,
    batches: Batches,
    planning: Planning,
    purchasing: Purchasing,
    shipping: Shipping,
    lines: Vec<Line>,
    counting: Stream,
}

/// The stock of the first morning at standard, by plant and kind: what the opening journal debits.
#[must_use]
pub(crate) fn opening_stock(context: &Context) -> Vec<(PlantIndex, StockKind, Amount)> {
    Operations::new(context).stock.values()
}

impl Operations {
    pub(crate) fn new(context: &Context) -> Self {
        let mut stock = Stock::new(context);
        let planning = Planning::new(context);
        let mut purchasing = Purchasing::new(context, &stock);
        purchasing.plan_week(context, &stock, &planning, context.options.first_day);
        let mut batches = Batches::default();
        items::fill(context, &mut stock, &planning, &mut purchasing, &mut batches);
        let lines = (0..context.world.lines.len()).map(|at| Line::new(context, LineIndex::new(at))).collect();
        Self {
            floor: Floor::new(context),
            stock,
            batches,
            planning,
            purchasing,
            shipping: Shipping::new(context),
            lines,
            counting: stream(context.options.seed, "stock counts"),
        }
    }

    /// New standards on 1 April.
    fn turn_year(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.stock.new_standards(context, day, events, out)?;
        let new = StepCosts::all(context, day);
        for line in &mut self.lines {
            settle::revalue(context, line, &self.floor.costs, &new, day);
        }
        self.floor.costs = new;
        Ok(())
    }

    fn produce(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        self.floor.turn_to(context, day);
        self.shipping.tell(day, &mut self.planning.due, &mut self.planning.ordered);
        for (plant, site) in context.world.factories() {
            let clock = DayClock::new(day, &site.zone);
            for line in self.lines.iter_mut().filter(|line| line.plant == plant) {
                let is_worked = Shift::ALL.map(|shift| self.planning.is_worked(line.index, day, shift));
                if is_worked.contains(&true) {
                    self.planning.release(context, &self.floor, &mut self.stock, line, day, out)?;
                }
                for shift in Shift::ALL {
                    line.shift(context, &self.floor, &clock, (day, shift), is_worked[shift as usize], out)?;
                }
                settle::settle(context, &self.floor, &mut self.stock, &mut self.batches, line, day, out)?;
            }
        }
        Ok(())
    }

    /// Cycle counts find a little more or less than the books say.
    fn count(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let slots: Vec<_> = self.stock.all().map(|(index, slot)| (index, slot.quantity)).collect();
        for (slot, quantity) in slots {
            if self.counting.random_bool(MISCOUNTED) && quantity > 20 {
                let spread = (quantity as f64 * 0.01).max(1.5);
                let difference = ((chance::normal(&mut self.counting) - 0.2) * spread).round() as i64;
                if difference != 0 {
                    self.stock.count(context, out, day, slot, difference, events)?;
                }
            }
        }
        Ok(())
    }
}

impl Department for Operations {
    fn day(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for event in events.iter() {
            if let Event::Ordered(line) = event {
                self.shipping.take(context, line);
            }
        }
        if day == context.options.first_day {
            items::write(context, &self.stock, &self.planning, &self.purchasing, out)?;
        } else if (day.month(), day.day()) == (4, 1) {
            self.turn_year(context, day, events, out)?;
        }
        if planning::is_planning_day(context, day) {
            self.planning.plan_week(context, &self.floor, &self.stock, &self.lines, day);
            self.purchasing.plan_week(context, &self.stock, &self.planning, day);
        }
        self.purchasing.day(
            context,
            &self.floor,
            &mut self.stock,
            &mut self.batches,
            &mut self.planning,
            day,
            events,
            out,
        )?;
        self.produce(context, day, out)?;
        self.shipping.day(context, &self.floor, &mut self.stock, day, events, out)?;
        self.count(context, day, events, out)?;
        self.stock.close_day(day, out)?;
        for line in &mut self.lines {
            line.books.close_day(context, line.index, day, events, out)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, context: &Context, out: &mut Writer) -> Result<Vec<Dirt>, Error> {
        let Self { floor, stock, mut batches, purchasing, shipping, lines, .. } = *self;
        for order in lines.iter().flat_map(|line| &line.orders) {
            orders::write_open(context, order, out)?;
            batches.made(context, order, order.released_on);
        }
        shipping.finish(context, &floor, out)?;
        purchasing.finish(context, &floor, out)?;
        batches.write(&stock, out)?;
        Ok(Vec::new())
    }
}
