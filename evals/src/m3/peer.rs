use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use serde::Deserialize;

use super::{
    read::{ReadError, lines},
    score::Given,
};

/// A line of the file that `evals/peers/statsforecast_m3.py` writes.
#[derive(Deserialize)]
struct Line {
    id: String,
    models: BTreeMap<String, Model>,
}

#[derive(Deserialize)]
struct Model {
    mean: Vec<f64>,
    #[serde(rename = "lo-80")]
    low_80: Vec<f64>,
    #[serde(rename = "hi-80")]
    high_80: Vec<f64>,
    #[serde(rename = "lo-95")]
    low_95: Vec<f64>,
    #[serde(rename = "hi-95")]
    high_95: Vec<f64>,
    seconds: f64,
}

/// For each series the forecasts of each model, and the median of them all, with the median of their limits.
pub(super) fn load(file: &Path) -> Result<HashMap<String, Vec<(String, Given)>>, ReadError> {
    Ok(lines::<Line>(file)?.into_iter().map(|line| (line.id.clone(), line.given())).collect())
}

impl Line {
    fn given(self) -> Vec<(String, Given)> {
        let median = |of: fn(&Model) -> &Vec<f64>| -> Vec<f64> {
            let all: Vec<&Vec<f64>> = self.models.values().map(of).collect();
            let steps = all.iter().map(|values| values.len()).min().unwrap_or(0);
            (0..steps).map(|step| middle(all.iter().map(|values| values[step]).collect())).collect()
        };
        let all = Model {
            mean: median(|model| &model.mean),
            low_80: median(|model| &model.low_80),
            high_80: median(|model| &model.high_80),
            low_95: median(|model| &model.low_95),
            high_95: median(|model| &model.high_95),
            seconds: self.models.values().map(|model| model.seconds).sum(),
        };
        let each = self.models.into_iter().map(|(name, model)| (format!("peer: {name}"), model.given()));
        std::iter::once((super::score::PEER.to_owned(), all.given())).chain(each).collect()
    }
}

impl Model {
    fn given(self) -> Given {
        let pairs = |low: Vec<f64>, high: Vec<f64>| low.into_iter().zip(high).collect();
        let limits = [pairs(self.low_80, self.high_80), pairs(self.low_95, self.high_95)];
        Given { points: self.mean, limits: Some(limits), seconds: self.seconds }
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}
