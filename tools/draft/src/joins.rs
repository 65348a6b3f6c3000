//! Which rows lead to which: declared foreign keys, and undeclared ones by name and by the values themselves.

use sentia_semantic::{
    Value, Warehouse, WarehouseError,
    warehouse::{ColumnStructure, ColumnType},
};
use serde::Serialize;

use crate::{
    doubts::Doubts,
    model::{Database, Dataset, KEY_WORDS},
    profile::{quoted, quoted_table},
    words,
};

/// Many rows of `from` to one of `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Join {
    /// Id of the relationship.
    pub name: String,
    /// Ids of the datasets.
    pub from: String,
    pub to: String,
    pub columns: Vec<String>,
    pub to_columns: Vec<String>,
    pub found: Found,
}

/// How a join was found; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    Declared,
    /// Called like the key or the table that it leads to, and its values are there.
    ByName,
    /// Its name holds that of the table (`ship_to_customer_id`), and its values are there.
    ByRole,
    /// All its values are among those of a key, and its name says nothing.
    ByValues,
}

/// Values of a column that are looked up in the key, at most.
const LOOKED_UP: i64 = 2_000;
/// Fewer different values say nothing when the names say nothing.
const ENOUGH_VALUES: i64 = 20;

/// A column and a key that it may refer to.
struct Candidate<'a> {
    from: &'a Dataset,
    column: &'a ColumnStructure,
    to: &'a Dataset,
    key: &'a ColumnStructure,
    found: Found,
    /// Among candidates found alike, the closest name first.
    distance: usize,
}

pub(crate) struct Joins {
    pub joins: Vec<Join>,
    /// Tables that refer to themselves: dataset, column.
    pub hierarchies: Vec<(String, String)>,
}

pub(crate) async fn find(
    warehouse: &Warehouse,
    database: &Database,
    doubts: &mut Doubts,
) -> Result<Joins, WarehouseError> {
    let mut found = Joins { joins: Vec::new(), hierarchies: Vec::new() };
    declared(database, &mut found, doubts);
    let mut undeclared: Vec<Join> = Vec::new();
    for from in &database.datasets {
        for column in from.columns() {
            let is_declared =
                found.joins.iter().any(|join| join.from == from.id && join.columns == [column.name.clone()]);
            let is_hierarchy =
                found.hierarchies.iter().any(|(id, name)| *id == from.id && *name == column.name);
            if is_declared || is_hierarchy || !may_refer(from, column) {
                continue;
            }
            if let Some(join) = undeclared_of(warehouse, database, from, column, &mut found, doubts).await? {
                undeclared.push(join);
            }
        }
    }
    undeclared.sort_by_key(|join| join.found);
    for join in undeclared {
        add(join, &mut found.joins, doubts);
    }
    name_all(&mut found.joins);
    Ok(found)
}

fn declared(database: &Database, found: &mut Joins, doubts: &mut Doubts) {
    for from in &database.datasets {
        for foreign in &from.profile.table.foreign_keys {
            let Some(to) = database.datasets.iter().find(|to| to.name() == foreign.table) else { continue };
            let to_columns = if foreign.references.is_empty() {
                to.profile.table.primary_key.clone()
            } else {
                foreign.references.clone()
            };
            if to.id == from.id {
                found.hierarchies.push((from.id.clone(), foreign.columns.join(", ")));
                continue;
            }
            if to_columns.len() != foreign.columns.len()
                || !same_types(from, &foreign.columns, to, &to_columns)
            {
                doubts.add(
                    &from.id,
                    format!(
                        "the foreign key {} to {} joins columns of different types and was left out",
                        foreign.columns.join(", "),
                        to.id
                    ),
                );
                continue;
            }
            let join = Join {
                name: String::new(),
                from: from.id.clone(),
                to: to.id.clone(),
                columns: foreign.columns.clone(),
                to_columns,
                found: Found::Declared,
            };
            add(join, &mut found.joins, doubts);
        }
    }
}

fn same_types(from: &Dataset, columns: &[String], to: &Dataset, to_columns: &[String]) -> bool {
    columns.iter().zip(to_columns).all(|(one, other)| {
        let kinds = (from.profile.table.column(one), to.profile.table.column(other));
        matches!(kinds, (Some(one), Some(other)) if one.kind == other.kind)
    })
}

/// Adds a join unless rows could then reach themselves.
fn add(join: Join, joins: &mut Vec<Join>, doubts: &mut Doubts) {
    if reaches(joins, &join.to, &join.from) {
        doubts.add(
            &join.from,
            format!(
                "{} also refers to {}, which refers back; only one direction was drafted",
                join.columns.join(", "),
                join.to
            ),
        );
        return;
    }
    joins.push(join);
}

fn reaches(joins: &[Join], from: &str, to: &str) -> bool {
    from == to || joins.iter().any(|join| join.from == from && reaches(joins, &join.to, to))
}

/// `order_customer` for the column `customer_id` of `order`; no two alike.
fn name_all(joins: &mut [Join]) {
    let mut taken = std::collections::BTreeSet::new();
    for join in joins {
        let column = words::parts(&join.columns.join("_"));
        let stem = stem(&column).join("_");
        let wanted = format!("{}_{}", join.from, if stem.is_empty() { &join.to } else { &stem });
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let free = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken.contains(name));
        join.name = free.unwrap_or(wanted);
        taken.insert(join.name.clone());
    }
}

fn stem(parts: &[String]) -> &[String] {
    match parts.split_last() {
        Some((last, before)) if KEY_WORDS.contains(&last.as_str()) => before,
        _ => parts,
    }
}

/// Whole numbers and texts that are not dates, not the key itself, and called like a reference or a thing.
fn may_refer(from: &Dataset, column: &ColumnStructure) -> bool {
    let fits = matches!(column.kind, ColumnType::Integer | ColumnType::Text);
    let parts = words::parts(&column.name);
    let is_own_key = from.key.len() == 1 && from.key[0] == column.name;
    let own_name = stem(&parts) == from.words.as_slice() || parts.len() == 1 && is_own_key;
    fits && !from.dates.contains(&column.name)
        && !(is_own_key && own_name)
        && from.seen(&column.name).longest <= 64
}

async fn undeclared_of(
    warehouse: &Warehouse,
    database: &Database,
    from: &Dataset,
    column: &ColumnStructure,
    found: &mut Joins,
    doubts: &mut Doubts,
) -> Result<Option<Join>, WarehouseError> {
    let mut candidates: Vec<Candidate<'_>> =
        database.datasets.iter().filter_map(|to| candidate(from, column, to)).collect();
    candidates.sort_by_key(|candidate| (candidate.found, candidate.distance));
    let mut by_values = Vec::new();
    for candidate in candidates {
        if candidate.found == Found::ByValues && !by_values.is_empty() && by_values.len() > 3 {
            break;
        }
        let (values, missing) = look_up(warehouse, &candidate).await?;
        match candidate.found {
            Found::ByValues if values >= ENOUGH_VALUES && missing == 0 && is_much_of_it(&candidate) => {
                by_values.push(candidate)
            }
            Found::ByValues => {}
            _ if !is_nearly_all(values, missing) => {}
            _ => {
                let same_table = candidate.to.id == from.id;
                if same_table {
                    found.hierarchies.push((from.id.clone(), column.name.clone()));
                    return Ok(None);
                }
                if !is_unique_throughout(warehouse, &candidate).await? {
                    continue;
                }
                if missing > 0 {
                    doubts.add(
                        &from.id,
                        format!(
                            "{missing} of {values} values of {} are not in {}",
                            column.name, candidate.to.id
                        ),
                    );
                }
                if candidate.found == Found::ByRole {
                    doubts.add(
                        &from.id,
                        format!("{} was joined to {} by a part of its name", column.name, candidate.to.id),
                    );
                }
                return Ok(Some(join(&candidate)));
            }
        }
    }
    // Values alone must point to one table, or nothing is believed.
    if let [only] = by_values.as_slice()
        && is_unique_throughout(warehouse, only).await?
    {
        doubts.add(
            &from.id,
            format!(
                "{} was joined to {} because all its values are keys there, not by its name",
                column.name, only.to.id
            ),
        );
        return Ok(Some(join(only)));
    }
    Ok(None)
}

/// All but a twentieth of the values; of a few values one may be a slip of the pen.
fn is_nearly_all(values: i64, missing: i64) -> bool {
    missing * 20 <= values || (missing == 1 && values >= 5)
}

fn join(candidate: &Candidate<'_>) -> Join {
    Join {
        name: String::new(),
        from: candidate.from.id.clone(),
        to: candidate.to.id.clone(),
        columns: vec![candidate.column.name.clone()],
        to_columns: vec![candidate.key.name.clone()],
        found: candidate.found,
    }
}

fn candidate<'a>(from: &'a Dataset, column: &'a ColumnStructure, to: &'a Dataset) -> Option<Candidate<'a>> {
    let key = to.single_key()?;
    if key.kind != column.kind || (to.id == from.id && key.name == column.name) {
        return None;
    }
    let parts = words::parts(&column.name);
    let stem = words::of_column(&stem(&parts).join("_"));
    let ends_like_a_key = parts.last().is_some_and(|last| KEY_WORDS.contains(&last.as_str()));
    let singular: Vec<String> = stem.iter().map(|word| words::singular(word)).collect();
    let key_parts = words::parts(&key.name);
    let is_same_key = column.name.eq_ignore_ascii_case(&key.name) && key_parts.len() > 1;
    let is_table = singular == to.words;
    let holds_key = parts.len() > key_parts.len() && key_parts.len() > 1 && parts.ends_with(&key_parts);
    let holds_table = ends_like_a_key && (singular.starts_with(&to.words) || singular.ends_with(&to.words));
    // A one-to-one table of details shares its key with the table that it belongs to.
    let is_own_key = from.key.len() == 1 && from.key[0] == column.name;
    let found = if is_same_key || is_table {
        Found::ByName
    } else if holds_key || holds_table {
        Found::ByRole
    } else if ends_like_a_key && !is_own_key && to.id != from.id && says_something(to, key) {
        Found::ByValues
    } else {
        return None;
    };
    if is_own_key && (found != Found::ByName || to.words.len() >= from.words.len()) {
        return None;
    }
    let distance = if is_table { 0 } else { to.words.len() + usize::from(stem != to.words) };
    Some(Candidate { from, column, to, key, found, distance })
}

/// A few values among very many keys may be there by chance.
fn is_much_of_it(candidate: &Candidate<'_>) -> bool {
    let (values, keys) = (
        candidate.from.seen(&candidate.column.name).distinct,
        candidate.to.seen(&candidate.key.name).distinct,
    );
    values * 5 >= keys
}

/// Keys without a gap hold any small number: that a value is among them means nothing.
fn says_something(to: &Dataset, key: &ColumnStructure) -> bool {
    let seen = to.seen(&key.name);
    if key.kind == ColumnType::Text {
        return seen.longest > 2;
    }
    match (seen.least_number(), seen.greatest_number()) {
        (Some(least), Some(greatest)) => (seen.distinct as f64) < 0.9 * (greatest - least + 1.0),
        _ => false,
    }
}

/// How many different values were looked up, and how many of them are not there.
async fn look_up(warehouse: &Warehouse, candidate: &Candidate<'_>) -> Result<(i64, i64), WarehouseError> {
    let (column, key) = (quoted(&candidate.column.name), quoted(&candidate.key.name));
    let (from, to) = (quoted_table(candidate.from.name()), quoted_table(candidate.to.name()));
    let empty = if candidate.column.kind == ColumnType::Text {
        format!(" AND {column} <> ''")
    } else {
        String::new()
    };
    let sql = format!(
        "SELECT COUNT(*), SUM(CASE WHEN NOT EXISTS (SELECT 1 FROM {to} AS target WHERE target.{key} = seen.value) THEN 1 ELSE 0 END) \
         FROM (SELECT DISTINCT {column} AS value FROM (SELECT {column} FROM {from} LIMIT {}) AS rows_seen WHERE {column} IS NOT NULL{empty} LIMIT {LOOKED_UP}) AS seen",
        crate::profile::SAMPLE
    );
    let rows = warehouse.fetch(&sql, &[], &[ColumnType::Integer; 2]).await?;
    let whole = |cell: Option<&Value>| match cell {
        Some(Value::Integer(whole)) => *whole,
        _ => 0,
    };
    let cells = rows.first().map(Vec::as_slice).unwrap_or_default();
    Ok((whole(cells.first()), whole(cells.get(1))))
}

/// A key that was only looked at in part is counted out before anything is joined to it.
async fn is_unique_throughout(
    warehouse: &Warehouse,
    candidate: &Candidate<'_>,
) -> Result<bool, WarehouseError> {
    let table = &candidate.to.profile.table;
    if candidate.to.profile.is_whole() || table.primary_key == [candidate.key.name.clone()] {
        return Ok(true);
    }
    let (key, to) = (quoted(&candidate.key.name), quoted_table(candidate.to.name()));
    let sql = format!("SELECT COUNT({key}) - COUNT(DISTINCT {key}) FROM {to}");
    let rows = warehouse.fetch(&sql, &[], &[ColumnType::Integer]).await?;
    Ok(rows.first().and_then(|row| row.first()) == Some(&Value::Integer(0)))
}
