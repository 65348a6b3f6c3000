-- Quotes, orders, deliveries, invoices, and what customers paid. Group amounts in the group currency at the
-- day's rate.

-- The list price of one piece for a segment from a date.
CREATE TABLE price_list (
    tenant TEXT NOT NULL,
    product_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    currency TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    price_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, product_id, segment, currency, valid_from)
);

-- A quotation line.
CREATE TABLE quote (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    quote_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    price_minor BIGINT NOT NULL,
    discount_share DOUBLE PRECISION NOT NULL,
    currency TEXT NOT NULL,
    net_minor BIGINT NOT NULL,
    net_group_minor BIGINT NOT NULL,
    status TEXT NOT NULL, -- open, won or lost
    decided_on DATE,
    sales_order_id TEXT,
    PRIMARY KEY (tenant, business_date, id)
);

-- A sales order (header).
CREATE TABLE sales_order (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- ordered
    id BIGINT NOT NULL,
    sales_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    customer_reference TEXT NOT NULL,
    status TEXT NOT NULL, -- open, part shipped, shipped or closed
    is_on_hold BIGINT NOT NULL,
    currency TEXT NOT NULL,
    net_minor BIGINT NOT NULL,
    net_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- A line of a sales order. On time: all shipped by the promised day. On time and in full are null until due or
-- shipped.
CREATE TABLE sales_order_line (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- ordered
    id BIGINT NOT NULL,
    sales_order_id TEXT NOT NULL,
    line_number BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    promotion_id TEXT,
    ordered_quantity DOUBLE PRECISION NOT NULL,
    shipped_quantity DOUBLE PRECISION NOT NULL,
    open_quantity DOUBLE PRECISION NOT NULL,
    requested_on DATE NOT NULL,
    promised_on DATE NOT NULL,
    due_month DATE NOT NULL, -- first day of the promised month
    shipped_on DATE, -- last shipment
    is_due BIGINT NOT NULL, -- promised before today, or shipped
    is_on_time BIGINT,
    is_in_full BIGINT,
    is_otif BIGINT,
    days_late BIGINT NOT NULL,
    status TEXT NOT NULL, -- open, part shipped, shipped or cancelled
    price_minor BIGINT NOT NULL, -- per piece, before discount
    discount_share DOUBLE PRECISION NOT NULL,
    currency TEXT NOT NULL,
    net_minor BIGINT NOT NULL,
    net_group_minor BIGINT NOT NULL,
    standard_cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);
CREATE INDEX sales_order_line_by_sales_order ON sales_order_line (tenant, sales_order_id);

-- One sales order line in one shipment of one batch.
CREATE TABLE shipment (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    shipment_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    sales_order_id TEXT NOT NULL,
    line_number BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    carrier TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    weight_kg DOUBLE PRECISION NOT NULL,
    promised_on DATE NOT NULL,
    delivered_on DATE,
    is_on_time BIGINT NOT NULL,
    is_expedited BIGINT NOT NULL,
    freight_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    freight_group_minor BIGINT NOT NULL,
    standard_cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);
CREATE INDEX shipment_by_batch ON shipment (tenant, batch_id);

-- A customer invoice, or a credit note (kind; amounts negative). net = gross − discount; total = net + tax. paid
-- and open as of today.
CREATE TABLE invoice (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- invoiced
    id BIGINT NOT NULL,
    invoice_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- invoice or credit note
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    sales_order_id TEXT NOT NULL,
    credited_invoice_id TEXT,
    reason TEXT, -- of a credit note
    due_on DATE NOT NULL,
    paid_on DATE, -- in full
    status TEXT NOT NULL, -- open, part paid, paid or credited
    currency TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    net_group_minor BIGINT NOT NULL,
    total_group_minor BIGINT NOT NULL,
    open_group_minor BIGINT NOT NULL,
    exchange_rate DOUBLE PRECISION NOT NULL, -- group currency per unit
    PRIMARY KEY (tenant, business_date, id)
);
CREATE INDEX invoice_by_customer ON invoice (tenant, customer_id, business_date);

-- A line of an invoice or credit note (negative). Cost at standard. This is the grain of price, volume, mix and
-- margin.
CREATE TABLE invoice_line (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    invoice_id TEXT NOT NULL,
    line_number BIGINT NOT NULL,
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
    quantity DOUBLE PRECISION NOT NULL,
    price_minor BIGINT NOT NULL, -- per piece, before discount
    currency TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    gross_group_minor BIGINT NOT NULL,
    discount_group_minor BIGINT NOT NULL,
    net_group_minor BIGINT NOT NULL,
    material_cost_group_minor BIGINT NOT NULL,
    labour_cost_group_minor BIGINT NOT NULL,
    overhead_cost_group_minor BIGINT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- What one payment of a customer settled of one invoice.
CREATE TABLE customer_payment (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    payment_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    due_on DATE NOT NULL, -- of the invoice
    days_late BIGINT NOT NULL, -- negative = early
    days_to_pay BIGINT NOT NULL, -- from the invoice's date
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    amount_group_minor BIGINT NOT NULL,
    exchange_difference_group_minor BIGINT NOT NULL, -- gain is positive
    PRIMARY KEY (tenant, business_date, id)
);

-- What a customer owes at the end of a day, by age past due (semi-additive over time). Group currency. balance =
-- not_due + the four buckets.
CREATE TABLE receivable_balance (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL, -- the plant that invoiced
    customer_id TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    region TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_minor BIGINT NOT NULL,
    balance_group_minor BIGINT NOT NULL,
    not_due_group_minor BIGINT NOT NULL,
    overdue_group_minor BIGINT NOT NULL,
    overdue_0_30_group_minor BIGINT NOT NULL, -- 1 to 30 days past due
    overdue_31_60_group_minor BIGINT NOT NULL,
    overdue_61_90_group_minor BIGINT NOT NULL,
    overdue_over_90_group_minor BIGINT NOT NULL,
    credit_limit_group_minor BIGINT NOT NULL, -- the customer's share at this plant
    PRIMARY KEY (tenant, business_date, id)
);

-- A reminder, a call, a promise or a dispute about an invoice.
CREATE TABLE collection_action (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- reminder, call, promise or dispute
    promised_on DATE,
    is_kept BIGINT,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);
