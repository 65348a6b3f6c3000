-- What was ordered of the factory, what it made, and where the time went. Times in seconds.

-- Why a machine stood. `category` is the column of machine_time that its seconds count in.
CREATE TABLE downtime_reason (
    tenant TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL, -- setup, breakdown, minor_stop, material, quality, staffing, utility, other or no_order
    is_planned BIGINT NOT NULL,
    PRIMARY KEY (tenant, reason_id)
);

-- A work order: one product, one quantity, one line, one batch. Sums of its operations once finished.
CREATE TABLE work_order (
    tenant TEXT NOT NULL,
    work_order_id TEXT NOT NULL, -- the number people say, such as 10422
    product_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    sales_order_id TEXT, -- when made to order
    status TEXT NOT NULL, -- planned, released, running, finished or closed
    priority BIGINT NOT NULL, -- 1 = most urgent
    created_on DATE NOT NULL,
    released_on DATE,
    planned_start DATE NOT NULL,
    planned_finish DATE NOT NULL,
    due_on DATE NOT NULL,
    business_date DATE NOT NULL, -- finished, or else planned to finish
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    ordered_quantity DOUBLE PRECISION NOT NULL,
    produced_quantity DOUBLE PRECISION NOT NULL, -- PQ of the last operation
    good_quantity DOUBLE PRECISION NOT NULL, -- GQ of the last operation
    scrap_quantity DOUBLE PRECISION NOT NULL, -- all operations
    rework_quantity DOUBLE PRECISION NOT NULL, -- all operations
    execution_s BIGINT NOT NULL, -- AOET, first start to last finish
    busy_s BIGINT NOT NULL, -- sum of AUBT
    production_s BIGINT NOT NULL, -- sum of APT
    setup_s BIGINT NOT NULL, -- sum of AUST
    is_late BIGINT NOT NULL,
    PRIMARY KEY (tenant, work_order_id)
);
CREATE INDEX work_order_by_business_date ON work_order (tenant, business_date);

-- One operation of a work order.
CREATE TABLE work_order_operation (
    tenant TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation BIGINT NOT NULL,
    machine_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    status TEXT NOT NULL, -- waiting, running or finished
    business_date DATE NOT NULL, -- finished, or else planned to finish
    planned_start TIMESTAMPTZ NOT NULL,
    planned_finish TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    planned_quantity DOUBLE PRECISION NOT NULL,
    good_quantity DOUBLE PRECISION NOT NULL,
    planned_run_s BIGINT NOT NULL,
    planned_setup_s BIGINT NOT NULL,
    PRIMARY KEY (tenant, work_order_id, operation)
);

-- One component used by one finished work order, standard against actual. Prices in minor units of `currency`
-- per unit; amounts in minor units.
CREATE TABLE work_order_material (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- finished
    id BIGINT NOT NULL,
    work_order_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    batch_id TEXT, -- the supplier lot most used
    unit TEXT NOT NULL,
    standard_quantity DOUBLE PRECISION NOT NULL, -- SQ for what was made
    actual_quantity DOUBLE PRECISION NOT NULL, -- AQ
    standard_price_minor DOUBLE PRECISION NOT NULL, -- SP
    actual_price_minor DOUBLE PRECISION NOT NULL, -- AP
    standard_cost_minor BIGINT NOT NULL, -- SQ × SP
    actual_cost_minor BIGINT NOT NULL, -- AQ × AP
    price_variance_minor BIGINT NOT NULL, -- (AP − SP) × AQ
    usage_variance_minor BIGINT NOT NULL, -- (AQ − SQ) × SP
    currency TEXT NOT NULL,
    standard_cost_group_minor BIGINT NOT NULL,
    actual_cost_group_minor BIGINT NOT NULL, -- standard + price variance + usage variance, exact
    price_variance_group_minor BIGINT NOT NULL,
    usage_variance_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- The labour of one operation of one finished work order, standard against actual. Rates in minor units of
-- `currency` per hour.
CREATE TABLE work_order_labour (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- finished
    id BIGINT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    standard_s BIGINT NOT NULL,
    actual_s BIGINT NOT NULL,
    standard_rate_minor DOUBLE PRECISION NOT NULL,
    actual_rate_minor DOUBLE PRECISION NOT NULL,
    standard_cost_minor BIGINT NOT NULL,
    actual_cost_minor BIGINT NOT NULL,
    rate_variance_minor BIGINT NOT NULL,
    efficiency_variance_minor BIGINT NOT NULL,
    overhead_cost_minor BIGINT NOT NULL, -- absorbed at standard
    currency TEXT NOT NULL,
    standard_cost_group_minor BIGINT NOT NULL,
    actual_cost_group_minor BIGINT NOT NULL, -- standard + rate variance + efficiency variance, exact
    rate_variance_group_minor BIGINT NOT NULL,
    efficiency_variance_group_minor BIGINT NOT NULL,
    overhead_cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- One machine × shift × day. calendar = planned_busy + unplanned; planned_busy = busy + no_order; busy =
-- processing + delay; processing = production + setup; delay = breakdown + minor_stop + material + quality +
-- staffing + utility + other; unplanned = planned_maintenance + unmanned. All exact.
CREATE TABLE machine_time (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT,
    calendar_s BIGINT NOT NULL,
    planned_busy_s BIGINT NOT NULL, -- PBT
    unplanned_s BIGINT NOT NULL,
    planned_maintenance_s BIGINT NOT NULL,
    unmanned_s BIGINT NOT NULL,
    busy_s BIGINT NOT NULL, -- AUBT
    no_order_s BIGINT NOT NULL,
    processing_s BIGINT NOT NULL, -- AUPT
    production_s BIGINT NOT NULL, -- APT
    setup_s BIGINT NOT NULL, -- AUST
    delay_s BIGINT NOT NULL, -- ADET
    breakdown_s BIGINT NOT NULL,
    minor_stop_s BIGINT NOT NULL,
    material_s BIGINT NOT NULL,
    quality_s BIGINT NOT NULL,
    staffing_s BIGINT NOT NULL,
    utility_s BIGINT NOT NULL,
    other_s BIGINT NOT NULL,
    capacity_quantity DOUBLE PRECISION NOT NULL, -- EPC: pieces possible in the planned busy time at the planned run time
    PRIMARY KEY (tenant, business_date, id)
);

-- One stop of one machine within one shift. Seconds by category sum to the columns of machine_time (changeovers
-- to setup_s, waiting for an order to no_order_s).
CREATE TABLE downtime (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    category TEXT NOT NULL,
    work_order_id TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    duration_s BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- One change from one product to another. Its actual seconds are in downtime too, as reason changeover.
CREATE TABLE changeover (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    from_product_id TEXT,
    to_product_id TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    planned_s BIGINT NOT NULL,
    actual_s BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- An interval in which a machine was in one state (OPC 40001-1), kept for the last five weeks.
CREATE TABLE machine_state (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    state TEXT NOT NULL, -- producing, setup, down, waiting or off
    work_order_id TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    duration_s BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- One operation of a work order × machine × shift × day. produced = good + scrap + rework. Pieces that left the
-- line are the rows with is_final_operation. production_s sums to machine_time.
CREATE TABLE production (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    is_first_operation BIGINT NOT NULL,
    is_final_operation BIGINT NOT NULL,
    produced_quantity DOUBLE PRECISION NOT NULL, -- PQ
    good_quantity DOUBLE PRECISION NOT NULL, -- GQ
    scrap_quantity DOUBLE PRECISION NOT NULL, -- SQ
    rework_quantity DOUBLE PRECISION NOT NULL, -- RQ
    planned_scrap_quantity DOUBLE PRECISION NOT NULL, -- PSQ
    planned_run_per_item_s DOUBLE PRECISION NOT NULL, -- PRI
    planned_run_s DOUBLE PRECISION NOT NULL, -- PRI × PQ
    production_s BIGINT NOT NULL, -- APT
    setup_s BIGINT NOT NULL, -- AUST
    delay_s BIGINT NOT NULL, -- ADET
    busy_s BIGINT NOT NULL, -- AUBT
    personnel_s BIGINT NOT NULL, -- APWT, hands on this operation
    PRIMARY KEY (tenant, business_date, id)
);
CREATE INDEX production_by_work_order ON production (tenant, work_order_id);

-- What became of the main material of one finished work order, in pieces. consumed = integrated_good +
-- production_loss + storage_transport_loss + other_loss.
CREATE TABLE material_use (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- finished
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    consumed_quantity DOUBLE PRECISION NOT NULL, -- CM
    good_quantity DOUBLE PRECISION NOT NULL, -- GQ
    integrated_good_quantity DOUBLE PRECISION NOT NULL, -- IGQ, with what rework saved
    production_loss_quantity DOUBLE PRECISION NOT NULL, -- PL
    storage_transport_loss_quantity DOUBLE PRECISION NOT NULL, -- STL
    other_loss_quantity DOUBLE PRECISION NOT NULL, -- OL
    PRIMARY KEY (tenant, business_date, id)
);

-- A lot that can be traced: a batch of product from a work order, or a lot of material from a receipt.
CREATE TABLE batch (
    tenant TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- product or material
    item_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    work_order_id TEXT,
    supplier_id TEXT,
    supplier_lot TEXT,
    receipt_id BIGINT,
    created_on DATE NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    status TEXT NOT NULL, -- released, on hold, blocked or used up
    PRIMARY KEY (tenant, batch_id)
);

-- The parent batch went into the child batch: forward from parent, back from child.
CREATE TABLE batch_link (
    tenant TEXT NOT NULL,
    parent_batch_id TEXT NOT NULL,
    child_batch_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    used_on DATE NOT NULL,
    PRIMARY KEY (tenant, parent_batch_id, child_batch_id)
);
CREATE INDEX batch_link_by_child_batch ON batch_link (tenant, child_batch_id);

-- A hand-over note written at the end of a shift of a line.
CREATE TABLE shift_note (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT NOT NULL,
    author_id TEXT NOT NULL, -- employee
    kind TEXT NOT NULL, -- production, quality, maintenance or safety
    note TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);
