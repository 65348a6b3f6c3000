//! Incidents in a series of days, weeks or months: what departs from season and trend by more than noise does, as an effect with a
//! beginning and an end (interventions: Chen and Liu 1993), found one after the other, each over all places and lengths.

mod baseline;
mod feed;
mod noise;
mod scan;
mod spread;

use thiserror::Error;

use crate::{Limits, SHORTEST};
use baseline::{Baseline, Season};
use noise::Noise;
use scan::{Effect, Shape};

/// Only so many values from the end are looked at: all pairs of beginning and end are tried.
pub const LONGEST: usize = 1_500;
/// No more incidents of one series are told; one with more has no usual course.
const MOST: usize = 12;
/// What counts as found, over all places and lengths of the series.
const CHANCE: f64 = 0.05;
/// What is taken out before noise is learned: as likely an incident as not.
const LIKELY: f64 = 0.05;
/// Beyond it differences of neighbours are lost to rounding.
const GREATEST: f64 = 1e14;
/// Half the width of limits that hold 95% of normal values, in sigmas.
const REACH: f64 = 1.959_964;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One value, or two.
    Spike,
    /// Another level, for a while or to the end.
    LevelShift,
    /// Another slope, to the end.
    TrendBreak,
    /// More spread, or less, to the end.
    VarianceChange,
    /// No values, noughts where there never are any, or the same value again and again: a fault of the data, not of the business.
    MissingFeed,
}

/// Places count from the first value given, from nought.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    pub first: usize,
    pub last: usize,
    pub kind: Kind,
    /// In the unit of the values: the mean over the incident less what was expected; for a trend break the departure at its
    /// end, for a change of variance that of the standard deviation, for missing values 0.
    pub size: f64,
    /// The size in robust standard deviations of a single value; for a change of variance of its kind 0.
    pub sigmas: f64,
    /// The mean over the incident, had it not happened, and limits that hold 95% of single values.
    pub expected: f64,
    pub limits: Limits,
    /// Chance of so much anywhere in a series without incidents; for a missing feed 0: it is seen, not inferred.
    pub p_value: f64,
}

/// Why nothing can be said; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CannotJudge {
    #[error("the series has {values} values, and what is usual can be told from {needed}")]
    TooShort { values: usize, needed: usize },
    #[error("value {place} of the series is not a number that can be reckoned with")]
    NotANumber { place: usize },
}

/// The incidents of a series in equal steps of time, by their beginning. `seasons` are in steps, such as 7 and 365 for days;
/// one that does not fit into the series three times is not seen.
///
/// ```
/// use sentia_analytics::anomaly::batch::{Kind, find};
/// let noise = [0.0, 1.0, -1.0, 0.5, -0.5, 0.8, -0.2, 0.1, -0.9, 0.6, -0.4];
/// let series: Vec<_> = (0..70).map(|t| Some(noise[t % 11] + if t < 50 { 100.0 } else { 120.0 })).collect();
/// let found = find(&series, &[7])?;
/// assert_eq!((found[0].kind, found[0].first, found[0].last), (Kind::LevelShift, 50, 69));
/// # Ok::<(), sentia_analytics::anomaly::batch::CannotJudge>(())
/// ```
///
/// # Errors
/// A series with fewer than [`SHORTEST`] values among its last [`LONGEST`], or with one that is no number.
pub fn find(series: &[Option<f64>], seasons: &[usize]) -> Result<Vec<Incident>, CannotJudge> {
    let unfit = |value: &Option<f64>| value.is_some_and(|value| !value.is_finite() || value.abs() > GREATEST);
    if let Some(place) = series.iter().position(unfit) {
        return Err(CannotJudge::NotANumber { place });
    }
    let start = series.len().saturating_sub(LONGEST);
    let outages = feed::outages(&series[start..]);
    let mut values = series[start..].to_vec();
    outages.iter().for_each(|(first, last)| values[*first..=*last].fill(None));
    let count = values.iter().flatten().count();
    if count < SHORTEST {
        return Err(CannotJudge::TooShort { values: count, needed: SHORTEST });
    }
    let judged = Judged::new(&values, seasons);
    let mut incidents = judged.incidents(&outages);
    incidents.sort_by_key(|incident| (incident.first, incident.last));
    for incident in &mut incidents {
        incident.first += start;
        incident.last += start;
    }
    Ok(incidents)
}

/// What is usual of the series, and its effects.
struct Judged {
    baseline: Baseline,
    noise: Noise,
    effects: Vec<Effect>,
    rest: Vec<Option<f64>>,
}

impl Judged {
    /// Twice: season and noise that were learned with the incidents in are learned again without them.
    fn new(values: &[Option<f64>], seasons: &[usize]) -> Judged {
        let season = baseline::season(values, seasons);
        let noise = Noise::of_differences(&season.taken_from(values), season.places).at_least_for(values);
        let first = Judged::with(values, season, noise, LIKELY);
        let without: Vec<Option<f64>> = values
            .iter()
            .enumerate()
            .map(|(at, value)| value.map(|value| value - first.effect(at)))
            .collect();
        let season = baseline::season(&without, seasons);
        let (_, rest) = scan::fit(&season.taken_from(&without), &mut []);
        let noise = Noise::of_rest(&rest, season.places + 2.0).at_least_for(values);
        Judged::with(values, season, noise, CHANCE)
    }

    fn with(values: &[Option<f64>], season: Season, noise: Noise, chance: f64) -> Judged {
        let mut effects: Vec<Effect> = Vec::new();
        let adjusted = season.taken_from(values);
        let (mut line, mut rest) = scan::fit(&adjusted, &mut effects);
        while effects.len() < MOST {
            let Some(next) = scan::strongest(&rest, &noise).filter(|next| next.p_value < chance) else {
                break;
            };
            if effects.iter().any(|known| known.first == next.first && known.last == next.last) {
                break;
            }
            effects.push(next);
            (line, rest) = scan::fit(&adjusted, &mut effects);
        }
        Judged { baseline: Baseline { season, line }, noise, effects, rest }
    }

    fn effect(&self, at: usize) -> f64 {
        self.effects.iter().map(|effect| effect.at(at)).sum()
    }

    fn incidents(&self, outages: &[(usize, usize)]) -> Vec<Incident> {
        let missing = outages.iter().map(|(first, last)| Incident {
            kind: Kind::MissingFeed,
            size: 0.0,
            sigmas: 0.0,
            p_value: 0.0,
            ..self.incident(*first, *last)
        });
        let shifted = self.effects.iter().map(|effect| {
            let kind = match effect.shape {
                Shape::Ramp => Kind::TrendBreak,
                Shape::Step if effect.last - effect.first < 2 => Kind::Spike,
                Shape::Step => Kind::LevelShift,
            };
            let incident = self.incident(effect.first, effect.last);
            let size = effect.at(effect.last);
            Incident { kind, size, sigmas: size / self.noise.sigma, p_value: effect.p_value, ..incident }
        });
        let spread = spread::change(&self.rest, &self.noise).filter(|change| change.p_value < CHANCE);
        let spread = spread.map(|change| Incident {
            kind: Kind::VarianceChange,
            size: self.noise.sigma * (change.ratio - 1.0),
            p_value: change.p_value,
            ..self.incident(change.first, self.rest.len() - 1)
        });
        missing.chain(shifted).chain(spread).collect()
    }

    /// The frame of one: what was expected over these places.
    fn incident(&self, first: usize, last: usize) -> Incident {
        let sum: f64 = (first..=last).map(|at| self.baseline.at(at)).sum();
        let expected = sum / (last - first + 1) as f64;
        let reach = REACH * self.noise.sigma;
        let limits = Limits { low: expected - reach, high: expected + reach };
        Incident { first, last, kind: Kind::Spike, size: 0.0, sigmas: 0.0, expected, limits, p_value: 1.0 }
    }
}
