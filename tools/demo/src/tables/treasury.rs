//! Bank, currency, assets, expenses, payroll, debt and the cash forecast.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// A bank account.
    BankAccount => BANK_ACCOUNT, "bank_account" {
        bank_account_id: Text,
        plant_id: Text,
        name: Text,
        bank: Text,
        iban: Text,
        currency: Text,
        account_id: Text,
        overdraft_limit_minor: i64,
    }
}

record! {
    /// One bank account at the end of a day (semi-additive over time). closing = opening + receipts
    /// − payments.
    BankBalance => BANK_BALANCE, "bank_balance" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        bank_account_id: Text,
        currency: Text,
        opening_minor: i64,
        receipts_minor: i64,
        payments_minor: i64,
        closing_minor: i64,
        closing_group_minor: i64,
    }
}

record! {
    /// A line of a bank statement, signed. Unmatched while matched_reference is null. `activity`
    /// and `category` make the direct cash flow.
    BankLine => BANK_LINE, "bank_line" {
        /// Value date.
        business_date: Date,
        id: i64,
        plant_id: Text,
        bank_account_id: Text,
        /// As the bank prints it.
        text: Text,
        counterparty: Text,
        customer_id: Option<Text>,
        supplier_id: Option<Text>,
        /// One of: operating, investing, financing or transfer.
        activity: Text,
        /// One of: customers, suppliers, payroll, tax, energy, expenses, capex, debt, interest, dividends or transfer.
        category: Text,
        is_matched: bool,
        matched_reference: Option<Text>,
        amount_minor: i64,
        currency: Text,
        amount_group_minor: i64,
    }
}

record! {
    /// Group currency for one unit of a currency on a day.
    FxRate => FX_RATE, "fx_rate" {
        business_date: Date,
        id: i64,
        currency: Text,
        rate: f64,
    }
}

record! {
    /// An asset of the register. Money in minor units of `currency`.
    FixedAsset => FIXED_ASSET, "fixed_asset" {
        asset_id: Text,
        plant_id: Text,
        machine_id: Option<Text>,
        cost_centre_id: Text,
        name: Text,
        /// One of: buildings, machinery, vehicles, IT or tooling.
        class: Text,
        acquired_on: Date,
        disposed_on: Option<Date>,
        life_months: i64,
        /// Straight line.
        method: Text,
        cost_minor: i64,
        residual_minor: i64,
        /// Today.
        net_book_minor: i64,
        currency: Text,
        cost_group_minor: i64,
        net_book_group_minor: i64,
    }
}

record! {
    /// Depreciation of one asset in one month, posted or still to come.
    Depreciation => DEPRECIATION, "depreciation" {
        /// Last day of the month.
        business_date: Date,
        id: i64,
        plant_id: Text,
        asset_id: Text,
        class: Text,
        cost_centre_id: Text,
        fiscal_year: i64,
        fiscal_period: i64,
        is_posted: bool,
        amount_minor: i64,
        accumulated_minor: i64,
        net_book_minor: i64,
        currency: Text,
        amount_group_minor: i64,
        net_book_group_minor: i64,
    }
}

record! {
    /// What an employee may spend on one claim of a category, in the group currency.
    ExpensePolicy => EXPENSE_POLICY, "expense_policy" {
        category: Text,
        limit_group_minor: i64,
        rule: Text,
    }
}

record! {
    /// A line of an expense claim.
    Expense => EXPENSE, "expense" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        employee_id: Text,
        cost_centre_id: Text,
        category: Text,
        merchant: Text,
        description: Text,
        amount_minor: i64,
        currency: Text,
        amount_group_minor: i64,
        limit_group_minor: i64,
        /// 0 when within.
        over_policy_group_minor: i64,
        has_receipt: bool,
        /// One of: submitted, approved, paid or refused.
        status: Text,
    }
}

record! {
    /// One pay run of one plant × cost centre. gross + employer = cost; gross − tax = net.
    PayrollRun => PAYROLL_RUN, "payroll_run" {
        /// Paid.
        business_date: Date,
        id: i64,
        plant_id: Text,
        cost_centre_id: Text,
        /// Such as 2026-09.
        period: Text,
        headcount: i64,
        gross_minor: i64,
        employee_tax_minor: i64,
        employer_cost_minor: i64,
        net_minor: i64,
        currency: Text,
        gross_group_minor: i64,
        cost_group_minor: i64,
    }
}

record! {
    /// A loan or a credit line.
    Facility => FACILITY, "facility" {
        facility_id: Text,
        plant_id: Text,
        name: Text,
        /// One of: term loan, revolving credit or lease.
        kind: Text,
        bank: Text,
        currency: Text,
        limit_minor: i64,
        /// Today.
        drawn_minor: i64,
        limit_group_minor: i64,
        drawn_group_minor: i64,
        /// Yearly.
        interest_share: f64,
        starts_on: Date,
        ends_on: Date,
    }
}

record! {
    /// A payment due under a facility, past or to come.
    DebtPayment => DEBT_PAYMENT, "debt_payment" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        facility_id: Text,
        principal_minor: i64,
        interest_minor: i64,
        balance_after_minor: i64,
        currency: Text,
        principal_group_minor: i64,
        interest_group_minor: i64,
        is_paid: bool,
    }
}

record! {
    /// One week × category of a thirteen-week cash forecast as it was frozen on a day. Signed,
    /// group currency.
    CashForecast => CASH_FORECAST, "cash_forecast" {
        /// Monday of the week forecast.
        business_date: Date,
        id: i64,
        made_on: Date,
        /// Such as 2026-09-28.
        version: Text,
        /// The one version that later ones are held against.
        is_baseline: bool,
        /// Of the version made last.
        is_latest: bool,
        /// 1 … 13.
        week: i64,
        plant_id: Text,
        currency: Text,
        /// As in bank_line.
        category: Text,
        amount_group_minor: i64,
        /// Once the week is over.
        actual_group_minor: Option<i64>,
    }
}
