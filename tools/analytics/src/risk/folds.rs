//! Which rows are learned from and which are tried, so that nothing of what is tried was known.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Places of rows to learn from, and of those to be tried on them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fold {
    pub learn: Vec<usize>,
    pub test: Vec<usize>,
}

/// Each row is tried once, and each fold has about as much of what happened as any other.
pub fn stratified(happened: &[bool], folds: usize, seed: u64) -> Vec<Fold> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut places = vec![0; happened.len()];
    for kind in [true, false] {
        let mut rows: Vec<usize> = (0..happened.len()).filter(|at| happened[*at] == kind).collect();
        shuffle(&mut rows, &mut random);
        rows.iter().enumerate().for_each(|(nth, row)| places[*row] = nth % folds.max(1));
    }
    by_place(&places, folds)
}

/// Each row is tried once, and all rows of a group together: none of them is known when the others are tried.
pub fn grouped(groups: &[usize], folds: usize, seed: u64) -> Vec<Fold> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut known = groups.to_vec();
    known.sort_unstable();
    known.dedup();
    shuffle(&mut known, &mut random);
    let nth = |group: &usize| known.iter().position(|known| known == group).unwrap_or_default();
    let places: Vec<usize> = groups.iter().map(|group| nth(group) % folds.max(1)).collect();
    by_place(&places, folds)
}

/// What came later is tried on what had been known by then: `folds` stretches of equal length at the end of the time, each
/// tried on the rows at least `known_after` before it, since what happened to a row is known only so much later. The first
/// stretch begins after a `start` share of the time (0 … 1).
pub fn forward(times: &[i64], folds: usize, start: f64, known_after: i64) -> Vec<Fold> {
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else { return Vec::new() };
    let span = (last - first + 1) as f64;
    let begin = |fold: usize| {
        let share = start + (1.0 - start) * fold as f64 / folds.max(1) as f64;
        first + (span * share).ceil() as i64
    };
    let places = |keep: &dyn Fn(i64) -> bool| (0..times.len()).filter(|at| keep(times[*at])).collect();
    let fold = |fold: usize| Fold {
        learn: places(&|time| time + known_after <= begin(fold)),
        test: places(&|time| time >= begin(fold) && time < begin(fold + 1)),
    };
    (0..folds).map(fold).collect()
}

fn by_place(places: &[usize], folds: usize) -> Vec<Fold> {
    let rows = |keep: &dyn Fn(usize) -> bool| (0..places.len()).filter(|at| keep(places[*at])).collect();
    (0..folds)
        .map(|fold| Fold { learn: rows(&|place| place != fold), test: rows(&|place| place == fold) })
        .collect()
}

/// Fisher and Yates.
fn shuffle(values: &mut [usize], random: &mut ChaCha8Rng) {
    for at in (1..values.len()).rev() {
        values.swap(at, random.random_range(0..=at));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn each_is_tried_once(folds: &[Fold], rows: usize) -> bool {
        let mut tried: Vec<usize> = folds.iter().flat_map(|fold| fold.test.clone()).collect();
        tried.sort_unstable();
        tried == (0..rows).collect::<Vec<_>>()
            && folds.iter().all(|fold| {
                fold.learn.iter().all(|at| !fold.test.contains(at))
                    && fold.learn.len() + fold.test.len() == rows
            })
    }

    proptest! {
        #[test]
        fn folds_are_alike_and_try_each_row_once(happened in prop::collection::vec(any::<bool>(), 0..80), seed: u64) {
            let folds = stratified(&happened, 5, seed);
            prop_assert!(each_is_tried_once(&folds, happened.len()));
            let yes: Vec<usize> = folds.iter().map(|fold| fold.test.iter().filter(|at| happened[**at]).count()).collect();
            prop_assert!(yes.iter().max().unwrap_or(&0) - yes.iter().min().unwrap_or(&0) <= 1);
        }

        #[test]
        fn a_group_is_never_on_both_sides(groups in prop::collection::vec(0..9_usize, 0..80), seed: u64) {
            let folds = grouped(&groups, 4, seed);
            prop_assert!(each_is_tried_once(&folds, groups.len()));
            for fold in folds {
                prop_assert!(fold.test.iter().all(|test| fold.learn.iter().all(|learn| groups[*learn] != groups[*test])));
            }
        }

        #[test]
        fn nothing_is_known_before_its_time(times in prop::collection::vec(0..400_i64, 0..80), after in 0..60_i64) {
            for fold in forward(&times, 4, 0.5, after) {
                let earliest = fold.test.iter().map(|at| times[*at]).min().unwrap_or(i64::MAX);
                prop_assert!(fold.learn.iter().all(|at| times[*at] + after <= earliest));
            }
        }
    }
}
