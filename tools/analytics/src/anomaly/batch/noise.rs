use crate::{
    numeric::{mean, median},
    probability::two_sided,
};

/// A normal distribution's standard deviation in median absolute deviations.
const NORMAL: f64 = 1.482_602;
/// Departures beyond so many deviations count as those at it, and what a normal distribution's deviation becomes by it.
const BOUNDED: f64 = 2.5;
const BOUNDED_NORMAL: f64 = 0.988_72;
/// Of what is correlated more strongly than this, only spikes could be told.
const MOST_CORRELATED: f64 = 0.95;
/// Values over which a level may be taken as steady when the correlation is estimated.
const STEADY: usize = 28;

/// What a series does when nothing happens, without season: an autoregression of the first order.
pub(super) struct Noise {
    /// Standard deviation of a single value; above nought.
    pub(super) sigma: f64,
    /// Correlation with the value before; not below nought.
    correlation: f64,
    /// Values that say so, less what was estimated from them.
    freedom: f64,
}

impl Noise {
    /// Of a series with its incidents in: from differences of neighbours and of next neighbours, which no level, slope or spike
    /// disturbs much. Their variances are 2σ²(1 − φ) and 2σ²(1 − φ²), so that the one is 1 + φ of the other.
    pub(super) fn of_differences(values: &[Option<f64>], estimated: f64) -> Noise {
        let apart = |lag: usize| {
            let pairs = values.iter().zip(values.iter().skip(lag));
            deviation(&pairs.filter_map(|(then, now)| Some((*now)? - (*then)?)).collect::<Vec<_>>())
        };
        let (next, after) = (apart(1), apart(2));
        let found = if next > 0.0 { (after / next).powi(2) - 1.0 } else { 0.0 };
        let correlation = found.clamp(0.0, MOST_CORRELATED);
        Noise::new(values, next / (2.0 * (1.0 - correlation)).sqrt(), correlation, estimated)
    }

    /// Of what incidents and line have left of a series.
    pub(super) fn of_rest(rest: &[Option<f64>], estimated: f64) -> Noise {
        let known: Vec<f64> = rest.iter().flatten().copied().collect();
        Noise::new(rest, deviation(&known), correlation(rest), estimated)
    }

    fn new(values: &[Option<f64>], deviation: f64, correlation: f64, estimated: f64) -> Noise {
        let count = values.iter().flatten().count() as f64;
        let freedom = (count - estimated).max(count / 4.0).max(2.0);
        // Its standard error upon it: a correlation taken for too small makes level shifts of mere wandering.
        let correlation = (correlation + 1.0 / count.max(1.0).sqrt()).clamp(0.0, MOST_CORRELATED);
        Noise { sigma: (deviation * (count / freedom).sqrt()).max(1e-9), correlation, freedom }
    }

    /// Where most values are equal, a thousandth of their usual size is taken for noise.
    pub(super) fn at_least_for(mut self, values: &[Option<f64>]) -> Noise {
        let size = median(&values.iter().flatten().map(|value| value.abs()).collect::<Vec<_>>());
        self.sigma = self.sigma.max(1e-3 * size);
        self
    }

    /// Of a sum of so many neighbours, its variance in that of as many independent ones.
    pub(super) fn inflation(&self, length: usize) -> f64 {
        inflation(self.correlation, length)
    }

    /// The same of their absolute departures, whose correlation is about its square.
    pub(super) fn inflation_of_spread(&self, length: usize) -> f64 {
        inflation(self.correlation.powi(2), length)
    }

    /// Two-sided, of Student's t, by Wallace's (1959) normal approximation.
    pub(super) fn p_value(&self, z: f64) -> f64 {
        let freedom = self.freedom;
        two_sided(
            (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * (freedom * (z * z / freedom).ln_1p()).sqrt(),
        )
    }
}

fn inflation(r: f64, length: usize) -> f64 {
    let n = length as f64;
    ((1.0 + r) / (1.0 - r) - 2.0 * r * (1.0 - r.powf(n)) / (n * (1.0 - r).powi(2))).max(1.0)
}

/// Robust standard deviation about nought: by the median first, then by the mean square of what is bounded by that.
fn deviation(values: &[f64]) -> f64 {
    let first = NORMAL * median(&values.iter().map(|value| value.abs()).collect::<Vec<_>>());
    let squares: Vec<f64> = values.iter().map(|value| value.abs().min(BOUNDED * first).powi(2)).collect();
    mean(&squares).sqrt() / BOUNDED_NORMAL
}

/// With the value before, of what departs from the middle of a block; for so short blocks a little is lost, which is added.
fn correlation(values: &[Option<f64>]) -> f64 {
    let mut apart: Vec<Option<f64>> = Vec::with_capacity(values.len());
    for block in values.chunks(STEADY) {
        let middle = median(&block.iter().flatten().copied().collect::<Vec<_>>());
        apart.extend(block.iter().map(|value| value.map(|value| value - middle)));
    }
    let scale = deviation(&apart.iter().flatten().copied().collect::<Vec<_>>());
    let bounded = |apart: f64| apart.clamp(-BOUNDED * scale, BOUNDED * scale);
    let (mut both, mut own) = (0.0, 0.0);
    for pair in apart.windows(2) {
        if let (Some(a), Some(b)) = (pair[0], pair[1]) {
            both += bounded(a) * bounded(b);
            own += bounded(a).powi(2);
        }
    }
    let found = if own > 0.0 { both / own } else { 0.0 };
    (found + (1.0 + 3.0 * found) / STEADY as f64).clamp(0.0, MOST_CORRELATED)
}
