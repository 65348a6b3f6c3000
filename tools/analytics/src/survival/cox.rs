//! What makes some end sooner than others, whatever the course of the hazard: proportional hazards (Cox 1972), by Newton's
//! method on the partial likelihood, with ties as Efron (1977) has them.

use super::{CannotFit, Life, check};
use crate::numeric::solve;

const NEEDED: usize = 5;
const STEPS: usize = 60;
/// Halvings of a step that would lessen the likelihood.
const HALVINGS: usize = 40;
/// Where a column tells all apart there is no greatest likelihood; this keeps it finite and is otherwise not to be seen.
const RIDGE: f64 = 1e-6;

#[derive(Debug, Clone, PartialEq)]
pub struct Cox {
    /// By column: the natural logarithm of the hazard ratio for one unit more.
    pub coefficients: Vec<f64>,
    pub standard_errors: Vec<f64>,
    /// Of the partial likelihood, natural.
    pub log_likelihood: f64,
    means: Vec<f64>,
    /// Cumulative hazard (Breslow 1974) of a row of mean values, at each time at which any ended.
    baseline: Vec<(f64, f64)>,
}

impl Cox {
    /// Fits rows of values, one for each life, all of one length.
    ///
    /// # Errors
    /// Rows that do not fit together or have values that are no numbers; a length of time that is none; fewer than five that have
    /// ended; values too large to be told apart.
    pub fn fit(lives: &[Life], rows: &[Vec<f64>]) -> Result<Cox, CannotFit> {
        check(lives, NEEDED)?;
        let needed = rows.first().map_or(0, Vec::len);
        let uneven = |row: &Vec<f64>| row.len() != needed || row.iter().any(|value| !value.is_finite());
        if rows.len() != lives.len() || rows.iter().any(uneven) {
            let place = rows.iter().position(uneven).unwrap_or(rows.len().min(lives.len()));
            return Err(CannotFit::Uneven { place, needed });
        }
        let problem = Problem::new(lives, rows, needed);
        let scaled = problem.maximum()?;
        let state = problem.state(&scaled);
        let variances = inverse_diagonal(&state.curve).ok_or(CannotFit::NotTold)?;
        let unscaled = |values: Vec<f64>| -> Vec<f64> {
            values.into_iter().zip(&problem.spreads).map(|(value, spread)| value / spread).collect()
        };
        Ok(Cox {
            log_likelihood: problem.likelihood(&scaled),
            baseline: problem.baseline(&scaled),
            standard_errors: unscaled(variances.into_iter().map(f64::sqrt).collect()),
            coefficients: unscaled(scaled),
            means: problem.means,
        })
    }

    /// The hazard beside that of a row of mean values.
    pub fn hazard_ratio(&self, row: &[f64]) -> f64 {
        let parts = self.coefficients.iter().zip(row.iter().zip(&self.means));
        parts.map(|(coefficient, (value, mean))| coefficient * (value - mean)).sum::<f64>().exp()
    }

    /// How likely what has lasted so long, with these values, is to end within a time more; beyond the longest life known
    /// nothing more is added.
    pub fn risk(&self, row: &[f64], lasted: f64, within: f64) -> f64 {
        let hazard = |time: f64| {
            self.baseline.iter().take_while(|step| step.0 <= time).last().map_or(0.0, |step| step.1)
        };
        let more = hazard(lasted + within) - hazard(lasted);
        -(-more * self.hazard_ratio(row)).exp_m1()
    }
}

/// Columns with mean nought and spread one, the longest life first.
struct Problem {
    lives: Vec<Life>,
    rows: Vec<Vec<f64>>,
    means: Vec<f64>,
    spreads: Vec<f64>,
}

/// The gradient of the log likelihood, and its negative second derivatives.
struct State {
    gradient: Vec<f64>,
    curve: Vec<Vec<f64>>,
}

/// Sums over those at risk: of the hazards, of hazards times values, and times values twice.
#[derive(Clone)]
struct AtRisk {
    hazard: f64,
    first: Vec<f64>,
    second: Vec<Vec<f64>>,
}

impl AtRisk {
    fn none(columns: usize) -> AtRisk {
        AtRisk { hazard: 0.0, first: vec![0.0; columns], second: vec![vec![0.0; columns]; columns] }
    }

    fn add(&mut self, hazard: f64, row: &[f64]) {
        self.hazard += hazard;
        for (one, value) in row.iter().enumerate() {
            self.first[one] += hazard * value;
            row.iter()
                .enumerate()
                .for_each(|(other, second)| self.second[one][other] += hazard * value * second);
        }
    }
}

impl Problem {
    fn new(lives: &[Life], rows: &[Vec<f64>], columns: usize) -> Problem {
        let count = rows.len() as f64;
        let means: Vec<f64> =
            (0..columns).map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / count).collect();
        let spread = |at: usize| {
            let square: f64 = rows.iter().map(|row| (row[at] - means[at]).powi(2)).sum();
            Some((square / count).sqrt()).filter(|spread| *spread > 0.0).unwrap_or(1.0)
        };
        let spreads: Vec<f64> = (0..columns).map(spread).collect();
        let scaled = |row: &Vec<f64>| -> Vec<f64> {
            let values = row.iter().zip(means.iter().zip(&spreads));
            values.map(|(value, (mean, spread))| (value - mean) / spread).collect()
        };
        let mut order: Vec<usize> = (0..lives.len()).collect();
        order.sort_by(|one, other| lives[*other].lasted.total_cmp(&lives[*one].lasted));
        Problem {
            lives: order.iter().map(|at| lives[*at]).collect(),
            rows: order.iter().map(|at| scaled(&rows[*at])).collect(),
            means,
            spreads,
        }
    }

    fn hazard(&self, coefficients: &[f64], at: usize) -> f64 {
        let score: f64 = self.rows[at].iter().zip(coefficients).map(|(value, own)| value * own).sum();
        score.clamp(-300.0, 300.0).exp()
    }

    /// Calls for each time at which any ended, the last first: with those at risk, those of them that ended, and how many.
    fn visit(&self, coefficients: &[f64], mut visit: impl FnMut(f64, &AtRisk, &AtRisk, &[usize])) {
        let columns = coefficients.len();
        let mut at_risk = AtRisk::none(columns);
        let mut start = 0;
        for together in self.lives.chunk_by(|one, other| one.lasted == other.lasted) {
            let (mut ending, mut ended) = (AtRisk::none(columns), Vec::new());
            for (nth, life) in together.iter().enumerate() {
                let at = start + nth;
                let hazard = self.hazard(coefficients, at);
                at_risk.add(hazard, &self.rows[at]);
                if life.ended {
                    ending.add(hazard, &self.rows[at]);
                    ended.push(at);
                }
            }
            start += together.len();
            if !ended.is_empty() {
                visit(together[0].lasted, &at_risk, &ending, &ended);
            }
        }
    }

    fn likelihood(&self, coefficients: &[f64]) -> f64 {
        let mut sum = -0.5 * RIDGE * coefficients.iter().map(|own| own * own).sum::<f64>();
        self.visit(coefficients, |_, at_risk, ending, ended| {
            for (nth, at) in ended.iter().enumerate() {
                let gone = nth as f64 / ended.len() as f64;
                sum += self.hazard(coefficients, *at).ln() - (at_risk.hazard - gone * ending.hazard).ln();
            }
        });
        sum
    }

    fn state(&self, coefficients: &[f64]) -> State {
        let columns = coefficients.len();
        let mut gradient: Vec<f64> = coefficients.iter().map(|own| -RIDGE * own).collect();
        let mut curve = vec![vec![0.0; columns]; columns];
        (0..columns).for_each(|at| curve[at][at] = RIDGE);
        self.visit(coefficients, |_, at_risk, ending, ended| {
            for (nth, at) in ended.iter().enumerate() {
                let gone = nth as f64 / ended.len() as f64;
                let whole = at_risk.hazard - gone * ending.hazard;
                let mean = |one: usize| (at_risk.first[one] - gone * ending.first[one]) / whole;
                for one in 0..columns {
                    gradient[one] += self.rows[*at][one] - mean(one);
                    for (other, curve) in curve[one].iter_mut().enumerate() {
                        let second = at_risk.second[one][other] - gone * ending.second[one][other];
                        *curve += second / whole - mean(one) * mean(other);
                    }
                }
            }
        });
        State { gradient, curve }
    }

    /// Newton's method; a step that would lessen the likelihood is halved until it does not.
    fn maximum(&self) -> Result<Vec<f64>, CannotFit> {
        let mut at = vec![0.0; self.means.len()];
        let mut likelihood = self.likelihood(&at);
        for _ in 0..STEPS {
            let State { gradient, curve } = self.state(&at);
            let step = solve(curve, gradient).ok_or(CannotFit::NotTold)?;
            let mut length = 1.0;
            let mut next = None;
            for _ in 0..HALVINGS {
                let there: Vec<f64> = at.iter().zip(&step).map(|(at, step)| at + length * step).collect();
                let found = self.likelihood(&there);
                if found >= likelihood {
                    next = Some((there, found));
                    break;
                }
                length /= 2.0;
            }
            let Some((there, found)) = next else { break };
            let is_there = found - likelihood < 1e-12 * (1.0 + likelihood.abs());
            (at, likelihood) = (there, found);
            if is_there {
                break;
            }
        }
        Ok(at)
    }

    /// Breslow's cumulative hazard, from the first time on.
    fn baseline(&self, coefficients: &[f64]) -> Vec<(f64, f64)> {
        let mut steps = Vec::new();
        self.visit(coefficients, |time, at_risk, _, ended| {
            steps.push((time, ended.len() as f64 / at_risk.hazard))
        });
        steps.reverse();
        let mut sum = 0.0;
        for step in &mut steps {
            sum += step.1;
            step.1 = sum;
        }
        steps
    }
}

/// The diagonal of the inverse.
fn inverse_diagonal(matrix: &[Vec<f64>]) -> Option<Vec<f64>> {
    let unit = |at: usize| (0..matrix.len()).map(|place| f64::from(u8::from(place == at))).collect();
    (0..matrix.len()).map(|at| Some(solve(matrix.to_vec(), unit(at))?[at])).collect()
}
