//! The ledger, budgets, tax and payables. A debit is positive, a credit negative.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// An account of the chart of accounts.
    Account => ACCOUNT, "account" {
        account_id: Text,
        name: Text,
        /// One of: balance sheet or profit and loss.
        statement: Text,
        /// One of: asset, liability, equity, income or expense.
        class: Text,
        /// Line of the statement.
        line: Text,
        /// Order on the statement.
        position: i64,
        /// 1 = debit is the natural side, -1 = credit.
        sign: i64,
        is_cash: bool,
        is_current: bool,
        /// Varies with volume.
        is_variable: bool,
    }
}

record! {
    /// One line of a journal. amount: debit positive, credit negative, minor units.
    GlEntry => GL_ENTRY, "gl_entry" {
        /// Posted.
        business_date: Date,
        id: i64,
        journal_id: i64,
        plant_id: Text,
        account_id: Text,
        cost_centre_id: Option<Text>,
        /// One of: sales, cost of sales, purchasing, stock, production, payroll, energy, payment, tax, asset, treasury, expense, accrual, revaluation or opening.
        source: Text,
        reference: Option<Text>,
        product_id: Option<Text>,
        customer_id: Option<Text>,
        supplier_id: Option<Text>,
        currency: Text,
        amount_minor: i64,
        amount_group_minor: i64,
        fiscal_year: i64,
        fiscal_period: i64,
        text: Text,
    }
}

record! {
    /// The trial balance at a month end: one account × plant (semi-additive over time). closing =
    /// opening + debit − credit.
    AccountBalance => ACCOUNT_BALANCE, "account_balance" {
        /// Last day of the month, or today.
        business_date: Date,
        id: i64,
        plant_id: Text,
        account_id: Text,
        fiscal_year: i64,
        fiscal_period: i64,
        opening_group_minor: i64,
        debit_group_minor: i64,
        credit_group_minor: i64,
        closing_group_minor: i64,
        opening_minor: i64,
        debit_minor: i64,
        credit_minor: i64,
        closing_minor: i64,
        currency: Text,
    }
}

record! {
    /// Budget of one cost centre × account × month, signed as in gl_entry.
    Budget => BUDGET, "budget" {
        /// First day of the month.
        business_date: Date,
        id: i64,
        plant_id: Text,
        cost_centre_id: Text,
        account_id: Text,
        fiscal_year: i64,
        fiscal_period: i64,
        amount_minor: i64,
        currency: Text,
        amount_group_minor: i64,
    }
}

record! {
    /// Budget of sales of one product × region × month. Group currency.
    SalesBudget => SALES_BUDGET, "sales_budget" {
        /// First day of the month.
        business_date: Date,
        id: i64,
        plant_id: Text,
        product_id: Text,
        family_id: Text,
        region: Text,
        fiscal_year: i64,
        fiscal_period: i64,
        quantity: f64,
        net_group_minor: i64,
        cost_group_minor: i64,
    }
}

record! {
    /// A rate of VAT.
    TaxCode => TAX_CODE, "tax_code" {
        tax_code_id: Text,
        name: Text,
        country: Text,
        /// Share, 0.2 = 20%.
        rate: f64,
    }
}

record! {
    /// VAT of one invoice × rate: output on sales, input on purchases. Due with the return of its
    /// period.
    TaxEntry => TAX_ENTRY, "tax_entry" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        tax_code_id: Text,
        rate: f64,
        /// One of: output or input.
        direction: Text,
        /// Customer's or supplier's.
        invoice_id: Text,
        /// Such as 2026-Q3.
        period: Text,
        due_on: Date,
        base_minor: i64,
        tax_minor: i64,
        currency: Text,
        base_group_minor: i64,
        tax_group_minor: i64,
    }
}

record! {
    /// A supplier's invoice and how it matched the order and the receipt. paid and open as of
    /// today.
    SupplierInvoice => SUPPLIER_INVOICE, "supplier_invoice" {
        /// Invoiced.
        business_date: Date,
        id: i64,
        /// Ours.
        supplier_invoice_id: Text,
        /// Theirs.
        supplier_reference: Text,
        plant_id: Text,
        supplier_id: Text,
        purchase_order_id: Option<Text>,
        /// When not for stock.
        cost_centre_id: Option<Text>,
        /// When not for stock.
        account_id: Option<Text>,
        received_on: Date,
        due_on: Date,
        paid_on: Option<Date>,
        /// One of: matched, price difference, quantity difference, no receipt or no order.
        match_status: Text,
        /// One of: open, approved, paid or blocked.
        status: Text,
        /// Early payment.
        discount_until: Option<Date>,
        discount_share: f64,
        currency: Text,
        net_minor: i64,
        tax_minor: i64,
        total_minor: i64,
        paid_minor: i64,
        open_minor: i64,
        net_group_minor: i64,
        total_group_minor: i64,
        open_group_minor: i64,
    }
}

record! {
    /// A line of a supplier's invoice beside what was ordered and received.
    SupplierInvoiceLine => SUPPLIER_INVOICE_LINE, "supplier_invoice_line" {
        business_date: Date,
        id: i64,
        supplier_invoice_id: Text,
        line_number: i64,
        plant_id: Text,
        supplier_id: Text,
        purchase_order_id: Option<Text>,
        purchase_order_line: Option<i64>,
        receipt_id: Option<i64>,
        material_id: Option<Text>,
        invoiced_quantity: f64,
        received_quantity: f64,
        invoiced_price_minor: f64,
        ordered_price_minor: f64,
        net_minor: i64,
        tax_code_id: Text,
        currency: Text,
        net_group_minor: i64,
    }
}

record! {
    /// What one payment to a supplier settled of one invoice.
    SupplierPayment => SUPPLIER_PAYMENT, "supplier_payment" {
        business_date: Date,
        id: i64,
        payment_id: Text,
        plant_id: Text,
        supplier_id: Text,
        supplier_invoice_id: Text,
        due_on: Date,
        days_late: i64,
        amount_minor: i64,
        currency: Text,
        amount_group_minor: i64,
        exchange_difference_group_minor: i64,
    }
}

record! {
    /// What is owed to a supplier at the end of a day (semi-additive over time).
    PayableBalance => PAYABLE_BALANCE, "payable_balance" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        supplier_id: Text,
        currency: Text,
        balance_minor: i64,
        balance_group_minor: i64,
        not_due_group_minor: i64,
        overdue_group_minor: i64,
        overdue_0_30_group_minor: i64,
        overdue_31_60_group_minor: i64,
        overdue_61_90_group_minor: i64,
        overdue_over_90_group_minor: i64,
    }
}
