/// So many equal values in a row are a stuck feed where otherwise no two neighbours are equal.
const STUCK: usize = 5;

/// First and last of each run without values, or with values that only a fault of the feed explains.
pub(super) fn outages(series: &[Option<f64>]) -> Vec<(usize, usize)> {
    let Some(begin) = series.iter().position(Option::is_some) else { return Vec::new() };
    let runs = runs(series, begin);
    let length = |run: &(usize, usize)| run.1 - run.0 + 1;
    let noughts: Vec<&(usize, usize)> = runs.iter().filter(|run| series[run.0] == Some(0.0)).collect();
    let equal =
        runs.iter().filter(|run| series[run.0].is_some_and(|value| value != 0.0) && length(run) > 1).count();
    let others = |run: &(usize, usize)| series.len() - begin - length(run);
    let faulty = |run: &&(usize, usize)| match series[run.0] {
        None => true,
        // Once only, and against most of the series: a weekend or a plant that often stands still is no fault.
        Some(0.0) => noughts.len() == 1 && length(run) > 1 && others(run) > 2 * length(run),
        Some(_) => equal == 1 && length(run) >= STUCK && others(run) > 2 * length(run),
    };
    runs.iter().filter(faulty).copied().collect()
}

/// Runs of equal values, or of missing ones.
fn runs(series: &[Option<f64>], begin: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, value) in series.iter().enumerate().skip(begin) {
        match runs.last_mut().filter(|run| series[run.0] == *value) {
            Some(run) => run.1 = at,
            None => runs.push((at, at)),
        }
    }
    runs
}
