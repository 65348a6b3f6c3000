//! Quotes, orders, deliveries, invoices, and what customers paid. Group amounts in the group currency at the day's rate.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// The list price of one piece for a segment from a date.
    PriceList => PRICE_LIST, "price_list" {
        product_id: Text,
        segment: Text,
        currency: Text,
        valid_from: Date,
        valid_to: Option<Date>,
        price_minor: i64,
    }
}

record! {
    /// A quotation line.
    Quote => QUOTE, "quote" {
        business_date: Date,
        id: i64,
        quote_id: Text,
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        product_id: Text,
        quantity: f64,
        price_minor: i64,
        discount_share: f64,
        currency: Text,
        net_minor: i64,
        net_group_minor: i64,
        /// One of: open, won or lost.
        status: Text,
        decided_on: Option<Date>,
        sales_order_id: Option<Text>,
    }
}

record! {
    /// A sales order (header).
    SalesOrder => SALES_ORDER, "sales_order" {
        /// Ordered.
        business_date: Date,
        id: i64,
        sales_order_id: Text,
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        customer_reference: Text,
        /// One of: open, part shipped, shipped or closed.
        status: Text,
        is_on_hold: bool,
        currency: Text,
        net_minor: i64,
        net_group_minor: i64,
    }
}

record! {
    /// A line of a sales order. On time: all shipped by the promised day. On time and in full are
    /// null until due or shipped.
    SalesOrderLine => SALES_ORDER_LINE, "sales_order_line" {
        /// Ordered.
        business_date: Date,
        id: i64,
        sales_order_id: Text,
        line_number: i64,
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        product_id: Text,
        family_id: Text,
        promotion_id: Option<Text>,
        ordered_quantity: f64,
        shipped_quantity: f64,
        open_quantity: f64,
        requested_on: Date,
        promised_on: Date,
        /// First day of the promised month.
        due_month: Date,
        /// Last shipment.
        shipped_on: Option<Date>,
        /// Promised before today, or shipped.
        is_due: bool,
        is_on_time: Option<bool>,
        is_in_full: Option<bool>,
        is_otif: Option<bool>,
        days_late: i64,
        /// One of: open, part shipped, shipped or cancelled.
        status: Text,
        /// Per piece, before discount.
        price_minor: i64,
        discount_share: f64,
        currency: Text,
        net_minor: i64,
        net_group_minor: i64,
        standard_cost_group_minor: i64,
    }
}

record! {
    /// One sales order line in one shipment of one batch.
    Shipment => SHIPMENT, "shipment" {
        business_date: Date,
        id: i64,
        shipment_id: Text,
        plant_id: Text,
        customer_id: Text,
        sales_order_id: Text,
        line_number: i64,
        product_id: Text,
        batch_id: Text,
        carrier: Text,
        quantity: f64,
        weight_kg: f64,
        promised_on: Date,
        delivered_on: Option<Date>,
        is_on_time: bool,
        is_expedited: bool,
        freight_minor: i64,
        currency: Text,
        freight_group_minor: i64,
        standard_cost_group_minor: i64,
    }
}

record! {
    /// A customer invoice, or a credit note (kind; amounts negative). net = gross − discount; total
    /// = net + tax. paid and open as of today.
    Invoice => INVOICE, "invoice" {
        /// Invoiced.
        business_date: Date,
        id: i64,
        invoice_id: Text,
        /// One of: invoice or credit note.
        kind: Text,
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        sales_order_id: Text,
        credited_invoice_id: Option<Text>,
        /// Of a credit note.
        reason: Option<Text>,
        due_on: Date,
        /// In full.
        paid_on: Option<Date>,
        /// One of: open, part paid, paid or credited.
        status: Text,
        currency: Text,
        gross_minor: i64,
        discount_minor: i64,
        net_minor: i64,
        tax_minor: i64,
        total_minor: i64,
        paid_minor: i64,
        open_minor: i64,
        net_group_minor: i64,
        total_group_minor: i64,
        open_group_minor: i64,
        /// Group currency per unit.
        exchange_rate: f64,
    }
}

record! {
    /// A line of an invoice or credit note (negative). Cost at standard. This is the grain of
    /// price, volume, mix and margin.
    InvoiceLine => INVOICE_LINE, "invoice_line" {
        business_date: Date,
        id: i64,
        invoice_id: Text,
        line_number: i64,
        /// One of: invoice or credit note.
        kind: Text,
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        region: Text,
        country: Text,
        product_id: Text,
        family_id: Text,
        sales_order_id: Text,
        promotion_id: Option<Text>,
        tax_code_id: Text,
        quantity: f64,
        /// Per piece, before discount.
        price_minor: i64,
        currency: Text,
        gross_minor: i64,
        discount_minor: i64,
        net_minor: i64,
        tax_minor: i64,
        gross_group_minor: i64,
        discount_group_minor: i64,
        net_group_minor: i64,
        material_cost_group_minor: i64,
        labour_cost_group_minor: i64,
        overhead_cost_group_minor: i64,
        cost_group_minor: i64,
    }
}

record! {
    /// What one payment of a customer settled of one invoice.
    CustomerPayment => CUSTOMER_PAYMENT, "customer_payment" {
        business_date: Date,
        id: i64,
        payment_id: Text,
        plant_id: Text,
        customer_id: Text,
        invoice_id: Text,
        /// Of the invoice.
        due_on: Date,
        /// Negative = early.
        days_late: i64,
        /// From the invoice's date.
        days_to_pay: i64,
        amount_minor: i64,
        currency: Text,
        amount_group_minor: i64,
        /// Gain is positive.
        exchange_difference_group_minor: i64,
    }
}

record! {
    /// What a customer owes at the end of a day, by age past due (semi-additive over time). Group
    /// currency. balance = not_due + the four buckets.
    ReceivableBalance => RECEIVABLE_BALANCE, "receivable_balance" {
        business_date: Date,
        id: i64,
        /// The plant that invoiced.
        plant_id: Text,
        customer_id: Text,
        rep_id: Text,
        region: Text,
        currency: Text,
        balance_minor: i64,
        balance_group_minor: i64,
        not_due_group_minor: i64,
        overdue_group_minor: i64,
        /// 1 to 30 days past due.
        overdue_0_30_group_minor: i64,
        overdue_31_60_group_minor: i64,
        overdue_61_90_group_minor: i64,
        overdue_over_90_group_minor: i64,
        /// The customer's share at this plant.
        credit_limit_group_minor: i64,
    }
}

record! {
    /// A reminder, a call, a promise or a dispute about an invoice.
    CollectionAction => COLLECTION_ACTION, "collection_action" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        customer_id: Text,
        invoice_id: Text,
        /// One of: reminder, call, promise or dispute.
        kind: Text,
        promised_on: Option<Date>,
        is_kept: Option<bool>,
        amount_minor: i64,
        currency: Text,
        note: Text,
    }
}
