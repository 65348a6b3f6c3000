//! The share that lasts longer than a time (Kaplan and Meier 1958), with its standard error (Greenwood 1926).

use super::{CannotFit, Life, check};

/// The share from a time on, until the next step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub at: f64,
    /// Share that lasts longer: 0 … 1.
    pub share: f64,
    pub standard_error: f64,
}

/// A step at each time at which any ended: S(t) = Π (1 − dᵢ ÷ nᵢ).
///
/// # Errors
/// A length of time that is none, or nothing that has ended.
pub fn survival(lives: &[Life]) -> Result<Vec<Step>, CannotFit> {
    check(lives, 1)?;
    let mut lives = lives.to_vec();
    lives.sort_by(|one, other| one.lasted.total_cmp(&other.lasted));
    let (mut share, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut left = lives.len();
    for together in lives.chunk_by(|one, other| one.lasted == other.lasted) {
        let (at_risk, ended) = (left as f64, together.iter().filter(|life| life.ended).count() as f64);
        if ended > 0.0 {
            share *= 1.0 - ended / at_risk;
            // With the last one gone the variance is that of a certainty.
            greenwood += if at_risk > ended { ended / (at_risk * (at_risk - ended)) } else { 0.0 };
            steps.push(Step { at: together[0].lasted, share, standard_error: share * f64::sqrt(greenwood) });
        }
        left -= together.len();
    }
    Ok(steps)
}

/// The share of steps that lasts longer than a time.
pub fn at(steps: &[Step], time: f64) -> f64 {
    steps.iter().take_while(|step| step.at <= time).last().map_or(1.0, |step| step.share)
}
