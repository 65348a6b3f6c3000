//! Plants, areas, lines, machines and crews.

use jiff::{
    civil::{Date, Weekday, date},
    tz::TimeZone,
};
use rand::RngExt;

use super::index::{CostCentreIndex, CrewIndex, FamilyIndex, LineIndex, MachineIndex, PlantIndex};
use crate::calendar::{Shift, holiday, is_winter_shutdown};
use crate::money::Currency;
use crate::random::stream;
use crate::value::Text;

/// A site: a factory or the head office.
#[derive(Debug, Clone)]
pub struct Plant {
    pub code: Text,
    pub name: Text,
    pub is_factory: bool,
    pub city: &'static str,
    /// `GB` or `PL`.
    pub country: &'static str,
    pub zone_name: &'static str,
    pub zone: TimeZone,
    /// Of its books.
    pub currency: Currency,
    pub legal_entity: &'static str,
    pub opened_on: Date,
    pub lines: Vec<LineIndex>,
    /// Crews of the early, late and night shift.
    pub crews: Vec<CrewIndex>,
}

/// Which shifts a line works in a usual week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Early and late Monday to Friday, early on Saturday.
    TwoShifts,
    /// The same and nights from Monday to Thursday.
    ThreeShifts,
}

impl Pattern {
    /// Whether a shift is planned on a day that is neither holiday nor shutdown.
    const fn works(self, weekday: Weekday, shift: Shift) -> bool {
        match (weekday, shift) {
            (Weekday::Sunday, _) | (Weekday::Saturday, Shift::Late | Shift::Night) => false,
            (Weekday::Friday, Shift::Night) => false,
            (_, Shift::Night) => matches!(self, Self::ThreeShifts),
            _ => true,
        }
    }

    /// Planned hours of a usual week.
    #[must_use]
    pub const fn weekly_hours(self) -> f64 {
        match self {
            Self::TwoShifts => 88.0,
            Self::ThreeShifts => 120.0,
        }
    }
}

/// A production line of five machines, passed in order.
#[derive(Debug, Clone)]
pub struct Line {
    pub code: Text,
    pub name: Text,
    /// The number in its name.
    pub number: u32,
    pub plant: PlantIndex,
    pub area: usize,
    pub cost_centre: CostCentreIndex,
    pub family: FamilyIndex,
    pub pattern: Pattern,
    pub machines: Vec<MachineIndex>,
    pub installed_on: Date,
}

/// An area of a plant.
#[derive(Debug, Clone)]
pub struct Area {
    pub code: Text,
    pub name: Text,
    pub plant: PlantIndex,
}

/// A machine.
#[derive(Debug, Clone)]
pub struct Machine {
    pub code: Text,
    pub name: Text,
    pub kind: &'static str,
    /// Position in `reference::SKILLS`.
    pub skill: usize,
    pub plant: PlantIndex,
    pub line: LineIndex,
    /// 1 … 5.
    pub position: u32,
    pub manufacturer: &'static str,
    pub model: Text,
    pub serial_number: Text,
    pub installed_on: Date,
    pub rated_power_kw: f64,
    pub criticality: &'static str,
    /// In the currency of the plant's books.
    pub purchase_cost_minor: i64,
    /// Characteristic life in hours of production between failures (Weibull scale).
    pub life_hours: f64,
    /// Weibull shape: above 1 it wears out.
    pub wear_shape: f64,
}

/// A crew: one shift of one plant.
#[derive(Debug, Clone)]
pub struct Crew {
    pub code: Text,
    pub name: Text,
    pub plant: PlantIndex,
    pub shift: Shift,
    pub formed_on: Date,
}

/// Everything that stands somewhere.
pub(crate) struct Places {
    pub(crate) plants: Vec<Plant>,
    pub(crate) areas: Vec<Area>,
    pub(crate) lines: Vec<Line>,
    pub(crate) machines: Vec<Machine>,
    pub(crate) crews: Vec<Crew>,
}

/// Lines in each plant of a block of three.
pub(crate) const LINES_PER_PLANT: usize = 4;
/// Families made on the twelve lines of a block: 0 housings, 1 gearboxes, 2 shafts, 3 gears, 4 couplings.
pub(crate) const LINE_FAMILIES: [usize; 12] = [0, 0, 0, 2, 2, 2, 3, 4, 1, 1, 3, 4];

/// Code, name, city, country, time zone, currency, legal entity, opening.
type Site =
    (&'static str, &'static str, &'static str, &'static str, &'static str, Currency, &'static str, Date);

const SITES: [Site; 3] = [
    ("LEE", "Leeds", "Leeds", "GB", "Europe/London", Currency::Gbp, "Pennine Drives Ltd", date(1987, 5, 11)),
    ("DER", "Derby", "Derby", "GB", "Europe/London", Currency::Gbp, "Pennine Drives Ltd", date(1998, 9, 7)),
    (
        "WRO",
        "Wrocław",
        "Wrocław",
        "PL",
        "Europe/Warsaw",
        Currency::Pln,
        "Pennine Drives Polska sp. z o.o.",
        date(2011, 3, 14),
    ),
];

/// The machines of a line by family: kind and position in `reference::SKILLS`.
const MACHINES: [[(&str, usize); 5]; 5] = [
    [
        ("Laser cutter", 2),
        ("Press brake", 0),
        ("Welding cell", 3),
        ("CNC mill", 1),
        ("Wash and leak test", 6),
    ],
    [("CNC lathe", 1), ("Gear hobber", 4), ("Press", 0), ("Assembly cell", 6), ("Test rig", 6)],
    [
        ("Band saw", 5),
        ("CNC lathe", 1),
        ("Induction hardener", 7),
        ("Cylindrical grinder", 4),
        ("Balancer", 6),
    ],
    [("CNC lathe", 1), ("Gear hobber", 4), ("Furnace", 7), ("Gear grinder", 4), ("Measuring machine", 6)],
    [("Band saw", 5), ("CNC lathe", 1), ("Press brake", 0), ("Drilling centre", 1), ("Assembly cell", 6)],
];
const MAKERS: [&str; 6] = ["Kestrel", "Halbach", "Morvan", "Tanaka Seiki", "Voss", "Ingleby"];

/// Builds `scale` blocks of three plants, and the head office first of the offices at the end.
pub(crate) fn build(seed: u64, scale: u32) -> Places {
    let mut places = Places { plants: vec![], areas: vec![], lines: vec![], machines: vec![], crews: vec![] };
    let mut random = stream(seed, "machines");
    for block in 0..scale as usize {
        for (site, _) in SITES.iter().enumerate() {
            add_plant(&mut places, block, site);
            for place in 0..LINES_PER_PLANT {
                add_line(&mut places, site * LINES_PER_PLANT + place, &mut random);
            }
        }
    }
    places.plants.push(head_office());
    places
}

fn add_plant(places: &mut Places, block: usize, site: usize) {
    let (code, name, city, country, zone_name, currency, legal_entity, opened_on) = SITES[site];
    let suffix = if block == 0 { String::new() } else { (block + 1).to_string() };
    let plant = PlantIndex::new(places.plants.len());
    let code = format!("{code}{suffix}");
    let crews = Shift::ALL
        .iter()
        .map(|&shift| {
            let letter = ["A", "B", "C"][shift as usize];
            places.crews.push(Crew {
                code: format!("{code}-{letter}").into(),
                name: format!("{name} crew {letter}").into(),
                plant,
                shift,
                formed_on: opened_on,
            });
            CrewIndex::new(places.crews.len() - 1)
        })
        .collect();
    for area in ["Fabrication", "Machining"] {
        places.areas.push(Area {
            code: format!("{code}-{}", &area[..3].to_uppercase()).into(),
            name: format!("{name} {area}").into(),
            plant,
        });
    }
    let name = if block == 0 { name.to_owned() } else { format!("{name} {suffix}") };
    places.plants.push(Plant {
        code: code.into(),
        name: name.into(),
        is_factory: true,
        city,
        country,
        zone_name,
        zone: TimeZone::get(zone_name).unwrap_or(TimeZone::UTC),
        currency,
        legal_entity,
        opened_on,
        lines: vec![],
        crews,
    });
}

fn head_office() -> Plant {
    Plant {
        code: "HQ".into(),
        name: "Head office".into(),
        is_factory: false,
        city: "Leeds",
        country: "GB",
        zone_name: "Europe/London",
        zone: TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC),
        currency: Currency::Gbp,
        legal_entity: "Pennine Drives Ltd",
        opened_on: date(1987, 5, 11),
        lines: vec![],
        crews: vec![],
    }
}

fn add_line(places: &mut Places, kind: usize, random: &mut crate::random::Stream) {
    let plant = PlantIndex::new(places.plants.len() - 1);
    let line = LineIndex::new(places.lines.len());
    let number = line.0 + 1;
    let family = LINE_FAMILIES[kind];
    let area = places.areas.len() - if family == 0 { 2 } else { 1 };
    let installed_on = date(2006 + random.random_range(0..14), random.random_range(1..13), 1);
    let mut machines = Vec::with_capacity(5);
    for (place, (machine_kind, skill)) in MACHINES[family].into_iter().enumerate() {
        let currency = places.plants[plant.at()].currency;
        let cost_pounds: i64 = random.random_range(90..420) * 1_000;
        places.machines.push(Machine {
            code: format!("L{number:02}-M{}", place + 1).into(),
            name: format!("{machine_kind} L{number}").into(),
            kind: machine_kind,
            skill,
            plant,
            line,
            position: place as u32 + 1,
            manufacturer: MAKERS[random.random_range(0..MAKERS.len())],
            model: format!(
                "{}{}",
                ["MX", "TR", "HD", "PV"][random.random_range(0..4)],
                random.random_range(20..99) * 10
            )
            .into(),
            serial_number: format!("{:06}", random.random_range(100_000..999_999)).into(),
            installed_on: date(installed_on.year() + random.random_range(0..4), installed_on.month(), 1),
            rated_power_kw: [22.0, 30.0, 45.0, 55.0, 15.0][place] * random.random_range(0.8..1.25),
            criticality: ["A", "B", "C"][random.random_range(0..3)],
            purchase_cost_minor: cost_pounds * 100 * if currency == Currency::Pln { 5 } else { 1 },
            life_hours: random.random_range(260.0..620.0),
            wear_shape: random.random_range(1.3..2.2),
        });
        machines.push(MachineIndex::new(places.machines.len() - 1));
    }
    // Two of three lines work nights.
    let pattern = if kind % 3 == 1 { Pattern::TwoShifts } else { Pattern::ThreeShifts };
    places.plants[plant.at()].lines.push(line);
    places.lines.push(Line {
        code: format!("L{number:02}").into(),
        name: format!("Line {number}").into(),
        number,
        plant,
        area,
        cost_centre: CostCentreIndex(0),
        family: FamilyIndex::new(family),
        pattern,
        machines,
        installed_on,
    });
}

/// Whether a line of a plant is planned to work a shift. Overtime and lost shifts are the simulation's.
#[must_use]
pub fn is_planned(plant: &Plant, line: &Line, day: Date, shift: Shift) -> bool {
    holiday(plant.country, day).is_none()
        && !is_winter_shutdown(day)
        && line.pattern.works(day.weekday(), shift)
}
