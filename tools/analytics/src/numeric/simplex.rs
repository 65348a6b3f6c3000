/// Lowers `cost` from `start` by the simplex of Nelder and Mead (1965), calling it at most `calls` times beyond the
/// first simplex. A cost that is not a number counts as infinite.
pub(crate) fn minimise(
    start: &[f64],
    step: f64,
    calls: usize,
    mut cost: impl FnMut(&[f64]) -> f64,
) -> Vec<f64> {
    let mut cost = |point: &[f64]| {
        let value = cost(point);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let mut corners = vec![(cost(start), start.to_vec())];
    for axis in 0..start.len() {
        let mut point = start.to_vec();
        point[axis] += step;
        corners.push((cost(&point), point));
    }
    let mut left = calls;
    while left > 0 && !start.is_empty() {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (corners[0].0, corners[start.len()].0);
        if worst == best || worst - best <= 1e-9 * (best.abs() + 1e-9) {
            break;
        }
        left = left.saturating_sub(move_worst(&mut corners, &mut cost));
    }
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    corners.swap_remove(0).1
}

/// Reflects, stretches or shrinks; the number of calls it took.
fn move_worst(corners: &mut [(f64, Vec<f64>)], cost: &mut impl FnMut(&[f64]) -> f64) -> usize {
    let last = corners.len() - 1;
    let centre: Vec<f64> = (0..last)
        .map(|axis| corners[..last].iter().map(|corner| corner.1[axis]).sum::<f64>() / last as f64)
        .collect();
    let mut at = |corners: &[(f64, Vec<f64>)], factor: f64| {
        let point: Vec<f64> = centre
            .iter()
            .zip(&corners[last].1)
            .map(|(middle, worst)| middle + factor * (middle - worst))
            .collect();
        (cost(&point), point)
    };
    let reflected = at(corners, 1.0);
    if reflected.0 < corners[0].0 {
        let stretched = at(corners, 2.0);
        corners[last] = if stretched.0 < reflected.0 { stretched } else { reflected };
        return 2;
    }
    if reflected.0 < corners[last - 1].0 {
        corners[last] = reflected;
        return 1;
    }
    let inside = at(corners, if reflected.0 < corners[last].0 { 0.5 } else { -0.5 });
    if inside.0 < corners[last].0.min(reflected.0) {
        corners[last] = inside;
        return 2;
    }
    let best = corners[0].1.clone();
    for corner in &mut corners[1..] {
        corner.1 = corner.1.iter().zip(&best).map(|(own, best)| f64::midpoint(*own, *best)).collect();
        corner.0 = cost(&corner.1);
    }
    2 + last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_walked_to_its_end() {
        let end = minimise(&[-1.2, 1.0], 0.5, 1_000, |p| {
            100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2)
        });
        assert!((end[0] - 1.0).abs() < 1e-3 && (end[1] - 1.0).abs() < 1e-3, "{end:?}");
    }

    #[test]
    fn it_stays_within_its_calls_and_bears_what_is_no_number() {
        let mut calls = 0;
        let end = minimise(&[1.0, 1.0, 1.0], 0.5, 50, |point| {
            calls += 1;
            if point[0] > 1.2 { f64::NAN } else { point.iter().map(|value| value * value).sum() }
        });
        assert!(calls <= 4 + 50 + 5, "{calls}");
        assert!(end.iter().all(|value| value.is_finite()));
    }
}
