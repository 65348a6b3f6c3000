//! Failures foreseen in the demo company: on a day of the past, knowing nothing of what came, and held against what did.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::date};
use sentia_semantic::Value;
use sentia_tools::{Cell, Evidence, FactKind, FilterArg, PredictMaintenance, PredictMaintenanceArgs, Tool};

use crate::company::Company;

fn machines(evidence: &Evidence, only_warned: bool) -> BTreeSet<String> {
    let at = evidence.table.columns.iter().position(|column| column.id == "warning").unwrap();
    let rows = evidence.table.rows.iter().filter(|row| !only_warned || matches!(row[at], Cell::Text(_)));
    rows.filter_map(|row| match &row[0] {
        Cell::Text(machine) => Some(machine.clone()),
        _ => None,
    })
    .collect()
}

fn shares(evidence: &Evidence) -> Vec<f64> {
    let fact = evidence.facts.iter().find(|fact| fact.kind == FactKind::PastWarnings).unwrap();
    fact.figures.iter().filter_map(|id| evidence.figure(id)?.value.as_f64()).collect()
}

#[tokio::test]
async fn warnings_come_true_as_often_as_they_say() {
    let company = Company::sqlite().await;
    let (mut right, mut given) = (0, 0);
    for day in [date(2026, 6, 15), date(2026, 7, 13), date(2026, 8, 31)] {
        let context = company.context_on("cfo", day).await;
        let told = PredictMaintenance.call(PredictMaintenanceArgs::default(), &context).await.unwrap();
        assert_eq!(told.computed.period.from, day.saturating_add(1.day()));
        assert!(told.figures.iter().all(|figure| figure.value.as_f64().is_some_and(f64::is_finite)));
        assert!(shares(&told)[0] > 0.7, "{:?}", shares(&told));
        for machine in machines(&told, true) {
            let sql = format!(
                "SELECT COUNT(*) FROM failure f JOIN machine m ON m.tenant = f.tenant AND m.machine_id = f.machine_id WHERE \
                 m.name = '{machine}' AND f.business_date BETWEEN '{}' AND '{}'",
                told.computed.period.from, told.computed.period.to
            );
            given += 1;
            right += usize::from(company.by_hand(&sql).await[0] != Value::Integer(0));
        }
    }
    assert!(given >= 10 && right * 10 >= given * 7, "{right} of {given}");
}

#[tokio::test]
async fn only_what_the_person_may_see_is_learned_from_and_shown() {
    let company = Company::sqlite().await;
    let day = date(2026, 9, 1);
    let own = PredictMaintenance
        .call(PredictMaintenanceArgs::default(), &company.context_on("derby", day).await)
        .await
        .unwrap();
    let sql = "SELECT COUNT(*) FROM machine m JOIN plant p ON p.tenant = m.tenant AND p.plant_id = m.plant_id WHERE p.name = \
               'Derby'";
    let Value::Integer(of_derby) = company.by_hand(sql).await[0] else { panic!("no count") };
    assert!(own.caveats[0].contains(&format!("Learned from {of_derby} machines")), "{:?}", own.caveats);

    let line = FilterArg { dimension: "line".to_owned(), members: vec!["Line 3".to_owned()], exclude: false };
    let args = PredictMaintenanceArgs { filters: vec![line], ..PredictMaintenanceArgs::default() };
    let of_line = PredictMaintenance.call(args, &company.context_on("cfo", day).await).await.unwrap();
    let shown = machines(&of_line, false);
    let names = shown.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT COUNT(*) FROM machine m JOIN line l ON l.tenant = m.tenant AND l.line_id = m.line_id WHERE l.name <> 'Line 3' AND \
         m.name IN ({names})"
    );
    assert!(!shown.is_empty() && company.by_hand(&sql).await[0] == Value::Integer(0), "{shown:?}");
}

#[tokio::test]
async fn what_cannot_be_foreseen_is_said() {
    let company = Company::sqlite().await;
    let refused = async |person: &str, period: &str, day| {
        let args =
            PredictMaintenanceArgs { period: Some(period.to_owned()), ..PredictMaintenanceArgs::default() };
        PredictMaintenance.call(args, &company.context_on(person, day).await).await.unwrap_err().to_string()
    };
    let day = date(2026, 9, 1);
    assert!(refused("cfo", "last_month", day).await.contains("is over; name days to come"));
    assert!(refused("cfo", "2026-Q4", date(2026, 8, 1)).await.contains("up to 30 days"));
    assert!(refused("cfo", "next_2_weeks", date(2025, 4, 20)).await.contains("days are known"));
    assert!(refused("cfo", "next_2_weeks", date(2026, 12, 20)).await.contains("too old"));
    let sales = refused("sales", "next_2_weeks", day).await;
    assert!(sales.contains("maintenance"), "{sales}");
}
