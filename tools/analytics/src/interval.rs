//! Limits from the errors of the back-test. The scores of conformal prediction are its errors, each divided by how much
//! errors grow to its step; an interval is the forecast and so many scores to both sides, times the growth to its own step. A
//! handful of overlapping origins is too few for the plain rank of the scores (on quarterly series it covered 87% where 95%
//! were asked for), so the rank is taken on Student's distribution, with as many degrees of freedom as the errors are
//! worth.

use crate::{models::ets::Ets, numeric::mean};

/// The growth that exponential smoothing expects supposes that its rates are known and its form true. They are not, and the
/// farther ahead the more it matters: errors grow by this power of the step more. To fit the power to the back-test of each
/// series brought nothing on the quarterly, yearly and other series of M3.
const EXCESS: f64 = 0.1;
/// Errors of one origin, and of origins less than a horizon apart, go together: so many of them know what one alone would. With
/// 9, limits hold as often as they say on the quarterly, yearly and other series of M3 taken together.
const ERRORS_EACH: f64 = 9.0;

/// How far off a forecast may be.
pub(crate) struct Calibration {
    /// By step: the spread of its errors.
    spread: Vec<f64>,
    freedom: f64,
}

/// By step: how much larger errors are expected to be than at the first.
pub(crate) fn expected_growth(values: &[f64], season: usize, steps: usize) -> Vec<f64> {
    let growth = match Ets::select(values, season) {
        Some(model) => model.growth(steps),
        None => (1..=steps).map(|step| (step as f64).sqrt()).collect(),
    };
    growth.iter().enumerate().map(|(at, growth)| growth * ((at + 1) as f64).powf(EXCESS)).collect()
}

impl Calibration {
    /// From the errors at steps 1, 2, 3… of each origin, and the growth expected for every step that limits are wanted for.
    pub(crate) fn of(origins: &[Vec<f64>], growth: &[f64]) -> Calibration {
        let score = |(error, growth): (&f64, &f64)| (error / growth).powi(2);
        let scores: Vec<f64> =
            origins.iter().flat_map(|errors| errors.iter().zip(growth).map(score)).collect();
        let scale = mean(&scores).sqrt();
        let spread = growth.iter().map(|growth| scale * growth).collect();
        Calibration { spread, freedom: (scores.len() as f64 / ERRORS_EACH).max(2.0) }
    }

    /// By step: half the width of the interval that holds the value with this probability.
    pub(crate) fn reach(&self, level: f64) -> Vec<f64> {
        let rank = student(self.freedom, level);
        self.spread.iter().map(|spread| spread * rank).collect()
    }
}

/// The t that |T| stays under with this probability, for two degrees of freedom or more. With T = √ν·tan θ the density in θ
/// is as cos^(ν−1) θ, which is summed up to the share wanted.
fn student(freedom: f64, level: f64) -> f64 {
    const SLICES: usize = 4_000;
    let width = std::f64::consts::FRAC_PI_2 / SLICES as f64;
    let density = |slice: usize| ((slice as f64 + 0.5) * width).cos().powf(freedom - 1.0);
    let wanted = level * (0..SLICES).map(density).sum::<f64>();
    let mut sum = 0.0;
    for slice in 0..SLICES {
        let next = sum + density(slice);
        if next >= wanted {
            let angle = (slice as f64 + (wanted - sum) / (next - sum)) * width;
            return freedom.sqrt() * angle.tan();
        }
        sum = next;
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (freedom, level, table) in [
            (2.0, 0.95, 4.3027),
            (5.0, 0.80, 1.4759),
            (5.0, 0.95, 2.5706),
            (30.0, 0.95, 2.0423),
            (10.0, 0.8, 1.3722),
        ] {
            assert!(
                (student(freedom, level) - table).abs() < 1e-3,
                "{freedom} {level}: {}",
                student(freedom, level)
            );
        }
    }

    #[test]
    fn limits_follow_the_growth_and_the_size_of_errors() {
        let reach = |size: f64, level| {
            Calibration::of(&vec![vec![size, 2.0 * size]; 8], &[1.0, 2.0, 3.0]).reach(level)
        };
        let narrow = reach(1.0, 0.80);
        assert!(
            (narrow[2] / narrow[0] - 3.0).abs() < 1e-12
                && (reach(5.0, 0.80)[0] / narrow[0] - 5.0).abs() < 1e-12
        );
        assert!(reach(1.0, 0.95)[0] > narrow[0]);
    }

    #[test]
    fn a_walk_is_expected_to_stray_and_a_steady_level_is_not() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let steady: Vec<f64> = (0..100).map(|_| 99.5 + rng.random::<f64>()).collect();
        let walk: Vec<f64> = steady
            .iter()
            .scan(0.0, |sum, value| {
                Some({
                    *sum += value - 100.0;
                    *sum
                })
            })
            .collect();
        let last = |values: &[f64]| expected_growth(values, 1, 16)[15];
        assert!(last(&steady) < 2.0 && last(&walk) > 3.0, "{} {}", last(&steady), last(&walk));
    }

    #[test]
    fn no_error_gives_no_width() {
        assert_eq!(Calibration::of(&vec![vec![0.0, 0.0]; 3], &[1.0, 2.0]).reach(0.95), vec![0.0, 0.0]);
    }
}
