//! A classification tree, grown until its leaves are pure (CART: Breiman and others 1984).

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Deeper trees than that only tell single rows apart.
const DEEPEST: usize = 60;

/// A question about one column, or the end of the questions.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    /// Share of the rows here in which it happened.
    share: f64,
    split: Option<Split>,
}

#[derive(Debug, Clone, PartialEq)]
struct Split {
    column: usize,
    /// Rows up to here go left.
    bound: f64,
    left: usize,
    right: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree(Vec<Node>);

/// Values of a column that trees tell apart: more make a tree slower to grow and no better.
const BINS: usize = 256;
/// Of fewer rows the bins are sorted, of more they are counted.
const FEW: usize = 64;

/// What trees are grown from. A value that is missing counts as less than all others, so that a tree can ask for it.
pub(super) struct Rows {
    /// By column, then by row.
    values: Vec<Vec<f64>>,
    happened: Vec<bool>,
    bins: Vec<Bins>,
}

/// The values of a column in at most [`BINS`] stretches of about as many rows each.
struct Bins {
    /// By row.
    of: Vec<u8>,
    /// Between each stretch and the next.
    bounds: Vec<f64>,
}

impl Bins {
    fn new(column: &[f64]) -> Bins {
        let mut sorted = column.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut distinct = sorted.clone();
        distinct.dedup();
        let bounds: Vec<f64> = if distinct.len() <= BINS {
            distinct.windows(2).map(|pair| between(pair[0], pair[1])).collect()
        } else {
            let places = (1..BINS).map(|nth| nth * sorted.len() / BINS);
            let mut bounds: Vec<f64> = places
                .filter(|place| sorted[place - 1] < sorted[*place])
                .map(|place| between(sorted[place - 1], sorted[place]))
                .collect();
            bounds.dedup();
            bounds
        };
        let bin =
            |value: &f64| u8::try_from(bounds.partition_point(|bound| bound < value)).unwrap_or(u8::MAX);
        Bins { of: column.iter().map(bin).collect(), bounds }
    }
}

impl Rows {
    pub(super) fn new(columns: &[Vec<f64>], happened: &[bool]) -> Rows {
        let values: Vec<Vec<f64>> =
            columns.iter().map(|column| column.iter().copied().map(comparable).collect()).collect();
        let bins = values.iter().map(|column| Bins::new(column)).collect();
        Rows { values, happened: happened.to_vec(), bins }
    }

    pub(super) fn count(&self) -> usize {
        self.happened.len()
    }

    pub(super) fn row(&self, at: usize) -> Vec<f64> {
        self.values.iter().map(|column| column[at]).collect()
    }
}

/// What trees compare: missing values first.
pub(super) fn comparable(value: f64) -> f64 {
    if value.is_nan() { f64::NEG_INFINITY } else { value }
}

impl Tree {
    /// Grows a tree from rows that count `weights` times each; `tried` columns are looked at for each question, and no leaf
    /// has fewer than `leaf` rows.
    pub(super) fn grow(
        rows: &Rows,
        weights: &[u32],
        tried: usize,
        leaf: usize,
        random: &mut ChaCha8Rng,
    ) -> Tree {
        Growth::new(rows, weights, tried, leaf).grow(random)
    }

    pub(super) fn share(&self, row: &[f64]) -> f64 {
        let mut share = 0.0;
        self.walk(row, |node| share = node.share);
        share
    }

    /// Adds to each column what its questions did to the share on the way down (Saabas 2014): the sum over the columns is
    /// the share of the leaf less that of the root. Returns the latter.
    pub(super) fn add_drivers(&self, row: &[f64], drivers: &mut [f64]) -> f64 {
        let mut last: Option<&Node> = None;
        self.walk(row, |node| {
            if let Some((before, split)) = last.and_then(|before| Some((before, before.split.as_ref()?))) {
                drivers[split.column] += node.share - before.share;
            }
            last = Some(node);
        });
        self.0.first().map_or(0.0, |root| root.share)
    }

    fn walk<'a>(&'a self, row: &[f64], mut visit: impl FnMut(&'a Node)) {
        let mut next = self.0.first();
        while let Some(node) = next {
            visit(node);
            next = node.split.as_ref().and_then(|split| {
                let goes_left = row.get(split.column).is_some_and(|value| *value <= split.bound);
                self.0.get(if goes_left { split.left } else { split.right })
            });
        }
    }
}

/// A tree in the making. The rows of a node are one stretch of `order`.
struct Growth<'a> {
    rows: &'a Rows,
    weights: &'a [u32],
    tried: usize,
    leaf: usize,
    order: Vec<u32>,
    buffer: Vec<u32>,
    nodes: Vec<Node>,
}

/// The stretch of a node.
#[derive(Clone, Copy)]
struct Stretch {
    node: usize,
    start: usize,
    end: usize,
    depth: usize,
}

/// How often it happened, how much the rows count, and how many there are.
#[derive(Clone, Copy, Default)]
struct Tally {
    happened: f64,
    all: f64,
    rows: usize,
}

impl Tally {
    fn share(self) -> f64 {
        if self.all > 0.0 { self.happened / self.all } else { 0.0 }
    }

    /// Half of Gini's impurity, times the rows.
    fn impurity(self) -> f64 {
        self.happened * (1.0 - self.share())
    }

    fn plus(self, other: Tally) -> Tally {
        Tally {
            happened: self.happened + other.happened,
            all: self.all + other.all,
            rows: self.rows + other.rows,
        }
    }

    fn less(self, part: Tally) -> Tally {
        Tally {
            happened: self.happened - part.happened,
            all: self.all - part.all,
            rows: self.rows - part.rows,
        }
    }
}

impl<'a> Growth<'a> {
    fn new(rows: &'a Rows, weights: &'a [u32], tried: usize, leaf: usize) -> Self {
        let drawn =
            (0..u32::try_from(rows.count()).unwrap_or(u32::MAX)).filter(|row| weights[*row as usize] > 0);
        Growth {
            rows,
            weights,
            tried: tried.max(1),
            leaf: leaf.max(1),
            order: drawn.collect(),
            buffer: Vec::new(),
            nodes: Vec::new(),
        }
    }

    fn grow(mut self, random: &mut ChaCha8Rng) -> Tree {
        let end = self.order.len();
        let root = self.add(0, end);
        let mut open = vec![Stretch { node: root, start: 0, end, depth: 0 }];
        while let Some(stretch) = open.pop() {
            let Some((column, bin)) = self.best(stretch, random) else { continue };
            let middle = self.part(stretch, column, bin);
            let bound = self.rows.bins[column].bounds[bin];
            let (left, right) = (self.add(stretch.start, middle), self.add(middle, stretch.end));
            self.nodes[stretch.node].split = Some(Split { column, bound, left, right });
            let depth = stretch.depth + 1;
            open.push(Stretch { node: left, start: stretch.start, end: middle, depth });
            open.push(Stretch { node: right, start: middle, end: stretch.end, depth });
        }
        Tree(self.nodes)
    }

    fn add(&mut self, start: usize, end: usize) -> usize {
        self.nodes.push(Node { share: self.tally(start, end).share(), split: None });
        self.nodes.len() - 1
    }

    fn of(&self, row: u32) -> Tally {
        let weight = f64::from(self.weights[row as usize]);
        Tally { happened: if self.rows.happened[row as usize] { weight } else { 0.0 }, all: weight, rows: 1 }
    }

    fn tally(&self, start: usize, end: usize) -> Tally {
        self.order[start..end].iter().fold(Tally::default(), |sum, row| sum.plus(self.of(*row)))
    }

    /// The column, and the last of its bins that goes left, that leave least impurity, among columns drawn by chance; columns that
    /// have one value only do not count as drawn.
    fn best(&self, stretch: Stretch, random: &mut ChaCha8Rng) -> Option<(usize, usize)> {
        let Stretch { start, end, depth, .. } = stretch;
        let whole = self.tally(start, end);
        if depth >= DEEPEST || end - start < 2 * self.leaf || whole.impurity() <= 0.0 {
            return None;
        }
        let mut columns: Vec<usize> = (0..self.rows.bins.len()).collect();
        let mut best: Option<(f64, usize, usize)> = None;
        let mut tried = 0;
        while tried < self.tried && !columns.is_empty() {
            let column = columns.swap_remove(random.random_range(0..columns.len()));
            let tallies = self.tallies(column, start, end);
            if tallies.len() < 2 {
                continue;
            }
            tried += 1;
            if let Some((impurity, bin)) = self.bound(&tallies, whole)
                && best.is_none_or(|(least, ..)| impurity < least)
            {
                best = Some((impurity, column, bin));
            }
        }
        let worth = whole.impurity() * (1.0 - 1e-12);
        best.filter(|(impurity, ..)| *impurity < worth).map(|(_, column, bin)| (column, bin))
    }

    /// The bins of a column that have rows, from the least to the greatest.
    fn tallies(&self, column: usize, start: usize, end: usize) -> Vec<(u8, Tally)> {
        let (bins, rows) = (&self.rows.bins[column].of, &self.order[start..end]);
        let mut tallies: Vec<(u8, Tally)> = Vec::with_capacity(rows.len().min(BINS));
        if rows.len() < FEW {
            let mut sorted: Vec<(u8, u32)> = rows.iter().map(|row| (bins[*row as usize], *row)).collect();
            sorted.sort_unstable();
            for (bin, row) in sorted {
                match tallies.last_mut() {
                    Some((last, tally)) if *last == bin => *tally = tally.plus(self.of(row)),
                    _ => tallies.push((bin, self.of(row))),
                }
            }
            return tallies;
        }
        let mut counted = [Tally::default(); BINS];
        for row in rows {
            let tally = &mut counted[usize::from(bins[*row as usize])];
            *tally = tally.plus(self.of(*row));
        }
        let bins = (0..=u8::MAX).zip(counted);
        tallies.extend(bins.filter(|(_, tally)| tally.rows > 0));
        tallies
    }

    /// The impurity left and the last bin on the left of a column's best question.
    fn bound(&self, tallies: &[(u8, Tally)], whole: Tally) -> Option<(f64, usize)> {
        let mut left = Tally::default();
        let mut best: Option<(f64, usize)> = None;
        for (bin, tally) in &tallies[..tallies.len() - 1] {
            left = left.plus(*tally);
            let right = whole.less(left);
            if left.rows < self.leaf || right.rows < self.leaf {
                continue;
            }
            let impurity = left.impurity() + right.impurity();
            if best.is_none_or(|(least, _)| impurity < least) {
                best = Some((impurity, usize::from(*bin)));
            }
        }
        best
    }

    /// Parts a stretch in two without disturbing the order within them; where the second begins.
    fn part(&mut self, stretch: Stretch, column: usize, bin: usize) -> usize {
        let bins = &self.rows.bins[column].of;
        let stretch_of = &mut self.order[stretch.start..stretch.end];
        self.buffer.clear();
        let mut kept = 0;
        for at in 0..stretch_of.len() {
            let row = stretch_of[at];
            if usize::from(bins[row as usize]) <= bin {
                stretch_of[kept] = row;
                kept += 1;
            } else {
                self.buffer.push(row);
            }
        }
        stretch_of[kept..].copy_from_slice(&self.buffer);
        stretch.start + kept
    }
}

/// Halfway between two values, or the lower where halfway is not told from the higher.
fn between(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    if middle.is_finite() && middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;

    use super::*;

    /// The least impurity over all columns and bounds, by trying each.
    fn by_hand(columns: &[Vec<f64>], happened: &[bool]) -> f64 {
        let impurity = |side: &[bool]| {
            let yes = side.iter().filter(|happened| **happened).count() as f64;
            if side.is_empty() { 0.0 } else { yes * (1.0 - yes / side.len() as f64) }
        };
        let bounds = columns.iter().flat_map(|column| column.iter().map(move |bound| (column, *bound)));
        let split = bounds.map(|(column, bound)| {
            let side = |is_left: bool| -> Vec<bool> {
                let rows = column.iter().zip(happened);
                rows.filter(|(value, _)| (**value <= bound) == is_left)
                    .map(|(_, happened)| *happened)
                    .collect()
            };
            impurity(&side(true)) + impurity(&side(false))
        });
        split.fold(impurity(happened), f64::min)
    }

    proptest! {
        #[test]
        fn the_first_question_leaves_the_least_impurity(
            rows in prop::collection::vec(((0..6_i32, 0..6_i32), any::<bool>()), 2..40),
        ) {
            let column = |of: fn(&(i32, i32)) -> i32| rows.iter().map(|(row, _)| f64::from(of(row))).collect::<Vec<_>>();
            let columns = [column(|row| row.0), column(|row| row.1)];
            let happened: Vec<bool> = rows.iter().map(|(_, happened)| *happened).collect();
            let known = Rows::new(&columns, &happened);
            let ones = vec![1; happened.len()];
            let tree = Tree::grow(&known, &ones, 2, 1, &mut ChaCha8Rng::seed_from_u64(1));
            let least = by_hand(&columns, &happened);
            let whole = happened.iter().filter(|happened| **happened).count() as f64 * (1.0 - tree.0[0].share);
            let found = tree.0[0].split.as_ref().map_or(whole, |split| {
                let side = |is_left: bool| {
                    let rows = columns[split.column].iter().zip(&happened);
                    let side: Vec<bool> = rows.filter(|(value, _)| (**value <= split.bound) == is_left).map(|row| *row.1).collect();
                    let yes = side.iter().filter(|happened| **happened).count() as f64;
                    yes * (1.0 - yes / side.len() as f64)
                };
                side(true) + side(false)
            });
            prop_assert!((found - least).abs() < 1e-9, "{found} instead of {least}");
        }

        #[test]
        fn rows_that_differ_are_told_apart(rows in prop::collection::vec((0..1_000_i32, any::<bool>()), 1..60)) {
            let mut rows = rows;
            rows.sort_unstable();
            rows.dedup_by_key(|row| row.0);
            let columns = [rows.iter().map(|row| f64::from(row.0)).collect::<Vec<_>>()];
            let happened: Vec<bool> = rows.iter().map(|row| row.1).collect();
            let known = Rows::new(&columns, &happened);
            let tree = Tree::grow(&known, &vec![1; rows.len()], 1, 1, &mut ChaCha8Rng::seed_from_u64(1));
            for (at, happened) in happened.iter().enumerate() {
                prop_assert_eq!(tree.share(&known.row(at)), f64::from(u8::from(*happened)));
            }
        }
    }

    #[test]
    fn what_is_missing_can_be_asked_for() {
        let columns = [vec![f64::NAN, 1.0, 2.0, f64::NAN, 3.0]];
        let known = Rows::new(&columns, &[true, false, false, true, false]);
        let tree = Tree::grow(&known, &[1; 5], 1, 1, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!((tree.share(&[comparable(f64::NAN)]), tree.share(&[1.0])), (1.0, 0.0));
    }
}
