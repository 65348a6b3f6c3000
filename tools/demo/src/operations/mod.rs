//! The factories: planning, production, quality, maintenance, energy, labour, stock, purchasing, shipping.

mod batches;
mod books;
mod chance;
mod complaints;
mod defects;
mod energy;
mod forecast;
mod health;
mod inspect;
mod items;
mod labour;
mod line;
mod maintenance;
mod measure;
mod notes;
mod orders;
mod planning;
mod plans;
mod purchase_rows;
mod purchasing;
mod receiving;
mod repairs;
mod rows;
mod scrap;
mod sensors;
mod settle;
mod shipping;
mod shipping_rows;
mod slot;
mod staff;
mod states;
mod station;
mod stock;
mod stops;
#[cfg(test)]
mod tests;
mod weeks;
mod work;

use jiff::civil::Date;
use rand::RngExt;

use self::batches::Batches;
use self::complaints::Complaints;
use self::energy::Power;
use self::forecast::Forecasts;
use self::labour::Attendance;
use self::line::{Floor, Line};
use self::maintenance::Maintenance;
use self::measure::Gauge;
use self::planning::Planning;
use self::purchasing::Purchasing;
use self::sensors::Sensors;
use self::shipping::Shipping;
use self::stock::Stock;
use self::work::StepCosts;
use crate::calendar::{DayClock, Shift};
use crate::context::{Context, Department};
use crate::events::Event;
use crate::incident::Dirt;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::world::LineIndex;
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
    gauge: Gauge,
    maintenance: Maintenance,
    sensors: Sensors,
    power: Power,
    attendance: Attendance,
    complaints: Complaints,
    forecasts: Forecasts,
    counting: Stream,
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
            gauge: Gauge::new(context),
            maintenance: Maintenance::new(context),
            sensors: Sensors::new(context),
            power: Power::new(context),
            attendance: Attendance::new(context),
            complaints: Complaints::new(context),
            forecasts: Forecasts::new(context),
            counting: stream(context.options.seed, "stock counts"),
        }
    }

    /// What only the first day writes, and the stock that finance opens its books with.
    fn open(&self, context: &Context, events: &mut Vec<Event>, out: &mut Writer) -> Result<(), Error> {
        self.stock.found(events);
        items::write(context, &self.stock, &self.planning, &self.purchasing, out)?;
        self.gauge.write(context, out)?;
        Power::write_meters(context, out)
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

    fn take_orders(&mut self, context: &Context, events: &[Event]) {
        for event in events {
            if let Event::Ordered(line) = event {
                self.shipping.take(context, line);
                self.forecasts.ordered(line);
            }
        }
    }

    fn plan(&mut self, context: &Context, day: Date, out: &mut Writer) -> Result<(), Error> {
        self.forecasts.day(context, day);
        self.shipping.tell(day, &mut self.planning.due, &mut self.planning.ordered);
        if weeks::is_planning_day(context, day) {
            self.planning.plan_week(context, &self.floor, &self.stock, &self.lines, day, out)?;
            self.purchasing.plan_week(context, &self.stock, &self.planning, day);
        }
        Ok(())
    }

    fn produce(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.floor.turn_to(context, day);
        for (plant, site) in context.world.factories() {
            let clock = DayClock::new(day, &site.zone);
            for at in (0..self.lines.len()).filter(|&at| context.world.lines[at].plant == plant) {
                self.run_line(context, at, &clock, day, events, out)?;
            }
        }
        Ok(())
    }

    /// One line through the day's shifts, with all that is written about it.
    fn run_line(
        &mut self,
        context: &Context,
        at: usize,
        clock: &DayClock,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let (line, floor) = (&mut self.lines[at], &self.floor);
        let is_worked = Shift::ALL.map(|shift| self.planning.is_worked(line.index, day, shift));
        line.maintenance_s = Default::default();
        if is_worked[Shift::Early as usize] {
            self.maintenance.morning(context, floor, line, clock, day, events, out)?;
        }
        if is_worked.contains(&true) {
            self.planning.release(context, floor, &mut self.stock, line, day, out)?;
        }
        for shift in Shift::ALL {
            let is_worked = is_worked[shift as usize];
            line.shift(context, floor, &mut self.gauge, clock, (day, shift), is_worked, out)?;
        }
        self.maintenance.evening(context, floor, line, day, events, out)?;
        self.sensors.day(context, line, day, out)?;
        self.power.line(context, line, day, events, out)?;
        settle::settle(context, floor, &mut self.stock, &mut self.batches, line, day, out)
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

    /// Closes the books of the day.
    fn close(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        self.stock.close_day(day, out)?;
        for line in &mut self.lines {
            line.books.close_day(context, line.index, day, events, out)?;
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
        self.take_orders(context, events);
        if day == context.options.first_day {
            self.open(context, events, out)?;
        } else if (day.month(), day.day()) == (4, 1) {
            self.turn_year(context, day, events, out)?;
        }
        self.plan(context, day, out)?;
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
        self.produce(context, day, events, out)?;
        self.shipping.day(context, &self.floor, &mut self.stock, day, events, out)?;
        self.complaints.day(context, day, events, out)?;
        self.power.meters(context, day, events, out)?;
        self.attendance.day(context, &self.lines, day, events, out)?;
        if day > context.options.first_day {
            self.count(context, day, events, out)?;
        }
        self.close(context, day, events, out)
    }

    fn finish(self: Box<Self>, context: &Context, out: &mut Writer) -> Result<Vec<Dirt>, Error> {
        let Self { floor, stock, mut batches, planning, purchasing, shipping, lines, .. } = *self;
        for order in lines.iter().flat_map(|line| &line.orders) {
            orders::write_open(context, order, out)?;
            batches.made(context, order, order.released_on);
        }
        plans::write(context, &floor, &stock, &lines, &planning, &purchasing, out)?;
        self.forecasts.finish(context, out)?;
        self.maintenance.finish(context, out)?;
        shipping.finish(context, &floor, out)?;
        purchasing.finish(context, &floor, out)?;
        batches.write(&stock, out)?;
        Ok([self.sensors.dirt(), self.gauge.dirt()].concat())
    }
}
