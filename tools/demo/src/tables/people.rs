//! Labour, certificates, safety, compliance.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// One employee × shift × day. Cost in minor units of `currency`, with employer's cost.
    Labour => LABOUR, "labour" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Option<Text>,
        employee_id: Text,
        crew_id: Option<Text>,
        cost_centre_id: Text,
        shift_id: Text,
        planned_s: i64,
        /// APAT.
        attendance_s: i64,
        /// APWT.
        work_s: i64,
        overtime_s: i64,
        absent_s: i64,
        /// One of: sickness, holiday, training or other.
        absence: Option<Text>,
        cost_minor: i64,
        currency: Text,
        cost_group_minor: i64,
    }
}

record! {
    /// A skill that an employee's job requires, and the certificate held. No certified_on: never
    /// certified. expires_on before today: lapsed.
    Certification => CERTIFICATION, "certification" {
        employee_id: Text,
        skill_id: Text,
        plant_id: Text,
        line_id: Option<Text>,
        is_required: bool,
        certified_on: Option<Date>,
        expires_on: Option<Date>,
        /// As of today, one of: valid, expiring (within 90 days), lapsed or missing.
        status: Text,
        /// Employee.
        assessor_id: Option<Text>,
    }
}

record! {
    /// One employee's attendance at one training.
    Training => TRAINING, "training" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        employee_id: Text,
        skill_id: Text,
        duration_s: i64,
        is_passed: bool,
        cost_minor: i64,
        currency: Text,
    }
}

record! {
    /// A safety event. Rates use the hours of labour.
    SafetyIncident => SAFETY_INCIDENT, "safety_incident" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Option<Text>,
        shift_id: Text,
        /// One of: recordable, lost time, first aid or near miss.
        kind: Text,
        is_recordable: bool,
        category: Text,
        days_lost: i64,
        employee_id: Option<Text>,
        description: Text,
        action: Text,
        closed_on: Option<Date>,
    }
}

record! {
    /// A permit, an audit or a certificate with its dates.
    ComplianceItem => COMPLIANCE_ITEM, "compliance_item" {
        compliance_item_id: Text,
        plant_id: Text,
        /// One of: permit, audit or certificate.
        kind: Text,
        title: Text,
        authority: Text,
        reference: Text,
        issued_on: Option<Date>,
        /// Expires, or is due.
        due_on: Date,
        /// One of: valid, due, expired or planned.
        status: Text,
        /// Employee.
        owner_id: Text,
    }
}

record! {
    /// A finding of an audit.
    AuditFinding => AUDIT_FINDING, "audit_finding" {
        /// Raised.
        business_date: Date,
        id: i64,
        plant_id: Text,
        compliance_item_id: Text,
        /// One of: minor, major or observation.
        severity: Text,
        title: Text,
        due_on: Date,
        closed_on: Option<Date>,
        /// Employee.
        owner_id: Text,
    }
}
