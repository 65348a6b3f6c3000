//! SQL of a person's own against real databases: what is refused, what is cut down to the person, and that what analysts
//! write gives what it would give by hand over their rows alone.
// `cfg(test)` tells clippy that helpers, too, may unwrap and panic.

#[cfg(test)]
mod analysts;
#[cfg(test)]
mod attacks;
#[cfg(test)]
#[path = "../engine/fixture.rs"]
mod fixture;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod world;

#[cfg(test)]
async fn hold(world: &world::World) {
    attacks::are_held_off(world).await;
    analysts::get_what_their_rows_hold(world).await;
    limits::stop_what_is_too_much(world).await;
    let answered = leaks::run(world, 1, 300).await;
    assert!(answered > 200, "{answered}");
}

#[tokio::test]
async fn sqlite_gives_each_person_their_rows_and_no_others() {
    hold(&world::sqlite().await).await;
}

#[tokio::test]
async fn postgres_gives_each_person_their_rows_and_no_others() {
    let Some(world) = world::postgres("hold").await else { return };
    hold(&world).await;
}

/// With the metric queries of `tests/engine` 100,000 pairs of a person and a query on each database.
#[tokio::test]
#[ignore = "takes minutes: run it with --ignored after any change to scopes"]
async fn fifty_thousand_statements_leak_nothing() {
    println!("{} answered on SQLite", leaks::run(&world::sqlite().await, 2, 50_000).await);
    let Some(world) = world::postgres("leaks").await else { return };
    println!("{} answered on PostgreSQL", leaks::run(&world, 3, 50_000).await);
}
