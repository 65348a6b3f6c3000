//! A random forest (Breiman 2001).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Examples, Settings,
    tree::{Rows, Tree, comparable},
};

/// Trees, each grown from rows drawn with replacement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// The forest, and for each row the mean of the trees that did not know it (nor any of its group); none where all did.
    pub(super) fn grow(examples: &Examples<'_>, settings: &Settings) -> (Forest, Vec<Option<f64>>) {
        let rows = Rows::new(examples.columns, examples.happened);
        let known: Vec<Vec<f64>> = (0..rows.count()).map(|at| rows.row(at)).collect();
        let tried = (examples.columns.len() as f64 * settings.columns).round() as usize;
        let draw = Draw::new(examples);
        let mut unknown = vec![(0.0, 0.0); rows.count()];
        let trees = (0..settings.trees.max(1)).map(|nth| {
            let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
            random.set_stream(nth as u64);
            let weights = draw.weights(&mut random);
            let tree = Tree::grow(&rows, &weights, tried, settings.leaf, &mut random);
            for (at, (sum, count)) in unknown.iter_mut().enumerate().filter(|(at, _)| weights[*at] == 0) {
                *sum += tree.share(&known[at]);
                *count += 1.0;
            }
            tree
        });
        let forest = Forest { trees: trees.collect() };
        let unknown = unknown.into_iter().map(|(sum, count)| (count > 0.0).then(|| sum / count)).collect();
        (forest, unknown)
    }

    pub(super) fn score(&self, row: &[f64]) -> f64 {
        let row: Vec<f64> = row.iter().copied().map(comparable).collect();
        self.mean(self.trees.iter().map(|tree| tree.share(&row)).sum())
    }

    /// The score as it would be of any row, and what each column adds to it for this one: together the score.
    pub(super) fn drivers(&self, row: &[f64]) -> (f64, Vec<f64>) {
        let row: Vec<f64> = row.iter().copied().map(comparable).collect();
        let mut drivers = vec![0.0; row.len()];
        let base = self.trees.iter().map(|tree| tree.add_drivers(&row, &mut drivers)).sum();
        (self.mean(base), drivers.into_iter().map(|driver| self.mean(driver)).collect())
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / self.trees.len().max(1) as f64
    }
}

/// Rows drawn with replacement, or whole groups of them: rows of one machine say the same, so that a tree that knows some of
/// them is no judge of the others.
struct Draw {
    groups: Vec<Vec<usize>>,
    rows: usize,
}

impl Draw {
    fn new(examples: &Examples<'_>) -> Draw {
        let rows = examples.happened.len();
        let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
        for row in 0..rows {
            let group = examples.groups.and_then(|groups| groups.get(row)).copied().unwrap_or(row);
            groups.entry(group).or_default().push(row);
        }
        Draw { groups: groups.into_values().collect(), rows }
    }

    fn weights(&self, random: &mut ChaCha8Rng) -> Vec<u32> {
        let mut weights = vec![0; self.rows];
        for _ in 0..self.groups.len() {
            let drawn = &self.groups[random.random_range(0..self.groups.len())];
            drawn.iter().for_each(|row| weights[*row] += 1);
        }
        weights
    }
}
