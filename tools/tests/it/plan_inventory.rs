//! Reorder points advised for the demo company: held against what SQL finds, and the whole against its parts.

use sentia_semantic::Value;
use sentia_tools::{Cell, Evidence, FactKind, FilterArg, PlanInventory, PlanInventoryArgs, Tool};

use crate::{
    company::Company,
    sheet::{number, of_row, told},
};

fn whole(evidence: &Evidence) -> Vec<f64> {
    told(evidence, FactKind::StockPlan)
}

#[tokio::test]
async fn the_same_service_takes_less_stock_than_today() {
    let company = Company::sqlite().await;
    let told = PlanInventory.call(PlanInventoryArgs::default(), &company.context("cfo")).await.unwrap();
    let [freed, share, today, advised, service_today, service_advised, on_hand, floor] = whole(&told)[..]
    else {
        panic!("{:?}", told.facts)
    };
    assert!((today - advised - freed).abs() <= 1.0 && (freed / today - share).abs() < 1e-6);
    assert!(floor > 0.0 && floor < advised && advised < today, "{floor} {advised} {today}");
    assert!(service_advised >= service_today - 1e-6, "{service_advised} {service_today}");
    assert!(share > 0.15, "{share}");
    // What the rule in force would hold on average is near what lies there.
    assert!((today / on_hand - 1.0).abs() < 0.25, "{today} {on_hand}");
    for row in &told.table.rows {
        let (Cell::Text(material), Cell::Text(plant)) = (&row[0], &row[1]) else { panic!("{row:?}") };
        let sql = format!(
            "SELECT CAST(ROUND(s.reorder_quantity) AS INTEGER) FROM item_site s JOIN item i ON i.tenant = s.tenant AND i.item_id = \
             s.item_id JOIN material m ON m.tenant = i.tenant AND m.material_id = i.material_id JOIN plant p ON p.tenant = \
             s.tenant AND p.plant_id = s.plant_id WHERE m.name = '{material}' AND p.name = '{plant}'"
        );
        let Value::Integer(by_hand) = company.by_hand(&sql).await[0] else { panic!("{sql}") };
        assert_eq!(number(of_row(&told, row, "reorder_today")).round() as i64, by_hand, "{material} {plant}");
        let difference =
            number(of_row(&told, row, "stock_today")) - number(of_row(&told, row, "stock_advised"));
        assert!((difference - number(of_row(&told, row, "freed"))).abs() <= 1.0);
    }

    let at = |service| PlanInventoryArgs { service: Some(service), ..PlanInventoryArgs::default() };
    let often = PlanInventory.call(at(0.9), &company.context("cfo")).await.unwrap();
    assert!(whole(&often)[3] < advised && whole(&often)[5] >= 0.9 - 1e-6, "{:?}", whole(&often));
    // Nothing in it is drawn anew.
    assert_eq!(PlanInventory.call(at(0.9), &company.context("cfo")).await.unwrap(), often);
}

#[tokio::test]
async fn stock_is_planned_within_what_the_person_may_see() {
    let company = Company::sqlite().await;
    let own = PlanInventory.call(PlanInventoryArgs::default(), &company.context("derby")).await.unwrap();
    assert!(
        own.table.rows.iter().all(|row| row[1] == Cell::Text("Derby".to_owned())),
        "{:?}",
        own.table.rows
    );

    let leeds =
        FilterArg { dimension: "plant".to_owned(), members: vec!["Leeds".to_owned()], exclude: false };
    let args = PlanInventoryArgs { filters: vec![leeds], ..PlanInventoryArgs::default() };
    let leeds = PlanInventory.call(args, &company.context("cfo")).await.unwrap();
    assert!(leeds.table.rows.iter().all(|row| row[1] == Cell::Text("Leeds".to_owned())));

    let refused = async |person: &str, args| {
        PlanInventory.call(args, &company.context(person)).await.unwrap_err().to_string()
    };
    let certain = PlanInventoryArgs { service: Some(1.0), ..PlanInventoryArgs::default() };
    assert!(refused("cfo", certain).await.contains("between 0% and 100%"));
    assert!(refused("line3", PlanInventoryArgs::default()).await.contains("supply"));
}
