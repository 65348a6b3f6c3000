//! What came in, made fit to be forecast: gaps filled, spikes and changes of unit found, each with its note.

use crate::{
    note::{CannotForecast, Note},
    numeric::median,
};

/// With fewer values nothing could be tried on the past.
pub const SHORTEST: usize = 8;
/// Older values than these teach nothing worth their time.
const LONGEST: usize = 1_500;
/// Beyond it differences of neighbours are lost to rounding.
const GREATEST: f64 = 1e14;
/// A value this many usual steps from its neighbours and its season is taken for an error.
const SPIKE: f64 = 15.0;
/// All values before a place lie this many times under, or over, all those after: a change of unit, not of business.
const UNIT_CHANGE: f64 = 5.0;

/// Values without gaps, ready for models.
pub(crate) struct History {
    pub(crate) values: Vec<f64>,
    /// Values missing at the end: as many steps lie before the first one asked for.
    pub(crate) behind: usize,
    pub(crate) notes: Vec<Note>,
}

impl History {
    pub(crate) fn new(given: &[Option<f64>], season: usize) -> Result<History, CannotForecast> {
        if let Some(place) = given.iter().position(|value| value.is_some_and(|value| !value.is_finite())) {
            return Err(CannotForecast::NotANumber { place });
        }
        let first = given.iter().position(Option::is_some).ok_or(CannotForecast::Nothing)?;
        let last = given.iter().rposition(Option::is_some).ok_or(CannotForecast::Nothing)?;
        let behind = given.len() - 1 - last;
        let start = first.max((last + 1).saturating_sub(LONGEST));
        let mut notes = Vec::new();
        if start > first {
            notes.push(Note::LongHistory { used: last + 1 - start });
        }
        if behind > 0 {
            notes.push(Note::MissingAtEnd { count: behind });
        }
        let mut found = Found { start, values: given[start..=last].to_vec(), notes };
        found.check_length()?;
        // Each may hide the other: a spike a change of level, a change of level what a usual step is.
        found.cut_at_change_of_unit()?;
        found.drop_spikes(season);
        found.cut_at_change_of_unit()?;
        found.check_gaps()?;
        let values = filled(&found.values, season);
        match values.iter().position(|value| value.abs() > GREATEST) {
            Some(place) => Err(CannotForecast::NotANumber { place: found.start + place }),
            None => Ok(History { values, behind, notes: found.notes }),
        }
    }
}

struct Found {
    /// Place of the first value kept within those given.
    start: usize,
    values: Vec<Option<f64>>,
    notes: Vec<Note>,
}

impl Found {
    fn check_length(&self) -> Result<(), CannotForecast> {
        match self.values.iter().flatten().count() {
            values if values < SHORTEST => Err(CannotForecast::TooShort { values, needed: SHORTEST }),
            _ => Ok(()),
        }
    }

    fn check_gaps(&mut self) -> Result<(), CannotForecast> {
        let (missing, of) = (self.values.iter().filter(|value| value.is_none()).count(), self.values.len());
        if 2 * missing > of {
            return Err(CannotForecast::TooManyMissing { missing, of });
        }
        let spikes: usize = self
            .notes
            .iter()
            .map(|note| if let Note::Spikes { places } = note { places.len() } else { 0 })
            .sum();
        if missing > spikes {
            let longest = self.values.split(Option::is_some).map(<[_]>::len).max().unwrap_or(0);
            self.notes.push(Note::Missing { count: missing - spikes, longest });
        }
        Ok(())
    }

    fn drop_spikes(&mut self, season: usize) {
        let places = spikes(&filled(&self.values, season), season);
        let places: Vec<usize> = places.into_iter().filter(|place| self.values[*place].is_some()).collect();
        if places.is_empty() {
            return;
        }
        places.iter().for_each(|place| self.values[*place] = None);
        self.notes.push(Note::Spikes { places: places.iter().map(|place| self.start + place).collect() });
    }

    fn cut_at_change_of_unit(&mut self) -> Result<(), CannotForecast> {
        let Some((place, factor)) = change_of_unit(&self.values) else { return Ok(()) };
        self.values.drain(..place);
        self.start += place;
        let values = self.values.iter().flatten().count();
        if values < SHORTEST {
            return Err(CannotForecast::TooShortSinceChange {
                before: self.start,
                factor,
                values,
                needed: SHORTEST,
            });
        }
        self.notes.push(Note::LevelChange { place: self.start, factor });
        Ok(())
    }
}

/// Missing values as those one season before or after, else on the line between their neighbours.
fn filled(values: &[Option<f64>], season: usize) -> Vec<f64> {
    let known = |at: Option<usize>| at.and_then(|at| values.get(at).copied().flatten());
    let line = |at: usize| {
        let left = (0..at).rev().find_map(|place| values[place].map(|value| (place, value)));
        let right = (at..values.len()).find_map(|place| values[place].map(|value| (place, value)));
        match (left, right) {
            (Some((l, a)), Some((r, b))) => a + (b - a) * (at - l) as f64 / (r - l) as f64,
            (Some((_, only)), None) | (None, Some((_, only))) => only,
            (None, None) => 0.0,
        }
    };
    let fill = |at: usize| {
        let before = if season > 1 { known(at.checked_sub(season)) } else { None };
        let after = if season > 1 { known(Some(at + season)) } else { None };
        match (before, after) {
            (Some(before), Some(after)) => f64::midpoint(before, after),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => line(at),
        }
    };
    (0..values.len()).map(|at| values[at].unwrap_or_else(|| fill(at))).collect()
}

/// Places whose value stands out from those before and after it alike, and farther than is usual at its place in the season.
fn spikes(values: &[f64], season: usize) -> Vec<usize> {
    let season = if values.len() >= 3 * season { season.max(1) } else { 1 };
    let out: Vec<f64> = (0..values.len()).map(|at| standing_out(values, at)).collect();
    let usual: Vec<f64> = (0..season)
        .map(|place| median(&out.iter().copied().skip(place).step_by(season).collect::<Vec<_>>()))
        .collect();
    let off: Vec<f64> = out.iter().enumerate().map(|(at, out)| (out - usual[at % season]).abs()).collect();
    let steps: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let deviation = median(&off).max(median(&steps));
    // At either end it may be a new level as well as a spike: only what is beyond all doubt counts.
    let at_an_end = |at: usize| at < 2 || at + 2 >= off.len();
    let doubt = |at: usize| if at_an_end(at) { SPIKE * SPIKE } else { SPIKE };
    (0..off.len()).filter(|at| deviation > 0.0 && off[*at] > doubt(*at) * deviation).collect()
}

/// How far a value is above both the three before and the three after it (below them where negative); else nought.
fn standing_out(values: &[f64], at: usize) -> f64 {
    let before = &values[at.saturating_sub(3)..at];
    let after = &values[at + 1..(at + 4).min(values.len())];
    let sides = [before, after].into_iter().filter(|side| !side.is_empty());
    let over: Vec<f64> = sides.map(|side| values[at] - median(side)).collect();
    let least = over.iter().copied().fold(f64::INFINITY, f64::min);
    let most = over.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if least > 0.0 { least } else { most.min(0.0) }
}

/// The last place at which the level changed as by a change of unit, and the factor.
fn change_of_unit(values: &[Option<f64>]) -> Option<(usize, f64)> {
    if values.iter().flatten().any(|value| *value <= 0.0) {
        return None;
    }
    let run = |greater: bool, values: &mut dyn Iterator<Item = &Option<f64>>| -> Vec<f64> {
        let mut bound = if greater { 0.0 } else { f64::INFINITY };
        values
            .map(|value| {
                let value = value.unwrap_or(bound);
                bound = if greater { bound.max(value) } else { bound.min(value) };
                bound
            })
            .collect()
    };
    let (most, least) = (run(true, &mut values.iter()), run(false, &mut values.iter()));
    let (most_after, least_after) =
        (run(true, &mut values.iter().rev()), run(false, &mut values.iter().rev()));
    let count = values.len();
    (3..count.saturating_sub(2)).rev().find_map(|place| {
        let after = count - 1 - place;
        let up = least_after[after] / most[place - 1];
        let down = least[place - 1] / most_after[after];
        let known = |place: &usize| values[*place].is_some();
        let first = (place..count).find(known).unwrap_or(place);
        (up > UNIT_CHANGE || down > UNIT_CHANGE).then(|| {
            let middle = |part: &[Option<f64>]| median(&part.iter().flatten().copied().collect::<Vec<_>>());
            let (before, after) = (middle(&values[..place]), middle(&values[place..]));
            (first, (after / before).max(before / after))
        })
    })
}
