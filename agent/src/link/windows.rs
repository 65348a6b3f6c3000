//! Windows that move along with the buckets: rolling 4-week, 3-month moving average, rolling average over 8 weeks.
//! "Rolling 12 months" and "trailing twelve months" are periods, and not found here.

use sentia_semantic::Grain;

use super::{english::number_word, reading::Reading, time::unit_of_time};

/// A window of as many buckets as it says, the last being the row's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundWindow {
    pub(crate) grain: Grain,
    pub(crate) buckets: u32,
    pub(crate) is_average: bool,
}

/// The window at an atom, and the atom after it.
pub(crate) fn window_at(reading: &Reading<'_>, at: usize) -> Option<(usize, FoundWindow)> {
    [moving_first(reading, at), width_first(reading, at), width_last(reading, at)]
        .into_iter()
        .flatten()
        .max_by_key(|(to, _)| *to)
}

fn is_moving(word: &str) -> bool {
    matches!(word, "rolling" | "moving" | "trailing" | "running")
}

fn is_mean(word: &str) -> bool {
    matches!(word, "average" | "averages" | "avg" | "mean")
}

/// rolling 4-week, moving 3-month average; but not "rolling 12 months", which says how far back to look.
fn moving_first(reading: &Reading<'_>, at: usize) -> Option<(usize, FoundWindow)> {
    let (to, buckets, grain, plural) = width(reading, at + 1).filter(|_| is_moving(reading.word(at)))?;
    let (to, is_average) = tail(reading, to);
    (is_average || !plural).then_some((to, FoundWindow { grain, buckets, is_average }))
}

/// 4-week rolling, 3-month moving average.
fn width_first(reading: &Reading<'_>, at: usize) -> Option<(usize, FoundWindow)> {
    let (to, buckets, grain, plural) = width(reading, at)?;
    let moving = usize::from(is_moving(reading.word(to)));
    let (end, is_average) = tail(reading, to + moving);
    let is_window = is_average && !plural || moving > 0 && (is_average || !plural);
    is_window.then_some((end, FoundWindow { grain, buckets, is_average }))
}

/// rolling average over 8 weeks, moving average of 3 months.
fn width_last(reading: &Reading<'_>, at: usize) -> Option<(usize, FoundWindow)> {
    let is_named = is_moving(reading.word(at)) && is_mean(reading.word(at + 1));
    let start = match (reading.word(at + 2), reading.word(at + 3)) {
        ("over" | "of" | "across" | "for", "the" | "a") => at + 4,
        ("over" | "of" | "across" | "for", _) => at + 3,
        _ => return None,
    };
    let (to, buckets, grain, _) = width(reading, start).filter(|_| is_named)?;
    Some((to, FoundWindow { grain, buckets, is_average: true }))
}

fn tail(reading: &Reading<'_>, at: usize) -> (usize, bool) {
    match reading.word(at) {
        word if is_mean(word) => (at + 1, true),
        "total" | "sum" | "totals" => (at + 1, false),
        _ => (at, false),
    }
}

/// `4-week`, `three months`: the atom after it, the number, the unit, whether it is plural.
fn width(reading: &Reading<'_>, at: usize) -> Option<(usize, u32, Grain, bool)> {
    let atom = reading.atoms.get(at)?;
    let count = atom.number.or_else(|| number_word(&atom.text))?;
    let (to, grain) = unit_of_time(reading, at + 1)?;
    let buckets = u32::try_from(count).ok().filter(|count| (2..=400).contains(count))?;
    Some((to, buckets, grain, reading.word(to - 1).ends_with('s')))
}
