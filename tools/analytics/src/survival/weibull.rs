//! Lives that follow a Weibull distribution: S(t) = exp(−(t ÷ scale)^shape). A shape above one is wear: what is older is
//! more likely to end; one is chance; below one, what has lasted lasts.

use super::{CannotFit, Life, check};

/// What must have ended to be fitted.
const NEEDED: usize = 3;
/// Doublings of the range in which the shape is looked for, and halvings of it.
const STEPS: usize = 200;
const LEAST_SHAPE: f64 = 0.01;
const GREATEST_SHAPE: f64 = 100.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    pub shape: f64,
    /// In the unit of the lives: 63% have ended by then.
    pub scale: f64,
}

impl Weibull {
    /// By maximum likelihood with what has not ended: the profile of the shape falls through nought once, and is halved
    /// towards it (Kalbfleisch and Prentice 2002, 3.6). Shapes beyond 0.01 … 100 are taken as these.
    ///
    /// # Errors
    /// A length of time that is none, and fewer than three that have ended.
    pub fn fit(lives: &[Life]) -> Result<Weibull, CannotFit> {
        check(lives, NEEDED)?;
        // In parts of the longest, so that no power overflows.
        let longest = lives.iter().map(|life| life.lasted).fold(0.0, f64::max);
        let parts: Vec<(f64, bool)> = lives.iter().map(|life| (life.lasted / longest, life.ended)).collect();
        let ended = parts.iter().filter(|part| part.1).count() as f64;
        let mean_log = parts.iter().filter(|part| part.1).map(|part| part.0.ln()).sum::<f64>() / ended;
        let slope = |shape: f64| {
            let (mut sum, mut logs) = (0.0, 0.0);
            for (part, _) in &parts {
                let power = part.powf(shape);
                sum += power;
                logs += power * part.ln();
            }
            1.0 / shape + mean_log - logs / sum
        };
        let (mut low, mut high) = (LEAST_SHAPE, GREATEST_SHAPE);
        for _ in 0..STEPS {
            let middle = f64::sqrt(low * high);
            if slope(middle) > 0.0 { low = middle } else { high = middle }
        }
        let shape = f64::sqrt(low * high);
        let power: f64 = parts.iter().map(|(part, _)| part.powf(shape)).sum();
        Ok(Weibull { shape, scale: longest * (power / ended).powf(1.0 / shape) })
    }

    /// The share that lasts longer than a time.
    pub fn survival(&self, time: f64) -> f64 {
        (-(time.max(0.0) / self.scale).powf(self.shape)).exp()
    }

    /// How likely what has lasted so long is to end within a time more.
    pub fn risk(&self, lasted: f64, within: f64) -> f64 {
        let hazard = |time: f64| (time.max(0.0) / self.scale).powf(self.shape);
        -(hazard(lasted) - hazard(lasted + within)).exp_m1()
    }
}
