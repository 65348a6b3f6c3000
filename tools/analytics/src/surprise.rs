//! How far a few values are from what came before them.

/// Values before, below which nothing can be said.
const FEWEST: usize = 8;
/// The largest share by which a value is taken to hang on the one before it.
const MOST_MEMORY: f64 = 0.8;
/// Beyond any that rounding can tell from another.
const MOST: f64 = 1e3;

/// By how many standard deviations of a normal the mean of `now` lies from the mean of `before`, up or down: Student's t of the
/// spread before, widened by what one value tells of the next (Bayley and Hammersley 1946), as the z with the same tail (Wallace
/// 1959). None where fewer than eight values came before, or they never differed.
pub fn sigmas(before: &[f64], now: &[f64]) -> Option<f64> {
    if before.len() < FEWEST || now.is_empty() || !before.iter().chain(now).all(|value| value.is_finite()) {
        return None;
    }
    let (count, degrees) = (before.len() as f64, before.len() as f64 - 1.0);
    let centre = before.iter().sum::<f64>() / count;
    let apart: Vec<f64> = before.iter().map(|value| value - centre).collect();
    let squares: f64 = apart.iter().map(|value| value * value).sum();
    // What the last digits of equal values make of their mean is no spread.
    if !squares.is_finite() || squares <= 1e-20 * centre * centre * count {
        return None;
    }
    let products: f64 = apart.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let memory = (products / squares).clamp(0.0, MOST_MEMORY);
    let spread = (squares / degrees * (1.0 + memory) / (1.0 - memory)).sqrt();
    let mean = now.iter().sum::<f64>() / now.len() as f64;
    let t = (mean - centre) / (spread * (1.0 / now.len() as f64 + 1.0 / count).sqrt());
    let z = (degrees * (t * t / degrees).ln_1p()).sqrt() * (8.0 * degrees + 1.0) / (8.0 * degrees + 3.0);
    z.is_finite().then(|| z.min(MOST).copysign(t))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};

    use super::*;
    use crate::probability::two_sided;

    #[test]
    fn chance_is_as_rare_as_it_says() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let mut draw = || (0..12).map(|_| random.random_range(-1.0..1.0_f64)).sum::<f64>();
        let rare = (0..4_000).filter(|_| {
            let values: Vec<f64> = (0..29).map(|_| draw()).collect();
            two_sided(sigmas(&values[..26], &values[26..]).unwrap()) < 0.05
        });
        let share = rare.count() as f64 / 4_000.0;
        // Fewer than one in twenty: memory is found now and then where there is none.
        assert!((0.02..0.055).contains(&share), "{share}");
    }

    #[test]
    fn a_known_t_is_the_z_of_the_same_tail() {
        // t = 2.262 with nine degrees leaves 5% in both tails, as z = 1.960 does.
        let before = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0];
        let spread = (10.0_f64 / 9.0).sqrt();
        let now = [2.262 * spread * (1.1_f64).sqrt()];
        assert!((sigmas(&before, &now).unwrap() - 1.96).abs() < 0.01);
        assert!(sigmas(&before, &[-now[0]]).unwrap() < -1.9);
    }

    #[test]
    fn too_little_or_no_spread_says_nothing() {
        assert_eq!(sigmas(&[1.0; 7], &[2.0]), None);
        assert_eq!(sigmas(&[0.1; 30], &[2.0]), None);
        assert_eq!(sigmas(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, f64::NAN], &[2.0]), None);
        assert_eq!(sigmas(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], &[]), None);
        let steep: Vec<f64> = (0..9).map(|at| 1e300 * f64::from(at % 2)).collect();
        assert!(sigmas(&steep, &[1e308]).is_none_or(|z| z.is_finite()));
    }
}
