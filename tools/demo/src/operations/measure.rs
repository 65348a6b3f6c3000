//! Measured pieces: characteristics with their limits, and subgroups of five.

use rand::RngExt;

use super::chance;
use super::line::{Line, ShiftAt};
use super::rows::Codes;
use super::station::Lap;
use crate::context::Context;
use crate::incident::Dirt;
use crate::random::{Stream, indexed, stream};
use crate::table::Error;
use crate::tables::{Characteristic, Measurement};
use crate::value::Text;
use crate::world::ProductIndex;
use crate::writer::Writer;

/// Places in the line at which pieces are measured.
const PLACES: [usize; 2] = [1, 3];
const SUBGROUP: usize = 5;
/// Share of laps from which a subgroup is taken.
const TAKEN: f64 = 0.32;
/// Shares of pieces sent in inches and sent twice.
const WRONG_UNIT: f64 = 0.001;
const DOUBLED: f64 = 0.002;

/// One measured feature of a product at a machine.
#[derive(Debug, Clone)]
struct Feature {
    code: Text,
    nominal: f64,
    tolerance: f64,
    /// Spread of single pieces, and how far the process sits from the nominal.
    deviation: f64,
    offset: f64,
}

/// Measures.
#[derive(Debug)]
pub(super) struct Gauge {
    random: Stream,
    features: Vec<[Feature; PLACES.len()]>,
    next_subgroup: i64,
    wrong: u64,
    doubled: u64,
}

impl Gauge {
    pub(super) fn new(context: &Context) -> Self {
        let features = (0..context.world.products.len())
            .map(|product| std::array::from_fn(|place| feature(context, ProductIndex::new(product), place)));
        Self {
            random: stream(context.options.seed, "measurements"),
            features: features.collect(),
            next_subgroup: 1,
            wrong: 0,
            doubled: 0,
        }
    }

    /// Writes `characteristic`.
    pub(super) fn write(&self, context: &Context, out: &mut Writer) -> Result<(), Error> {
        let world = &context.world;
        for (product, features) in world.products.iter().zip(&self.features) {
            for (feature, place) in features.iter().zip(PLACES) {
                let machine = &world.machines[product.routing[place].machine.at()];
                out.put(Characteristic {
                    characteristic_id: feature.code.clone(),
                    product_id: product.code.clone(),
                    machine_id: machine.code.clone(),
                    plant_id: world.plants[machine.plant.at()].code.clone(),
                    line_id: world.lines[machine.line.at()].code.clone(),
                    name: if place == PLACES[0] { "Bore diameter" } else { "Shoulder length" }.into(),
                    unit: "mm".into(),
                    nominal: feature.nominal,
                    lower_limit: micro(feature.nominal - feature.tolerance),
                    upper_limit: micro(feature.nominal + feature.tolerance),
                    subgroup_size: SUBGROUP as i64,
                })?;
            }
        }
        Ok(())
    }

    /// Takes a subgroup from a lap, now and then.
    #[expect(clippy::too_many_arguments, reason = "a row's surroundings")]
    pub(super) fn measure(
        &mut self,
        context: &Context,
        line: &Line,
        place: usize,
        lap: &Lap,
        at: &ShiftAt,
        codes: &Codes,
        out: &mut Writer,
    ) -> Result<(), Error> {
        let Some(which) = PLACES.iter().position(|&measured| measured == place) else { return Ok(()) };
        if lap.produced < 8 || !self.random.random_bool(TAKEN) {
            return Ok(());
        }
        let Some(order) = line.orders.get(lap.order.wrapping_sub(line.first)) else { return Ok(()) };
        let feature = &self.features[order.product.at()][which];
        let day = at.window.day;
        let machine = line.stations[place].machine;
        let planted = context.incidents.scrap_factor(&context.world, machine, at.crew, day);
        let deviation = feature.deviation * planted.sqrt().min(1.6);
        let level =
            feature.nominal + feature.offset + 0.35 * feature.deviation * chance::normal(&mut self.random);
        let values: [f64; SUBGROUP] =
            std::array::from_fn(|_| micro(level + deviation * chance::normal(&mut self.random)));
        let subgroup_id = self.next_subgroup;
        self.next_subgroup += 1;
        if context.incidents.is_feed_out(line.plant, day) {
            return Ok(());
        }
        let mean = micro(values.iter().sum::<f64>() / SUBGROUP as f64);
        for (sample, &value) in values.iter().enumerate() {
            let is_wrong = self.random.random_bool(WRONG_UNIT);
            let times = 1 + u64::from(self.random.random_bool(DOUBLED));
            self.wrong += u64::from(is_wrong);
            self.doubled += times - 1;
            for _ in 0..times {
                let id = out.next_id::<Measurement>();
                out.put(Measurement {
                    business_date: day,
                    id,
                    plant_id: codes.plant.clone(),
                    line_id: codes.line.clone(),
                    machine_id: codes.machine.clone(),
                    shift_id: codes.shift.clone(),
                    product_id: context.world.products[order.product.at()].code.clone(),
                    characteristic_id: feature.code.clone(),
                    work_order_id: Some(order.id()),
                    subgroup_id,
                    sample: sample as i64 + 1,
                    value: if is_wrong { micro(value / 25.4) } else { value },
                    subgroup_mean: mean,
                    lower_limit: micro(feature.nominal - feature.tolerance),
                    upper_limit: micro(feature.nominal + feature.tolerance),
                })?;
            }
        }
        Ok(())
    }

    /// The rows that are not as they should be.
    pub(super) fn dirt(&self) -> Vec<Dirt> {
        let dirt = |kind, rows, note: &str| Dirt { table: "measurement", kind, rows, note: note.to_owned() };
        vec![
            dirt("wrong unit", self.wrong, "Values in inches where the characteristic says mm."),
            dirt("doubled", self.doubled, "The same subgroup and sample twice."),
        ]
    }
}

fn feature(context: &Context, product: ProductIndex, which: usize) -> Feature {
    let mut random =
        indexed(context.options.seed, "characteristics", u64::from(product.0) * 2 + which as u64);
    let nominal = f64::from(random.random_range(60..400_u32)) / 4.0;
    let tolerance = f64::from(random.random_range(20..80_u32)) / 1_000.0;
    // From barely capable to very.
    let deviation = tolerance / (3.0 * random.random_range(1.15..1.9));
    Feature {
        code: compact_str::format_compact!(
            "{}-{}",
            context.world.products[product.at()].code,
            ["A", "B"][which]
        ),
        nominal,
        tolerance,
        deviation,
        offset: deviation * random.random_range(-0.5..0.5),
    }
}

fn micro(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
