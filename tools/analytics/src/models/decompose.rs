//! Classical decomposition: a centred moving average, and one index for each place of the season.

use crate::numeric::{autocorrelation, mean};

/// Values with their season taken out, and what is needed to put it back.
pub(crate) struct Adjusted {
    pub(crate) values: Vec<f64>,
    /// By place within the season, from the first value on; empty where none was taken out.
    indices: Vec<f64>,
    multiplied: bool,
}

impl Adjusted {
    /// Forecasts of the adjusted values as forecasts of the values.
    pub(crate) fn put_back(&self, ahead: &[f64]) -> Vec<f64> {
        let season = self.indices.len();
        if season == 0 {
            return ahead.to_vec();
        }
        let index = |step: usize| self.indices[(self.values.len() + step) % season];
        ahead
            .iter()
            .enumerate()
            .map(|(step, value)| if self.multiplied { value * index(step) } else { value + index(step) })
            .collect()
    }
}

/// Takes the season out where it shows: as factors of positive values, else as differences.
pub(crate) fn adjust(values: &[f64], season: usize) -> Adjusted {
    let multiplied = values.iter().all(|value| *value > 0.0);
    if !is_seasonal(values, season) {
        return Adjusted { values: values.to_vec(), indices: Vec::new(), multiplied };
    }
    let mut indices = indices(values, season, multiplied);
    if multiplied && indices.iter().any(|index| *index < 0.01) {
        return Adjusted { values: values.to_vec(), indices: Vec::new(), multiplied };
    }
    let take_out = |(at, value): (usize, &f64)| {
        if multiplied { value / indices[at % season] } else { value - indices[at % season] }
    };
    let values = values.iter().enumerate().map(take_out).collect();
    indices.shrink_to_fit();
    Adjusted { values, indices, multiplied }
}

/// Whether the autocorrelation at the season's lag is significant at 90%, as in the M3 and M4 competitions.
pub(crate) fn is_seasonal(values: &[f64], season: usize) -> bool {
    if season < 2 || values.len() < 3 * season {
        return false;
    }
    let before: f64 = (1..season).map(|lag| autocorrelation(values, lag).powi(2)).sum();
    let limit = 1.645 * ((1.0 + 2.0 * before) / values.len() as f64).sqrt();
    autocorrelation(values, season).abs() > limit
}

/// One index for each place of the season, by the means of what the moving average leaves; they average to 1 (or 0).
pub(crate) fn indices(values: &[f64], season: usize, multiplied: bool) -> Vec<f64> {
    let mut left: Vec<Vec<f64>> = vec![Vec::new(); season];
    for (at, trend) in centred_average(values, season) {
        let rest = if multiplied { values[at] / trend } else { values[at] - trend };
        if rest.is_finite() {
            left[at % season].push(rest);
        }
    }
    let raw: Vec<f64> = left
        .iter()
        .map(|rest| if rest.is_empty() { f64::from(u8::from(multiplied)) } else { mean(rest) })
        .collect();
    let centre = mean(&raw);
    raw.iter().map(|index| if multiplied { index / centre } else { index - centre }).collect()
}

/// (place, average over one season centred there); the ends have none.
fn centred_average(values: &[f64], season: usize) -> Vec<(usize, f64)> {
    let half = season / 2;
    let even = season.is_multiple_of(2);
    (half..values.len().saturating_sub(half))
        .map(|at| {
            let window = &values[at - half..=at + half];
            let ends = if even { 0.5 * (window[0] + window[2 * half]) } else { 0.0 };
            (at, (window.iter().sum::<f64>() - ends) / season as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pure_season_is_taken_out_and_put_back() {
        let values: Vec<f64> =
            (0..48).map(|t| (100.0 + f64::from(t)) * [0.5, 1.5, 0.8, 1.2][t as usize % 4]).collect();
        let adjusted = adjust(&values, 4);
        assert!(adjusted.multiplied);
        assert_eq!(adjusted.indices.len(), 4);
        assert!(
            adjusted
                .values
                .iter()
                .enumerate()
                .all(|(t, value)| (value / (100.0 + t as f64) - 1.0).abs() < 0.05)
        );
        let back = adjusted.put_back(&[148.0, 149.0]);
        assert!((back[0] - 74.0).abs() < 2.0 && (back[1] - 223.5).abs() < 5.0, "{back:?}");
    }

    #[test]
    fn no_season_is_seen_in_a_line() {
        let values: Vec<f64> = (0..30).map(|t| f64::from(t % 2) + f64::from(t) * 0.0).collect();
        assert!(!is_seasonal(&values[..5], 4));
        assert!(!is_seasonal(&values, 1));
    }
}
