//! Measures of error. Actual values and forecasts are slices of the same length; what cannot be divided is `None`.

/// Σ|error| ÷ Σ|actual|.
pub fn wape(actual: &[f64], forecast: &[f64]) -> Option<f64> {
    ratio(absolute_errors(actual, forecast).sum(), actual.iter().map(|value| value.abs()).sum())
}

/// Σ(forecast − actual) ÷ Σ|actual|: above nought where too much was forecast.
pub fn bias(actual: &[f64], forecast: &[f64]) -> Option<f64> {
    let over = actual.iter().zip(forecast).map(|(actual, forecast)| forecast - actual).sum();
    ratio(over, actual.iter().map(|value| value.abs()).sum())
}

/// Mean |error| ÷ the mean change from one season to the next in `history` (Hyndman and Koehler 2006).
pub fn mase(actual: &[f64], forecast: &[f64], history: &[f64], season: usize) -> Option<f64> {
    ratio(mean(absolute_errors(actual, forecast)), seasonal_change(history, season))
}

/// Mean of 2|error| ÷ (|actual| + |forecast|), a fraction; both nought counts as no error.
pub fn smape(actual: &[f64], forecast: &[f64]) -> f64 {
    mean(actual.iter().zip(forecast).map(|(actual, forecast)| {
        let size = actual.abs() + forecast.abs();
        if size > 0.0 { 2.0 * (actual - forecast).abs() / size } else { 0.0 }
    }))
}

/// Overall weighted average of the M4 competition: the mean of sMAPE and MASE, each as a multiple of the naive's.
pub fn owa((smape, mase): (f64, f64), (naive_smape, naive_mase): (f64, f64)) -> Option<f64> {
    Some(f64::midpoint(ratio(smape, naive_smape)?, ratio(mase, naive_mase)?))
}

/// The share of the actual values within the limits.
pub fn coverage(actual: &[f64], limits: &[(f64, f64)]) -> f64 {
    mean(
        actual
            .iter()
            .zip(limits)
            .map(|(value, (low, high))| f64::from(u8::from(low <= value && value <= high))),
    )
}

/// Mean scaled interval score (Gneiting and Raftery 2007): width, and 2 ÷ (1 − level) for each unit that a value lies outside,
/// in mean changes from season to season.
pub fn msis(
    actual: &[f64],
    limits: &[(f64, f64)],
    level: f64,
    history: &[f64],
    season: usize,
) -> Option<f64> {
    let score = mean(actual.iter().zip(limits).map(|(value, (low, high))| {
        let outside = (low - value).max(value - high).max(0.0);
        high - low + 2.0 / (1.0 - level) * outside
    }));
    ratio(score, seasonal_change(history, season))
}

/// Mean |change| from one season to the next; of the shorter history, from one value to the next.
pub fn seasonal_change(history: &[f64], season: usize) -> f64 {
    let lag = if history.len() > season { season.max(1) } else { 1 };
    mean(history.iter().skip(lag).zip(history).map(|(now, then)| (now - then).abs()))
}

fn absolute_errors<'a>(actual: &'a [f64], forecast: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    actual.iter().zip(forecast).map(|(actual, forecast)| (actual - forecast).abs())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    values.for_each(|value| {
        sum += value;
        count += 1.0;
    });
    if count > 0.0 { sum / count } else { 0.0 }
}

fn ratio(above: f64, below: f64) -> Option<f64> {
    (below > 0.0).then(|| above / below).filter(|ratio| ratio.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_is_what_it_says() {
        let (actual, forecast) = ([10.0, 20.0, 30.0], [12.0, 18.0, 36.0]);
        assert_eq!(wape(&actual, &forecast), Some(10.0 / 60.0));
        assert_eq!(bias(&actual, &forecast), Some(6.0 / 60.0));
        assert_eq!(mase(&actual, &forecast, &[1.0, 3.0, 5.0], 1), Some((10.0 / 3.0) / 2.0));
        assert!((smape(&[10.0], &[30.0]) - 1.0).abs() < 1e-12);
        assert_eq!(owa((1.0, 3.0), (2.0, 4.0)), Some(0.625));
        assert_eq!(coverage(&actual, &[(0.0, 10.0), (21.0, 22.0), (0.0, 99.0)]), 2.0 / 3.0);
        assert_eq!(msis(&[12.0], &[(0.0, 10.0)], 0.75, &[1.0, 2.0], 1), Some(10.0 + 8.0 * 2.0));
    }

    #[test]
    fn what_cannot_be_divided_is_nothing() {
        assert_eq!(wape(&[0.0, 0.0], &[1.0, 2.0]), None);
        assert_eq!(bias(&[], &[]), None);
        assert_eq!(mase(&[1.0], &[2.0], &[5.0, 5.0, 5.0], 1), None);
        assert_eq!(owa((1.0, 1.0), (0.0, 1.0)), None);
    }
}
