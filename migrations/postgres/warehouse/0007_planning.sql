-- What is to come: forecasts, plans, targets, and the health of the data itself.

-- A promotion.
CREATE TABLE promotion (
    tenant TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    name TEXT NOT NULL,
    family_id TEXT,
    product_id TEXT,
    region TEXT,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    discount_share DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, promotion_id)
);

-- A public holiday of a country.
CREATE TABLE holiday (
    tenant TEXT NOT NULL,
    country TEXT NOT NULL,
    day DATE NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, country, day)
);

-- Forecast demand of a product for a month as made on a day, beside what came. Pieces.
CREATE TABLE demand_forecast (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- first day of the month forecast
    id BIGINT NOT NULL,
    made_on DATE NOT NULL,
    horizon_months BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    method TEXT NOT NULL,
    forecast_quantity DOUBLE PRECISION NOT NULL,
    lower_80_quantity DOUBLE PRECISION NOT NULL,
    upper_80_quantity DOUBLE PRECISION NOT NULL,
    lower_95_quantity DOUBLE PRECISION NOT NULL,
    upper_95_quantity DOUBLE PRECISION NOT NULL,
    actual_quantity DOUBLE PRECISION, -- ordered, once the month is over
    is_latest BIGINT NOT NULL, -- the latest made before the month began, or today
    PRIMARY KEY (tenant, business_date, id)
);

-- An order that planning proposes and nobody has released.
CREATE TABLE planned_order (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- planned start
    id BIGINT NOT NULL,
    planned_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    planned_finish DATE NOT NULL,
    due_on DATE NOT NULL,
    run_s BIGINT NOT NULL,
    setup_s BIGINT NOT NULL,
    reason TEXT NOT NULL, -- forecast, customer order or safety stock
    PRIMARY KEY (tenant, business_date, id)
);

-- One line × week: what it can do and what is asked of it. Load = required / available.
CREATE TABLE capacity_plan (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- Monday of the week
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    planned_shifts BIGINT NOT NULL,
    available_s BIGINT NOT NULL, -- planned busy time of the slowest machine × usual availability
    required_s BIGINT NOT NULL,
    required_setup_s BIGINT NOT NULL,
    overload_s BIGINT NOT NULL, -- above available
    PRIMARY KEY (tenant, business_date, id)
);

-- One material × plant × week to come: projected stock. closing = opening + scheduled receipts − requirement.
CREATE TABLE material_plan (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- Monday of the week
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    opening_quantity DOUBLE PRECISION NOT NULL,
    requirement_quantity DOUBLE PRECISION NOT NULL,
    scheduled_receipt_quantity DOUBLE PRECISION NOT NULL,
    closing_quantity DOUBLE PRECISION NOT NULL,
    safety_stock_quantity DOUBLE PRECISION NOT NULL,
    shortage_quantity DOUBLE PRECISION NOT NULL, -- below zero
    PRIMARY KEY (tenant, business_date, id)
);

-- Who is to work which shift in the coming weeks.
CREATE TABLE shift_rota (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    employee_id TEXT NOT NULL,
    crew_id TEXT,
    shift_id TEXT NOT NULL,
    planned_s BIGINT NOT NULL,
    is_on_leave BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- The target of a measure from a date. plant_id `ALL`: the whole company.
CREATE TABLE target (
    tenant TEXT NOT NULL,
    measure_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    value DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    better TEXT NOT NULL, -- up or down
    owner_id TEXT, -- employee
    PRIMARY KEY (tenant, measure_id, plant_id, valid_from)
);

-- A driver that a scenario may move: what it is today and what depends on it.
CREATE TABLE scenario_driver (
    tenant TEXT NOT NULL,
    driver_id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    account_id TEXT,
    elasticity DOUBLE PRECISION NOT NULL, -- share of the account that moves with it
    PRIMARY KEY (tenant, driver_id)
);

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
);

-- One day of one feed: rows expected and rows that came.
CREATE TABLE feed_load (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    feed_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    loaded_at TIMESTAMPTZ,
    expected_rows BIGINT NOT NULL,
    present_rows BIGINT NOT NULL,
    status TEXT NOT NULL, -- complete, late, partial or missing
    PRIMARY KEY (tenant, business_date, id)
);
