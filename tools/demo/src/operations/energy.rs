//! Electricity: of each machine by shift, and of each plant's meters by hour.

use jiff::civil::Date;
use rand::RngExt;

use super::chance;
use super::line::{Line, Summary};
use crate::calendar::Shift;
use crate::context::Context;
use crate::electricity::{self, Tariff};
use crate::events::Event;
use crate::money::{Amount, Currency};
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::{Energy, Meter, MeterReading};
use crate::world::{CostCentreIndex, PlantIndex};
use crate::writer::Writer;

/// Meters of a plant: code, name, kind.
const METERS: [(&str, &str, &str); 4] = [
    ("PRD", "Production halls", "production"),
    ("AIR", "Compressor house", "compressed air"),
    ("COL", "Cooling plant", "cooling"),
    ("BLD", "Buildings", "building"),
];
/// Share of its rated power that a machine draws while producing, while idle, and on standby.
const PRODUCING: f64 = 0.66;
const IDLE: f64 = 0.24;
const STANDBY: f64 = 0.03;

/// One plant's power.
#[derive(Debug)]
struct Site {
    plant: PlantIndex,
    tariffs: Vec<Tariff>,
    /// Where its utilities are booked.
    cost_centre: CostCentreIndex,
    /// Machines' kWh of the night shift that began yesterday: it ends this morning.
    night_kwh: f64,
    /// Machines' kWh of today by shift, and how many machines ran in each.
    shift_kwh: [f64; 3],
    running: [f64; 3],
    night_running: f64,
}

/// Reads all meters.
#[derive(Debug)]
pub(super) struct Power {
    random: Stream,
    sites: Vec<Site>,
}

impl Power {
    pub(super) fn new(context: &Context) -> Self {
        let world = &context.world;
        let site = |plant: PlantIndex| {
            let is_utility = |at: &usize| {
                world.cost_centres[*at].plant == plant && world.cost_centres[*at].department == "Engineering"
            };
            Site {
                plant,
                tariffs: electricity::tariffs(context, plant),
                cost_centre: CostCentreIndex::new(
                    (0..world.cost_centres.len()).find(is_utility).unwrap_or(0),
                ),
                night_kwh: 0.0,
                shift_kwh: [0.0; 3],
                running: [0.0; 3],
                night_running: 0.0,
            }
        };
        Self {
            random: stream(context.options.seed, "energy"),
            sites: world.factories().map(|(plant, _)| site(plant)).collect(),
        }
    }

    /// Writes the plants' meters.
    pub(super) fn write_meters(context: &Context, out: &mut Writer) -> Result<(), Error> {
        for (_, plant) in context.world.factories() {
            for (code, name, kind) in METERS {
                out.put(Meter {
                    meter_id: compact_str::format_compact!("{}-{code}", plant.code),
                    plant_id: plant.code.clone(),
                    name: compact_str::format_compact!("{} {name}", plant.name),
                    kind: kind.into(),
                })?;
            }
        }
        Ok(())
    }

    /// The machines of a line, shift by shift.
    pub(super) fn line(
        &mut self,
        context: &Context,
        line: &Line,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let Some(at) = self.sites.iter().position(|site| site.plant == line.plant) else { return Ok(()) };
        let (mut kwh, mut cost) = (0.0, Amount::default());
        for (place, shifts) in line.today.iter().enumerate() {
            for shift in Shift::ALL {
                let summary = &shifts[shift as usize];
                if summary.planned_busy_s > 0 {
                    let used = self.machine(context, line, place, summary, shift, at, day, out)?;
                    kwh += used.0;
                    cost += used.1;
                }
            }
        }
        if kwh > 0.0 {
            let cost_centre = context.world.lines[line.index.at()].cost_centre;
            events.push(Event::EnergyUsed { plant: line.plant, cost_centre, kwh, cost });
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the machine's shift and where rows go")]
    fn machine(
        &mut self,
        context: &Context,
        line: &Line,
        place: usize,
        summary: &Summary,
        shift: Shift,
        at: usize,
        day: Date,
        out: &mut Writer,
    ) -> Result<(f64, Amount), Error> {
        let world = &context.world;
        let machine = &world.machines[line.stations[place].machine.at()];
        let site = &mut self.sites[at];
        let Some(tariff) = electricity::in_force(&site.tariffs, day) else {
            return Ok((0.0, Amount::default()));
        };
        let hours = |seconds: i64| seconds as f64 / 3_600.0;
        let noise = 1.0 + 0.03 * chance::normal(&mut self.random);
        let processing = hundredth(hours(summary.production_s) * machine.rated_power_kw * PRODUCING * noise);
        let idle_s = summary.busy_s - summary.production_s;
        let idle = hundredth(
            (hours(idle_s) * IDLE + hours(summary.no_order_s) * IDLE * 0.6) * machine.rated_power_kw * noise,
        );
        let off =
            hundredth((8.0 - hours(summary.planned_busy_s)).max(0.0) * machine.rated_power_kw * STANDBY);
        let kwh = hundredth(processing + idle + off);
        site.shift_kwh[shift as usize] += kwh;
        site.running[shift as usize] += hours(summary.production_s) / 8.0;
        let (plant, peak) = (&world.plants[line.plant.at()], self.random.random_range(0.82..1.0));
        let cost_minor = (kwh * tariff.in_shift(shift)).round() as i64;
        let cost = context.rates.amount(cost_minor, plant.currency, plant.currency, day);
        let id = out.next_id::<Energy>();
        out.put(Energy {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            line_id: world.lines[line.index.at()].code.clone(),
            machine_id: machine.code.clone(),
            shift_id: shift.code().into(),
            kwh,
            processing_kwh: processing,
            idle_kwh: idle,
            off_kwh: off,
            peak_kw: hundredth(machine.rated_power_kw * if summary.production_s > 0 { peak } else { 0.3 }),
            cost_minor,
            currency: plant.currency.code().into(),
            cost_group_minor: cost.group_minor,
            carbon_kg: hundredth(kwh * tariff.carbon_kg_per_kwh),
        })?;
        Ok((kwh, cost))
    }

    /// The meters of every plant for the hours of the local day.
    pub(super) fn meters(
        &mut self,
        context: &Context,
        day: Date,
        events: &mut Vec<Event>,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for at in 0..self.sites.len() {
            let (mut kwh, mut cost) = (0.0, Amount::default());
            for hour in 0..24 {
                let drawn = self.hour(context, at, day, hour);
                for (meter, &used) in drawn.iter().enumerate() {
                    let value = self.read(context, at, meter, used, day, hour, out)?;
                    if meter > 0 {
                        kwh += used;
                        cost += value;
                    }
                }
            }
            let site = &mut self.sites[at];
            events.push(Event::EnergyUsed { plant: site.plant, cost_centre: site.cost_centre, kwh, cost });
            site.night_kwh = std::mem::take(&mut site.shift_kwh)[2];
            site.night_running = std::mem::take(&mut site.running)[2];
        }
        Ok(())
    }

    /// kWh of each meter in an hour.
    fn hour(&mut self, context: &Context, at: usize, day: Date, hour: i8) -> [f64; 4] {
        let site = &self.sites[at];
        let shift = Shift::at_hour(hour);
        let is_morning = hour < 6;
        let machines = if is_morning { site.night_kwh } else { site.shift_kwh[shift as usize] } / 8.0;
        let running = if is_morning { site.night_running } else { site.running[shift as usize] };
        let climate = context.weather.on(site.plant, day);
        let leak = context.incidents.compressor_factor(site.plant, day);
        let mut noisy =
            |value: f64| hundredth((value * (1.0 + 0.025 * chance::normal(&mut self.random))).max(0.0));
        let is_day = (7..18).contains(&hour);
        let heating = 3.2 * (14.0 - climate.outdoor_c).max(0.0);
        [
            hundredth(machines),
            noisy((26.0 + 6.4 * running) * leak),
            noisy(6.0 + running * (0.9 + 0.16 * (climate.outdoor_c - 6.0).max(0.0))),
            noisy(if is_day { 58.0 } else { 21.0 } + heating),
        ]
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of the reading")]
    fn read(
        &self,
        context: &Context,
        at: usize,
        meter: usize,
        kwh: f64,
        day: Date,
        hour: i8,
        out: &mut Writer,
    ) -> Result<Amount, Error> {
        let site = &self.sites[at];
        let plant = &context.world.plants[site.plant.at()];
        let price = electricity::in_force(&site.tariffs, day).map_or(0.0, |tariff| tariff.at_hour(hour));
        let cost_minor = (kwh * price).round() as i64;
        let cost_group_minor = context.rates.convert(cost_minor, plant.currency, Currency::Gbp, day);
        let id = out.next_id::<MeterReading>();
        out.put(MeterReading {
            business_date: day,
            id,
            plant_id: plant.code.clone(),
            meter_id: compact_str::format_compact!("{}-{}", plant.code, METERS[meter].0),
            kind: METERS[meter].2.into(),
            hour: i64::from(hour),
            shift_id: Shift::at_hour(hour).code().into(),
            kwh,
            cost_minor,
            currency: plant.currency.code().into(),
            cost_group_minor,
        })?;
        Ok(Amount { local_minor: cost_minor, group_minor: cost_group_minor })
    }
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
