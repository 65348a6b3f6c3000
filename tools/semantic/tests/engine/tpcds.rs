//! A model that others have written, over tables as they have them.

use std::{path::Path, sync::Arc};

use jiff::civil::date;
use sentia_semantic::{
    Catalogue, Engine, FixedClock, Grain, Period, Query, Value, Warehouse, warehouse::Access,
};

use crate::fixture::everything;

const OURS: &str = "semantic_model:\n  - name: tpcds_retail_model\n    custom_extensions:\n      - vendor_name: SENTIA\n        data: {single_tenant: true}\n";

const TABLES: &str = "
CREATE TABLE store_sales (ss_sold_date_sk INTEGER, ss_item_sk INTEGER, ss_ticket_number INTEGER, ss_customer_sk INTEGER, ss_store_sk INTEGER, ss_quantity INTEGER, ss_sales_price REAL, ss_ext_sales_price REAL, ss_net_profit REAL);
CREATE TABLE date_dim (d_date_sk INTEGER PRIMARY KEY, d_date TEXT, d_year INTEGER, d_quarter_name TEXT, d_month_name TEXT);
CREATE TABLE customer (c_customer_sk INTEGER PRIMARY KEY, c_customer_id TEXT, c_first_name TEXT, c_last_name TEXT, c_email_address TEXT);
CREATE TABLE item (i_item_sk INTEGER PRIMARY KEY, i_item_id TEXT, i_item_desc TEXT, i_brand TEXT, i_category TEXT, i_current_price REAL);
CREATE TABLE store (s_store_sk INTEGER PRIMARY KEY, s_store_id TEXT, s_store_name TEXT, s_city TEXT, s_state TEXT, s_number_employees INTEGER);
INSERT INTO date_dim VALUES (1, '2026-08-31', 2026, '2026Q3', 'August'), (2, '2026-09-01', 2026, '2026Q3', 'September');
INSERT INTO customer VALUES (1, 'A', 'Ann', 'Archer', NULL), (2, 'B', 'Bob', 'Baker', NULL);
INSERT INTO item VALUES (1, 'I1', 'Nail', 'Acme', 'Hardware', 0.1), (2, 'I2', 'Saw', 'Acme', 'Tools', 9.0), (3, 'I3', 'Hat', 'Topper', 'Clothes', 20.0);
INSERT INTO store VALUES (1, 'S1', 'High Street', 'Leeds', 'Y', 4), (2, 'S2', 'Station', 'Derby', 'D', 6);
INSERT INTO store_sales VALUES (1, 1, 1, 1, 1, 10, 0.5, 5.0, 1.0), (2, 2, 2, 1, 1, 1, 9.5, 9.5, 2.0), (2, 3, 3, 2, 2, 2, 20.0, 40.0, 8.0), (2, 1, 3, 2, 2, 3, 0.5, 1.5, 0.25);
";

fn model() -> Option<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/osi/tpcds_semantic_model.yaml");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("SKIPPED: the TPC-DS model is not at {}", path.display());
    }
    text
}

#[tokio::test]
async fn the_tpc_ds_model_answers_over_its_tables() {
    let Some(model) = model() else { return };
    let catalogue = Catalogue::load(&[("tpcds.yaml", model.as_str()), ("ours.yaml", OURS)])
        .unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tpcds.db").to_string_lossy().into_owned();
    let warehouse = Warehouse::open(&path, Access::ReadWrite).await.unwrap();
    for statement in TABLES.split(";\n").filter(|statement| !statement.trim().is_empty()) {
        warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
    let clock = Arc::new(FixedClock::at(date(2026, 9, 30)));
    let engine = Engine::open(Arc::new(catalogue), Arc::new(warehouse), clock)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let period = Period::new(date(2026, 8, 1), date(2026, 9, 30));
    let query = Query {
        dimensions: vec!["item.i_brand".to_owned()],
        grain: Some(Grain::Month),
        ..Query::of(vec!["total_sales".to_owned()], period)
    };
    let result = engine.query(&query, &everything()).await.unwrap_or_else(|error| panic!("{error}"));
    let row = |month: &str, brand: &str, sales: f64| {
        vec![Value::from(month), Value::from(brand), Value::from(sales)]
    };
    assert_eq!(
        result.rows,
        [row("2026-08-01", "Acme", 5.0), row("2026-09-01", "Acme", 11.0), row("2026-09-01", "Topper", 40.0)]
    );
    // Employees are counted once for each store, however many sales it has.
    let query = Query {
        measures: vec!["store_productivity".to_owned()],
        dimensions: vec!["store.s_city".to_owned()],
        grain: None,
        ..query
    };
    let result = engine.query(&query, &everything()).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        result.rows,
        [[Value::from("Derby"), Value::from(41.5 / 6.0)], [Value::from("Leeds"), Value::from(14.5 / 4.0)]]
    );
    let members = engine.members(&everything()).await.unwrap();
    assert_eq!(members.resolve("customer.customer_full_name", "Ann Archr").unwrap().0.label, "Ann Archer");
}
