//! Maintenance, the health of machines, energy and climate.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::{Instant, Text};

record! {
    /// One failure of one machine. Times in seconds; between and to failure are counted over
    /// planned busy time.
    Failure => FAILURE, "failure" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        mode: Text,
        failed_at: Instant,
        restored_at: Instant,
        /// TBF.
        time_between_s: i64,
        /// TTF.
        time_to_failure_s: i64,
        /// TTR.
        time_to_restore_s: i64,
        maintenance_order_id: Text,
    }
}

record! {
    /// A maintenance order, done or due. Cost in minor units of `currency`.
    MaintenanceOrder => MAINTENANCE_ORDER, "maintenance_order" {
        maintenance_order_id: Text,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        /// One of: preventive, corrective, calibration or inspection.
        kind: Text,
        title: Text,
        /// One of: planned, overdue, in progress or done.
        status: Text,
        priority: i64,
        raised_on: Date,
        due_on: Date,
        started_at: Option<Instant>,
        finished_at: Option<Instant>,
        /// Done, or else due.
        business_date: Date,
        planned_s: i64,
        /// CMT when corrective, else PMT; 0 until done.
        duration_s: i64,
        days_late: i64,
        /// Employee.
        technician_id: Option<Text>,
        labour_cost_minor: i64,
        parts_cost_minor: i64,
        currency: Text,
        cost_group_minor: i64,
    }
}

record! {
    /// A part fitted under a maintenance order.
    MaintenancePart => MAINTENANCE_PART, "maintenance_part" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        machine_id: Text,
        maintenance_order_id: Text,
        part: Text,
        quantity: f64,
        cost_minor: i64,
        currency: Text,
    }
}

record! {
    /// A kind of sensor and the limit at which it alarms.
    SensorType => SENSOR_TYPE, "sensor_type" {
        sensor_type_id: Text,
        name: Text,
        unit: Text,
        warning_level: f64,
        alarm_level: f64,
    }
}

record! {
    /// One sensor of one machine × day: the day's readings in short.
    Sensor => SENSOR, "sensor" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        sensor_type_id: Text,
        /// As sent: now and then a wrong one.
        unit: Text,
        samples: i64,
        minimum: f64,
        mean: f64,
        maximum: f64,
        deviation: f64,
    }
}

record! {
    /// Electricity of one machine × shift × day. kwh = processing + idle + off. Cost in minor units
    /// of `currency` at the hours' tariffs.
    Energy => ENERGY, "energy" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        machine_id: Text,
        shift_id: Text,
        kwh: f64,
        processing_kwh: f64,
        /// On without producing.
        idle_kwh: f64,
        /// Standby.
        off_kwh: f64,
        peak_kw: f64,
        cost_minor: i64,
        currency: Text,
        cost_group_minor: i64,
        carbon_kg: f64,
    }
}

record! {
    /// An electricity meter of a plant. The meters of a plant do not overlap: they sum to the
    /// plant.
    Meter => METER, "meter" {
        meter_id: Text,
        plant_id: Text,
        name: Text,
        /// One of: production, compressed air, cooling or building.
        kind: Text,
    }
}

record! {
    /// One meter × hour.
    MeterReading => METER_READING, "meter_reading" {
        /// Local day of the hour.
        business_date: Date,
        id: i64,
        plant_id: Text,
        meter_id: Text,
        kind: Text,
        /// Local hour 0 … 23.
        hour: i64,
        shift_id: Text,
        kwh: f64,
        cost_minor: i64,
        currency: Text,
        cost_group_minor: i64,
    }
}

record! {
    /// The price of electricity: minor units of `currency` per kWh.
    Tariff => TARIFF, "tariff" {
        plant_id: Text,
        valid_from: Date,
        /// One of: peak or off-peak.
        band: Text,
        from_hour: i64,
        to_hour: i64,
        price_minor: f64,
        currency: Text,
        carbon_kg_per_kwh: f64,
    }
}

record! {
    /// One plant × day: what the weather did to the hall and to the cooling water.
    Climate => CLIMATE, "climate" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        outdoor_c: f64,
        hall_c: f64,
        humidity_percent: f64,
        cooling_water_c: f64,
    }
}
