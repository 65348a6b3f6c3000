//! What a forest learns: the same each time, parts that add up, probabilities that hold, and nothing from nonsense.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::risk::{CannotLearn, Examples, Settings, learn, score::average_precision};

const QUICK: Settings = Settings { trees: 40, columns: 0.5, leaf: 2, seed: 3 };

/// It happens the likelier, the more the first of three columns is beyond nought; the others are noise.
fn rows(count: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<bool>, Vec<f64>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut columns = vec![Vec::new(); 3];
    let (mut happened, mut truth) = (Vec::new(), Vec::new());
    for _ in 0..count {
        columns.iter_mut().for_each(|column| column.push(random.random_range(-2.0..2.0)));
        let first: f64 = *columns[0].last().unwrap();
        let chance = 1.0 / (1.0 + (-2.0 * first).exp());
        happened.push(random.random_range(0.0..1.0) < chance);
        truth.push(chance);
    }
    (columns, happened, truth)
}

fn row(columns: &[Vec<f64>], at: usize) -> Vec<f64> {
    columns.iter().map(|column| column[at]).collect()
}

#[test]
fn probabilities_are_those_that_made_the_rows() {
    let (columns, happened, _) = rows(3_000, 1);
    let examples = Examples { columns: &columns, happened: &happened, groups: None };
    let model = learn(&examples, &Settings { leaf: 20, trees: 100, ..QUICK }).unwrap();
    let (others, _, truth) = rows(1_000, 2);
    let off: f64 = (0..1_000).map(|at| (model.probability(&row(&others, at)) - truth[at]).abs()).sum();
    assert!(off / 1_000.0 < 0.07, "off by {}", off / 1_000.0);
    assert!(model.importance()[0] > 0.6, "{:?}", model.importance());
    // What trees say of rows that they do not know is no better than what they say of others.
    let known: Vec<f64> = model.unknown().iter().map(|score| score.unwrap()).collect();
    assert!(average_precision(&known, &happened).unwrap() < 0.97);
}

#[test]
fn rows_of_one_group_do_not_judge_each_other() {
    // The group alone says what happens: known groups are told apart by their number, unknown ones are not.
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let groups: Vec<usize> = (0..600).map(|at| at / 20).collect();
    let fate: Vec<bool> = (0..30).map(|_| random.random_bool(0.5)).collect();
    let happened: Vec<bool> = groups.iter().map(|group| fate[*group]).collect();
    let number: Vec<f64> = groups.iter().map(|group| ((group * 7) % 30) as f64).collect();
    let columns = [number];
    let area = |groups: Option<&[usize]>| {
        let model = learn(&Examples { columns: &columns, happened: &happened, groups }, &QUICK).unwrap();
        let scores: Vec<f64> = model.unknown().iter().map(|score| score.unwrap_or(0.5)).collect();
        average_precision(&scores, &happened).unwrap()
    };
    assert!(area(None) > 0.99 && area(Some(&groups)) < 0.75);
}

#[test]
fn equal_examples_give_equal_models_and_others_another_version() {
    let (columns, happened, _) = rows(200, 4);
    let examples = Examples { columns: &columns, happened: &happened, groups: None };
    let (one, other) = (learn(&examples, &QUICK).unwrap(), learn(&examples, &QUICK).unwrap());
    assert_eq!((one.version(), one.unknown()), (other.version(), other.unknown()));
    let seed = learn(&examples, &Settings { seed: 4, ..QUICK }).unwrap();
    let mut changed = happened.clone();
    changed[0] = !changed[0];
    let data = learn(&Examples { happened: &changed, ..examples }, &QUICK).unwrap();
    assert!(one.version() != seed.version() && one.version() != data.version());
}

#[test]
fn what_cannot_be_learned_is_said() {
    let no = learn(&Examples { columns: &[vec![1.0; 9]], happened: &[false; 9], groups: None }, &QUICK);
    assert_eq!(no.unwrap_err(), CannotLearn::TooFew { happened: 0, others: 9 });
    let uneven = Examples { columns: &[vec![1.0; 8]], happened: &[true; 9], groups: None };
    assert_eq!(learn(&uneven, &QUICK).unwrap_err(), CannotLearn::Uneven { found: 8, needed: 9 });
    let none = Examples { columns: &[], happened: &[true; 9], groups: None };
    assert_eq!(learn(&none, &QUICK).unwrap_err(), CannotLearn::NoColumns);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever stands in the columns: parts that add up to a share between nought and one, and a probability.
    #[test]
    fn parts_add_up_whatever_the_values(
        rows in prop::collection::vec((any::<f64>(), 0..3_u8, any::<bool>()), 12..60), asked: f64,
    ) {
        let columns = [
            rows.iter().map(|row| row.0).collect::<Vec<_>>(),
            rows.iter().map(|row| f64::from(row.1)).collect(),
        ];
        let happened: Vec<bool> = rows.iter().map(|row| row.2).collect();
        let Ok(model) = learn(&Examples { columns: &columns, happened: &happened, groups: None }, &QUICK) else {
            return Ok(());
        };
        for row in [vec![asked, 1.0], vec![f64::NAN, f64::INFINITY], vec![columns[0][0], columns[1][0]]] {
            let drivers = model.drivers(&row);
            let share = drivers.base + drivers.columns.iter().sum::<f64>();
            prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share));
            prop_assert!((0.0..=1.0).contains(&model.probability(&row)));
        }
    }
}
