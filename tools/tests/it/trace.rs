//! What went into what in the demo company: every link held against SQL, within what the person may see.

use std::collections::BTreeSet;

use sentia_semantic::Value;
use sentia_tools::{Cell, Evidence, FactKind, Tool, Trace, TraceArgs, Way};

use crate::company::Company;

fn args(of: &str, number: &str, way: Way) -> TraceArgs {
    TraceArgs { of: of.to_owned(), number: number.to_owned(), way }
}

/// The second column of the rows of a step.
fn things(evidence: &Evidence, step: &str) -> BTreeSet<String> {
    let of_step = evidence.table.rows.iter().filter(|row| row[0] == Cell::Text(step.to_owned()));
    of_step
        .map(|row| match &row[1] {
            Cell::Text(thing) => thing.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

async fn count(company: &Company, sql: &str) -> usize {
    match company.by_hand(sql).await[0] {
        Value::Integer(count) => usize::try_from(count).unwrap(),
        ref other => panic!("{sql}: {other:?}"),
    }
}

#[tokio::test]
async fn a_batch_is_followed_back_and_forward() {
    let company = Company::sqlite().await;
    let shipped = "SELECT s.batch_id FROM shipment s JOIN batch_link l ON l.tenant = s.tenant AND l.child_batch_id = s.batch_id \
                   ORDER BY s.batch_id LIMIT 1";
    let batch = company.text_by_hand(shipped).await;
    let told =
        Trace.call(args("batch", &batch.to_lowercase(), Way::Both), &company.context("cfo")).await.unwrap();
    let back = things(&told, "Made from");
    let direct =
        format!("SELECT COUNT(DISTINCT parent_batch_id) FROM batch_link WHERE child_batch_id = '{batch}'");
    assert!(!back.is_empty() && back.len() >= count(&company, &direct).await, "{back:?}");
    for thing in &back {
        let sql = format!("SELECT COUNT(*) FROM batch_link WHERE parent_batch_id = '{thing}'");
        assert!(count(&company, &sql).await > 0, "{thing} went into nothing");
    }
    let receivers = format!("SELECT COUNT(DISTINCT customer_id) FROM shipment WHERE batch_id = '{batch}'");
    let sent = told.facts.iter().find(|fact| fact.kind == FactKind::SentTo).unwrap();
    let figure = told.figure(&sent.figures[0]).unwrap();
    assert!(figure.value.as_f64().unwrap() >= count(&company, &receivers).await as f64, "{figure:?}");

    // One way alone, from a lot that went into it.
    let lot = back.iter().next().unwrap();
    let on = Trace.call(args("material_lot", lot, Way::Forward), &company.context("cfo")).await.unwrap();
    assert!(things(&on, "Went into").contains(&batch), "{lot} does not lead to {batch}");
    assert!(things(&on, "Made from").is_empty());
    let whole = format!(
        "WITH RECURSIVE made(id) AS (SELECT '{lot}' UNION SELECT l.child_batch_id FROM batch_link l JOIN made ON \
         l.parent_batch_id = made.id) SELECT COUNT(*) - 1 FROM made"
    );
    assert_eq!(things(&on, "Went into").len(), count(&company, &whole).await);
}

#[tokio::test]
async fn what_a_person_may_not_see_is_not_traced() {
    let company = Company::sqlite().await;
    let elsewhere = "SELECT b.batch_id FROM batch b JOIN plant p ON p.tenant = b.tenant AND p.plant_id = b.plant_id WHERE p.name <> \
                     'Leeds' AND b.kind = 'product' ORDER BY b.batch_id LIMIT 1";
    let batch = company.text_by_hand(elsewhere).await;
    let refused = Trace.call(args("batch", &batch, Way::Both), &company.context("leeds")).await.unwrap_err();
    assert!(refused.to_string().contains("that you may see"), "{refused}");
    let unknown =
        Trace.call(args("batch", "B-000000", Way::Both), &company.context("cfo")).await.unwrap_err();
    assert!(unknown.to_string().contains("There is no batch B-000000"), "{unknown}");
    let wrong = Trace.call(args("line", "3", Way::Both), &company.context("cfo")).await.unwrap_err();
    assert!(wrong.to_string().contains("`line` cannot be traced"), "{wrong}");
}

#[tokio::test]
async fn what_belongs_to_another_area_is_left_out() {
    let company = Company::sqlite().await;
    let batch =
        company.text_by_hand("SELECT child_batch_id FROM batch_link ORDER BY child_batch_id LIMIT 1").await;
    let mut context = company.context("cfo");
    context.scope.areas = [sentia_semantic::Area::Production].into_iter().collect();
    let told = Trace.call(args("batch", &batch, Way::Both), &context).await.unwrap();
    let columns: Vec<&str> = told.table.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(columns, ["step", "traced_batch", "batch_status", "quantity"]);
    assert!(!things(&told, "Made from").is_empty() && things(&told, "Sent to").is_empty());
    assert!(
        told.caveats.iter().any(|caveat| caveat.contains("customers received it is not shown")),
        "{:?}",
        told.caveats
    );
}
