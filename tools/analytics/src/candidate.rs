//! The ways to forecast a series that the back-test decides among.

use crate::models::{intermittent, naive, pool::Pool, stl};

/// The longest season that models carry themselves; longer ones are taken out first.
const LONGEST_CARRIED: usize = 24;
/// From this share of zeros on, demand counts as intermittent.
const MANY_ZEROS: f64 = 0.4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Candidate {
    Naive,
    Pool,
    /// The pool on what is left once all seasons are taken out.
    Deseasonalised,
    Intermittent,
}

/// Lengths of season that a history is long enough for.
#[derive(Debug, Clone)]
pub(crate) struct Seasons {
    all: Vec<usize>,
}

impl Seasons {
    pub(crate) fn new(seasons: &[usize], values: usize) -> Seasons {
        let mut all: Vec<usize> =
            seasons.iter().copied().filter(|season| *season > 1 && Seasons::fits(*season, values)).collect();
        all.sort_unstable();
        all.dedup();
        Seasons { all }
    }

    /// Twice and a little: what is there once cannot be told from chance.
    pub(crate) fn fits(season: usize, values: usize) -> bool {
        values >= 2 * season + 2
    }

    /// The one that models carry, 1 for none.
    pub(crate) fn carried(&self) -> usize {
        self.all.iter().copied().rfind(|season| *season <= LONGEST_CARRIED).unwrap_or(1)
    }

    /// The one that a naive forecast repeats: the same as carried, else the shortest there is.
    pub(crate) fn repeated(&self) -> usize {
        match self.carried() {
            1 => self.all.first().copied().unwrap_or(1),
            carried => carried,
        }
    }
}

impl Candidate {
    /// Those that come into question for the values; the one preferred in doubt comes first.
    pub(crate) fn all(values: &[f64], seasons: &Seasons) -> Vec<Candidate> {
        let mut all = Vec::new();
        if zeros(values) >= MANY_ZEROS {
            all.push(Candidate::Intermittent);
        }
        all.push(Candidate::Pool);
        if seasons.all.last().is_some_and(|longest| *longest > LONGEST_CARRIED) {
            all.push(Candidate::Deseasonalised);
        }
        all.push(Candidate::Naive);
        all
    }

    /// The share of the preferred candidate's error in the back-test that this one's must come below to be chosen instead: a
    /// small lead over a few origins is chance, and repeating the past the less likely to last.
    pub(crate) fn must_come_below(self) -> f64 {
        match self {
            Candidate::Naive => 2.0 / 3.0,
            Candidate::Deseasonalised | Candidate::Pool | Candidate::Intermittent => 0.95,
        }
    }

    pub(crate) fn prepare(self, values: &[f64], seasons: &Seasons) -> Prepared {
        let seasons = Seasons::new(&seasons.all, values.len());
        let pool = match self {
            Candidate::Pool => Some(Pool::choose(values, seasons.carried())),
            Candidate::Deseasonalised => {
                Some(Pool::choose(&stl::Adjusted::new(values, &seasons.all).values, 1))
            }
            Candidate::Naive | Candidate::Intermittent => None,
        };
        Prepared { candidate: self, seasons, pool }
    }
}

/// The share of the values that is nought.
pub(crate) fn zeros(values: &[f64]) -> f64 {
    values.iter().filter(|value| **value == 0.0).count() as f64 / values.len().max(1) as f64
}

/// A candidate with the forms of its models chosen.
pub(crate) struct Prepared {
    candidate: Candidate,
    seasons: Seasons,
    pool: Option<Pool>,
}

impl Prepared {
    /// One value for each step, from values that begin where those did that the forms were chosen on.
    pub(crate) fn forecast(&self, values: &[f64], horizon: usize) -> Vec<f64> {
        let pooled = match (self.candidate, &self.pool) {
            (Candidate::Pool, Some(pool)) => pool.forecast(values, horizon),
            (Candidate::Deseasonalised, Some(pool)) => {
                let adjusted = stl::Adjusted::new(values, &self.seasons.all);
                pool.forecast(&adjusted.values, horizon).map(|ahead| adjusted.put_back(&ahead))
            }
            (Candidate::Intermittent, _) => Some(vec![intermittent::tsb(values); horizon]),
            _ => None,
        };
        pooled.unwrap_or_else(|| naive::seasonal_naive(values, self.seasons.repeated(), horizon))
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        match self.candidate {
            Candidate::Naive => vec!["seasonal naive"],
            Candidate::Intermittent => vec!["TSB"],
            Candidate::Pool => self.pool.as_ref().map(Pool::names).unwrap_or_default(),
            Candidate::Deseasonalised => {
                std::iter::once("MSTL").chain(self.pool.iter().flat_map(Pool::names)).collect()
            }
        }
    }
}
