//! Payment runs proposed for the demo company: held against what SQL finds.

use jiff::{ToSpan, civil::Weekday};
use sentia_semantic::Value;
use sentia_tools::{Cell, Evidence, FactKind, FilterArg, PlanPayments, PlanPaymentsArgs, Tool};

use crate::{
    company::Company,
    sheet::{number, of_row, told},
};

fn run(evidence: &Evidence) -> Vec<f64> {
    told(evidence, FactKind::PaymentRun)
}

#[tokio::test]
async fn a_run_pays_what_would_be_late_before_the_next() {
    let company = Company::sqlite().await;
    let proposed = PlanPayments.call(PlanPaymentsArgs::default(), &company.context("cfo")).await.unwrap();
    let day = proposed.computed.period.from;
    let (today, next) = (proposed.as_of, day.saturating_add(7.days()));
    assert_eq!(day.weekday(), Weekday::Friday, "the demo pays on Fridays");
    assert!(day >= today && day < today.saturating_add(7.days()), "{day}");
    let by_hand = async |what: &str, which: String| {
        let sql = format!("SELECT {what} FROM supplier_invoice WHERE open_group_minor <> 0 AND {which}");
        company.by_hand(&sql).await[0].as_f64().unwrap()
    };
    let sum = "COALESCE(SUM(open_group_minor), 0)";
    let due = format!("due_on < '{next}' AND status <> 'blocked'");
    let [paid, bills, payees, overdue] = run(&proposed)[..] else { panic!("{:?}", proposed.facts) };
    assert_eq!(paid, by_hand(sum, due.clone()).await);
    assert_eq!(bills, by_hand("COUNT(*)", due.clone()).await);
    assert_eq!(payees, by_hand("COUNT(DISTINCT supplier_id)", due).await);
    assert_eq!(overdue, by_hand(sum, format!("due_on < '{day}' AND status <> 'blocked'")).await);
    let waiting = told(&proposed, FactKind::NextRun)[0];
    let after = next.saturating_add(7.days());
    assert_eq!(waiting, by_hand(sum, format!("due_on >= '{next}' AND due_on < '{after}'")).await);
    if proposed.facts.iter().any(|fact| fact.kind == FactKind::PaymentsHeld) {
        let held = by_hand(sum, format!("due_on < '{next}' AND status = 'blocked'")).await;
        assert_eq!(told(&proposed, FactKind::PaymentsHeld)[0], held);
    }
    let shown: f64 = proposed.table.rows.iter().map(|row| number(of_row(&proposed, row, "open"))).sum();
    assert!(proposed.table.rows.len() == 60 || shown == paid, "{shown} {paid}");
    let [cash, then] = told(&proposed, FactKind::CashOfRun)[..] else { panic!("{:?}", proposed.facts) };
    assert_eq!(cash - then, paid);
}

#[tokio::test]
async fn what_fell_due_first_is_paid_first_where_money_is_short() {
    let company = Company::sqlite().await;
    let context = company.context("cfo");
    let whole = run(&PlanPayments.call(PlanPaymentsArgs::default(), &context).await.unwrap())[0];
    let limit = PlanPaymentsArgs { at_most: Some("£100k".to_owned()), ..PlanPaymentsArgs::default() };
    let short = PlanPayments.call(limit, &context).await.unwrap();
    let left = told(&short, FactKind::PaymentsLeft);
    assert!(run(&short)[0] <= 10_000_000.0, "{:?}", run(&short));
    assert_eq!(run(&short)[0] + left[0], whole);
}

#[tokio::test]
async fn a_run_is_proposed_within_what_the_person_may_see() {
    let company = Company::sqlite().await;
    let plant = |name: &str| FilterArg {
        dimension: "plant".to_owned(),
        members: vec![name.to_owned()],
        exclude: false,
    };
    let of = |filters| PlanPaymentsArgs { filters, ..PlanPaymentsArgs::default() };
    let all = company.context("cfo");
    let mut sum = 0.0;
    for name in ["Leeds", "Derby"] {
        sum += run(&PlanPayments.call(of(vec![plant(name)]), &all).await.unwrap())[0];
    }
    let whole = run(&PlanPayments.call(of(Vec::new()), &all).await.unwrap())[0];
    assert!(sum > 0.0 && sum <= whole, "{sum} {whole}");
    let refused = async |person: &str, args| {
        PlanPayments.call(args, &company.context(person)).await.unwrap_err().to_string()
    };
    let at =
        |period: &str| PlanPaymentsArgs { period: Some(period.to_owned()), ..PlanPaymentsArgs::default() };
    assert!(refused("cfo", at("last_week")).await.contains("is over"));
    let limit =
        |text: &str| PlanPaymentsArgs { at_most: Some(text.to_owned()), ..PlanPaymentsArgs::default() };
    assert!(refused("cfo", limit("5%")).await.contains('%'));
    assert!(refused("cfo", limit("£0")).await.contains("above nought"));
    assert!(refused("line3", PlanPaymentsArgs::default()).await.contains("finance"));
}

#[tokio::test]
async fn a_day_that_is_named_is_the_day_of_the_run() {
    let company = Company::sqlite().await;
    let context = company.context("cfo");
    let today = context.engine.today();
    let at = |period: String| PlanPaymentsArgs { period: Some(period), ..PlanPaymentsArgs::default() };
    let day = (1..7).map(|ahead: i64| today.saturating_add(ahead.days()));
    let day = day.into_iter().find(|day| day.weekday() == Weekday::Tuesday).unwrap_or(today);
    let proposed = PlanPayments.call(at(day.to_string()), &context).await.unwrap();
    assert_eq!(proposed.computed.period.from, day);
    let week = PlanPayments.call(at("next_week".to_owned()), &context).await.unwrap();
    assert_eq!(week.computed.period.from.weekday(), Weekday::Friday);
    assert!(
        matches!(week.table.rows[0][0], Cell::Text(_)) && matches!(week.figures[0].value, Value::Integer(_))
    );
}
