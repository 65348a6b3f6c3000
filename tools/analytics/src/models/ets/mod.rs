//! Exponential smoothing in its state space form (Hyndman, Koehler, Ord, Snyder 2008): fifteen forms of error, trend and
//! season, the one with the least AICc. First states are found by running the model backwards over the values, so that
//! only the smoothing rates are searched.

mod filter;

use filter::{Filter, Rates};

use crate::{
    models::decompose,
    numeric::{between, free, minimise},
};

/// How a component enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    None,
    Added,
    Multiplied,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    None,
    Straight,
    Damped,
}

/// One of the fifteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// Whether errors grow with the level.
    pub(crate) relative_errors: bool,
    pub(crate) trend: Trend,
    pub(crate) season: Kind,
}

impl Form {
    /// Those whose variance stays finite, and that the values allow: factors want positive values, a season two cycles.
    fn allowed(values: &[f64], season: usize) -> Vec<Form> {
        let positive = values.iter().all(|value| *value > 0.0);
        let seasonal = season > 1 && values.len() >= 2 * season + 2;
        let mut forms = Vec::new();
        for relative_errors in [false, true] {
            for trend in [Trend::None, Trend::Straight, Trend::Damped] {
                for kind in [Kind::None, Kind::Added, Kind::Multiplied] {
                    let factors = relative_errors || kind == Kind::Multiplied;
                    let finite = relative_errors || kind != Kind::Multiplied;
                    let fits = finite && (positive || !factors) && (seasonal || kind == Kind::None);
                    if fits {
                        forms.push(Form { relative_errors, trend, season: kind });
                    }
                }
            }
        }
        forms
    }

    /// How many numbers are fitted: rates, first states, and the variance.
    fn parameters(self, season: usize) -> usize {
        let trend = match self.trend {
            Trend::None => 0,
            Trend::Straight => 2,
            Trend::Damped => 3,
        };
        let season = if self.season == Kind::None { 0 } else { season };
        1 + trend + season + 1 + 1
    }
}

/// A form with its rates, fitted to values.
pub(crate) struct Ets {
    pub(crate) form: Form,
    rates: Rates,
    season: usize,
    /// Corrected information criterion; less is better.
    criterion: f64,
}

impl Ets {
    /// The best form for the values; none for fewer than four.
    pub(crate) fn select(values: &[f64], season: usize) -> Option<Ets> {
        Form::allowed(values, season)
            .into_iter()
            .filter_map(|form| Ets::fit(form, values, season))
            .min_by(|a, b| a.criterion.total_cmp(&b.criterion))
    }

    pub(crate) fn fit(form: Form, values: &[f64], season: usize) -> Option<Ets> {
        let parameters = form.parameters(season);
        if values.len() < parameters + 2 {
            return None;
        }
        let season = if form.season == Kind::None { 1 } else { season };
        let mut filter = Filter::new(form, values, season);
        let start = Rates::first(form);
        let calls = 60 + 40 * start.len();
        let point = minimise(&start, 0.8, calls, |point| filter.cost(values, Rates::of(form, point)));
        let rates = Rates::of(form, &point);
        let (count, parameters) = (values.len() as f64, parameters as f64);
        let likelihood = count * filter.cost(values, rates);
        let criterion = likelihood + 2.0 * parameters * count / (count - parameters - 1.0).max(1.0);
        criterion.is_finite().then_some(Ets { form, rates, season, criterion })
    }

    /// The standard deviation of the error at each step as a multiple of that at the first (class 1 of Hyndman and others
    /// 2008, table 6.2; errors and seasons that multiply grow alike to a first approximation).
    pub(crate) fn growth(&self, horizon: usize) -> Vec<f64> {
        let Rates { level, slope, season, damping } = self.rates;
        let (mut variance, mut damped) = (1.0, 0.0);
        let mut growth = Vec::with_capacity(horizon);
        for step in 1..=horizon {
            growth.push(f64::sqrt(variance));
            damped = damping * (damped + 1.0);
            let seasonal = if step.is_multiple_of(self.season) && self.season > 1 { season } else { 0.0 };
            variance += f64::powi(level + slope * damped + seasonal, 2);
        }
        growth
    }

    /// Forecasts from the end of `values`, by the rates found before.
    pub(crate) fn forecast(&self, values: &[f64], horizon: usize) -> Vec<f64> {
        let mut filter = Filter::new(self.form, values, self.season);
        filter.cost(values, self.rates);
        filter.ahead(self.rates, values.len(), horizon)
    }
}

impl Rates {
    /// Level, then trend and season as shares of what the level leaves them, then damping.
    fn of(form: Form, point: &[f64]) -> Rates {
        let mut next = point.iter().copied();
        let mut take = |low, high| next.next().map_or(0.0, |value| between(low, high, value));
        let level = take(1e-4, 0.9999);
        let slope = if form.trend == Trend::None { 0.0 } else { level * take(1e-4, 0.9999) };
        let season = if form.season == Kind::None { 0.0 } else { (1.0 - level) * take(1e-4, 0.9999) };
        let damping = if form.trend == Trend::Damped { take(0.8, 0.98) } else { 1.0 };
        Rates { level, slope, season, damping }
    }

    fn first(form: Form) -> Vec<f64> {
        let mut point = vec![free(0.0, 1.0, 0.3)];
        if form.trend != Trend::None {
            point.push(free(0.0, 1.0, 0.1));
        }
        if form.season != Kind::None {
            point.push(free(0.0, 1.0, 0.1));
        }
        if form.trend == Trend::Damped {
            point.push(free(0.8, 0.98, 0.95));
        }
        point
    }
}

/// First seasonal states, by place; ones or noughts where there is no season.
fn first_season(form: Form, values: &[f64], season: usize) -> Vec<f64> {
    match form.season {
        Kind::None => vec![0.0],
        Kind::Added => decompose::indices(values, season, false),
        Kind::Multiplied => decompose::indices(values, season, true),
    }
}
