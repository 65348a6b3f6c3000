//! What is known of one thing on one day, from that day and those before.

use super::{KNOWN, Thing};
use crate::numeric::median;

/// Days over which what is usual for a sign is told.
const USUAL: usize = 150;
/// Readings that say how a sign is now: one that is wrong does not move their median.
const NOW: usize = 3;
/// Days before these, beside which a rise is told.
const BEFORE: usize = 10;
/// Days over which failures are counted.
const LATELY: usize = 120;
/// Values of each sign.
const OF_SIGN: usize = 4;
/// A driver that adds less is not worth a word.
const WORTH: f64 = 0.01;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Its place among the signs.
    Sign(usize),
    /// Its place among the kinds of use.
    Use(usize),
    /// Its place among the kinds of care.
    Care(usize),
    /// Time since the last failure.
    Age,
    /// How often it failed lately.
    History,
}

/// By day, then by column.
pub(super) struct Features {
    sources: Vec<Source>,
    rows: Vec<Vec<f64>>,
}

impl Features {
    pub(super) fn of(thing: &Thing) -> Features {
        let mut sources = Vec::new();
        (0..thing.signs.len()).for_each(|at| sources.extend([Source::Sign(at); OF_SIGN]));
        sources.extend((0..thing.used.len()).map(Source::Use));
        sources.extend((0..thing.cared.len()).map(Source::Care));
        sources.extend([Source::Age, Source::History]);
        let signs: Vec<Vec<[f64; OF_SIGN]>> = thing.signs.iter().map(|sign| sign_by_day(sign)).collect();
        let used: Vec<Vec<f64>> = thing.used.iter().map(|used| since_failure(used, &thing.failed)).collect();
        let cared: Vec<Vec<f64>> = thing.cared.iter().map(|cared| days_since(cared)).collect();
        let age = days_since(&thing.failed);
        let lately = lately(&thing.failed);
        let row = |day: usize| {
            let mut row: Vec<f64> = signs.iter().flat_map(|sign| sign[day]).collect();
            row.extend(used.iter().chain(&cared).map(|column| column[day]));
            row.extend([age[day], lately[day]]);
            row
        };
        Features { sources, rows: (0..thing.failed.len()).map(row).collect() }
    }

    pub(super) fn width(&self) -> usize {
        self.sources.len()
    }

    /// Not a number where it is not known.
    pub(super) fn value(&self, day: usize, column: usize) -> f64 {
        self.rows.get(day).and_then(|row| row.get(column)).copied().unwrap_or(f64::NAN)
    }

    /// None where the thing is not known for long enough by then.
    pub(super) fn row(&self, day: usize) -> Option<Vec<f64>> {
        self.rows.get(day).filter(|_| day >= KNOWN).cloned()
    }

    /// Where what raises a risk comes from, the strongest first.
    pub(super) fn sources(&self, drivers: &[f64]) -> Vec<Source> {
        let mut sums: std::collections::BTreeMap<Source, f64> = std::collections::BTreeMap::new();
        self.sources
            .iter()
            .zip(drivers)
            .for_each(|(source, driver)| *sums.entry(*source).or_default() += driver);
        let mut strong: Vec<(Source, f64)> = sums.into_iter().filter(|(_, sum)| *sum > WORTH).collect();
        strong.sort_by(|one, other| other.1.total_cmp(&one.1));
        strong.into_iter().map(|(source, _)| source).collect()
    }
}

/// How far the last readings lie from the usual, the very last, how far they rose, and how long ago the last was: the first
/// three in usual differences of one reading from the next. What is usual is told anew after every few readings.
fn sign_by_day(sign: &[Option<f64>]) -> Vec<[f64; OF_SIGN]> {
    let known: Vec<(usize, f64)> =
        sign.iter().enumerate().filter_map(|(day, value)| Some((day, (*value)?))).collect();
    let mut by_day = Vec::with_capacity(sign.len());
    let (mut count, mut told, mut usual) = (0, 0, None);
    for day in 0..sign.len() {
        count += known[count..].iter().take_while(|(known, _)| *known <= day).count();
        if count >= told + NOW {
            (told, usual) = (count, Usual::of(&known[..count]));
        }
        by_day.push(usual.map_or([f64::NAN; OF_SIGN], |usual: Usual| usual.beside(&known[..count], day)));
    }
    by_day
}

fn last(known: &[(usize, f64)], from: usize, to: usize) -> Vec<f64> {
    let part = known.len().saturating_sub(from)..known.len().saturating_sub(to);
    known[part].iter().map(|(_, value)| *value).collect()
}

/// What is usual for a sign: its median, and that of the differences of one reading from the next.
#[derive(Clone, Copy)]
struct Usual {
    centre: f64,
    noise: f64,
}

impl Usual {
    fn of(known: &[(usize, f64)]) -> Option<Usual> {
        let readings = last(known, USUAL, 0);
        if readings.len() <= NOW + BEFORE {
            return None;
        }
        let steps: Vec<f64> = readings.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let centre = median(&readings);
        let noise = median(&steps).max(1e-9 * centre.abs()).max(f64::MIN_POSITIVE);
        Some(Usual { centre, noise })
    }

    fn beside(self, known: &[(usize, f64)], day: usize) -> [f64; OF_SIGN] {
        let Some((last_day, very_last)) = known.last() else { return [f64::NAN; OF_SIGN] };
        let (now, before) = (median(&last(known, NOW, 0)), median(&last(known, NOW + BEFORE, NOW)));
        let Usual { centre, noise } = self;
        [
            (now - centre) / noise,
            (very_last - centre) / noise,
            (now - before) / noise,
            (day - last_day) as f64,
        ]
    }
}

/// How many days ago it last was so, today being nought; not a number where it never was.
fn days_since(is: &[bool]) -> Vec<f64> {
    let mut last = None;
    let since = is.iter().enumerate().map(|(day, is)| {
        last = is.then_some(day).or(last);
        last.map_or(f64::NAN, |last| (day - last) as f64)
    });
    since.collect()
}

/// What was used since the last failure, or since the beginning.
fn since_failure(used: &[f64], failed: &[bool]) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = used.iter().zip(failed).map(|(used, failed)| {
        sum = if *failed { 0.0 } else { sum + used };
        sum
    });
    sums.collect()
}

fn lately(failed: &[bool]) -> Vec<f64> {
    let count =
        |day: usize| failed[day.saturating_sub(LATELY)..=day].iter().filter(|failed| **failed).count();
    (0..failed.len()).map(|day| count(day) as f64).collect()
}
