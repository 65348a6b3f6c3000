//! Quality: scrap, inspection, measurement, defects, complaints.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// Why a piece was scrapped.
    ScrapReason => SCRAP_REASON, "scrap_reason" {
        reason_id: Text,
        name: Text,
        /// One of: material, machine, method, people or environment.
        category: Text,
    }
}

record! {
    /// A kind of defect.
    DefectType => DEFECT_TYPE, "defect_type" {
        defect_type_id: Text,
        name: Text,
        category: Text,
        /// One of: minor, major or critical.
        severity: Text,
    }
}

record! {
    /// A measured characteristic of a product with its limits.
    Characteristic => CHARACTERISTIC, "characteristic" {
        characteristic_id: Text,
        product_id: Text,
        machine_id: Text,
        plant_id: Text,
        line_id: Text,
        name: Text,
        unit: Text,
        nominal: f64,
        /// LSL.
        lower_limit: f64,
        /// USL.
        upper_limit: f64,
        subgroup_size: i64,
    }
}

record! {
    /// Pieces scrapped for one reason in one production row. Sums to production.scrap_quantity.
    /// Cost at standard of what the piece had cost so far.
    Scrap => SCRAP, "scrap" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        product_id: Text,
        family_id: Text,
        work_order_id: Text,
        operation: i64,
        reason_id: Text,
        /// The lot of material in the pieces.
        material_batch_id: Option<Text>,
        scrap_quantity: f64,
        cost_minor: i64,
        currency: Text,
        cost_group_minor: i64,
    }
}

record! {
    /// One inspection of a lot of pieces at one operation: how many passed the first time.
    Inspection => INSPECTION, "inspection" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        product_id: Text,
        family_id: Text,
        work_order_id: Text,
        batch_id: Text,
        /// Employee.
        inspector_id: Text,
        /// IP.
        inspected_quantity: f64,
        /// GP, good the first time.
        good_quantity: f64,
    }
}

record! {
    /// One measured piece. subgroup_id groups the pieces taken together.
    Measurement => MEASUREMENT, "measurement" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        product_id: Text,
        characteristic_id: Text,
        work_order_id: Option<Text>,
        subgroup_id: i64,
        /// 1 … subgroup size.
        sample: i64,
        value: f64,
        /// Of the values taken together with this one.
        subgroup_mean: f64,
        /// LSL.
        lower_limit: f64,
        /// USL.
        upper_limit: f64,
    }
}

record! {
    /// Pieces found with one kind of defect, at the machine where it was found and the one where it
    /// came from.
    Defect => DEFECT, "defect" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        /// Found at.
        machine_id: Text,
        /// Made at.
        origin_machine_id: Text,
        shift_id: Text,
        product_id: Text,
        family_id: Text,
        work_order_id: Text,
        batch_id: Text,
        defect_type_id: Text,
        defect_quantity: f64,
        /// One of: scrap, rework or use as is.
        disposition: Text,
    }
}

record! {
    /// A customer's complaint.
    Complaint => COMPLAINT, "complaint" {
        /// Received.
        business_date: Date,
        id: i64,
        plant_id: Text,
        customer_id: Text,
        product_id: Text,
        sales_order_id: Option<Text>,
        batch_id: Option<Text>,
        /// One of: quality, delivery, price or service.
        kind: Text,
        severity: Text,
        quantity: f64,
        /// One of: open or closed.
        status: Text,
        closed_on: Option<Date>,
        cost_group_minor: i64,
        /// What the customer wrote.
        text: Text,
    }
}
