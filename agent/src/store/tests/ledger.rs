//! What was spent, against a naive sum.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    super::{Since, Totals, TurnRecord, open},
    place::places,
    record::{asked_by, reader},
};
use crate::router::Cost;

const NOON: &str = "2026-12-01T12:00:00Z";

fn since() -> Since {
    let parsed = |text: &str| text.parse().expect("an instant");
    Since { day: parsed("2026-12-01T00:00:00Z"), month: parsed("2026-11-30T23:00:00Z") }
}

/// A turn that ended so many seconds after the month began.
fn turn(tenant: &str, person: &str, seconds: i64, micros: u64, currency: &str) -> TurnRecord {
    let mut turn = asked_by(tenant, person);
    turn.timings.ended = Some(since().month + seconds.seconds());
    turn.answer.model.cost = Some(Cost { micros, currency: currency.to_owned() });
    turn
}

#[derive(Debug, Clone)]
struct Sent {
    tenant: &'static str,
    person: &'static str,
    seconds: i64,
    micros: u64,
    currency: &'static str,
}

fn sent() -> impl Strategy<Value = Sent> {
    let seconds = prop_oneof![Just(-1), Just(0), Just(3_599), Just(3_600), -90_000_i64..90_000];
    (
        prop::sample::select(vec!["demo", "other"]),
        prop::sample::select(vec!["cfo", "leeds"]),
        seconds,
        prop_oneof![0_u64..3, 0_u64..5_000_000_000_000],
        prop::sample::select(vec!["USD", "EUR"]),
    )
        .prop_map(|(tenant, person, seconds, micros, currency)| Sent {
            tenant,
            person,
            seconds,
            micros,
            currency,
        })
}

fn expected(all: &[Sent], tenant: &str, person: &str, currency: &str) -> Totals {
    let mut totals = Totals::default();
    for one in all.iter().filter(|one| one.tenant == tenant && one.currency == currency) {
        let of_today = one.seconds >= 3_600;
        totals.company_month += if one.seconds >= 0 { one.micros } else { 0 };
        totals.company_day += if of_today { one.micros } else { 0 };
        totals.person_day += if of_today && one.person == person { one.micros } else { 0 };
    }
    totals
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sums_are_those_of_a_naive_count_to_the_last_millionth() {
    for place in places().await {
        let store = open(&place.url).await.expect("a store");
        let runtime = tokio::runtime::Handle::current();
        let (store, place) = (Arc::clone(&store), place);
        let run = move || {
            let mut all: Vec<Sent> = Vec::new();
            let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
            let all = &mut all;
            let cell = std::cell::RefCell::new(all);
            runner
                .run(&prop::collection::vec(sent(), 1..8), |batch| {
                    let mut all = cell.borrow_mut();
                    runtime.block_on(async {
                        for one in &batch {
                            let turn = turn(one.tenant, one.person, one.seconds, one.micros, one.currency);
                            store.append(&turn).await.expect("stored");
                        }
                    });
                    all.extend(batch);
                    for (tenant, person) in
                        [("demo", "cfo"), ("demo", "leeds"), ("other", "cfo"), ("other", "nobody")]
                    {
                        for currency in ["USD", "EUR", "GBP"] {
                            let scope = reader(tenant, person);
                            let totals = runtime.block_on(store.totals(&scope, currency, since()));
                            prop_assert_eq!(
                                totals.expect("summed"),
                                expected(&all, tenant, person, currency)
                            );
                        }
                    }
                    Ok(())
                })
                .expect("the sums agree");
            drop(place);
        };
        tokio::task::spawn_blocking(run).await.expect("ran");
    }
}

#[tokio::test]
async fn removing_a_conversation_gives_no_money_back_and_other_processes_count_along() {
    for place in places().await {
        let (here, there) =
            (open(&place.url).await.expect("a store"), open(&place.url).await.expect("the same store"));
        let scope = reader("demo", "cfo");
        let stored = here.append(&turn("demo", "cfo", 7_200, 700, "USD")).await.expect("stored");
        there.append(&turn("demo", "leeds", 7_200, 11, "USD")).await.expect("stored");
        here.remove(&scope, &stored.conversation).await.expect("removed");
        let totals = there.totals(&scope, "USD", since()).await.expect("summed");
        assert_eq!(totals, Totals { person_day: 700, company_day: 711, company_month: 711 });
        let lately = there.spent_since(&scope, since()).await.expect("summed");
        let lines: Vec<_> =
            lately.iter().map(|one| (one.model.as_str(), one.today, one.this_month)).collect();
        assert_eq!(lines, [("a/b", 700, 700)], "the reader's alone");
    }
}

#[tokio::test]
async fn turns_of_before_the_ledger_are_counted_from_their_rows() {
    for place in places().await {
        let store = open(&place.url).await.expect("a store");
        let mut old = turn("demo", "cfo", 0, 42, "USD");
        old.now = NOON.parse::<Timestamp>().expect("an instant");
        store.append(&old).await.expect("stored");
        drop(store);
        place.execute("DROP TABLE spend").await;
        place.execute(place.forget_ledger).await;
        let store = open(&place.url).await.expect("opened again");
        let totals = store.totals(&reader("demo", "cfo"), "USD", since()).await.expect("summed");
        assert_eq!(totals, Totals { person_day: 42, company_day: 42, company_month: 42 });
    }
}
