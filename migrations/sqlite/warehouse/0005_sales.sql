-- Quotes, orders, deliveries, invoices, and what customers paid. Group amounts in the group currency at the
-- day's rate.

-- The list price of one piece for a segment from a date.
CREATE TABLE price_list (
    tenant TEXT NOT NULL,
    product_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    currency TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    price_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, product_id, segment, currency, valid_from)
) STRICT, WITHOUT ROWID;

-- A quotation line.
CREATE TABLE quote (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    quote_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    quantity REAL NOT NULL,
    price_minor INTEGER NOT NULL,
    discount_share REAL NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    status TEXT NOT NULL, -- open, won or lost
    decided_on TEXT,
    sales_order_id TEXT,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A sales order (header).
CREATE TABLE sales_order (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- ordered
    id INTEGER NOT NULL,
    sales_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    customer_reference TEXT NOT NULL,
    status TEXT NOT NULL, -- open, part shipped, shipped or closed
    is_on_hold INTEGER NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A line of a sales order. On time: all shipped by the promised day. On time and in full are null until due or
-- shipped.
CREATE TABLE sales_order_line (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- ordered
    id INTEGER NOT NULL,
    sales_order_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    promotion_id TEXT,
    ordered_quantity REAL NOT NULL,
    shipped_quantity REAL NOT NULL,
    open_quantity REAL NOT NULL,
    requested_on TEXT NOT NULL,
    promised_on TEXT NOT NULL,
    due_month TEXT NOT NULL, -- first day of the promised month
    shipped_on TEXT, -- last shipment
    is_due INTEGER NOT NULL, -- promised before today, or shipped
    is_on_time INTEGER,
    is_in_full INTEGER,
    is_otif INTEGER,
    days_late INTEGER NOT NULL,
    status TEXT NOT NULL, -- open, part shipped, shipped or cancelled
    price_minor INTEGER NOT NULL, -- per piece, before discount
    discount_share REAL NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    standard_cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sales_order_line_by_sales_order ON sales_order_line (tenant, sales_order_id);

-- One sales order line in one shipment of one batch.
CREATE TABLE shipment (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    shipment_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    sales_order_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    carrier TEXT NOT NULL,
    quantity REAL NOT NULL,
    weight_kg REAL NOT NULL,
    promised_on TEXT NOT NULL,
    delivered_on TEXT,
    is_on_time INTEGER NOT NULL,
    is_expedited INTEGER NOT NULL,
    freight_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    freight_group_minor INTEGER NOT NULL,
    standard_cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_by_batch ON shipment (tenant, batch_id);

-- A customer invoice, or a credit note (kind; amounts negative). net = gross − discount; total = net + tax. paid
-- and open as of today.
CREATE TABLE invoice (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- invoiced
    id INTEGER NOT NULL,
    invoice_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- invoice or credit note
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    sales_order_id TEXT NOT NULL,
    credited_invoice_id TEXT,
    reason TEXT, -- of a credit note
    due_on TEXT NOT NULL,
    paid_on TEXT, -- in full
    status TEXT NOT NULL, -- open, part paid, paid or credited
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    paid_minor INTEGER NOT NULL,
    open_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    total_group_minor INTEGER NOT NULL,
    open_group_minor INTEGER NOT NULL,
    exchange_rate REAL NOT NULL, -- group currency per unit
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_by_customer ON invoice (tenant, customer_id, business_date);

-- A line of an invoice or credit note (negative). Cost at standard. This is the grain of price, volume, mix and
-- margin.
CREATE TABLE invoice_line (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    invoice_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    kind TEXT NOT NULL, -- invoice or credit note
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    sales_order_id TEXT NOT NULL,
    promotion_id TEXT,
    tax_code_id TEXT NOT NULL,
    quantity REAL NOT NULL,
    price_minor INTEGER NOT NULL, -- per piece, before discount
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    gross_group_minor INTEGER NOT NULL,
    discount_group_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    material_cost_group_minor INTEGER NOT NULL,
    labour_cost_group_minor INTEGER NOT NULL,
    overhead_cost_group_minor INTEGER NOT NULL,
    cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- What one payment of a customer settled of one invoice.
CREATE TABLE customer_payment (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    payment_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    due_on TEXT NOT NULL, -- of the invoice
    days_late INTEGER NOT NULL, -- negative = early
    days_to_pay INTEGER NOT NULL, -- from the invoice's date
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor INTEGER NOT NULL,
    exchange_difference_group_minor INTEGER NOT NULL, -- gain is positive
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- What a customer owes at the end of a day, by age past due (semi-additive over time). Group currency. balance =
-- not_due + the four buckets.
CREATE TABLE receivable_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL, -- the plant that invoiced
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    region TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_minor INTEGER NOT NULL,
    balance_group_minor INTEGER NOT NULL,
    not_due_group_minor INTEGER NOT NULL,
    overdue_group_minor INTEGER NOT NULL,
    overdue_0_30_group_minor INTEGER NOT NULL, -- 1 to 30 days past due
    overdue_31_60_group_minor INTEGER NOT NULL,
    overdue_61_90_group_minor INTEGER NOT NULL,
    overdue_over_90_group_minor INTEGER NOT NULL,
    credit_limit_group_minor INTEGER NOT NULL, -- the customer's share at this plant
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A reminder, a call, a promise or a dispute about an invoice.
CREATE TABLE collection_action (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- reminder, call, promise or dispute
    promised_on TEXT,
    is_kept INTEGER,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
