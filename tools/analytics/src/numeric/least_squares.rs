/// Lowers the sum of squares of `residuals` from `start` by the steps of Levenberg and Marquardt, with a Jacobian of finite
/// differences, in at most `rounds` of them. `residuals` fills its second argument, always to the same length.
pub(crate) fn fit_residuals(
    start: &[f64],
    rounds: usize,
    mut residuals: impl FnMut(&[f64], &mut Vec<f64>),
) -> (Vec<f64>, f64) {
    let mut point = start.to_vec();
    let (mut here, mut there) = (Vec::new(), Vec::new());
    residuals(&point, &mut here);
    let mut cost = squares(&here);
    let mut damping = 1e-2;
    for _ in 0..rounds {
        if point.is_empty() || !cost.is_finite() {
            break;
        }
        let (matrix, gradient) = normal_equations(&point, &here, &mut there, &mut residuals);
        let before = cost;
        for _ in 0..6 {
            let Some(step) = damped_step(&matrix, &gradient, damping) else { break };
            let next: Vec<f64> = point.iter().zip(&step).map(|(at, by)| at - by.clamp(-2.0, 2.0)).collect();
            residuals(&next, &mut there);
            let reached = squares(&there);
            if reached < cost {
                (point, cost) = (next, reached);
                std::mem::swap(&mut here, &mut there);
                damping = (damping * 0.2).max(1e-9);
                break;
            }
            damping *= 8.0;
        }
        if before - cost <= 1e-6 * before {
            break;
        }
    }
    (point, cost)
}

fn squares(residuals: &[f64]) -> f64 {
    let sum: f64 = residuals.iter().map(|residual| residual * residual).sum();
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// JᵀJ and Jᵀr.
fn normal_equations(
    point: &[f64],
    here: &[f64],
    there: &mut Vec<f64>,
    residuals: &mut impl FnMut(&[f64], &mut Vec<f64>),
) -> (Vec<Vec<f64>>, Vec<f64>) {
    const SMALL: f64 = 1e-5;
    let columns: Vec<Vec<f64>> = (0..point.len())
        .map(|axis| {
            let mut moved = point.to_vec();
            moved[axis] += SMALL;
            residuals(&moved, there);
            there.iter().zip(here).map(|(moved, own)| (moved - own) / SMALL).collect()
        })
        .collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let matrix = columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    (matrix, columns.iter().map(|column| dot(column, here)).collect())
}

fn damped_step(matrix: &[Vec<f64>], gradient: &[f64], damping: f64) -> Option<Vec<f64>> {
    let mut damped = matrix.to_vec();
    for (index, row) in damped.iter_mut().enumerate() {
        row[index] += damping * row[index].max(1e-12);
    }
    solve(damped, gradient.to_vec())
}

/// Gaussian elimination with pivots; nothing where the matrix is singular.
pub(crate) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for column in 0..size {
        let pivot =
            (column..size).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].is_nan() || matrix[pivot][column].abs() <= 1e-300 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (done, below) = matrix.split_at_mut(column + 1);
        let pivot = &done[column];
        for (row, below) in below.iter_mut().enumerate() {
            let factor = below[column] / pivot[column];
            below.iter_mut().zip(pivot).skip(column).for_each(|(below, pivot)| *below -= factor * pivot);
            right[column + 1 + row] -= factor * right[column];
        }
    }
    for column in (0..size).rev() {
        for other in column + 1..size {
            right[column] -= matrix[column][other] * right[other];
        }
        right[column] /= matrix[column][column];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decay_is_found_from_its_values() {
        let times: Vec<f64> = (0..20).map(f64::from).collect();
        let values: Vec<f64> = times.iter().map(|time| 3.0 * (-0.3 * time).exp()).collect();
        let (found, cost) = fit_residuals(&[1.0, 0.0], 50, |point, out| {
            out.clear();
            out.extend(
                times.iter().zip(&values).map(|(time, value)| value - point[0] * (point[1] * time).exp()),
            );
        });
        assert!((found[0] - 3.0).abs() < 1e-4 && (found[1] + 0.3).abs() < 1e-4, "{found:?} {cost}");
    }
}
