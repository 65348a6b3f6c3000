//! The triggers that note which days of a dataset have changed.

use super::{RolledDataset, STALE};
use crate::{
    Dialect, Grain,
    catalogue::Dataset,
    compile::{quoted, text_literal},
    warehouse::TableStructure,
};

/// The triggers without which a dataset's rollups cannot be trusted.
pub(super) fn watching(rolled: &RolledDataset) -> [String; 3] {
    ["insert", "update", "delete"].map(|event| trigger(rolled, event))
}

fn trigger(rolled: &RolledDataset, event: &str) -> String {
    format!("{}_{event}", rolled.marks)
}

const EVENTS: [&str; 6] = ["insert", "update", "delete", "replace", "overwrite", "truncate"];

/// Whether a name of ours is that of a trigger. Tables end with their hash.
pub(super) fn is_trigger(name: &str) -> bool {
    name.rsplit('_').next().is_some_and(|event| EVENTS.contains(&event))
}

/// Makes the table of stale days.
pub(super) fn table_of_stale_days(dialect: Dialect) -> String {
    let (day, transaction) = match dialect {
        Dialect::Sqlite => ("TEXT", ""),
        // Which transaction has noted a day: another one must note it too, since this one may yet be undone.
        Dialect::Postgres => ("DATE", ", transaction_id XID8 NOT NULL"),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS {STALE} (dataset TEXT NOT NULL, tenant TEXT NOT NULL, day {day} NOT NULL, \
         next_day {day} NOT NULL, month {day} NOT NULL, next_month {day} NOT NULL{transaction}); \
         CREATE INDEX IF NOT EXISTS {STALE}_days ON {STALE} (dataset, tenant, day)"
    )
}

/// Removes the triggers of a dataset, as far as there are any.
pub(super) fn removal(rolled: &RolledDataset, dataset: &Dataset, dialect: Dialect) -> String {
    let of_table = match dialect {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => format!(" ON {}", dialect.table(&dataset.source)),
    };
    let drop = |event: &&str| format!("DROP TRIGGER IF EXISTS {}{of_table}; ", trigger(rolled, event));
    EVENTS.iter().map(drop).collect()
}

/// The statements that make them.
pub(super) fn creation(
    rolled: &RolledDataset,
    dataset: &Dataset,
    structure: &TableStructure,
    dialect: Dialect,
) -> String {
    match dialect {
        Dialect::Sqlite => of_sqlite(rolled, dataset, structure),
        Dialect::Postgres => of_postgres(rolled, dataset),
    }
}

/// Notes the day of `row` unless that is done already. `from` is where the row comes from, with a condition. There is no
/// conflict clause here: SQLite puts that of the person's own statement in its place.
fn note(rolled: &RolledDataset, row: &str, from: &str, dialect: Dialect) -> String {
    let time = format!("{row}.{}", quoted(&rolled.time));
    let tenant = match &rolled.tenant {
        Some(tenant) => format!("COALESCE(CAST({row}.{} AS TEXT), '')", quoted(tenant)),
        None => "''".to_owned(),
    };
    let day = dialect.bucket(Grain::Day, &time);
    let month = dialect.bucket(Grain::Month, &time);
    // Anything that begins with a day sorts before that day with a tilde.
    let (next_day, next_month, transaction, once) = match dialect {
        Dialect::Sqlite => (format!("{day} || '~'"), format!("substr({time}, 1, 7) || '~'"), "", ""),
        Dialect::Postgres => (
            format!("{day} + 1"),
            format!("CAST({month} + INTERVAL '1 month' AS DATE)"),
            ", pg_current_xact_id()",
            " AND transaction_id = pg_current_xact_id()",
        ),
    };
    let dataset = text_literal(&rolled.dataset);
    format!(
        "INSERT INTO {STALE} SELECT {dataset}, {tenant}, {day}, {next_day}, {month}, {next_month}{transaction} {from} \
         {time} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {STALE} AS noted WHERE noted.dataset = {dataset} \
         AND noted.tenant = {tenant} AND noted.day = {day}{once}); "
    )
}

fn of_sqlite(rolled: &RolledDataset, dataset: &Dataset, structure: &TableStructure) -> String {
    let table = Dialect::Sqlite.table(&dataset.source);
    let old = note(rolled, "OLD", "WHERE", Dialect::Sqlite);
    let new = note(rolled, "NEW", "WHERE", Dialect::Sqlite);
    let make = |event: &str, when: &str, body: &str| {
        format!("CREATE TRIGGER {} {when} ON {table} BEGIN {body}END; ", trigger(rolled, event))
    };
    let mut sql = make("insert", "AFTER INSERT", &new);
    sql.push_str(&make("update", "AFTER UPDATE", &format!("{old}{new}")));
    sql.push_str(&make("delete", "AFTER DELETE", &old));
    // REPLACE removes rows with the same key and tells no trigger: their days are noted before.
    let keys = std::iter::once(&structure.primary_key).chain(&structure.unique_keys);
    let replaced: String = keys
        .filter(|key| !key.is_empty() && !tells_day(rolled, key))
        .map(|key| {
            let same: Vec<String> =
                key.iter().map(|column| format!("gone.{0} = NEW.{0}", quoted(column))).collect();
            let from = format!("FROM {table} AS gone WHERE {} AND", same.join(" AND "));
            note(rolled, "gone", &from, Dialect::Sqlite)
        })
        .collect();
    if !replaced.is_empty() {
        sql.push_str(&make("replace", "BEFORE INSERT", &replaced));
        sql.push_str(&make("overwrite", "BEFORE UPDATE", &replaced));
    }
    sql
}

/// Whether rows of the same key are of the same day and tenant.
fn tells_day(rolled: &RolledDataset, key: &[String]) -> bool {
    key.contains(&rolled.time) && rolled.tenant.as_ref().is_none_or(|tenant| key.contains(tenant))
}

/// Row by row, because a subscriber of logical replication fires no others, and ALWAYS, because it fires no others
/// either. A TRUNCATE empties the rollups.
fn of_postgres(rolled: &RolledDataset, dataset: &Dataset) -> String {
    let table = Dialect::Postgres.table(&dataset.source);
    let old = note(rolled, "OLD", "WHERE", Dialect::Postgres);
    let new = note(rolled, "NEW", "WHERE", Dialect::Postgres);
    let names: Vec<String> = rolled.tables.iter().map(|table| text_literal(&table.name)).collect();
    // They run with the rights of whoever made them, so a table of a writer's own session may not come first.
    let function = |name: &str, body: &str| {
        let function = format!("{}_{name}", rolled.marks);
        format!(
            "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER \
             AS $body${body}$body$; \
             DO $set$ BEGIN EXECUTE format('ALTER FUNCTION {function}() SET search_path = %I, pg_temp', current_schema()); \
             END $set$; "
        )
    };
    let mut sql = function(
        "note",
        &format!(
            "BEGIN IF TG_OP <> 'INSERT' THEN {old}END IF; IF TG_OP <> 'DELETE' THEN {new}END IF; RETURN NULL; END"
        ),
    );
    sql.push_str(&function(
        "empty",
        &format!(
            "DECLARE name TEXT; BEGIN FOREACH name IN ARRAY CAST(ARRAY[{}] AS TEXT[]) LOOP \
             IF to_regclass(name) IS NOT NULL THEN EXECUTE format('DELETE FROM %I', name); END IF; END LOOP; \
             RETURN NULL; END",
            names.join(", ")
        ),
    ));
    for (event, each, function) in [
        ("insert", "ROW", "note"),
        ("update", "ROW", "note"),
        ("delete", "ROW", "note"),
        ("truncate", "STATEMENT", "empty"),
    ] {
        let trigger = trigger(rolled, event);
        sql.push_str(&format!(
            "CREATE TRIGGER {trigger} AFTER {} ON {table} FOR EACH {each} EXECUTE FUNCTION {}_{function}(); \
             ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}; ",
            event.to_uppercase(),
            rolled.marks
        ));
    }
    sql
}
