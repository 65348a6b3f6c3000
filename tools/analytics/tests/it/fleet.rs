//! What is foreseen of things whose signs announce what comes, against days that were made to come.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::fleet::{Aim, CannotForesee, Source, Thing, foresee};

const AIM: Aim = Aim { within: 14, precision: 0.8 };

/// Things that fail on one day in 60, whatever went before; where `announced`, one of two signs rises for the twelve days before.
fn things(count: usize, days: usize, announced: bool) -> Vec<Thing> {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let thing = |nth| {
        let mut failed: Vec<bool> = (0..days + 100).map(|_| random.random_bool(1.0 / 60.0)).collect();
        // The first is about to fail.
        failed[days + 3] |= nth == 0;
        let rise = |day: usize| {
            let left = failed[day + 1..].iter().position(|failed| *failed).unwrap_or(99);
            if announced && left < 12 { (12 - left) as f64 / 3.0 } else { 0.0 }
        };
        let mut sign = |rises: bool| -> Vec<Option<f64>> {
            let value = |day: usize, noise: f64| 20.0 + noise + if rises { rise(day) } else { 0.0 };
            // Some readings are lost.
            (0..days)
                .map(|day| Some(value(day, random.random_range(-0.5..0.5))).filter(|_| day % 9 != 4))
                .collect()
        };
        let signs = vec![sign(false), sign(true)];
        failed.truncate(days);
        Thing { signs, used: vec![vec![8.0; days]], cared: vec![vec![false; days]], failed }
    };
    (0..count).map(thing).collect()
}

#[test]
fn announced_failures_are_found_and_the_warnings_hold_what_they_claim() {
    let things = things(8, 600, true);
    let found = foresee(&things, AIM).unwrap();
    let trial = &found.trial;
    assert!(
        trial.precision().unwrap() > 0.75 && trial.recall().unwrap() > 0.85,
        "{:?} {:?}",
        trial.precision(),
        trial.recall()
    );
    assert!(
        found.base < 0.4 && found.quiet < found.base && (3.0..12.0).contains(&trial.days_ahead().unwrap())
    );
    // What it rests on is the sign that rises.
    let likely =
        found.outlooks.iter().max_by(|one, other| one.risk.unwrap().total_cmp(&other.risk.unwrap())).unwrap();
    assert!(likely.risk.unwrap() > 0.6 && likely.because[0] == Source::Sign(1), "{likely:?}");
    assert_eq!(foresee(&things, AIM).unwrap(), found);
}

#[test]
fn where_nothing_announces_them_no_warning_is_better_than_chance() {
    let found = foresee(&things(8, 400, false), AIM).unwrap();
    let precision = found.trial.precision().unwrap_or(found.base);
    assert!((precision - found.base).abs() < 0.25, "{precision} beside {}", found.base);
}

#[test]
fn nothing_is_said_of_too_little() {
    assert_eq!(foresee(&things(3, 40, true), AIM), Err(CannotForesee::TooShort { days: 40, needed: 116 }));
    assert_eq!(foresee(&[], AIM), Err(CannotForesee::TooShort { days: 0, needed: 116 }));
    let quiet = Thing { failed: vec![false; 300], signs: vec![vec![None; 300]], ..Thing::default() };
    assert!(matches!(foresee(&[quiet], AIM), Err(CannotForesee::TooLittle(_))));
    // Readings that are no use, and a thing that came late, do no harm.
    let mut things = things(6, 400, true);
    things[0].signs[0] = vec![Some(f64::MAX); 400];
    things[1].signs[1] = vec![Some(5.0); 400];
    let found = foresee(&things, AIM).unwrap();
    assert!(
        found.outlooks.iter().all(|outlook| outlook.risk.is_some_and(|risk| (0.0..=1.0).contains(&risk)))
    );
}
