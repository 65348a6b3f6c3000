//! Forecasts of series whose future is known, and of series that cannot be forecast.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::{CannotForecast, Forecast, Limits, Note, Request, forecast, seasonal_naive};

fn of(history: &[Option<f64>], seasons: &[usize], horizon: usize) -> Result<Forecast, CannotForecast> {
    forecast(&Request { history, seasons, horizon, within: Limits::NONE })
}

fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn points(forecast: &Forecast) -> Vec<f64> {
    forecast.steps.iter().map(|step| step.value).collect()
}

/// Sum of twelve uniform numbers less six: near enough to normal.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

const YEAR: [f64; 12] = [0.8, 0.85, 1.0, 1.05, 1.1, 1.2, 1.25, 1.1, 1.0, 0.95, 0.85, 0.85];

#[test]
fn a_season_on_a_trend_goes_on() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let truth = |t: usize| (200.0 + 2.0 * t as f64) * YEAR[t % 12];
    let values: Vec<f64> = (0..60).map(|t| truth(t) * (1.0 + 0.01 * normal(&mut rng))).collect();
    let found = of(&known(&values), &[12], 12).unwrap();
    for (step, value) in points(&found).into_iter().enumerate() {
        let truth = truth(60 + step);
        assert!((value / truth - 1.0).abs() < 0.04, "step {step}: {value} for {truth}");
    }
    assert!(found.accuracy.owa.unwrap() < 0.5 && found.accuracy.wape.unwrap() < 0.03, "{:?}", found.accuracy);
    assert_eq!(found.notes, Vec::new());
}

#[test]
fn a_random_walk_stays_where_it_is_and_its_limits_widen() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut level = 1_000.0;
    let values: Vec<f64> = (0..120)
        .map(|_| {
            level += 5.0 * normal(&mut rng);
            level
        })
        .collect();
    let found = of(&known(&values), &[1], 12).unwrap();
    assert!(
        points(&found).iter().all(|value| (value - level).abs() < 25.0),
        "{:?} after {level}",
        points(&found)
    );
    let width = |at: usize| found.steps[at].limits[1].high - found.steps[at].limits[1].low;
    assert!(width(11) > 2.0 * width(0), "{} {}", width(0), width(11));
}

/// Limits hold about as often as they say, on processes that no constant was chosen on.
#[test]
fn limits_hold_as_often_as_they_say() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut held = [0.0; 2];
    let mut count = 0.0;
    for series in 0..60 {
        let (carried, season) = ([0.0, 0.6, 1.0][series % 3], [0.0, 20.0][series % 2]);
        let mut state = 0.0;
        let values: Vec<f64> = (0..84)
            .map(|t| {
                state = carried * state + 5.0 * normal(&mut rng);
                300.0 + state + season * YEAR[t % 12]
            })
            .collect();
        let (history, future) = values.split_at(72);
        let found = of(&known(history), &[12], 12).unwrap();
        for (step, value) in found.steps.iter().zip(future) {
            for (held, limits) in held.iter_mut().zip(step.limits) {
                *held += f64::from(u8::from(limits.low <= *value && *value <= limits.high));
            }
            count += 1.0;
        }
    }
    let [within_80, within_95] = held.map(|held| held / count);
    assert!((0.72..0.90).contains(&within_80), "{within_80}");
    assert!((0.90..0.99).contains(&within_95), "{within_95}");
}

#[test]
fn a_week_within_a_year_is_learned_from_days() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let week = [1.0, 1.1, 1.1, 1.05, 1.0, 0.4, 0.3];
    let truth =
        |t: usize| 500.0 * week[t % 7] * (1.0 + 0.3 * (t as f64 * std::f64::consts::TAU / 365.0).sin());
    let values: Vec<f64> = (0..1_095).map(|t| truth(t) * (1.0 + 0.03 * normal(&mut rng))).collect();
    let found = of(&known(&values), &[7, 365], 90).unwrap();
    let future: Vec<f64> = (1_095..1_185).map(truth).collect();
    let wape = sentia_analytics::accuracy::wape(&future, &points(&found)).unwrap();
    assert!(wape < 0.08, "{wape} by {:?}", found.models);
    assert_eq!(found.models.first(), Some(&"MSTL"));
}

#[test]
fn demand_now_and_then_is_forecast_as_its_mean() {
    let values: Vec<f64> = (0..60).map(|t| if t % 5 == 0 { 10.0 } else { 0.0 }).collect();
    let found = of(&known(&values), &[1], 6).unwrap();
    assert!(points(&found).iter().all(|value| (1.0..3.5).contains(value)), "{:?}", points(&found));
    assert!(found.notes.iter().any(|note| matches!(note, Note::Intermittent { zeros } if *zeros == 0.8)));
}

#[test]
fn what_cannot_be_forecast_is_said() {
    assert_eq!(of(&[], &[12], 3), Err(CannotForecast::Nothing));
    assert_eq!(of(&[None; 30], &[12], 3), Err(CannotForecast::Nothing));
    assert_eq!(of(&known(&[1.0, 2.0]), &[12], 3), Err(CannotForecast::TooShort { values: 2, needed: 8 }));
    assert_eq!(of(&known(&[1.0; 20]), &[12], 0), Err(CannotForecast::NoHorizon));
    let long = of(&known(&(0..20).map(f64::from).collect::<Vec<_>>()), &[12], 21);
    assert_eq!(long, Err(CannotForecast::HorizonTooLong { horizon: 21, values: 20 }));
    assert_eq!(of(&known(&[1.0, f64::NAN]), &[12], 3), Err(CannotForecast::NotANumber { place: 1 }));
    assert_eq!(of(&known(&[1e300; 12]), &[1], 3), Err(CannotForecast::NotANumber { place: 0 }));
    let sparse: Vec<Option<f64>> = (0..40).map(|t| (t % 4 == 0).then(|| f64::from(t))).collect();
    assert_eq!(of(&sparse, &[1], 3), Err(CannotForecast::TooManyMissing { missing: 27, of: 37 }));
}

#[test]
fn a_constant_goes_on_and_nothing_is_claimed_of_its_limits() {
    for constant in [0.0, 7.0, -3.0] {
        let found = of(&known(&[constant; 30]), &[12], 6).unwrap();
        assert_eq!(points(&found), vec![constant; 6]);
        assert_eq!(found.notes, vec![Note::NeverVaried]);
    }
}

#[test]
fn a_spike_of_a_trillion_moves_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut values: Vec<f64> = (0..60).map(|t| 100.0 * YEAR[t % 12] + normal(&mut rng)).collect();
    let without = points(&of(&known(&values), &[12], 6).unwrap());
    values[40] = 1e12;
    let with = of(&known(&values), &[12], 6).unwrap();
    assert_eq!(with.notes, vec![Note::Spikes { places: vec![40] }]);
    for (with, without) in points(&with).iter().zip(without) {
        assert!((with / without - 1.0).abs() < 0.05, "{with} {without}");
    }
}

#[test]
fn after_a_change_of_unit_only_the_new_unit_counts() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let kilos: Vec<f64> = (0..30).map(|_| 50.0 + normal(&mut rng)).collect();
    let mixed: Vec<f64> =
        kilos.iter().enumerate().map(|(t, kilo)| if t < 18 { *kilo } else { 1_000.0 * kilo }).collect();
    let found = of(&known(&mixed), &[1], 3).unwrap();
    assert!(points(&found).iter().all(|value| (45_000.0..55_000.0).contains(value)), "{:?}", points(&found));
    assert!(
        matches!(found.notes[..], [Note::LevelChange { place: 18, factor }] if (factor / 1_000.0 - 1.0).abs() < 0.1)
    );
    let late: Vec<f64> =
        kilos.iter().enumerate().map(|(t, kilo)| if t < 26 { *kilo } else { 1_000.0 * kilo }).collect();
    assert!(matches!(
        of(&known(&late), &[1], 3),
        Err(CannotForecast::TooShortSinceChange { before: 26, .. })
    ));
}

#[test]
fn a_gap_of_a_quarter_is_filled_and_said() {
    let values: Vec<f64> = (0..48).map(|t| 100.0 * YEAR[t % 12] + t as f64).collect();
    let mut history = known(&values);
    history[20..23].fill(None);
    let found = of(&history, &[12], 3).unwrap();
    assert_eq!(found.notes, vec![Note::Missing { count: 3, longest: 3 }]);
    assert!((points(&found)[0] / (100.0 * YEAR[0] + 48.0) - 1.0).abs() < 0.05);
    history.extend([None, None]);
    let later = of(&history, &[12], 3).unwrap();
    assert!(later.notes.contains(&Note::MissingAtEnd { count: 2 }));
    assert!((points(&later)[0] / (100.0 * YEAR[2] + 50.0) - 1.0).abs() < 0.05, "{:?}", points(&later));
}

#[test]
fn a_million_points_are_forecast_from_the_last_of_them() {
    let values: Vec<Option<f64>> =
        (0..1_000_000).map(|t| Some(f64::from(t % 7) + f64::from(t % 11))).collect();
    let found = of(&values, &[7], 14).unwrap();
    assert!(matches!(found.notes.first(), Some(Note::LongHistory { .. })));
}

#[test]
fn what_the_series_cannot_be_is_cut_off() {
    let values: Vec<f64> =
        (0..40).map(|t| if t % 3 == 0 { 0.02 } else { 0.3 } + f64::from(t % 5) / 50.0).collect();
    let within = Limits { low: 0.0, high: 1.0 };
    let found = forecast(&Request { history: &known(&values), seasons: &[1], horizon: 12, within }).unwrap();
    assert!(
        found
            .steps
            .iter()
            .all(|step| step.limits.iter().all(|limits| limits.low >= 0.0 && limits.high <= 1.0))
    );
    assert!(found.notes.contains(&Note::Cut));
}

#[test]
fn the_naive_forecast_repeats_the_last_season() {
    assert_eq!(seasonal_naive(&[9.0, 1.0, 2.0, 3.0], 3, 5), vec![1.0, 2.0, 3.0, 1.0, 2.0]);
    assert_eq!(seasonal_naive(&[1.0, 2.0], 1, 2), vec![2.0, 2.0]);
    assert_eq!(seasonal_naive(&[], 4, 1), vec![0.0]);
}

/// Any series at all: gaps, negative values, jumps, steps of wild size.
fn any_series() -> impl Strategy<Value = Vec<Option<f64>>> {
    let value = prop_oneof![
        6 => (-1e3..1e3).prop_map(Some),
        2 => Just(Some(0.0)),
        1 => Just(None),
        1 => (-1e13..1e13).prop_map(Some),
    ];
    proptest::collection::vec(value, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_comes_in_figures_or_a_reason_come_out(
        history in any_series(),
        season in prop_oneof![Just(0_usize), Just(1), Just(4), Just(12), Just(400)],
        horizon in 0_usize..20,
    ) {
        match of(&history, &[season], horizon) {
            Err(reason) => prop_assert!(!reason.to_string().is_empty()),
            Ok(found) => {
                prop_assert_eq!(found.steps.len(), horizon);
                for step in &found.steps {
                    let [inner, outer] = step.limits;
                    prop_assert!(step.value.is_finite() && outer.low.is_finite() && outer.high.is_finite());
                    prop_assert!(outer.low <= inner.low && inner.low <= step.value);
                    prop_assert!(step.value <= inner.high && inner.high <= outer.high);
                }
                prop_assert!(found.accuracy.coverage.iter().all(|share| (0.0..=1.0).contains(share)));
                let measures = [found.accuracy.wape, found.accuracy.mase, found.accuracy.bias, found.accuracy.owa];
                prop_assert!(measures.iter().flatten().all(|measure| measure.is_finite()));
            }
        }
    }

    /// Pounds or pence, the forecast is the same money.
    #[test]
    fn another_unit_changes_nothing(seed in 0_u64..1_000, power in -8_i32..8) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let values: Vec<f64> =
            (0..50).map(|t| (100.0 + f64::from(t)) * YEAR[t as usize % 12] + 4.0 * normal(&mut rng)).collect();
        let scale = f64::powi(2.0, power);
        let scaled: Vec<f64> = values.iter().map(|value| value * scale).collect();
        let (own, other) = (of(&known(&values), &[12], 6).unwrap(), of(&known(&scaled), &[12], 6).unwrap());
        for (own, other) in own.steps.iter().zip(&other.steps) {
            prop_assert!((other.value / (own.value * scale) - 1.0).abs() < 0.01, "{own:?} {other:?}");
            let width = |limits: Limits| limits.high - limits.low;
            let ratio = width(other.limits[1]) / (width(own.limits[1]) * scale);
            prop_assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
        }
    }
}
