//! The exact likelihood of an ARMA process by its innovations (Ansley 1979; Brockwell and Davis 1991, §5.3 and §8.7): errors
//! of one step with their variances, in time that grows with the length of the series and the square of the longest lag.

use super::polynomial::Lags;
use crate::numeric::solve;

/// One-step errors, and their variances as multiples of that of the shocks.
pub(crate) struct Innovations {
    pub(crate) errors: Vec<f64>,
    pub(crate) variances: Vec<f64>,
}

/// A process about nought: value = Σ own × earlier values + shock − Σ shocks' coefficients × earlier shocks.
struct Process<'a> {
    own: &'a Lags,
    /// 1, then the weights of earlier shocks.
    weights: Vec<f64>,
    /// Autocovariances for shocks of variance 1, from lag nought.
    covariances: Vec<f64>,
    /// Values up to here are taken as they are, later ones with their autoregression taken off.
    edge: usize,
}

/// Errors and variances over the values; nothing where the process is at the edge of being stationary.
pub(crate) fn innovations(values: &[f64], own: &Lags, shock: &Lags) -> Option<Innovations> {
    let process = Process::new(own, shock)?;
    let (edge, band) = (process.edge, process.weights.len() - 1);
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(values.len());
    let mut found = Innovations { errors: Vec::with_capacity(values.len()), variances: Vec::new() };
    for at in 0..values.len() {
        let width = if at < edge { at } else { band.min(at) };
        let mut row = vec![0.0; width];
        let mut variance = process.covariance(at, at);
        for place in 0..width {
            let then = at - width + place;
            let earlier: &[f64] = &rows[then];
            // Both rows end just before their own place: line them up from the right.
            let shared = place.min(earlier.len());
            let (ours, theirs) = (&row[place - shared..place], &earlier[earlier.len() - shared..]);
            let known: f64 = ours.iter().zip(theirs).map(|(a, b)| a * b).sum();
            // A row holds its coefficients times the root of each variance.
            row[place] = (process.covariance(at, then) - known) / found.variances[then].sqrt();
            variance -= row[place] * row[place];
        }
        if variance.is_nan() || variance <= 1e-9 {
            return None;
        }
        let expected: f64 = row
            .iter()
            .enumerate()
            .map(|(place, weight)| {
                let then = at - width + place;
                weight * found.errors[then] / found.variances[then].sqrt()
            })
            .sum();
        let value = if at < edge { values[at] } else { values[at] - autoregression(values, own, at) };
        found.errors.push(value - expected);
        found.variances.push(variance);
        rows.push(row);
    }
    Some(found)
}

fn autoregression(values: &[f64], own: &Lags, at: usize) -> f64 {
    own.iter().map(|(lag, by)| by * values[at - lag]).sum()
}

impl<'a> Process<'a> {
    fn new(own: &'a Lags, shock: &Lags) -> Option<Process<'a>> {
        let longest = |lags: &Lags| lags.last().map_or(0, |(lag, _)| *lag);
        let mut weights = vec![0.0; longest(shock) + 1];
        weights[0] = 1.0;
        for (lag, by) in shock {
            weights[*lag] = -by;
        }
        let edge = longest(own).max(longest(shock));
        let covariances = covariances(own, longest(own), &weights, edge)?;
        Some(Process { own, weights, covariances, edge })
    }

    fn covariance(&self, late: usize, early: usize) -> f64 {
        let lag = late - early;
        if late < self.edge {
            self.covariances[lag]
        } else if early < self.edge {
            let less: f64 = self.own.iter().map(|(own, by)| by * self.at(own.abs_diff(lag))).sum();
            self.at(lag) - less
        } else {
            self.weights.iter().zip(self.weights.iter().skip(lag)).map(|(a, b)| a * b).sum()
        }
    }

    fn at(&self, lag: usize) -> f64 {
        self.covariances.get(lag).copied().unwrap_or(0.0)
    }
}

/// From the equations of Yule and Walker, to twice the edge.
fn covariances(own: &Lags, longest: usize, weights: &[f64], edge: usize) -> Option<Vec<f64>> {
    let mut response = vec![0.0; weights.len()];
    for at in 0..weights.len() {
        let carried: f64 =
            own.iter().filter(|(lag, _)| *lag <= at).map(|(lag, by)| by * response[at - lag]).sum();
        response[at] = weights[at] + carried;
    }
    let from_shocks = |lag: usize| {
        weights.iter().skip(lag).zip(&response).map(|(weight, response)| weight * response).sum::<f64>()
    };
    let mut matrix = vec![vec![0.0; longest + 1]; longest + 1];
    for (lag, row) in matrix.iter_mut().enumerate() {
        row[lag] += 1.0;
        for (own, by) in own {
            row[own.abs_diff(lag)] -= by;
        }
    }
    let mut found = solve(matrix, (0..=longest).map(from_shocks).collect())?;
    for lag in longest + 1..=2 * edge {
        let carried: f64 = own.iter().map(|(own, by)| by * found[lag - own]).sum();
        found.push(carried + from_shocks(lag));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Minus twice the log likelihood by the whole covariance matrix.
    fn naive(values: &[f64], covariance: impl Fn(usize) -> f64) -> f64 {
        let count = values.len();
        let mut root = vec![vec![0.0_f64; count]; count];
        let mut total = 0.0;
        let mut white = vec![0.0; count];
        for i in 0..count {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
                let left = covariance(i - j) - known;
                root[i][j] = if i == j { left.sqrt() } else { left / root[j][j] };
            }
            let known: f64 = (0..i).map(|j| root[i][j] * white[j]).sum();
            white[i] = (values[i] - known) / root[i][i];
            total += white[i] * white[i] + 2.0 * root[i][i].ln();
        }
        total
    }

    fn by_innovations(values: &[f64], own: &Lags, shock: &Lags) -> f64 {
        let found = innovations(values, own, shock).unwrap();
        found
            .errors
            .iter()
            .zip(&found.variances)
            .map(|(error, variance)| error * error / variance + variance.ln())
            .sum()
    }

    #[test]
    fn it_is_the_likelihood_of_the_whole_covariance_matrix() {
        let values: Vec<f64> =
            (0..30u32).map(|t| f64::from(t.wrapping_mul(2_654_435_761) >> 20) / 2048.0 - 1.0).collect();
        let first_order = |lag: usize| 0.7_f64.powi(lag as i32) / (1.0 - 0.49);
        let own = vec![(1, 0.7)];
        assert!((by_innovations(&values, &own, &Vec::new()) - naive(&values, first_order)).abs() < 1e-9);
        let moving = |lag: usize| match lag {
            0 => 1.0 + 0.25,
            4 => -0.5,
            _ => 0.0,
        };
        let shock = vec![(4, 0.5)];
        assert!((by_innovations(&values, &Vec::new(), &shock) - naive(&values, moving)).abs() < 1e-9);
        // ARMA(1, 1): the textbook's autocovariances.
        let mixed = |lag: usize| {
            let (a, b) = (0.6, 0.4);
            let first = (1.0 + 2.0 * a * b + b * b) / (1.0 - a * a);
            if lag == 0 {
                first
            } else {
                (1.0 + a * b) * (a + b) / (1.0 - a * a) * f64::powi(a, lag as i32 - 1)
            }
        };
        let (own, shock) = (vec![(1, 0.6)], vec![(1, -0.4)]);
        assert!((by_innovations(&values, &own, &shock) - naive(&values, mixed)).abs() < 1e-9);
    }
}
