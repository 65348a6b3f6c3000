-- What was ordered of the factory, what it made, and where the time went. Times in seconds.

-- Why a machine stood. `category` is the column of machine_time that its seconds count in.
CREATE TABLE downtime_reason (
    tenant TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL, -- setup, breakdown, minor_stop, material, quality, staffing, utility, other or no_order
    is_planned INTEGER NOT NULL,
    PRIMARY KEY (tenant, reason_id)
) STRICT, WITHOUT ROWID;

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
    priority INTEGER NOT NULL, -- 1 = most urgent
    created_on TEXT NOT NULL,
    released_on TEXT,
    planned_start TEXT NOT NULL,
    planned_finish TEXT NOT NULL,
    due_on TEXT NOT NULL,
    business_date TEXT NOT NULL, -- finished, or else planned to finish
    started_at TEXT,
    finished_at TEXT,
    ordered_quantity REAL NOT NULL,
    produced_quantity REAL NOT NULL, -- PQ of the last operation
    good_quantity REAL NOT NULL, -- GQ of the last operation
    scrap_quantity REAL NOT NULL, -- all operations
    rework_quantity REAL NOT NULL, -- all operations
    execution_s INTEGER NOT NULL, -- AOET, first start to last finish
    busy_s INTEGER NOT NULL, -- sum of AUBT
    production_s INTEGER NOT NULL, -- sum of APT
    setup_s INTEGER NOT NULL, -- sum of AUST
    is_late INTEGER NOT NULL,
    PRIMARY KEY (tenant, work_order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_order_by_business_date ON work_order (tenant, business_date);

-- One operation of a work order.
CREATE TABLE work_order_operation (
    tenant TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation INTEGER NOT NULL,
    machine_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    status TEXT NOT NULL, -- waiting, running or finished
    business_date TEXT NOT NULL, -- finished, or else planned to finish
    planned_start TEXT NOT NULL,
    planned_finish TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    planned_quantity REAL NOT NULL,
    good_quantity REAL NOT NULL,
    planned_run_s INTEGER NOT NULL,
    planned_setup_s INTEGER NOT NULL,
    PRIMARY KEY (tenant, work_order_id, operation)
) STRICT, WITHOUT ROWID;

-- One component used by one finished work order, standard against actual. Prices in minor units of `currency`
-- per unit; amounts in minor units.
CREATE TABLE work_order_material (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- finished
    id INTEGER NOT NULL,
    work_order_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    material_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    batch_id TEXT, -- the supplier lot most used
    unit TEXT NOT NULL,
    standard_quantity REAL NOT NULL, -- SQ for what was made
    actual_quantity REAL NOT NULL, -- AQ
    standard_price_minor REAL NOT NULL, -- SP
    actual_price_minor REAL NOT NULL, -- AP
    standard_cost_minor INTEGER NOT NULL, -- SQ × SP
    actual_cost_minor INTEGER NOT NULL, -- AQ × AP
    price_variance_minor INTEGER NOT NULL, -- (AP − SP) × AQ
    usage_variance_minor INTEGER NOT NULL, -- (AQ − SQ) × SP
    currency TEXT NOT NULL,
    standard_cost_group_minor INTEGER NOT NULL,
    actual_cost_group_minor INTEGER NOT NULL, -- standard + price variance + usage variance, exact
    price_variance_group_minor INTEGER NOT NULL,
    usage_variance_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- The labour of one operation of one finished work order, standard against actual. Rates in minor units of
-- `currency` per hour.
CREATE TABLE work_order_labour (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- finished
    id INTEGER NOT NULL,
    work_order_id TEXT NOT NULL,
    operation INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    standard_s INTEGER NOT NULL,
    actual_s INTEGER NOT NULL,
    standard_rate_minor REAL NOT NULL,
    actual_rate_minor REAL NOT NULL,
    standard_cost_minor INTEGER NOT NULL,
    actual_cost_minor INTEGER NOT NULL,
    rate_variance_minor INTEGER NOT NULL,
    efficiency_variance_minor INTEGER NOT NULL,
    overhead_cost_minor INTEGER NOT NULL, -- absorbed at standard
    currency TEXT NOT NULL,
    standard_cost_group_minor INTEGER NOT NULL,
    actual_cost_group_minor INTEGER NOT NULL, -- standard + rate variance + efficiency variance, exact
    rate_variance_group_minor INTEGER NOT NULL,
    efficiency_variance_group_minor INTEGER NOT NULL,
    overhead_cost_group_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One machine × shift × day. calendar = planned_busy + unplanned; planned_busy = busy + no_order; busy =
-- processing + delay; processing = production + setup; delay = breakdown + minor_stop + material + quality +
-- staffing + utility + other; unplanned = planned_maintenance + unmanned. All exact.
CREATE TABLE machine_time (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT,
    calendar_s INTEGER NOT NULL,
    planned_busy_s INTEGER NOT NULL, -- PBT
    unplanned_s INTEGER NOT NULL,
    planned_maintenance_s INTEGER NOT NULL,
    unmanned_s INTEGER NOT NULL,
    busy_s INTEGER NOT NULL, -- AUBT
    no_order_s INTEGER NOT NULL,
    processing_s INTEGER NOT NULL, -- AUPT
    production_s INTEGER NOT NULL, -- APT
    setup_s INTEGER NOT NULL, -- AUST
    delay_s INTEGER NOT NULL, -- ADET
    breakdown_s INTEGER NOT NULL,
    minor_stop_s INTEGER NOT NULL,
    material_s INTEGER NOT NULL,
    quality_s INTEGER NOT NULL,
    staffing_s INTEGER NOT NULL,
    utility_s INTEGER NOT NULL,
    other_s INTEGER NOT NULL,
    capacity_quantity REAL NOT NULL, -- EPC: pieces possible in the planned busy time at the planned run time
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One stop of one machine within one shift. Seconds by category sum to the columns of machine_time (changeovers
-- to setup_s, waiting for an order to no_order_s).
CREATE TABLE downtime (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    category TEXT NOT NULL,
    work_order_id TEXT,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    duration_s INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One change from one product to another. Its actual seconds are in downtime too, as reason changeover.
CREATE TABLE changeover (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    from_product_id TEXT,
    to_product_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    planned_s INTEGER NOT NULL,
    actual_s INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- An interval in which a machine was in one state (OPC 40001-1), kept for the last five weeks.
CREATE TABLE machine_state (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    state TEXT NOT NULL, -- producing, setup, down, waiting or off
    work_order_id TEXT,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    duration_s INTEGER NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

-- One operation of a work order × machine × shift × day. produced = good + scrap + rework. Pieces that left the
-- line are the rows with is_final_operation. production_s sums to machine_time.
CREATE TABLE production (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    is_first_operation INTEGER NOT NULL,
    is_final_operation INTEGER NOT NULL,
    produced_quantity REAL NOT NULL, -- PQ
    good_quantity REAL NOT NULL, -- GQ
    scrap_quantity REAL NOT NULL, -- SQ
    rework_quantity REAL NOT NULL, -- RQ
    planned_scrap_quantity REAL NOT NULL, -- PSQ
    planned_run_per_item_s REAL NOT NULL, -- PRI
    planned_run_s REAL NOT NULL, -- PRI × PQ
    production_s INTEGER NOT NULL, -- APT
    setup_s INTEGER NOT NULL, -- AUST
    delay_s INTEGER NOT NULL, -- ADET
    busy_s INTEGER NOT NULL, -- AUBT
    personnel_s INTEGER NOT NULL, -- APWT, hands on this operation
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX production_by_work_order ON production (tenant, work_order_id);

-- What became of the main material of one finished work order, in pieces. consumed = integrated_good +
-- production_loss + storage_transport_loss + other_loss.
CREATE TABLE material_use (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL, -- finished
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    consumed_quantity REAL NOT NULL, -- CM
    good_quantity REAL NOT NULL, -- GQ
    integrated_good_quantity REAL NOT NULL, -- IGQ, with what rework saved
    production_loss_quantity REAL NOT NULL, -- PL
    storage_transport_loss_quantity REAL NOT NULL, -- STL
    other_loss_quantity REAL NOT NULL, -- OL
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;

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
    receipt_id INTEGER,
    created_on TEXT NOT NULL,
    quantity REAL NOT NULL,
    unit TEXT NOT NULL,
    status TEXT NOT NULL, -- released, on hold, blocked or used up
    PRIMARY KEY (tenant, batch_id)
) STRICT, WITHOUT ROWID;

-- The parent batch went into the child batch: forward from parent, back from child.
CREATE TABLE batch_link (
    tenant TEXT NOT NULL,
    parent_batch_id TEXT NOT NULL,
    child_batch_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    quantity REAL NOT NULL,
    unit TEXT NOT NULL,
    used_on TEXT NOT NULL,
    PRIMARY KEY (tenant, parent_batch_id, child_batch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_link_by_child_batch ON batch_link (tenant, child_batch_id);

-- A hand-over note written at the end of a shift of a line.
CREATE TABLE shift_note (
    tenant TEXT NOT NULL,
    business_date TEXT NOT NULL,
    id INTEGER NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    crew_id TEXT NOT NULL,
    author_id TEXT NOT NULL, -- employee
    kind TEXT NOT NULL, -- production, quality, maintenance or safety
    note TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
) STRICT, WITHOUT ROWID;
