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

/// Rows of (schema, table, columns): one line for each column, its name and its declared type parted by a tab. Few rows
/// are read much faster than many.
pub(super) const OF_SQLITE: &str = "SELECT '', name, \
     (SELECT group_concat(columns.name || char(9) || columns.type, char(10)) FROM pragma_table_info(tables.name) AS columns) \
     FROM sqlite_schema AS tables WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// The schema is empty where the table is found without naming it.
pub(super) const OF_POSTGRES: &str = "SELECT \
     CASE WHEN pg_table_is_visible(tables.oid) THEN '' ELSE CAST(schemas.nspname AS TEXT) END, \
     CAST(tables.relname AS TEXT), string_agg(columns.attname || chr(9) || types.typname, chr(10)) \
     FROM pg_class AS tables \
     JOIN pg_namespace AS schemas ON schemas.oid = tables.relnamespace \
     JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attnum > 0 AND NOT columns.attisdropped \
     JOIN pg_type AS types ON types.oid = columns.atttypid \
     WHERE tables.relkind IN ('r', 'v', 'm', 'p', 'f') \
     AND schemas.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') \
     GROUP BY 1, 2";

impl Schema {
    pub(crate) fn from_rows(rows: &[Vec<Value>], dialect: Dialect) -> Self {
        let mut schema = Schema::default();
        for row in rows {
            let [Value::Text(place), Value::Text(table), Value::Text(columns)] = row.as_slice() else {
                continue;
            };
            let name = if place.is_empty() { table.clone() } else { format!("{place}.{table}") };
            let columns =
                columns.lines().filter_map(|line| line.split_once('\t')).map(|(column, declared)| {
                    let kind = match dialect {
                        Dialect::Sqlite => of_sqlite(declared),
                        Dialect::Postgres => of_postgres(declared),
                    };
                    (column.to_owned(), kind)
                });
            schema.tables.insert(name, Table { columns: columns.collect() });
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
pub(super) fn of_sqlite(declared: &str) -> ColumnType {
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

pub(super) fn of_postgres(declared: &str) -> ColumnType {
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
