//! Answers that can be checked by reading them.

use jiff::civil::date;
use sentia_semantic::{
    ColumnKind, Comparison, Engine, Filter, FilterOperator, Grain, Order, Period, Query, QueryError,
    ResultTable, Scope, SortBy, SortDirection, Unit, Value, Warehouse,
};

use crate::fixture::{self, Database, everything, only};

/// Two lines, a few days; every number below can be added up by hand.
pub(crate) async fn small() -> (Database, Engine) {
    let database = fixture::sqlite().await;
    fill(&database.warehouse).await;
    let engine = fixture::engine(&database).await;
    (database, engine)
}

async fn fill(warehouse: &Warehouse) {
    let insert = [
        "INSERT INTO plant VALUES ('a', 'P1', 'Leeds', 'GB'), ('a', 'P2', 'Derby', 'GB'), ('b', 'P1', 'Other', 'FR')",
        "INSERT INTO line VALUES ('a', 'L01', 'P1', 'Line 1'), ('a', 'L02', 'P2', 'Line 2'), ('b', 'L01', 'P1', 'Line X')",
        "INSERT INTO machine VALUES ('a', 'M1', 'L01', 'Press'), ('a', 'M2', 'L01', 'Lathe'), ('a', 'M3', 'L02', 'Mill')",
        "INSERT INTO product VALUES ('a', 'GH', 'Housing', 'Gears')",
        "INSERT INTO output VALUES \
         ('a', '2026-09-21', 1, 'M1', 'GH', 'Early', 90, 100, 1.5, 1000, 0), \
         ('a', '2026-09-22', 2, 'M2', 'GH', 'Late', 10, 50, 2.5, 500, 1), \
         ('a', '2026-09-22', 3, 'M3', 'GH', 'Late', 300, 300, 3.0, 9000, 0), \
         ('a', '2026-09-15', 4, 'M1', 'GH', 'Early', 80, 100, 1.0, 800, 0), \
         ('a', '2026-08-03', 5, 'M3', 'GH', 'Early', 50, 60, 1.0, 700, 0), \
         ('a', '2026-09-29', 6, 'M1', 'GH', 'Early', 40, 40, 1.0, 400, 0), \
         ('b', '2026-09-21', 1, 'M1', 'GH', 'Early', 5000, 9000, 1.0, 77777, 1)",
        "INSERT INTO stop VALUES ('a', '2026-09-21', 1, 'L01', 'Jam', 600), ('a', '2026-09-21', 2, 'L01', 'Jam', 300), \
         ('a', '2026-09-22', 3, 'L01', 'Other', 60), ('a', '2026-09-29', 4, 'L02', 'Jam', 5)",
    ];
    for statement in insert {
        warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
}

pub(crate) fn week() -> Query {
    Query::of(vec!["good".to_owned()], Period::new(date(2026, 9, 21), date(2026, 9, 27)))
}

pub(crate) fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Rows as text, cell by cell.
pub(crate) fn shown(table: &ResultTable) -> Vec<String> {
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Integer(whole) => whole.to_string(),
        Value::Real(real) => format!("{real:.4}"),
        Value::Text(text) => text.clone(),
    };
    table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}

pub(crate) async fn ask(engine: &Engine, query: &Query, scope: &Scope) -> ResultTable {
    engine.query(query, scope).await.unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn two_facts_in_one_row_count_nothing_twice() {
    let (_database, engine) = small().await;
    let query = Query {
        measures: named(&["good", "quality_ratio", "stops", "stop_time_per_piece"]),
        dimensions: named(&["line"]),
        ..week()
    };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["Line 1 | 100 | 0.6667 | 3 | 9.6000", "Line 2 | 300 | 1.0000 | 0 | -"]);
    assert_eq!(result.keys, [[Value::from("L01")], [Value::from("L02")]]);
    let kinds: Vec<_> = result.columns.iter().map(|column| (column.id.as_str(), column.kind)).collect();
    assert_eq!(kinds[0], ("line", ColumnKind::Dimension));
    assert_eq!(
        kinds[1..],
        ["good", "quality_ratio", "stops", "stop_time_per_piece"].map(|id| (id, ColumnKind::Measure))
    );
    assert_eq!(result.sql.len(), 1);
    assert!(result.sql[0].contains("tenant = 'a'"), "{}", result.sql[0]);
}

#[tokio::test]
async fn a_comparison_sets_like_beside_like() {
    let (_database, engine) = small().await;
    let query = Query {
        measures: named(&["good", "quality_ratio", "stops"]),
        dimensions: named(&["line"]),
        comparison: Some(Comparison::PreviousPeriod),
        ..week()
    };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(
        shown(&result),
        [
            "Line 1 | 100 | 80 | 20 | 0.2500 | 0.6667 | 0.8000 | -0.1333 | - | 3 | 0 | 3 | -",
            "Line 2 | 300 | - | - | - | 1.0000 | - | - | - | 0 | 0 | 0 | -",
        ]
    );
    let units: Vec<_> = result.columns[5..9].iter().map(|column| column.unit.clone().unwrap()).collect();
    assert_eq!(units, [Unit::Percent, Unit::Percent, Unit::Points, Unit::Percent]);
    assert_eq!(result.comparison_period, Some(Period::new(date(2026, 9, 14), date(2026, 9, 20))));
    assert_eq!(result.sql.len(), 2);
}

#[tokio::test]
async fn a_period_that_outruns_the_data_is_cut_and_so_is_the_other() {
    let (_database, engine) = small().await;
    let month = Period::new(date(2026, 9, 1), date(2026, 9, 30));
    let query = Query { period: month, comparison: Some(Comparison::PreviousPeriod), ..week() };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(result.period, Period::new(date(2026, 9, 1), date(2026, 9, 29)));
    assert_eq!(result.comparison_period, Some(Period::new(date(2026, 8, 1), date(2026, 8, 29))));
    assert_eq!(result.freshness.data_through, Some(date(2026, 9, 29)));
    assert_eq!(result.freshness.period_incomplete_after, Some(date(2026, 9, 29)));
    assert_eq!(shown(&result), ["520 | 50 | 470 | 9.4000"]);
    let alone = ask(&engine, &Query { comparison: None, ..query }, &everything()).await;
    assert_eq!(alone.period, month, "without a comparison the period stays as it was asked for");
    assert_eq!(alone.freshness.period_incomplete_after, Some(date(2026, 9, 29)));
}

#[tokio::test]
async fn buckets_are_compared_by_their_place() {
    let (_database, engine) = small().await;
    let query = Query { grain: Some(Grain::Day), comparison: Some(Comparison::PreviousPeriod), ..week() };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["2026-09-21 | 90 | - | - | -", "2026-09-22 | 310 | 80 | 230 | 2.8750"]);
}

#[tokio::test]
async fn order_and_limit_say_when_rows_are_cut() {
    let (_database, engine) = small().await;
    let by = |by: SortBy, direction: SortDirection| Some(Order { by, direction });
    let query = Query {
        dimensions: named(&["machine"]),
        order: by(SortBy::Measure("good".to_owned()), SortDirection::Descending),
        limit: Some(2),
        ..week()
    };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["Mill (M3) | 300", "Press (M1) | 90"]);
    assert!(result.truncated);
    let lowest = Query {
        order: by(SortBy::Dimension("machine".to_owned()), SortDirection::Descending),
        limit: Some(3),
        ..query.clone()
    };
    let result = ask(&engine, &lowest, &everything()).await;
    assert_eq!(shown(&result), ["Press (M1) | 90", "Mill (M3) | 300", "Lathe (M2) | 10"]);
    assert!(!result.truncated);
    let change = Query {
        order: by(SortBy::Change("good".to_owned()), SortDirection::Ascending),
        comparison: Some(Comparison::PreviousPeriod),
        limit: Some(1),
        ..query.clone()
    };
    let result = ask(&engine, &change, &everything()).await;
    assert_eq!(shown(&result), ["Press (M1) | 90 | 80 | 10 | 0.1250"]);
    let wrong = Query { order: by(SortBy::Change("good".to_owned()), SortDirection::Ascending), ..query };
    let error = engine.query(&wrong, &everything()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the query cannot be ordered by the change of good, which it does not contain; add it to the query or order by something else"
    );
}

#[tokio::test]
async fn filters_are_looked_up_and_shown() {
    let (_database, engine) = small().await;
    let filter = |dimension: &str, operator, member: &str| Filter {
        dimension: dimension.to_owned(),
        operator,
        members: vec![member.to_owned()],
    };
    let query = Query { filters: vec![filter("plant", FilterOperator::In, "leds")], ..week() };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["100"]);
    assert_eq!(
        (result.filters[0].labels.as_slice(), result.filters[0].excludes),
        (named(&["Leeds"]).as_slice(), false)
    );
    assert_eq!(result.filters[0].corrected_from, ["leds"]);
    let query = Query {
        filters: vec![
            filter("line", FilterOperator::NotIn, "line 1"),
            filter("record", FilterOperator::In, "3"),
        ],
        ..week()
    };
    assert_eq!(shown(&ask(&engine, &query, &everything()).await), ["300"]);
    let query = Query { filters: vec![filter("plant", FilterOperator::In, "Paris")], ..week() };
    let error = engine.query(&query, &everything()).await.unwrap_err();
    assert!(matches!(error, QueryError::UnknownMember { .. }), "{error}");
}

#[tokio::test]
async fn a_person_sees_only_what_the_scope_allows() {
    let (_database, engine) = small().await;
    let leeds = only("plant", &["P1"]);
    let query = Query { measures: named(&["good", "stops"]), dimensions: named(&["line"]), ..week() };
    assert_eq!(shown(&ask(&engine, &query, &leeds).await), ["Line 1 | 100 | 3"]);
    let members = engine.members(&leeds).await.unwrap();
    let labels = |id: &str| members.of(id).iter().map(|member| member.label.clone()).collect::<Vec<_>>();
    assert_eq!((labels("plant"), labels("line")), (named(&["Leeds"]), named(&["Line 1"])));
    assert_eq!(labels("machine"), named(&["Lathe (M2)", "Press (M1)"]));
    assert_eq!(labels("product"), named(&["Housing"]), "products belong to no plant");
    let line_leader = engine.members(&only("line", &["L02"])).await.unwrap();
    assert_eq!(line_leader.of("plant").iter().map(|member| member.key.as_str()).collect::<Vec<_>>(), ["P2"]);
    // A filter cannot reach beyond the scope, by name, by key or by a slip, nor is it taken for another member.
    for member in ["Derby", "P2", "derbi"] {
        let filters = vec![Filter {
            dimension: "plant".to_owned(),
            operator: FilterOperator::In,
            members: named(&[member]),
        }];
        let error = engine.query(&Query { filters, ..week() }, &leeds).await.unwrap_err();
        assert!(matches!(error, QueryError::UnknownMember { .. }), "{error}");
    }
    let error = engine
        .query(&Query { measures: named(&["stock_value"]), ..week() }, &only("line", &["L01"]))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Stock value is not recorded by Line, and your permissions are limited to Line 1; so it cannot be shown to you"
    );
    let mut other_company = everything();
    other_company.tenant = "b".to_owned();
    assert_eq!(
        shown(&ask(&engine, &query, &other_company).await),
        [" | 5000 | 0"].map(|_| "- | 5000 | 0".to_owned())
    );
    other_company.tenant = "' OR 1 = 1 --".to_owned();
    assert!(ask(&engine, &query, &other_company).await.rows.is_empty());
}

#[tokio::test]
async fn names_that_are_not_there_are_errors_with_the_nearest() {
    let (_database, engine) = small().await;
    let error = |query: Query| {
        let engine = &engine;
        async move { engine.query(&query, &everything()).await.unwrap_err().to_string() }
    };
    assert_eq!(
        error(Query { measures: named(&["quality"]), ..week() }).await,
        "there is no measure \"quality\"; did you mean quality_ratio?"
    );
    assert_eq!(
        error(Query { dimensions: named(&["lines"]), ..week() }).await,
        "there is no dimension \"lines\"; did you mean line?"
    );
    assert_eq!(
        error(Query { measures: Vec::new(), ..week() }).await,
        "a query needs at least one measure; name one, for example OEE or revenue"
    );
}

#[tokio::test]
async fn nothing_recorded_is_null_and_nothing_counted_is_zero() {
    let (_database, engine) = small().await;
    let before = Period::new(date(2020, 1, 1), date(2020, 1, 31));
    let query = Query { measures: named(&["good", "stops", "quality_ratio"]), period: before, ..week() };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["- | 0 | -"]);
    assert_eq!(result.freshness.period_incomplete_after, None);
    let result = ask(&engine, &Query { dimensions: named(&["line"]), ..query }, &everything()).await;
    assert!(result.rows.is_empty() && !result.truncated);
    let forever = Period::new(jiff::civil::Date::MIN, jiff::civil::Date::MAX);
    let query = Query {
        period: forever,
        comparison: Some(Comparison::PreviousYear),
        grain: Some(Grain::Year),
        ..week()
    };
    assert_eq!(ask(&engine, &query, &everything()).await.rows.len(), 1);
}

#[tokio::test]
async fn new_rows_are_seen_at_once() {
    let (database, engine) = small().await;
    let query = Query { measures: named(&["stops"]), ..week() };
    assert_eq!(ask(&engine, &query, &everything()).await.freshness.data_through, Some(date(2026, 9, 29)));
    assert!(engine.members(&everything()).await.unwrap().resolve("plant", "Lyon").is_err());
    std::thread::sleep(std::time::Duration::from_millis(20));
    for statement in [
        "INSERT INTO plant VALUES ('a', 'P3', 'Lyon', 'FR')",
        "INSERT INTO stop VALUES ('a', '2026-09-30', 9, 'L02', 'Jam', 5)",
    ] {
        database.warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
    assert_eq!(ask(&engine, &query, &everything()).await.freshness.data_through, Some(date(2026, 9, 30)));
    assert!(engine.members(&everything()).await.unwrap().resolve("plant", "Lyon").is_ok());
}

#[tokio::test]
async fn a_catalogue_that_does_not_fit_the_tables_shows_every_fault() {
    let database = fixture::sqlite().await;
    for statement in [
        "ALTER TABLE output DROP COLUMN value_minor",
        "DROP TABLE employee",
        "ALTER TABLE plant RENAME COLUMN name TO title",
    ] {
        database.warehouse.fetch(statement, &[], &[]).await.unwrap();
    }
    let clock = std::sync::Arc::new(sentia_semantic::FixedClock::at(fixture::TODAY));
    let Err(error) = Engine::open(fixture::catalogue(), database.warehouse.clone(), clock).await else {
        panic!("the catalogue was taken");
    };
    let message = error.to_string();
    for expected in [
        "the database has no table `employee`",
        "`output` has no column `value_minor`",
        "`plant` has no column `name`",
    ] {
        assert!(message.contains(expected), "{message}");
    }
    assert!(message.lines().all(|line| line.starts_with("fixture.yaml:")), "{message}");
}

#[tokio::test]
async fn all_time_is_cut_to_the_days_that_have_data() {
    let (_database, engine) = small().await;
    let query = Query { period: engine.resolve_period(&"all_time".parse().unwrap()).unwrap(), ..week() };
    let table = engine.query(&query, &everything()).await.unwrap();
    assert_eq!(table.period, Period::new(date(2026, 8, 3), date(2026, 9, 29)));
    assert_eq!(shown(&table), ["570"]);
}

#[tokio::test]
async fn rows_without_a_date_belong_to_no_period() {
    let (_database, engine) = small().await;
    let query = Query { measures: named(&["headcount"]), ..week() };
    let table = engine.query(&query, &everything()).await.unwrap();
    assert_eq!(table.period, Period::EVER);
    let compared = Query { comparison: Some(Comparison::PreviousYear), ..query };
    let refused = engine.query(&compared, &everything()).await.unwrap_err();
    assert!(matches!(refused, QueryError::NotSplittable { .. }), "{refused}");
}
