//! Shares, windows, conditions and the rest, on figures that can be added up by hand.

use jiff::civil::date;
use sentia_semantic::{
    Derivation, Derived, Engine, Grain, Having, Order, Period, Query, QueryError, SortBy, SortDirection,
    Threshold, Unit,
};

use crate::{
    fixture::everything,
    queries::{ask, named, shown, small, week},
};

fn derived(measure: &str, how: Derivation) -> Derived {
    Derived { measure: measure.to_owned(), how }
}

fn having(measure: &str, operator: Threshold, value: &str) -> Having {
    Having { measure: measure.to_owned(), operator, value: value.to_owned() }
}

fn top(measure: &str) -> Option<Order> {
    Some(Order { by: SortBy::Measure(measure.to_owned()), direction: SortDirection::Descending })
}

/// August and September: 50 pieces, then 80, 400 and 40.
fn two_months() -> Query {
    Query { period: Period::new(date(2026, 8, 1), date(2026, 9, 30)), grain: Some(Grain::Month), ..week() }
}

async fn refused(engine: &Engine, query: &Query) -> String {
    match engine.query(query, &everything()).await {
        Err(error @ (QueryError::Underivable(_) | QueryError::WrongUnit { .. })) => error.to_string(),
        other => panic!("{query:?} gave {other:?}"),
    }
}

#[tokio::test]
async fn shares_are_of_the_whole_and_of_the_bucket() {
    let (_database, engine) = small().await;
    let query =
        Query { dimensions: named(&["line"]), derived: vec![derived("good", Derivation::Share)], ..week() };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["Line 1 | 100 | 0.2500", "Line 2 | 300 | 0.7500"]);
    let share = &result.columns[2];
    assert_eq!((share.label.as_str(), share.unit.clone()), ("Share of good pieces", Some(Unit::Percent)));
    let by_day = Query { grain: Some(Grain::Day), ..query.clone() };
    assert_eq!(
        shown(&ask(&engine, &by_day, &everything()).await),
        [
            "2026-09-21 | Line 1 | 90 | 1.0000",
            "2026-09-22 | Line 1 | 10 | 0.0323",
            "2026-09-22 | Line 2 | 300 | 0.9677"
        ]
    );
    let of_time = Query { dimensions: Vec::new(), ..by_day };
    assert_eq!(
        shown(&ask(&engine, &of_time, &everything()).await),
        ["2026-09-21 | 90 | 0.2250", "2026-09-22 | 310 | 0.7750"]
    );
}

#[tokio::test]
async fn windows_add_up_and_ratios_are_sums_over_sums() {
    let (_database, engine) = small().await;
    let query = Query {
        measures: named(&["good", "quality_ratio"]),
        derived: vec![
            derived("good", Derivation::Running),
            derived("good", Derivation::MovingAverage(2)),
            derived("quality_ratio", Derivation::Running),
        ],
        ..two_months()
    };
    let result = ask(&engine, &query, &everything()).await;
    // 50 of 60, then 520 of 590: together 570 of 650. A mean of two months needs two months.
    assert_eq!(
        shown(&result),
        ["2026-08-01 | 50 | 50 | - | 0.8333 | 0.8333", "2026-09-01 | 520 | 570 | 285.0000 | 0.8814 | 0.8769"]
    );
    let labels: Vec<&str> = result.columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(
        labels[1..],
        [
            "Good pieces",
            "Cumulative good pieces",
            "2-month average good pieces",
            "Quality ratio",
            "Cumulative quality ratio"
        ]
    );
    // A line without rows in September still has its total so far.
    let by_line = Query {
        dimensions: named(&["machine"]),
        derived: vec![derived("good", Derivation::ToDate(Grain::Year))],
        grain: Some(Grain::Week),
        period: Period::new(date(2026, 9, 14), date(2026, 9, 27)),
        ..week()
    };
    assert_eq!(
        shown(&ask(&engine, &by_line, &everything()).await),
        [
            "2026-09-14 | Mill (M3) | - | 50",
            "2026-09-14 | Press (M1) | 80 | 80",
            "2026-09-21 | Lathe (M2) | 10 | 10",
            "2026-09-21 | Mill (M3) | 300 | 350",
            "2026-09-21 | Press (M1) | 90 | 170",
        ]
    );
}

#[tokio::test]
async fn the_rest_is_one_row_and_its_ratio_is_its_own() {
    let (_database, engine) = small().await;
    let query = Query {
        measures: named(&["good", "quality_ratio"]),
        dimensions: named(&["machine"]),
        derived: vec![derived("good", Derivation::Share)],
        order: top("good"),
        limit: Some(1),
        others: true,
        ..week()
    };
    let result = ask(&engine, &query, &everything()).await;
    // 90 of 100 and 10 of 50 are 100 of 150, not the mean of 90% and 20%.
    assert_eq!(
        shown(&result),
        ["Mill (M3) | 300 | 0.7500 | 1.0000", "All other machines | 100 | 0.2500 | 0.6667"]
    );
    assert_eq!((result.rest.as_slice(), result.truncated, result.rows_before), (&[1][..], true, 3));
    let over_time = Query { grain: Some(Grain::Day), derived: Vec::new(), order: None, ..query.clone() };
    assert_eq!(
        shown(&ask(&engine, &over_time, &everything()).await),
        [
            "2026-09-21 | All other machines | 90 | 0.9000",
            "2026-09-22 | Mill (M3) | 300 | 1.0000",
            "2026-09-22 | All other machines | 10 | 0.2000",
        ]
    );
    let all = Query { limit: Some(3), ..query.clone() };
    assert!(ask(&engine, &all, &everything()).await.rest.is_empty(), "nothing is left over");
    for (query, reason) in [
        (Query { limit: None, ..query.clone() }, "needs a number of rows"),
        (Query { dimensions: named(&["machine", "shift"]), ..query.clone() }, "needs one dimension"),
    ] {
        assert!(refused(&engine, &query).await.contains(reason));
    }
}

#[tokio::test]
async fn conditions_leave_out_rows_and_know_the_units() {
    let (_database, engine) = small().await;
    let query = Query {
        measures: named(&["quality_ratio", "good", "output_value", "stop_time"]),
        dimensions: named(&["line"]),
        having: vec![having("quality_ratio", Threshold::Below, "70%")],
        ..week()
    };
    let result = ask(&engine, &query, &everything()).await;
    assert_eq!(shown(&result), ["Line 1 | 0.6667 | 100 | 1500 | 960.0000"]);
    assert_eq!((result.rows_before, result.conditions[0].value), (2, 0.7));
    let of = |conditions: &[Having]| Query { having: conditions.to_vec(), ..query.clone() };
    let rows = async |conditions: &[Having]| ask(&engine, &of(conditions), &everything()).await.rows.len();
    assert_eq!(rows(&[having("quality_ratio", Threshold::Below, "target")]).await, 1);
    assert_eq!(rows(&[having("output_value", Threshold::AtLeast, "£90")]).await, 1);
    assert_eq!(rows(&[having("output_value", Threshold::Above, "£90")]).await, 0);
    // Line 2 had no stop: it has no stop time that could be compared.
    assert_eq!(rows(&[having("stop_time", Threshold::AtMost, "1 h")]).await, 1);
    let both = [having("good", Threshold::AtLeast, "100"), having("quality_ratio", Threshold::Above, "99%")];
    assert_eq!(rows(&both).await, 1);
    for (measure, value, reason) in [
        (
            "quality_ratio",
            "£60",
            "\"£60\" cannot be compared with Quality ratio, which is counted in percent; write for example 60% or 0.5%",
        ),
        (
            "output_value",
            "60%",
            "\"60%\" cannot be compared with Output value, which is counted in GBP; write for example GBP 100,000 or GBP 100k",
        ),
        (
            "stop_time",
            "5",
            "\"5\" cannot be compared with Stop time, which is counted in hours and minutes; write for example 2 hours or 90 minutes",
        ),
        ("good", "target", "no target is set for Good pieces; give a figure to compare it with"),
    ] {
        assert_eq!(refused(&engine, &of(&[having(measure, Threshold::Above, value)])).await, reason);
    }
    let one_row = Query { dimensions: Vec::new(), ..query.clone() };
    assert!(refused(&engine, &one_row).await.contains("there is only one"));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_the_reason() {
    let (_database, engine) = small().await;
    let by_line = |measure: &str, how| Query {
        measures: named(&[measure]),
        dimensions: named(&["plant"]),
        derived: vec![derived(measure, how)],
        ..week()
    };
    let by_month = |measure: &str, how| Query {
        grain: Some(Grain::Month),
        dimensions: Vec::new(),
        ..by_line(measure, how)
    };
    for (query, reason) in [
        (
            by_line("quality_ratio", Derivation::Share),
            "Quality ratio is no sum, so no row is a part of its total; ask for the share of a sum, such as a count or an amount",
        ),
        (
            Query { dimensions: Vec::new(), ..by_line("good", Derivation::Share) },
            "a share needs rows to share the total; split Good pieces by a dimension or by time",
        ),
        (
            by_line("good", Derivation::Running),
            "a running or rolling figure needs buckets of time; ask for Good pieces by week or by month",
        ),
        (
            by_month("stock_value", Derivation::Running),
            "Stock value is a balance on a day: added up over time, the same balance would be counted again and again; ask for it by month, which gives the last balance of each",
        ),
        (
            by_month("stock_value", Derivation::Share),
            "Stock value is a balance on a day, and its balances over time do not add up to a total; split it by a dimension",
        ),
        (
            by_month("good", Derivation::ToDate(Grain::Week)),
            "Good pieces to date within a week needs buckets that are no longer; ask for it by day",
        ),
        (
            by_month("good", Derivation::Rolling(1)),
            "a rolling window has 2 to 400 buckets, and not 1; give another number",
        ),
    ] {
        assert_eq!(refused(&engine, &query).await, reason);
    }
}
