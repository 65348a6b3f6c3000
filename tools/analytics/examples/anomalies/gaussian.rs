//! The benchmark's own yardstick: a normal distribution fitted to the last 6,400 values, anew after every 100.

use sentia_analytics::probability::upper_tail;

const WINDOW: usize = 6_400;
const STEP: usize = 100;

pub(super) fn scores(values: &[f64]) -> Vec<f64> {
    let (mut mean, mut deviation) = (0.0, 1.0);
    let mut window = 0..0;
    let mut scores = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let surprise = if at == 0 { 0.0 } else { 1.0 - upper_tail((value - mean).abs() / deviation) };
        // The published scores were kept in twelve digits; those that are 1 then decide the threshold.
        scores.push((surprise * 1e12).round() / 1e12);
        if window.len() < WINDOW {
            window.end = at + 1;
        } else if at + 1 - window.end == STEP {
            window = window.start + STEP..at + 1;
        } else {
            continue;
        }
        (mean, deviation) = moments(&values[window.clone()]);
    }
    scores
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, if variance > 0.0 { variance.sqrt() } else { 1e-6 })
}
