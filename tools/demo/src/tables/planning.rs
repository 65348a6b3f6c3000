//! What is to come: forecasts, plans, targets, and the health of the data itself.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::{Instant, Text};

record! {
    /// A promotion.
    Promotion => PROMOTION, "promotion" {
        promotion_id: Text,
        name: Text,
        family_id: Option<Text>,
        product_id: Option<Text>,
        region: Option<Text>,
        starts_on: Date,
        ends_on: Date,
        discount_share: f64,
    }
}

record! {
    /// A public holiday of a country.
    Holiday => HOLIDAY, "holiday" {
        country: Text,
        day: Date,
        name: Text,
    }
}

record! {
    /// Forecast demand of a product for a month as made on a day, beside what came. Pieces.
    DemandForecast => DEMAND_FORECAST, "demand_forecast" {
        /// First day of the month forecast.
        business_date: Date,
        id: i64,
        made_on: Date,
        horizon_months: i64,
        plant_id: Text,
        product_id: Text,
        family_id: Text,
        method: Text,
        forecast_quantity: f64,
        lower_80_quantity: f64,
        upper_80_quantity: f64,
        lower_95_quantity: f64,
        upper_95_quantity: f64,
        /// Ordered, once the month is over.
        actual_quantity: Option<f64>,
        /// The latest made before the month began, or today.
        is_latest: bool,
    }
}

record! {
    /// An order that planning proposes and nobody has released.
    PlannedOrder => PLANNED_ORDER, "planned_order" {
        /// Planned start.
        business_date: Date,
        id: i64,
        planned_order_id: Text,
        plant_id: Text,
        line_id: Text,
        product_id: Text,
        family_id: Text,
        quantity: f64,
        planned_finish: Date,
        due_on: Date,
        run_s: i64,
        setup_s: i64,
        /// One of: forecast, customer order or safety stock.
        reason: Text,
    }
}

record! {
    /// One line × week: what it can do and what is asked of it. Load = required / available.
    CapacityPlan => CAPACITY_PLAN, "capacity_plan" {
        /// Monday of the week.
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Text,
        planned_shifts: i64,
        /// Planned busy time of the slowest machine × usual availability.
        available_s: i64,
        required_s: i64,
        required_setup_s: i64,
        /// Above available.
        overload_s: i64,
    }
}

record! {
    /// One material × plant × week to come: projected stock. closing = opening + scheduled receipts
    /// − requirement.
    MaterialPlan => MATERIAL_PLAN, "material_plan" {
        /// Monday of the week.
        business_date: Date,
        id: i64,
        plant_id: Text,
        material_id: Text,
        supplier_id: Text,
        unit: Text,
        opening_quantity: f64,
        requirement_quantity: f64,
        scheduled_receipt_quantity: f64,
        closing_quantity: f64,
        safety_stock_quantity: f64,
        /// Below zero.
        shortage_quantity: f64,
    }
}

record! {
    /// Who is to work which shift in the coming weeks.
    ShiftRota => SHIFT_ROTA, "shift_rota" {
        business_date: Date,
        id: i64,
        plant_id: Text,
        line_id: Option<Text>,
        employee_id: Text,
        crew_id: Option<Text>,
        shift_id: Text,
        planned_s: i64,
        is_on_leave: bool,
    }
}

record! {
    /// The target of a measure from a date. plant_id `ALL`: the whole company.
    Target => TARGET, "target" {
        measure_id: Text,
        plant_id: Text,
        valid_from: Date,
        valid_to: Option<Date>,
        value: f64,
        unit: Text,
        /// One of: up or down.
        better: Text,
        /// Employee.
        owner_id: Option<Text>,
    }
}

record! {
    /// A driver that a scenario may move: what it is today and what depends on it.
    ScenarioDriver => SCENARIO_DRIVER, "scenario_driver" {
        driver_id: Text,
        name: Text,
        unit: Text,
        value: f64,
        account_id: Option<Text>,
        /// Share of the account that moves with it.
        elasticity: f64,
    }
}

record! {
    /// A feed that fills tables of this warehouse.
    Feed => FEED, "feed" {
        feed_id: Text,
        name: Text,
        /// The system it comes from.
        source: Text,
        /// Separated by commas.
        tables: Text,
        plant_id: Text,
        /// HH:MM local, the next day.
        expected_by: Text,
        owner: Text,
    }
}

record! {
    /// One day of one feed: rows expected and rows that came.
    FeedLoad => FEED_LOAD, "feed_load" {
        business_date: Date,
        id: i64,
        feed_id: Text,
        plant_id: Text,
        loaded_at: Option<Instant>,
        expected_rows: i64,
        present_rows: i64,
        /// One of: complete, late, partial or missing.
        status: Text,
    }
}

record! {
    /// A document: its text is markdown.
    Document => DOCUMENT, "document" {
        document_id: Text,
        title: Text,
        /// One of: work instruction, procedure, manual, contract, report, minutes, certificate or policy.
        kind: Text,
        /// One of: production, quality, maintenance, energy, people, supply, sales or finance.
        area: Text,
        /// `ALL`: every plant.
        plant_id: Text,
        line_id: Option<Text>,
        machine_id: Option<Text>,
        product_id: Option<Text>,
        supplier_id: Option<Text>,
        customer_id: Option<Text>,
        language: Text,
        version: Text,
        /// Employee.
        author_id: Text,
        created_on: Date,
        valid_to: Option<Date>,
        body: Text,
    }
}
