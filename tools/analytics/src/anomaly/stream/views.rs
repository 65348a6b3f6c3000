use super::{moments::Moments, tail::Tail};
use crate::numeric::{mean, variance};

/// Values over which levels and variances are taken: what is short and strong, and what is weak and lasts.
const SPANS: [usize; 3] = [8, 32, 128];
/// How long the level and the usual deviation are remembered, in values; a level just now; a place of the season, in seasons.
const LONG: f64 = 20_000.0;
const SHORT: f64 = 8.0;
const SEASONS: f64 = 5.0;
/// Over how many values departures from the season are averaged.
const SEASON_SPAN: usize = 32;
/// Deviations beyond which a value teaches no more than at it, once there are a few: one error must not hide all that follows.
const BOUNDED: f64 = 100.0;
const FEW: f64 = 30.0;
/// No value counts for more; squares stay finite.
const GREATEST: f64 = 1e100;

/// Spike, step, two of the season, and a level, a shift and a variance for each span.
const COUNT: usize = 4 + 3 * SPANS.len();

/// Ways to look at a value, each with the distribution of how strange values were before.
#[derive(Debug, Clone)]
pub(super) struct Views {
    tails: Vec<Tail>,
    long: Moments,
    short: Moments,
    season: Vec<Moments>,
    /// Place within the season.
    place: usize,
    values: Last,
    departures: Last,
}

impl Views {
    pub(super) fn new(season: usize) -> Views {
        Views {
            tails: vec![Tail::default(); COUNT],
            long: Moments::new(LONG),
            short: Moments::new(SHORT),
            season: vec![Moments::new(SEASONS); if season > 1 { season } else { 0 }],
            place: 0,
            values: Last::default(),
            departures: Last::default(),
        }
    }

    /// The rarity of each, nought for what cannot be seen yet.
    pub(super) fn push(&mut self, value: Option<f64>) -> Option<[f64; COUNT]> {
        let place = self.place;
        self.place = (place + 1) % self.season.len().max(1);
        let value = value?.clamp(-GREATEST, GREATEST);
        let strange = self.strangeness(value, place);
        self.learn(value, place);
        let mut rarities = [0.0; COUNT];
        for ((rarity, tail), strange) in rarities.iter_mut().zip(&mut self.tails).zip(strange) {
            *rarity = strange.map_or(0.0, |strange| tail.push(strange));
        }
        Some(rarities)
    }

    /// In usual deviations, or logarithms of ratios to them.
    fn strangeness(&mut self, value: f64, place: usize) -> [Option<f64>; COUNT] {
        let (level, deviation) = (self.long.mean, self.long.deviation());
        let apart = |from: f64| Some(((value - from) / deviation).abs());
        let mut strange = [None; COUNT];
        strange[0] = apart(self.short.mean);
        strange[1] = self.values.newest().and_then(apart);
        if let Some(expected) = self.season.get(place).filter(|expected| expected.count > 0.0) {
            self.departures.push(value - expected.mean);
            if expected.count > 1.0 {
                strange[2] = apart(expected.mean);
                strange[3] = self.departures.last(SEASON_SPAN).map(|last| (mean(last) / deviation).abs());
            }
        }
        self.values.push(value);
        for (at, span) in SPANS.into_iter().enumerate() {
            if let Some((before, last)) = self.values.last(2 * span).map(|last| last.split_at(span)) {
                strange[4 + 3 * at] = Some(((mean(last) - level) / deviation).abs());
                strange[5 + 3 * at] = Some(((mean(last) - mean(before)) / deviation).abs());
                // A hundredth of the deviation is as good as none: a flat line is not infinitely strange.
                let ratio = variance(last) / (deviation * deviation) + 1e-4;
                strange[6 + 3 * at] = Some(ratio.ln().abs());
            }
        }
        strange
    }

    fn learn(&mut self, value: f64, place: usize) {
        let reach = BOUNDED * self.long.deviation();
        let known = self.long.count >= FEW;
        let bounded = if known { value.clamp(self.long.mean - reach, self.long.mean + reach) } else { value };
        self.long.push(bounded);
        self.short.push(bounded);
        if let Some(expected) = self.season.get_mut(place) {
            expected.push(bounded);
        }
    }
}

/// The last values in one slice, moved to its front when it is full.
#[derive(Debug, Clone, Default)]
struct Last(Vec<f64>);

impl Last {
    const KEPT: usize = 2 * SPANS[SPANS.len() - 1];

    fn push(&mut self, value: f64) {
        if self.0.len() == 2 * Last::KEPT {
            self.0.drain(..Last::KEPT);
        }
        self.0.push(value);
    }

    fn newest(&self) -> Option<f64> {
        self.0.last().copied()
    }

    fn last(&self, span: usize) -> Option<&[f64]> {
        self.0.len().checked_sub(span).map(|from| &self.0[from..])
    }
}
