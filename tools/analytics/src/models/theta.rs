//! The dynamic optimised theta model (Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler 2016): a line re-fitted as each
//! value comes, and smoothing of what is left, joined with a weight that is fitted too. On seasonally adjusted values.

use crate::{
    models::decompose,
    numeric::{between, free, minimise},
};

/// Rate of smoothing and the coefficient theta, fitted to values.
#[derive(Debug, Clone)]
pub(crate) struct Theta {
    point: Vec<f64>,
}

impl Theta {
    pub(crate) fn fit(values: &[f64], season: usize) -> Option<Theta> {
        if values.len() < 4 {
            return None;
        }
        let adjusted = decompose::adjust(values, season).values;
        let scale = spread(&adjusted);
        let start = [0.0, free(0.1, 0.99, 0.5), 0.0];
        let point = minimise(&start, 0.5, 180, |point| run(&adjusted, scale, point, 0).0);
        Some(Theta { point })
    }

    pub(crate) fn forecast(&self, values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
        let adjusted = decompose::adjust(values, season);
        let (_, ahead) = run(&adjusted.values, spread(&adjusted.values), &self.point, horizon);
        adjusted.put_back(&ahead)
    }
}

fn spread(values: &[f64]) -> f64 {
    crate::numeric::variance(values).sqrt().max(1e-12)
}

/// The sum of squared errors of one step from the third value on, and forecasts beyond the end. `point` is the first level as
/// a distance from half the first value in spreads, the rate of smoothing on the whole line, and the logarithm of theta − 1.
fn run(values: &[f64], scale: f64, point: &[f64], horizon: usize) -> (f64, Vec<f64>) {
    let rate = between(0.1, 0.99, point[1]);
    let theta = 1.0 + point[2].clamp(-10.0, 10.0).exp();
    let mut level = 0.5 * values[0] + point[0] * scale;
    let (mut mean, mut start, mut slope) = (0.0, 0.0, 0.0);
    let mut left = 1.0; // (1 − rate)^(t − 1)
    let (mut squares, mut ahead) = (0.0, Vec::with_capacity(horizon));
    for at in 0..values.len() + horizon {
        let count = (at + 1) as f64;
        let line = left * start + (1.0 - left * (1.0 - rate)) / rate * slope;
        let forecast = level + (1.0 - 1.0 / theta) * line;
        let value = values.get(at).copied().unwrap_or(forecast);
        if at >= values.len() {
            ahead.push(forecast);
        } else if at >= 2 {
            squares += (value - forecast).powi(2);
        }
        level = rate * value + (1.0 - rate) * level;
        slope = if at == 0 {
            0.0
        } else {
            ((count - 2.0) * slope + 6.0 * (value - mean) / count) / (count + 1.0)
        };
        mean = ((count - 1.0) * mean + value) / count;
        start = mean - slope * (count + 1.0) / 2.0;
        left *= 1.0 - rate;
    }
    (squares, ahead)
}
