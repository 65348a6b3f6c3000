use std::collections::BTreeMap;

use super::company::company;

#[test]
fn produced_is_good_scrap_and_rework() {
    let table = company().table("production");
    let [produced, good, scrap, rework] =
        table.at(["produced_quantity", "good_quantity", "scrap_quantity", "rework_quantity"]);
    for row in table.rows() {
        assert_eq!(row[produced], row[good] + row[scrap] + row[rework]);
        assert!(row[good] >= 0.0 && row[scrap] >= 0.0 && row[rework] >= 0.0);
    }
}

#[test]
fn scrap_by_reason_sums_to_the_scrap_produced() {
    let company = company();
    let by = ["business_date", "machine_id", "shift_id", "work_order_id"];
    let reasons = company.table("scrap").sums("scrap_quantity", by);
    for (key, pieces) in company.table("production").sums("scrap_quantity", by) {
        assert_eq!(reasons.get(&key).copied().unwrap_or(0.0), pieces, "{key:?}");
    }
}

#[test]
fn work_orders_are_the_sums_of_their_production() {
    let company = company();
    let orders = company.table("work_order");
    let made = company.table("production");
    let last = made.sums("good_quantity", ["work_order_id", "is_final_operation"]);
    for (column, of) in [
        ("scrap_quantity", "scrap_quantity"),
        ("rework_quantity", "rework_quantity"),
        ("busy_s", "busy_s"),
        ("production_s", "production_s"),
        ("setup_s", "setup_s"),
    ] {
        let sums = made.sums(of, ["work_order_id"]);
        for (key, value) in orders.sums(column, ["work_order_id"]) {
            assert_eq!(sums.get(&key).copied().unwrap_or(0.0), value, "{column} {key:?}");
        }
    }
    for (key, good) in orders.sums("good_quantity", ["work_order_id"]) {
        assert_eq!(last.get(&[key[0], 1]).copied().unwrap_or(0.0), good);
    }
}

#[test]
fn finished_orders_account_for_every_piece_of_their_main_material() {
    let company = company();
    let table = company.table("material_use");
    let [order, consumed, good, integrated, production, store, other] = table.at([
        "work_order_id",
        "consumed_quantity",
        "good_quantity",
        "integrated_good_quantity",
        "production_loss_quantity",
        "storage_transport_loss_quantity",
        "other_loss_quantity",
    ]);
    let started = company.table("work_order").sums("ordered_quantity", ["work_order_id"]);
    for row in table.rows() {
        assert_eq!(row[consumed], row[integrated] + row[production] + row[store] + row[other]);
        assert_eq!(row[consumed] - row[store] - row[other], started[&[row[order] as i64]]);
        assert!(row[good] <= row[integrated]);
    }
}

#[test]
fn inspected_pieces_are_at_least_the_good_ones() {
    let table = company().table("inspection");
    let [inspected, good] = table.at(["inspected_quantity", "good_quantity"]);
    assert!(table.rows().all(|row| row[good] <= row[inspected] && row[good] >= 0.0));
}

#[test]
fn every_batch_can_be_traced_to_its_lots_and_back() {
    let company = company();
    let batches = company.table("batch");
    let [id, kind, order, quantity] = batches.at(["batch_id", "kind", "work_order_id", "quantity"]);
    let known: BTreeMap<i64, (f64, f64, bool)> =
        batches.rows().map(|row| (row[id] as i64, (row[kind], row[quantity], row[order].is_nan()))).collect();
    assert_eq!(known.len(), batches.rows().count(), "a batch twice");
    let (product, material) = (company.code("product"), company.code("material"));
    let links = company.table("batch_link");
    let parents = links.sums("quantity", ["parent_batch_id"]);
    let children = links.sums("quantity", ["child_batch_id"]);
    for (key, used) in &parents {
        let (kind, received, _) = known[&key[0]];
        assert_eq!(kind, material);
        // Counts correct lots by a few units.
        assert!(*used <= received * 1.06 + 5.0, "{key:?} {used} {received}");
    }
    for (&batch, &(kind, _, is_opening)) in &known {
        if kind == product && !is_opening {
            assert!(children.contains_key(&[batch]), "{batch} was made of nothing");
        }
    }
    assert!(known.contains_key(&(company.code("B-1007") as i64)));
}
