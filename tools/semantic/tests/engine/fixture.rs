//! The small factory: its catalogue, its tables, and rows from a seed.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_semantic::{
    Area, Catalogue, Engine, FixedClock, RowFilter, Scope, Value, Warehouse,
    warehouse::{Access, Durability},
};

pub(crate) const TODAY: Date = date(2026, 9, 30);

pub(crate) fn catalogue() -> Arc<Catalogue> {
    let loaded = Catalogue::load(&[("fixture.yaml", include_str!("fixture.yaml"))]);
    Arc::new(loaded.unwrap_or_else(|error| panic!("{error}")))
}

/// A database that lasts as long as the test.
pub(crate) struct Database {
    pub(crate) warehouse: Arc<Warehouse>,
    _folder: Option<tempfile::TempDir>,
}

pub(crate) async fn sqlite() -> Database {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("factory.db").to_string_lossy().into_owned();
    let types = |sql: &str| {
        sql.replace("BIGINT", "INTEGER").replace("DOUBLE PRECISION", "REAL").replace("DATE", "TEXT")
    };
    let warehouse = Warehouse::open(&path, Access::ReadWrite).await.unwrap();
    create(&warehouse, &types(include_str!("fixture.sql"))).await;
    Database { warehouse: Arc::new(warehouse), _folder: Some(folder) }
}

/// A database of its own on the server that tests may use; none where there is no server.
pub(crate) async fn postgres(name: &str) -> Option<Database> {
    let server = server_for_tests()?;
    let admin = Warehouse::open(&server, Access::ReadWrite).await.unwrap();
    admin.fetch(&format!("DROP DATABASE IF EXISTS {name}"), &[], &[]).await.unwrap();
    admin.fetch(&format!("CREATE DATABASE {name}"), &[], &[]).await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let warehouse = Warehouse::open(&format!("{address}/{name}"), Access::ReadWrite).await.unwrap();
    create(&warehouse, include_str!("fixture.sql")).await;
    Some(Database { warehouse: Arc::new(warehouse), _folder: None })
}

#[expect(clippy::disallowed_methods, reason = "the test runner names the server this way")]
pub(crate) fn server_for_tests() -> Option<String> {
    let server = std::env::var("SENTIA_TEST_POSTGRES").ok();
    if server.is_none() {
        println!("SKIPPED: the part on PostgreSQL; name a server in SENTIA_TEST_POSTGRES");
    }
    server
}

async fn create(warehouse: &Warehouse, sql: &str) {
    for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
        warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
}

pub(crate) async fn engine(database: &Database) -> Engine {
    let clock = Arc::new(FixedClock::at(TODAY));
    Engine::open(catalogue(), database.warehouse.clone(), clock)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Everything of the first company.
pub(crate) fn everything() -> Scope {
    Scope {
        tenant: "a".to_owned(),
        person: "test".to_owned(),
        row_filters: Vec::new(),
        areas: Area::ALL.into_iter().collect(),
        sql: true,
    }
}

pub(crate) fn only(dimension: &str, keys: &[&str]) -> Scope {
    let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    Scope { row_filters: vec![RowFilter { dimension: dimension.to_owned(), keys }], ..everything() }
}

/// Fills the tables for two companies that use the same keys.
pub(crate) async fn fill(warehouse: &Warehouse, seed: u64) {
    let mut loader = warehouse.loader(Durability::Safe).await.unwrap();
    for (index, tenant) in ["a", "b"].into_iter().enumerate() {
        let mut rows =
            Rows { rng: ChaCha8Rng::seed_from_u64(seed * 2 + index as u64), tenant, tables: Vec::new() };
        rows.members();
        rows.facts();
        for (table, columns, cells) in rows.tables {
            loader.load(table, columns, cells).await.unwrap();
        }
    }
    loader.finish().await.unwrap();
}

struct Rows<R> {
    rng: R,
    tenant: &'static str,
    tables: Vec<(&'static str, &'static [&'static str], Vec<Value>)>,
}

const LINES: [&str; 8] = ["L01", "L02", "L03", "L04", "L05", "L06", "L13", "L99"];
const MACHINES: [&str; 8] = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M99"];
const PRODUCTS: [&str; 6] = ["GH-100", "GH-200", "SH-10", "SH-20", "KIT", "GONE"];

fn texts<const N: usize>(cells: [&str; N]) -> impl Iterator<Item = Value> {
    cells.into_iter().map(|cell| if cell.is_empty() { Value::Null } else { Value::from(cell) })
}

impl<R: Rng> Rows<R> {
    fn table(&mut self, name: &'static str, columns: &'static [&'static str], cells: Vec<Value>) {
        self.tables.push((name, columns, cells));
    }

    /// The members; of the foreign keys above, L99, M99 and GONE have none.
    fn members(&mut self) {
        let tenant = self.tenant;
        let plants =
            [["P1", "Leeds", "GB"], ["P2", "Derby", "GB"], ["P3", "Wrocław", "PL"], ["P4", "Lyon", ""]];
        let cells =
            plants.into_iter().flat_map(|[id, name, country]| texts([tenant, id, name, country])).collect();
        self.table("plant", &["tenant", "plant_id", "name", "country"], cells);
        let lines = [
            ["L01", "P1", "Line 1"],
            ["L02", "P1", "Line 2"],
            ["L03", "P1", "Line 3"],
            ["L04", "P2", "Line 4"],
            ["L05", "P9", "Line 5"],
            ["L06", "", ""],
            ["L13", "P3", "Line 13"],
        ];
        let cells =
            lines.into_iter().flat_map(|[id, plant, name]| texts([tenant, id, plant, name])).collect();
        self.table("line", &["tenant", "line_id", "plant_id", "name"], cells);
        let machines = [
            ["M1", "L01", "Press"],
            ["M2", "L01", "Lathe"],
            ["M3", "L03", "Press"],
            ["M4", "L04", "Mill"],
            ["M5", "L77", "Saw"],
            ["M6", "", "Oven"],
            ["M7", "L13", ""],
        ];
        let cells =
            machines.into_iter().flat_map(|[id, line, name]| texts([tenant, id, line, name])).collect();
        self.table("machine", &["tenant", "machine_id", "line_id", "name"], cells);
        let products = [
            ["GH-100", "Gearbox housing", "Gears"],
            ["GH-200", "Gear \"big\" $1 'x'", "Gears"],
            ["SH-10", "Shaft, short", "Shafts"],
            ["SH-20", "Shaft, long", "Shafts"],
            ["KIT", "Spare kit", ""],
        ];
        let cells =
            products.into_iter().flat_map(|[id, name, family]| texts([tenant, id, name, family])).collect();
        self.table("product", &["tenant", "product_id", "name", "family"], cells);
        let mut cells = Vec::new();
        for number in 0..20 {
            let line = self.maybe(&LINES);
            cells.extend([Value::from(tenant), Value::from(format!("E{number}")), line]);
        }
        self.table("employee", &["tenant", "employee_id", "line_id"], cells);
    }

    fn facts(&mut self) {
        self.output();
        self.stops();
        self.stock();
        self.targets();
        self.tickets();
    }

    fn output(&mut self) {
        let mut cells = Vec::new();
        for id in 0..500 {
            let day = self.day(TODAY.yesterday().unwrap());
            let total = self.rng.random_range(0..400_i64);
            let good = if total == 0 { 0 } else { self.rng.random_range(0..=total) };
            let (machine, product) = (self.maybe(&MACHINES), self.maybe(&PRODUCTS));
            let shift = self.maybe(&["Early", "Late", "Night"]);
            let numbers = [self.rare_null(Value::Integer(good)), self.rare_null(Value::Integer(total))];
            let weight = Value::Real(f64::from(self.rng.random_range(0..80_i32)) / 8.0);
            let value = Value::Integer(self.rng.random_range(-5_000..500_000));
            cells.extend([Value::from(self.tenant), day, Value::Integer(id), machine, product, shift]);
            cells.extend(numbers);
            cells.extend([self.rare_null(weight), self.rare_null(value)]);
            let late = Value::Integer(i64::from(self.rng.random_bool(0.2)));
            cells.push(self.rare_null(late));
        }
        let columns: &[&str] = &[
            "tenant",
            "day",
            "id",
            "machine_id",
            "product_id",
            "shift",
            "good",
            "total",
            "weight",
            "value_minor",
            "is_late",
        ];
        self.table("output", columns, cells);
    }

    fn stops(&mut self) {
        let mut cells = Vec::new();
        for id in 0..250 {
            let day = self.day(TODAY.yesterday().unwrap());
            let (line, reason) = (self.maybe(&LINES), self.maybe(&["Jam", "No material", "Other"]));
            let seconds = Value::Integer(self.rng.random_range(0..20_000));
            cells.extend([
                Value::from(self.tenant),
                day,
                Value::Integer(id),
                line,
                reason,
                self.rare_null(seconds),
            ]);
        }
        self.table("stop", &["tenant", "day", "id", "line_id", "reason", "seconds"], cells);
    }

    /// Balances every few days; now and then a member has none.
    fn stock(&mut self) {
        let mut cells = Vec::new();
        let (mut day, mut id) = (date(2025, 3, 3), 0);
        while day < TODAY {
            for (plant, product) in
                [("P1", "GH-100"), ("P1", "SH-10"), ("P2", "GH-100"), ("P3", "KIT"), ("P9", "GONE")]
            {
                if self.rng.random_bool(0.85) {
                    id += 1;
                    let value = Value::Integer(self.rng.random_range(0..9_000_000));
                    cells.extend(texts([self.tenant, &day.to_string()]));
                    cells.push(Value::Integer(id));
                    cells.extend([Value::from(plant), Value::from(product), value]);
                }
            }
            day = day.saturating_add(jiff::Span::new().days(self.rng.random_range(1..9_i64)));
        }
        self.table("stock", &["tenant", "day", "id", "plant_id", "product_id", "value_minor"], cells);
    }

    /// Monthly, half a year into the future.
    fn targets(&mut self) {
        let mut cells = Vec::new();
        for month in 0..24 {
            let day = sentia_semantic::Grain::Month.shift(date(2025, 4, 1), month);
            for (number, line) in LINES.iter().enumerate() {
                let pieces = Value::Integer(self.rng.random_range(1..5_000));
                cells.extend([Value::from(self.tenant), Value::from(day.to_string())]);
                cells.extend([Value::Integer(number as i64), Value::from(*line), pieces]);
            }
        }
        self.table("target", &["tenant", "day", "id", "line_id", "pieces"], cells);
    }

    fn tickets(&mut self) {
        let mut cells = Vec::new();
        for number in 0..40 {
            let day = self.day(TODAY);
            cells.extend([Value::from(self.tenant), Value::from(format!("T{number}")), self.rare_null(day)]);
        }
        self.table("ticket", &["tenant", "ticket_id", "opened_on"], cells);
        let mut cells = Vec::new();
        for id in 0..150 {
            let ticket = Value::from(format!("T{}", self.rng.random_range(0..42)));
            let (charged, served) = (self.maybe(&["P1", "P2", "P9"]), self.maybe(&["P3", "P4"]));
            let day = self.day(TODAY.saturating_add(jiff::Span::new().days(60)));
            let hours = Value::Real(f64::from(self.rng.random_range(0..64_i32)) / 4.0);
            cells.extend([
                Value::from(self.tenant),
                Value::Integer(id),
                self.rare_null(ticket),
                charged,
                served,
            ]);
            cells.extend([self.rare_null(day), hours]);
        }
        let columns: &[&str] =
            &["tenant", "id", "ticket_id", "charged_plant_id", "served_plant_id", "charged_on", "hours"];
        self.table("ticket_line", columns, cells);
    }

    /// A day in the two years before `last`, more often a recent one.
    fn day(&mut self, last: Date) -> Value {
        let span = if self.rng.random_bool(0.4) { 40 } else { 680_i64 };
        let day = last.saturating_sub(jiff::Span::new().days(self.rng.random_range(0..span)));
        Value::from(day.to_string())
    }

    fn maybe(&mut self, choices: &[&str]) -> Value {
        let choice = choices[self.rng.random_range(0..choices.len())];
        self.rare_null(Value::from(choice))
    }

    fn rare_null(&mut self, value: Value) -> Value {
        if self.rng.random_bool(0.04) { Value::Null } else { value }
    }
}
