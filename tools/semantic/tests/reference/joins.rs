use std::collections::{BTreeMap, HashMap};

use sentia_semantic::{
    Catalogue,
    catalogue::{Dataset, Relationship},
};

use super::{cells::Cell, rows::Rows};

/// For each dataset reached from a root: the row that each of the root's rows belongs to.
pub(crate) type RowOf = BTreeMap<String, Vec<Option<usize>>>;

/// The relationships from one dataset to another: the one shortest way, or the one that the catalogue names.
pub(crate) fn way<'a>(catalogue: &'a Catalogue, from: &str, to: &str) -> Option<Vec<&'a Relationship>> {
    if from == to {
        return Some(Vec::new());
    }
    if let Some(names) = catalogue.datasets[from].named_paths.get(to) {
        return names
            .iter()
            .map(|name| catalogue.relationships.iter().find(|one| one.name == *name))
            .collect();
    }
    let mut ways: Vec<Vec<&Relationship>> = vec![Vec::new()];
    for _ in 0..catalogue.datasets.len() {
        let mut longer = Vec::new();
        for way in &ways {
            let end = way.last().map_or(from, |last| last.to.as_str());
            for next in catalogue.relationships.iter().filter(|next| next.from == end) {
                longer.push(way.iter().copied().chain([next]).collect::<Vec<_>>());
            }
        }
        let arrived: Vec<_> =
            longer.iter().filter(|way| way.last().is_some_and(|last| last.to == to)).collect();
        match arrived.as_slice() {
            [] => ways = longer,
            [only] => return Some((*only).clone()),
            _ => return None,
        }
    }
    None
}

/// Follows a way from every row of its first dataset.
pub(crate) fn follow(
    catalogue: &Catalogue,
    data: &BTreeMap<String, Rows>,
    from: &str,
    way: &[&Relationship],
) -> Vec<Option<usize>> {
    let mut here: Vec<Option<usize>> = (0..data[from].rows.len()).map(Some).collect();
    for relationship in way {
        let (start, end) = (&catalogue.datasets[&relationship.from], &catalogue.datasets[&relationship.to]);
        let pairs = pairs(relationship, start, end);
        let index = index(&data[&end.id], pairs.iter().map(|(_, to)| to.as_str()));
        for row in &mut here {
            *row = row.and_then(|row| {
                let key = key_of(&data[&start.id], row, pairs.iter().map(|(from, _)| from.as_str()))?;
                index.get(&key).copied()
            });
        }
    }
    here
}

/// Columns that must be equal: those of the relationship, and the tenants.
fn pairs(relationship: &Relationship, from: &Dataset, to: &Dataset) -> Vec<(String, String)> {
    let columns = relationship.from_columns.iter().cloned().zip(relationship.to_columns.iter().cloned());
    from.tenant.iter().cloned().zip(to.tenant.iter().cloned()).chain(columns).collect()
}

fn index<'c>(rows: &Rows, columns: impl Iterator<Item = &'c str> + Clone) -> HashMap<String, usize> {
    (0..rows.rows.len()).filter_map(|row| Some((key_of(rows, row, columns.clone())?, row))).collect()
}

/// None where a part is null: null equals nothing.
fn key_of<'c>(rows: &Rows, row: usize, columns: impl Iterator<Item = &'c str>) -> Option<String> {
    let mut key = String::new();
    for column in columns {
        match rows.get(row, column) {
            Cell::Null => return None,
            cell => key.push_str(&format!("{cell:?}\u{1f}")),
        }
    }
    Some(key)
}
