//! Rows under one cause deviate alike, by the same share of what was expected: the generalised ripple effect (Li et al.,
//! "Generic and robust localization of multi-dimensional root causes", ISSRE 2019). Those under none deviate by noise only.
//! Each row's evidence is the logarithm of how much likelier its deviation is under a cause than by noise.

use crate::numeric::median;

/// Rows are compared with others of about their size: small ones are noisier.
const SIZES: usize = 8;
/// Deviations of a thousandth are none.
const LEAST_NOISE: f64 = 1e-3;
/// The lower quartile of |Z| of a standard normal; it holds with up to half of the rows under a cause.
const QUARTILE: f64 = 0.318_639;

/// For each row; nought where nothing was nor was expected.
pub(super) fn evidence(actual: &[f64], expected: &[f64]) -> Vec<f64> {
    let size = |row: usize| actual[row].abs() + expected[row].abs();
    let deviation = |row: usize| 2.0 * (expected[row] - actual[row]) / size(row);
    let mut rows: Vec<usize> = (0..actual.len()).filter(|row| size(*row) > 0.0).collect();
    rows.sort_by(|a, b| size(*a).total_cmp(&size(*b)));
    let mut evidence = vec![0.0; actual.len()];
    for alike in rows.chunks(rows.len().div_ceil(SIZES).max(1)) {
        let absolute: Vec<f64> = alike.iter().map(|row| deviation(*row).abs()).collect();
        let noise = (lower_quartile(&absolute) / QUARTILE).max(LEAST_NOISE);
        for row in alike {
            evidence[*row] = likelier(deviation(*row), noise);
        }
    }
    evidence
}

/// Under a cause any deviation from −2 to 2 is as likely as another; noise has Student's t distribution with three degrees of
/// freedom, whose tails are as heavy as those of residuals tend to be.
fn likelier(deviation: f64, noise: f64) -> f64 {
    let density = 0.367_553 / noise / (1.0 + (deviation / noise).powi(2) / 3.0).powi(2);
    (0.25 / density).ln()
}

fn lower_quartile(values: &[f64]) -> f64 {
    let middle = median(values);
    let lower: Vec<f64> = values.iter().copied().filter(|value| *value <= middle).collect();
    median(&lower)
}
