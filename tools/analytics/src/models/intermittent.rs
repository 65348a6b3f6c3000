//! Demand that comes now and then.

use crate::numeric::mean;

/// What the next value is expected to be: size and chance of a demand smoothed apart, the chance also where none comes, so
/// that an item that dies out is forecast to (Teunter, Syntetos, Babai 2011).
pub(crate) fn tsb(values: &[f64]) -> f64 {
    let best = smoothings().min_by(|a, b| one_step_cost(values, *a).total_cmp(&one_step_cost(values, *b)));
    best.map_or(0.0, |rates| walk(values, rates, |_, _| ()))
}

/// Both rates, over a coarse grid: series of this kind tell no finer.
fn smoothings() -> impl Iterator<Item = (f64, f64)> {
    let rates = [0.02, 0.05, 0.1, 0.2, 0.3];
    rates.into_iter().flat_map(move |size| rates.into_iter().map(move |chance| (size, chance)))
}

fn one_step_cost(values: &[f64], rates: (f64, f64)) -> f64 {
    let mut squares = 0.0;
    walk(values, rates, |forecast, value| squares += (value - forecast).powi(2));
    squares
}

fn walk(values: &[f64], (of_size, of_chance): (f64, f64), mut seen: impl FnMut(f64, f64)) -> f64 {
    let demands: Vec<f64> = values.iter().copied().filter(|value| *value != 0.0).collect();
    let mut size = mean(&demands);
    let mut chance = demands.len() as f64 / values.len().max(1) as f64;
    for value in values {
        seen(size * chance, *value);
        let came = *value != 0.0;
        chance += of_chance * (f64::from(u8::from(came)) - chance);
        if came {
            size += of_size * (value - size);
        }
    }
    size * chance
}
