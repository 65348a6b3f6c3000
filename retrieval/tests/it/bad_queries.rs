use std::time::Duration;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sentia_retrieval::Filter;

use crate::support::{Place, reader};

#[tokio::test]
async fn any_query_is_answered() {
    for place in Place::everywhere().await {
        answers_any(&place).await;
    }
}

async fn answers_any(place: &Place) {
    place.write("a.txt", "The spindle of machine M-104 runs at 9000 rpm.");
    place.add().await;
    let long = "spindle \" OR NEAR( ".repeat(100_000 / 19);
    let queries = [
        "",
        " ",
        "\0",
        "spindle\0",
        "\"",
        "spindle\"",
        "AND",
        "spindle AND",
        "NOT spindle",
        "NEAR(a b)",
        "spin*",
        "title:spindle",
        "^spindle",
        "(",
        ")",
        "'; DROP TABLE passage; --",
        "🏭 spindle 🏭",
        "ﷺ",
        "%",
        "_",
        "\u{202e}spindle",
        &long,
    ];
    for query in queries {
        let found = place.search(query).await;
        assert_eq!(found.len(), usize::from(query.contains("spindle")), "{query:?}");
    }
    assert_eq!(
        place.library.search(&reader(), "spindle", &Filter::default(), 0).await.unwrap().hits.len(),
        0
    );
    assert_eq!(
        place.library.search(&reader(), "spindle", &Filter::default(), usize::MAX).await.unwrap().hits.len(),
        1
    );
}

#[test]
fn random_queries_are_answered() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let place = runtime.block_on(Place::new());
    place.write("a.txt", "The spindle of machine M-104 runs at 9000 rpm.");
    runtime.block_on(place.add());
    let mut runner = TestRunner::new(Config { cases: 500, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&any::<String>(), |query| {
        let search = place.search(&query);
        let found = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), search).await });
        prop_assert!(found.is_ok());
        Ok(())
    });
    tried.unwrap();
}
