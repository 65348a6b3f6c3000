//! Incidents drawn at random: the kinds of the plan at other places, on other days and of other sizes, so that whoever finds
//! and explains incidents can be tried on more of them than anybody would write down.
//!
//! What moves the same measures comes one after another with quiet weeks between, since no explanation of two troubles in
//! one place at one time can be graded. Among the troubles of the floor stand two decoys: a crew that is formed anew and a
//! calibration that is missed, neither of which changes anything.

use jiff::civil::Date;
use rand::{Rng, RngExt, seq::SliceRandom};

use super::{
    Direction::{Down, None as NoWay, Up},
    Effect, Incident, Size,
};
use crate::calendar::{monday, plus_days};
use crate::money::Currency;
use crate::options::Options;
use crate::random::stream;
use crate::world::{
    CrewIndex, CustomerIndex, FamilyIndex, LineIndex, MachineIndex, MaterialIndex, PlantIndex, RepIndex,
    World,
};

/// Weeks that an incident of the floor or of energy lasts, and one of sales.
const FLOOR_WEEKS: i64 = 3;
const SALES_WEEKS: i64 = 4;
/// Quiet weeks before each.
const QUIET_WEEKS: i64 = 3;
/// Weeks before the last day in which nothing begins.
const LAST_WEEKS: i64 = 2;
/// Days for which a bearing wears before it fails.
const WEAR_DAYS: i64 = 16;

/// What a draw picks from.
struct Draw<'a, R> {
    world: &'a World,
    random: R,
}

/// Incidents of a history, in order of their first day.
pub(super) fn all(world: &World, options: &Options, seed: u64) -> Vec<Incident> {
    let mut draw = Draw { world, random: stream(seed, "incidents") };
    let (factor, share) = (draw.size(1.3, 3.0), draw.size(0.03, 0.14));
    let floor: Vec<Drawn> = vec![
        draw.bearing(),
        draw.lot(),
        draw.crew(factor),
        draw.calibration(share),
        draw.lots(),
        draw.tools(),
        draw.absence(),
        draw.water(),
        draw.crew(1.0),
        draw.calibration(0.0),
    ];
    let energy = vec![draw.leak(), draw.tariff()];
    let sales = vec![draw.mix(), draw.concession(), draw.currency()];
    let mut list = Vec::new();
    for (track, weeks, is_shuffled) in [
        (floor, FLOOR_WEEKS, true),
        (energy, FLOOR_WEEKS, false),
        (sales, SALES_WEEKS, false),
        (vec![draw.payer()], 4 * SALES_WEEKS, false),
        (vec![draw.forecast()], 3 * SALES_WEEKS, false),
    ] {
        let mut track = track;
        if is_shuffled {
            track.shuffle(&mut draw.random);
        }
        list.extend(one_after_another(track, weeks, options.today));
    }
    list.sort_by_key(|incident| (incident.from, incident.id));
    list
}

/// An incident without its days.
struct Drawn {
    id: &'static str,
    kind: &'static str,
    what: String,
    places: Vec<String>,
    measures: Vec<(&'static str, super::Direction)>,
    size: Size,
    cause: String,
    is_anomaly: bool,
    effect: Effect,
}

/// The last of them ends shortly before the last day of the history.
fn one_after_another(track: Vec<Drawn>, weeks: i64, today: Date) -> Vec<Incident> {
    let end = monday(plus_days(today, -LAST_WEEKS * 7));
    let count = track.len() as i64;
    let begin = |at: usize| plus_days(end, -7 * ((count - at as i64) * (weeks + QUIET_WEEKS) - QUIET_WEEKS));
    track
        .into_iter()
        .enumerate()
        .map(|(at, drawn)| drawn.on(begin(at), plus_days(begin(at), weeks * 7 - 1), today))
        .collect()
}

impl Drawn {
    fn on(self, from: Date, to: Date, today: Date) -> Incident {
        let (from, effect) = match self.effect {
            // The machine stands within the incident's own weeks; its bearing wears before them.
            Effect::BearingWear { machine, stands_s, .. } => (
                plus_days(from, -WEAR_DAYS),
                Effect::BearingWear { machine, fails_on: plus_days(from, 1), stands_s },
            ),
            other => (from, other),
        };
        // A price stays.
        let to = if matches!(effect, Effect::TariffRise { .. }) { plus_days(today, -1) } else { to };
        Incident {
            id: self.id,
            kind: self.kind,
            what: self.what,
            places: self.places,
            from,
            to,
            measures: self.measures,
            size: self.size,
            cause: self.cause,
            decoys: Vec::new(),
            is_anomaly: self.is_anomaly,
            effect,
        }
    }
}

fn size(value: f64, unit: &'static str) -> Size {
    Size { value, unit }
}

impl<R: Rng> Draw<'_, R> {
    fn below(&mut self, count: usize) -> usize {
        self.random.random_range(0..count)
    }

    /// The small ones as often as the large.
    fn size(&mut self, least: f64, most: f64) -> f64 {
        self.random.random_range(least..most)
    }

    fn factory(&mut self) -> usize {
        let count = self.world.factories().count();
        self.below(count)
    }

    /// A machine among those that a test keeps.
    fn machine(&mut self, keeps: impl Fn(MachineIndex) -> bool) -> MachineIndex {
        let all: Vec<MachineIndex> =
            (0..self.world.machines.len()).map(MachineIndex::new).filter(|at| keeps(*at)).collect();
        all[self.below(all.len())]
    }

    fn of_machine(&self, machine: MachineIndex) -> (Vec<String>, String) {
        let found = &self.world.machines[machine.at()];
        let (line, plant) = (&self.world.lines[found.line.at()], &self.world.plants[found.plant.at()]);
        let codes = [&plant.code, &line.code, &found.code].map(ToString::to_string).to_vec();
        (codes, format!("{} of {}", found.name, line.name))
    }

    fn bearing(&mut self) -> Drawn {
        let machine = self.machine(|_| true);
        let hours = self.size(10.0, 90.0);
        let (places, name) = self.of_machine(machine);
        let first_day = self.world.machines[machine.at()].installed_on;
        Drawn {
            id: "bearing-wear",
            kind: "failure",
            what: format!("{name} fails after a bearing wore out"),
            places,
            measures: vec![("availability", Down), ("breakdown_time", Up)],
            size: size(hours, "hours"),
            cause: "A worn bearing.".into(),
            is_anomaly: true,
            effect: Effect::BearingWear { machine, fails_on: first_day, stands_s: (hours * 3_600.0) as i64 },
        }
    }

    fn lot(&mut self) -> Drawn {
        let (world, factories) = (self.world, self.world.factories().count());
        let first = self.below(factories);
        let second = (first + 1 + self.below(factories - 1)) % factories;
        let plants = [first, second].map(PlantIndex::new);
        // How much of the two plants' work a material is in.
        let uses = |at: usize, plant: PlantIndex| {
            let made = world.products.iter().filter(|product| {
                product.plant == plant && product.bill.iter().any(|part| part.material.at() == at)
            });
            made.map(|product| product.line_share).sum::<f64>()
        };
        let weight = |at: usize| uses(at, plants[0]).min(uses(at, plants[1]));
        let best = (0..world.materials.len())
            .filter(|at| world.materials[*at].is_steel)
            .max_by(|one, other| weight(*one).total_cmp(&weight(*other)));
        let material = MaterialIndex::new(best.unwrap_or_default());
        let factor = self.size(1.5, 5.0);
        let steel = &world.materials[material.at()];
        let mut places: Vec<String> =
            plants.iter().map(|at| world.plants[at.at()].code.to_string()).collect();
        places.extend([steel.code.to_string(), world.suppliers[steel.supplier.at()].code.to_string()]);
        Drawn {
            id: "bad-lot",
            kind: "supplier",
            what: format!("Parts of {} are scrapped for cracks in two plants", steel.name),
            places,
            measures: vec![("scrap_ratio", Up)],
            size: size(factor, "times"),
            cause: format!("A bad lot of {}.", steel.name),
            is_anomaly: true,
            effect: Effect::BadLot { material, plants, factor },
        }
    }

    /// A factor of one is a crew that works as the one before it did.
    fn crew(&mut self, factor: f64) -> Drawn {
        let plant = &self.world.plants[self.factory()];
        let crew: CrewIndex = plant.crews[self.random.random_range(0..plant.crews.len())];
        let is_anomaly = factor > 1.0;
        let found = &self.world.crews[crew.at()];
        Drawn {
            id: if is_anomaly { "new-crew" } else { "decoy-crew" },
            kind: if is_anomaly { "people" } else { "decoy" },
            what: format!("{} at {} is formed anew", found.name, plant.name),
            places: vec![plant.code.to_string(), found.code.to_string()],
            measures: vec![("scrap_ratio", if is_anomaly { Up } else { NoWay })],
            size: size(factor, "times"),
            cause: "A crew formed anew.".into(),
            is_anomaly,
            effect: Effect::NewCrew { crew, factor },
        }
    }

    /// A share of nought is a calibration that was missed without any effect.
    fn calibration(&mut self, share: f64) -> Drawn {
        let world = self.world;
        let machine = self.machine(|at| matches!(world.machines[at.at()].position, 2 | 4));
        let (places, name) = self.of_machine(machine);
        let is_anomaly = share > 0.0;
        Drawn {
            id: if is_anomaly { "missed-calibration" } else { "decoy-calibration" },
            kind: if is_anomaly { "slow loss" } else { "decoy" },
            what: format!("{name} was not calibrated when it was due"),
            places,
            measures: vec![("effectiveness", if is_anomaly { Down } else { NoWay })],
            size: size(share * 100.0, "%"),
            cause: "A missed calibration.".into(),
            is_anomaly,
            effect: Effect::MissedCalibration { machine, share },
        }
    }

    fn lots(&mut self) -> Drawn {
        let (at, share) = (self.below(self.world.lines.len()), self.size(0.3, 0.8));
        let line = &self.world.lines[at];
        Drawn {
            id: "small-lots",
            kind: "policy",
            what: format!("{} changes over far more often", line.name),
            places: vec![self.world.plants[line.plant.at()].code.to_string(), line.code.to_string()],
            measures: vec![("setup_ratio", Up), ("changeovers", Up)],
            size: size(share * 100.0, "% of the usual lot"),
            cause: "Smaller lots.".into(),
            is_anomaly: true,
            effect: Effect::SmallLots { line: LineIndex::new(at), share },
        }
    }

    fn tools(&mut self) -> Drawn {
        let (machine, factor) = (self.machine(|_| true), self.size(1.5, 5.0));
        let (places, name) = self.of_machine(machine);
        Drawn {
            id: "tool-wear",
            kind: "machine",
            what: format!("{name} scraps more for worn tools"),
            places,
            measures: vec![("scrap_ratio", Up)],
            size: size(factor, "times"),
            cause: "Worn tools.".into(),
            is_anomaly: true,
            effect: Effect::ToolWear { machine, factor },
        }
    }

    fn absence(&mut self) -> Drawn {
        let (at, share) = (self.below(self.world.lines.len()), self.size(0.04, 0.3));
        let line = &self.world.lines[at];
        Drawn {
            id: "absence",
            kind: "people",
            what: format!("{} waits for operators", line.name),
            places: vec![self.world.plants[line.plant.at()].code.to_string(), line.code.to_string()],
            measures: vec![("availability", Down), ("staffing_time", Up)],
            size: size(share * 100.0, "% of planned time"),
            cause: "Too few operators.".into(),
            is_anomaly: true,
            effect: Effect::Absence { line: LineIndex::new(at), share },
        }
    }

    fn water(&mut self) -> Drawn {
        let world = self.world;
        let cooled = self.machine(|at| world.is_cooled(at, world.machines[at.at()].plant));
        let plant = world.machines[cooled.at()].plant;
        let factor = self.size(1.4, 3.5);
        let machines = (0..world.machines.len()).map(MachineIndex::new);
        let machines = machines.filter(|at| world.is_cooled(*at, plant));
        let codes = machines.map(|at| world.machines[at.at()].code.to_string());
        Drawn {
            id: "cooling-water",
            kind: "climate",
            what: format!("Hardening at {} scraps more", world.plants[plant.at()].name),
            places: [world.plants[plant.at()].code.to_string()].into_iter().chain(codes).collect(),
            measures: vec![("scrap_ratio", Up), ("cooling_water_temperature", Up)],
            size: size(factor, "times"),
            cause: "Warm cooling water.".into(),
            is_anomaly: true,
            effect: Effect::CoolingWater { plant, degrees: 2.0 * factor, factor },
        }
    }

    fn leak(&mut self) -> Drawn {
        let (at, share) = (self.factory(), self.size(0.05, 0.4));
        let plant = &self.world.plants[at];
        Drawn {
            id: "compressor-leak",
            kind: "energy",
            what: format!("Compressed air at {} uses more electricity", plant.name),
            places: vec![plant.code.to_string()],
            measures: vec![("compressed_air_energy", Up)],
            size: size(share * 100.0, "%"),
            cause: "A leak.".into(),
            is_anomaly: true,
            effect: Effect::CompressorLeak { plant: PlantIndex::new(at), share },
        }
    }

    fn tariff(&mut self) -> Drawn {
        let country = ["GB", "PL"][self.below(2)];
        let share = self.size(0.04, 0.2);
        let plants = self.world.factories().filter(|(_, plant)| plant.country == country);
        Drawn {
            id: "tariff-rise",
            kind: "energy",
            what: "Electricity costs more".into(),
            places: plants.map(|(_, plant)| plant.code.to_string()).collect(),
            measures: vec![("energy_price", Up)],
            size: size(share * 100.0, "%"),
            cause: "A new supply contract.".into(),
            is_anomaly: true,
            effect: Effect::TariffRise { country, share },
        }
    }

    fn mix(&mut self) -> Drawn {
        let families = self.world.families.len();
        let falls = self.below(families);
        let rises = (falls + 1 + self.below(families - 1)) % families;
        let share = self.size(0.08, 0.3);
        Drawn {
            id: "mix-shift",
            kind: "mix",
            what: format!(
                "The mix moves from {} to {}",
                self.world.families[falls].name, self.world.families[rises].name
            ),
            places: [falls, rises].map(|at| self.world.families[at].code.to_owned()).to_vec(),
            measures: vec![("gross_margin", NoWay)],
            size: size(share * 100.0, "%"),
            cause: "Demand moved from one family to another.".into(),
            is_anomaly: true,
            effect: Effect::MixShift {
                falls: FamilyIndex::new(falls),
                rises: FamilyIndex::new(rises),
                share,
            },
        }
    }

    fn concession(&mut self) -> Drawn {
        let (at, discount) = (self.below(self.world.reps.len()), self.size(0.01, 0.09));
        let rep = &self.world.reps[at];
        Drawn {
            id: "price-concessions",
            kind: "price",
            what: format!("{} gives more discount", rep.name),
            places: vec![rep.code.to_string()],
            measures: vec![("discount_share", Up)],
            size: size(discount * 100.0, "percentage points"),
            cause: "Price concessions by one representative.".into(),
            is_anomaly: true,
            effect: Effect::PriceConcession { rep: RepIndex::new(at), discount },
        }
    }

    fn currency(&mut self) -> Drawn {
        let currency = [Currency::Eur, Currency::Pln][self.below(2)];
        let share = self.size(0.02, 0.08) * [-1.0, 1.0][self.below(2)];
        Drawn {
            id: "currency-move",
            kind: "currency",
            what: format!("{} moves against the pound", currency.code()),
            places: vec![currency.code().to_owned()],
            measures: vec![("revenue", if share < 0.0 { Down } else { Up })],
            size: size(share * 100.0, "%"),
            cause: "The rate of a currency.".into(),
            is_anomaly: true,
            effect: Effect::CurrencyMove { currency, share },
        }
    }

    fn payer(&mut self) -> Drawn {
        // One of the larger customers: what a small one does nobody sees.
        let (at, days) = (self.below(8.min(self.world.customers.len())), self.random.random_range(5..30));
        let customer = &self.world.customers[at];
        Drawn {
            id: "late-payer",
            kind: "payment",
            what: format!("{} pays late", customer.name),
            places: vec![customer.code.to_string()],
            measures: vec![("dso", Up)],
            size: size(days as f64, "days"),
            cause: "One customer pays later.".into(),
            is_anomaly: true,
            effect: Effect::LatePayer { customer: CustomerIndex::new(at), days },
        }
    }

    fn forecast(&mut self) -> Drawn {
        let at = self.below(self.world.families.len());
        let share = self.size(0.1, 0.4) * [-1.0, 1.0][self.below(2)];
        let family = &self.world.families[at];
        Drawn {
            id: "forecast-bias",
            kind: "planning",
            what: format!("Forecasts of {} are wrong", family.name),
            places: vec![family.code.to_owned()],
            measures: vec![("forecast_bias", if share < 0.0 { Down } else { Up })],
            size: size(share * 100.0, "%"),
            cause: "Biased forecasts.".into(),
            is_anomaly: true,
            effect: Effect::ForecastBias { family: FamilyIndex::new(at), share },
        }
    }
}
