//! The recursion: states carried along the values, and the errors made on the way.

use super::{Form, Kind, Trend, first_season};
use crate::numeric::line;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    pub(crate) level: f64,
    pub(crate) slope: f64,
    pub(crate) season: f64,
    /// 1 where the trend is not damped.
    pub(crate) damping: f64,
}

/// The states of one form over values of one length, reused from one set of rates to the next.
pub(crate) struct Filter {
    form: Form,
    first: (f64, f64, Vec<f64>),
    level: f64,
    slope: f64,
    season: Vec<f64>,
}

impl Filter {
    pub(crate) fn new(form: Form, values: &[f64], season: usize) -> Filter {
        let indices = first_season(form, values, season);
        let adjusted: Vec<f64> = values
            .iter()
            .take((2 * season).max(10))
            .enumerate()
            .map(|(at, value)| without_season(form, *value, indices[at % indices.len()]))
            .collect();
        let (level, slope) = if form.trend == Trend::None {
            (crate::numeric::mean(&adjusted), 0.0)
        } else {
            let (level, slope) = line(&adjusted);
            (level - slope, slope)
        };
        Filter { form, season: indices.clone(), first: (level, slope, indices), level, slope }
    }

    /// Minus twice the log likelihood for each value, up to a constant, from first states found by running forward,
    /// backward and forward again. The states are then those after the last value.
    pub(crate) fn cost(&mut self, values: &[f64], rates: Rates) -> f64 {
        (self.level, self.slope) = (self.first.0, self.first.1);
        self.season.copy_from_slice(&self.first.2);
        for (at, value) in values.iter().enumerate() {
            self.step(rates, at, *value);
        }
        self.slope = -self.slope;
        for (at, value) in values.iter().enumerate().rev() {
            self.step(rates, at, *value);
        }
        self.slope = -self.slope;
        let (mut squares, mut logs) = (0.0, 0.0);
        for (at, value) in values.iter().enumerate() {
            let forecast = self.step(rates, at, *value);
            let error = value - forecast;
            if self.form.relative_errors {
                if forecast <= 0.0 {
                    return f64::INFINITY;
                }
                squares += (error / forecast).powi(2);
                logs += forecast.ln();
            } else {
                squares += error * error;
            }
        }
        let count = values.len() as f64;
        (squares / count).max(1e-300).ln() + 2.0 * logs / count
    }

    /// Takes in one value; what was forecast for it.
    fn step(&mut self, rates: Rates, at: usize, value: f64) -> f64 {
        let place = at % self.season.len();
        let index = self.season[place];
        let slope = rates.damping * self.slope;
        let before = self.level + slope;
        let adjusted = without_season(self.form, value, index);
        let level = before + rates.level * (adjusted - before);
        if self.form.trend != Trend::None {
            self.slope = slope + rates.slope / rates.level * (level - self.level - slope);
        }
        self.level = level;
        match self.form.season {
            Kind::None => before,
            Kind::Added => {
                self.season[place] = index + rates.season * (value - before - index);
                before + index
            }
            Kind::Multiplied => {
                // A level at nought has no factors: those before stay.
                if before > 0.0 {
                    self.season[place] = (index + rates.season * (value / before - index)).max(1e-6);
                }
                before * index
            }
        }
    }

    /// Forecasts from the states as they are, after `count` values.
    pub(crate) fn ahead(&self, rates: Rates, count: usize, horizon: usize) -> Vec<f64> {
        let (mut level, mut slope) = (self.level, self.slope);
        (0..horizon)
            .map(|step| {
                slope *= rates.damping;
                level += slope;
                let index = self.season[(count + step) % self.season.len()];
                match self.form.season {
                    Kind::None => level,
                    Kind::Added => level + index,
                    Kind::Multiplied => level * index,
                }
            })
            .collect()
    }
}

fn without_season(form: Form, value: f64, index: f64) -> f64 {
    match form.season {
        Kind::None => value,
        Kind::Added => value - index,
        Kind::Multiplied => value / index.max(1e-6),
    }
}
