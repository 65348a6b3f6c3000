//! Incidents planted in made series, and series in which nothing happens.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::anomaly::batch::{CannotJudge, Incident, Kind, find};

/// Sum of twelve uniform numbers less six: near enough to normal.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

const WEEK: [f64; 7] = [1.0, 1.1, 1.05, 1.1, 1.0, 0.6, 0.5];

/// Days with a week and a trend; the noise has this correlation from day to day, and a deviation of 5.
fn days(rng: &mut ChaCha8Rng, count: usize, correlation: f64) -> Vec<Option<f64>> {
    let mut state = 0.0;
    let mut day = |t: usize| {
        state = correlation * state + (1.0 - correlation * correlation).sqrt() * 5.0 * normal(rng);
        Some(200.0 * WEEK[t % 7] + 0.05 * t as f64 + state)
    };
    (0..count).map(&mut day).collect()
}

fn add(series: &mut [Option<f64>], first: usize, last: usize, effect: impl Fn(usize) -> f64) {
    for (at, value) in series.iter_mut().enumerate().take(last + 1).skip(first) {
        *value = value.map(|value| value + effect(at - first));
    }
}

fn overlaps(incident: &Incident, first: usize, last: usize) -> bool {
    incident.first <= last && first <= incident.last
}

/// Share of planted incidents found, share of found ones that were planted, for level shifts of so many sigmas over 14 days.
fn rates(sigmas: f64, seed: u64) -> (f64, f64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut hit, mut right, mut found_all) = (0.0, 0.0, 0.0);
    let runs = 60;
    for run in 0..runs {
        let mut series = days(&mut rng, 180, 0.3);
        let first = 60 + run;
        let last = if run % 2 == 0 { first + 13 } else { 179 };
        let sign = if run % 3 == 0 { -1.0 } else { 1.0 };
        add(&mut series, first, last, |_| sign * 5.0 * sigmas);
        let found = find(&series, &[7]).unwrap_or_default();
        hit += f64::from(u8::from(found.iter().any(|incident| overlaps(incident, first, last))));
        right += found.iter().filter(|incident| overlaps(incident, first, last)).count() as f64;
        found_all += found.len() as f64;
    }
    (hit / runs as f64, right / f64::max(found_all, 1.0))
}

#[test]
fn level_shifts_above_two_sigmas_are_found() {
    for sigmas in [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0] {
        let (recall, precision) = rates(sigmas, 7);
        println!("shift {sigmas}: recall {recall:.2}, precision {precision:.2}");
        if sigmas > 2.0 {
            let f1 = 2.0 * recall * precision / (recall + precision);
            assert!(f1 >= 0.9, "{sigmas}: {recall} {precision}");
        }
    }
}

#[test]
fn spikes_and_ramps_are_found() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for sigmas in [3.0, 4.0, 5.0, 6.0, 8.0] {
        let mut hit = 0;
        for run in 0..60 {
            let mut series = days(&mut rng, 180, 0.3);
            add(&mut series, 60 + run, 60 + run, |_| 5.0 * sigmas);
            let found = find(&series, &[7]).unwrap();
            hit += usize::from(found.iter().any(|i| i.first == 60 + run && i.kind == Kind::Spike));
        }
        println!("spike {sigmas}: {hit} of 60");
        assert!(sigmas < 8.0 || hit >= 57);
    }
    let (mut hit, mut kind) = (0, 0);
    for run in 0..60 {
        let mut series = days(&mut rng, 180, 0.3);
        add(&mut series, 90 + run, 179, |since| 1.0 * since as f64);
        let found = find(&series, &[7]).unwrap();
        hit += usize::from(found.iter().any(|i| overlaps(i, 90 + run, 179)));
        kind += usize::from(found.iter().any(|i| i.kind == Kind::TrendBreak));
    }
    println!("ramps: {hit} of 60, {kind} as such");
    assert!(hit >= 57);
}

#[test]
fn clean_series_have_few_incidents() {
    let mut rng = ChaCha8Rng::seed_from_u64(13);
    let (mut all, mut told) = (0.0, 0.0);
    for correlation in [0.0, 0.3, 0.6] {
        for count in [60, 180, 365] {
            let runs = 100;
            let mut kinds = Vec::new();
            let mut with = 0.0;
            for _ in 0..runs {
                let found = find(&days(&mut rng, count, correlation), &[7]).unwrap();
                with += f64::from(u8::from(!found.is_empty()));
                kinds.extend(found.iter().map(|i| (i.kind, i.last - i.first + 1)));
            }
            println!(
                "clean, correlation {correlation}, {count} days: {with} of {runs} with an incident {kinds:?}"
            );
            all += f64::from(runs);
            told += with;
        }
    }
    assert!(told <= 0.05 * all, "{told} of {all}");
}

#[test]
fn a_change_of_spread_is_found() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    let mut hit = 0;
    for _ in 0..40 {
        let mut series = days(&mut rng, 180, 0.0);
        let noise: Vec<f64> = (0..90).map(|_| 12.0 * normal(&mut rng)).collect();
        add(&mut series, 90, 179, |since| noise[since]);
        let found = find(&series, &[7]).unwrap();
        hit += usize::from(found.iter().any(|i| i.kind == Kind::VarianceChange && i.first.abs_diff(90) < 15));
    }
    println!("spread: {hit} of 40");
    assert!(hit >= 36);
}

#[test]
fn a_missing_feed_is_told_from_a_change() {
    let mut rng = ChaCha8Rng::seed_from_u64(19);
    let mut series = days(&mut rng, 120, 0.3);
    series[50..55].fill(None);
    series[80..83].fill(Some(0.0));
    series[100..106].fill(Some(123.0));
    let found = find(&series, &[7]).unwrap();
    let places: Vec<_> = found.iter().map(|i| (i.kind, i.first, i.last)).collect();
    let feed = Kind::MissingFeed;
    assert_eq!(places, [(feed, 50, 54), (feed, 80, 82), (feed, 100, 105)]);
}

#[test]
fn what_cannot_be_judged_is_said() {
    assert_eq!(find(&[], &[7]), Err(CannotJudge::TooShort { values: 0, needed: 8 }));
    assert_eq!(find(&[None; 40], &[7]), Err(CannotJudge::TooShort { values: 0, needed: 8 }));
    assert_eq!(find(&[Some(1.0), Some(2.0)], &[7]), Err(CannotJudge::TooShort { values: 2, needed: 8 }));
    assert_eq!(find(&[Some(1.0), Some(f64::NAN)], &[7]), Err(CannotJudge::NotANumber { place: 1 }));
    assert_eq!(find(&[Some(0.0); 40], &[7]), Ok(Vec::new()));
    assert_eq!(find(&[Some(3.0); 40], &[7]), Ok(Vec::new()));
}

#[test]
fn a_million_values_are_bounded_in_time() {
    let mut series: Vec<Option<f64>> =
        (0..1_000_000).map(|t| Some(f64::from(t % 7) + f64::from(t % 11))).collect();
    series[999_990] = Some(1e12);
    let found = find(&series, &[7]).unwrap();
    assert!(found.iter().any(|i| i.first == 999_990 && i.kind == Kind::Spike), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_comes_the_answer_is_finite(
        series in prop::collection::vec(prop::option::weighted(0.8, prop_oneof![
            4 => -100.0..100.0_f64, 1 => Just(0.0), 1 => Just(1e12), 1 => Just(-1e14), 1 => -1e-300..1e-300_f64,
        ]), 0..120),
        seasons in prop::collection::vec(0..40_usize, 0..3),
    ) {
        for i in find(&series, &seasons).unwrap_or_default() {
            prop_assert!(i.first <= i.last && i.last < series.len());
            let figures = [i.size, i.sigmas, i.expected, i.limits.low, i.limits.high, i.p_value];
            prop_assert!(figures.iter().all(|figure| figure.is_finite()), "{i:?}");
        }
    }
}
