//! Small distributions, drawn often: simple and quick.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::random::Stream;

/// How many of something happen when `mean` are expected (Poisson; Knuth's method, for small means).
pub(super) fn count(random: &mut Stream, mean: f64) -> i64 {
    if mean <= 0.0 {
        return 0;
    }
    if mean > 30.0 {
        return (mean + mean.sqrt() * normal(random)).round().max(0.0) as i64;
    }
    let limit = (-mean).exp();
    let mut product: f64 = random.random();
    let mut happened = 0;
    while product > limit {
        happened += 1;
        product *= random.random::<f64>();
    }
    happened
}

pub(super) fn normal(random: &mut Stream) -> f64 {
    StandardNormal.sample(random)
}

/// Seconds with the mean `mean_s`, spread like a lognormal, between a minute and six times the mean.
pub(super) fn seconds(random: &mut Stream, mean_s: f64) -> i64 {
    const SPREAD: f64 = 0.7;
    let drawn = mean_s * (SPREAD * normal(random) - SPREAD * SPREAD / 2.0).exp();
    drawn.clamp(60.0, 6.0 * mean_s) as i64
}

/// The position drawn by weight.
pub(super) fn weighted(random: &mut Stream, weights: &[f64]) -> usize {
    let mut left = random.random::<f64>() * weights.iter().sum::<f64>();
    for (at, weight) in weights.iter().enumerate() {
        left -= weight;
        if left <= 0.0 {
            return at;
        }
    }
    weights.len().saturating_sub(1)
}
