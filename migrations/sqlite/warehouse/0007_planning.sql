-- What is to come: forecasts, plans, targets, and the health of the data itself.

-- A promotion.
CREATE TABLE promotion (
    tenant TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    name TEXT NOT NULL,
    family_id TEXT,
    product_id TEXT,
    region TEXT,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    discount_share REAL NOT NULL,
    PRIMARY KEY (tenant, promotion_id)
) STRICT, WITHOUT ROWID;

-- A public holiday of a country.
CREATE TABLE holiday (
    tenant TEXT NOT NULL,
    country TEXT NOT NULL,
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, country, day)
) STRICT, WITHOUT ROWID;

-- Forecast demand of a product for a month as made on a day, beside what came. Pieces.
CREATE TABLE demand_forecast (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- first day of the month forecast
    id INTEGER NOT NULL,
    made_on TEXT NOT NULL,
    horizon_months INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    method TEXT NOT NULL,
    forecast_quantity REAL NOT NULL,
    lower_80_quantity REAL NOT NULL,
    upper_80_quantity REAL NOT NULL,
    lower_95_quantity REAL NOT NULL,
    upper_95_quantity REAL NOT NULL,
    actual_quantity REAL, -- ordered, once the month is over
    is_latest INTEGER NOT NULL, -- the latest made before the month began, or today
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- An order that planning proposes and nobody has released.
CREATE TABLE planned_order (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- planned start
    id INTEGER NOT NULL,
    planned_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    quantity REAL NOT NULL,
    planned_finish TEXT NOT NULL,
    due_on TEXT NOT NULL,
    run_s INTEGER NOT NULL,
    setup_s INTEGER NOT NULL,
    reason TEXT NOT NULL, -- forecast, customer order or safety stock
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One line × week: what it can do and what is asked of it. Load = required / available.
CREATE TABLE capacity_plan (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- Monday of the week
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    planned_shifts INTEGER NOT NULL,
    available_s INTEGER NOT NULL, -- planned busy time of the slowest machine × usual availability
    required_s INTEGER NOT NULL,
    required_setup_s INTEGER NOT NULL,
    overload_s INTEGER NOT NULL, -- above available
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One material × plant × week to come: projected stock. closing = opening + scheduled receipts − requirement.
CREATE TABLE material_plan (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- Monday of the week
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    opening_quantity REAL NOT NULL,
    requirement_quantity REAL NOT NULL,
    scheduled_receipt_quantity REAL NOT NULL,
    closing_quantity REAL NOT NULL,
    safety_stock_quantity REAL NOT NULL,
    shortage_quantity REAL NOT NULL, -- below zero
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- Who is to work which shift in the coming weeks.
CREATE TABLE shift_rota (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    employee_id TEXT NOT NULL,
    crew_id TEXT,
    shift_id TEXT NOT NULL,
    planned_s INTEGER NOT NULL,
    is_on_leave INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- The target of a measure from a date. plant_id `ALL`: the whole company.
CREATE TABLE target (
    tenant TEXT NOT NULL,
    measure_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    better TEXT NOT NULL, -- up or down
    owner_id TEXT, -- employee
    PRIMARY KEY (tenant, measure_id, plant_id, valid_from)
) STRICT, WITHOUT ROWID;

-- A driver that a scenario may move: what it is today and what depends on it.
CREATE TABLE scenario_driver (
    tenant TEXT NOT NULL,
    driver_id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    value REAL NOT NULL,
    account_id TEXT,
    elasticity REAL NOT NULL, -- share of the account that moves with it
    PRIMARY KEY (tenant, driver_id)
) STRICT, WITHOUT ROWID;

-- A feed that fills tables of this warehouse.
CREATE TABLE feed (
    tenant TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL, -- the system it comes from
    tables TEXT NOT NULL, -- separated by commas
    plant_id TEXT NOT NULL,
    expected_by TEXT NOT NULL, -- HH:MM local, the next day
    owner TEXT NOT NULL,
    PRIMARY KEY (tenant, feed_id)
) STRICT, WITHOUT ROWID;

-- One day of one feed: rows expected and rows that came.
CREATE TABLE feed_load (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    feed_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    loaded_at TEXT,
    expected_rows INTEGER NOT NULL,
    present_rows INTEGER NOT NULL,
    status TEXT NOT NULL, -- complete, late, partial or missing
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
