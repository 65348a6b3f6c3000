//! One line through one shift: five machines in a row over the same work orders.

use std::collections::VecDeque;

use jiff::civil::Date;
use rand::RngExt;

use super::books::Books;
use super::chance;
use super::health::{Failure, Health};
use super::measure::Gauge;
use super::staff::Staff;
use super::station::{Pace, Queue, Station, Window};
use super::stops::{self, Strain};
use super::work::{STEPS, StepCosts, WorkOrder};
use super::{notes, rows};
use crate::calendar::{DayClock, Shift};
use crate::context::Context;
use crate::random::{Stream, indexed};
use crate::table::Error;
use crate::world::{CrewIndex, LineIndex, MachineIndex, PlantIndex};
use crate::writer::Writer;

/// Slots of a shift: within one, a machine sees only pieces that were passed on before it.
const SLOTS: i64 = 4;

/// What all lines look up: planned times and scrap by product and step, costs, today's effect of materials.
#[derive(Debug)]
pub(super) struct Floor {
    pub(super) run_s: Vec<[f64; STEPS]>,
    pub(super) scrap_share: Vec<[f64; STEPS]>,
    pub(super) costs: Vec<StepCosts>,
    /// By product: times the usual scrap for what it is made of.
    pub(super) material_factor: Vec<f64>,
    pub(super) staff: Staff,
}

impl Floor {
    pub(super) fn new(context: &Context) -> Self {
        let products = &context.world.products;
        let by_step = |value: fn(&crate::world::Operation) -> f64| {
            products.iter().map(|product| std::array::from_fn(|at| value(&product.routing[at]))).collect()
        };
        Self {
            run_s: by_step(|step| step.run_s),
            scrap_share: by_step(|step| step.scrap_share),
            costs: StepCosts::all(context, context.options.first_day),
            material_factor: vec![1.0; products.len()],
            staff: Staff::new(context),
        }
    }

    /// Asks anew what today's materials do to each product's scrap.
    pub(super) fn turn_to(&mut self, context: &Context, day: Date) {
        for (factor, product) in self.material_factor.iter_mut().zip(&context.world.products) {
            *factor = product
                .bill
                .iter()
                .map(|part| context.incidents.material_scrap_factor(part.material, product.plant, day))
                .product();
        }
    }
}

/// The shift that a line works.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShiftAt {
    pub(super) shift: Shift,
    pub(super) crew: CrewIndex,
    pub(super) window: Window,
}

/// Seconds of one machine in one shift, for energy and labour.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    pub(super) planned_busy_s: i64,
    pub(super) production_s: i64,
    pub(super) busy_s: i64,
    pub(super) no_order_s: i64,
    pub(super) personnel_s: i64,
    pub(super) produced: i64,
}

/// One line with what is on it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) index: LineIndex,
    pub(super) plant: PlantIndex,
    pub(super) stations: Vec<Station>,
    pub(super) orders: VecDeque<WorkOrder>,
    /// Work orders that have left the line before the first of `orders`.
    pub(super) first: usize,
    pub(super) books: Books,
    /// Today's machines × shifts.
    pub(super) today: [[Summary; 3]; STEPS],
    /// Today's planned maintenance in the early shift, by machine.
    pub(super) maintenance_s: [i64; STEPS],
    /// Failures repaired today.
    pub(super) failures: Vec<(MachineIndex, Failure)>,
    random: Stream,
}

impl Line {
    pub(super) fn new(context: &Context, index: LineIndex) -> Self {
        let line = &context.world.lines[index.at()];
        let seed = context.options.seed;
        let station = |(place, &machine): (usize, &crate::world::MachineIndex)| {
            let health = Health::new(seed, machine, &context.world.machines[machine.at()]);
            let mut station =
                Station::new(machine, place, indexed(seed, "machine", u64::from(machine.0)), health);
            // A machine whose speed is a story of its own works at its own speed.
            station.keeps_pace = context.incidents.missed_calibration(machine).is_none();
            station
        };
        Self {
            index,
            plant: line.plant,
            stations: line.machines.iter().enumerate().map(station).collect(),
            orders: VecDeque::new(),
            first: 0,
            books: Books::default(),
            today: [[Summary::default(); 3]; STEPS],
            maintenance_s: [0; STEPS],
            failures: Vec::new(),
            random: indexed(seed, "line", u64::from(index.0)),
        }
    }

    /// Puts a work order at the end of the queue.
    pub(super) fn release(&mut self, order: WorkOrder) {
        self.orders.push_back(order);
    }

    /// Lives one shift: idle when it is not worked.
    #[expect(clippy::too_many_arguments, reason = "the shift, what it looks up and where rows go")]
    pub(super) fn shift(
        &mut self,
        context: &Context,
        floor: &Floor,
        gauge: &mut Gauge,
        clock: &DayClock,
        (day, shift): (Date, Shift),
        is_worked: bool,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let crew = context.world.plants[self.plant.at()].crews[shift as usize];
        let window = Window { day, start: clock.start(shift), length_s: clock.length_s(shift) };
        let at = ShiftAt { shift, crew, window };
        if is_worked {
            self.work(context, floor, &at);
            notes::write(context, floor, self, &at, out)?;
        }
        for place in 0..STEPS {
            let summary = if is_worked {
                rows::write(context, floor, gauge, self, place, &at, out)?
            } else {
                rows::write_unmanned(context, self, place, &at, out)?;
                Summary::default()
            };
            self.today[place][shift as usize] = summary;
        }
        Ok(())
    }

    fn work(&mut self, context: &Context, floor: &Floor, at: &ShiftAt) {
        for place in 0..STEPS {
            self.begin(context, place, at);
        }
        let mut queue = Queue {
            first: self.first,
            orders: &mut self.orders,
            run_s: &floor.run_s,
            scrap_share: &floor.scrap_share,
            material_factor: &floor.material_factor,
        };
        for slot in 1..=SLOTS {
            let until_s = at.window.length_s * slot / SLOTS;
            // The last machine first: what a machine passes on is seen in the next slot.
            for station in self.stations.iter_mut().rev() {
                station.work(until_s, &at.window, &mut queue);
            }
        }
        for station in &mut self.stations {
            self.failures.extend(station.failures.drain(..).map(|failure| (station.machine, failure)));
        }
    }

    /// Draws the shift's stops and pace for one machine.
    fn begin(&mut self, context: &Context, place: usize, at: &ShiftAt) {
        let (world, incidents) = (&context.world, &context.incidents);
        let day = at.window.day;
        let is_cooled = world.is_cooled(self.stations[place].machine, self.plant);
        let climate = context.weather.on(self.plant, day);
        let is_first = at.shift == Shift::Early;
        let from_s = if is_first { self.maintenance_s[place].min(at.window.length_s) } else { 0 };
        let strain = Strain {
            absence: incidents.absence_share(self.index, day),
            warm_water: if is_cooled { ((climate.cooling_water_c - 22.0) * 0.09).max(0.0) } else { 0.0 },
            bad_material: 0.0,
        };
        let station = &mut self.stations[place];
        wear_out(context, station, at);
        stops::draw(&mut self.random, from_s, at.window.length_s, strain, &mut station.stops);
        let usual = [1.0, 1.03, 1.1][at.shift as usize]
            * station.flaw
            * (1.0 + 0.012 * (climate.hall_c - 22.0).max(0.0))
            * if station.health.hours_left < 30.0 { 1.25 } else { 1.0 };
        let planted = incidents.scrap_factor(world, station.machine, at.crew, day);
        let slow = station.slow * incidents.run_factor(station.machine, day);
        let noise = (0.015 * chance::normal(&mut self.random)).exp();
        station.begin(
            from_s,
            Pace { slow: slow * noise, scrap: 1.08 * usual * planted, rework: 2.0 * usual * planted },
        );
    }

    /// Takes away what has left the line.
    pub(super) fn finished(&mut self) -> Option<WorkOrder> {
        if !self.orders.front()?.is_finished() {
            return None;
        }
        self.first += 1;
        self.orders.pop_front()
    }
}

/// A worn bearing gives way on its day, and often afterwards.
fn wear_out(context: &Context, station: &mut Station, at: &ShiftAt) {
    let day = at.window.day;
    let Some((_, fails_on, stands_s)) = context.incidents.bearing_wear(station.machine, day) else { return };
    if station.health.down_left_s > 0 {
        return;
    }
    if day < fails_on {
        // It holds until then.
        station.health.hours_left = station.health.hours_left.max(40.0);
    } else if day == fails_on && at.shift == Shift::Early {
        station.health.mode = 1;
        station.health.fail(day, at.window.start, Some(stands_s));
    } else if station.random.random_bool(0.5) {
        station.health.mode = 1;
        station.health.hours_left = station.random.random_range(0.5..5.0);
    }
}
