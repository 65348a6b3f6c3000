//! The list: what happens to the company, where and when.

use jiff::civil::{Date, date};

use super::{
    Direction::{Down, None as NoWay, Up},
    Effect, Incident, Size,
};
use crate::money::Currency;
use crate::world::{CustomerIndex, FamilyIndex, LineIndex, MachineIndex, PlantIndex, RepIndex, World};

/// Every incident of a full history, in order of its first day.
pub(super) fn all(world: &World) -> Vec<Incident> {
    let mut list: Vec<Incident> =
        [machines(world), quality(world), commerce(world), no_anomalies(world)].concat();
    list.sort_by_key(|incident| (incident.from, incident.id));
    list
}

/// The machine at a position of one of the first twelve lines.
fn machine(world: &World, line: usize, position: usize) -> MachineIndex {
    world.lines[line - 1].machines[position - 1]
}

fn code(world: &World, machine: MachineIndex) -> String {
    world.machines[machine.at()].code.to_string()
}

fn size(value: f64, unit: &'static str) -> Size {
    Size { value, unit }
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}

struct Span(Date, Date);

fn incident(
    id: &'static str,
    kind: &'static str,
    Span(from, to): Span,
    what: &str,
    effect: Effect,
    size: Size,
) -> Incident {
    Incident {
        id,
        kind,
        what: what.to_owned(),
        places: vec![],
        from,
        to,
        measures: vec![],
        size,
        cause: String::new(),
        decoys: vec![],
        is_anomaly: true,
        effect,
    }
}

fn machines(world: &World) -> Vec<Incident> {
    let (bearing, lathe) = (machine(world, 3, 4), machine(world, 7, 2));
    let worn = machine(world, 10, 3);
    vec![
        Incident {
            places: vec!["LEE".into(), "L03".into(), code(world, bearing)],
            measures: vec![("availability", Down), ("oee", Down), ("breakdown_time", Up), ("mttr", Up), ("vibration", Up)],
            cause: "Worn main bearing: vibration rose for 19 days before it failed.".into(),
            decoys: words(&["The new programme on Line 2 on 21 September changed nothing"]),
            ..incident(
                "bearing-wear", "failure", Span(date(2026, 9, 2), date(2026, 9, 24)),
                "The CNC mill of Line 3 fails after a bearing wore out",
                Effect::BearingWear { machine: bearing, fails_on: date(2026, 9, 21), stands_s: 61_200 }, size(59.0, "% of the day's planned time"),
            )
        },
        Incident {
            places: vec!["DER".into(), "L07".into(), code(world, lathe)],
            measures: vec![("effectiveness", Down), ("oee", Down)],
            cause: "The calibration due on 16 March was missed; the machine was slowed down bit by bit to hold its limits.".into(),
            decoys: words(&["A new product was not started on Line 7 in these months"]),
            ..incident(
                "missed-calibration", "slow loss", Span(date(2026, 3, 16), date(2026, 8, 14)),
                "The gear hobber of Line 7 gets slower from week to week",
                Effect::MissedCalibration { machine: lathe, share: 0.11 }, size(11.0, "%"),
            )
        },
        Incident {
            places: vec!["WRO".into()],
            measures: vec![("compressed_air_energy", Up), ("energy", Up)],
            cause: "A leak in the compressed-air main, found at weekends when nothing runs.".into(),
            decoys: words(&["Production volume did not rise"]),
            ..incident(
                "compressor-leak", "energy", Span(date(2026, 2, 2), date(2026, 3, 20)),
                "Compressed air at Wrocław uses more electricity at all hours",
                Effect::CompressorLeak { plant: PlantIndex(2), share: 0.35 }, size(35.0, "%"),
            )
        },
        Incident {
            places: vec!["LEE".into(), "DER".into()],
            measures: vec![("energy_cost", Up), ("energy_price", Up)],
            cause: "The new supply contract from 1 April.".into(),
            decoys: words(&["Energy use did not rise"]),
            ..incident(
                "tariff-rise", "energy", Span(date(2026, 4, 1), date(2026, 9, 29)),
                "Electricity costs more in the two British plants",
                Effect::TariffRise { country: "GB", share: 0.14 }, size(14.0, "%"),
            )
        },
        Incident {
            places: vec!["DER".into(), "L06".into()],
            measures: vec![("changeovers", Up), ("setup_time", Up), ("setup_ratio", Up), ("oee", Down)],
            cause: "Planning cut lots on Line 6 to two fifths to lower stock.".into(),
            decoys: words(&["Each changeover took as long as before"]),
            ..incident(
                "small-lots", "policy", Span(date(2026, 1, 12), date(2026, 3, 27)),
                "Line 6 changes over far more often",
                Effect::SmallLots { line: LineIndex(5), share: 0.4 }, size(150.0, "% more changeovers"),
            )
        },
        Incident {
            places: vec!["WRO".into(), "L10".into(), code(world, worn)],
            measures: vec![("scrap_ratio", Up), ("oee", Down), ("quality_ratio", Down)],
            cause: "Worn press tools. At the same time Line 10 lacked operators (a second cause of the lower OEE).".into(),
            decoys: vec![],
            ..incident(
                "two-at-once-tools", "two at once", Span(date(2026, 8, 17), date(2026, 8, 28)),
                "Scrap at the press of Line 10 rises",
                Effect::ToolWear { machine: worn, factor: 3.0 }, size(3.0, "times"),
            )
        },
        Incident {
            places: vec!["WRO".into(), "L10".into()],
            measures: vec![("availability", Down), ("oee", Down), ("staffing_time", Up)],
            cause: "Operators ill. At the same time the press tools of the line were worn (a second cause of the lower OEE).".into(),
            decoys: vec![],
            ..incident(
                "two-at-once-absence", "two at once", Span(date(2026, 8, 17), date(2026, 8, 28)),
                "Line 10 waits for operators",
                Effect::Absence { line: LineIndex(9), share: 0.12 }, size(12.0, "% of planned time"),
            )
        },
    ]
}

fn quality(world: &World) -> Vec<Incident> {
    let material = world.shared_steel();
    let steel = &world.materials[material.at()];
    let supplier = &world.suppliers[steel.supplier.at()];
    let crew = world.plants[1].crews[2];
    vec![
        Incident {
            places: vec!["LEE".into(), "DER".into(), steel.code.to_string(), supplier.code.to_string()],
            measures: vec![("scrap_ratio", Up), ("scrap_cost", Up), ("first_pass_yield", Down)],
            cause: format!("A bad lot of {} from {}, used in both plants.", steel.name, supplier.name),
            decoys: words(&["Machines and crews in the two plants have nothing in common but the material"]),
            ..incident(
                "bad-lot", "supplier", Span(date(2026, 7, 6), date(2026, 7, 24)),
                "Parts at Leeds and Derby are scrapped for cracks in one steel bar",
                Effect::BadLot { material, plants: [PlantIndex(0), PlantIndex(1)], factor: 4.0 }, size(4.0, "times"),
            )
        },
        Incident {
            places: vec!["DER".into(), world.crews[crew.at()].code.to_string()],
            measures: vec![("first_pass_yield", Down), ("scrap_ratio", Up)],
            cause: "A crew formed anew on 11 May works the nights at Derby; its early and late shifts are as before.".into(),
            decoys: words(&["The nights at Leeds did not change"]),
            ..incident(
                "new-night-crew", "people", Span(date(2026, 5, 11), date(2026, 6, 26)),
                "Quality on the night shift at Derby falls",
                Effect::NewCrew { crew, factor: 2.4 }, size(2.4, "times"),
            )
        },
        Incident {
            places: vec!["DER".into(), "L05".into(), "L06".into(), "L07".into()],
            measures: vec![("scrap_ratio", Up), ("utility_time", Up), ("cooling_water_temperature", Up)],
            cause: "Warm cooling water in the hot weeks: hardeners and the furnace cannot hold temperature.".into(),
            decoys: words(&["Line 8 at Derby has no cooled machine and did not change"]),
            ..incident(
                "cooling-water", "climate", Span(date(2026, 7, 27), date(2026, 8, 14)),
                "Hardening at Derby scraps more in the heat",
                Effect::CoolingWater { plant: PlantIndex(1), degrees: 6.0, factor: 2.6 }, size(6.0, "°C"),
            )
        },
    ]
}

fn commerce(world: &World) -> Vec<Incident> {
    let (customer, rep) = (CustomerIndex(0), RepIndex(3));
    let family = |at: usize| world.families[at].code.to_owned();
    vec![
        Incident {
            places: vec![family(0), family(4)],
            measures: vec![("gross_margin", Down), ("scrap_ratio", Up)],
            cause: "Demand moved from housings to couplings; the rates within each family did not change (Simpson's paradox).".into(),
            decoys: words(&["No family's own margin or scrap ratio changed"]),
            ..incident(
                "mix-shift", "mix", Span(date(2026, 4, 1), date(2026, 6, 30)),
                "The mix moves from gearbox housings to couplings",
                Effect::MixShift { falls: FamilyIndex(0), rises: FamilyIndex(4), share: 0.22 }, size(22.0, "%"),
            )
        },
        Incident {
            places: vec![world.customers[customer.at()].code.to_string()],
            measures: vec![("dso", Up), ("overdue_share", Up), ("cash", Down)],
            cause: format!("{} pays 25 days later than before.", world.customers[customer.at()].name),
            decoys: words(&["Sales to the customer did not change"]),
            ..incident(
                "late-payer", "payment", Span(date(2026, 5, 1), date(2026, 9, 29)),
                "The largest customer pays late",
                Effect::LatePayer { customer, days: 25 }, size(25.0, "days"),
            )
        },
        Incident {
            places: vec!["EUR".into()],
            measures: vec![("revenue", Down), ("gross_margin", Down), ("exchange_differences", Up)],
            cause: "The euro fell against the pound; prices in euro did not change.".into(),
            decoys: words(&["Volumes to euro customers did not fall"]),
            ..incident(
                "currency-move", "currency", Span(date(2026, 6, 8), date(2026, 6, 26)),
                "Sales in euro are worth less in pounds",
                Effect::CurrencyMove { currency: Currency::Eur, share: -0.06 }, size(-6.0, "%"),
            )
        },
        Incident {
            places: vec![world.reps[rep.at()].code.to_string()],
            measures: vec![("discount_share", Up), ("gross_margin", Down)],
            cause: format!("{} gives seven points more discount than before.", world.reps[rep.at()].name),
            decoys: words(&["Standard costs and list prices did not change"]),
            ..incident(
                "price-concessions", "price", Span(date(2026, 7, 1), date(2026, 9, 29)),
                "Discounts by one representative rise",
                Effect::PriceConcession { rep, discount: 0.07 }, size(7.0, "percentage points"),
            )
        },
        Incident {
            places: vec![family(4)],
            measures: vec![("forecast_bias", Down), ("otif", Down), ("expedited_freight", Up)],
            cause: "Forecasts of couplings were 30% too low; stock ran out and orders were sent express.".into(),
            decoys: words(&["The lines ran as well as before"]),
            ..incident(
                "forecast-bias", "planning", Span(date(2025, 9, 1), date(2026, 1, 31)),
                "Couplings run short and are expedited",
                Effect::ForecastBias { family: FamilyIndex(4), share: -0.30 }, size(-30.0, "%"),
            )
        },
    ]
}

/// What looks odd and is not: nothing is wrong with the company.
fn no_anomalies(world: &World) -> Vec<Incident> {
    let calm = |what: Incident| Incident { is_anomaly: false, ..what };
    vec![
        calm(Incident {
            places: vec!["DER".into()],
            measures: vec![("attendance_time", NoWay), ("first_pass_yield", NoWay)],
            cause: "The feed of the ERP at Derby was out; its rows of labour, inspection and measurement never came.".into(),
            decoys: words(&["Production at Derby ran as usual"]),
            ..incident(
                "feed-outage", "data", Span(date(2026, 9, 15), date(2026, 9, 16)),
                "Labour and inspections at Derby seem to be zero",
                Effect::FeedOutage { plant: PlantIndex(1) }, size(100.0, "%"),
            )
        }),
        calm(Incident {
            places: vec!["WRO".into()],
            measures: vec![("produced", NoWay), ("energy", NoWay)],
            cause: "Corpus Christi, a public holiday in Poland.".into(),
            decoys: words(&["Leeds and Derby worked"]),
            ..incident(
                "holiday", "calendar", Span(date(2026, 6, 4), date(2026, 6, 4)),
                "Wrocław makes nothing on a Thursday",
                Effect::Holiday { country: world.plants[2].country }, size(100.0, "%"),
            )
        }),
        calm(Incident {
            places: vec!["LEE".into(), "L02".into()],
            measures: vec![("oee", NoWay)],
            cause: "A new control programme was installed on Line 2; nothing changed there.".into(),
            decoys: vec![],
            ..incident(
                "decoy", "decoy", Span(date(2026, 9, 21), date(2026, 9, 21)),
                "Line 2 got a new programme on the day that Line 3 broke down",
                Effect::Decoy { line: LineIndex(1) }, size(0.0, "%"),
            )
        }),
    ]
}
