//! Coefficients that keep a model stationary and invertible, whatever the numbers searched.

/// A polynomial in lags as its (lag, coefficient) pairs beyond lag nought.
pub(crate) type Lags = Vec<(usize, f64)>;

/// (1 − a₁B − …)(1 − A₁Bˢ − …) as what stands on the right: Σ coefficient × value at the lag.
pub(crate) fn product(own: &[f64], seasonal: &[f64], season: usize) -> Lags {
    let mut dense = vec![0.0; own.len() + seasonal.len() * season + 1];
    for (i, a) in std::iter::once(&-1.0).chain(own).enumerate() {
        for (j, b) in std::iter::once(&-1.0).chain(seasonal).enumerate() {
            dense[i + j * season] -= a * b;
        }
    }
    dense.into_iter().enumerate().skip(1).filter(|(_, coefficient)| *coefficient != 0.0).collect()
}

/// Free numbers as partial autocorrelations, and those as coefficients (Durbin, Levinson; Monahan 1984).
pub(crate) fn stationary(free: &[f64]) -> Vec<f64> {
    let mut coefficients: Vec<f64> = Vec::with_capacity(free.len());
    for number in free {
        let partial = 0.99 * number.tanh();
        let before = coefficients.clone();
        for (index, coefficient) in coefficients.iter_mut().enumerate() {
            *coefficient -= partial * before[before.len() - 1 - index];
        }
        coefficients.push(partial);
    }
    coefficients
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_has_its_cross_terms() {
        assert_eq!(product(&[0.5], &[0.4], 12), vec![(1, 0.5), (12, 0.4), (13, -0.2)]);
        assert_eq!(product(&[], &[], 12), Vec::new());
    }

    #[test]
    fn whatever_is_searched_stays_stationary() {
        for first in [-9.0, -1.0, 0.0, 0.7, 9.0] {
            for second in [-9.0, 0.3, 9.0] {
                let [a, b] = stationary(&[first, second])[..] else { panic!() };
                assert!(a + b < 1.0 && b - a < 1.0 && b.abs() < 1.0, "{a} {b}");
            }
        }
    }
}
