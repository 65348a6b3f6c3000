-- Quality, machines' health, energy, and the people.

-- Why a piece was scrapped.
CREATE TABLE scrap_reason (
    tenant TEXT NOT NULL,
    reason_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL, -- material, machine, method, people or environment
    PRIMARY KEY (tenant, reason_id)
);

-- A kind of defect.
CREATE TABLE defect_type (
    tenant TEXT NOT NULL,
    defect_type_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL, -- minor, major or critical
    PRIMARY KEY (tenant, defect_type_id)
);

-- A measured characteristic of a product with its limits.
CREATE TABLE characteristic (
    tenant TEXT NOT NULL,
    characteristic_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    nominal DOUBLE PRECISION NOT NULL,
    lower_limit DOUBLE PRECISION NOT NULL, -- LSL
    upper_limit DOUBLE PRECISION NOT NULL, -- USL
    subgroup_size BIGINT NOT NULL,
    PRIMARY KEY (tenant, characteristic_id)
);

-- Pieces scrapped for one reason in one production row. Sums to production.scrap_quantity. Cost at standard of
-- what the piece had cost so far.
CREATE TABLE scrap (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    operation BIGINT NOT NULL,
    reason_id TEXT NOT NULL,
    material_batch_id TEXT, -- the lot of material in the pieces
    scrap_quantity DOUBLE PRECISION NOT NULL,
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- One inspection of a lot of pieces at one operation: how many passed the first time.
CREATE TABLE inspection (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    inspector_id TEXT NOT NULL, -- employee
    inspected_quantity DOUBLE PRECISION NOT NULL, -- IP
    good_quantity DOUBLE PRECISION NOT NULL, -- GP, good the first time
    PRIMARY KEY (tenant, business_date, id)
);

-- One measured piece. subgroup_id groups the pieces taken together.
CREATE TABLE measurement (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    characteristic_id TEXT NOT NULL,
    work_order_id TEXT,
    subgroup_id BIGINT NOT NULL,
    sample BIGINT NOT NULL, -- 1 … subgroup size
    value DOUBLE PRECISION NOT NULL,
    subgroup_mean DOUBLE PRECISION NOT NULL, -- of the values taken together with this one
    lower_limit DOUBLE PRECISION NOT NULL, -- LSL
    upper_limit DOUBLE PRECISION NOT NULL, -- USL
    PRIMARY KEY (tenant, business_date, id)
);

-- Pieces found with one kind of defect, at the machine where it was found and the one where it came from.
CREATE TABLE defect (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL, -- found at
    origin_machine_id TEXT NOT NULL, -- made at
    shift_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    work_order_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    defect_type_id TEXT NOT NULL,
    defect_quantity DOUBLE PRECISION NOT NULL,
    disposition TEXT NOT NULL, -- scrap, rework or use as is
    PRIMARY KEY (tenant, business_date, id)
);

-- A customer's complaint.
CREATE TABLE complaint (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- received
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    sales_order_id TEXT,
    batch_id TEXT,
    kind TEXT NOT NULL, -- quality, delivery, price or service
    severity TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    status TEXT NOT NULL, -- open or closed
    closed_on DATE,
    cost_group_minor BIGINT NOT NULL,
    text TEXT NOT NULL, -- what the customer wrote
    PRIMARY KEY (tenant, business_date, id)
);

-- One failure of one machine. Times in seconds; between and to failure are counted over planned busy time.
CREATE TABLE failure (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL,
    restored_at TIMESTAMPTZ NOT NULL,
    time_between_s BIGINT NOT NULL, -- TBF
    time_to_failure_s BIGINT NOT NULL, -- TTF
    time_to_restore_s BIGINT NOT NULL, -- TTR
    maintenance_order_id TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- A maintenance order, done or due. Cost in minor units of `currency`.
CREATE TABLE maintenance_order (
    tenant TEXT NOT NULL,
    maintenance_order_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- preventive, corrective, calibration or inspection
    title TEXT NOT NULL,
    status TEXT NOT NULL, -- planned, overdue, in progress or done
    priority BIGINT NOT NULL,
    raised_on DATE NOT NULL,
    due_on DATE NOT NULL,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    business_date DATE NOT NULL, -- done, or else due
    planned_s BIGINT NOT NULL,
    duration_s BIGINT NOT NULL, -- CMT when corrective, else PMT; 0 until done
    days_late BIGINT NOT NULL,
    technician_id TEXT, -- employee
    labour_cost_minor BIGINT NOT NULL,
    parts_cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, maintenance_order_id)
);
CREATE INDEX maintenance_order_by_business_date ON maintenance_order (tenant, business_date);

-- A part fitted under a maintenance order.
CREATE TABLE maintenance_part (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    maintenance_order_id TEXT NOT NULL,
    part TEXT NOT NULL,
    quantity DOUBLE PRECISION NOT NULL,
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- A kind of sensor and the limit at which it alarms.
CREATE TABLE sensor_type (
    tenant TEXT NOT NULL,
    sensor_type_id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    warning_level DOUBLE PRECISION NOT NULL,
    alarm_level DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, sensor_type_id)
);

-- One sensor of one machine × day: the day's readings in short.
CREATE TABLE sensor (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    sensor_type_id TEXT NOT NULL,
    unit TEXT NOT NULL, -- as sent: now and then a wrong one
    samples BIGINT NOT NULL,
    minimum DOUBLE PRECISION NOT NULL,
    mean DOUBLE PRECISION NOT NULL,
    maximum DOUBLE PRECISION NOT NULL,
    deviation DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- Electricity of one machine × shift × day. kwh = processing + idle + off. Cost in minor units of `currency` at
-- the hours' tariffs.
CREATE TABLE energy (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT NOT NULL,
    machine_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    kwh DOUBLE PRECISION NOT NULL,
    processing_kwh DOUBLE PRECISION NOT NULL,
    idle_kwh DOUBLE PRECISION NOT NULL, -- on without producing
    off_kwh DOUBLE PRECISION NOT NULL, -- standby
    peak_kw DOUBLE PRECISION NOT NULL,
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    carbon_kg DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- An electricity meter of a plant. The meters of a plant do not overlap: they sum to the plant.
CREATE TABLE meter (
    tenant TEXT NOT NULL,
    meter_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- production, compressed air, cooling or building
    PRIMARY KEY (tenant, meter_id)
);

-- One meter × hour.
CREATE TABLE meter_reading (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- local day of the hour
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    meter_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    hour BIGINT NOT NULL, -- local hour 0 … 23
    shift_id TEXT NOT NULL,
    kwh DOUBLE PRECISION NOT NULL,
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- The price of electricity: minor units of `currency` per kWh.
CREATE TABLE tariff (
    tenant TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    valid_from DATE NOT NULL,
    band TEXT NOT NULL, -- peak or off-peak
    from_hour BIGINT NOT NULL,
    to_hour BIGINT NOT NULL,
    price_minor DOUBLE PRECISION NOT NULL,
    currency TEXT NOT NULL,
    carbon_kg_per_kwh DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, plant_id, valid_from, band)
);

-- One plant × day: what the weather did to the hall and to the cooling water.
CREATE TABLE climate (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    outdoor_c DOUBLE PRECISION NOT NULL,
    hall_c DOUBLE PRECISION NOT NULL,
    humidity_percent DOUBLE PRECISION NOT NULL,
    cooling_water_c DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- One employee × shift × day. Cost in minor units of `currency`, with employer's cost.
CREATE TABLE labour (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    employee_id TEXT NOT NULL,
    crew_id TEXT,
    cost_centre_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    planned_s BIGINT NOT NULL,
    attendance_s BIGINT NOT NULL, -- APAT
    work_s BIGINT NOT NULL, -- APWT
    overtime_s BIGINT NOT NULL,
    absent_s BIGINT NOT NULL,
    absence TEXT, -- sickness, holiday, training or other
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cost_group_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- A skill that an employee's job requires, and the certificate held. No certified_on: never certified.
-- expires_on before today: lapsed.
CREATE TABLE certification (
    tenant TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    skill_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    is_required BIGINT NOT NULL,
    certified_on DATE,
    expires_on DATE,
    status TEXT NOT NULL, -- as of today: valid, expiring (within 90 days), lapsed or missing
    assessor_id TEXT, -- employee
    PRIMARY KEY (tenant, employee_id, skill_id)
);

-- One employee's attendance at one training.
CREATE TABLE training (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    skill_id TEXT NOT NULL,
    duration_s BIGINT NOT NULL,
    is_passed BIGINT NOT NULL,
    cost_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (tenant, business_date, id)
);

-- A safety event. Rates use the hours of labour.
CREATE TABLE safety_incident (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL,
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    line_id TEXT,
    shift_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- recordable, lost time, first aid or near miss
    is_recordable BIGINT NOT NULL,
    category TEXT NOT NULL,
    days_lost BIGINT NOT NULL,
    employee_id TEXT,
    description TEXT NOT NULL,
    action TEXT NOT NULL,
    closed_on DATE,
    PRIMARY KEY (tenant, business_date, id)
);

-- A permit, an audit or a certificate with its dates.
CREATE TABLE compliance_item (
    tenant TEXT NOT NULL,
    compliance_item_id TEXT NOT NULL,
    plant_id TEXT NOT NULL,
    kind TEXT NOT NULL, -- permit, audit or certificate
    title TEXT NOT NULL,
    authority TEXT NOT NULL,
    reference TEXT NOT NULL,
    issued_on DATE,
    due_on DATE NOT NULL, -- expires, or is due
    status TEXT NOT NULL, -- valid, due, expired or planned
    owner_id TEXT NOT NULL, -- employee
    PRIMARY KEY (tenant, compliance_item_id)
);

-- A finding of an audit.
CREATE TABLE audit_finding (
    tenant TEXT NOT NULL,
    business_date DATE NOT NULL, -- raised
    id BIGINT NOT NULL,
    plant_id TEXT NOT NULL,
    compliance_item_id TEXT NOT NULL,
    severity TEXT NOT NULL, -- minor, major or observation
    title TEXT NOT NULL,
    due_on DATE NOT NULL,
    closed_on DATE,
    owner_id TEXT NOT NULL, -- employee
    PRIMARY KEY (tenant, business_date, id)
);
