//! Counts too small to say anything row by row, such as scrapped pieces: pooled over an element they do. The likelihood ratio of
//! Kulldorff's Poisson scan statistic (1997), here against expected counts that are given.

/// The expected numerators of a ratio: its denominators times the rate of the other period. A row's own rate is drawn
/// towards the rate of all rows, as if this many of the numerator had been seen at that rate.
const PRIOR: f64 = 5.0;

/// What the numerator of each row would be at the rates of the other period. All slices are by row; the rates of rows that
/// had little or nothing are drawn towards the common one.
pub fn expected_counts(
    denominator: &[f64],
    before_numerator: &[f64],
    before_denominator: &[f64],
) -> Vec<f64> {
    let below: f64 = before_denominator.iter().sum();
    let common = if below > 0.0 { before_numerator.iter().sum::<f64>() / below } else { 0.0 };
    let rate = |(numerator, below): (&f64, &f64)| {
        if common > 0.0 { common * (numerator + PRIOR) / (common * below + PRIOR) } else { 0.0 }
    };
    let rates = before_numerator.iter().zip(before_denominator).map(rate);
    denominator.iter().zip(rates).map(|(denominator, rate)| denominator * rate).collect()
}

/// How much likelier so many are if the element has a rate of its own than at the expected one, as a logarithm.
pub(super) fn likelihood_ratio(actual: f64, expected: f64) -> f64 {
    // Nothing was expected where something came: as if half a one had been.
    let expected = expected.max(if actual > 0.0 { 0.5 } else { 0.0 });
    let log = if actual > 0.0 { actual * (actual / expected).ln() } else { 0.0 };
    (log - (actual - expected)).max(0.0)
}
