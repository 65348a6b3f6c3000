use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{
    Dialect,
    warehouse::{ColumnStructure, ColumnType},
};

use crate::{
    joins::Join,
    profile::{ColumnProfile, Profile},
    words,
};

/// A table on its way into the catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Dataset {
    pub id: String,
    pub profile: Profile,
    /// The table's words, in the singular.
    pub words: Vec<String>,
    /// Columns that identify a row; empty where none were found.
    pub key: Vec<String>,
    pub dates: Vec<String>,
    /// Where each row belongs to a tenant: the column that says which.
    pub tenant: Option<String>,
    /// Rows are days, that others refer to.
    pub is_calendar: bool,
}

impl Dataset {
    pub(crate) fn name(&self) -> &str {
        &self.profile.table.name
    }

    pub(crate) fn columns(&self) -> &[ColumnStructure] {
        &self.profile.table.columns
    }

    pub(crate) fn seen(&self, column: &str) -> ColumnProfile {
        self.profile.of(column)
    }

    /// The column that alone identifies a row.
    pub(crate) fn single_key(&self) -> Option<&ColumnStructure> {
        match self.key.as_slice() {
            [only] => self.profile.table.column(only),
            _ => None,
        }
    }
}

/// All that is known of the database.
#[derive(Debug)]
pub(crate) struct Database {
    pub dialect: Dialect,
    pub datasets: Vec<Dataset>,
    pub joins: Vec<Join>,
}

impl Database {
    pub(crate) fn dataset(&self, id: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.id == id)
    }

    /// Whether others refer to it.
    pub(crate) fn is_referred_to(&self, id: &str) -> bool {
        self.joins.iter().any(|join| join.to == id)
    }

    /// Columns of a dataset that lead elsewhere.
    pub(crate) fn leading_elsewhere(&self, id: &str) -> BTreeSet<&str> {
        let joins = self.joins.iter().filter(|join| join.from == id);
        joins.flat_map(|join| join.columns.iter().map(String::as_str)).collect()
    }

    /// Datasets that can be reached from one.
    pub(crate) fn reached_from(&self, id: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![id.to_owned()];
        while let Some(here) = waiting.pop() {
            for join in self.joins.iter().filter(|join| join.from == here) {
                if reached.insert(join.to.clone()) {
                    waiting.push(join.to.clone());
                }
            }
        }
        reached
    }
}

pub(crate) fn is_number(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Integer | ColumnType::Real)
}

/// Datasets with ids of their own, and the key of each.
pub(crate) fn datasets(profiles: Vec<Profile>, dialect: Dialect) -> Vec<Dataset> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut datasets = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let own = profile.table.name.rsplit('.').next().unwrap_or(&profile.table.name);
        let id = words::id(own);
        let count = taken.entry(id.clone()).or_insert(0);
        *count += 1;
        let id = if *count > 1 { format!("{id}_{count}") } else { id };
        let dates = profile.table.columns.iter().filter(|column| profile.is_date(column, dialect));
        let dates: Vec<String> = dates.map(|column| column.name.clone()).collect();
        let key = key(&profile, &dates);
        let words = words::of_table(&profile.table.name);
        datasets.push(Dataset { id, words, key, dates, tenant: None, is_calendar: false, profile });
    }
    datasets
}

/// The declared primary key, else one column that is unique and called like a key.
fn key(profile: &Profile, dates: &[String]) -> Vec<String> {
    if !profile.table.primary_key.is_empty() {
        return profile.table.primary_key.clone();
    }
    if let Some(unique) = profile.table.unique_keys.iter().find(|key| key.len() == 1) {
        return unique.clone();
    }
    let table = words::of_table(&profile.table.name);
    let mut candidates: Vec<(u8, &ColumnStructure)> = Vec::new();
    for (at, column) in profile.table.columns.iter().enumerate() {
        let fits = matches!(column.kind, ColumnType::Integer | ColumnType::Text | ColumnType::Other);
        if !fits || dates.contains(&column.name) || !profile.is_unique(&column.name) {
            continue;
        }
        let parts = words::parts(&column.name);
        let ends_like_a_key = parts.last().is_some_and(|last| KEY_WORDS.contains(&last.as_str()));
        let stem = words::of_column(&parts[..parts.len().saturating_sub(1)].join("_"));
        let rank = match (ends_like_a_key, at) {
            (true, _) if parts.len() == 1 || stem == table => 0,
            (true, 0) => 1,
            (true, _) => 2,
            (false, 0) if column.kind != ColumnType::Real => 3,
            _ => continue,
        };
        // What only looks unique among a handful of rows is no key.
        if rank < 2 || profile.rows >= 3 {
            candidates.push((rank, column));
        }
    }
    let best = candidates.into_iter().min_by_key(|(rank, _)| *rank);
    best.map(|(_, column)| vec![column.name.clone()]).unwrap_or_default()
}

/// Last words of columns that identify something.
pub(crate) const KEY_WORDS: [&str; 12] =
    ["id", "key", "code", "no", "nr", "number", "num", "sk", "fk", "pk", "ref", "uid"];
