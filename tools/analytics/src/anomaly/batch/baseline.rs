use crate::numeric::{mean, median};

/// Line and season of a series.
pub(super) struct Baseline {
    pub(super) season: Season,
    /// Value at nought, and slope.
    pub(super) line: (f64, f64),
}

impl Baseline {
    pub(super) fn at(&self, at: usize) -> f64 {
        self.line.0 + self.line.1 * at as f64 + self.season.at(at)
    }
}

#[derive(Default)]
pub(super) struct Season {
    /// One list of departures for each season.
    parts: Vec<Vec<f64>>,
    /// How many numbers were estimated.
    pub(super) places: f64,
}

impl Season {
    fn at(&self, at: usize) -> f64 {
        self.parts.iter().map(|part| part[at % part.len()]).sum()
    }

    pub(super) fn taken_from(&self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        values.iter().enumerate().map(|(at, value)| value.map(|value| value - self.at(at))).collect()
    }
}

/// The middle departure at each place from the middle of the season around it, for one season after the other.
pub(super) fn season(values: &[Option<f64>], seasons: &[usize]) -> Season {
    let mut fitting: Vec<usize> =
        seasons.iter().copied().filter(|s| *s > 1 && 3 * s <= values.len()).collect();
    fitting.sort_unstable();
    fitting.dedup();
    let mut found = Season::default();
    for length in fitting {
        let left = found.taken_from(values);
        let part = departures(&left, length);
        found.places += length as f64 / width(length) as f64;
        found.parts.push(part);
    }
    found
}

/// Neighbouring places of a long season share what they know.
fn width(season: usize) -> usize {
    (season / 24) | 1
}

fn departures(values: &[Option<f64>], season: usize) -> Vec<f64> {
    let half = season / 2;
    let apart: Vec<Option<f64>> = (0..values.len())
        .map(|at| {
            let around = &values[at.saturating_sub(half)..(at + half + 1).min(values.len())];
            let known: Vec<f64> = around.iter().flatten().copied().collect();
            values[at].map(|value| value - mean_without_ends(&known))
        })
        .collect();
    let places = season.min(values.len());
    let middle: Vec<f64> = (0..places)
        .map(|place| median(&apart.iter().skip(place).step_by(season).flatten().copied().collect::<Vec<_>>()))
        .collect();
    let reach = width(season) / 2;
    let smooth = (0..places).map(|place| {
        let around = (place + places - reach)..=(place + places + reach);
        mean(&around.map(|at| middle[at % places]).collect::<Vec<_>>())
    });
    let smooth: Vec<f64> = smooth.collect();
    let centre = mean(&smooth);
    smooth.iter().map(|value| value - centre).collect()
}

/// The mean of the middle half: about as robust as the median, and smooth where a season is not symmetric.
fn mean_without_ends(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = sorted.len() / 4;
    mean(&sorted[cut..sorted.len() - cut])
}
