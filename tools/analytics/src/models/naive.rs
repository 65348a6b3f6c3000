//! The forecasts that any other must beat.

use crate::models::decompose;

/// The values of the last season once more; with a season of 1, the last value.
pub fn seasonal_naive(values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    let season = season.clamp(1, values.len().max(1));
    let last = &values[values.len().saturating_sub(season)..];
    (0..horizon).map(|step| last.get(step % season).copied().unwrap_or(0.0)).collect()
}

/// The last seasonally adjusted value with the season put back: the yardstick of the M competitions. Adjusted only where
/// the season shows (90% test of the autocorrelation at its lag).
pub fn naive2(values: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    let adjusted = decompose::adjust(values, season);
    let last = adjusted.values.last().copied().unwrap_or(0.0);
    adjusted.put_back(&vec![last; horizon])
}
