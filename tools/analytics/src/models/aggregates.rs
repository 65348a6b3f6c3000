//! Temporal aggregation (Kourentzes, Petropoulos, Trapero 2014; Athanasopoulos and others 2017): the same values in wider
//! buckets show the trend with less noise. Exponential smoothing at each width that divides the season; the mean of what
//! they say, by bucket.

use super::ets::{Ets, Form};
use crate::numeric::mean;

/// The form chosen for each width of bucket; width 1 first.
pub(crate) struct Aggregates {
    season: usize,
    forms: Vec<(usize, Form)>,
}

impl Aggregates {
    /// Nothing where there is no season to divide.
    pub(crate) fn select(values: &[f64], season: usize, finest: Form) -> Option<Aggregates> {
        let wider = (2..=season).filter(|width| season.is_multiple_of(*width));
        let chosen = |width| Some((width, Ets::select(&buckets(values, width), season / width)?.form));
        let forms: Vec<(usize, Form)> =
            std::iter::once((1, finest)).chain(wider.filter_map(chosen)).collect();
        (forms.len() > 1).then_some(Aggregates { season, forms })
    }

    pub(crate) fn forecast(&self, values: &[f64], horizon: usize) -> Option<Vec<f64>> {
        let whole = horizon.next_multiple_of(self.season);
        let finest = self.at_width(values, 1, whole)?;
        let mut moved = vec![0.0; whole];
        let mut widths = 0.0;
        for (width, _) in &self.forms {
            let Some(wide) = self.at_width(values, *width, whole / width) else { continue };
            widths += 1.0;
            for (bucket, expected) in wide.iter().enumerate() {
                let steps = bucket * width..(bucket + 1) * width;
                let by = expected - mean(&finest[steps.clone()]);
                moved[steps].iter_mut().for_each(|step| *step += by);
            }
        }
        Some(finest.iter().zip(&moved).take(horizon).map(|(value, by)| value + by / widths).collect())
    }

    fn at_width(&self, values: &[f64], width: usize, horizon: usize) -> Option<Vec<f64>> {
        let (_, form) = self.forms.iter().find(|(own, _)| *own == width)?;
        let values = buckets(values, width);
        Some(Ets::fit(*form, &values, self.season / width)?.forecast(&values, horizon))
    }
}

/// Means of whole buckets, counted from the end.
fn buckets(values: &[f64], width: usize) -> Vec<f64> {
    values[values.len() % width..].chunks(width).map(mean).collect()
}
