use std::collections::BTreeMap;

use super::company::company;

#[test]
fn balances_roll_from_day_to_day_and_never_fall_below_zero() {
    let table = company().table("inventory_balance");
    let [plant, item, opening, received, made, issued, shipped, adjusted, closing] = table.at([
        "plant_id",
        "item_id",
        "opening_quantity",
        "received_quantity",
        "made_quantity",
        "issued_quantity",
        "shipped_quantity",
        "adjusted_quantity",
        "closing_quantity",
    ]);
    let mut last: BTreeMap<(i64, i64), f64> = BTreeMap::new();
    for row in table.rows() {
        let moved = row[received] + row[made] - row[issued] - row[shipped] + row[adjusted];
        assert_eq!(row[closing], row[opening] + moved);
        assert!(row[closing] >= 0.0);
        if let Some(before) = last.insert((row[plant] as i64, row[item] as i64), row[closing]) {
            assert_eq!(before, row[opening]);
        }
    }
    assert!(last.len() > 150);
}

#[test]
fn movements_explain_every_change_in_quantity_and_value() {
    let company = company();
    let by = ["plant_id", "item_id", "business_date"];
    let movements = company.table("inventory_movement");
    let [quantity, local, group] =
        ["quantity", "value_minor", "value_group_minor"].map(|value| movements.sums(value, by));
    let balances = company.table("inventory_balance");
    let [plant, item, date, opening, closing, worth, group_worth] = balances.at([
        "plant_id",
        "item_id",
        "business_date",
        "opening_quantity",
        "closing_quantity",
        "value_minor",
        "value_group_minor",
    ]);
    let mut last: BTreeMap<(i64, i64), [f64; 2]> = BTreeMap::new();
    for row in balances.rows() {
        let key = [plant, item, date].map(|at| row[at] as i64);
        let change = |sums: &super::company::Sums<3>| sums.get(&key).copied().unwrap_or(0.0);
        assert_eq!(row[closing] - row[opening], change(&quantity));
        if let Some(before) = last.insert((key[0], key[1]), [row[worth], row[group_worth]]) {
            assert_eq!(
                [row[worth] - before[0], row[group_worth] - before[1]],
                [change(&local), change(&group)]
            );
        }
    }
}

#[test]
fn what_was_shipped_was_made() {
    let company = company();
    // Movements of each batch leave nothing below zero, once what lay there on the first morning is added.
    let mut left = company.table("inventory_movement").sums("quantity", ["batch_id"]);
    let batches = company.table("batch");
    let [batch, order, receipt, quantity] =
        batches.at(["batch_id", "work_order_id", "receipt_id", "quantity"]);
    for row in batches.rows().filter(|row| row[order].is_nan() && row[receipt].is_nan()) {
        *left.entry([row[batch] as i64]).or_default() += row[quantity];
    }
    let held = company.table("batch").sums("quantity", ["batch_id"]);
    for (key, pieces) in &left {
        // Revaluations name no batch.
        assert!(*pieces >= 0.0 && (held.contains_key(key) || *pieces == 0.0), "{key:?}: {pieces}");
    }
    let shipped = company.table("shipment").sums("quantity", ["batch_id"]);
    assert!(shipped.keys().all(|batch| held.contains_key(batch)));
    let good =
        company.table("production").total(["good_quantity"], ["is_final_operation"], |[last]| last == 1.0);
    let stored = company.table("inventory_balance").total(["made_quantity"], [], |_| true);
    assert_eq!(good, stored);
}

#[test]
fn orders_are_what_was_shipped_and_what_is_open() {
    let company = company();
    let by = ["sales_order_id", "line_number"];
    let shipped = company.table("shipment").sums("quantity", by);
    let table = company.table("sales_order_line");
    let [order, line, ordered, left, open] =
        table.at([by[0], by[1], "ordered_quantity", "shipped_quantity", "open_quantity"]);
    for row in table.rows() {
        let key = [row[order] as i64, row[line] as i64];
        assert_eq!(row[ordered], row[left] + row[open]);
        assert_eq!(row[left], shipped.get(&key).copied().unwrap_or(0.0));
    }
    let nets = company.table("sales_order_line").sums("net_group_minor", ["sales_order_id"]);
    assert_eq!(nets, company.table("sales_order").sums("net_group_minor", ["sales_order_id"]));
}

#[test]
fn receipts_add_up_to_what_purchase_orders_received() {
    let company = company();
    let by = ["purchase_order_id", "line_number"];
    let receipts = company.table("receipt");
    let came = receipts.sums("received_quantity", by);
    let table = company.table("purchase_order_line");
    let [order, line, ordered, received, open] =
        table.at([by[0], by[1], "ordered_quantity", "received_quantity", "open_quantity"]);
    for row in table.rows() {
        let key = [row[order] as i64, row[line] as i64];
        assert_eq!(row[received], came.get(&key).copied().unwrap_or(0.0));
        assert_eq!(row[ordered], row[received] + row[open]);
    }
    let [all, accepted, rejected] =
        receipts.at(["received_quantity", "accepted_quantity", "rejected_quantity"]);
    assert!(receipts.rows().all(|row| row[all] == row[accepted] + row[rejected]));
}

#[test]
fn projected_stock_rolls_from_week_to_week() {
    let table = company().table("material_plan");
    let [plant, material, opening, needed, coming, closing] = table.at([
        "plant_id",
        "material_id",
        "opening_quantity",
        "requirement_quantity",
        "scheduled_receipt_quantity",
        "closing_quantity",
    ]);
    let mut last: BTreeMap<(i64, i64), f64> = BTreeMap::new();
    for row in table.rows() {
        assert_eq!(row[closing], row[opening] + row[coming] - row[needed]);
        if let Some(before) = last.insert((row[plant] as i64, row[material] as i64), row[closing]) {
            assert_eq!(before, row[opening]);
        }
    }
}
