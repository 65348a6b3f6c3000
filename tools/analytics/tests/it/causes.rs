//! Causes planted in made tables, and tables from which nothing can be said.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::cause::{CannotLocalise, Cause, Method, Table, expected_counts, localise};

const MEMBERS: [u32; 3] = [5, 8, 12];

/// Every combination of three attributes.
fn attributes() -> Vec<Vec<u32>> {
    let rows = MEMBERS.iter().product::<u32>();
    let column = |at: usize| {
        let below: u32 = MEMBERS[at + 1..].iter().product();
        (0..rows).map(|row| row / below % MEMBERS[at]).collect()
    };
    (0..MEMBERS.len()).map(column).collect()
}

fn under(attributes: &[Vec<u32>], row: usize, members: &[(usize, u32)]) -> bool {
    members.iter().all(|(attribute, member)| attributes[*attribute][row] == *member)
}

/// Knuth's draw from a Poisson distribution.
fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    let (bound, mut product, mut count) = ((-mean).exp(), 1.0, -1.0);
    while product > bound {
        product *= rng.random::<f64>();
        count += 1.0;
    }
    count
}

fn found(attributes: &[Vec<u32>], actual: &[f64], expected: &[f64]) -> (Method, Vec<Cause>) {
    let table = Table { attributes, actual, expected };
    let method = Method::of(&table);
    (method, localise(&table, method).unwrap_or_default())
}

#[test]
fn two_causes_of_different_kinds_are_named_and_nothing_else() {
    let (attributes, mut rng) = (attributes(), ChaCha8Rng::seed_from_u64(1));
    let planted = [vec![(0, 2)], vec![(1, 3), (2, 7)]];
    let expected: Vec<f64> = (0..480).map(|_| 50.0 + 100.0 * rng.random::<f64>()).collect();
    let actual: Vec<f64> = (0..480)
        .map(|row| {
            let noise = 1.0 + 0.02 * (rng.random::<f64>() - 0.5);
            let left = [0.7, 1.5].iter().zip(&planted).find(|(_, members)| under(&attributes, row, members));
            expected[row] * noise * left.map_or(1.0, |(factor, _)| *factor)
        })
        .collect();
    let (method, causes) = found(&attributes, &actual, &expected);
    let mut members: Vec<_> = causes.into_iter().map(|cause| cause.members).collect();
    members.sort();
    assert_eq!((method, members), (Method::Deviations, planted.to_vec()));
}

/// Scrap rates: a piece in a hundred, less than one scrapped in a row; under one combination four times as many.
#[test]
fn a_cause_of_scrap_is_found_in_counts_of_less_than_one_a_row() {
    let (attributes, mut rng) = (attributes(), ChaCha8Rng::seed_from_u64(2));
    let (mut first, runs) = (0, 60);
    for run in 0..runs {
        let planted = [(0, run % 5), (1, run % 8)];
        let pieces: Vec<f64> = (0..480).map(|_| 80.0).collect();
        let before: Vec<f64> = (0..480).map(|_| poisson(&mut rng, 0.8)).collect();
        let expected = expected_counts(&pieces, &before, &pieces);
        let rate = |row| if under(&attributes, row, &planted) { 3.2 } else { 0.8 };
        let actual: Vec<f64> = (0..480).map(|row| poisson(&mut rng, rate(row))).collect();
        let (method, causes) = found(&attributes, &actual, &expected);
        assert_eq!(method, Method::PooledCounts);
        first += u32::from(causes.first().is_some_and(|cause| cause.members == planted));
    }
    println!("scrap: {first} of {runs} first");
    assert!(first >= 54, "{first} of {runs}");
}

#[test]
fn noise_has_no_cause() {
    let (attributes, mut rng) = (attributes(), ChaCha8Rng::seed_from_u64(3));
    let (mut named, runs) = ([0, 0], 60);
    for _ in 0..runs {
        let expected: Vec<f64> = (0..480).map(|_| 50.0 + 100.0 * rng.random::<f64>()).collect();
        let actual: Vec<f64> =
            expected.iter().map(|value| value * (1.0 + 0.2 * (rng.random::<f64>() - 0.5))).collect();
        named[0] += usize::from(!found(&attributes, &actual, &expected).1.is_empty());
        let counts: Vec<f64> = (0..480).map(|_| poisson(&mut rng, 0.8)).collect();
        named[1] += usize::from(!found(&attributes, &counts, &[0.8; 480]).1.is_empty());
    }
    println!("noise: {named:?} of {runs} with a cause");
    assert!(named.iter().all(|named| *named <= 3), "{named:?}");
}

#[test]
fn a_million_rows_of_six_attributes_are_looked_into_in_part() {
    let column =
        |at: u32| (0..1_000_000_u32).map(move |row| row.wrapping_mul(2_654_435_761).rotate_left(5 * at) % 10);
    let attributes: Vec<Vec<u32>> = (0..6).map(|at| column(at).collect()).collect();
    let actual: Vec<f64> =
        attributes[4].iter().map(|member| if *member == 3 { 50.0 } else { 100.0 }).collect();
    let (_, causes) = found(&attributes, &actual, &vec![100.0; 1_000_000]);
    assert_eq!(causes[0].members, [(4, 3)]);
}

#[test]
fn what_cannot_be_looked_into_is_said() {
    let of = |attributes: &[Vec<u32>], actual: &[f64], expected: &[f64]| {
        localise(&Table { attributes, actual, expected }, Method::Deviations)
    };
    assert_eq!(of(&[], &[], &[]), Err(CannotLocalise::Nothing));
    assert_eq!(of(&[], &[1.0], &[1.0]), Err(CannotLocalise::Attributes { given: 0 }));
    assert_eq!(of(&vec![vec![0]; 17], &[1.0], &[1.0]), Err(CannotLocalise::Attributes { given: 17 }));
    assert_eq!(of(&[vec![0]], &[1.0], &[]), Err(CannotLocalise::Lengths { actual: 1, other: 0 }));
    assert_eq!(of(&[vec![0]], &[f64::NAN], &[1.0]), Err(CannotLocalise::NotANumber { row: 0 }));
    assert_eq!(of(&[vec![0, 1]], &[0.0; 2], &[0.0; 2]), Ok(Vec::new()));
}

proptest! {
    #[test]
    fn whatever_comes_the_answer_is_finite_and_sums_are_those_of_its_rows(
        rows in prop::collection::vec((0..3_u32, 0..4_u32, prop_oneof![
            -5.0..50.0_f64, Just(0.0), Just(1e12), (0..5_i32).prop_map(f64::from)
        ], prop_oneof![-5.0..50.0_f64, Just(0.0), Just(2.0)]), 1..80),
    ) {
        let attributes = vec![rows.iter().map(|row| row.0).collect(), rows.iter().map(|row| row.1).collect()];
        let actual: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let expected: Vec<f64> = rows.iter().map(|row| row.3).collect();
        let table = Table { attributes: &attributes, actual: &actual, expected: &expected };
        for method in [Method::Deviations, Method::PooledCounts] {
            for cause in localise(&table, method).unwrap() {
                let own = |row: &usize| under(&attributes, *row, &cause.members);
                let naive: f64 = (0..rows.len()).filter(own).map(|row| actual[row]).sum();
                prop_assert!((cause.actual - naive).abs() <= 1e-9 * naive.abs().max(1.0));
                prop_assert_eq!(cause.rows, (0..rows.len()).filter(own).count());
                prop_assert!(cause.evidence.is_finite() && cause.share.is_none_or(f64::is_finite));
            }
        }
    }
}
