//! What the columns hold, from a bounded number of rows.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sentia_semantic::{
    Dialect, Value, Warehouse, WarehouseError,
    warehouse::{ColumnStructure, ColumnType, TableStructure},
};

/// Rows of each table that are looked at.
pub(crate) const SAMPLE: i64 = 50_000;
/// Columns that one statement describes.
const COLUMNS_AT_ONCE: usize = 60;

/// A table with what its rows show.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub table: TableStructure,
    /// Rows looked at; all of them where there are fewer than the sample.
    pub rows: i64,
    pub columns: BTreeMap<String, ColumnProfile>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnProfile {
    pub filled: i64,
    pub distinct: i64,
    pub least: String,
    pub greatest: String,
    /// The greatest length of its text.
    pub longest: i64,
    /// Values that begin as an ISO date does.
    pub iso_dates: i64,
    /// Numbers with more than two, and with more than four decimal places.
    pub finer_than_cents: i64,
    pub finer_than_four_places: i64,
}

impl Profile {
    pub(crate) fn is_whole(&self) -> bool {
        self.rows < SAMPLE
    }

    pub(crate) fn of(&self, column: &str) -> ColumnProfile {
        self.columns.get(column).cloned().unwrap_or_default()
    }

    /// No two of the rows looked at share it, and none lacks it.
    pub(crate) fn is_unique(&self, column: &str) -> bool {
        let seen = self.of(column);
        self.rows > 0 && seen.distinct == self.rows && seen.filled == self.rows
    }

    /// Whether it dates rows: declared so, or ISO dates throughout.
    pub(crate) fn is_date(&self, column: &ColumnStructure, dialect: Dialect) -> bool {
        match dialect {
            Dialect::Postgres => matches!(column.kind, ColumnType::Date | ColumnType::Timestamp),
            Dialect::Sqlite => {
                let seen = self.of(&column.name);
                let declared =
                    ["date", "timestamp", "datetime"].iter().any(|kind| column.declared.starts_with(kind));
                column.kind == ColumnType::Text
                    && ((seen.filled > 0 && seen.iso_dates == seen.filled) || (declared && seen.filled == 0))
            }
        }
    }
}

impl ColumnProfile {
    pub(crate) fn least_number(&self) -> Option<f64> {
        self.least.parse().ok()
    }

    pub(crate) fn greatest_number(&self) -> Option<f64> {
        self.greatest.parse().ok()
    }

    pub(crate) fn last_day(&self) -> Option<Date> {
        self.greatest.get(..10)?.parse().ok()
    }
}

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A table as it stands in SQL.
pub(crate) fn quoted_table(name: &str) -> String {
    name.split('.').map(quoted).collect::<Vec<_>>().join(".")
}

pub(crate) async fn profile(warehouse: &Warehouse, table: TableStructure) -> Result<Profile, WarehouseError> {
    let mut profile = Profile { table, rows: 0, columns: BTreeMap::new() };
    let columns = profile.table.columns.clone();
    for chunk in columns.chunks(COLUMNS_AT_ONCE) {
        let selected: Vec<String> =
            chunk.iter().flat_map(|column| aggregates(column, warehouse.dialect())).collect();
        let sql = format!(
            "SELECT CAST(COUNT(*) AS TEXT), {} FROM (SELECT * FROM {} LIMIT {SAMPLE}) AS sample",
            selected.join(", "),
            quoted_table(&profile.table.name)
        );
        let rows = warehouse.fetch(&sql, &[], &vec![ColumnType::Text; selected.len() + 1]).await?;
        let Some(cells) = rows.into_iter().next() else { continue };
        let text = |at: usize| cells.get(at).and_then(Value::as_text).unwrap_or_default().to_owned();
        let whole = |at: usize| text(at).parse::<i64>().unwrap_or(0);
        profile.rows = whole(0);
        for (at, column) in chunk.iter().enumerate() {
            let at = 1 + at * PER_COLUMN;
            let seen = ColumnProfile {
                filled: whole(at),
                distinct: whole(at + 1),
                least: text(at + 2),
                greatest: text(at + 3),
                longest: whole(at + 4),
                iso_dates: whole(at + 5),
                finer_than_cents: whole(at + 6),
                finer_than_four_places: whole(at + 7),
            };
            profile.columns.insert(column.name.clone(), seen);
        }
    }
    Ok(profile)
}

const PER_COLUMN: usize = 8;

/// As many texts as [`PER_COLUMN`].
fn aggregates(column: &ColumnStructure, dialect: Dialect) -> Vec<String> {
    let name = quoted(&column.name);
    let as_text = format!("CAST({name} AS TEXT)");
    // Types without an order (JSON and the like) are compared as text.
    let ordered =
        if column.kind == ColumnType::Other || column.kind == ColumnType::Boolean { &as_text } else { &name };
    let text = |sql: String| format!("CAST({sql} AS TEXT)");
    let count_where = |condition: String| text(format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"));
    let finer_than = |factor: &str| match column.kind {
        ColumnType::Real | ColumnType::Other
            if dialect == Dialect::Sqlite || column.kind == ColumnType::Real =>
        {
            count_where(format!("ABS({name} * {factor} - ROUND({name} * {factor})) > 0.0001"))
        }
        _ => "'0'".to_owned(),
    };
    vec![
        text(format!("COUNT({name})")),
        text(format!("COUNT(DISTINCT {ordered})")),
        text(format!("MIN({ordered})")),
        text(format!("MAX({ordered})")),
        text(format!("MAX(LENGTH({as_text}))")),
        count_where(format!(
            "{as_text} LIKE '____-__-__' OR {as_text} LIKE '____-__-__ %' OR {as_text} LIKE '____-__-__T%'"
        )),
        finer_than("100"),
        finer_than("10000"),
    ]
}
