//! Several models of one series, and the mean of what they say without the extremes. On the quarterly, yearly and other
//! series of M3 no choice among the models by their past errors did better than keeping all of them.

use super::{
    aggregates::Aggregates,
    arima::Arima,
    ces::{Ces, Form as CesForm},
    ets::{Ets, Form as EtsForm},
    stl,
    theta::Theta,
};

/// The forms chosen for one series; coefficients are fitted anew for each forecast.
pub(crate) struct Pool {
    season: usize,
    ets: Option<EtsForm>,
    aggregates: Option<Aggregates>,
    ces: Option<CesForm>,
    arima: Option<Arima>,
}

impl Pool {
    pub(crate) fn choose(values: &[f64], season: usize) -> Pool {
        let ets = Ets::select(values, season).map(|model| model.form);
        Pool {
            season,
            ets,
            aggregates: ets.and_then(|form| Aggregates::select(values, season, form)),
            ces: Ces::select(values, season).map(|model| model.form),
            arima: Arima::select(values, season),
        }
    }

    /// Names of the models that take part.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let named = [
            (self.ets.is_some(), "ETS"),
            (self.aggregates.is_some(), "ETS on temporal aggregates"),
            (true, "Theta"),
            (self.season > 1, "Theta after STL"),
            (self.ces.is_some(), "CES"),
            (self.arima.is_some(), "ARIMA"),
        ];
        named.into_iter().filter(|(takes_part, _)| *takes_part).map(|(_, name)| name).collect()
    }

    /// One value for each step; nothing where no model could be fitted.
    pub(crate) fn forecast(&self, values: &[f64], horizon: usize) -> Option<Vec<f64>> {
        let season = self.season;
        let members = [
            self.ets.and_then(|form| Some(Ets::fit(form, values, season)?.forecast(values, horizon))),
            self.aggregates.as_ref().and_then(|aggregates| aggregates.forecast(values, horizon)),
            Theta::fit(values, season).map(|model| model.forecast(values, season, horizon)),
            theta_after_stl(values, season, horizon),
            self.ces.and_then(|form| Some(Ces::fit(form, values, season)?.forecast(values, season, horizon))),
            self.arima.as_ref().and_then(|model| model.refit(values)?.forecast(values, horizon)),
        ];
        let members: Vec<Vec<f64>> =
            members.into_iter().flatten().filter(|ahead| is_sane(values, ahead)).collect();
        (!members.is_empty()).then(|| (0..horizon).map(|step| without_extremes(&members, step)).collect())
    }
}

/// A model that ran away is none: no forecast lies further outside the values than ten times their range.
fn is_sane(values: &[f64], ahead: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let room = 10.0 * (high - low);
    ahead.iter().all(|value| *value >= low - room && *value <= high + room)
}

/// The mean of the members at a step, the least and the greatest left out of four or more.
fn without_extremes(members: &[Vec<f64>], step: usize) -> f64 {
    let mut said: Vec<f64> = members.iter().map(|ahead| ahead[step]).collect();
    said.sort_by(f64::total_cmp);
    let cut = usize::from(said.len() >= 4);
    crate::numeric::mean(&said[cut..said.len() - cut])
}

fn theta_after_stl(values: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    if season < 2 || values.len() < 2 * season + 2 {
        return None;
    }
    let adjusted = stl::Adjusted::new(values, &[season]);
    let ahead = Theta::fit(&adjusted.values, 1)?.forecast(&adjusted.values, 1, horizon);
    Some(adjusted.put_back(&ahead))
}
