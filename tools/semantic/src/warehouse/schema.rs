use std::collections::BTreeMap;

use crate::{Dialect, Value};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Integer,
    Real,
    /// Also dates and instants in SQLite, as ISO text.
    Text,
    Date,
    /// An instant.
    Timestamp,
    Boolean,
    Other,
}

impl ColumnType {
    pub fn is_number(self) -> bool {
        matches!(self, ColumnType::Integer | ColumnType::Real)
    }
}

/// The tables and views of a warehouse.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    tables: BTreeMap<String, Table>,
}

/// Columns by name.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub columns: BTreeMap<String, ColumnType>,
}

/// Rows of (schema, table, column, declared type).
pub(super) const OF_SQLITE: &str = "SELECT '', tables.name, columns.name, columns.type \
     FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns \
     WHERE tables.type IN ('table', 'view') AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// The schema is empty where the table is found without naming it.
pub(super) const OF_POSTGRES: &str = "SELECT \
     CASE WHEN pg_table_is_visible(tables.oid) THEN '' ELSE CAST(schemas.nspname AS TEXT) END, \
     CAST(tables.relname AS TEXT), CAST(columns.attname AS TEXT), CAST(types.typname AS TEXT) \
     FROM pg_class AS tables \
     JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace \
     JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attnum > 0 AND NOT columns.attisdropped \
     JOIN pg_type AS types ON types.oid = columns.atttypid \
     WHERE tables.relkind IN ('r', 'v', 'm', 'p', 'f') \
     AND schemas.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

impl Schema {
    pub(super) fn from_rows(rows: &[Vec<Value>], dialect: Dialect) -> Self {
        let mut schema = Schema::default();
        for row in rows {
            let [Value::Text(place), Value::Text(table), Value::Text(column), Value::Text(declared)] = row.as_slice()
            else {
                continue;
            };
            let name = if place.is_empty() { table.clone() } else { format!("{place}.{table}") };
            let kind = match dialect {
                Dialect::Sqlite => of_sqlite(declared),
                Dialect::Postgres => of_postgres(declared),
            };
            schema.tables.entry(name).or_default().columns.insert(column.clone(), kind);
        }
        schema
    }

    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table))
    }

    /// The table that a dataset's source names. The database that qualifies a name is the one that is open.
    pub fn table(&self, source: &str) -> Option<&Table> {
        let mut parts = source.rsplit('.');
        let name = parts.next()?;
        let qualified = parts.next().and_then(|schema| self.tables.get(&format!("{schema}.{name}")));
        qualified.or_else(|| self.tables.get(name))
    }
}

/// By the rules of type affinity, <https://www.sqlite.org/datatype3.html>; dates are kept as text.
fn of_sqlite(declared: &str) -> ColumnType {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") || has("BOOL") {
        ColumnType::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") || has("DATE") || has("TIME") || has("UUID") {
        ColumnType::Text
    } else if has("REAL") || has("FLOA") || has("DOUB") || has("DEC") || has("NUM") {
        ColumnType::Real
    } else {
        ColumnType::Other
    }
}

fn of_postgres(declared: &str) -> ColumnType {
    match declared {
        "int2" | "int4" | "int8" => ColumnType::Integer,
        "float4" | "float8" | "numeric" => ColumnType::Real,
        "text" | "varchar" | "bpchar" => ColumnType::Text,
        "date" => ColumnType::Date,
        "timestamp" | "timestamptz" => ColumnType::Timestamp,
        "bool" => ColumnType::Boolean,
        _ => ColumnType::Other,
    }
}
