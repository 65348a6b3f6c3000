//! Ways to split and filter: the things that tables name, and what describes them.

use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{
    Dialect,
    catalogue::quoted_name,
    warehouse::{ColumnStructure, ColumnType},
};

use crate::{
    model::{Database, Dataset, KEY_WORDS},
    profile::ColumnProfile,
    words::{self, has_any},
};

/// A field that is a dimension.
#[derive(Debug, Clone)]
pub(crate) struct Dimension {
    pub dataset: String,
    pub field: String,
    pub expression: String,
    pub id: String,
    pub label: String,
    pub plural: String,
    pub key: Option<String>,
    pub searchable: bool,
    pub synonyms: Vec<String>,
    full: Vec<String>,
}

/// Members that a question may name; more of them are only filtered by their exact name.
const MOST_MEMBERS: i64 = 20_000;
/// Different values of a category, at most.
const MOST_VALUES: i64 = 300;

pub(crate) fn find(database: &Database) -> Vec<Dimension> {
    let mut dimensions = Vec::new();
    for dataset in database.datasets.iter().filter(|dataset| !dataset.is_calendar) {
        let maker = Maker { database, dataset };
        let things = maker.thing();
        let label_columns: BTreeSet<String> = things.iter().map(|(_, column)| column.clone()).collect();
        dimensions.extend(things.into_iter().map(|(dimension, _)| dimension).take(1));
        let columns = dataset.columns().iter().filter(|column| !label_columns.contains(&column.name));
        dimensions.extend(columns.filter_map(|column| maker.attribute(column)));
    }
    name_apart(&mut dimensions);
    dimensions
}

struct Maker<'a> {
    database: &'a Database,
    dataset: &'a Dataset,
}

impl Maker<'_> {
    /// The members of the table itself, with the columns that name them.
    fn thing(&self) -> Vec<(Dimension, String)> {
        let dataset = self.dataset;
        let Some(key) = dataset.single_key() else { return Vec::new() };
        let named = self.label_columns(key);
        let is_thing = self.database.is_referred_to(&dataset.id) || !named.is_empty();
        let records = dataset.profile.rows > MOST_MEMBERS || (named.is_empty() && !dataset.dates.is_empty());
        if !is_thing || (records && named.is_empty() && !self.database.is_referred_to(&dataset.id)) {
            return Vec::new();
        }
        let expression = match named.as_slice() {
            [] => quoted_name(&key.name),
            columns => {
                columns.iter().map(|column| quoted_name(column)).collect::<Vec<_>>().join(" || ' ' || ")
            }
        };
        let label = words::label(&dataset.words);
        let dimension = Dimension {
            dataset: dataset.id.clone(),
            field: format!("{}_member", dataset.id),
            expression,
            id: dataset.words.join("_"),
            plural: words::label(&[words::plural_of(&dataset.words)]),
            key: Some(key.name.clone()),
            searchable: dataset.profile.rows <= MOST_MEMBERS && !(named.is_empty() && records),
            synonyms: Vec::new(),
            full: dataset.words.clone(),
            label,
        };
        let columns = if named.is_empty() { vec![key.name.clone()] } else { named };
        columns.into_iter().map(|column| (dimension.clone(), column)).collect()
    }

    /// Columns that together name a row: `name`, `product_name`, `first_name` and `last_name`, `description`.
    fn label_columns(&self, key: &ColumnStructure) -> Vec<String> {
        let texts = || {
            self.dataset.columns().iter().filter(|column| {
                let seen = self.dataset.seen(&column.name);
                column.kind == ColumnType::Text
                    && column.name != key.name
                    && seen.filled * 10 >= self.dataset.profile.rows * 9
                    && seen.filled > 0
            })
        };
        let holds = |column: &&ColumnStructure, wanted: &[&str]| {
            let words = words::of_column(&column.name);
            wanted.iter().all(|word| words.iter().any(|own| own == word))
        };
        let first = texts().find(|column| holds(column, &["first", "name"]));
        let last = texts().find(|column| holds(column, &["last", "name"]));
        if let (Some(first), Some(last)) = (first, last) {
            return vec![first.name.clone(), last.name.clone()];
        }
        let own_name: Vec<&str> = self.dataset.words.iter().map(String::as_str).chain(["name"]).collect();
        let exact = texts().find(|column| {
            let words = words::of_column(&column.name);
            words == ["name"] || words == own_name
        });
        let others = ["name", "title", "description", "label"];
        let found = exact.or_else(|| {
            others.iter().find_map(|word| {
                texts().find(|column| words::of_column(&column.name).last().is_some_and(|last| last == word))
            })
        });
        let is_distinct = |column: &&ColumnStructure| {
            self.dataset.seen(&column.name).distinct * 2 > self.dataset.profile.rows
        };
        found.filter(is_distinct).map(|column| vec![column.name.clone()]).unwrap_or_default()
    }

    fn attribute(&self, column: &ColumnStructure) -> Option<Dimension> {
        let dataset = self.dataset;
        let words = words::of_column(&column.name);
        let seen = dataset.seen(&column.name);
        let leads_elsewhere = self.database.leading_elsewhere(&dataset.id).contains(column.name.as_str());
        let is_key = dataset.key.len() == 1 && dataset.key[0] == column.name;
        if leads_elsewhere
            || is_key
            || seen.filled == 0
            || dataset.dates.contains(&column.name)
            || is_technical(&words, &seen)
        {
            return None;
        }
        if dataset.tenant.as_deref() == Some(column.name.as_str()) {
            return None;
        }
        let own = quoted_name(&column.name);
        let expression = if self.is_flag(column, &words, &seen) {
            self.yes_or_no(column, &own)
        } else if column.kind == ColumnType::Text
            || (column.kind == ColumnType::Integer
                && (is_enumeration(&words, &seen) || is_reference(column, &words)))
        {
            own
        } else if column.kind == ColumnType::Other && column.declared != "json" && seen.longest <= 40 {
            format!("CAST({own} AS TEXT)")
        } else {
            return None;
        };
        let is_code =
            words::parts(&column.name).last().is_some_and(|last| KEY_WORDS.contains(&last.as_str()));
        let few = seen.distinct <= MOST_VALUES;
        if !few && !is_code && seen.distinct * 2 > seen.filled {
            return None;
        }
        // `employee_id` names an employee, where there is no table of them.
        let ends_in_id = words.last().is_some_and(|last| last == "id" || last == "key");
        let stem = &words[..words.len().saturating_sub(1)];
        let shown: Vec<String> = if ends_in_id && !stem.is_empty() && stem != dataset.words {
            stem.to_vec()
        } else {
            words.clone()
        };
        let rest: Vec<String> = shown.iter().filter(|word| !dataset.words.contains(word)).cloned().collect();
        let full: Vec<String> = dataset.words.iter().chain(&rest).cloned().collect();
        let mut synonyms = vec![full.join(" "), words.join(" ")];
        synonyms.retain(|name| *name != shown.join(" "));
        synonyms.dedup();
        Some(Dimension {
            dataset: dataset.id.clone(),
            field: words::id(&column.name),
            expression,
            id: format!("{}_{}", dataset.id, words::id(&column.name)),
            label: words::label(&shown),
            plural: words::label(&[words::plural_of(&shown)]),
            key: None,
            searchable: few,
            synonyms,
            full,
        })
    }

    fn is_flag(&self, column: &ColumnStructure, words: &[String], seen: &ColumnProfile) -> bool {
        let is_bit = column.kind == ColumnType::Integer
            && seen.least_number() >= Some(0.0)
            && seen.greatest_number() <= Some(1.0);
        column.kind == ColumnType::Boolean
            || (is_bit
                && (column.declared.starts_with("bool")
                    || has_any(words, &["is", "has", "flag", "active", "preferred", "enabled", "status"])))
    }

    fn yes_or_no(&self, column: &ColumnStructure, own: &str) -> String {
        if column.kind == ColumnType::Boolean && self.database.dialect == Dialect::Postgres {
            format!("CASE WHEN {own} THEN 'yes' WHEN NOT {own} THEN 'no' END")
        } else {
            format!("CASE WHEN {own} = 1 THEN 'yes' WHEN {own} = 0 THEN 'no' END")
        }
    }
}

/// A whole number that stands for a kind: few of them, and called so.
pub(crate) fn is_enumeration(words: &[String], seen: &ColumnProfile) -> bool {
    const KINDS: [&str; 17] = [
        "status", "type", "class", "category", "priority", "rating", "shift", "line", "bin", "channel",
        "segment", "gender", "kind", "state", "stage", "version", "operator",
    ];
    seen.distinct <= 30 && words.last().is_some_and(|last| KINDS.contains(&last.as_str()))
}

/// `employee_id` where there is no table of employees.
fn is_reference(column: &ColumnStructure, words: &[String]) -> bool {
    let parts = words::parts(&column.name);
    words.len() > 1
        && parts
            .last()
            .is_some_and(|last| ["id", "key", "code", "number", "no", "nr"].contains(&last.as_str()))
}

fn is_technical(words: &[String], seen: &ColumnProfile) -> bool {
    has_any(
        words,
        &["guid", "rowguid", "uuid", "hash", "password", "token", "secret", "url", "email", "photo"],
    ) || (seen.longest == 36 && seen.distinct == seen.filled && seen.least.matches('-').count() == 4)
        || seen.longest > 200
}

/// Where two dimensions are called alike, each is called after its table too; ids are never alike.
fn name_apart(dimensions: &mut [Dimension]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for dimension in dimensions.iter() {
        *counts.entry(dimension.label.to_lowercase()).or_default() += 1;
    }
    for dimension in dimensions.iter_mut().filter(|dimension| dimension.key.is_none()) {
        if counts.get(&dimension.label.to_lowercase()).is_some_and(|count| *count > 1) {
            dimension.synonyms.push(dimension.label.to_lowercase());
            dimension.label = words::label(&dimension.full);
            dimension.plural = words::label(&[words::plural_of(&dimension.full)]);
            dimension.synonyms.retain(|name| *name != dimension.label.to_lowercase());
        }
    }
    let mut taken = BTreeSet::new();
    for dimension in dimensions {
        let wanted = dimension.id.clone();
        let mut number = 2;
        while !taken.insert(dimension.id.clone()) {
            dimension.id = format!("{wanted}_{number}");
            number += 1;
        }
    }
}
