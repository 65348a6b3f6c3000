use std::{collections::BTreeSet, time::Duration};

use sentia_semantic::{QueryError, SqlLimits, SqlRefusal};

use crate::world::{World, by_hand, canary, comparable, corpus};

/// `refused`: nothing of it reaches the database. `scoped`: it may run, and gives only what the person may see.
const ATTACKS: &str = include_str!("attacks.sql");

#[test]
fn the_corpus_is_large_and_says_each_thing_once() {
    let cases = corpus(ATTACKS);
    assert!(cases.len() >= 150, "{}", cases.len());
    let different: BTreeSet<&str> = cases.iter().map(|case| case.sql.as_str()).collect();
    assert_eq!(different.len(), cases.len());
}

/// Each attack is refused before it reaches the database, or gives only what the person may see.
pub(crate) async fn are_held_off(world: &World) {
    let (scope, copy) = world.of_one_plant();
    let limits = SqlLimits { time: Duration::from_millis(400), ..SqlLimits::default() };
    let mut faults = Vec::new();
    for case in corpus(ATTACKS).iter().filter(|case| case.is_for(world.dialect())) {
        let (verdict, words) = case.words.split_once(' ').unwrap();
        let result = world.engine.run_sql(&case.sql, scope, limits).await;
        let fault = match (verdict, &result) {
            ("refused", Err(QueryError::Sql(SqlRefusal::Failed(_) | SqlRefusal::TooSlow(_)))) => {
                Some(format!("reached the database: {result:?}"))
            }
            ("refused" | "scoped", Err(QueryError::Sql(refusal))) => {
                refusal.to_string().contains("CANARY").then(|| refusal.to_string())
            }
            ("refused", Ok(result)) => Some(format!("ran: {}", result.sql)),
            ("scoped", Ok(result)) => {
                let expected = by_hand(&copy.warehouse, &case.sql, result.columns.len()).await;
                match (canary(&result.rows), expected) {
                    (Some(leaked), _) => Some(format!("leaked {leaked:?}: {}", result.sql)),
                    (None, Ok(rows))
                        if !result.truncated
                            && comparable(&case.sql, &rows) != comparable(&case.sql, &result.rows) =>
                    {
                        Some(format!("differs from {:?}: {:?}", rows, result.rows))
                    }
                    _ => None,
                }
            }
            (_, other) => Some(format!("{other:?}")),
        };
        faults.extend(fault.map(|fault| format!("{words}\n{}\n→ {fault}\n", case.sql)));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
