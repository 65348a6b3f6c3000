//! Coefficients of the greatest likelihood.

use super::{
    Order,
    innovations::{Innovations, innovations},
    polynomial::{Lags, product, stationary},
};
use crate::numeric::{fit_residuals, mean, variance};

/// Coefficients of an order, as the search left them.
#[derive(Debug, Clone)]
pub(crate) struct Fitted {
    mean: f64,
    own: Lags,
    shock: Lags,
    /// Corrected information criterion; less is better.
    pub(crate) criterion: f64,
}

impl Fitted {
    pub(crate) fn fit(series: &[f64], order: Order, season: usize) -> Option<Fitted> {
        let count = series.len() as f64;
        let parameters = order.coefficients() as f64 + 1.0;
        if count < parameters + 3.0 {
            return None;
        }
        let (centre, spread) = (mean(series), variance(series).sqrt().max(1e-12));
        let build = |point: &[f64]| Fitted::build(point, order, season, (centre, spread));
        let start: Vec<f64> =
            (0..order.coefficients()).map(|at| if at % 2 == 0 { 0.1 } else { -0.1 }).collect();
        let (point, squares) =
            fit_residuals(&start, 10, |point, out| build(point).scaled_errors(series, out));
        let mut fitted = build(&point);
        let penalty = 2.0 * parameters * count / (count - parameters - 1.0).max(1.0);
        fitted.criterion = count * (squares / count).max(1e-300).ln() + penalty;
        fitted.criterion.is_finite().then_some(fitted)
    }

    fn build(point: &[f64], order: Order, season: usize, (centre, spread): (f64, f64)) -> Fitted {
        let (own, rest) = point.split_at(order.own);
        let (shock, rest) = rest.split_at(order.shock);
        let (season_own, rest) = rest.split_at(order.season_own);
        let (season_shock, rest) = rest.split_at(order.season_shock);
        Fitted {
            mean: rest.first().map_or(0.0, |shift| centre + shift * spread),
            own: product(&stationary(own), &stationary(season_own), season),
            shock: product(&stationary(shock), &stationary(season_shock), season),
            criterion: f64::INFINITY,
        }
    }

    /// Errors whose sum of squares is least where the exact likelihood is greatest: each by the root of its variance, all by
    /// that of the variances' geometric mean. Infinite outside what can be computed.
    fn scaled_errors(&self, series: &[f64], out: &mut Vec<f64>) {
        out.clear();
        let Some(found) = self.innovations(series) else {
            out.resize(series.len(), f64::INFINITY);
            return;
        };
        let logs: f64 = found.variances.iter().map(|variance| variance.ln()).sum();
        let common = (0.5 * logs / series.len() as f64).exp();
        out.extend(
            found
                .errors
                .iter()
                .zip(&found.variances)
                .map(|(error, variance)| error * common / variance.sqrt()),
        );
    }

    fn innovations(&self, series: &[f64]) -> Option<Innovations> {
        let centred: Vec<f64> = series.iter().map(|value| value - self.mean).collect();
        innovations(&centred, &self.own, &self.shock)
    }

    fn expected(&self, values: &[f64], errors: &[f64], at: usize) -> f64 {
        let weigh = |lags: &Lags, of: &[f64]| -> f64 {
            lags.iter().filter(|(lag, _)| *lag <= at).map(|(lag, by)| by * of[at - lag]).sum()
        };
        weigh(&self.own, values) - weigh(&self.shock, errors)
    }

    /// Lets the model run on without errors.
    fn extend(&self, values: &mut Vec<f64>, errors: &mut Vec<f64>, steps: usize) {
        for _ in 0..steps {
            let next = self.expected(values, errors, values.len());
            values.push(next);
            errors.push(0.0);
        }
    }

    pub(crate) fn forecast(&self, series: &[f64], horizon: usize) -> Option<Vec<f64>> {
        let mut errors = self.innovations(series)?.errors;
        let mut values: Vec<f64> = series.iter().map(|value| value - self.mean).collect();
        self.extend(&mut values, &mut errors, horizon);
        Some(values[series.len()..].iter().map(|value| value + self.mean).collect())
    }
}
