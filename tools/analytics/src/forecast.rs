use crate::{
    accuracy,
    backtest::{self, Origin},
    candidate::{Candidate, Prepared, Seasons, zeros},
    history::History,
    interval::{Calibration, expected_growth},
    note::{CannotForecast, Note},
    numeric::variance,
};

/// The probabilities that the limits of a step are for.
pub const LEVELS: [f64; 2] = [0.80, 0.95];
/// No horizon is longer.
const FARTHEST: usize = 365;

/// What to forecast.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// In equal steps of time, oldest first; `None` where there is no value.
    pub history: &'a [Option<f64>],
    /// How many steps make a season: 12 for months; 7 and 365 for days.
    pub seasons: &'a [usize],
    pub horizon: usize,
    /// What the series can be at all: limits and forecasts are cut there.
    pub within: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub low: f64,
    pub high: f64,
}

impl Limits {
    pub const NONE: Limits = Limits { low: f64::NEG_INFINITY, high: f64::INFINITY };

    fn cut(self, value: f64) -> f64 {
        value.max(self.low).min(self.high)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub steps: Vec<Step>,
    /// What it was computed by: `ETS`, `Theta`…
    pub models: Vec<&'static str>,
    pub accuracy: Accuracy,
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub value: f64,
    /// For each of [`LEVELS`].
    pub limits: [Limits; 2],
}

/// How the same procedure did on the past of the series; measures that cannot be computed are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// From how many points of the past, and how far ahead at most.
    pub origins: usize,
    pub farthest: usize,
    pub wape: Option<f64>,
    pub mase: Option<f64>,
    pub bias: Option<f64>,
    /// Share of the values within the limits for each of [`LEVELS`], each origin's limits from the errors of the others.
    pub coverage: [f64; 2],
    /// The yardstick repeats the last season, of this length (1: the last value).
    pub naive_season: usize,
    pub naive_wape: Option<f64>,
    pub naive_mase: Option<f64>,
    /// Against the yardstick; below 1 is better than it.
    pub owa: Option<f64>,
}

/// Forecasts a series.
///
/// # Errors
/// A history or horizon from which nothing can be said.
pub fn forecast(request: &Request<'_>) -> Result<Forecast, CannotForecast> {
    let Request { history, seasons, horizon, within } = request;
    if *horizon == 0 {
        return Err(CannotForecast::NoHorizon);
    }
    let shortest = seasons.iter().copied().filter(|season| *season > 1).min().unwrap_or(1);
    let History { values, behind, mut notes } = History::new(history, shortest)?;
    if *horizon > values.len() || behind + horizon > FARTHEST {
        return Err(CannotForecast::HorizonTooLong { horizon: *horizon, values: values.len() });
    }
    let unseen = seasons.iter().filter(|season| **season > 1 && !Seasons::fits(**season, values.len()));
    notes.extend(unseen.map(|season| Note::SeasonNotSeen { season: *season, values: values.len() }));
    let seasons = Seasons::new(seasons, values.len());
    let steps = behind + horizon;
    let ahead = Ahead::choose(&values, &seasons, steps);
    notes.extend(ahead.notes(&values, &seasons, steps));
    let growth = expected_growth(&values, seasons.carried(), steps);
    let free = ahead.steps(&growth).split_off(behind);
    let steps: Vec<Step> = free.iter().map(|step| step.cut(*within)).collect();
    if steps != free {
        notes.push(Note::Cut);
    }
    let accuracy = accuracy_of(&ahead, &values, seasons.repeated(), &growth);
    Ok(Forecast { steps, models: ahead.models, accuracy, notes })
}

/// The candidate chosen, what it says, and how it did.
struct Ahead {
    candidate: Candidate,
    values: Vec<f64>,
    models: Vec<&'static str>,
    origins: Vec<Origin>,
    naive: Vec<Origin>,
}

impl Ahead {
    fn choose(values: &[f64], seasons: &Seasons, horizon: usize) -> Ahead {
        let naive = backtest::run(Candidate::Naive, values, seasons, horizon);
        let candidates =
            if variance(values) > 0.0 { Candidate::all(values, seasons) } else { vec![Candidate::Naive] };
        let mut tried = candidates.into_iter().map(|candidate| {
            let origins = backtest::run(candidate, values, seasons, horizon);
            (candidate, backtest::error(&origins), origins)
        });
        let first = tried.next();
        let best = tried.fold(first, |best, next| match best {
            Some(best) if next.1 >= next.0.must_come_below() * best.1 => Some(best),
            _ => Some(next),
        });
        let (candidate, _, origins) = best.unwrap_or((Candidate::Naive, 0.0, Vec::new()));
        let prepared: Prepared = candidate.prepare(values, seasons);
        Ahead {
            candidate,
            values: prepared.forecast(values, horizon),
            models: prepared.names(),
            origins,
            naive,
        }
    }

    fn steps(&self, growth: &[f64]) -> Vec<Step> {
        let errors: Vec<Vec<f64>> = self.origins.iter().map(Origin::errors).collect();
        let calibration = Calibration::of(&errors, growth);
        let reaches = LEVELS.map(|level| calibration.reach(level));
        let around = |value: f64, reach: f64| Limits { low: value - reach, high: value + reach };
        let step = |(at, value): (usize, &f64)| Step {
            value: *value,
            limits: [around(*value, reaches[0][at]), around(*value, reaches[1][at])],
        };
        self.values.iter().enumerate().map(step).collect()
    }

    fn notes(&self, values: &[f64], seasons: &Seasons, steps: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        if variance(values) == 0.0 {
            notes.push(Note::NeverVaried);
        } else if self.candidate == Candidate::Naive {
            notes.push(Note::NaiveIsBest { season: seasons.repeated() });
        }
        if self.candidate == Candidate::Intermittent {
            notes.push(Note::Intermittent { zeros: zeros(values) });
        }
        let farthest = farthest(&self.origins);
        if farthest < steps {
            notes.push(Note::Untested { from: farthest + 1 });
        }
        notes
    }
}

fn farthest(origins: &[Origin]) -> usize {
    origins.iter().map(|origin| origin.actual.len()).max().unwrap_or(0)
}

impl Step {
    fn cut(self, within: Limits) -> Step {
        let limits =
            self.limits.map(|limits| Limits { low: within.cut(limits.low), high: within.cut(limits.high) });
        Step { value: within.cut(self.value), limits }
    }
}

fn accuracy_of(ahead: &Ahead, values: &[f64], season: usize, growth: &[f64]) -> Accuracy {
    let (origins, naive) = (&ahead.origins, &ahead.naive);
    let (actual, forecast) = joined(origins);
    let (naive_actual, naive_forecast) = joined(naive);
    let mase = accuracy::mase(&actual, &forecast, values, season);
    let naive_mase = accuracy::mase(&naive_actual, &naive_forecast, values, season);
    let smape = accuracy::smape(&actual, &forecast);
    let naive_smape = accuracy::smape(&naive_actual, &naive_forecast);
    let both = mase.zip(naive_mase);
    Accuracy {
        origins: origins.len(),
        farthest: farthest(origins),
        wape: accuracy::wape(&actual, &forecast),
        mase,
        bias: accuracy::bias(&actual, &forecast),
        coverage: LEVELS.map(|level| coverage(origins, growth, level)),
        naive_season: season,
        naive_wape: accuracy::wape(&naive_actual, &naive_forecast),
        naive_mase,
        owa: both.and_then(|(mase, naive_mase)| accuracy::owa((smape, mase), (naive_smape, naive_mase))),
    }
}

fn joined(origins: &[Origin]) -> (Vec<f64>, Vec<f64>) {
    origins.iter().fold((Vec::new(), Vec::new()), |(mut actual, mut forecast), origin| {
        actual.extend(&origin.actual);
        forecast.extend(&origin.forecast);
        (actual, forecast)
    })
}

/// Each origin's values within limits that the other origins' errors give.
fn coverage(origins: &[Origin], growth: &[f64], level: f64) -> f64 {
    let errors: Vec<Vec<f64>> = origins.iter().map(Origin::errors).collect();
    let (mut held, mut count) = (0.0, 0.0);
    for (left_out, own) in errors.iter().enumerate() {
        let others: Vec<Vec<f64>> = errors
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != left_out)
            .map(|(_, errors)| errors.clone())
            .collect();
        if others.is_empty() {
            continue;
        }
        let reach = Calibration::of(&others, growth).reach(level);
        held += own.iter().zip(&reach).filter(|(error, reach)| error.abs() <= **reach).count() as f64;
        count += own.len() as f64;
    }
    if count > 0.0 { held / count } else { 0.0 }
}
