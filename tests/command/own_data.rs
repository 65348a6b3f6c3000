//! Files of one's own, from import to an answer: on SQLite and on PostgreSQL, with no key and no weights.

use std::{fs, path::Path};

use sentia_tests::{Finished, Sentia, postgres, root};
use serde_json::Value;

use super::{FAILED, USAGE, assert_clear, json};

const CUSTOMERS: &str =
    "customer_id;name;region\n001;Käserei Alpina;Süd\n002;Molkerei Nord;Nord\n003;Hofladen;Süd\n";

/// A dairy: German numbers and dates, codes with leading zeros, one row that is broken.
fn deliveries() -> String {
    let mut text = String::from("Delivery No;Customer ID;Delivery Date;Litres;Amount EUR\n");
    for row in 0..60 {
        let (customer, day) = (1 + row % 3, 1 + row % 28);
        text.push_str(&format!(
            "L{row:04};00{customer};{day:02}.0{}.2026;{},5;1.{:03},25\n",
            1 + row / 30,
            100 + row,
            row
        ));
    }
    text + "L9999;001;31.02.2026;5,0;10,00\n"
}

fn dairy(sentia: &Sentia) {
    fs::write(sentia.home().join("customers.csv"), CUSTOMERS).unwrap();
    fs::write(sentia.home().join("deliveries.csv"), deliveries()).unwrap();
}

fn ask(sentia: &Sentia, database: &str, question: &str) -> Value {
    let asked =
        sentia.run(["ask", question, "--database", database, "--catalogue", "catalogue.yaml", "--json"]);
    assert_eq!(asked.code(), 0, "{question}: {asked:?}");
    json(&asked)
}

/// The figures of the table of the first evidence, in its order: members of the row, value.
pub(super) fn figures(record: &Value) -> Vec<(String, f64)> {
    let evidence = &record["answer"]["evidence"][0];
    let of_id = |id: &str| {
        let found = evidence["figures"].as_array().unwrap().iter().find(|figure| figure["id"] == id);
        found.unwrap()["value"].as_f64().unwrap()
    };
    let rows = evidence["table"]["rows"].as_array().unwrap().iter();
    rows.filter_map(|row| {
        let cells = row.as_array().unwrap();
        let text = |cell: &Value| cell["text"].as_str().map(str::to_owned);
        let figure = cells.iter().find_map(|cell| cell["figure"].as_str())?;
        Some((cells.iter().find_map(text).unwrap_or_default(), of_id(figure)))
    })
    .collect()
}

#[track_caller]
fn assert_told(finished: &Finished, parts: &[&str]) {
    assert!(finished.succeeded(), "{finished:?}");
    for part in parts {
        assert!(finished.stdout.contains(part), "no \"{part}\" in\n{}", finished.stdout);
    }
}

/// The whole way; `database` is new and empty.
fn from_files_to_answers(sentia: &Sentia, database: &str) {
    dairy(sentia);
    let dry = sentia.run(["import", "customers.csv", "deliveries.csv", "--into", database, "--dry-run"]);
    assert_told(&dry, &["would make table deliveries with 60 rows", "decimal, 2 places", "line 62"]);
    assert!(!Path::new(&sentia.home().join("deliveries.csv.rejects.csv")).exists());

    let imported = sentia.run(["import", "customers.csv", "deliveries.csv", "--into", database]);
    assert_told(
        &imported,
        &[
            "table deliveries made with 60 rows",
            "1 row left out",
            "31.02.2026",
            "Next: sentia catalogue draft",
        ],
    );
    let rejects = fs::read_to_string(sentia.home().join("deliveries.csv.rejects.csv")).unwrap();
    assert!(rejects.contains("62,") && rejects.contains("L9999"), "{rejects}");
    let again = sentia.run(["import", "deliveries.csv", "--into", database]);
    assert_told(&again, &["in table deliveries already; nothing was done"]);
    assert!(!again.stdout.contains("Next:"), "{}", again.stdout);

    let drafted = sentia.run(["catalogue", "draft", database, "--currency", "EUR", "--force"]);
    assert_told(&drafted, &["2 tables, 1 joins"]);
    let checked = sentia.run(["catalogue", "check", "catalogue.yaml", "--database", database]);
    assert_told(&checked, &["sound"]);

    let total = figures(&ask(sentia, database, "total amount"));
    assert_eq!(total, [(String::new(), 6_178_500.0)]);
    let by_customer = figures(&ask(sentia, database, "litres by customer"));
    assert_eq!(by_customer.len(), 3);
    let alpina = by_customer.iter().find(|(name, _)| name == "Käserei Alpina").unwrap();
    assert!((alpina.1 - 2_580.0).abs() < 1e-9, "{by_customer:?}");
    let in_february = figures(&ask(sentia, database, "litres in February 2026"));
    assert!((in_february[0].1 - 4_350.0).abs() < 1e-9, "{in_february:?}");
    let customers = figures(&ask(sentia, database, "number of customers by region"));
    assert_eq!(customers.iter().map(|(_, count)| *count).sum::<f64>(), 3.0);
    with_rollups(sentia, database);
}

/// Sums beside the table, before and after more rows come in.
fn with_rollups(sentia: &Sentia, database: &str) {
    let place = sentia.home().join("catalogue.yaml");
    let drafted = fs::read_to_string(&place).unwrap();
    let declared = "data: {rollups: [{by: month, columns: [customer_id]}], time: delivery_date";
    let catalogue = drafted.replace("data: {time: delivery_date", declared);
    assert_ne!(catalogue, drafted, "{drafted}");
    fs::write(&place, catalogue).unwrap();
    let of_the_database = ["--database", database, "--catalogue", "catalogue.yaml"];
    let command = |words: &[&str]| sentia.run(words.iter().copied().chain(of_the_database));
    assert_told(&command(&["rollups", "update"]), &["deliveries by month, customer_id: 6 groups"]);
    let asked = || {
        let record = ask(sentia, database, "litres by customer in 2026");
        let sql = record["answer"]["evidence"][0]["computed"]["sql"].to_string();
        (figures(&record), sql.contains("sentia_rollup_"))
    };
    let (before, rolled) = asked();
    assert!(rolled && before.iter().map(|(_, litres)| litres).sum::<f64>() == 7_800.0, "{before:?}");
    let more = "Delivery No;Customer ID;Delivery Date;Litres;Amount EUR\nN1;001;07.01.2026;1000,0;1,00\n";
    fs::write(sentia.home().join("more.csv"), more).unwrap();
    assert!(
        sentia
            .run(["import", "more.csv", "--into", database, "--table", "deliveries", "--append"])
            .succeeded()
    );
    for _ in 0..2 {
        let (after, rolled) = asked();
        assert!(rolled && after.iter().map(|(_, litres)| litres).sum::<f64>() == 8_800.0, "{after:?}");
        assert_told(&command(&["rollups", "update"]), &["6 groups"]);
    }
    assert_told(&command(&["rollups", "remove"]), &["computed from the rows"]);
    assert!(!asked().1);
}

#[test]
fn files_become_answers_on_sqlite() {
    from_files_to_answers(&Sentia::new(), "shop.db");
}

#[tokio::test]
async fn files_become_answers_on_postgres() {
    let Some(server) = postgres() else { return };
    let (address, _) = server.rsplit_once('/').unwrap();
    let admin = sqlx::PgPool::connect(&server).await.unwrap();
    for sql in ["DROP DATABASE IF EXISTS sentia_own_data", "CREATE DATABASE sentia_own_data"] {
        sqlx::query(sql).execute(&admin).await.unwrap();
    }
    from_files_to_answers(&Sentia::new(), &format!("{address}/sentia_own_data"));
}

#[test]
fn a_tenant_column_always_filters() {
    let sentia = Sentia::new();
    let mut text = String::from("tenant_id,order_date,amount\n");
    for row in 0..40 {
        text.push_str(&format!("{},2026-01-{:02},{}.00\n", 1 + row % 2, 1 + row % 28, 10 * (1 + row % 2)));
    }
    fs::write(sentia.home().join("orders.csv"), text).unwrap();
    assert!(sentia.run(["import", "orders.csv", "--into", "shop.db"]).succeeded());
    let drafted = sentia.run(["catalogue", "draft", "shop.db"]);
    assert_told(&drafted, &["tenant_id", "--tenant VALUE"]);
    let question =
        ["ask", "total amount", "--database", "shop.db", "--catalogue", "catalogue.yaml", "--json"];
    let without = sentia.run(question);
    assert_eq!(without.code(), FAILED);
    assert!(without.stderr.contains("--tenant"), "{}", without.stderr);
    for (tenant, cents) in [("1", 20_000.0), ("2", 40_000.0)] {
        let asked = sentia.run(question.into_iter().chain(["--tenant", tenant]));
        assert_eq!(figures(&json(&asked)), [(String::new(), cents)], "{tenant}");
    }
}

#[test]
fn sheets_of_a_workbook_are_tables() {
    let sentia = Sentia::new();
    fs::copy(root().join("tests/own_data/shop.xlsx"), sentia.home().join("shop.xlsx")).unwrap();
    let imported = sentia.run(["import", "shop.xlsx", "--into", "shop.db"]);
    assert_told(
        &imported,
        &["table orders made with 12 rows", "table customers made with 3 rows", "0.3, 1.3"],
    );
    assert_told(&sentia.run(["catalogue", "draft", "shop.db"]), &["2 tables, 1 joins"]);
    let by_name = figures(&ask(&sentia, "shop.db", "order amount by customer"));
    assert_eq!(by_name.iter().find(|(name, _)| name == "Alma").unwrap().1, 1_920.0, "{by_name:?}");
}

#[test]
fn a_changed_file_is_not_loaded_beside_itself() {
    let sentia = Sentia::new();
    dairy(&sentia);
    assert!(sentia.run(["import", "customers.csv", "--into", "shop.db"]).succeeded());
    fs::write(sentia.home().join("customers.csv"), format!("{CUSTOMERS}004;Neu;Ost\n")).unwrap();
    let changed = sentia.run(["import", "customers.csv", "--into", "shop.db"]);
    assert_eq!(changed.code(), FAILED);
    assert_clear(&changed);
    assert!(changed.stderr.contains("--replace"), "{}", changed.stderr);
    assert_told(
        &sentia.run(["import", "customers.csv", "--into", "shop.db", "--replace"]),
        &["made anew with 4 rows"],
    );
}

#[test]
fn what_cannot_be_imported_is_named() {
    let sentia = Sentia::new();
    fs::write(sentia.home().join("empty.csv"), "").unwrap();
    fs::write(sentia.home().join("broken.xlsx"), "no workbook").unwrap();
    fs::write(sentia.home().join("picture.png"), "x").unwrap();
    let wide: Vec<String> = (0..1_200).map(|column| format!("c{column}")).collect();
    fs::write(sentia.home().join("wide.csv"), format!("{}\n{}\n", wide.join(","), ["1"; 1_200].join(",")))
        .unwrap();
    for (file, said) in [
        ("missing.csv", "cannot be read"),
        ("empty.csv", "holds no rows"),
        ("broken.xlsx", "no workbook"),
        ("picture.png", ".png"),
        ("wide.csv", "1200 columns"),
    ] {
        let failed = sentia.run(["import", file, "--into", "shop.db"]);
        assert_eq!(failed.code(), FAILED, "{file}");
        assert_clear(&failed);
        assert!(failed.stderr.contains(said) && failed.stderr.contains(file), "{}", failed.stderr);
    }
    assert_eq!(sentia.run(["import", "x.csv"]).code(), USAGE);
    let nothing = sentia.run(["catalogue", "draft", "none.db"]);
    assert_eq!(nothing.code(), FAILED);
    assert_clear(&nothing);
}

#[test]
fn a_sheet_of_three_hundred_columns_is_loaded() {
    let sentia = Sentia::new();
    let headings: Vec<String> = (0..300).map(|column| format!("reading {column}")).collect();
    let mut text = headings.join(",") + "\n";
    for row in 0..20 {
        let cells: Vec<String> = (0..300).map(|column| format!("{}.{}", row, column % 10)).collect();
        text.push_str(&(cells.join(",") + "\n"));
    }
    fs::write(sentia.home().join("wide.csv"), text).unwrap();
    assert_told(&sentia.run(["import", "wide.csv", "--into", "shop.db"]), &["20 rows", "260 more columns"]);
    assert_told(&sentia.run(["catalogue", "draft", "shop.db"]), &["1 tables"]);
}

#[test]
fn the_difference_of_two_catalogues_says_which_figures_change() {
    let sentia = Sentia::new();
    let model = |expression: &str, label: &str| {
        format!(
            "semantic_model:\n  - name: shop\n    custom_extensions: [{{vendor_name: SENTIA, data: {{single_tenant: true}}}}]\n    \
             datasets:\n      - {{name: sale, source: sale, primary_key: [id], fields: [{{name: net, expression: net}}]}}\n    \
             metrics:\n      - name: net\n        expression: {expression}\n        \
             custom_extensions: [{{vendor_name: SENTIA, data: {{label: {label}}}}}]\n"
        )
    };
    fs::write(sentia.home().join("old.yaml"), model("SUM(sale.net)", "Net")).unwrap();
    fs::write(sentia.home().join("same.yaml"), model("SUM(sale.net)", "Net")).unwrap();
    fs::write(sentia.home().join("label.yaml"), model("SUM(sale.net)", "Takings")).unwrap();
    fs::write(sentia.home().join("other.yaml"), model("SUM(sale.net) * 2", "Net")).unwrap();
    assert_told(&sentia.run(["catalogue", "diff", "old.yaml", "same.yaml"]), &["No difference"]);
    let label = sentia.run(["catalogue", "diff", "old.yaml", "label.yaml"]);
    assert!(label.code() == FAILED && label.stdout.contains("figures stay the same"), "{label:?}");
    let other = sentia.run(["catalogue", "diff", "old.yaml", "other.yaml"]);
    assert!(other.code() == FAILED && other.stdout.contains("may now have other figures"), "{other:?}");
    fs::write(sentia.home().join("bad.yaml"), model("SUM(sail.net)", "Net")).unwrap();
    let bad = sentia.run(["catalogue", "check", "bad.yaml"]);
    assert!(
        bad.code() == FAILED && bad.stderr.contains("bad.yaml:8") && bad.stderr.contains("sale"),
        "{}",
        bad.stderr
    );
}
