//! Anomalies of a dense series as it comes, one value at a time. Several [`views`] measure how strange a value is; each measure
//! is ranked among its own past, as in conformal anomaly detection (Laxhammar and Falkman 2015) with a Pareto tail
//! (Siffer et al. 2017); the strongest ranks together are ranked once more, which makes the scores of all series comparable.

mod incident;
mod moments;
mod tail;
mod views;

use incident::Incident;
use tail::Tail;
use views::Views;

/// How many of the views must be surprised together. One is any spike of noise; all would be blind to what few of them see.
const STRONGEST: usize = 3;

/// What is said of one value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// −log₁₀ of the share of the past that was as strange: at 3, one value of a thousand. Never more than the past can tell.
    pub rarity: f64,
    /// The rarity where an incident begins, or one under way grows clearly stranger; else nought. Whoever alerts when it
    /// exceeds a bound alerts about once for each incident.
    pub alert: f64,
}

/// Time for each value and memory do not depend on how many came before.
///
/// ```
/// let mut detector = sentia_analytics::anomaly::stream::Detector::new(0);
/// let usual = (0..500).map(|t| f64::from(t % 7));
/// let scores: Vec<_> = usual.chain([60.0]).map(|value| detector.push(Some(value))).collect();
/// assert!(scores[500].alert > 2.0 && scores[499].alert == 0.0);
/// ```
#[derive(Debug, Clone)]
pub struct Detector {
    views: Views,
    together: Tail,
    incident: Incident,
}

impl Detector {
    /// `season`: values in the cycle that the series follows, such as 288 for a day in steps of five minutes; below 2, none.
    /// One beyond [`LONGEST_SEASON`] is taken for none.
    pub fn new(season: usize) -> Detector {
        let season = if season > LONGEST_SEASON { 0 } else { season };
        Detector { views: Views::new(season), together: Tail::default(), incident: Incident::default() }
    }

    /// The next value; one that is missing or no number is passed over, as if nothing were known of it.
    pub fn push(&mut self, value: Option<f64>) -> Score {
        let Some(mut rarities) = self.views.push(value.filter(|value| value.is_finite())) else {
            self.incident.push(0.0);
            return Score::default();
        };
        rarities.sort_by(|a, b| b.total_cmp(a));
        let rarity = self.together.push(rarities.iter().take(STRONGEST).sum::<f64>());
        Score { rarity, alert: self.incident.push(rarity) }
    }
}

/// A week of minutes.
pub const LONGEST_SEASON: usize = 10_080;
