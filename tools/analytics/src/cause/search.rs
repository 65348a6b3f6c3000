use super::{
    CannotLocalise, Table,
    cuboid::{Cuboid, cuboids},
    deviation, scan,
};
use crate::numeric::median;

/// No more are looked for: a longer list explains nothing.
const MOST_CAUSES: usize = 8;
/// With fewer than this expected of the middle row, counts are pooled.
const FEW: f64 = 10.0;
/// Of the greatest change among the causes found, what one must account for to be worth naming: a thousandth, however sure.
const MATERIAL: f64 = 0.001;
/// The probability that chance alone names a cause, over all elements looked at.
const CHANCE: f64 = 0.05;

/// Combination of members that explains a part of the change.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Attribute (its place in the table) and member.
    pub members: Vec<(usize, u32)>,
    pub actual: f64,
    pub expected: f64,
    pub rows: usize,
    /// Of the change of all rows together; above 1 or below 0 where others go against it. `None` if there is no change in sum.
    pub share: Option<f64>,
    /// Logarithm of how much likelier the rows are with this cause than without, less what it costs to name it.
    pub evidence: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Row by row: amounts, and counts of more than a few.
    Deviations,
    /// Pooled: counts of which many rows have few or none.
    PooledCounts,
}

impl Method {
    /// Pooled where all values are counts and the middle row expects fewer than ten.
    pub fn of(table: &Table<'_>) -> Method {
        let counts = table.actual.iter().all(|value| *value >= 0.0 && value.fract() == 0.0);
        let positive: Vec<f64> = table.expected.iter().copied().filter(|value| *value > 0.0).collect();
        let no_less = table.expected.iter().all(|value| *value >= 0.0);
        if counts && no_less && median(&positive) < FEW { Method::PooledCounts } else { Method::Deviations }
    }
}

/// The combinations that explain the change, strongest evidence first; none where all is within its noise. A change that all
/// rows share alike is no cause of this kind.
///
/// ```
/// use sentia_analytics::cause::{Method, Table, localise};
/// // Two attributes: plant 0 … 3 and product 0 … 9. Plant 2 halves.
/// let plant: Vec<u32> = (0..40).map(|row| row / 10).collect();
/// let product: Vec<u32> = (0..40).map(|row| row % 10).collect();
/// let expected: Vec<f64> = (0..40).map(|row| 100.0 + f64::from(row)).collect();
/// let actual: Vec<f64> = (0..40).map(|row| expected[row] * if plant[row] == 2 { 0.5 } else { 1.0 }).collect();
/// let table = Table { attributes: &[plant, product], actual: &actual, expected: &expected };
/// let causes = localise(&table, Method::of(&table))?;
/// assert_eq!(causes[0].members, [(0, 2)]);
/// # Ok::<(), sentia_analytics::cause::CannotLocalise>(())
/// ```
///
/// # Errors
/// A table without rows or attributes, with too many attributes, of unequal columns or with what is no number.
pub fn localise(table: &Table<'_>, method: Method) -> Result<Vec<Cause>, CannotLocalise> {
    table.check()?;
    let cuboids = cuboids(table.attributes, table.actual.len());
    let mut state = State::new(table, method);
    let mut causes = Vec::new();
    while causes.len() < MOST_CAUSES {
        let Some(best) = state.best(&cuboids) else { break };
        causes.push(cause(table, &best));
        state.explain(&best);
    }
    let change = |cause: &Cause| (cause.actual - cause.expected).abs();
    let material = MATERIAL * causes.iter().map(change).fold(0.0, f64::max);
    causes.retain(|cause| change(cause) >= material);
    causes.sort_by(|a, b| b.evidence.total_cmp(&a.evidence));
    Ok(causes)
}

/// What is not yet explained.
enum State {
    Deviations { evidence: Vec<f64> },
    Counts { actual: Vec<f64>, expected: Vec<f64> },
}

struct Found<'a> {
    cuboid: &'a Cuboid,
    element: usize,
    evidence: f64,
}

impl State {
    fn new(table: &Table<'_>, method: Method) -> State {
        match method {
            Method::Deviations => {
                State::Deviations { evidence: deviation::evidence(table.actual, table.expected) }
            }
            Method::PooledCounts => {
                State::Counts { actual: table.actual.to_vec(), expected: table.expected.to_vec() }
            }
        }
    }

    fn best<'a>(&self, cuboids: &'a [Cuboid]) -> Option<Found<'a>> {
        let all: f64 = cuboids.iter().map(|cuboid| cuboid.example.len() as f64).sum();
        let mut best: Option<Found<'a>> = None;
        for cuboid in cuboids {
            // Which cuboid, which of its elements, and an attribute more is worth having only for what it explains.
            let cost = (cuboids.len() as f64 * cuboid.example.len() as f64).ln();
            for (element, evidence) in self.by_element(cuboid).into_iter().enumerate() {
                let beyond_chance = evidence > (all / CHANCE).ln();
                let evidence = evidence - cost;
                if beyond_chance && best.as_ref().is_none_or(|best| evidence > best.evidence + 1e-9) {
                    best = Some(Found { cuboid, element, evidence });
                }
            }
        }
        best
    }

    fn by_element(&self, cuboid: &Cuboid) -> Vec<f64> {
        match self {
            State::Deviations { evidence } => cuboid.sums(evidence),
            State::Counts { actual, expected } => {
                let sums = cuboid.sums(actual).into_iter().zip(cuboid.sums(expected));
                sums.map(|(actual, expected)| scan::likelihood_ratio(actual, expected)).collect()
            }
        }
    }

    /// Rows under the cause count no more; counts are now expected at the rate it has.
    fn explain(&mut self, found: &Found<'_>) {
        let rows = found.cuboid.rows(found.element);
        match self {
            State::Deviations { evidence } => rows.into_iter().for_each(|row| evidence[row] = 0.0),
            State::Counts { actual, expected } => {
                let sum = |of: &[f64]| rows.iter().map(|row| of[*row]).sum::<f64>();
                let (came, due) = (sum(actual), sum(expected));
                for row in &rows {
                    expected[*row] = if due > 0.0 { expected[*row] * came / due } else { actual[*row] };
                }
            }
        }
    }
}

fn cause(table: &Table<'_>, found: &Found<'_>) -> Cause {
    let rows = found.cuboid.rows(found.element);
    let sum = |of: &[f64]| rows.iter().map(|row| of[*row]).sum::<f64>();
    let (actual, expected) = (sum(table.actual), sum(table.expected));
    let change = table.actual.iter().sum::<f64>() - table.expected.iter().sum::<f64>();
    let share = (actual - expected) / change;
    let example = found.cuboid.example[found.element];
    let member = |attribute: &usize| (*attribute, table.attributes[*attribute][example]);
    Cause {
        members: found.cuboid.attributes.iter().map(member).collect(),
        actual,
        expected,
        rows: rows.len(),
        share: share.is_finite().then_some(share),
        evidence: found.evidence,
    }
}
