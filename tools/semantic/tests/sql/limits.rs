use std::time::Duration;

use sentia_semantic::{QueryError, SqlLimits, SqlRefusal};

use crate::world::World;

async fn refusal(world: &World, sql: &str, limits: SqlLimits) -> SqlRefusal {
    match world.engine.run_sql(sql, &world.copies[0].0, limits).await {
        Err(QueryError::Sql(refusal)) => refusal,
        other => panic!("{sql}: {other:?}"),
    }
}

pub(crate) async fn stop_what_is_too_much(world: &World) {
    let limits = SqlLimits::default();
    let scope = &world.copies[0].0;
    let bomb = "SELECT SUM(a.good + b.good + c.good) FROM output a, output b, output c";
    let soon = SqlLimits { time: Duration::from_millis(200), ..limits };
    assert_eq!(refusal(world, bomb, soon).await, SqlRefusal::TooSlow(1));
    // The database is free again at once.
    let small = SqlLimits { rows: 7, ..limits };
    let result = world.engine.run_sql("SELECT id FROM output ORDER BY id", scope, small).await.unwrap();
    assert!(result.truncated && result.rows.len() == 7);
    let result = world
        .engine
        .run_sql("SELECT id FROM output ORDER BY id LIMIT 5 OFFSET 2", scope, small)
        .await
        .unwrap();
    assert!(!result.truncated && result.rows.len() == 5);
    let narrow = SqlLimits { bytes: 4_096, ..limits };
    assert_eq!(refusal(world, "SELECT * FROM output", narrow).await, SqlRefusal::TooLarge(4));
    let nobody = sentia_semantic::Scope { sql: false, ..scope.clone() };
    let error = world.engine.run_sql("SELECT 1", &nobody, limits).await.unwrap_err();
    assert!(matches!(error, QueryError::Sql(SqlRefusal::NotPermitted)));
    assert!(world.engine.sql_tables(&nobody).is_empty());
    assert!(world.engine.sql_tables(scope).iter().any(|(table, columns)| {
        table == "output"
            && columns.contains(&"good".to_owned())
            && !columns.contains(&"value_minor".to_owned())
    }));
    let result = world.engine.run_sql("SELECT COUNT(*) AS n FROM output", scope, limits).await.unwrap();
    assert_eq!((result.sources, result.columns), (vec!["output".to_owned()], vec!["n".to_owned()]));
    assert!(result.freshness.data_through.is_some() && result.covers.is_some());
}
