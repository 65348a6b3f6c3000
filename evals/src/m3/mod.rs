//! How good forecasts are: every series of one frequency of the M3 competition, beside a peer's saved forecasts of the same
//! series. The data are not part of the repository.

mod peer;
mod read;
mod score;

use std::path::Path;

use sentia_analytics::{Limits, Request, Step};
use sentia_semantic::time::Stopwatch;

pub use read::ReadError;
use read::Series;
use score::{Given, Scores};

/// Forecasts every n-th series of a frequency (`MONTHLY`, `QUARTERLY`, `YEARLY`, `OTHER`). With a peer's file, only those in it,
/// and its models beside.
///
/// # Errors
/// Data that cannot be read, or a series that cannot be forecast.
pub fn run(folder: &Path, period: &str, every: usize, peer: Option<&Path>) -> Result<String, ReadError> {
    let peers = peer.map(peer::load).transpose()?;
    let mut all = read::series(folder, period)?;
    all.retain(|series| peers.as_ref().is_none_or(|peers| peers.contains_key(&series.id)));
    let mut scores = Scores::default();
    for series in all.iter().step_by(every.max(1)) {
        let naive = sentia_analytics::naive2(&series.history, series.season(), series.horizon);
        scores.add("Naive2", series, &Given { points: naive, limits: None, seconds: 0.0 });
        scores.add("sentia", series, &own(series)?);
        for (name, given) in peers.iter().filter_map(|peers| peers.get(&series.id)).flatten() {
            scores.add(name, series, given);
        }
    }
    Ok(scores.table(period))
}

fn own(series: &Series) -> Result<Given, ReadError> {
    let history: Vec<Option<f64>> = series.history.iter().copied().map(Some).collect();
    let seasons = [series.season()];
    let request =
        Request { history: &history, seasons: &seasons, horizon: series.horizon, within: Limits::NONE };
    let began = Stopwatch::start();
    let forecast = sentia_analytics::forecast(&request)
        .map_err(|error| ReadError::Series { id: series.id.clone(), error: error.to_string() })?;
    let seconds = began.elapsed().as_secs_f64();
    let limits = |level: usize| {
        let pair = |step: &Step| (step.limits[level].low, step.limits[level].high);
        forecast.steps.iter().map(pair).collect()
    };
    let points = forecast.steps.iter().map(|step| step.value).collect();
    Ok(Given { points, limits: Some([limits(0), limits(1)]), seconds })
}
