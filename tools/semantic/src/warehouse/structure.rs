use std::collections::BTreeMap;

use super::{
    ColumnType,
    schema::{of_postgres, of_sqlite},
};
use crate::{Dialect, Value};

/// A table or view as the database declares it, with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableStructure {
    /// Qualified where it is not found without naming its schema.
    pub name: String,
    pub is_view: bool,
    /// In the order of the table.
    pub columns: Vec<ColumnStructure>,
    pub primary_key: Vec<String>,
    /// Other sets of columns that no two rows share.
    pub unique_keys: Vec<Vec<String>>,
    pub foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnStructure {
    pub name: String,
    /// As it is declared, such as `numeric(12,2)`.
    pub declared: String,
    pub kind: ColumnType,
    /// Digits behind the point, where they are declared.
    pub scale: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub table: String,
    /// The columns there; empty for its primary key.
    pub references: Vec<String>,
}

impl TableStructure {
    pub fn column(&self, name: &str) -> Option<&ColumnStructure> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Rows of (table, `view` or `table`, column, declared type, type by name).
pub(super) const COLUMNS_OF_SQLITE: &str = "SELECT tables.name, tables.type, columns.name, columns.type, columns.type \
     FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
     WHERE tables.type IN ('table', 'view') AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     ORDER BY tables.name, columns.cid";

pub(super) const COLUMNS_OF_POSTGRES: &str = "SELECT \
     CASE WHEN pg_table_is_visible(tables.oid) THEN '' ELSE CAST(schemas.nspname AS TEXT) || '.' END || tables.relname, \
     CASE WHEN tables.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, CAST(columns.attname AS TEXT), \
     format_type(columns.atttypid, columns.atttypmod), CAST(types.typname AS TEXT) \
     FROM pg_class AS tables \
     JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace \
     JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attnum > 0 AND NOT columns.attisdropped \
     JOIN pg_type AS types ON types.oid = columns.atttypid \
     WHERE tables.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT tables.relispartition \
     AND schemas.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') \
     ORDER BY 1, columns.attnum";

/// Rows of (table, `p` primary, `u` unique or `f` foreign, name of the key, its columns, table referred to, columns there);
/// columns by line.
pub(super) const KEYS_OF_SQLITE: &str = "SELECT tables.name, 'p', '', group_concat(columns.name, char(10) ORDER BY columns.pk), '', '' \
     FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
     WHERE tables.type = 'table' AND columns.pk > 0 GROUP BY 1 \
     UNION ALL SELECT tables.name, 'u', indexes.name, group_concat(columns.name, char(10) ORDER BY columns.seqno), '', '' \
     FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS indexes, pragma_index_info(indexes.name) AS columns \
     WHERE tables.type = 'table' AND indexes.\"unique\" = 1 AND indexes.origin <> 'pk' AND indexes.partial = 0 \
     GROUP BY 1, 3 HAVING COUNT(*) = COUNT(columns.name) \
     UNION ALL SELECT tables.name, 'f', CAST(keys.id AS TEXT), group_concat(keys.\"from\", char(10) ORDER BY keys.seq), \
     keys.\"table\", COALESCE(group_concat(keys.\"to\", char(10) ORDER BY keys.seq), '') \
     FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys \
     WHERE tables.type = 'table' GROUP BY 1, 3";

pub(super) const KEYS_OF_POSTGRES: &str = "SELECT \
     CASE WHEN pg_table_is_visible(tables.oid) THEN '' ELSE CAST(schemas.nspname AS TEXT) || '.' END || tables.relname, \
     CAST(keys.contype AS TEXT), CAST(keys.conname AS TEXT), \
     (SELECT string_agg(columns.attname, chr(10) ORDER BY part.at) FROM unnest(keys.conkey) WITH ORDINALITY AS part(number, at) \
      JOIN pg_attribute AS columns ON columns.attrelid = keys.conrelid AND columns.attnum = part.number), \
     COALESCE((SELECT CASE WHEN pg_table_is_visible(others.oid) THEN '' ELSE CAST(spaces.nspname AS TEXT) || '.' END || \
      others.relname FROM pg_class AS others JOIN pg_namespace AS spaces ON spaces.oid = others.relnamespace \
      WHERE others.oid = keys.confrelid), ''), \
     COALESCE((SELECT string_agg(columns.attname, chr(10) ORDER BY part.at) \
      FROM unnest(keys.confkey) WITH ORDINALITY AS part(number, at) \
      JOIN pg_attribute AS columns ON columns.attrelid = keys.confrelid AND columns.attnum = part.number), '') \
     FROM pg_constraint AS keys JOIN pg_class AS tables ON tables.oid = keys.conrelid \
     JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace \
     WHERE keys.contype IN ('p', 'u', 'f') AND NOT tables.relispartition \
     AND schemas.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1, 2, 3";

pub(super) fn from_rows(
    columns: &[Vec<Value>],
    keys: &[Vec<Value>],
    dialect: Dialect,
) -> Vec<TableStructure> {
    let mut tables: BTreeMap<String, TableStructure> = BTreeMap::new();
    for row in columns {
        let Some([table, form, name, declared, by_name]) = texts(row) else { continue };
        let entry = tables.entry(table.to_owned()).or_insert_with(|| TableStructure {
            name: table.to_owned(),
            is_view: form == "view",
            columns: Vec::new(),
            primary_key: Vec::new(),
            unique_keys: Vec::new(),
            foreign_keys: Vec::new(),
        });
        let kind = match dialect {
            Dialect::Sqlite => of_sqlite(by_name),
            Dialect::Postgres => of_postgres(by_name),
        };
        entry.columns.push(ColumnStructure {
            name: name.to_owned(),
            declared: declared.to_lowercase(),
            kind,
            scale: scale(declared),
        });
    }
    for row in keys {
        let Some([table, form, _, columns, other, references]) = texts(row) else { continue };
        let Some(entry) = tables.get_mut(table) else { continue };
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        match form {
            "p" => entry.primary_key = lines(columns),
            "u" => entry.unique_keys.push(lines(columns)),
            _ => entry.foreign_keys.push(ForeignKey {
                columns: lines(columns),
                table: other.to_owned(),
                references: lines(references),
            }),
        }
    }
    tables.into_values().collect()
}

/// A row of texts; nothing where a cell is missing.
fn texts<const N: usize>(row: &[Value]) -> Option<[&str; N]> {
    let texts: Vec<&str> = row.iter().map(|cell| cell.as_text().unwrap_or_default()).collect();
    texts.try_into().ok()
}

/// The 2 of `numeric(12,2)`.
fn scale(declared: &str) -> Option<u32> {
    let (_, rest) = declared.split_once('(')?;
    let (_, scale) = rest.split_once(')')?.0.split_once(',')?;
    scale.trim().parse().ok()
}
