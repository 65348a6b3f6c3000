//! What the sensors of a machine say of a day, and what they say before it fails.

use jiff::civil::Date;

use super::chance;
use super::line::Line;
use super::station::Station;
use crate::context::Context;
use crate::incident::Dirt;
use crate::random::{Stream, stream};
use crate::table::Error;
use crate::tables::Sensor;
use crate::world::MachineIndex;
use crate::world::reference::SENSOR_TYPES;
use crate::writer::Writer;
use rand::RngExt;

/// Vibration, bearing temperature and motor current of a sound machine, and how much each rises before a failure.
const SOUND: [f64; 3] = [2.1, 54.0, 41.0];
const RISE: [f64; 3] = [5.4, 24.0, 9.0];
const SPREAD: [f64; 3] = [0.16, 1.9, 2.2];
/// Hours of production on a usual day, to turn what is left of a life into days.
const HOURS_A_DAY: f64 = 11.0;
/// Shares of rows sent in a wrong unit, sent twice, and never sent.
const WRONG_UNIT: f64 = 0.004;
const DOUBLED: f64 = 0.003;
const MISSING: f64 = 0.004;

/// Reads the sensors, and loses or garbles a few rows.
#[derive(Debug)]
pub(super) struct Sensors {
    random: Stream,
    /// Lasting level of each machine over the usual.
    level: Vec<[f64; 3]>,
    wrong: u64,
    doubled: u64,
    missing: u64,
}

impl Sensors {
    pub(super) fn new(context: &Context) -> Self {
        let mut random = stream(context.options.seed, "sensors");
        let level = context
            .world
            .machines
            .iter()
            .map(|_| std::array::from_fn(|_| (0.12 * chance::normal(&mut random)).exp()))
            .collect();
        Self { random, level, wrong: 0, doubled: 0, missing: 0 }
    }

    /// Writes the day of every machine of a line that ran.
    pub(super) fn day(
        &mut self,
        context: &Context,
        line: &Line,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        for (place, station) in line.stations.iter().enumerate() {
            let production_s: i64 = line.today[place].iter().map(|summary| summary.production_s).sum();
            if production_s == 0 {
                continue;
            }
            let wear = wear(context, station, day);
            for kind in 0..3 {
                let mean = SOUND[kind] * self.level[station.machine.at()][kind]
                    + RISE[kind] * wear
                    + SPREAD[kind] * 0.5 * chance::normal(&mut self.random);
                self.put(context, line, station.machine, kind, mean, SPREAD[kind] * (1.0 + wear), day, out)?;
            }
            if context.world.is_cooled(station.machine, line.plant) {
                let water = context.weather.on(line.plant, day).cooling_water_c;
                self.put(context, line, station.machine, 3, water, 0.7, day, out)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "each is a column of the row")]
    fn put(
        &mut self,
        context: &Context,
        line: &Line,
        machine: MachineIndex,
        kind: usize,
        mean: f64,
        spread: f64,
        day: Date,
        out: &mut Writer,
    ) -> Result<(), Error> {
        if self.random.random_bool(MISSING) {
            self.missing += 1;
            return Ok(());
        }
        let (code, _, unit, ..) = SENSOR_TYPES[kind];
        let noise = spread * chance::normal(&mut self.random).abs() * 0.4;
        let mut values = [mean - 2.6 * spread - noise, mean, mean + 2.6 * spread + noise, spread];
        values[0] = values[0].max(mean * 0.4);
        let mut unit_id = unit;
        if kind == 1 && self.random.random_bool(WRONG_UNIT) {
            self.wrong += 1;
            unit_id = "°F";
            let [least, usual, most, deviation] = values;
            let fahrenheit = |celsius: f64| celsius * 1.8 + 32.0;
            values = [fahrenheit(least), fahrenheit(usual), fahrenheit(most), deviation * 1.8];
        }
        let rounded = values.map(|value| (value * 100.0).round() / 100.0);
        let times = 1 + u64::from(self.random.random_bool(DOUBLED));
        self.doubled += times - 1;
        for _ in 0..times {
            let id = out.next_id::<Sensor>();
            out.put(Sensor {
                business_date: day,
                id,
                plant_id: context.world.plants[line.plant.at()].code.clone(),
                line_id: context.world.lines[line.index.at()].code.clone(),
                machine_id: context.world.machines[machine.at()].code.clone(),
                sensor_type_id: code.into(),
                unit: unit_id.into(),
                samples: 1_440,
                minimum: rounded[0],
                mean: rounded[1],
                maximum: rounded[2],
                deviation: rounded[3],
            })?;
        }
        Ok(())
    }

    /// The rows that are not as they should be.
    pub(super) fn dirt(&self) -> Vec<Dirt> {
        let dirt = |kind, rows, note: &str| Dirt { table: "sensor", kind, rows, note: note.to_owned() };
        vec![
            dirt("wrong unit", self.wrong, "Bearing temperatures sent in °F; unit says so."),
            dirt("doubled", self.doubled, "The same machine, sensor and day twice."),
            dirt("missing", self.missing, "A machine ran and one of its sensors has no row that day."),
        ]
    }
}

/// 0 for a sound machine … 1 on the day it fails, for failures that announce themselves.
fn wear(context: &Context, station: &Station, day: Date) -> f64 {
    if let Some((planted, ..)) = context.incidents.bearing_wear(station.machine, day) {
        return planted;
    }
    let (left_days, ramp_days) = (station.health.hours_left / HOURS_A_DAY, station.health.ramp_days);
    if ramp_days <= 0.0 || left_days >= ramp_days {
        return 0.0;
    }
    // Slowly at first, then fast.
    (1.0 - left_days.max(0.0) / ramp_days).powi(2)
}
