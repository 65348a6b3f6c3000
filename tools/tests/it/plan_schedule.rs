//! Sequences proposed for the demo company: what is planned is what SQL finds, and nothing gets worse.

use sentia_semantic::Value;
use sentia_tools::{Cell, FactKind, FilterArg, PlanSchedule, PlanScheduleArgs, Tool};

use crate::{
    company::Company,
    sheet::{number, of_row, told},
};

fn line(name: &str) -> Vec<FilterArg> {
    vec![FilterArg { dimension: "line".to_owned(), members: vec![name.to_owned()], exclude: false }]
}

#[tokio::test]
async fn all_lines_need_less_set_up_and_are_no_later() {
    let company = Company::sqlite().await;
    let planned = PlanSchedule.call(PlanScheduleArgs::default(), &company.context("cfo")).await.unwrap();
    let [orders, late, late_best, late_floor, setup, setup_best, setup_floor] =
        told(&planned, FactKind::Schedule)[..]
    else {
        panic!("{:?}", planned.facts)
    };
    let period = planned.computed.period;
    let sql = format!(
        "SELECT COUNT(*) FROM planned_order WHERE business_date BETWEEN '{}' AND '{}'",
        period.from, period.to
    );
    assert_eq!(Some(orders), company.by_hand(&sql).await[0].as_f64());
    assert!(late_best <= late && late_floor <= late_best, "{late} {late_best} {late_floor}");
    assert!(setup_best < setup && setup_floor <= setup_best, "{setup} {setup_best} {setup_floor}");
    let of = |column: &str| -> f64 {
        planned.table.rows.iter().map(|row| number(of_row(&planned, row, column))).sum()
    };
    assert_eq!((of("orders"), of("setup_today"), of("setup_best")), (orders, setup, setup_best));
}

#[tokio::test]
async fn a_line_is_told_order_by_order() {
    let company = Company::sqlite().await;
    let args = PlanScheduleArgs { filters: line("Line 2"), period: Some("next_2_weeks".to_owned()) };
    let planned = PlanSchedule.call(args, &company.context("cfo")).await.unwrap();
    let orders = told(&planned, FactKind::Schedule)[0];
    assert_eq!(planned.table.rows.len() as f64, orders);
    let mut products: Vec<&Cell> = planned.table.rows.iter().map(|row| &row[2]).collect();
    let set_ups = planned.table.rows.iter().filter(|row| row[4] != Cell::Empty).count();
    products.dedup();
    assert_eq!(set_ups, products.len(), "a set-up wherever the product changes");
    let sum: f64 = planned
        .table
        .rows
        .iter()
        .filter(|row| row[4] != Cell::Empty)
        .map(|row| number(of_row(&planned, row, "setup")))
        .sum();
    assert_eq!(sum, told(&planned, FactKind::Schedule)[5]);
}

#[tokio::test]
async fn orders_are_sequenced_within_what_the_person_may_see() {
    let company = Company::sqlite().await;
    let own = PlanSchedule.call(PlanScheduleArgs::default(), &company.context("derby")).await.unwrap();
    let sql = "SELECT COUNT(DISTINCT p.line_id) FROM planned_order p JOIN plant q ON q.plant_id = p.plant_id WHERE q.name = 'Derby'";
    let Value::Integer(lines) = company.by_hand(sql).await[0] else { panic!() };
    let all = PlanSchedule.call(PlanScheduleArgs::default(), &company.context("cfo")).await.unwrap();
    assert!(told(&own, FactKind::Schedule)[0] < told(&all, FactKind::Schedule)[0]);
    assert!(own.table.rows.len() <= usize::try_from(lines).unwrap());
    let past = PlanScheduleArgs { period: Some("2020".to_owned()), ..PlanScheduleArgs::default() };
    let nothing = PlanSchedule.call(past, &company.context("cfo")).await.unwrap_err().to_string();
    assert!(nothing.contains("No planned orders"), "{nothing}");
}
