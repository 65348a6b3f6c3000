use sentia_semantic::{Value, Warehouse, WarehouseError, warehouse::ColumnType};

/// Something that holds in every sound company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookCheck {
    /// What holds, as a sentence: `Every journal balances`.
    pub claim: &'static str,
    /// Rows, journals or items for which it does not; 0 where all is well.
    pub violations: i64,
}

/// Each claim with the statement that counts what breaks it. The tenant is `$1`. Quantities are real numbers: what is
/// below a hundredth of a piece or a kilogram is rounding.
const CLAIMS: [(&str, &str); 7] = [
    (
        "The trial balance is zero",
        "SELECT CAST(ABS(SUM(amount_group_minor)) AS BIGINT) FROM gl_entry WHERE tenant = $1",
    ),
    (
        "Every journal balances",
        "SELECT COUNT(*) FROM (SELECT journal_id FROM gl_entry WHERE tenant = $1 GROUP BY journal_id \
         HAVING SUM(amount_group_minor) <> 0) AS broken",
    ),
    (
        "Stock at the end of a day is stock at its start with the day's movements",
        "SELECT COUNT(*) FROM inventory_balance WHERE tenant = $1 AND ABS(opening_quantity + received_quantity \
         + made_quantity - issued_quantity - shipped_quantity + adjusted_quantity - closing_quantity) > 0.01",
    ),
    (
        "Stock balances and stock movements agree, item by item",
        "SELECT COUNT(*) FROM (SELECT plant_id, item_id FROM (\
         SELECT plant_id, item_id, received_quantity + made_quantity - issued_quantity - shipped_quantity \
         + adjusted_quantity AS moved FROM inventory_balance WHERE tenant = $1 \
         UNION ALL SELECT plant_id, item_id, -quantity FROM inventory_movement WHERE tenant = $1) AS flows \
         GROUP BY plant_id, item_id HAVING ABS(SUM(moved)) > 0.01) AS broken",
    ),
    (
        "No stock is below zero",
        "SELECT COUNT(*) FROM inventory_balance WHERE tenant = $1 AND closing_quantity < -0.01",
    ),
    (
        "Good, scrapped and reworked pieces are the pieces produced",
        "SELECT COUNT(*) FROM production WHERE tenant = $1 \
         AND ABS(good_quantity + scrap_quantity + rework_quantity - produced_quantity) > 0.01",
    ),
    (
        "The times of every machine and shift sum to the calendar",
        "SELECT COUNT(*) FROM machine_time WHERE tenant = $1 AND (planned_busy_s + unplanned_s <> calendar_s \
         OR busy_s + no_order_s <> planned_busy_s OR processing_s + delay_s <> busy_s \
         OR production_s + setup_s <> processing_s OR planned_maintenance_s + unmanned_s <> unplanned_s \
         OR breakdown_s + minor_stop_s + material_s + quality_s + staffing_s + utility_s + other_s <> delay_s)",
    ),
];

/// Checks the demo company's books, stock, pieces and times.
pub async fn check_books(warehouse: &Warehouse) -> Result<Vec<BookCheck>, WarehouseError> {
    let mut checks = Vec::with_capacity(CLAIMS.len());
    for (claim, sql) in CLAIMS {
        let rows = warehouse.fetch(sql, &[Value::from(sentia_demo::TENANT)], &[ColumnType::Integer]).await?;
        let violations = match rows.first().and_then(|row| row.first()) {
            Some(Value::Integer(count)) => *count,
            // A sum over no rows: there is nothing to break.
            _ => 0,
        };
        checks.push(BookCheck { claim, violations });
    }
    Ok(checks)
}
