//! Scores as probabilities: a straight line on the scale of log odds (Platt 1999), which never changes which of two is higher.

/// Log odds beyond that are taken as that: of a few hundred trees none can say more.
const FARTHEST: f64 = 7.0;
/// Newton steps; a handful suffices.
const STEPS: usize = 50;
/// Keeps the line from growing without end where the scores tell all apart.
const RIDGE: f64 = 1e-3;

/// Turns a score into a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    slope: f64,
    offset: f64,
}

impl Calibration {
    /// By maximum likelihood, from scores of rows that were not learned from. The slope is never negative.
    pub(super) fn learn(scores: &[(f64, bool)]) -> Calibration {
        let as_it_is = Calibration { slope: 1.0, offset: 0.0 };
        let yes = scores.iter().filter(|(_, happened)| *happened).count() as f64;
        let no = scores.len() as f64 - yes;
        if yes == 0.0 || no == 0.0 {
            return as_it_is;
        }
        // Platt's targets: as if one more of each had been seen.
        let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
        let (mut slope, mut offset) = (1.0, 0.0);
        for _ in 0..STEPS {
            let mut gradient = [-RIDGE * (slope - 1.0), 0.0];
            let mut curve = [RIDGE, 0.0, 1e-9];
            for (score, happened) in scores {
                let x = log_odds(*score);
                let p = logistic(slope * x + offset);
                let miss = if *happened { high } else { low } - p;
                let weight = p * (1.0 - p);
                gradient[0] += miss * x;
                gradient[1] += miss;
                curve[0] += weight * x * x;
                curve[1] += weight * x;
                curve[2] += weight;
            }
            let determinant = curve[0] * curve[2] - curve[1] * curve[1];
            if determinant <= 0.0 {
                break;
            }
            let step = [
                (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant,
                (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant,
            ];
            let size = step[0].abs().max(step[1].abs());
            let short = (1.0 / size).min(1.0);
            slope += short * step[0];
            offset += short * step[1];
            if size < 1e-10 {
                break;
            }
        }
        let is_sound = slope.is_finite() && offset.is_finite() && slope > 0.0;
        if is_sound { Calibration { slope, offset } } else { as_it_is }
    }

    pub(super) fn probability(self, score: f64) -> f64 {
        logistic(self.slope * log_odds(score) + self.offset)
    }
}

fn log_odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln().clamp(-FARTHEST, FARTHEST)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scores_that_are_too_bold_are_drawn_in() {
        // Of scores of 90% only 60% happened, of those of 10% it was 40%.
        let rows = |score: f64, yes: usize| (0..100).map(move |at| (score, at < yes));
        let scores: Vec<(f64, bool)> = rows(0.9, 60).chain(rows(0.1, 40)).collect();
        let learned = Calibration::learn(&scores);
        assert!(
            (learned.probability(0.9) - 0.6).abs() < 0.01 && (learned.probability(0.1) - 0.4).abs() < 0.01
        );
    }

    proptest! {
        #[test]
        fn a_probability_lies_between_nought_and_one_and_keeps_the_order(
            scores in prop::collection::vec((0.0..=1.0_f64, any::<bool>()), 0..80), one in 0.0..=1.0_f64, other in 0.0..=1.0_f64,
        ) {
            let learned = Calibration::learn(&scores);
            let (low, high) = (learned.probability(one.min(other)), learned.probability(one.max(other)));
            prop_assert!((0.0..=1.0).contains(&low) && low <= high && high <= 1.0);
        }
    }
}
