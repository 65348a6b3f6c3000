use sentia_semantic::SqlLimits;

use crate::world::{World, by_hand, comparable, corpus};

const QUERIES: &str = include_str!("analysts.sql");

#[test]
fn the_corpus_is_large() {
    let cases = corpus(QUERIES);
    assert!(cases.len() >= 100, "{}", cases.len());
}

/// Each query as each person equals the same text sent by hand to a database that holds that person's rows alone.
pub(crate) async fn get_what_their_rows_hold(world: &World) {
    let mut faults = Vec::new();
    let mut rows = 0;
    for case in corpus(QUERIES).iter().filter(|case| case.is_for(world.dialect())) {
        for (scope, copy) in &world.copies {
            let result = match world.engine.run_sql(&case.sql, scope, SqlLimits::default()).await {
                Ok(result) => result,
                Err(error) => {
                    faults.push(format!("{}\n{}\n→ {error}\n", case.words, case.sql));
                    continue;
                }
            };
            let sql = case.sql.replace("CURRENT_DATE", "DATE '2026-09-30'");
            let sql = if world.dialect() == sentia_semantic::Dialect::Sqlite {
                sql.replace("DATE '", "'")
            } else {
                sql
            };
            let expected = by_hand(&copy.warehouse, &sql, result.columns.len()).await;
            let same = expected
                .as_ref()
                .is_ok_and(|rows| comparable(&case.sql, rows) == comparable(&case.sql, &result.rows));
            rows += result.rows.len();
            if !same {
                let shown = format!("{:.600}", format!("{:?}", result.rows));
                faults.push(format!("{}\n{}\n→ {shown}\n  {expected:.600?}\n", case.words, result.sql));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(rows > 1_000, "{rows}");
}
