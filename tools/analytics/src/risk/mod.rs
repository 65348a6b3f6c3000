//! How likely something is to happen, learned from rows of the past in which it did and did not: a random forest whose
//! shares are turned into probabilities by what its trees say of rows that they do not know.
//! [`folds`] splits rows so that nothing of what is tried was known, [`score`] judges what came of it and draws the line
//! from which to warn, [`physics`] adds the columns that units suggest.
//!
//! Own code rather than a crate: a forest is small, and those there are know neither rows that belong together nor what
//! pushed one prediction up.

mod calibration;
pub mod folds;
mod forest;
pub mod physics;
pub mod score;
mod tree;

use thiserror::Error;

use calibration::Calibration;
use forest::Forest;

/// Fewer times than that it must not have happened, or not have failed to happen.
pub const FEWEST: usize = 5;

/// Rows of the past. Missing values are NaN; infinities are values.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'a> {
    /// By column, then by row.
    pub columns: &'a [Vec<f64>],
    /// By row.
    pub happened: &'a [bool],
    /// By row: rows of one group belong together, as those of one machine.
    pub groups: Option<&'a [usize]>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    pub trees: usize,
    /// Share of the columns that are looked at for each question of a tree, 0 … 1.
    pub columns: f64,
    /// Rows in a leaf, at least.
    pub leaf: usize,
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { trees: 300, columns: 0.5, leaf: 2, seed: 1 }
    }
}

/// Why nothing can be learned; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotLearn {
    #[error(
        "it happened {happened} times and failed to {others} times; at least {FEWEST} of each are needed to learn from"
    )]
    TooFew { happened: usize, others: usize },
    #[error("there is nothing to learn from: the rows have no columns")]
    NoColumns,
    #[error("a column or the groups have {found} rows, and {needed} were given")]
    Uneven { found: usize, needed: usize },
}

/// What was learned.
#[derive(Debug, Clone)]
pub struct Model {
    forest: Forest,
    calibration: Calibration,
    unknown: Vec<Option<f64>>,
    importance: Vec<f64>,
    version: String,
}

/// Why a probability is what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// The share of the trees' rows in which it happened, whatever the row.
    pub base: f64,
    /// What each column adds for this row, in shares: with the base the forest's share, before it is calibrated.
    pub columns: Vec<f64>,
}

/// Learns from the examples. Equal examples and settings give equal models.
///
/// ```
/// use sentia_analytics::risk::{Examples, Settings, learn};
/// let wear: Vec<f64> = (0..200).map(f64::from).collect();
/// let failed: Vec<bool> = wear.iter().map(|wear| *wear > 150.0).collect();
/// let examples = Examples { columns: &[wear], happened: &failed, groups: None };
/// let model = learn(&examples, &Settings { trees: 50, ..Settings::default() })?;
/// assert!(model.probability(&[190.0]) > 0.9 && model.probability(&[20.0]) < 0.1);
/// # Ok::<(), sentia_analytics::risk::CannotLearn>(())
/// ```
///
/// # Errors
/// Where it happened, or did not, fewer than [`FEWEST`] times, and where the columns do not fit together.
pub fn learn(examples: &Examples<'_>, settings: &Settings) -> Result<Model, CannotLearn> {
    check(examples)?;
    let (forest, unknown) = Forest::grow(examples, settings);
    let scored =
        unknown.iter().zip(examples.happened).filter_map(|(score, happened)| Some(((*score)?, *happened)));
    let calibration = Calibration::learn(&scored.collect::<Vec<_>>());
    let unknown =
        unknown.into_iter().map(|score| score.map(|score| calibration.probability(score))).collect();
    let importance = importance(&forest, examples);
    Ok(Model { forest, calibration, unknown, importance, version: version(examples, settings) })
}

impl Model {
    /// How likely it is to happen to this row, 0 … 1. The row has the columns of the examples.
    pub fn probability(&self, row: &[f64]) -> f64 {
        self.calibration.probability(self.forest.score(row))
    }

    pub fn drivers(&self, row: &[f64]) -> Drivers {
        let (base, columns) = self.forest.drivers(row);
        Drivers { base, columns }
    }

    /// The probability of each row of the examples by those trees that do not know it: honest where it was learned from.
    pub fn unknown(&self) -> &[Option<f64>] {
        &self.unknown
    }

    /// How much each column moves probabilities, as shares of all: the mean size of what it adds.
    pub fn importance(&self) -> &[f64] {
        &self.importance
    }

    /// Of the examples and the settings: 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The line with the greatest F1 on rows by trees that do not know them.
    pub fn bound_for_f1(&self, happened: &[bool]) -> Option<f64> {
        let (scores, happened) = self.judged(happened);
        score::bound_for_f1(&scores, &happened)
    }

    /// The line that finds most with at least this precision on rows by trees that do not know them.
    pub fn bound_for_precision(&self, precision: f64, happened: &[bool]) -> Option<f64> {
        let (scores, happened) = self.judged(happened);
        score::bound_for_precision(precision, &scores, &happened)
    }

    fn judged(&self, happened: &[bool]) -> (Vec<f64>, Vec<bool>) {
        self.unknown.iter().zip(happened).filter_map(|(score, happened)| Some(((*score)?, *happened))).unzip()
    }
}

fn check(examples: &Examples<'_>) -> Result<(), CannotLearn> {
    let needed = examples.happened.len();
    if examples.columns.is_empty() {
        return Err(CannotLearn::NoColumns);
    }
    let lengths = examples.columns.iter().map(Vec::len).chain(examples.groups.map(<[usize]>::len));
    if let Some(found) = lengths.into_iter().find(|length| *length != needed) {
        return Err(CannotLearn::Uneven { found, needed });
    }
    let happened = examples.happened.iter().filter(|happened| **happened).count();
    let others = needed - happened;
    if happened < FEWEST || others < FEWEST {
        return Err(CannotLearn::TooFew { happened, others });
    }
    Ok(())
}

/// Rows on which importance is measured, at most.
const LOOKED_AT: usize = 1_000;

fn importance(forest: &Forest, examples: &Examples<'_>) -> Vec<f64> {
    let step = examples.happened.len().div_ceil(LOOKED_AT).max(1);
    let mut moved = vec![0.0; examples.columns.len()];
    for at in (0..examples.happened.len()).step_by(step) {
        let row: Vec<f64> = examples.columns.iter().map(|column| column[at]).collect();
        let (_, drivers) = forest.drivers(&row);
        moved.iter_mut().zip(drivers).for_each(|(moved, driver)| *moved += driver.abs());
    }
    let all: f64 = moved.iter().sum();
    moved.into_iter().map(|moved| if all > 0.0 { moved / all } else { 0.0 }).collect()
}

fn version(examples: &Examples<'_>, settings: &Settings) -> String {
    let mut hasher = blake3::Hasher::new();
    for column in examples.columns {
        column.iter().for_each(|value| _ = hasher.update(&value.to_le_bytes()));
    }
    examples.happened.iter().for_each(|happened| _ = hasher.update(&[u8::from(*happened)]));
    for group in examples.groups.unwrap_or_default() {
        hasher.update(&(*group as u64).to_le_bytes());
    }
    hasher.update(format!("{settings:?}").as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}
