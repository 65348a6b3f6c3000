//! Products, materials, bills of materials, routings and standard costs.

use jiff::civil::{Date, date};
use rand::RngExt;

use super::bills::bill;
use super::index::{FamilyIndex, LineIndex, MachineIndex, MaterialIndex, PlantIndex, SupplierIndex};
use super::partners::Supplier;
use super::places::Places;
use crate::calendar::{fiscal_year, fiscal_year_start};
use crate::random::{Stream, indexed};
use crate::value::Text;

/// A family of products.
#[derive(Debug, Clone)]
pub struct Family {
    pub code: &'static str,
    pub name: &'static str,
    singular: [&'static str; 3],
    /// Usual seconds per piece at the slowest machine.
    cycle_s: f64,
    /// List price in pounds per second of that cycle, in fiscal year 2024.
    price_per_s: f64,
    pub(super) main_kind: &'static str,
    pub(super) main_name: &'static str,
}

/// What each family is called and roughly costs.
pub(crate) const FAMILIES: [Family; 5] = [
    Family {
        code: "GH",
        name: "Gearbox housings",
        singular: ["Gearbox housing"; 3],
        cycle_s: 190.0,
        price_per_s: 0.69,
        main_kind: "casting",
        main_name: "Housing casting",
    },
    Family {
        code: "GX",
        name: "Gearboxes",
        singular: ["Helical gearbox", "Worm gearbox", "Planetary gearbox"],
        cycle_s: 420.0,
        price_per_s: 0.93,
        main_kind: "bought part",
        main_name: "Gear set",
    },
    Family {
        code: "DS",
        name: "Drive shafts",
        singular: ["Drive shaft", "Splined shaft", "Output shaft"],
        cycle_s: 95.0,
        price_per_s: 0.62,
        main_kind: "raw material",
        main_name: "Shaft blank",
    },
    Family {
        code: "GE",
        name: "Gears",
        singular: ["Spur gear", "Helical gear", "Bevel gear"],
        cycle_s: 85.0,
        price_per_s: 0.65,
        main_kind: "raw material",
        main_name: "Gear blank",
    },
    Family {
        code: "CP",
        name: "Couplings",
        singular: ["Jaw coupling", "Flange coupling", "Disc coupling"],
        cycle_s: 75.0,
        price_per_s: 0.60,
        main_kind: "casting",
        main_name: "Coupling hub",
    },
];

/// Products on each of the twelve lines of a block: forty in all.
const PRODUCTS_PER_LINE: [usize; 12] = [4, 3, 4, 3, 4, 3, 3, 3, 4, 3, 3, 3];

/// A finished product.
#[derive(Debug, Clone)]
pub struct Product {
    pub code: Text,
    pub name: Text,
    pub family: FamilyIndex,
    pub plant: PlantIndex,
    pub line: LineIndex,
    pub weight_kg: f64,
    /// Pieces in a usual work order.
    pub lot_size: u32,
    /// Ordered rarely and then in quantity.
    pub is_intermittent: bool,
    pub is_phasing_out: bool,
    pub launched_on: Date,
    /// Seconds per piece at the slowest operation.
    pub cycle_s: f64,
    /// Share of its line's time that its demand is meant to take.
    pub line_share: f64,
    /// List price for an original-equipment customer in fiscal year 2024, pence.
    pub list_price_minor: i64,
    pub bill: Vec<Component>,
    pub routing: Vec<Operation>,
}

/// A component of one piece of a product.
#[derive(Debug, Clone)]
pub struct Component {
    pub material: MaterialIndex,
    /// Of the material's unit, for one piece.
    pub quantity: f64,
    /// The component that becomes the piece.
    pub is_main: bool,
    /// Extra that the bill allows for, as a share.
    pub scrap_allowance: f64,
    /// The quantity until a design change halfway through the history, where it differed.
    pub earlier: Option<(f64, Date)>,
}

/// One operation of a routing.
#[derive(Debug, Clone)]
pub struct Operation {
    /// 10, 20 … 50.
    pub number: u32,
    pub name: &'static str,
    pub machine: MachineIndex,
    /// PRI, seconds per piece.
    pub run_s: f64,
    /// Planned set-up, seconds.
    pub setup_s: f64,
    /// Hands-on seconds per piece.
    pub labour_s: f64,
    /// Scrap that planning expects, as a share.
    pub scrap_share: f64,
}

/// A raw material or bought part.
#[derive(Debug, Clone)]
pub struct Material {
    pub code: Text,
    pub name: Text,
    pub kind: &'static str,
    /// `piece`, `kg` or `litre`. Stock is kept in whole units.
    pub unit: &'static str,
    pub supplier: SupplierIndex,
    pub lead_time_days: u32,
    pub minimum_order: f64,
    pub is_steel: bool,
    /// Standard price in fiscal year 2024, pence a unit.
    pub base_price_minor: f64,
}

/// The standard cost of one piece in whole pence, by element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standard {
    pub material_minor: i64,
    pub labour_minor: i64,
    pub overhead_minor: i64,
}

impl Standard {
    #[must_use]
    pub const fn total_minor(self) -> i64 {
        self.material_minor + self.labour_minor + self.overhead_minor
    }
}

/// Standard labour with employer's cost, pence an hour in fiscal year 2024: United Kingdom, Poland.
const LABOUR_RATE: [f64; 2] = [2_050.0, 1_180.0];
/// Standard overhead of a machine, pence an hour in fiscal year 2024: United Kingdom, Poland.
const OVERHEAD_RATE: [f64; 2] = [5_900.0, 4_700.0];
/// The share of list price that standard cost takes in fiscal year 2024.
const COST_SHARE: f64 = 0.615;
/// Price levels by fiscal year from 2024 on.
const MATERIAL_INDEX: [f64; 4] = [1.0, 1.021, 1.038, 1.064];
const LABOUR_INDEX: [f64; 4] = [1.0, 1.045, 1.085, 1.122];
const PRICE_INDEX: [f64; 4] = [1.0, 1.028, 1.055, 1.084];

fn indexed_by_year(index: [f64; 4], day: Date) -> f64 {
    index[(fiscal_year(day) - 2024).clamp(0, 3) as usize]
}

impl Material {
    /// Standard price on a day, whole pence a unit (changes on 1 April).
    #[must_use]
    pub fn standard_minor(&self, day: Date) -> i64 {
        ((self.base_price_minor * indexed_by_year(MATERIAL_INDEX, day)).round() as i64).max(1)
    }
}

impl Product {
    /// List price for an original-equipment customer on a day, pence (changes on 1 April).
    #[must_use]
    pub fn list_minor(&self, day: Date) -> i64 {
        (self.list_price_minor as f64 * indexed_by_year(PRICE_INDEX, day)).round() as i64
    }

    /// Standard cost of one piece on a day (changes on 1 April): the bill at standard prices of the year's
    /// first day, labour and machine hours at the year's rates, set-ups spread over the usual lot.
    #[must_use]
    pub fn standard(&self, materials: &[Material], country: &str, day: Date) -> Standard {
        let year_start = fiscal_year_start(fiscal_year(day));
        let material: f64 = self
            .bill
            .iter()
            .map(|part| {
                part.quantity_on(year_start)
                    * (1.0 + part.scrap_allowance)
                    * materials[part.material.at()].standard_minor(day) as f64
            })
            .sum();
        let (labour, overhead) = self.conversion(country, day);
        Standard {
            material_minor: material.round() as i64,
            labour_minor: labour.round() as i64,
            overhead_minor: overhead.round() as i64,
        }
    }

    /// Standard labour and overhead of one piece, pence.
    fn conversion(&self, country: &str, day: Date) -> (f64, f64) {
        let machine_s: f64 =
            self.routing.iter().map(|step| step.run_s + step.setup_s / f64::from(self.lot_size)).sum();
        let labour_s: f64 =
            self.routing.iter().map(|step| step.labour_s + step.setup_s / f64::from(self.lot_size)).sum();
        (labour_s / 3600.0 * labour_rate(country, day), machine_s / 3600.0 * overhead_rate(country, day))
    }
}

impl Component {
    /// Quantity for one piece on a day.
    #[must_use]
    pub fn quantity_on(&self, day: Date) -> f64 {
        self.earlier.filter(|&(_, until)| day < until).map_or(self.quantity, |(quantity, _)| quantity)
    }
}

/// Standard labour with employer's cost, pence an hour.
#[must_use]
pub fn labour_rate(country: &str, day: Date) -> f64 {
    LABOUR_RATE[usize::from(country == "PL")] * indexed_by_year(LABOUR_INDEX, day)
}

/// Standard overhead, pence an hour of a machine.
#[must_use]
pub fn overhead_rate(country: &str, day: Date) -> f64 {
    OVERHEAD_RATE[usize::from(country == "PL")] * indexed_by_year(LABOUR_INDEX, day)
}

/// The products of every line, each with its main component appended to `materials`.
pub(crate) fn products(
    seed: u64,
    places: &Places,
    suppliers: &[Supplier],
    materials: &mut Vec<Material>,
) -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    let mut numbers = vec![0_usize; FAMILIES.len()];
    for line in 0..places.lines.len() {
        let count = PRODUCTS_PER_LINE[line % 12];
        for place in 0..count {
            let mut random = indexed(seed, "products", products.len() as u64);
            let family = places.lines[line].family.at();
            let product =
                product(places, line, place, count, numbers[family], suppliers, materials, &mut random);
            numbers[family] += 1;
            products.push(product);
        }
    }
    products
}

#[expect(clippy::too_many_arguments, reason = "one call site; each names what it is")]
fn product(
    places: &Places,
    line_at: usize,
    place: usize,
    count: usize,
    number: usize,
    suppliers: &[Supplier],
    materials: &mut Vec<Material>,
    random: &mut Stream,
) -> Product {
    let line = &places.lines[line_at];
    let family = &FAMILIES[line.family.at()];
    let plant = &places.plants[line.plant.at()];
    let size = 100 + 10 * number;
    let cycle_s =
        family.cycle_s * (0.75 + 0.5 * (place as f64 + random.random_range(0.1..0.9)) / count as f64);
    let is_intermittent = place + 1 == count && line_at.is_multiple_of(3);
    // About fourteen hours an order, so that a line changes over every day.
    let lot_size = ((14.0 * 3600.0 / cycle_s / 10.0).round() as u32 * 10).max(20);
    let mut product = Product {
        code: format!("{}-{size}", family.code).into(),
        name: format!("{} {size}", family.singular[number % 3]).into(),
        family: line.family,
        plant: line.plant,
        line: LineIndex::new(line_at),
        weight_kg: (cycle_s * random.random_range(0.05..0.09) * 10.0).round() / 10.0,
        lot_size,
        is_intermittent,
        is_phasing_out: place == 1 && line_at % 12 == 7,
        launched_on: date(2012 + random.random_range(0..10), random.random_range(1..13), 1),
        cycle_s,
        line_share: line_share(place, count, is_intermittent),
        list_price_minor: (cycle_s * family.price_per_s * 100.0 * random.random_range(0.96..1.04)).round()
            as i64,
        bill: vec![],
        routing: routing(places, line_at, cycle_s, random),
    };
    let (labour, overhead) = product.conversion(plant.country, date(2023, 4, 1));
    let material_minor =
        product.list_price_minor as f64 * COST_SHARE * random.random_range(0.97..1.03) - labour - overhead;
    product.bill = bill(line.family.at(), size, material_minor, suppliers, materials, random);
    product
}

/// The first products of a line sell most; an intermittent one takes little.
fn line_share(place: usize, count: usize, is_intermittent: bool) -> f64 {
    let weight = |at: usize, last_is_rare: bool| {
        if last_is_rare && at + 1 == count { 0.12 } else { 1.0 / (at as f64 + 1.6) }
    };
    let total: f64 = (0..count).map(|at| weight(at, is_intermittent)).sum();
    weight(place, is_intermittent) / total
}

fn routing(places: &Places, line: usize, cycle_s: f64, random: &mut Stream) -> Vec<Operation> {
    places.lines[line]
        .machines
        .iter()
        .enumerate()
        .map(|(place, &machine)| {
            let run_s = cycle_s * if place == 2 { 1.0 } else { random.random_range(0.86..0.99) };
            Operation {
                number: (place as u32 + 1) * 10,
                name: operation_name(places.machines[machine.at()].kind),
                machine,
                run_s: (run_s * 10.0).round() / 10.0,
                setup_s: f64::from(random.random_range(22..48_u32)) * 60.0,
                labour_s: (run_s * random.random_range(0.88..1.0) * 10.0).round() / 10.0,
                scrap_share: random.random_range(0.003..0.007),
            }
        })
        .collect()
}

fn operation_name(kind: &str) -> &'static str {
    match kind {
        "Laser cutter" => "Cut",
        "Press brake" => "Bend",
        "Welding cell" => "Weld",
        "CNC mill" => "Mill",
        "Wash and leak test" => "Wash and test",
        "CNC lathe" => "Turn",
        "Gear hobber" => "Hob",
        "Press" => "Press",
        "Assembly cell" => "Assemble",
        "Test rig" => "Test",
        "Band saw" => "Saw",
        "Induction hardener" | "Furnace" => "Harden",
        "Cylindrical grinder" | "Gear grinder" => "Grind",
        "Balancer" => "Balance",
        "Drilling centre" => "Drill",
        _ => "Measure",
    }
}
