//! The small factory with canaries: rows, columns and a table that the person of a test must never see. Texts say
//! CANARY, and numbers are beyond any that a figure of the factory could add up to.

use std::{collections::BTreeSet, sync::Arc};

use sentia_semantic::{Area, Dialect, Engine, Scope, Value, Warehouse, warehouse::ColumnType};

use crate::fixture::{self, Database};

/// Any number from here on can only come from a canary.
pub(crate) const CANARY: f64 = 1e12;

/// Rows of another company and of another plant, columns and a table that the catalogue does not open.
const CANARIES: &str = "
    INSERT INTO plant VALUES ('z', 'P1', 'CANARY', 'CANARY'), ('a', 'PX', 'CANARY', 'CANARY');
    INSERT INTO line VALUES ('z', 'L01', 'P1', 'CANARY'), ('a', 'LX', 'PX', 'CANARY');
    INSERT INTO machine VALUES ('z', 'M1', 'L01', 'CANARY'), ('a', 'MX', 'LX', 'CANARY');
    INSERT INTO product VALUES ('z', 'GH-100', 'CANARY', 'CANARY');
    INSERT INTO employee VALUES ('z', 'CANARY', 'L01'), ('a', 'CANARY', 'LX');
    INSERT INTO output VALUES
        ('z', '2026-09-01', 1, 'M1', 'GH-100', 'CANARY', 9000000000001, 9000000000002, 9e12, 9000000000003, 1),
        ('a', '2026-09-01', 990001, 'MX', 'GH-100', 'CANARY', 9000000000004, 9000000000005, 9e12, 9000000000006, 1);
    INSERT INTO stop VALUES
        ('z', '2026-09-01', 1, 'L01', 'CANARY', 9000000000001), ('a', '2026-09-01', 990001, 'LX', 'CANARY', 9000000000002);
    INSERT INTO stock VALUES
        ('z', '2026-09-01', 1, 'P1', 'GH-100', 9000000000001), ('a', '2026-09-01', 990001, 'PX', 'GH-100', 9000000000002);
    INSERT INTO target VALUES
        ('z', '2026-09-01', 1, 'L01', 9000000000001), ('a', '2026-09-01', 990001, 'LX', 9000000000002);
    INSERT INTO ticket VALUES ('z', 'CANARY', '2026-09-01');
    INSERT INTO ticket_line VALUES
        ('z', 1, 'CANARY', 'P1', 'P1', '2026-09-01', 9e12), ('a', 990001, 'CANARY', 'PX', 'PX', '2026-09-01', 9e12);
    CREATE TABLE secret (tenant TEXT, note TEXT);
    INSERT INTO secret VALUES ('a', 'CANARY'), ('z', 'CANARY');
    ALTER TABLE employee ADD COLUMN note TEXT;
    UPDATE employee SET note = 'CANARY';
    UPDATE output SET value_minor = 9000000000007";

/// What is left of each table for a person of company `a` and these plants, written by hand.
const CUTS: [(&str, &str); 10] = [
    ("plant", "plant_id IN (?)"),
    ("line", "plant_id IN (?)"),
    ("machine", "line_id IN (SELECT line_id FROM line)"),
    ("output", "machine_id IN (SELECT machine_id FROM machine)"),
    ("stop", "line_id IN (SELECT line_id FROM line)"),
    ("stock", "plant_id IN (?)"),
    ("target", "line_id IN (SELECT line_id FROM line)"),
    ("ticket_line", "charged_plant_id IN (?)"),
    ("employee", "line_id IN (SELECT line_id FROM line)"),
    ("product", "1 = 1"),
];

/// Columns that are closed to these persons.
const CLOSED: [&str; 2] = ["output DROP COLUMN value_minor", "employee DROP COLUMN note"];

/// One database with everything, and one for each person that holds nothing but what that person may see.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) copies: Vec<(Scope, Database)>,
    database: Database,
}

impl World {
    pub(crate) fn dialect(&self) -> Dialect {
        self.engine.warehouse().dialect()
    }

    /// The database that holds all rows.
    pub(crate) fn everything(&self) -> &Database {
        &self.database
    }

    /// The person who sees the least: one plant, no finance.
    pub(crate) fn of_one_plant(&self) -> &(Scope, Database) {
        &self.copies[1]
    }
}

/// All plants, one plant, two plants; nobody reads finance.
pub(crate) fn people() -> Vec<Scope> {
    let areas: BTreeSet<Area> = Area::ALL.into_iter().filter(|area| *area != Area::Finance).collect();
    let everyone = Scope { areas: areas.clone(), ..fixture::everything() };
    let of = |plants: &[&str]| Scope { areas: areas.clone(), ..fixture::only("plant", plants) };
    vec![everyone, of(&["P1"]), of(&["P2", "P3"])]
}

pub(crate) async fn sqlite() -> World {
    let mut copies = Vec::new();
    for scope in people() {
        let copy = fixture::sqlite().await;
        fill(&copy.warehouse).await;
        cut(&copy.warehouse, &scope).await;
        copies.push((scope, copy));
    }
    let database = fixture::sqlite().await;
    fill(&database.warehouse).await;
    World { engine: fixture::engine(&database).await, copies, database }
}

/// None where there is no server. `name` is that of the test.
pub(crate) async fn postgres(name: &str) -> Option<World> {
    let mut copies = Vec::new();
    for (number, scope) in people().into_iter().enumerate() {
        let copy = fixture::postgres(&format!("sentia_sql_{name}_{number}")).await?;
        fill(&copy.warehouse).await;
        cut(&copy.warehouse, &scope).await;
        copies.push((scope, copy));
    }
    let database = fixture::postgres(&format!("sentia_sql_{name}")).await?;
    fill(&database.warehouse).await;
    Some(World { engine: fixture::engine(&database).await, copies, database })
}

async fn fill(warehouse: &Arc<Warehouse>) {
    fixture::fill(warehouse, 11).await;
    for statement in CANARIES.split(';') {
        warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
}

async fn cut(warehouse: &Warehouse, scope: &Scope) {
    let plants = scope
        .row_filters
        .first()
        .map(|filter| filter.keys.iter().map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", "));
    for (table, rows) in CUTS {
        let kept = plants.as_ref().map_or("1 = 1".to_owned(), |plants| rows.replace('?', plants));
        let sql = format!("DELETE FROM {table} WHERE tenant <> 'a' OR NOT COALESCE({kept}, FALSE)");
        warehouse.fetch(&sql, &[], &[]).await.unwrap();
    }
    for column in CLOSED {
        warehouse.fetch(&format!("ALTER TABLE {column}"), &[], &[]).await.unwrap();
    }
}

/// The rows of a statement sent as it stands, all cells as text.
pub(crate) async fn by_hand(
    warehouse: &Warehouse,
    sql: &str,
    columns: usize,
) -> Result<Vec<Vec<Value>>, String> {
    let sql = match warehouse.dialect() {
        Dialect::Sqlite => sql.to_owned(),
        Dialect::Postgres => {
            let names: Vec<String> = (1..=columns).map(|number| format!("c{number}")).collect();
            let texts: Vec<String> = names.iter().map(|name| format!("CAST({name} AS TEXT)")).collect();
            format!("SELECT {} FROM ({sql}) AS r ({})", texts.join(", "), names.join(", "))
        }
    };
    let kinds = vec![ColumnType::Text; columns];
    warehouse.fetch(&sql, &[], &kinds).await.map_err(|error| error.to_string())
}

/// Rows as comparable texts, in an order of their own, numbers to nine digits. Where a statement selects `*` the order of
/// the columns is free too: the guard lists them by name.
pub(crate) fn comparable(sql: &str, rows: &[Vec<Value>]) -> Vec<String> {
    let free = sql.contains("SELECT *") || sql.contains(".*");
    let cell = |value: &Value| match value {
        Value::Null => "∅".to_owned(),
        Value::Integer(whole) => format!("{:.8e}", *whole as f64),
        Value::Real(real) => format!("{real:.8e}"),
        Value::Text(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => format!("{number:.8e}"),
            _ => text.clone(),
        },
    };
    let line = |row: &Vec<Value>| {
        let mut cells: Vec<String> = row.iter().map(cell).collect();
        if free {
            cells.sort();
        }
        cells.join(" | ")
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    lines
}

/// The first cell that can only come from a canary.
pub(crate) fn canary(rows: &[Vec<Value>]) -> Option<&Value> {
    rows.iter().flatten().find(|cell| match cell {
        Value::Text(text) => {
            text.contains("CANARY") || text.parse::<f64>().is_ok_and(|number| number.abs() >= CANARY)
        }
        other => other.as_f64().is_some_and(|number| number.abs() >= CANARY),
    })
}

/// One case of a corpus: a heading `#! DIALECT WORDS`, and the statement below it.
pub(crate) struct Case {
    pub(crate) words: String,
    pub(crate) sql: String,
    dialect: String,
}

impl Case {
    pub(crate) fn is_for(&self, dialect: Dialect) -> bool {
        match self.dialect.as_str() {
            "both" => true,
            "sqlite" => dialect == Dialect::Sqlite,
            "postgres" => dialect == Dialect::Postgres,
            other => panic!("no dialect {other}"),
        }
    }
}

pub(crate) fn corpus(text: &str) -> Vec<Case> {
    let case = |block: &str| {
        let (heading, sql) = block.split_once('\n').unwrap_or((block, ""));
        let (dialect, words) = heading.trim().split_once(' ').unwrap();
        Case {
            words: words.to_owned(),
            sql: sql.trim_end_matches('\n').to_owned(),
            dialect: dialect.to_owned(),
        }
    };
    text.split("#! ").skip(1).map(case).collect()
}
