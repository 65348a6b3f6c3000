use jiff::civil::Date;
use sqlparser::dialect::{PostgreSqlDialect, SQLiteDialect};

use crate::{Grain, warehouse::ColumnType};

/// The SQL that a database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub(crate) fn parser(self) -> Box<dyn sqlparser::dialect::Dialect> {
        match self {
            Dialect::Sqlite => Box::new(SQLiteDialect {}),
            Dialect::Postgres => Box::new(PostgreSqlDialect {}),
        }
    }

    /// The table that a dataset's source names, as this database writes it: SQLite has one database and no schemas.
    pub(crate) fn table(self, source: &str) -> String {
        let quoted = |name: &str| crate::catalogue::identifier(name).to_string();
        let parts: Vec<&str> = source.split('.').collect();
        let kept = match self {
            Dialect::Sqlite => parts.len() - 1,
            Dialect::Postgres => parts.len().saturating_sub(2),
        };
        parts.iter().skip(kept).map(|part| quoted(part)).collect::<Vec<_>>().join(".")
    }

    pub(super) fn date(self, day: Date) -> String {
        match self {
            Dialect::Sqlite => format!("'{day}'"),
            Dialect::Postgres => format!("DATE '{day}'"),
        }
    }

    /// First day of the bucket around a date or instant: ISO text in SQLite, a date in PostgreSQL.
    pub(crate) fn bucket(self, grain: Grain, time: &str) -> String {
        match (self, grain) {
            (Dialect::Sqlite, Grain::Day) => format!("substr({time}, 1, 10)"),
            (Dialect::Sqlite, Grain::Week) => format!("date({time}, 'weekday 0', '-6 days')"),
            (Dialect::Sqlite, Grain::Month) => format!("substr({time}, 1, 7) || '-01'"),
            (Dialect::Sqlite, Grain::Quarter) => format!(
                "substr({time}, 1, 4) || CASE WHEN substr({time}, 6, 2) < '04' THEN '-01-01' \
                 WHEN substr({time}, 6, 2) < '07' THEN '-04-01' WHEN substr({time}, 6, 2) < '10' THEN '-07-01' \
                 ELSE '-10-01' END"
            ),
            (Dialect::Sqlite, Grain::Year) => format!("substr({time}, 1, 4) || '-01-01'"),
            (Dialect::Postgres, Grain::Day) => format!("CAST({time} AS DATE)"),
            (Dialect::Postgres, grain) => format!("CAST(date_trunc('{}', {time}) AS DATE)", grain.name()),
        }
    }

    /// What a bucket is selected as: ISO text.
    pub(super) fn bucket_as_text(self, bucket: &str) -> String {
        match self {
            Dialect::Sqlite => bucket.to_owned(),
            Dialect::Postgres => format!("CAST({bucket} AS TEXT)"),
        }
    }

    /// Byte order, so that rows come in the same order from both databases.
    pub(super) fn collated(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => text.to_owned(),
            Dialect::Postgres => format!("{text} COLLATE \"C\""),
        }
    }

    /// SQLite's least and greatest are null when one of them is; PostgreSQL's skip nulls.
    pub(super) fn extreme(self, least: bool, parts: &[String]) -> String {
        let list = parts.join(", ");
        match self {
            Dialect::Sqlite => format!("{}({list})", if least { "MIN" } else { "MAX" }),
            Dialect::Postgres => {
                let any_null =
                    parts.iter().map(|part| format!("{part} IS NULL")).collect::<Vec<_>>().join(" OR ");
                let function = if least { "LEAST" } else { "GREATEST" };
                format!("CASE WHEN {any_null} THEN NULL ELSE {function}({list}) END")
            }
        }
    }

    pub(super) fn type_name(kind: ColumnType) -> &'static str {
        match kind {
            ColumnType::Integer | ColumnType::Boolean => "BIGINT",
            ColumnType::Real => "DOUBLE PRECISION",
            _ => "TEXT",
        }
    }
}

/// A text literal, the same in both databases.
pub(crate) fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
