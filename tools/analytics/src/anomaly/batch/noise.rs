use crate::{numeric::median, probability::two_sided};

/// A normal distribution's standard deviation in median absolute deviations.
const NORMAL: f64 = 1.482_602;
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
    /// From differences of neighbours, which no level, slope or spike disturbs much.
    pub(super) fn of(values: &[Option<f64>], estimated: f64) -> Noise {
        let steps: Vec<f64> = values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let count = known.len() as f64;
        let freedom = (count - estimated).max(count / 4.0).max(2.0);
        let correlation = correlation(values);
        let step = NORMAL * median(&steps);
        let sigma = step / (2.0 * (1.0 - correlation)).sqrt() * (count / freedom).sqrt();
        // Where most neighbours are equal, a thousandth of the usual size is taken for noise.
        let size = median(&known.iter().map(|value| value.abs()).collect::<Vec<_>>());
        Noise { sigma: sigma.max(1e-3 * size).max(1e-9), correlation, freedom }
    }

    /// Of a sum of so many neighbours, in sigmas squared per neighbour.
    pub(super) fn inflation(&self, length: usize) -> f64 {
        let (r, n) = (self.correlation, length as f64);
        ((1.0 + r) / (1.0 - r) - 2.0 * r * (1.0 - r.powf(n)) / (n * (1.0 - r).powi(2))).max(1.0)
    }

    /// Two-sided, of Student's t with the freedom of a median absolute deviation (37% of the values'), by Wallace's (1959)
    /// normal approximation.
    pub(super) fn p_value(&self, z: f64) -> f64 {
        let freedom = 0.37 * self.freedom;
        two_sided((8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * (freedom * (z * z / freedom).ln_1p()).sqrt())
    }
}

/// With the value before, of what departs from the middle of a block; for so short blocks a little is lost, which is added.
fn correlation(values: &[Option<f64>]) -> f64 {
    let mut apart: Vec<Option<f64>> = Vec::with_capacity(values.len());
    for block in values.chunks(STEADY) {
        let middle = median(&block.iter().flatten().copied().collect::<Vec<_>>());
        apart.extend(block.iter().map(|value| value.map(|value| value - middle)));
    }
    let scale = NORMAL * median(&apart.iter().flatten().map(|apart| apart.abs()).collect::<Vec<_>>());
    let bounded = |apart: f64| apart.clamp(-2.0 * scale, 2.0 * scale);
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
