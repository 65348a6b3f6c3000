use super::noise::Noise;
use crate::numeric::{mean, variance};

/// Fewer values say little about their spread.
const SHORTEST: usize = 10;
/// A value counts for no more than so many sigmas: one far out is a spike, not a spread.
const BOUNDED: f64 = 3.0;

/// Below so many sigmas in the mean nothing varies.
const LEAST: f64 = 1e-3;

pub(super) struct Change {
    pub(super) first: usize,
    /// Of the standard deviation since to the one before.
    pub(super) ratio: f64,
    pub(super) p_value: f64,
}

/// The place at which mean absolute departures before and after differ most.
pub(super) fn change(rest: &[Option<f64>], noise: &Noise) -> Option<Change> {
    let known: Vec<(usize, f64)> = rest
        .iter()
        .enumerate()
        .filter_map(|(at, rest)| rest.map(|rest| (at, (rest / noise.sigma).abs().min(BOUNDED))))
        .collect();
    let absolute: Vec<f64> = known.iter().map(|(_, absolute)| *absolute).collect();
    let (count, spread) = (absolute.len(), variance(&absolute));
    if mean(&absolute) < LEAST {
        return None;
    }
    let sums: Vec<f64> = std::iter::once(0.0)
        .chain(absolute.iter().scan(0.0, |sum, absolute| {
            *sum += absolute;
            Some(*sum)
        }))
        .collect();
    let z = |at: usize| {
        let (before, after) = (at as f64, (count - at) as f64);
        let apart = (sums[count] - sums[at]) / after - sums[at] / before;
        let shorter = at.min(count - at);
        let error = spread * noise.inflation_of_spread(shorter) * (1.0 / before + 1.0 / after);
        if error > 0.0 { apart.abs() / error.sqrt() } else { 0.0 }
    };
    let places = SHORTEST..(count + 1).saturating_sub(SHORTEST);
    let (at, z) = places.map(|at| (at, z(at))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let shorter = at.min(count - at) as f64;
    let tries = 4.0 * (count as f64).log2() * count as f64 / shorter;
    let ratio = mean(&absolute[at..]) / mean(&absolute[..at]).max(LEAST);
    Some(Change { first: known[at].0, ratio, p_value: (noise.p_value(z) * tries).min(1.0) })
}
