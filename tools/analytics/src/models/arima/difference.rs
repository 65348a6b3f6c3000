//! How often to difference, and back.

use crate::{
    models::stl,
    numeric::{mean, variance},
};

/// How often values are differenced: from season to season, then from one to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Differences {
    season: usize,
    seasonal: usize,
    plain: usize,
}

impl Differences {
    /// Seasonal where the season is strong (Wang, Smith, Hyndman 2006: above 0.64), then plain as long as the test of
    /// Kwiatkowski, Phillips, Schmidt and Shin rejects a steady level at 5%, twice at most.
    pub(crate) fn choose(values: &[f64], season: usize) -> Differences {
        let strong = season > 1 && values.len() > 2 * season + 5 && stl::strength(values, season) > 0.64;
        let mut chosen = Differences { season, seasonal: usize::from(strong), plain: 0 };
        while chosen.plain < 2 {
            let series = chosen.take(values);
            if series.len() < 6 || variance(&series) < 1e-24 || level_statistic(&series) < 0.463 {
                break;
            }
            chosen.plain += 1;
        }
        chosen
    }

    pub(crate) fn count(self) -> usize {
        self.seasonal + self.plain
    }

    pub(crate) fn take(self, values: &[f64]) -> Vec<f64> {
        let mut series = values.to_vec();
        for lag in self.lags() {
            series = difference(&series, lag);
        }
        series
    }

    /// Forecasts of the differences as forecasts of the values.
    pub(crate) fn undo(self, values: &[f64], ahead: &[f64]) -> Vec<f64> {
        let lags: Vec<usize> = self.lags().collect();
        let mut steps = vec![values.to_vec()];
        for lag in &lags {
            let next = difference(&steps[steps.len() - 1], *lag);
            steps.push(next);
        }
        let mut ahead = ahead.to_vec();
        for (lag, below) in lags.iter().zip(&steps).rev() {
            for step in 0..ahead.len() {
                let then = if step < *lag { below[below.len() + step - lag] } else { ahead[step - lag] };
                ahead[step] += then;
            }
        }
        ahead
    }

    fn lags(self) -> impl Iterator<Item = usize> {
        std::iter::repeat_n(self.season, self.seasonal).chain(std::iter::repeat_n(1, self.plain))
    }
}

fn difference(values: &[f64], lag: usize) -> Vec<f64> {
    values.iter().skip(lag).zip(values).map(|(now, then)| now - then).collect()
}

/// The statistic of the test for a steady level, with Bartlett's weights.
fn level_statistic(values: &[f64]) -> f64 {
    let count = values.len();
    let centre = mean(values);
    let rest: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let mut sum = 0.0;
    let partial: f64 = rest
        .iter()
        .map(|value| {
            sum += value;
            sum * sum
        })
        .sum();
    let reach = (4.0 * (count as f64 / 100.0).powf(0.25)) as usize;
    let covariance = |lag: usize| {
        rest.iter().skip(lag).zip(&rest).map(|(now, then)| now * then).sum::<f64>() / count as f64
    };
    let long_run: f64 = covariance(0)
        + (1..=reach).map(|lag| 2.0 * (1.0 - lag as f64 / (reach + 1) as f64) * covariance(lag)).sum::<f64>();
    partial / (count as f64).powi(2) / long_run.max(1e-300)
}
