-- The company as ISA-95 sees it, and the master data that every fact refers to.

-- The company itself: one row. `today` is the as-of date of the data.
CREATE TABLE company (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL, -- group currency
    fiscal_year_start_month BIGINT NOT NULL,
    history_from DATE NOT NULL,
    today DATE NOT NULL,
    PRIMARY KEY (tenant)
);

-- A currency that the company deals in.
CREATE TABLE currency (
    tenant TEXT NOT NULL,
    currency_id TEXT NOT NULL, -- ISO 4217
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, currency_id)
);

-- A country that the company deals with.
CREATE TABLE country (
    tenant TEXT NOT NULL,
    country_id TEXT NOT NULL, -- ISO 3166 alpha-2
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, country_id)
);

-- A sales region; facts carry its name.
CREATE TABLE region (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- A site: a factory, or the head office (kind `office`).
CREATE TABLE plant (
    tenant TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- factory or office
    city TEXT NOT NULL,
    country TEXT NOT NULL, -- ISO 3166 alpha-2
    timezone TEXT NOT NULL, -- IANA name
    currency TEXT NOT NULL,
    legal_entity TEXT NOT NULL,
    opened_on DATE NOT NULL,
    PRIMARY KEY (tenant, plant_id)
);

-- An area of a plant (ISA-95 area).
CREATE TABLE area (
    tenant TEXT NOT NULL,
    area_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, area_id)
);

-- A production line (ISA-95 work centre).
CREATE TABLE line (
    tenant TEXT NOT NULL,
    line_id TEXT NOT NULL,
    area_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    name TEXT NOT NULL,
    number BIGINT NOT NULL,
    installed_on DATE NOT NULL,
    PRIMARY KEY (tenant, line_id)
);

-- A machine (ISA-95 work unit). Money in minor units of `currency`.
CREATE TABLE machine (
    tenant TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    area_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    skill_id TEXT NOT NULL, -- the certificate an operator needs
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    position BIGINT NOT NULL, -- place in the line, 1 = first
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    installed_on DATE NOT NULL,
    rated_power_kw DOUBLE PRECISION NOT NULL,
    criticality TEXT NOT NULL, -- A, B or C
    purchase_cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, machine_id)
);

-- A shift of the day, in the plant's local time; its business date is the day it starts.
CREATE TABLE shift (
    tenant TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    name TEXT NOT NULL,
    starts_at TEXT NOT NULL, -- HH:MM local
    ends_at TEXT NOT NULL, -- HH:MM local
    length_s BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant, shift_id)
);

-- A crew that works together on one shift of one plant.
CREATE TABLE crew (
    tenant TEXT NOT NULL,
    crew_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    name TEXT NOT NULL,
    formed_on DATE NOT NULL,
    PRIMARY KEY (tenant, crew_id)
);

-- A skill that needs a certificate, and how long a certificate lasts.
CREATE TABLE skill (
    tenant TEXT NOT NULL,
    skill_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- machine, safety or quality
    valid_months BIGINT NOT NULL,
    PRIMARY KEY (tenant, skill_id)
);

-- A cost centre.
CREATE TABLE cost_centre (
    tenant TEXT NOT NULL,
    cost_centre_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    kind TEXT NOT NULL, -- production, support, sales or administration
    owner_id TEXT, -- employee
    PRIMARY KEY (tenant, cost_centre_id)
);

-- An employee, present or past. Rates in minor units of `currency` per hour.
CREATE TABLE employee (
    tenant TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    name TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    crew_id TEXT,
    cost_centre_id TEXT NOT NULL,
    manager_id TEXT, -- employee
    job TEXT NOT NULL,
    department TEXT NOT NULL,
    is_direct BIGINT NOT NULL,
    hired_on DATE NOT NULL,
    left_on DATE,
    weekly_hours DOUBLE PRECISION NOT NULL,
    hourly_rate_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, employee_id)
);

-- A family of products.
CREATE TABLE product_family (
    tenant TEXT NOT NULL,
    family_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant, family_id)
);

-- A finished product. Standard cost and list price today stand in standard_cost and price_list.
CREATE TABLE product (
    tenant TEXT NOT NULL,
    product_id TEXT NOT NULL,
    name TEXT NOT NULL,
    family_id TEXT NOT NULL,
    plant_id TEXT NOT NULL, -- where it is made
    line_id TEXT NOT NULL, -- where it is usually made
    unit TEXT NOT NULL,
    weight_kg DOUBLE PRECISION NOT NULL,
    lot_size BIGINT NOT NULL, -- pieces in a usual work order
    is_intermittent BIGINT NOT NULL,
    launched_on DATE NOT NULL,
    status TEXT NOT NULL, -- active or phasing out
    PRIMARY KEY (tenant, product_id)
);

-- A raw material or bought part.
CREATE TABLE material (
    tenant TEXT NOT NULL,
    material_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- raw material, casting, bought part, consumable or packaging
    unit TEXT NOT NULL,
    supplier_id TEXT NOT NULL, -- the usual supplier
    lead_time_days BIGINT NOT NULL,
    minimum_order_quantity DOUBLE PRECISION NOT NULL,
    is_steel BIGINT NOT NULL, -- priced with the steel market
    PRIMARY KEY (tenant, material_id)
);

-- Anything held in stock: every product and every material under one name.
CREATE TABLE item (
    tenant TEXT NOT NULL,
    item_id TEXT NOT NULL, -- product_id or material_id
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- product or material
    category TEXT NOT NULL, -- family or kind of material
    unit TEXT NOT NULL,
    product_id TEXT,
    material_id TEXT,
    PRIMARY KEY (tenant, item_id)
);

-- How an item is planned at a plant. Quantities in the item's unit.
CREATE TABLE item_site (
    tenant TEXT NOT NULL,
    item_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    safety_stock_quantity DOUBLE PRECISION NOT NULL,
    reorder_quantity DOUBLE PRECISION NOT NULL,
    lead_time_days BIGINT NOT NULL,
    policy TEXT NOT NULL, -- stock or order
    abc_class TEXT NOT NULL,
    PRIMARY KEY (tenant, item_id, plant_id)
);

-- A component of a product, from a date: quantity of the component for one product.
CREATE TABLE bill_of_materials (
    tenant TEXT NOT NULL,
    product_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    material_id TEXT NOT NULL,
    valid_to DATE,
    quantity DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    scrap_allowance DOUBLE PRECISION NOT NULL, -- share, 0.02 = 2%
    is_main BIGINT NOT NULL, -- the component that becomes the product, counted as consumed material
    PRIMARY KEY (tenant, product_id, valid_from, material_id)
);

-- An operation of a product: where and how long. Seconds per piece and per set-up.
CREATE TABLE routing (
    tenant TEXT NOT NULL,
    product_id TEXT NOT NULL,
    operation BIGINT NOT NULL, -- 10, 20, 30 …
    name TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    planned_run_per_item_s DOUBLE PRECISION NOT NULL, -- ISO 22400 PRI
    planned_setup_s DOUBLE PRECISION NOT NULL,
    planned_labour_per_item_s DOUBLE PRECISION NOT NULL,
    planned_scrap_share DOUBLE PRECISION NOT NULL,
    is_first BIGINT NOT NULL,
    is_final BIGINT NOT NULL,
    PRIMARY KEY (tenant, product_id, operation)
);

-- The standard cost of one unit of an item from a date, by element, in minor units of `currency` (may be
-- fractions of a penny).
CREATE TABLE standard_cost (
    tenant TEXT NOT NULL,
    item_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    plant_id TEXT NOT NULL,
    material_minor DOUBLE PRECISION NOT NULL,
    labour_minor DOUBLE PRECISION NOT NULL,
    overhead_minor DOUBLE PRECISION NOT NULL,
    total_minor DOUBLE PRECISION NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, item_id, valid_from)
);

-- A sales representative.
CREATE TABLE sales_rep (
    tenant TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    PRIMARY KEY (tenant, rep_id)
);

-- A customer. Credit limit in minor units of `currency`.
CREATE TABLE customer (
    tenant TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    segment TEXT NOT NULL,
    rep_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    payment_terms_days BIGINT NOT NULL,
    credit_limit_minor BIGINT NOT NULL,
    tax_code_id TEXT NOT NULL,
    customer_since DATE NOT NULL,
    status TEXT NOT NULL, -- active or on hold
    PRIMARY KEY (tenant, customer_id)
);

-- A supplier.
CREATE TABLE supplier (
    tenant TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    category TEXT NOT NULL,
    currency TEXT NOT NULL,
    payment_terms_days BIGINT NOT NULL,
    lead_time_days BIGINT NOT NULL,
    tax_code_id TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT NOT NULL,
    is_approved BIGINT NOT NULL,
    status TEXT NOT NULL, -- active or on watch
    PRIMARY KEY (tenant, supplier_id)
);

-- One day of one plant's calendar, past and future.
CREATE TABLE calendar_day (
    tenant TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    day DATE NOT NULL,
    is_working_day BIGINT NOT NULL,
    holiday TEXT, -- its name
    planned_shifts BIGINT NOT NULL, -- shifts planned that day
    fiscal_year BIGINT NOT NULL, -- the year in which it ends
    fiscal_period BIGINT NOT NULL, -- 1 = first month of the fiscal year
    iso_year BIGINT NOT NULL,
    iso_week BIGINT NOT NULL,
    PRIMARY KEY (tenant, plant_id, day)
);
