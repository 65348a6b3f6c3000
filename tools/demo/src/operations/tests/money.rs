use std::collections::BTreeMap;

use jiff::civil::date;

use super::company::{company, day};

#[test]
fn work_in_progress_rolls_from_day_to_day() {
    let table = company().table("wip_balance");
    let [line, opening, material, labour, overhead, completed, scrapped, variance, closing] = table.at([
        "line_id",
        "opening_minor",
        "material_minor",
        "labour_minor",
        "overhead_minor",
        "completed_minor",
        "scrapped_minor",
        "variance_minor",
        "closing_minor",
    ]);
    let mut last: BTreeMap<i64, f64> = BTreeMap::new();
    for row in table.rows() {
        let added = row[material] + row[labour] + row[overhead];
        assert_eq!(row[closing], row[opening] + added - row[completed] - row[scrapped] + row[variance]);
        if let Some(before) = last.insert(row[line] as i64, row[closing]) {
            assert_eq!(before, row[opening]);
        }
    }
    assert_eq!(last.len(), 12);
}

#[test]
fn the_ledgers_stock_is_the_stock_to_the_penny() {
    let company = company();
    let last = day(date(2026, 9, 29));
    for (account, table, kind) in [
        ("1200", "inventory_balance", Some("material")),
        ("1220", "inventory_balance", Some("product")),
        ("1210", "wip_balance", None),
    ] {
        let ledger = company
            .table("gl_entry")
            .total(["amount_group_minor"], ["account_id"], |[of]| of == company.code(account));
        let held = match kind {
            Some(kind) => company.table(table).total(
                ["value_group_minor"],
                ["business_date", "item_kind"],
                |[on, of]| on == last && of == company.code(kind),
            ),
            None => company.table(table).total(["closing_group_minor"], ["business_date"], |[on]| on == last),
        };
        assert_eq!(ledger, held, "{account}");
    }
}

#[test]
fn actual_cost_is_standard_and_its_variances() {
    let company = company();
    for (table, variances) in [
        ("work_order_material", ["price_variance", "usage_variance"]),
        ("work_order_labour", ["rate_variance", "efficiency_variance"]),
    ] {
        let kept = company.table(table);
        for unit in ["minor", "group_minor"] {
            let names = ["actual_cost", "standard_cost", variances[0], variances[1]]
                .map(|name| format!("{name}_{unit}"));
            let columns = kept.at([&names[0], &names[1], &names[2], &names[3]].map(String::as_str));
            for row in kept.rows() {
                let [actual, standard, first, second] = columns.map(|at| row[at]);
                assert_eq!(actual, standard + first + second, "{table}");
            }
        }
    }
}

#[test]
fn scrap_costs_what_it_takes_out_of_work_in_progress() {
    let company = company();
    for (cost, taken) in [("cost_minor", "scrapped_minor")] {
        let by = ["business_date", "line_id"];
        let scrapped = company.table("scrap").sums(cost, by);
        for (key, value) in company.table("wip_balance").sums(taken, by) {
            assert_eq!(scrapped.get(&key).copied().unwrap_or(0.0), value, "{key:?}");
        }
    }
}
