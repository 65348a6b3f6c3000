//! The weather of each plant, and what it does to the hall and to the cooling water.
//! A function of the day alone, so that every department sees the same.

use std::f64::consts::TAU;

use jiff::civil::Date;
use rand_distr::{Distribution, StandardNormal};

use crate::calendar::{days, days_between};
use crate::incident::Incidents;
use crate::options::Options;
use crate::random::indexed;
use crate::world::{PlantIndex, World};

/// One day of one plant. Degrees Celsius.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Climate {
    pub outdoor_c: f64,
    pub hall_c: f64,
    pub humidity_percent: f64,
    pub cooling_water_c: f64,
}

/// The climate of every plant on every day of the history.
#[derive(Debug, Clone)]
pub struct Weather {
    first: Date,
    /// By plant, then by day.
    days: Vec<Vec<Climate>>,
}

impl Weather {
    pub(crate) fn new(options: &Options, world: &World, incidents: &Incidents) -> Self {
        let plants = (0..world.plants.len()).map(|at| plant(options, world, incidents, PlantIndex::new(at)));
        Self { first: options.first_day, days: plants.collect() }
    }

    /// The climate of a plant on a day of the history.
    #[must_use]
    pub fn on(&self, plant: PlantIndex, day: Date) -> Climate {
        let days = &self.days[plant.at()];
        days[days_between(self.first, day).clamp(0, days.len() as i64 - 1) as usize]
    }
}

fn plant(options: &Options, world: &World, incidents: &Incidents, plant: PlantIndex) -> Vec<Climate> {
    let site = &world.plants[plant.at()];
    let mut random = indexed(options.seed, "weather", u64::from(plant.0));
    // Yearly mean and half the difference of summer and winter: the continent is hotter and colder.
    let (mean, swing) = if site.country == "PL" { (9.6, 10.4) } else { (10.3, 6.3) };
    let mut drift = 0.0;
    days(options.first_day, options.today)
        .map(|day| {
            let noise: f64 = StandardNormal.sample(&mut random);
            drift = 0.75 * drift + 1.9 * noise;
            let damp: f64 = StandardNormal.sample(&mut random);
            // Coldest in the last week of January.
            let season = -(TAU * (f64::from(day.day_of_year()) - 24.0) / 365.25).cos();
            climate(mean + swing * season + drift, damp, incidents.cooling_degrees(plant, day))
        })
        .collect()
}

fn climate(outdoor_c: f64, damp: f64, warmer: f64) -> Climate {
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    Climate {
        outdoor_c: tenth(outdoor_c),
        hall_c: tenth(19.0 + 0.35 * (outdoor_c - 8.0).max(0.0)),
        humidity_percent: tenth((72.0 - 0.9 * outdoor_c + 6.0 * damp).clamp(28.0, 96.0)),
        cooling_water_c: tenth(15.5 + 0.24 * outdoor_c.max(0.0) + warmer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use jiff::civil::date;

    #[test]
    fn summers_are_warmer_and_cooling_water_follows_what_was_planted() {
        let context = Context::new(&Options::default());
        let mean = |from: Date, to: Date, plant: u32| {
            let all: Vec<f64> = days(from, to)
                .map(|day| context.weather.on(PlantIndex(plant), day).cooling_water_c)
                .collect();
            all.iter().sum::<f64>() / all.len() as f64
        };
        let (warm, hot) =
            (mean(date(2026, 7, 6), date(2026, 7, 27), 1), mean(date(2026, 7, 27), date(2026, 8, 15), 1));
        assert!(hot - warm > 4.0, "{warm} {hot}");
        assert!(mean(date(2026, 1, 1), date(2026, 2, 1), 1) < warm);
    }
}
