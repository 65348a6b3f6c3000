-- The books. In gl_entry a debit is positive and a credit negative; every journal sums to zero in its currency
-- and in the group's.

-- An account of the chart of accounts.
CREATE TABLE account (
    tenant TEXT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    statement TEXT NOT NULL, -- balance sheet or profit and loss
    class TEXT NOT NULL, -- asset, liability, equity, income or expense
    line TEXT NOT NULL, -- line of the statement
    position INTEGER NOT NULL, -- order on the statement
    sign INTEGER NOT NULL, -- 1 = debit is the natural side, -1 = credit
    is_cash INTEGER NOT NULL,
    is_current INTEGER NOT NULL,
    is_variable INTEGER NOT NULL, -- varies with volume
    PRIMARY KEY (tenant, account_id)
) STRICT, WITHOUT ROWID;

-- One line of a journal. amount: debit positive, credit negative, minor units.
CREATE TABLE gl_entry (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- posted
    id INTEGER NOT NULL,
    journal_id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    cost_centre_id TEXT,
    source TEXT NOT NULL, -- sales, cost of sales, purchasing, stock, production, payroll, energy, payment, tax, asset, treasury, expense, accrual, revaluation or opening
    reference TEXT,
    product_id TEXT,
    customer_id TEXT,
    supplier_id TEXT,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fiscal_period INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gl_entry_by_account ON gl_entry (tenant, account_id, business_date);

-- The trial balance at a month end: one account × plant (semi-additive over time). closing = opening + debit −
-- credit.
CREATE TABLE account_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- last day of the month, or today
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fiscal_period INTEGER NOT NULL,
    opening_group_minor INTEGER NOT NULL,
    debit_group_minor INTEGER NOT NULL,
    credit_group_minor INTEGER NOT NULL,
    closing_group_minor INTEGER NOT NULL,
    opening_minor INTEGER NOT NULL,
    debit_minor INTEGER NOT NULL,
    credit_minor INTEGER NOT NULL,
    closing_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- Budget of one cost centre × account × month, signed as in gl_entry.
CREATE TABLE budget (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- first day of the month
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fiscal_period INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- Budget of sales of one product × region × month. Group currency.
CREATE TABLE sales_budget (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- first day of the month
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    region TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fiscal_period INTEGER NOT NULL,
    quantity REAL NOT NULL,
    net_group_minor INTEGER NOT NULL,
    cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A rate of VAT.
CREATE TABLE tax_code (
    tenant TEXT NOT NULL,
    tax_code_id TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    rate REAL NOT NULL, -- share, 0.2 = 20%
    PRIMARY KEY (tenant, tax_code_id)
) STRICT, WITHOUT ROWID;

-- VAT of one invoice × rate: output on sales, input on purchases. Due with the return of its period.
CREATE TABLE tax_entry (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    tax_code_id TEXT NOT NULL,
    rate REAL NOT NULL,
    direction TEXT NOT NULL, -- output or input
    invoice_id TEXT NOT NULL, -- customer's or supplier's
    period TEXT NOT NULL, -- such as 2026-Q3
    due_on TEXT NOT NULL,
    base_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    base_group_minor INTEGER NOT NULL,
    tax_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A supplier's invoice and how it matched the order and the receipt. paid and open as of today.
CREATE TABLE supplier_invoice (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- invoiced
    id INTEGER NOT NULL,
    supplier_invoice_id TEXT NOT NULL, -- ours
    supplier_reference TEXT NOT NULL, -- theirs
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    purchase_order_id TEXT,
    cost_centre_id TEXT, -- when not for stock
    account_id TEXT, -- when not for stock
    received_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    paid_on TEXT,
    match_status TEXT NOT NULL, -- matched, price difference, quantity difference, no receipt or no order
    status TEXT NOT NULL, -- open, approved, paid or blocked
    discount_until TEXT, -- early payment
    discount_share REAL NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    paid_minor INTEGER NOT NULL,
    open_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    total_group_minor INTEGER NOT NULL,
    open_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A line of a supplier's invoice beside what was ordered and received.
CREATE TABLE supplier_invoice_line (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    supplier_invoice_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    purchase_order_id TEXT,
    purchase_order_line INTEGER,
    receipt_id INTEGER,
    material_id TEXT,
    invoiced_quantity REAL NOT NULL,
    received_quantity REAL NOT NULL,
    invoiced_price_minor REAL NOT NULL,
    ordered_price_minor REAL NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_code_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    net_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- What one payment to a supplier settled of one invoice.
CREATE TABLE supplier_payment (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    payment_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    supplier_invoice_id TEXT NOT NULL,
    due_on TEXT NOT NULL,
    days_late INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    exchange_difference_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- What is owed to a supplier at the end of a day (semi-additive over time).
CREATE TABLE payable_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_minor INTEGER NOT NULL,
    balance_group_minor INTEGER NOT NULL,
    not_due_group_minor INTEGER NOT NULL,
    overdue_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A bank account.
CREATE TABLE bank_account (
    tenant TEXT NOT NULL,
    bank_account_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    bank TEXT NOT NULL,
    iban TEXT NOT NULL,
    currency TEXT NOT NULL,
    account_id TEXT NOT NULL,
    overdraft_limit_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, bank_account_id)
) STRICT, WITHOUT ROWID;

-- One bank account at the end of a day (semi-additive over time). closing = opening + receipts − payments.
CREATE TABLE bank_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    bank_account_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    opening_minor INTEGER NOT NULL,
    receipts_minor INTEGER NOT NULL,
    payments_minor INTEGER NOT NULL,
    closing_minor INTEGER NOT NULL,
    closing_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A line of a bank statement, signed. Unmatched while matched_reference is null. `activity` and `category` make
-- the direct cash flow.
CREATE TABLE bank_line (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- value date
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    bank_account_id TEXT NOT NULL,
    text TEXT NOT NULL, -- as the bank prints it
    counterparty TEXT NOT NULL,
    customer_id TEXT,
    supplier_id TEXT,
    activity TEXT NOT NULL, -- operating, investing, financing or transfer
    category TEXT NOT NULL, -- customers, suppliers, payroll, tax, energy, expenses, capex, debt, interest, dividends or transfer
    is_matched INTEGER NOT NULL,
    matched_reference TEXT,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- Group currency for one unit of a currency on a day.
CREATE TABLE fx_rate (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    rate REAL NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- An asset of the register. Money in minor units of `currency`.
CREATE TABLE fixed_asset (
    tenant TEXT NOT NULL,
    asset_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    machine_id TEXT,
    cost_centre_id TEXT NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL, -- buildings, machinery, vehicles, IT or tooling
    acquired_on TEXT NOT NULL,
    disposed_on TEXT,
    life_months INTEGER NOT NULL,
    method TEXT NOT NULL, -- straight line
    cost_minor INTEGER NOT NULL,
    residual_minor INTEGER NOT NULL,
    net_book_minor INTEGER NOT NULL, -- today
    currency TEXT NOT NULL,
    cost_group_minor INTEGER NOT NULL,
    net_book_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, asset_id)
) STRICT, WITHOUT ROWID;

-- Depreciation of one asset in one month, posted or still to come.
CREATE TABLE depreciation (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- last day of the month
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    asset_id TEXT NOT NULL,
    class TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    fiscal_period INTEGER NOT NULL,
    is_posted INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    accumulated_minor INTEGER NOT NULL,
    net_book_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    net_book_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- What an employee may spend on one claim of a category, in the group currency.
CREATE TABLE expense_policy (
    tenant TEXT NOT NULL,
    category TEXT NOT NULL,
    limit_group_minor INTEGER NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (tenant, category)
) STRICT, WITHOUT ROWID;

-- A line of an expense claim.
CREATE TABLE expense (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    category TEXT NOT NULL,
    merchant TEXT NOT NULL,
    description TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    limit_group_minor INTEGER NOT NULL,
    over_policy_group_minor INTEGER NOT NULL, -- 0 when within
    has_receipt INTEGER NOT NULL,
    status TEXT NOT NULL, -- submitted, approved, paid or refused
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One pay run of one plant × cost centre. gross + employer = cost; gross − tax = net.
CREATE TABLE payroll_run (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- paid
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    period TEXT NOT NULL, -- such as 2026-09
    headcount INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    employee_tax_minor INTEGER NOT NULL,
    employer_cost_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    gross_group_minor INTEGER NOT NULL,
    cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A loan or a credit line.
CREATE TABLE facility (
    tenant TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- term loan, revolving credit or lease
    bank TEXT NOT NULL,
    currency TEXT NOT NULL,
    limit_minor INTEGER NOT NULL,
    drawn_minor INTEGER NOT NULL, -- today
    limit_group_minor INTEGER NOT NULL,
    drawn_group_minor INTEGER NOT NULL,
    interest_share REAL NOT NULL, -- yearly
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    PRIMARY KEY (tenant, facility_id)
) STRICT, WITHOUT ROWID;

-- A payment due under a facility, past or to come.
CREATE TABLE debt_payment (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    facility_id TEXT NOT NULL,
    principal_minor INTEGER NOT NULL,
    interest_minor INTEGER NOT NULL,
    balance_after_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    principal_group_minor INTEGER NOT NULL,
    interest_group_minor INTEGER NOT NULL,
    is_paid INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One week × category of a thirteen-week cash forecast as it was frozen on a day. Signed, group currency.
CREATE TABLE cash_forecast (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- Monday of the week forecast
    id INTEGER NOT NULL,
    made_on TEXT NOT NULL,
    version TEXT NOT NULL, -- such as 2026-09-28
    is_baseline INTEGER NOT NULL, -- the one version that later ones are held against
    is_latest INTEGER NOT NULL, -- of the version made last
    week INTEGER NOT NULL, -- 1 … 13
    plant_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    category TEXT NOT NULL, -- as in bank_line
    amount_group_minor INTEGER NOT NULL,
    actual_group_minor INTEGER, -- once the week is over
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
