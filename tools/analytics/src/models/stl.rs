//! Seasonal and trend decomposition by local regression (Cleveland, Cleveland, McRae, Terpenning 1990), and the same for
//! several seasons in turn (MSTL: Bandara, Hyndman, Bergmeir 2021).

use crate::numeric::variance;

/// Trend and, for each season length, its seasonal component; what is left is the values less all of them.
pub(crate) struct Parts {
    pub(crate) trend: Vec<f64>,
    pub(crate) seasons: Vec<Vec<f64>>,
}

impl Parts {
    pub(crate) fn rest(&self, values: &[f64]) -> Vec<f64> {
        let season = |at: usize| self.seasons.iter().map(|season| season[at]).sum::<f64>();
        values.iter().enumerate().map(|(at, value)| value - self.trend[at] - season(at)).collect()
    }
}

/// Values with their seasons taken out (as factors where all are positive), and what is needed to put them back.
pub(crate) struct Adjusted {
    pub(crate) values: Vec<f64>,
    /// The last season of each component.
    lasts: Vec<Vec<f64>>,
    multiplied: bool,
}

impl Adjusted {
    /// Each season must fit into the values twice.
    pub(crate) fn new(values: &[f64], seasons: &[usize]) -> Adjusted {
        let multiplied = values.iter().all(|value| *value > 0.0);
        let scaled: Vec<f64> =
            if multiplied { values.iter().map(|value| value.ln()).collect() } else { values.to_vec() };
        let parts = decompose(&scaled, seasons);
        let less = |at: usize| scaled[at] - parts.seasons.iter().map(|component| component[at]).sum::<f64>();
        let values = (0..values.len()).map(|at| if multiplied { less(at).exp() } else { less(at) }).collect();
        let last = |(component, season): (&Vec<f64>, &usize)| component[component.len() - season..].to_vec();
        Adjusted { values, lasts: parts.seasons.iter().zip(seasons).map(last).collect(), multiplied }
    }

    /// Forecasts of the adjusted values as forecasts of the values: each season as it was the last time.
    pub(crate) fn put_back(&self, ahead: &[f64]) -> Vec<f64> {
        let season = |step: usize| self.lasts.iter().map(|last| last[step % last.len()]).sum::<f64>();
        ahead
            .iter()
            .enumerate()
            .map(
                |(step, value)| {
                    if self.multiplied { value * season(step).exp() } else { value + season(step) }
                },
            )
            .collect()
    }
}

/// Takes the values apart; each season must fit into them twice.
pub(crate) fn decompose(values: &[f64], seasons: &[usize]) -> Parts {
    let mut parts =
        Parts { trend: vec![0.0; values.len()], seasons: vec![vec![0.0; values.len()]; seasons.len()] };
    let rounds = if seasons.len() > 1 { 2 } else { 1 };
    for _ in 0..rounds {
        for (which, season) in seasons.iter().enumerate() {
            let others: Vec<f64> = values
                .iter()
                .enumerate()
                .map(|(at, value)| {
                    let taken = parts.seasons.iter().enumerate().filter(|(other, _)| *other != which);
                    value - taken.map(|(_, component)| component[at]).sum::<f64>()
                })
                .collect();
            (parts.seasons[which], parts.trend) = stl(&others, *season, 7 + 4 * (which + 1));
        }
    }
    parts
}

/// How much of what is not trend the season explains, 0 … 1.
pub(crate) fn strength(values: &[f64], season: usize) -> f64 {
    let parts = decompose(values, &[season]);
    let rest = parts.rest(values);
    let with_season: Vec<f64> =
        rest.iter().zip(&parts.seasons[0]).map(|(rest, season)| rest + season).collect();
    let whole = variance(&with_season);
    if whole <= 0.0 { 0.0 } else { (1.0 - variance(&rest) / whole).clamp(0.0, 1.0) }
}

/// One season; `window` is the span, in seasons, over which the season may change.
fn stl(values: &[f64], season: usize, window: usize) -> (Vec<f64>, Vec<f64>) {
    let count = values.len();
    let odd = |width: usize| width | 1;
    let trend_window = odd((1.5 * season as f64 / (1.0 - 1.5 / window as f64)).ceil() as usize);
    let mut trend = vec![0.0; count];
    let mut seasonal = vec![0.0; count];
    for _ in 0..2 {
        let cycle = cycle_subseries(values, &trend, season, window);
        let low = low_pass(&cycle, season);
        for at in 0..count {
            seasonal[at] = cycle[season + at] - low[at];
        }
        let adjusted: Vec<f64> = values.iter().zip(&seasonal).map(|(value, season)| value - season).collect();
        trend = local_line(&adjusted, trend_window, 0, 0);
    }
    (seasonal, trend)
}

/// Each place of the season smoothed along its own values, one season longer at both ends.
fn cycle_subseries(values: &[f64], trend: &[f64], season: usize, window: usize) -> Vec<f64> {
    let mut cycle = vec![0.0; values.len() + 2 * season];
    for place in 0..season {
        let own: Vec<f64> = (place..values.len()).step_by(season).map(|at| values[at] - trend[at]).collect();
        for (index, value) in local_line(&own, window, 1, 1).into_iter().enumerate() {
            if let Some(cell) = cycle.get_mut(place + index * season) {
                *cell = value;
            }
        }
    }
    cycle
}

fn low_pass(cycle: &[f64], season: usize) -> Vec<f64> {
    let averaged = moving_average(&moving_average(&moving_average(cycle, season), season), 3);
    local_line(&averaged, season | 1, 0, 0)
}

fn moving_average(values: &[f64], width: usize) -> Vec<f64> {
    let mut sum: f64 = values.iter().take(width).sum();
    let mut averages = vec![sum / width as f64];
    for at in width..values.len() {
        sum += values[at] - values[at - width];
        averages.push(sum / width as f64);
    }
    averages
}

/// Local regression with a straight line and tricube weights over the nearest `width` values; also that far before and
/// after the ends.
fn local_line(values: &[f64], width: usize, before: usize, after: usize) -> Vec<f64> {
    let count = values.len();
    let span = width.min(count);
    (0..before + count + after)
        .map(|place| {
            let at = place as f64 - before as f64;
            let from = (at - (span as f64 - 1.0) / 2.0).round().clamp(0.0, (count - span) as f64) as usize;
            let far = (at - from as f64).abs().max((from + span - 1) as f64 - at).max(1.0);
            // A span wider than there are values is stretched, so that the weights flatten.
            let reach = far + (width - span) as f64 / 2.0;
            weighted_line(&values[from..from + span], from as f64, at, reach * 1.000_001)
        })
        .collect()
}

fn weighted_line(values: &[f64], from: f64, at: f64, reach: f64) -> f64 {
    let (mut weights, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (index, value) in values.iter().enumerate() {
        let distance = from + index as f64 - at;
        let weight = (1.0 - (distance.abs() / reach).min(1.0).powi(3)).powi(3);
        weights += weight;
        x += weight * distance;
        y += weight * value;
        xx += weight * distance * distance;
        xy += weight * distance * value;
    }
    let below = weights * xx - x * x;
    if below > 1e-9 * weights * xx { (y * xx - x * xy) / below } else { y / weights.max(1e-300) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trend_season_and_rest_sum_to_the_values_and_the_season_is_found() {
        let values: Vec<f64> =
            (0..60).map(|t| 10.0 + 0.5 * f64::from(t) + [3.0, -1.0, -4.0, 2.0][t as usize % 4]).collect();
        let parts = decompose(&values, &[4]);
        assert!(parts.rest(&values).iter().all(|rest| rest.abs() < 0.2), "{:?}", parts.rest(&values));
        assert!(strength(&values, 4) > 0.99);
    }

    #[test]
    fn two_seasons_are_told_apart() {
        let weekly = |t: usize| [5.0, 0.0, 0.0, 0.0, 0.0, -2.0, -3.0][t % 7];
        let yearly = |t: usize| 10.0 * (t as f64 * std::f64::consts::TAU / 60.0).sin();
        let values: Vec<f64> = (0..300).map(|t| 100.0 + weekly(t) + yearly(t)).collect();
        let parts = decompose(&values, &[7, 60]);
        let worst = parts.rest(&values).iter().fold(0.0_f64, |worst, rest| worst.max(rest.abs()));
        assert!(worst < 1.0, "{worst}");
        assert!((parts.seasons[0][154] - 5.0).abs() < 0.8, "{}", parts.seasons[0][154]);
    }

    #[test]
    fn noise_has_no_season() {
        let values: Vec<f64> =
            (0..60u32).map(|t| f64::from(t.wrapping_mul(2_654_435_761) >> 8) / 1e6).collect();
        assert!(strength(&values, 12) < 0.75);
    }
}
