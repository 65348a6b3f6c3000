//! Purchasing, receipts, stock. Stock is held at standard cost.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// A purchase order (header).
    PurchaseOrder => PURCHASE_ORDER, "purchase_order" {
        /// Ordered.
        business_date: Date,
        id: i64,
        purchase_order_id: Text,
        plant_id: Text,
        supplier_id: Text,
        /// Employee.
        buyer_id: Text,
        /// One of: open, part received, received or closed.
        status: Text,
        is_expedited: bool,
        currency: Text,
        net_minor: i64,
        net_group_minor: i64,
    }
}

record! {
    /// A line of a purchase order. Prices in minor units of `currency` per unit.
    PurchaseOrderLine => PURCHASE_ORDER_LINE, "purchase_order_line" {
        /// Ordered.
        business_date: Date,
        id: i64,
        purchase_order_id: Text,
        line_number: i64,
        plant_id: Text,
        supplier_id: Text,
        material_id: Text,
        unit: Text,
        ordered_quantity: f64,
        /// So far.
        received_quantity: f64,
        open_quantity: f64,
        requested_on: Date,
        /// As last confirmed by the supplier.
        promised_on: Date,
        first_promised_on: Date,
        /// Last receipt.
        received_on: Option<Date>,
        /// Against the first promise, or today if open; 0 if not late.
        days_late: i64,
        /// One of: open, part received or received.
        status: Text,
        price_minor: f64,
        standard_price_minor: f64,
        currency: Text,
        net_minor: i64,
        net_group_minor: i64,
    }
}

record! {
    /// Goods received against a purchase order line: one lot.
    Receipt => RECEIPT, "receipt" {
        business_date: Date,
        id: i64,
        purchase_order_id: Text,
        line_number: i64,
        plant_id: Text,
        supplier_id: Text,
        material_id: Text,
        batch_id: Text,
        unit: Text,
        received_quantity: f64,
        accepted_quantity: f64,
        rejected_quantity: f64,
        promised_on: Date,
        /// Negative = early.
        days_late: i64,
        is_on_time: bool,
        is_in_full: bool,
        /// Paid, per unit.
        price_minor: f64,
        /// Per unit.
        standard_price_minor: f64,
        currency: Text,
        /// At the price paid.
        value_minor: i64,
        value_group_minor: i64,
        standard_value_group_minor: i64,
        price_variance_group_minor: i64,
    }
}

record! {
    /// One movement of stock, signed. Value at standard cost in minor units of the plant's
    /// currency.
    InventoryMovement => INVENTORY_MOVEMENT, "inventory_movement" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        item_id: Text,
        /// One of: product or material.
        item_kind: Text,
        /// One of: receipt, issue, production, shipment, return, scrap, adjustment, revaluation or transfer.
        kind: Text,
        batch_id: Option<Text>,
        /// One of: work order, order or receipt.
        reference: Option<Text>,
        quantity: f64,
        unit: Text,
        value_minor: i64,
        currency: Text,
        value_group_minor: i64,
    }
}

record! {
    /// Stock of an item at a plant at the end of a day (semi-additive over time). closing = opening
    /// + received + made − issued − shipped + adjusted.
    InventoryBalance => INVENTORY_BALANCE, "inventory_balance" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        item_id: Text,
        /// One of: product or material.
        item_kind: Text,
        opening_quantity: f64,
        received_quantity: f64,
        made_quantity: f64,
        issued_quantity: f64,
        shipped_quantity: f64,
        /// Signed.
        adjusted_quantity: f64,
        closing_quantity: f64,
        unit: Text,
        /// Closing, at standard.
        value_minor: i64,
        currency: Text,
        value_group_minor: i64,
    }
}

record! {
    /// Work in progress of a line at the end of a day, at standard (semi-additive over time).
    /// closing = opening + material + labour + overhead − completed − scrapped + variance.
    WipBalance => WIP_BALANCE, "wip_balance" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        opening_minor: i64,
        material_minor: i64,
        labour_minor: i64,
        overhead_minor: i64,
        completed_minor: i64,
        scrapped_minor: i64,
        variance_minor: i64,
        closing_minor: i64,
        currency: Text,
        closing_group_minor: i64,
    }
}
