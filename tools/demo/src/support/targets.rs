//! What measures should reach, by plant, and the drivers that a scenario may move.

use jiff::civil::{Date, date};

use super::compliance::owner;
use crate::context::Context;
use crate::table::Error;
use crate::tables;
use crate::value::Text;
use crate::world::reference::{COST_OF_SALES_MATERIAL, DIRECT_WAGES, ELECTRICITY, FREIGHT_OUT, SALES};
use crate::writer::Writer;

/// Measure of the catalogue, company target, unit, which way is better, what the target rises by each year.
const TARGETS: [(&str, f64, &str, &str, f64); 13] = [
    ("oee", 0.70, "percent", "up", 0.01),
    ("availability", 0.82, "percent", "up", 0.005),
    ("effectiveness", 0.90, "percent", "up", 0.005),
    ("quality_ratio", 0.97, "percent", "up", 0.002),
    ("scrap_ratio", 0.006, "percent", "down", -0.0002),
    ("fall_off_ratio", 0.028, "percent", "down", -0.001),
    ("first_pass_yield", 0.96, "percent", "up", 0.002),
    ("otif", 0.92, "percent", "up", 0.01),
    ("supplier_on_time", 0.93, "percent", "up", 0.005),
    ("energy_per_good_piece", 3.4, "kWh/piece", "down", -0.05),
    ("gross_margin", 0.32, "percent", "up", 0.0),
    ("dso", 52.0, "days", "down", -0.5),
    ("inventory_turns", 6.0, "ratio", "up", 0.1),
];

/// One row for each measure, place and fiscal year.
pub(super) fn write(context: &Context, out: &mut Writer) -> Result<(), Error> {
    let years: [Date; 4] = [date(2023, 4, 1), date(2024, 4, 1), date(2025, 4, 1), date(2026, 4, 1)];
    let mut places: Vec<Text> = vec!["ALL".into()];
    places.extend(context.world.factories().map(|(_, plant)| plant.code.clone()));
    let boss = owner(context, context.world.head_office());
    for (measure, value, unit, better, step) in TARGETS {
        for (at, place) in places.iter().enumerate() {
            for (year, valid_from) in years.iter().enumerate() {
                // A plant's own target lies a little beside the company's.
                let own = if at == 0 { 0.0 } else { (at as f64 - 2.0) * step };
                out.put(tables::Target {
                    measure_id: measure.into(),
                    plant_id: place.clone(),
                    valid_from: *valid_from,
                    valid_to: years.get(year + 1).map(|next| crate::calendar::plus_days(*next, -1)),
                    value: value + step * (year as f64 - 3.0) + own,
                    unit: unit.into(),
                    better: better.into(),
                    owner_id: Some(boss.clone()),
                })?;
            }
        }
    }
    write_drivers(out)
}

/// Driver, name, unit, value today, account that moves, share of it.
const DRIVERS: [(&str, &str, &str, f64, &str, f64); 5] = [
    ("volume", "Sales volume", "index", 1.0, SALES, 1.0),
    ("steel", "Price of steel", "index", 1.0, COST_OF_SALES_MATERIAL, 0.34),
    ("wages", "Wage level", "index", 1.0, DIRECT_WAGES, 1.0),
    ("electricity", "Price of electricity", "index", 1.0, ELECTRICITY, 1.0),
    ("freight", "Freight rates", "index", 1.0, FREIGHT_OUT, 1.0),
];

fn write_drivers(out: &mut Writer) -> Result<(), Error> {
    for (driver, name, unit, value, account, elasticity) in DRIVERS {
        out.put(tables::ScenarioDriver {
            driver_id: driver.into(),
            name: name.into(),
            unit: unit.into(),
            value,
            account_id: Some(account.into()),
            elasticity,
        })?;
    }
    Ok(())
}
