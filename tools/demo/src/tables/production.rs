//! What was ordered of the factory, what it made, and where the time went. Times in seconds.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::{Instant, Text};

record! {
    /// Why a machine stood. `category` is the column of machine_time that its seconds count in.
    DowntimeReason => DOWNTIME_REASON, "downtime_reason" {
        reason_id: Text,
        name: Text,
        /// One of: setup, breakdown, minor_stop, material, quality, staffing, utility, other or no_order.
        category: Text,
        is_planned: bool,
    }
}

record! {
    /// A work order: one product, one quantity, one line, one batch. Sums of its operations once
    /// finished.
    WorkOrder => WORK_ORDER, "work_order" {
        /// The number people say, such as 10422.
        work_order_id: Text,
        product_id: Text,
        plant_id: Text,
        line_id: Text,
        batch_id: Text,
        /// When made to order.
        sales_order_id: Option<Text>,
        /// One of: planned, released, running, finished or closed.
        status: Text,
        /// 1 = most urgent.
        priority: i64,
        created_on: Date,
        released_on: Option<Date>,
        planned_start: Date,
        planned_finish: Date,
        due_on: Date,
        /// Finished, or else planned to finish.
        business_date: Date,
        started_at: Option<Instant>,
        finished_at: Option<Instant>,
        ordered_quantity: f64,
        /// PQ of the last operation.
        produced_quantity: f64,
        /// GQ of the last operation.
        good_quantity: f64,
        /// All operations.
        scrap_quantity: f64,
        /// All operations.
        rework_quantity: f64,
        /// AOET, first start to last finish.
        execution_s: i64,
        /// Sum of AUBT.
        busy_s: i64,
        /// Sum of APT.
        production_s: i64,
        /// Sum of AUST.
        setup_s: i64,
        is_late: bool,
    }
}

record! {
    /// One operation of a work order.
    WorkOrderOperation => WORK_ORDER_OPERATION, "work_order_operation" {
        work_order_id: Text,
        operation: i64,
        machine_id: Text,
        line_id: Text,
        plant_id: Text,
        /// One of: waiting, running or finished.
        status: Text,
        /// Finished, or else planned to finish.
        business_date: Date,
        planned_start: Instant,
        planned_finish: Instant,
        started_at: Option<Instant>,
        finished_at: Option<Instant>,
        planned_quantity: f64,
        good_quantity: f64,
        planned_run_s: i64,
        planned_setup_s: i64,
    }
}

record! {
    /// One component used by one finished work order, standard against actual. Prices in minor
    /// units of `currency` per unit; amounts in minor units.
    WorkOrderMaterial => WORK_ORDER_MATERIAL, "work_order_material" {
        /// Finished.
        business_date: Date,
        id: i64,
        work_order_id: Text,
        product_id: Text,
        material_id: Text,
        plant_id: Text,
        line_id: Text,
        /// The supplier lot most used.
        batch_id: Option<Text>,
        unit: Text,
        /// SQ for what was made.
        standard_quantity: f64,
        /// AQ.
        actual_quantity: f64,
        /// SP.
        standard_price_minor: f64,
        /// AP.
        actual_price_minor: f64,
        /// SQ × SP.
        standard_cost_minor: i64,
        /// AQ × AP.
        actual_cost_minor: i64,
        /// (AP − SP) × AQ.
        price_variance_minor: i64,
        /// (AQ − SQ) × SP.
        usage_variance_minor: i64,
        currency: Text,
        standard_cost_group_minor: i64,
        /// Standard + price variance + usage variance, exact.
        actual_cost_group_minor: i64,
        price_variance_group_minor: i64,
        usage_variance_group_minor: i64,
    }
}

record! {
    /// The labour of one operation of one finished work order, standard against actual. Rates in
    /// minor units of `currency` per hour.
    WorkOrderLabour => WORK_ORDER_LABOUR, "work_order_labour" {
        /// Finished.
        business_date: Date,
        id: i64,
        work_order_id: Text,
        operation: i64,
        product_id: Text,
        machine_id: Text,
        plant_id: Text,
        line_id: Text,
        standard_s: i64,
        actual_s: i64,
        standard_rate_minor: f64,
        actual_rate_minor: f64,
        standard_cost_minor: i64,
        actual_cost_minor: i64,
        rate_variance_minor: i64,
        efficiency_variance_minor: i64,
        /// Absorbed at standard.
        overhead_cost_minor: i64,
        currency: Text,
        standard_cost_group_minor: i64,
        /// Standard + rate variance + efficiency variance, exact.
        actual_cost_group_minor: i64,
        rate_variance_group_minor: i64,
        efficiency_variance_group_minor: i64,
        overhead_cost_group_minor: i64,
    }
}

record! {
    /// One machine × shift × day. calendar = planned_busy + unplanned; planned_busy = busy +
    /// no_order; busy = processing + delay; processing = production + setup; delay = breakdown +
    /// minor_stop + material + quality + staffing + utility + other; unplanned =
    /// planned_maintenance + unmanned. All exact.
    MachineTime => MACHINE_TIME, "machine_time" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        crew_id: Option<Text>,
        calendar_s: i64,
        /// PBT.
        planned_busy_s: i64,
        unplanned_s: i64,
        planned_maintenance_s: i64,
        unmanned_s: i64,
        /// AUBT.
        busy_s: i64,
        no_order_s: i64,
        /// AUPT.
        processing_s: i64,
        /// APT.
        production_s: i64,
        /// AUST.
        setup_s: i64,
        /// ADET.
        delay_s: i64,
        breakdown_s: i64,
        minor_stop_s: i64,
        material_s: i64,
        quality_s: i64,
        staffing_s: i64,
        utility_s: i64,
        other_s: i64,
        /// EPC: pieces possible in the planned busy time at the planned run time.
        capacity_quantity: f64,
    }
}

record! {
    /// One stop of one machine within one shift. Seconds by category sum to the columns of
    /// machine_time (changeovers to setup_s, waiting for an order to no_order_s).
    Downtime => DOWNTIME, "downtime" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        reason_id: Text,
        category: Text,
        work_order_id: Option<Text>,
        started_at: Instant,
        ended_at: Instant,
        duration_s: i64,
    }
}

record! {
    /// One change from one product to another. Its actual seconds are in downtime too, as reason
    /// changeover.
    Changeover => CHANGEOVER, "changeover" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        work_order_id: Text,
        from_product_id: Option<Text>,
        to_product_id: Text,
        started_at: Instant,
        planned_s: i64,
        actual_s: i64,
    }
}

record! {
    /// An interval in which a machine was in one state (OPC 40001-1), kept for the last five weeks.
    MachineState => MACHINE_STATE, "machine_state" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        /// One of: producing, setup, down, waiting or off.
        state: Text,
        work_order_id: Option<Text>,
        started_at: Instant,
        ended_at: Instant,
        duration_s: i64,
    }
}

record! {
    /// One operation of a work order × machine × shift × day. produced = good + scrap + rework.
    /// Pieces that left the line are the rows with is_final_operation. production_s sums to
    /// machine_time.
    Production => PRODUCTION, "production" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        crew_id: Text,
        work_order_id: Text,
        operation: i64,
        product_id: Text,
        family_id: Text,
        batch_id: Text,
        is_first_operation: bool,
        is_final_operation: bool,
        /// PQ.
        produced_quantity: f64,
        /// GQ.
        good_quantity: f64,
        /// SQ.
        scrap_quantity: f64,
        /// RQ.
        rework_quantity: f64,
        /// PSQ.
        planned_scrap_quantity: f64,
        /// PRI.
        planned_run_per_item_s: f64,
        /// PRI × PQ.
        planned_run_s: f64,
        /// APT.
        production_s: i64,
        /// AUST.
        setup_s: i64,
        /// ADET.
        delay_s: i64,
        /// AUBT.
        busy_s: i64,
        /// APWT, hands on this operation.
        personnel_s: i64,
    }
}

record! {
    /// What became of the main material of one finished work order, in pieces. consumed =
    /// integrated_good + production_loss + storage_transport_loss + other_loss.
    MaterialUse => MATERIAL_USE, "material_use" {
        /// Finished.
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        product_id: Text,
        work_order_id: Text,
        /// CM.
        consumed_quantity: f64,
        /// GQ.
        good_quantity: f64,
        /// IGQ, with what rework saved.
        integrated_good_quantity: f64,
        /// PL.
        production_loss_quantity: f64,
        /// STL.
        storage_transport_loss_quantity: f64,
        /// OL.
        other_loss_quantity: f64,
    }
}

record! {
    /// A lot that can be traced: a batch of product from a work order, or a lot of material from a
    /// receipt.
    Batch => BATCH, "batch" {
        batch_id: Text,
        /// One of: product or material.
        kind: Text,
        item_id: Text,
        plant_id: Text,
        work_order_id: Option<Text>,
        supplier_id: Option<Text>,
        supplier_lot: Option<Text>,
        receipt_id: Option<i64>,
        created_on: Date,
        quantity: f64,
        unit: Text,
        /// One of: released, on hold, blocked or used up.
        status: Text,
    }
}

record! {
    /// The parent batch went into the child batch: forward from parent, back from child.
    BatchLink => BATCH_LINK, "batch_link" {
        parent_batch_id: Text,
        child_batch_id: Text,
        work_order_id: Text,
        quantity: f64,
        unit: Text,
        used_on: Date,
    }
}

record! {
    /// A hand-over note written at the end of a shift of a line.
    ShiftNote => SHIFT_NOTE, "shift_note" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        shift_id: Text,
        crew_id: Text,
        /// Employee.
        author_id: Text,
        /// One of: production, quality, maintenance or safety.
        kind: Text,
        note: Text,
    }
}
