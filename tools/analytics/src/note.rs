use thiserror::Error;

/// Why nothing can be said; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CannotForecast {
    #[error("there is no value in the history at all")]
    Nothing,
    #[error(
        "the history has {values} values that can be used, and a forecast that can be tested needs {needed}"
    )]
    TooShort { values: usize, needed: usize },
    #[error(
        "the level changes {factor:.0}-fold after {before} values, as by a change of unit, and the {values} values since \
         are too few: a forecast that can be tested needs {needed}"
    )]
    TooShortSinceChange { before: usize, factor: f64, values: usize, needed: usize },
    #[error("{missing} of {of} values are missing; at most half may be")]
    TooManyMissing { missing: usize, of: usize },
    #[error("value {place} of the history is not a number that can be reckoned with")]
    NotANumber { place: usize },
    #[error("a forecast has at least one step")]
    NoHorizon,
    #[error(
        "{horizon} steps are asked for after {values} values: no further can be seen ahead than back, nor beyond 365"
    )]
    HorizonTooLong { horizon: usize, values: usize },
}

/// What a reader must know beside the figures. Places count from the first value of the history given, from nought.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// Values were missing, the longest run of them so long; they were filled in from their neighbours and their season.
    Missing { count: usize, longest: usize },
    /// The last values were missing: the steps begin after them.
    MissingAtEnd { count: usize },
    /// Values so far outside all others that they were taken for errors, and replaced as if missing.
    Spikes { places: Vec<usize> },
    /// Only the values from this place on were used: the level there changed by this factor, as by a change of unit.
    LevelChange { place: usize, factor: f64 },
    /// No two seasons of this length are there to learn it from.
    SeasonNotSeen { season: usize, values: usize },
    /// All values are the same: nothing tells how far it may stray from them.
    NeverVaried,
    /// This share of the values is nought: what is forecast is a mean over demands that come now and then.
    Intermittent { zeros: f64 },
    /// Only so many values from the end were used.
    LongHistory { used: usize },
    /// Steps beyond this one could not be tried on the past; their limits are carried on from those before.
    Untested { from: usize },
    /// No model beat repeating the last season (of this length), which therefore stands as the forecast.
    NaiveIsBest { season: usize },
    /// Limits were cut at what the series can be.
    Cut,
}
