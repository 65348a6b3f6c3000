//! Thirteen-week cash forecasts: frozen versions of the past year, and the latest built from what is open.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand_distr::{Distribution, StandardNormal};

use crate::calendar::{monday, plus_days};
use crate::context::Context;
use crate::money::Currency;
use crate::random::stream;
use crate::table::Error;
use crate::tables;
use crate::value::iso_date;
use crate::world::PlantIndex;
use crate::writer::Writer;

const WEEKS: i64 = 13;
/// Versions kept, one every four weeks, before the latest.
const VERSIONS: i64 = 13;

/// Group pence that moved, by plant, category and Monday of the week.
#[derive(Debug, Default)]
pub(super) struct Flows(BTreeMap<(PlantIndex, &'static str, Date), i64>);

impl Flows {
    pub(super) fn add(&mut self, plant: PlantIndex, category: &'static str, day: Date, group_minor: i64) {
        *self.0.entry((plant, category, monday(day))).or_default() += group_minor;
    }

    fn of(&self, plant: PlantIndex, category: &'static str, week: Date) -> i64 {
        self.0.get(&(plant, category, week)).copied().unwrap_or_default()
    }

    /// A usual week of the thirteen before.
    fn usual(&self, plant: PlantIndex, category: &'static str, before: Date) -> i64 {
        (1..=WEEKS).map(|back| self.of(plant, category, plus_days(before, -7 * back))).sum::<i64>() / WEEKS
    }

    fn kinds(&self) -> Vec<(PlantIndex, &'static str)> {
        let mut kinds: Vec<_> = self.0.keys().map(|&(plant, category, _)| (plant, category)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// Writes every version. `open` is what open invoices bring (positive) or take, by plant, category and day.
pub(super) fn write(
    context: &Context,
    flows: &Flows,
    open: &[(PlantIndex, &'static str, Date, i64)],
    out: &mut Writer,
) -> Result<(), Error> {
    let mut random = stream(context.options.seed, "cash forecasts");
    let latest = monday(context.options.today);
    let mut known: BTreeMap<(PlantIndex, &'static str, Date), i64> = BTreeMap::new();
    for &(plant, category, day, group_minor) in open {
        *known.entry((plant, category, monday(day))).or_default() += group_minor;
    }
    for back in (0..=VERSIONS).rev() {
        let made_on = plus_days(latest, -28 * back);
        if made_on <= plus_days(context.options.first_day, 7 * WEEKS) {
            continue;
        }
        for (plant, category) in flows.kinds() {
            let usual = flows.usual(plant, category, made_on);
            for week in 1..=WEEKS {
                let start = plus_days(made_on, 7 * (week - 1));
                let is_over = plus_days(start, 7) <= context.options.today;
                let chance: f64 = StandardNormal.sample(&mut random);
                let actual = flows.of(plant, category, start);
                // A forecast sees what is open; further out it leans on the usual week.
                let seen = if is_over {
                    actual
                } else {
                    known.get(&(plant, category, start)).copied().unwrap_or(usual)
                };
                let trust = (1.0 - 0.06 * week as f64).max(0.2);
                let forecast = trust * seen as f64 + (1.0 - trust) * usual as f64;
                let id = out.next_id::<tables::CashForecast>();
                out.put(tables::CashForecast {
                    business_date: start,
                    id,
                    made_on,
                    version: iso_date(made_on),
                    is_baseline: back == 3,
                    is_latest: back == 0,
                    week,
                    plant_id: context.world.plants[plant.at()].code.clone(),
                    currency: Currency::Gbp.code().into(),
                    category: category.into(),
                    amount_group_minor: (forecast * (1.0 + 0.04 * chance)).round() as i64,
                    actual_group_minor: is_over.then_some(actual),
                })?;
            }
        }
    }
    Ok(())
}
