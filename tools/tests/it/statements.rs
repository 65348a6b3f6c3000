//! Statements of the demo company tie out to the penny, on both databases, in every kind of period, and agree with sums
//! written by hand.

use std::{path::Path, sync::Arc};

use jiff::civil::date;
use sentia_demo::Options;
use sentia_semantic::{
    Catalogue, Engine, FixedClock, QueryError, Scope, Value, Warehouse,
    catalogue::LineRole,
    warehouse::{Access, ColumnType},
};
use sentia_tools::{
    Cell, Evidence, FilterArg, StatementArgs, StatementTool, Tool, ToolContext, ToolError,
    demo_company::{self, scope_of},
};

const PERIODS: [&str; 6] =
    ["2026-06", "2026-08", "2026-07-11..2026-09-15", "last_week", "2026-08-31", "this_month"];

fn options(seed: u64) -> Options {
    Options { first_day: date(2026, 6, 1), seed, ..Options::default() }
}

struct Company {
    warehouse: Arc<Warehouse>,
    context: ToolContext,
}

impl Company {
    async fn at(place: &str, seed: u64, spoilt: Option<&str>) -> Self {
        let warehouse = Warehouse::open(place, Access::ReadWrite).await.unwrap();
        demo_company::build(&warehouse, options(seed), |_| ()).await.unwrap();
        if let Some(sql) = spoilt {
            warehouse.fetch(sql, &[], &[ColumnType::Integer]).await.unwrap();
        }
        let warehouse = Arc::new(warehouse);
        let clock = Arc::new(FixedClock::at(options(seed).today));
        let catalogue = Arc::new(Catalogue::shipped().unwrap());
        let engine = Arc::new(Engine::open(catalogue, warehouse.clone(), clock).await.unwrap());
        let scope = scope_of(&sentia_demo::people()[0]);
        Company { warehouse, context: ToolContext { engine, scope, scope_in_words: None, documents: None } }
    }

    async fn sqlite(folder: &Path, seed: u64) -> Self {
        Self::at(&folder.join(format!("{seed}.db")).to_string_lossy(), seed, None).await
    }

    async fn statement(&self, args: StatementArgs) -> Result<Evidence, ToolError> {
        StatementTool.call(args, &self.context).await
    }

    async fn shown(&self, statement: &str, period: &str) -> Evidence {
        self.statement(args(statement, period, None)).await.unwrap()
    }

    async fn by_hand(&self, sql: &str) -> i64 {
        let rows = self.warehouse.fetch(sql, &[], &[ColumnType::Integer]).await.unwrap();
        let Value::Integer(sum) = rows[0][0] else { unreachable!("{rows:?} is no whole number") };
        sum
    }
}

fn args(statement: &str, period: &str, against: Option<&str>) -> StatementArgs {
    StatementArgs {
        statement: statement.to_owned(),
        period: Some(period.to_owned()),
        against: against.map(str::to_owned),
        ..StatementArgs::default()
    }
}

/// The whole amount in a row, by the label of the line.
fn line(evidence: &Evidence, label: &str) -> i64 {
    let row = evidence.table.rows.iter().find(|row| row[0] == Cell::Text(label.to_owned())).unwrap();
    amount(evidence, &row[1]).unwrap()
}

fn amount(evidence: &Evidence, cell: &Cell) -> Option<i64> {
    let Cell::Figure(id) = cell else { return None };
    match evidence.figure(id)?.value {
        Value::Integer(whole) => Some(whole),
        _ => None,
    }
}

fn ties_out(evidence: &Evidence, what: &str) {
    let broken = evidence.caveats.iter().find(|caveat| caveat.contains("does not tie out"));
    assert_eq!(broken, None, "{what}");
    assert!(!evidence.computed.checks.is_empty(), "{what} checks nothing");
}

#[tokio::test]
async fn every_statement_ties_out_in_every_period_and_company() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [7, 11] {
        let company = Company::sqlite(folder.path(), seed).await;
        for statement in &company.context.engine.catalogue().statements {
            if statement.outlook.is_some() {
                ties_out(&company.shown(&statement.id, "this_week").await, &statement.id);
                continue;
            }
            for period in PERIODS {
                for against in [None, Some("previous_period"), Some("2026-06-15..2026-06-30")] {
                    let what = format!("{} in {period} of {seed} against {against:?}", statement.id);
                    let evidence = company.statement(args(&statement.id, period, against)).await.unwrap();
                    ties_out(&evidence, &what);
                    sums_are_sums(&evidence, &what);
                }
            }
        }
    }
}

/// Each total of a statement that begins with its parts is the sum of the lines above, as a reader would add them up.
fn sums_are_sums(evidence: &Evidence, what: &str) {
    let (mut items, mut checked) = (0, 0);
    let levels: Vec<u8> = evidence.table.layout.iter().map(|row| row.level).collect();
    for (at, (row, layout)) in evidence.table.rows.iter().zip(&evidence.table.layout).enumerate() {
        let Some(shown) = amount(evidence, &row[1]) else { continue };
        match layout.role {
            LineRole::Item if layout.level > 0 => items += shown,
            LineRole::Subtotal
                if at > 0 && levels[at - 1] == 1 && items != 0 && evidence.title.starts_with("Balance") =>
            {
                assert_eq!(shown, items, "{what}: {row:?}");
                (items, checked) = (0, checked + 1);
            }
            LineRole::Total => items = 0,
            _ => {}
        }
    }
    assert!(!evidence.title.starts_with("Balance") || checked == 2, "{what} checked {checked} sums");
}

#[tokio::test]
async fn the_lines_are_what_the_ledger_sums_to_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::sqlite(folder.path(), 7).await;
    let entries = |condition: &str| {
        format!(
            "SELECT SUM(amount_group_minor) FROM gl_entry JOIN account USING (tenant, account_id) WHERE {condition}"
        )
    };
    let august = "business_date BETWEEN '2026-08-01' AND '2026-08-31'";
    let profit = company.shown("profit_and_loss", "2026-08").await;
    let revenue = company.by_hand(&entries(&format!("{august} AND line = 'Revenue'"))).await;
    assert_eq!(line(&profit, "Revenue"), -revenue);
    let result = company.by_hand(&entries(&format!("{august} AND statement = 'profit and loss'"))).await;
    assert_eq!(line(&profit, "Net profit"), -result);

    // On a day in mid-month, when no trial balance was drawn up.
    let sheet = company.shown("balance_sheet", "2026-08-15").await;
    let assets = company.by_hand(&entries("business_date <= '2026-08-15' AND class = 'asset'")).await;
    assert_eq!(line(&sheet, "Total assets"), assets);
    let cash = company.by_hand(&entries("business_date <= '2026-08-31' AND line = 'Cash'")).await;
    assert_eq!(line(&company.shown("cash_flow", "2026-08").await, "Cash at the end"), cash);

    let owed =
        "SELECT SUM(overdue_31_60_group_minor) FROM receivable_balance WHERE business_date = '2026-08-31'";
    let ageing = company.shown("receivables_ageing", "2026-08").await;
    assert_eq!(line(&ageing, "31 to 60 days overdue"), company.by_hand(owed).await);
    // Open by an invoice's age, told from the invoices themselves.
    let open = "SELECT SUM(open_group_minor) FROM supplier_invoice WHERE business_date <= '2026-09-29' AND \
                open_group_minor <> 0 AND due_on < '2026-09-29' AND due_on >= '2026-08-30'";
    let ageing = company.shown("payables_ageing", "yesterday").await;
    assert_eq!(line(&ageing, "1 to 30 days overdue"), company.by_hand(open).await);
}

#[tokio::test]
async fn the_loss_tree_is_oee_and_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::sqlite(folder.path(), 7).await;
    let tree = company.shown("oee_losses", "2026-08").await;
    let share = line(&tree, "Valuable time") as f64 / line(&tree, "Planned busy time") as f64;
    let oee = tree.figures.iter().find(|figure| figure.measure == "oee").unwrap().value.as_f64().unwrap();
    assert!((share - oee).abs() < 1e-6, "{share} is not {oee}");
    let calendar =
        "SELECT SUM(calendar_s) FROM machine_time WHERE business_date BETWEEN '2026-08-01' AND '2026-08-31'";
    assert_eq!(line(&tree, "Calendar time"), company.by_hand(calendar).await);
}

#[tokio::test]
async fn a_ledger_that_does_not_balance_is_told_of_with_the_difference() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("spoilt.db");
    let spoil = "UPDATE gl_entry SET amount_group_minor = amount_group_minor + 101 WHERE id = (SELECT MAX(id) FROM \
                 gl_entry WHERE account_id = '1000' AND business_date = '2026-08-14') RETURNING id";
    let company = Company::at(&place.to_string_lossy(), 7, Some(spoil)).await;
    let sheet = company.shown("balance_sheet", "2026-08-15").await;
    let told = sheet.caveats.iter().find(|caveat| caveat.contains("does not tie out")).unwrap();
    assert!(
        told.contains("Total assets equal total equity and liabilities") && told.ends_with("off by £1.01."),
        "{told}"
    );
    assert!(sheet.computed.checks.is_empty(), "{:?}", sheet.computed.checks);
}

#[tokio::test]
async fn thirteen_weeks_follow_from_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::sqlite(folder.path(), 11).await;
    let outlook = company.shown("thirteen_week_cash", "this_week").await;
    assert_eq!(outlook.table.rows.len(), 13);
    let amounts =
        |row: &Vec<Cell>| row[1..].iter().map(|cell| amount(&outlook, cell).unwrap()).collect::<Vec<_>>();
    let weeks: Vec<Vec<i64>> = outlook.table.rows.iter().map(amounts).collect();
    let cash = "SELECT SUM(closing_group_minor) FROM bank_balance WHERE business_date = '2026-09-27'";
    assert_eq!(weeks[0][0], company.by_hand(cash).await);
    for (at, week) in weeks.iter().enumerate() {
        assert_eq!(week[3], week[0] + week[1] + week[2]);
        assert!(at == 0 || week[0] == weeks[at - 1][3]);
    }
    let error = company.statement(args("thirteen_week_cash", "2026-08", None)).await.unwrap_err();
    assert!(error.to_string().contains("begins with the current week"), "{error}");
}

#[tokio::test]
async fn both_databases_give_the_same_statements() {
    #[expect(clippy::disallowed_methods, reason = "the test runner names the server this way")]
    let Ok(server) = std::env::var("SENTIA_TEST_POSTGRES") else {
        return println!("SKIPPED: the part on PostgreSQL; name a server in SENTIA_TEST_POSTGRES");
    };
    let admin = Warehouse::open(&server, Access::ReadWrite).await.unwrap();
    admin.fetch("DROP DATABASE IF EXISTS sentia_tools_statements", &[], &[]).await.unwrap();
    admin.fetch("CREATE DATABASE sentia_tools_statements", &[], &[]).await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Company::sqlite(folder.path(), 7).await;
    let postgres = Company::at(&format!("{address}/sentia_tools_statements"), 7, None).await;
    for statement in &sqlite.context.engine.catalogue().statements {
        let period = if statement.outlook.is_some() { "this_week" } else { "2026-07-11..2026-09-15" };
        let (one, other) =
            (sqlite.shown(&statement.id, period).await, postgres.shown(&statement.id, period).await);
        assert_eq!(one.table, other.table, "{}", statement.id);
        for (one, other) in one.figures.iter().zip(&other.figures) {
            match (&one.value, &other.value) {
                (Value::Real(one), Value::Real(other)) => assert!((one - other).abs() < 1e-9),
                (one, other) => assert_eq!(one, other, "{}", statement.id),
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut company = Company::sqlite(folder.path(), 7).await;
    let unknown = company.statement(args("profit", "2026-08", None)).await.unwrap_err();
    assert!(unknown.to_string().contains("profit_and_loss"), "{unknown}");
    let unbudgeted = company.statement(args("balance_sheet", "2026-08", Some("budget"))).await.unwrap_err();
    assert!(unbudgeted.to_string().contains("no budget of the balance sheet"), "{unbudgeted}");
    let by_line = StatementArgs {
        filters: vec![FilterArg { dimension: "line".into(), members: vec!["Line 3".into()], exclude: false }],
        ..args("profit_and_loss", "2026-08", None)
    };
    let unsplit = company.statement(by_line).await.unwrap_err();
    assert!(matches!(unsplit, ToolError::Query(QueryError::NotSplittable { .. })), "{unsplit}");
    let leeds = sentia_demo::people().into_iter().find(|person| person.id == "leeds").unwrap();
    company.context.scope = scope_of(&leeds);
    let refused = company.statement(args("profit_and_loss", "2026-08", None)).await.unwrap_err();
    assert!(matches!(refused, ToolError::Query(QueryError::AreaForbidden { .. })), "{refused}");
    let tree = company.shown("oee_losses", "2026-08").await;
    let hours = "SELECT SUM(planned_busy_s) FROM machine_time WHERE plant_id = 'LEE' AND business_date BETWEEN \
                 '2026-08-01' AND '2026-08-31'";
    assert_eq!(line(&tree, "Planned busy time"), company.by_hand(hours).await);
    company.context.scope = Scope { tenant: "nobody".into(), ..company.context.scope.clone() };
    let nothing = company.shown("oee_losses", "2026-08").await;
    assert!(nothing.figures.is_empty(), "{:?}", nothing.figures);
}
