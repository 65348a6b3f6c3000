//! How the simulation did on its own past: everything is put back to how it stood on earlier days, and what was simulated then
//! is held against what came.

use super::{
    habits::Habits,
    history::{Flow, History},
    simulate::{CannotSimulate, Scenario, Start, simulate},
};

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub origins: usize,
    pub weeks: usize,
    /// Share of the weeks in which cash ended within the band that is for four of five.
    pub coverage: f64,
    /// Mean of simulated (median) less actual cash at the end of the last week, in minor units: positive is too high.
    pub bias: f64,
    /// Mean size of that difference, over all weeks; and where each week brings what the weeks before brought in the mean.
    pub error: f64,
    pub naive_error: f64,
}

/// Simulates from each of these days on and compares with what was recorded. `actual` are all flows.
///
/// # Errors
/// As [`simulate`].
pub fn tried(
    history: &History,
    actual: &[Flow],
    origins: &[i32],
    weeks: usize,
    count: usize,
    seed: u64,
) -> Result<Option<Tried>, CannotSimulate> {
    let mut errors: Vec<f64> = Vec::new();
    let mut naive_errors: Vec<f64> = Vec::new();
    let mut last: Vec<f64> = Vec::new();
    let mut held = 0_usize;
    for origin in origins {
        let then = history.as_of(*origin);
        let habits: Vec<Habits> = then.books.iter().map(|book| Habits::learn(book, *origin)).collect();
        let start = Start { day: *origin, weeks, opening: 0, received: 0, paid: 0 };
        let paths = simulate(&then, &habits, start, &Scenario::NONE, count, seed)?;
        let usual = net(actual, origin - 91, *origin) as f64 / 13.0;
        for week in 0..weeks {
            let came = net(actual, *origin, origin + 7 * (week as i32 + 1));
            let [low, median, high] = [0.1, 0.5, 0.9].map(|share| paths.closing(week, share));
            held += usize::from((low..=high).contains(&came));
            errors.push((median - came) as f64);
            naive_errors.push(usual * (week as f64 + 1.0) - came as f64);
        }
        last.extend(errors.last());
    }
    let mean = |values: &mut dyn Iterator<Item = f64>, count: usize| values.sum::<f64>() / count as f64;
    let size = |values: &[f64]| mean(&mut values.iter().map(|value| value.abs()), values.len());
    Ok((!errors.is_empty()).then(|| Tried {
        origins: origins.len(),
        weeks,
        coverage: held as f64 / errors.len() as f64,
        bias: mean(&mut last.iter().copied(), last.len()),
        error: size(&errors),
        naive_error: size(&naive_errors),
    }))
}

fn net(flows: &[Flow], from: i32, to: i32) -> i64 {
    let within = flows.iter().filter(|flow| (from..to).contains(&flow.day));
    within.fold(0_i64, |sum, flow| sum.saturating_add(flow.amount))
}
