use super::noise::Noise;
use crate::numeric::mean;

/// Fewer values say little about their spread.
const SHORTEST: usize = 10;
/// A value counts for no more than so many sigmas: one far out is a spike, not a spread.
const BOUNDED: f64 = 3.0;

pub(super) struct Change {
    pub(super) first: usize,
    /// Of the standard deviation since to the one before.
    pub(super) ratio: f64,
    pub(super) p_value: f64,
}

/// The place at which mean absolute departures before and after differ most: Welch's t over all places.
pub(super) fn change(rest: &[Option<f64>], noise: &Noise) -> Option<Change> {
    let known: Vec<(usize, f64)> = rest
        .iter()
        .enumerate()
        .filter_map(|(at, rest)| rest.map(|rest| (at, (rest / noise.sigma).abs().min(BOUNDED))))
        .collect();
    let absolute: Vec<f64> = known.iter().map(|(_, absolute)| *absolute).collect();
    let count = absolute.len();
    let mut best: Option<(f64, usize)> = None;
    for at in SHORTEST..(count + 1).saturating_sub(SHORTEST) {
        let (before, after) = (&absolute[..at], &absolute[at..]);
        let apart = (mean(after) - mean(before)).abs();
        let error = (error(before) + error(after)).sqrt();
        let z = if error > 0.0 { apart / error } else { 0.0 };
        if best.is_none_or(|(best, _)| z > best) {
            best = Some((z, at));
        }
    }
    let (z, at) = best?;
    let before = mean(&absolute[..at]).max(1e-3);
    let tries = 4.0 * (count as f64).log2() * count as f64 / SHORTEST as f64;
    let p_value = (noise.p_value(z / noise.inflation(2).sqrt()) * tries).min(1.0);
    Some(Change { first: known[at].0, ratio: mean(&absolute[at..]) / before, p_value })
}

/// Of a mean, squared.
fn error(values: &[f64]) -> f64 {
    crate::numeric::variance(values) / (values.len() as f64 - 1.0).max(1.0)
}
