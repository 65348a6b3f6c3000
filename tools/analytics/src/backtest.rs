//! Rolling origins: forecasts of the past from what was known then.

use crate::candidate::{Candidate, Seasons};

/// Forecasts are made from no more origins than this.
const ORIGINS: usize = 8;
/// So many origins within one horizon.
const IN_A_HORIZON: usize = 6;
/// The forms of models are chosen anew after so many origins; their coefficients are fitted at each.
const CHOSEN_EVERY: usize = 4;
/// No origin has fewer values before it, nor fewer than two thirds of them all (or two seasons and a little).
const FEWEST: usize = 6;

/// What was forecast from one origin, and what came.
pub(crate) struct Origin {
    pub(crate) actual: Vec<f64>,
    pub(crate) forecast: Vec<f64>,
}

impl Origin {
    pub(crate) fn errors(&self) -> Vec<f64> {
        self.actual.iter().zip(&self.forecast).map(|(actual, forecast)| actual - forecast).collect()
    }
}

/// Forecasts of a candidate from each origin, the earliest first.
pub(crate) fn run(candidate: Candidate, values: &[f64], seasons: &Seasons, horizon: usize) -> Vec<Origin> {
    let cuts = cuts(values.len(), seasons.carried(), horizon);
    let mut prepared = None;
    cuts.iter()
        .enumerate()
        .map(|(index, cut)| {
            let (known, after) = values.split_at(values.len() - cut);
            let fresh = || candidate.prepare(known, seasons);
            if index % CHOSEN_EVERY == 0 {
                prepared = Some(fresh());
            }
            let actual = after[..horizon.min(*cut)].to_vec();
            let forecast = prepared.get_or_insert_with(fresh).forecast(known, actual.len());
            Origin { actual, forecast }
        })
        .collect()
}

/// How many values before the end each origin lies, the earliest first.
fn cuts(values: usize, season: usize, horizon: usize) -> Vec<usize> {
    let apart = horizon.div_ceil(IN_A_HORIZON);
    let needed = (2 * season + 2).min(values * 2 / 3).max(FEWEST);
    let room = values.saturating_sub(needed);
    // A short history has its origins closer together, so that there are at least two.
    let apart = apart.min((room / 2).max(1));
    (1..=ORIGINS).map(|nth| nth * apart).filter(|cut| *cut <= room).rev().collect()
}

/// Mean |error| over all steps of all origins.
pub(crate) fn error(origins: &[Origin]) -> f64 {
    let errors: Vec<f64> = origins.iter().flat_map(|origin| origin.errors()).map(f64::abs).collect();
    crate::numeric::mean(&errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_lie_within_the_history_and_there_are_two_at_least() {
        assert_eq!(cuts(100, 12, 18), vec![24, 21, 18, 15, 12, 9, 6, 3]);
        assert_eq!(cuts(8, 1, 6), vec![2, 1]);
        for values in 8..200 {
            for horizon in [1, 3, 12, values] {
                let cuts = cuts(values, 12, horizon);
                assert!(
                    cuts.len() >= 2 && cuts.iter().all(|cut| values - cut >= FEWEST),
                    "{values} {horizon} {cuts:?}"
                );
            }
        }
    }
}
