use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    Additivity, Area, Direction, FailureModel, Faults, PaymentModel, Record, Rollup, ScheduleModel,
    Sensitivity, StockModel, Trace, yaml::Node,
};
use crate::Unit;

/// What vendor `SENTIA` says of a model.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ModelExtension {
    pub fiscal_year_start: Option<i8>,
    pub single_tenant: Option<bool>,
    pub headlines: Vec<String>,
    pub failure_models: Vec<FailureModel>,
    pub stock_models: Vec<StockModel>,
    pub payment_models: Vec<PaymentModel>,
    pub schedule_models: Vec<ScheduleModel>,
    pub records: Vec<Record>,
    pub traces: Vec<Trace>,
    /// Read apart, by [`statements`], so that each fault has its own line.
    statements: Option<serde::de::IgnoredAny>,
    /// The day that stands for today, for data that have ended.
    pub as_of: Option<jiff::civil::Date>,
}

/// What vendor `SENTIA` says of a dataset.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DatasetExtension {
    pub area: Option<Area>,
    pub time: Option<String>,
    pub undated: bool,
    pub snapshot: bool,
    pub tenant: Option<String>,
    pub default_period: Option<String>,
    pub future: bool,
    pub sparse: bool,
    pub completeness: Option<String>,
    pub rollups: Vec<Rollup>,
    /// Relationships to follow to a dataset, where more than one shortest way leads there.
    pub paths: BTreeMap<String, Vec<String>>,
}

/// What vendor `SENTIA` says of a field: it makes the field a dimension.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FieldExtension {
    pub dimension: Option<String>,
    pub label: Option<String>,
    pub plural: Option<String>,
    pub key: Option<String>,
    pub area: Option<Area>,
    pub parent: Option<String>,
    pub searchable: Option<bool>,
    pub detail: bool,
    pub prefix: Option<String>,
    pub pseudonym: Option<String>,
}

/// What vendor `SENTIA` says of a metric.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MetricExtension {
    pub label: Option<String>,
    pub unit: Option<Unit>,
    pub direction: Option<Good>,
    pub area: Option<Area>,
    pub sensitivity: Option<Sensitivity>,
    pub additivity: Option<Additivity>,
    pub default_period: Option<String>,
    pub target: Option<f64>,
    pub min_completeness: Option<f64>,
    /// Field that dates the rows of a dataset for this metric.
    pub time: BTreeMap<String, String>,
    pub drivers: Vec<String>,
    pub proportional_to: Vec<String>,
    pub follows: BTreeMap<String, f64>,
    pub split_by: BTreeMap<String, String>,
    pub beyond_target: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Good {
    Up,
    Down,
    Neutral,
}

impl From<Good> for Direction {
    fn from(good: Good) -> Self {
        match good {
            Good::Up => Direction::UpIsGood,
            Good::Down => Direction::DownIsGood,
            Good::Neutral => Direction::Neutral,
        }
    }
}

/// The statements that vendor `SENTIA` declares for a model.
pub(super) fn statements(model: &Node, faults: &mut Faults) -> Vec<Node> {
    let data =
        ours(model, faults).and_then(|ours| ours.get("data").cloned()).and_then(|data| data.reparse(faults));
    data.map(|data| data.list("statements", faults).to_vec()).unwrap_or_default()
}

/// The extension of vendor `SENTIA` under `node`, if there is one. Each key is read by itself, so that each fault has
/// its own line.
pub(super) fn read<T: DeserializeOwned>(node: &Node, faults: &mut Faults) -> Option<T> {
    let ours = ours(node, faults)?;
    let Some(data) = ours.get("data") else {
        faults.add(&ours.at, "the SENTIA extension has no `data`; add it, or remove the extension");
        return None;
    };
    let data = data.reparse(faults)?;
    let mut sound = Map::new();
    for entry in data.entries() {
        let alone = Json::Object(Map::from_iter([(entry.key.clone(), entry.value.to_json())]));
        match serde_json::from_value::<T>(alone) {
            Ok(_) => {
                sound.insert(entry.key.clone(), entry.value.to_json());
            }
            Err(error) => {
                faults.add(&entry.at, format!("`{}` of the SENTIA extension is wrong: {error}", entry.key))
            }
        }
    }
    serde_json::from_value(Json::Object(sound)).ok()
}

fn ours<'a>(node: &'a Node, faults: &mut Faults) -> Option<&'a Node> {
    node.list("custom_extensions", faults).iter().find(|extension| {
        extension.text_of("vendor_name").is_some_and(|vendor| vendor.eq_ignore_ascii_case("SENTIA"))
    })
}
