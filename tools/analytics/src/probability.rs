//! Tails of distributions, and the control of false discoveries.

use std::f64::consts::{PI, SQRT_2};

/// P(Z > z) of the standard normal: the series of the error function near nought, Lentz's continued fraction in the tail
/// (Abramowitz and Stegun 1964, 7.1.5 and 7.1.14). Absolute error below 1e-14; nought from about z = 38.
pub fn upper_tail(z: f64) -> f64 {
    if z.is_nan() {
        return 1.0;
    }
    if z < 0.0 {
        return 1.0 - upper_tail(-z);
    }
    let x = z / SQRT_2;
    if x < 2.0 { 0.5 - 0.5 * erf_series(x) } else { 0.5 * erfc_fraction(x) }
}

/// P(|Z| > |z|).
pub fn two_sided(z: f64) -> f64 {
    (2.0 * upper_tail(z.abs())).min(1.0)
}

fn erf_series(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..80 {
        let n = f64::from(n);
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    2.0 / PI.sqrt() * sum
}

fn erfc_fraction(x: f64) -> f64 {
    let tail = (1..=80).rev().fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    (-x * x).exp() / PI.sqrt() / tail
}

/// Benjamini and Hochberg (1995): which of these p-values are discoveries, of which a share of at most `rate` is false in
/// the mean, for independent or positively dependent tests. One answer for each value; what is not a number is none.
pub fn discoveries(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut order: Vec<f64> = p_values.iter().copied().filter(|p| !p.is_nan()).collect();
    order.sort_by(f64::total_cmp);
    let step = rate / p_values.len().max(1) as f64;
    let last =
        order.iter().enumerate().filter(|(at, p)| **p <= step * (*at as f64 + 1.0)).map(|(_, p)| *p).last();
    p_values.iter().map(|p| last.is_some_and(|last| *p <= last)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_normal_tail_is_the_tabulated_one() {
        let table = [(0.0, 0.5), (1.0, 0.158_655_253_931_457), (1.959_963_984_540_054, 0.025)];
        for (z, p) in table {
            assert!((upper_tail(z) - p).abs() < 1e-13, "{z}: {}", upper_tail(z));
        }
        assert!((upper_tail(5.0) / 2.866_515_718_791_94e-7 - 1.0).abs() < 1e-10);
        assert!((upper_tail(10.0) / 7.619_853_024_160_53e-24 - 1.0).abs() < 1e-10);
        assert_eq!((upper_tail(f64::INFINITY), upper_tail(f64::NEG_INFINITY)), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn the_normal_tail_falls(z in -40.0..40.0_f64, step in 0.0..1.0_f64) {
            prop_assert!(upper_tail(z + step) <= upper_tail(z) + 1e-14);
        }

        /// The largest k of which the k smallest all lie under k × rate ÷ n, tried one by one.
        #[test]
        fn discoveries_are_those_of_the_definition(p in prop::collection::vec(0.0..0.2_f64, 0..30)) {
            let count = |bound: f64| p.iter().filter(|p| **p <= bound).count();
            let bound = (1..=p.len()).rev().map(|k| (k, 0.1 * k as f64 / p.len() as f64)).find(|(k, b)| count(*b) >= *k);
            let expected: Vec<bool> = p.iter().map(|p| bound.is_some_and(|(_, bound)| *p <= bound)).collect();
            prop_assert_eq!(discoveries(&p, 0.1), expected);
        }
    }
}
