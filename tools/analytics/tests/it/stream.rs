//! The streaming detector on made series, and on whatever comes.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::anomaly::stream::Detector;

/// Days of 48 steps with noise.
fn usual(rng: &mut ChaCha8Rng, at: usize) -> f64 {
    20.0 * (at as f64 * std::f64::consts::TAU / 48.0).sin() + rng.random::<f64>()
}

/// Places where an alert exceeds a bound.
fn alerts(values: impl Iterator<Item = Option<f64>>, season: usize, bound: f64) -> Vec<usize> {
    let mut detector = Detector::new(season);
    values.enumerate().filter(|(_, value)| detector.push(*value).alert > bound).map(|(at, _)| at).collect()
}

#[test]
fn what_is_usual_elsewhere_in_the_day_is_strange_at_its_place() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut values: Vec<f64> = (0..4_000).map(|at| usual(&mut rng, at)).collect();
    for value in &mut values[3_012..3_020] {
        *value = 0.5;
    }
    let found = alerts(values.into_iter().map(Some), 48, 2.5);
    assert!(found.iter().any(|at| (3_012..3_025).contains(at)), "{found:?}");
    assert!(found.iter().filter(|at| **at > 1_000).count() <= 6, "{found:?}");
}

#[test]
fn an_incident_alerts_once_or_grows() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let values: Vec<f64> =
        (0..3_000).map(|at| rng.random::<f64>() + if at >= 2_500 { 5.0 } else { 0.0 }).collect();
    let found = alerts(values.into_iter().map(Some), 0, 2.5);
    let of_it = found.iter().filter(|at| **at >= 2_500).count();
    assert!(found.contains(&2_500) || found.contains(&2_501), "{found:?}");
    assert!(of_it <= 8, "{found:?}");
}

#[test]
fn one_error_of_a_trillion_does_not_blind() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut values: Vec<f64> = (0..4_000).map(|_| rng.random::<f64>()).collect();
    values[1_500] = 1e12;
    for value in &mut values[3_500..3_540] {
        *value += 6.0;
    }
    let found = alerts(values.into_iter().map(Some), 0, 2.0);
    assert!(found.contains(&1_500), "{found:?}");
    assert!(found.iter().any(|at| (3_500..3_545).contains(at)), "{found:?}");
}

#[test]
fn a_constant_is_never_strange_and_gaps_are_passed_over() {
    assert_eq!(alerts((0..2_000).map(|_| Some(7.0)), 24, 1.5), Vec::<usize>::new());
    assert_eq!(alerts((0..2_000).map(|_| None), 24, 0.0), Vec::<usize>::new());
}

proptest! {
    #[test]
    fn whatever_comes_the_scores_are_finite(
        values in prop::collection::vec(prop::option::of(prop_oneof![
            -10.0..10.0_f64, Just(f64::NAN), Just(f64::INFINITY), Just(f64::MAX), Just(f64::MIN_POSITIVE), Just(1e12),
        ]), 0..700),
        season in 0..50_usize,
    ) {
        let mut detector = Detector::new(season);
        for (at, value) in values.into_iter().enumerate() {
            let score = detector.push(value);
            prop_assert!((0.0..=(at as f64 + 1.0).log10() + 1e-9).contains(&score.rarity), "{score:?}");
            prop_assert!(score.alert == 0.0 || score.alert == score.rarity);
        }
    }
}
