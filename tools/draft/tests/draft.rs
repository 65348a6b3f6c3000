//! Drafts of small databases that can be read: what is found in them, and what is left out and said.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use jiff::civil::date;
use sentia_draft::{Draft, DraftError, Found, Options, Tenancy, draft};
use sentia_semantic::{Catalogue, Warehouse, warehouse::Access};

struct Database {
    warehouse: Warehouse,
    _folder: tempfile::TempDir,
}

async fn database(statements: &[&str]) -> Database {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let warehouse = Warehouse::open(&path.to_string_lossy(), Access::ReadWrite).await.unwrap();
    for sql in statements {
        warehouse.fetch(sql, &[], &[]).await.unwrap();
    }
    Database { warehouse, _folder: folder }
}

fn options() -> Options {
    Options {
        name: "shop".to_owned(),
        currency: Some("EUR".to_owned()),
        tenancy: Tenancy::Infer,
        today: date(2026, 3, 1),
    }
}

/// The draft, which must load and fit the tables.
async fn drafted(database: &Database, options: &Options) -> (Draft, Catalogue) {
    let made = draft(&database.warehouse, options).await.unwrap();
    let catalogue = Catalogue::load(&[("draft.yaml", &made.yaml)]).unwrap();
    catalogue.check_against(&database.warehouse).await.unwrap();
    (made, catalogue)
}

/// Clinics and their visits, with no key declared.
const CLINIC: [&str; 6] = [
    "CREATE TABLE clinic (clinic_id INTEGER, name TEXT, town TEXT)",
    "INSERT INTO clinic VALUES (10, 'Nord', 'Kiel'), (20, 'Süd', 'Ulm'), (35, 'West', 'Ulm')",
    "CREATE TABLE visit_header (visit_id INTEGER, ClinicID INTEGER, visit_date DATE, modified_date TIMESTAMP)",
    "INSERT INTO visit_header WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) \
     SELECT i, CASE i % 3 WHEN 0 THEN 10 WHEN 1 THEN 20 ELSE 35 END, date('2026-01-01', '+' || (i % 50) || ' days'), '2026-02-20 00:00:00' FROM n",
    "CREATE TABLE visit_line (line_id INTEGER, visit_id INTEGER, Qty INTEGER, fee_amt DECIMAL(10,2), unit_price DECIMAL(10,2), due_date DATE)",
    "INSERT INTO visit_line WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
     SELECT i, 1 + i % 90, i % 4, i * 1.25, 2.5, '2026-02-01' FROM n",
];

#[tokio::test]
async fn keys_joins_dates_and_money_are_found_without_declarations() {
    let database = database(&CLINIC).await;
    let (made, catalogue) = drafted(&database, &options()).await;
    let joins: Vec<(&str, &str, Found)> =
        made.joins.iter().map(|join| (join.from.as_str(), join.to.as_str(), join.found)).collect();
    assert_eq!(
        joins,
        [("visit_header", "clinic", Found::ByName), ("visit_line", "visit_header", Found::ByName)]
    );
    // Lines are dated by their document, documents by their own date and not by when they were written.
    assert_eq!(made.times["visit_line"], "visit_header.visit_date");
    assert_eq!(made.times["visit_header"], "visit_date");
    assert!(!made.times.contains_key("clinic"), "{:?}", made.times);
    let fee = catalogue.measure("visit_line_fee_amt").unwrap();
    assert_eq!((fee.label.as_str(), fee.source.as_str()), ("Fee amount", "SUM(visit_line.fee_amt_e2)"));
    assert!(fee.unit.is_exact());
    assert!(catalogue.measure("visit_line_unit_price").unwrap().source.starts_with("AVG("));
    let clinic = catalogue.dimension("clinic").unwrap();
    assert_eq!(clinic.key.as_deref(), Some("clinic_id"));
    assert!(catalogue.dimensions_of(fee).iter().any(|dimension| dimension.id == "clinic_town"));
    insta::assert_snapshot!(made.yaml.replace(database.warehouse.place(), "shop.db"));
}

/// Presses and their runs: units in the names, a slip in one machine number.
const PRESSES: [&str; 5] = [
    "CREATE TABLE machines (machine_no TEXT, machine_name TEXT)",
    "INSERT INTO machines VALUES ('M1', 'Press 1'), ('M2', 'Press 2'), ('M3', 'Press 3'), ('M4', 'Press 4'), ('M5', 'Press 5')",
    "CREATE TABLE runs (run_id INTEGER, machine_no TEXT, run_date DATE, good_pcs INTEGER, scrap_pcs INTEGER, \
     run_time_min INTEGER, \"Energy kWh\" REAL, cost_usd DECIMAL(10,2))",
    "INSERT INTO runs WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
     SELECT i, 'M' || (1 + i % 5), date('2026-01-01', '+' || (i % 50) || ' days'), 90, 10, 60, 2.5, 1.25 FROM n",
    "INSERT INTO runs VALUES (201, 'M6', '2026-01-01', 90, 10, 60, 2.5, 1.25)",
];

#[tokio::test]
async fn units_leave_the_names_and_one_slip_breaks_no_join() {
    let database = database(&PRESSES).await;
    let (made, catalogue) = drafted(&database, &options()).await;
    let joins: Vec<(&str, &str)> =
        made.joins.iter().map(|join| (join.from.as_str(), join.to.as_str())).collect();
    assert_eq!(joins, [("runs", "machines")]);
    let label = |id: &str| catalogue.measure(id).unwrap().label.clone();
    assert_eq!(label("runs_good_pcs"), "Good pieces");
    assert_eq!(label("runs_run_time_min"), "Run time");
    assert_eq!(label("runs_energy_kwh"), "Energy");
    assert_eq!(label("runs_cost_usd"), "Cost (USD)");
    // Of what was made: what is good and what is not.
    assert_eq!(
        catalogue.measure("runs_scrap_rate").unwrap().source,
        "runs_scrap_pcs / (runs_good_pcs + runs_scrap_pcs)"
    );
}

#[tokio::test]
async fn names_that_mean_something_elsewhere_are_only_names() {
    let database = database(&[
        "CREATE TABLE \"order\" (\"select\" INTEGER PRIMARY KEY, \"x: [y]\" TEXT, \"Größe (m)\" REAL, \"true\" TEXT, \"from\" DATE)",
        "INSERT INTO \"order\" VALUES (1, 'a', 1.5, 'b', '2026-01-01'), (2, 'c', 2.5, 'b', '2026-01-02')",
        "CREATE TABLE \"semantic_model:\n  - name: other\" (a INTEGER)",
        "INSERT INTO \"semantic_model:\n  - name: other\" VALUES (1)",
        "CREATE TABLE \"😀\" (\"😀\" REAL, \"\" TEXT, \"group\" TEXT)",
        "INSERT INTO \"😀\" VALUES (1.5, 'x', 'it''s'), (2.5, 'y', 'it''s')",
    ])
    .await;
    let (made, catalogue) = drafted(&database, &options()).await;
    assert_eq!(catalogue.name, "shop");
    assert!(made.doubts.iter().any(|doubt| doubt.contains("was left out")), "{:?}", made.doubts);
    assert!(catalogue.measures.iter().any(|measure| measure.source.contains("COUNT(\"order\".*)")));
}

#[tokio::test]
async fn circles_and_two_ways_do_not_keep_a_draft_from_loading() {
    let database = database(&[
        "CREATE TABLE town (town_id INTEGER PRIMARY KEY, name TEXT, mayor_id INTEGER REFERENCES person (person_id))",
        "CREATE TABLE person (person_id INTEGER PRIMARY KEY, name TEXT, town_id INTEGER REFERENCES town (town_id), boss_id INTEGER REFERENCES person (person_id))",
        "CREATE TABLE trip (id INTEGER PRIMARY KEY, from_town_id INTEGER REFERENCES town (town_id), to_town_id INTEGER REFERENCES town (town_id), day DATE, km REAL)",
        "INSERT INTO town VALUES (1, 'Ulm', 1), (2, 'Kiel', 2)",
        "INSERT INTO person VALUES (1, 'Ann', 1, NULL), (2, 'Bo', 2, 1)",
        "INSERT INTO trip VALUES (1, 1, 2, '2026-01-01', 12.5), (2, 2, 1, '2026-01-02', 7)",
    ])
    .await;
    let (made, catalogue) = drafted(&database, &options()).await;
    assert_eq!(made.hierarchies, [("person".to_owned(), "boss_id".to_owned())]);
    let km = catalogue.measure("trip_km").unwrap();
    assert!(catalogue.dimensions_of(km).iter().any(|dimension| dimension.id == "town"));
    for said in ["refers back", "and also by"] {
        assert!(made.doubts.iter().any(|doubt| doubt.contains(said)), "{said}: {:?}", made.doubts);
    }
}

/// Orders of two companies, their lines without a column that says whose, and units that all share.
const COMPANIES: [&str; 6] = [
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, company_id INTEGER, unit_code TEXT REFERENCES unit (unit_code), amount DECIMAL(8,2), day DATE)",
    "CREATE TABLE order_line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id), amount DECIMAL(8,2))",
    "CREATE TABLE unit (unit_code TEXT PRIMARY KEY, name TEXT)",
    "INSERT INTO unit VALUES ('kg', 'Kilo'), ('pc', 'Piece')",
    "INSERT INTO orders VALUES (1, 1, 'kg', 10, '2026-01-01'), (2, 2, 'pc', 20, '2026-01-02')",
    "INSERT INTO order_line VALUES (1, 1, 10), (2, 2, 20)",
];

#[tokio::test]
async fn companies_are_never_drafted_without_their_filter() {
    let database = database(&COMPANIES).await;
    let (made, catalogue) = drafted(&database, &options()).await;
    assert_eq!(made.tenant.as_deref(), Some("company_id"));
    assert_eq!(catalogue.datasets["orders"].tenant.as_deref(), Some("company_id"));
    // Lines could not be kept apart; units are the same for all.
    assert!(!catalogue.datasets.contains_key("order_line") && catalogue.datasets.contains_key("unit"));
    assert!(made.doubts.iter().any(|doubt| doubt.starts_with("order_line: left out")), "{:?}", made.doubts);
    for measure in &catalogue.measures {
        for aggregate in measure.expression.aggregates() {
            let is_shared = aggregate.dataset == "unit";
            assert!(is_shared || catalogue.datasets[&aggregate.dataset].tenant.is_some(), "{}", measure.id);
        }
    }
    let single = Options { tenancy: Tenancy::Single, ..options() };
    let (made, catalogue) = drafted(&database, &single).await;
    assert_eq!((made.tenant, catalogue.has_tenants()), (None, false));
    let wrong = Options { tenancy: Tenancy::Column("owner".to_owned()), ..options() };
    assert!(matches!(draft(&database.warehouse, &wrong).await, Err(DraftError::NoTenantColumn(_))));
}

#[tokio::test]
async fn amounts_of_several_currencies_are_not_added_up() {
    let database = database(&[
        "CREATE TABLE invoice (invoice_no TEXT, invoice_date DATE, currency TEXT, amount DECIMAL(10,2))",
        "INSERT INTO invoice VALUES ('a1', '2026-01-01', 'EUR', 10), ('a2', '2026-01-02', 'USD', 20), ('a3', '2026-01-03', 'EUR', 5)",
    ])
    .await;
    let (_, catalogue) = drafted(&database, &Options { currency: None, ..options() }).await;
    let amounts: Vec<&str> = catalogue
        .measures
        .iter()
        .filter(|measure| measure.unit.is_exact() && measure.source.starts_with("SUM"))
        .map(|measure| measure.source.as_str())
        .collect();
    assert_eq!(
        amounts,
        [
            "SUM(invoice.amount_e2) FILTER (WHERE invoice.currency = 'EUR')",
            "SUM(invoice.amount_e2) FILTER (WHERE invoice.currency = 'USD')"
        ]
    );
}

#[tokio::test]
async fn an_empty_database_says_what_to_do() {
    let database = database(&["CREATE TABLE t (a INTEGER)"]).await;
    let error = draft(&database.warehouse, &options()).await.unwrap_err().to_string();
    assert!(error.contains("sentia import"), "{error}");
}
