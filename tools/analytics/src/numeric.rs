//! What the models share: sums over slices, and two minimisers that never call their function more often than allowed.

mod least_squares;
mod simplex;

pub(crate) use least_squares::{fit_residuals, solve};
pub(crate) use simplex::minimise;

pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The middle value; of an even count, the mean of the two in the middle. 0 for none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    match count {
        0 => 0.0,
        _ if count % 2 == 1 => sorted[count / 2],
        _ => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

/// Variance about the mean, by n.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    mean(&values.iter().map(|value| (value - centre).powi(2)).collect::<Vec<_>>())
}

/// Level and slope of the straight line through the values at 0, 1, 2…, by least squares.
pub(crate) fn line(values: &[f64]) -> (f64, f64) {
    let middle = (values.len() as f64 - 1.0) / 2.0;
    let centre = mean(values);
    let (mut above, mut below) = (0.0, 0.0);
    for (index, value) in values.iter().enumerate() {
        above += (index as f64 - middle) * (value - centre);
        below += (index as f64 - middle).powi(2);
    }
    let slope = if below > 0.0 { above / below } else { 0.0 };
    (centre - slope * middle, slope)
}

/// Correlation of the values with those `lag` before; 0 for a constant.
pub(crate) fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let centre = mean(values);
    let below: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    let above: f64 =
        values.iter().skip(lag).zip(values).map(|(now, then)| (now - centre) * (then - centre)).sum();
    if below > 0.0 { above / below } else { 0.0 }
}

/// A number of the whole line as one between the bounds, and back.
pub(crate) fn between(low: f64, high: f64, free: f64) -> f64 {
    low + (high - low) / (1.0 + (-free).exp())
}

pub(crate) fn free(low: f64, high: f64, bounded: f64) -> f64 {
    let share = ((bounded - low) / (high - low)).clamp(1e-6, 1.0 - 1e-6);
    (share / (1.0 - share)).ln()
}
