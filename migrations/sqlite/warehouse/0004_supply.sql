-- Purchasing, receipts, stock. Stock is held at standard cost.

-- A purchase order (header).
CREATE TABLE purchase_order (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- ordered
    id INTEGER NOT NULL,
    purchase_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL, -- employee
    status TEXT NOT NULL, -- open, part received, received or closed
    is_expedited INTEGER NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- A line of a purchase order. Prices in minor units of `currency` per unit.
CREATE TABLE purchase_order_line (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- ordered
    id INTEGER NOT NULL,
    purchase_order_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    ordered_quantity REAL NOT NULL,
    received_quantity REAL NOT NULL, -- so far
    open_quantity REAL NOT NULL,
    requested_on TEXT NOT NULL,
    promised_on TEXT NOT NULL, -- as last confirmed by the supplier
    first_promised_on TEXT NOT NULL,
    received_on TEXT, -- last receipt
    days_late INTEGER NOT NULL, -- against the first promise, or today if open; 0 if not late
    status TEXT NOT NULL, -- open, part received or received
    price_minor REAL NOT NULL,
    standard_price_minor REAL NOT NULL,
    currency TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    net_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_order_line_by_purchase_order ON purchase_order_line (tenant, purchase_order_id);

-- Goods received against a purchase order line: one lot.
CREATE TABLE receipt (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    purchase_order_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    received_quantity REAL NOT NULL,
    accepted_quantity REAL NOT NULL,
    rejected_quantity REAL NOT NULL,
    promised_on TEXT NOT NULL,
    days_late INTEGER NOT NULL, -- negative = early
    is_on_time INTEGER NOT NULL,
    is_in_full INTEGER NOT NULL,
    price_minor REAL NOT NULL, -- paid, per unit
    standard_price_minor REAL NOT NULL, -- per unit
    currency TEXT NOT NULL,
    value_minor INTEGER NOT NULL, -- at the price paid
    value_group_minor INTEGER NOT NULL,
    standard_value_group_minor INTEGER NOT NULL,
    price_variance_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One movement of stock, signed. Value at standard cost in minor units of the plant's currency.
CREATE TABLE inventory_movement (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    item_kind TEXT NOT NULL, -- product or material
    kind TEXT NOT NULL, -- receipt, issue, production, shipment, return, scrap, adjustment, revaluation or transfer
    batch_id TEXT,
    reference TEXT, -- work order, order or receipt
    quantity REAL NOT NULL,
    unit TEXT NOT NULL,
    value_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    value_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_movement_by_item ON inventory_movement (tenant, item_id, plant_id, business_date);

-- Stock of an item at a plant at the end of a day (semi-additive over time). closing = opening + received + made
-- − issued − shipped + adjusted.
CREATE TABLE inventory_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    item_kind TEXT NOT NULL, -- product or material
    opening_quantity REAL NOT NULL,
    received_quantity REAL NOT NULL,
    made_quantity REAL NOT NULL,
    issued_quantity REAL NOT NULL,
    shipped_quantity REAL NOT NULL,
    adjusted_quantity REAL NOT NULL, -- signed
    closing_quantity REAL NOT NULL,
    unit TEXT NOT NULL,
    value_minor INTEGER NOT NULL, -- closing, at standard
    currency TEXT NOT NULL,
    value_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_balance_by_item ON inventory_balance (tenant, item_id, business_date);

-- Work in progress of a line at the end of a day, at standard (semi-additive over time). closing = opening +
-- material + labour + overhead − completed − scrapped + variance.
CREATE TABLE wip_balance (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    opening_minor INTEGER NOT NULL,
    material_minor INTEGER NOT NULL,
    labour_minor INTEGER NOT NULL,
    overhead_minor INTEGER NOT NULL,
    completed_minor INTEGER NOT NULL,
    scrapped_minor INTEGER NOT NULL,
    variance_minor INTEGER NOT NULL,
    closing_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    closing_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
