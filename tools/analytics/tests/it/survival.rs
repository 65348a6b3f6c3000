//! How long things last, against the definitions written out.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::survival::{CannotFit, Life, cox::Cox, kaplan_meier, weibull::Weibull};

fn lives() -> impl Strategy<Value = Vec<Life>> {
    let life =
        (1..30_u8, any::<bool>()).prop_map(|(lasted, ended)| Life { lasted: f64::from(lasted), ended });
    prop::collection::vec(life, 1..40)
}

/// Σ over those that ended of log hazard, and over all of cumulative hazard.
fn weibull_likelihood(lives: &[Life], shape: f64, scale: f64) -> f64 {
    let of = |life: &Life| {
        let log = shape.ln() - shape * scale.ln() + (shape - 1.0) * life.lasted.ln();
        f64::from(u8::from(life.ended)) * log - (life.lasted / scale).powf(shape)
    };
    lives.iter().map(of).sum()
}

/// Efron's partial likelihood of one column, from its definition.
fn cox_likelihood(lives: &[Life], values: &[f64], own: f64) -> f64 {
    let mut times: Vec<f64> = lives.iter().filter(|life| life.ended).map(|life| life.lasted).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let hazard = |at: usize| (own * values[at]).exp();
    let sum = |keep: &dyn Fn(&Life) -> bool| -> f64 {
        (0..lives.len()).filter(|at| keep(&lives[*at])).map(hazard).sum()
    };
    let mut likelihood = 0.0;
    for time in times {
        let ended = |life: &Life| life.ended && life.lasted == time;
        let tied = lives.iter().filter(|life| ended(life)).count();
        let (at_risk, ending) = (sum(&|life| life.lasted >= time), sum(&ended));
        likelihood +=
            (0..lives.len()).filter(|at| ended(&lives[*at])).map(|at| own * values[at]).sum::<f64>();
        likelihood -= (0..tied).map(|nth| (at_risk - nth as f64 / tied as f64 * ending).ln()).sum::<f64>();
    }
    likelihood
}

proptest! {
    #[test]
    fn the_share_that_lasts_is_the_product_of_its_definition(lives in lives(), time in 0..32_u8) {
        prop_assume!(lives.iter().any(|life| life.ended));
        let steps = kaplan_meier::survival(&lives).unwrap();
        let time = f64::from(time);
        let share = (1..=30_u8).map(f64::from).filter(|at| *at <= time).fold(1.0, |share, at| {
            let at_risk = lives.iter().filter(|life| life.lasted >= at).count() as f64;
            let ended = lives.iter().filter(|life| life.ended && life.lasted == at).count() as f64;
            if at_risk > 0.0 { share * (1.0 - ended / at_risk) } else { share }
        });
        prop_assert!((kaplan_meier::at(&steps, time) - share).abs() < 1e-12);
        prop_assert!(steps.iter().all(|step| step.standard_error.is_finite()));
    }

    #[test]
    fn no_weibull_near_by_is_likelier(lives in lives(), shape in 0.9..1.1_f64, scale in 0.9..1.1_f64) {
        match Weibull::fit(&lives) {
            Ok(fit) if (0.02..50.0).contains(&fit.shape) => {
                let best = weibull_likelihood(&lives, fit.shape, fit.scale);
                prop_assert!(weibull_likelihood(&lives, fit.shape * shape, fit.scale * scale) <= best + 1e-9);
            }
            Ok(fit) => prop_assert!(fit.shape.is_finite() && fit.scale > 0.0),
            Err(error) => prop_assert!(matches!(error, CannotFit::TooFewEnded { .. }), "{error}"),
        }
    }

    #[test]
    fn no_coefficient_near_by_is_likelier(
        rows in prop::collection::vec((1..20_u8, any::<bool>(), -4..4_i8), 10..40), step in -0.3..0.3_f64,
    ) {
        let lives: Vec<Life> = rows.iter().map(|row| Life { lasted: f64::from(row.0), ended: row.1 }).collect();
        let values: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
        let columns: Vec<Vec<f64>> = values.iter().map(|value| vec![*value]).collect();
        match Cox::fit(&lives, &columns) {
            Ok(fit) if fit.coefficients[0].abs() < 3.0 => {
                let best = cox_likelihood(&lives, &values, fit.coefficients[0]);
                prop_assert!((best - fit.log_likelihood).abs() < 1e-3);
                prop_assert!(cox_likelihood(&lives, &values, fit.coefficients[0] + step) <= best + 1e-4);
            }
            Ok(fit) => prop_assert!(fit.coefficients[0].is_finite() && fit.standard_errors[0].is_finite()),
            Err(error) => prop_assert!(matches!(error, CannotFit::TooFewEnded { .. }), "{error}"),
        }
    }

    #[test]
    fn risks_are_shares(lives in lives(), lasted in 0.0..40.0_f64, within in 0.0..40.0_f64) {
        let Ok(fit) = Weibull::fit(&lives) else { return Ok(()) };
        prop_assert!((0.0..=1.0).contains(&fit.risk(lasted, within)));
        let survived = fit.survival(lasted);
        if survived > 1e-6 {
            prop_assert!((fit.risk(lasted, within) - (1.0 - fit.survival(lasted + within) / survived)).abs() < 1e-9);
        }
    }
}

/// Lives of wear 2.5 about 100, halved by each unit of load, of which those beyond 120 were not seen to end.
fn worn(count: usize) -> (Vec<Life>, Vec<Vec<f64>>) {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    (0..count)
        .map(|_| {
            let load: f64 = random.random_range(0.0..2.0);
            let luck: f64 = random.random_range(1e-9..1.0);
            let lasted = 100.0 * (-luck.ln() / load.exp()).powf(1.0 / 2.5);
            (Life { lasted: lasted.min(120.0), ended: lasted < 120.0 }, vec![load])
        })
        .unzip()
}

#[test]
fn what_made_the_lives_is_found() {
    let (lives, rows) = worn(4_000);
    let cox = Cox::fit(&lives, &rows).unwrap();
    assert!((cox.coefficients[0] - 1.0).abs() < 0.1, "{:?}", cox.coefficients);
    assert!(cox.risk(&[2.0], 40.0, 30.0) > cox.risk(&[0.0], 40.0, 30.0));
    let unloaded: Vec<Life> =
        lives.iter().zip(&rows).filter(|(_, row)| row[0] < 0.1).map(|(life, _)| *life).collect();
    let weibull = Weibull::fit(&unloaded).unwrap();
    assert!((weibull.shape - 2.5).abs() < 0.4 && (weibull.scale - 98.0).abs() < 8.0, "{weibull:?}");
}

#[test]
fn what_cannot_be_told_is_said() {
    let life = |lasted, ended| Life { lasted, ended };
    assert_eq!(kaplan_meier::survival(&[]), Err(CannotFit::TooFewEnded { ended: 0, needed: 1 }));
    assert_eq!(Weibull::fit(&[life(f64::NAN, true)]), Err(CannotFit::NoTime { place: 0 }));
    assert_eq!(Weibull::fit(&[life(0.0, true)]), Err(CannotFit::NoTime { place: 0 }));
    assert_eq!(Weibull::fit(&[life(3.0, true)]), Err(CannotFit::TooFewEnded { ended: 1, needed: 3 }));
    let lives = [life(1.0, true); 6];
    let rows = vec![vec![1.0], vec![f64::INFINITY], vec![0.0], vec![0.0], vec![0.0], vec![0.0]];
    assert_eq!(Cox::fit(&lives, &rows), Err(CannotFit::Uneven { place: 1, needed: 1 }));
    // All alike, or each beyond the others: a finite answer all the same.
    let apart: Vec<Life> = (1..=8_u8).map(|time| life(f64::from(time), true)).collect();
    let values: Vec<Vec<f64>> =
        (1..=8_u8).map(|time| vec![-f64::from(time), 1e12 * f64::from(time), 5.0]).collect();
    let cox = Cox::fit(&apart, &values).unwrap();
    assert!(cox.coefficients.iter().chain(&cox.standard_errors).all(|value| value.is_finite()));
    let same = Weibull::fit(&lives).unwrap();
    assert!(same.shape.is_finite() && (same.scale - 1.0).abs() < 1e-3);
    // Of lengths of time that no power of may overflow.
    assert!(
        Weibull::fit(&[life(1e300, true), life(1e-300, true), life(1.0, true)]).unwrap().scale.is_finite()
    );
}
