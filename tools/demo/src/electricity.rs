//! What electricity costs: prices by band, with what they rose by over the years.

use jiff::civil::{Date, date};

use crate::calendar::Shift;
use crate::context::Context;
use crate::money::Currency;
use crate::world::PlantIndex;

/// A price of electricity from a day on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tariff {
    pub valid_from: Date,
    /// Minor units of the plant's currency per kWh in the peak hours, 07 to 20.
    pub peak_minor: f64,
    pub off_peak_minor: f64,
    pub carbon_kg_per_kwh: f64,
}

/// First hour of the peak, and the first after it. The same every day of the week.
pub const PEAK_HOURS: (i8, i8) = (7, 20);

impl Tariff {
    /// The price in a local hour.
    #[must_use]
    pub const fn at_hour(&self, hour: i8) -> f64 {
        if hour >= PEAK_HOURS.0 && hour < PEAK_HOURS.1 { self.peak_minor } else { self.off_peak_minor }
    }

    /// The mean price over a shift.
    #[must_use]
    pub fn in_shift(&self, shift: Shift) -> f64 {
        (0..8).map(|step| self.at_hour((shift.start_hour() + step) % 24)).sum::<f64>() / 8.0
    }
}

/// The tariffs of a plant, the oldest first: yearly contracts from 1 January, and rises that were planted.
#[must_use]
pub fn tariffs(context: &Context, plant: PlantIndex) -> Vec<Tariff> {
    let site = &context.world.plants[plant.at()];
    let (peak, off_peak, carbon) =
        if site.currency == Currency::Pln { (92.0, 71.0, 0.62) } else { (23.4, 17.6, 0.19) };
    let yearly = [1.0, 0.985, 1.01, 1.025];
    let mut steps: Vec<(Date, f64)> =
        yearly.iter().enumerate().map(|(at, &level)| (date(2023 + at as i16, 1, 1), level)).collect();
    let mut risen = 1.0;
    for (from, share) in context.incidents.tariff_rises(site.country) {
        risen *= 1.0 + share;
        let level = steps.iter().rev().find(|step| step.0 <= from).map_or(1.0, |step| step.1);
        steps.push((from, level * risen));
    }
    let tenth = |value: f64| (value * 100.0).round() / 100.0;
    steps
        .into_iter()
        .map(|(valid_from, level)| Tariff {
            valid_from,
            peak_minor: tenth(peak * level),
            off_peak_minor: tenth(off_peak * level),
            carbon_kg_per_kwh: carbon,
        })
        .collect()
}

/// The tariff in force on a day.
#[must_use]
pub fn in_force(tariffs: &[Tariff], day: Date) -> Option<&Tariff> {
    tariffs.iter().rev().find(|tariff| tariff.valid_from <= day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn the_planted_rise_is_the_last_british_tariff() {
        let context = Context::new(&Options::default());
        let british = tariffs(&context, PlantIndex(0));
        let (before, after) = (in_force(&british, date(2026, 3, 31)), in_force(&british, date(2026, 4, 1)));
        let rise = after.unwrap().peak_minor / before.unwrap().peak_minor;
        assert!((rise - 1.14).abs() < 0.002, "{rise}");
        let polish = tariffs(&context, PlantIndex(2));
        assert_eq!(in_force(&polish, date(2026, 3, 31)), in_force(&polish, date(2026, 4, 1)));
    }
}
