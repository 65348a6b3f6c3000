//! Every table of the warehouse as a typed row: one field for each column, in the migrations' order.

mod record;

mod enterprise;
mod finance;
mod maintenance_energy;
mod master;
mod people;
mod planning;
mod production;
mod quality;
mod sales;
mod supply;
mod treasury;

pub(crate) use record::record;

use crate::table::Table;

pub use enterprise::*;
pub use finance::*;
pub use maintenance_energy::*;
pub use master::*;
pub use people::*;
pub use planning::*;
pub use production::*;
pub use quality::*;
pub use sales::*;
pub use supply::*;
pub use treasury::*;

/// Every table, in the order of the migrations.
pub const ALL: [&Table; 114] = [
    COMPANY,
    CURRENCY,
    COUNTRY,
    REGION,
    PLANT,
    AREA,
    LINE,
    MACHINE,
    SHIFT,
    CREW,
    SKILL,
    COST_CENTRE,
    EMPLOYEE,
    PRODUCT_FAMILY,
    PRODUCT,
    MATERIAL,
    ITEM,
    ITEM_SITE,
    BILL_OF_MATERIALS,
    ROUTING,
    STANDARD_COST,
    SALES_REP,
    CUSTOMER,
    SUPPLIER,
    CALENDAR_DAY,
    DOWNTIME_REASON,
    WORK_ORDER,
    WORK_ORDER_OPERATION,
    WORK_ORDER_MATERIAL,
    WORK_ORDER_LABOUR,
    MACHINE_TIME,
    DOWNTIME,
    CHANGEOVER,
    MACHINE_STATE,
    PRODUCTION,
    MATERIAL_USE,
    BATCH,
    BATCH_LINK,
    SHIFT_NOTE,
    SCRAP_REASON,
    DEFECT_TYPE,
    CHARACTERISTIC,
    SCRAP,
    INSPECTION,
    MEASUREMENT,
    DEFECT,
    COMPLAINT,
    FAILURE,
    MAINTENANCE_ORDER,
    MAINTENANCE_PART,
    SENSOR_TYPE,
    SENSOR,
    ENERGY,
    METER,
    METER_READING,
    TARIFF,
    CLIMATE,
    LABOUR,
    CERTIFICATION,
    TRAINING,
    SAFETY_INCIDENT,
    COMPLIANCE_ITEM,
    AUDIT_FINDING,
    PURCHASE_ORDER,
    PURCHASE_ORDER_LINE,
    RECEIPT,
    INVENTORY_MOVEMENT,
    INVENTORY_BALANCE,
    WIP_BALANCE,
    PRICE_LIST,
    QUOTE,
    SALES_ORDER,
    SALES_ORDER_LINE,
    SHIPMENT,
    INVOICE,
    INVOICE_LINE,
    CUSTOMER_PAYMENT,
    RECEIVABLE_BALANCE,
    COLLECTION_ACTION,
    ACCOUNT,
    GL_ENTRY,
    ACCOUNT_BALANCE,
    BUDGET,
    SALES_BUDGET,
    TAX_CODE,
    TAX_ENTRY,
    SUPPLIER_INVOICE,
    SUPPLIER_INVOICE_LINE,
    SUPPLIER_PAYMENT,
    PAYABLE_BALANCE,
    BANK_ACCOUNT,
    BANK_BALANCE,
    BANK_LINE,
    FX_RATE,
    FIXED_ASSET,
    DEPRECIATION,
    EXPENSE_POLICY,
    EXPENSE,
    PAYROLL_RUN,
    FACILITY,
    DEBT_PAYMENT,
    CASH_FORECAST,
    PROMOTION,
    HOLIDAY,
    DEMAND_FORECAST,
    PLANNED_ORDER,
    CAPACITY_PLAN,
    MATERIAL_PLAN,
    SHIFT_ROTA,
    TARGET,
    SCENARIO_DRIVER,
    FEED,
    FEED_LOAD,
    DOCUMENT,
];

/// The table's place in [`ALL`], worked out while compiling.
const fn position(name: &str) -> usize {
    let mut at = 0;
    while at < ALL.len() {
        if equal(ALL[at].name.as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    // An index out of bounds stops the build: a table was left out of ALL.
    ALL.len()
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::ALL;

    /// Table name and columns of every CREATE TABLE in a folder of migrations, in order, with those added later.
    fn migrated(dialect: &str) -> Vec<(String, Vec<String>)> {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(dialect).join("warehouse");
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut tables: Vec<(String, Vec<String>)> = Vec::new();
        for line in files.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<String>().lines() {
            let first = line.split_whitespace().next().unwrap_or_default();
            if let Some(name) = line.strip_prefix("CREATE TABLE ") {
                tables.push((name.trim_end_matches(" (").to_owned(), Vec::new()));
            } else if let Some((name, column)) = added(line) {
                tables.iter_mut().find(|(table, _)| table == name).unwrap().1.push(column.to_owned());
            } else if line.starts_with("    ") && first != "PRIMARY" && first != "--" {
                tables.last_mut().unwrap().1.push(first.to_owned());
            }
        }
        tables
    }

    /// `ALTER TABLE name ADD COLUMN column …`.
    fn added(line: &str) -> Option<(&str, &str)> {
        let (name, rest) = line.strip_prefix("ALTER TABLE ")?.split_once(" ADD COLUMN ")?;
        Some((name, rest.split_whitespace().next()?))
    }

    #[test]
    fn tables_match_the_migrations_of_both_dialects() {
        let known: Vec<(String, Vec<String>)> = ALL
            .iter()
            .map(|table| (table.name.to_owned(), table.columns.iter().map(|&name| name.to_owned()).collect()))
            .collect();
        assert_eq!(known, migrated("sqlite"));
        assert_eq!(known, migrated("postgres"));
    }
}
