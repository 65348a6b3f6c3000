use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use sqlparser::{ast::Statement, parser::Parser};

use super::{
    Condition, Dialect, Extent, Plan, PlannedFilter, SqlOrder, Tables, compile, extent_statement,
    members_statement,
};
use crate::{
    Area, Catalogue, Grain, Period, QueryError, RowFilter, Scope, Value, compile::OutputColumn,
    warehouse::Schema,
};

const TODAY: Date = date(2026, 9, 30);

/// The small factory's catalogue and tables, without a database.
struct Factory {
    catalogue: Catalogue,
    schema: Schema,
    dialect: Dialect,
}

impl Factory {
    fn new(dialect: Dialect) -> Self {
        let files = [("fixture.yaml", include_str!("../../tests/engine/fixture.yaml"))];
        let catalogue = Catalogue::load(&files).unwrap_or_else(|error| panic!("{error}"));
        let sql = include_str!("../../tests/engine/fixture.sql");
        let statements = Parser::parse_sql(&sqlparser::dialect::GenericDialect {}, sql).unwrap();
        let rows: Vec<Vec<Value>> = statements.iter().map(|statement| table(statement, dialect)).collect();
        Factory { catalogue, schema: Schema::from_rows(&rows, dialect), dialect }
    }

    fn tables(&self) -> Tables<'_> {
        Tables { catalogue: &self.catalogue, schema: &self.schema }
    }
}

/// A table as a database describes it.
fn table(statement: &Statement, dialect: Dialect) -> Vec<Value> {
    let Statement::CreateTable(table) = statement else { panic!("not a table: {statement}") };
    let kind = |declared: &str| match (dialect, declared) {
        (Dialect::Sqlite, "DATE") => "TEXT".to_owned(),
        (Dialect::Sqlite, other) => other.to_owned(),
        (Dialect::Postgres, "BIGINT") => "int8".to_owned(),
        (Dialect::Postgres, "DOUBLE PRECISION") => "float8".to_owned(),
        (Dialect::Postgres, other) => other.to_lowercase(),
    };
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("{}\t{}", column.name, kind(&column.data_type.to_string())))
        .collect();
    vec![Value::from(""), Value::from(table.name.to_string()), Value::from(columns.join("\n"))]
}

fn everything() -> Scope {
    let areas = Area::ALL.into_iter().collect();
    Scope { tenant: "a".to_owned(), person: "test".to_owned(), row_filters: Vec::new(), areas, sql: true }
}

/// A query in the words of these tests.
struct Asked<'q> {
    measures: &'q [&'q str],
    dimensions: &'q [&'q str],
    grain: Option<Grain>,
    filters: &'q [(&'q str, Condition)],
    scope: Scope,
    order: Option<(OutputColumn, bool)>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked { measures: &[], dimensions: &[], grain: None, filters: &[], scope: everything(), order: None }
    }
}

impl Asked<'_> {
    fn of(&self, factory: &Factory) -> Result<String, QueryError> {
        let find = |id: &&str| factory.catalogue.dimension(id).unwrap();
        let filters = self
            .filters
            .iter()
            .map(|(id, condition)| PlannedFilter { dimension: find(id), condition: condition.clone() });
        let plan = Plan::new(
            factory.tables(),
            self.measures.iter().map(|id| factory.catalogue.measure(id).unwrap()).collect(),
            self.dimensions.iter().map(find).collect(),
            self.grain,
            filters.collect(),
            &self.scope,
            TODAY,
        )?;
        let data = Extent { first: date(2024, 11, 20), last: date(2026, 9, 29) };
        let extents: Vec<Option<Extent>> = plan.parts.iter().map(|part| part.time.map(|_| data)).collect();
        let period = Period::new(date(2026, 7, 6), date(2026, 10, 4));
        let order = SqlOrder { first: self.order, limit: 11 };
        let compiled = compile(&plan, factory.dialect, period, &extents, &[], Some(&order));
        let parsed = Parser::parse_sql(factory.dialect.parser().as_ref(), &compiled.sql);
        assert!(matches!(parsed.as_deref(), Ok([_])), "{parsed:?}\n{}", compiled.sql);
        Ok(compiled.displayed())
    }

    fn both(&self) -> String {
        let of = |dialect| self.of(&Factory::new(dialect)).unwrap_or_else(|error| panic!("{error}"));
        format!("-- SQLite\n{}\n\n-- PostgreSQL\n{}\n", of(Dialect::Sqlite), of(Dialect::Postgres))
    }
}

fn keys(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn a_ratio_by_a_dimension_is_sum_over_sum() {
    let asked = Asked {
        measures: &["quality_ratio"],
        dimensions: &["line"],
        filters: &[
            ("plant", Condition::Keys(keys(&["P1", "P2"]))),
            ("shift", Condition::NotKeys(keys(&["Night"]))),
        ],
        order: Some((OutputColumn::Measure(0), true)),
        ..Asked::default()
    };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn facts_are_aggregated_before_they_meet() {
    let asked = Asked {
        measures: &["stop_time_per_piece", "stops", "good"],
        dimensions: &["line", "plant"],
        grain: Some(Grain::Week),
        ..Asked::default()
    };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn a_balance_counts_the_last_snapshot_of_each_bucket() {
    let asked = Asked {
        measures: &["stock_days"],
        dimensions: &["product"],
        grain: Some(Grain::Month),
        ..Asked::default()
    };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn a_balance_without_buckets_counts_the_last_snapshot() {
    insta::assert_snapshot!(Asked { measures: &["stock_value"], ..Asked::default() }.both());
}

#[test]
fn the_scope_stands_in_every_part() {
    let scope = Scope {
        row_filters: vec![RowFilter { dimension: "plant".to_owned(), keys: keys(&["P1"]) }],
        ..everything()
    };
    let asked = Asked { measures: &["target_reached"], dimensions: &["line"], scope, ..Asked::default() };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn a_scope_without_members_shows_nothing() {
    let scope = Scope {
        row_filters: vec![RowFilter { dimension: "plant".to_owned(), keys: BTreeSet::new() }],
        ..everything()
    };
    let sql = Asked { measures: &["good"], scope, ..Asked::default() }.both();
    assert_eq!(sql.matches("1 = 0").count(), 2, "{sql}");
}

#[test]
fn conditions_limit_the_rows_that_count() {
    let asked =
        Asked { measures: &["heavy_weight", "late_records"], dimensions: &["family"], ..Asked::default() };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn a_fact_may_be_dated_by_another_table_or_another_column() {
    let asked = Asked {
        measures: &["ticket_hours", "hours_charged"],
        dimensions: &["plant"],
        grain: Some(Grain::Quarter),
        ..Asked::default()
    };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn a_root_is_computed_where_it_can_be() {
    insta::assert_snapshot!(
        Asked { measures: &["weight_deviation", "good"], dimensions: &["shift"], ..Asked::default() }.both()
    );
}

#[test]
fn extremes_and_fallbacks_mean_the_same_in_both() {
    insta::assert_snapshot!(Asked { measures: &["worst_of_both"], ..Asked::default() }.both());
}

#[test]
fn members_that_are_not_indexed_are_matched_by_key_or_label() {
    let asked = Asked {
        measures: &["good"],
        filters: &[
            ("record", Condition::Named(keys(&["7", "it's $1"]))),
            ("machine", Condition::NotNamed(keys(&["Press (M1)"]))),
        ],
        ..Asked::default()
    };
    insta::assert_snapshot!(asked.both());
}

#[test]
fn every_bucket_is_rendered_for_both() {
    let sql: Vec<String> = Grain::ALL
        .into_iter()
        .map(|grain| {
            format!("{}\n{}", Dialect::Sqlite.bucket(grain, "t"), Dialect::Postgres.bucket(grain, "t"))
        })
        .collect();
    insta::assert_snapshot!(sql.join("\n"));
}

#[test]
fn members_and_extents_are_asked_with_the_scope() {
    let scope = Scope {
        row_filters: vec![RowFilter { dimension: "line".to_owned(), keys: keys(&["L03"]) }],
        ..everything()
    };
    let shown: Vec<String> = [Dialect::Sqlite, Dialect::Postgres]
        .into_iter()
        .map(|dialect| {
            let factory = Factory::new(dialect);
            let dimensions: Vec<_> = ["plant", "line", "machine", "product"]
                .iter()
                .map(|id| factory.catalogue.dimension(id).unwrap())
                .collect();
            let (members, _) = members_statement(factory.tables(), dialect, &scope, TODAY, &dimensions);
            let stop = &factory.catalogue.datasets["stop"];
            let target = &factory.catalogue.datasets["target"];
            let dated = [stop, target].map(|dataset| (dataset, dataset.dated_by.as_ref().unwrap()));
            let (extents, _) = extent_statement(factory.tables(), dialect, "a", TODAY, &dated);
            format!("{members}\n\n{extents}")
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n\n-- PostgreSQL\n"));
}

#[test]
fn what_a_fact_does_not_know_cannot_split_it() {
    let factory = Factory::new(Dialect::Sqlite);
    let refused = |asked: Asked<'_>| asked.of(&factory).unwrap_err().to_string();
    assert_eq!(
        refused(Asked { measures: &["stops"], dimensions: &["shift"], ..Asked::default() }),
        "Stops cannot be split or filtered by Shift; it can be by Plant, Country, Line, Reason"
    );
    assert_eq!(
        refused(Asked {
            measures: &["good", "stop_time_per_piece"],
            dimensions: &["product"],
            ..Asked::default()
        }),
        "Stop time per piece cannot be split or filtered by Product; it can be by Plant, Country, Line"
    );
    assert_eq!(
        refused(Asked { measures: &["headcount"], grain: Some(Grain::Month), ..Asked::default() }),
        "Headcount cannot be split or filtered by time; it can be by Plant, Country, Line"
    );
    let row_filters = vec![RowFilter { dimension: "line".to_owned(), keys: keys(&["L03"]) }];
    let line_leader = Scope { row_filters, ..everything() };
    assert_eq!(
        refused(Asked { measures: &["stock_value"], scope: line_leader.clone(), ..Asked::default() }),
        "Stock value is not recorded by Line, and your permissions are limited to L03; so it cannot be shown to you"
    );
    let row_filters = vec![RowFilter { dimension: "gone".to_owned(), keys: keys(&["x"]) }];
    let unknown = Scope { row_filters, ..everything() };
    assert!(
        refused(Asked { measures: &["good"], scope: unknown, ..Asked::default() })
            .contains("is not recorded by gone")
    );
    let mut without_finance = everything();
    without_finance.areas.remove(&Area::Finance);
    assert_eq!(
        refused(Asked { measures: &["output_value"], scope: without_finance, ..Asked::default() }),
        "Output value belongs to finance, which your permissions do not include; ask your administrator if you need it"
    );
    let mut without_maintenance = everything();
    without_maintenance.areas.remove(&Area::Maintenance);
    let filters = [("reason", Condition::Keys(keys(&["Jam"])))];
    assert!(
        refused(Asked {
            measures: &["good"],
            filters: &filters,
            scope: without_maintenance,
            ..Asked::default()
        })
        .starts_with("Reason belongs to maintenance")
    );
}

#[test]
fn a_statement_is_shown_with_its_values() {
    let binds = [Value::from("it's"), Value::Integer(3), Value::Null, Value::Real(0.5)];
    let shown = super::display::with_values(
        "a = $1 AND b = $2 AND c = '$1' || \"$2\" AND d IN ($3, $4, $9) -- $",
        &binds,
    );
    assert_eq!(shown, "a = 'it''s' AND b = 3 AND c = '$1' || \"$2\" AND d IN (NULL, 0.5, $9) -- $");
}
