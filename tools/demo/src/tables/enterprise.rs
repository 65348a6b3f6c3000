//! The company as ISA-95 sees it: plants, lines, machines, people.
//!
//! Fields follow the columns of the migrations one for one; units stand in the names and notes.

use jiff::civil::Date;

use super::record;
use crate::value::Text;

record! {
    /// The company itself: one row. `today` is the as-of date of the data.
    Company => COMPANY, "company" {
        name: Text,
        /// Group currency.
        currency: Text,
        fiscal_year_start_month: i64,
        history_from: Date,
        today: Date,
    }
}

record! {
    /// A currency that the company deals in.
    Currency => CURRENCY, "currency" {
        /// ISO 4217.
        currency_id: Text,
        name: Text,
    }
}

record! {
    /// A country that the company deals with.
    Country => COUNTRY, "country" {
        /// ISO 3166 alpha-2.
        country_id: Text,
        name: Text,
    }
}

record! {
    /// A sales region; facts carry its name.
    Region => REGION, "region" {
        name: Text,
    }
}

record! {
    /// A site: a factory, or the head office (kind `office`).
    Plant => PLANT, "plant" {
        plant_id: Text,
        name: Text,
        /// One of: factory or office.
        kind: Text,
        city: Text,
        /// ISO 3166 alpha-2.
        country: Text,
        /// IANA name.
        timezone: Text,
        currency: Text,
        legal_entity: Text,
        opened_on: Date,
    }
}

record! {
    /// An area of a plant (ISA-95 area).
    Area => AREA, "area" {
        area_id: Text,
        plant_id: Text,
        name: Text,
    }
}

record! {
    /// A production line (ISA-95 work centre).
    Line => LINE, "line" {
        line_id: Text,
        area_id: Text,
        plant_id: Text,
        cost_centre_id: Text,
        name: Text,
        number: i64,
        installed_on: Date,
    }
}

record! {
    /// A machine (ISA-95 work unit). Money in minor units of `currency`.
    Machine => MACHINE, "machine" {
        machine_id: Text,
        line_id: Text,
        area_id: Text,
        plant_id: Text,
        /// The certificate an operator needs.
        skill_id: Text,
        name: Text,
        kind: Text,
        /// Place in the line, 1 = first.
        position: i64,
        manufacturer: Text,
        model: Text,
        serial_number: Text,
        installed_on: Date,
        rated_power_kw: f64,
        /// One of: A, B or C.
        criticality: Text,
        purchase_cost_minor: i64,
        currency: Text,
    }
}

record! {
    /// A shift of the day, in the plant's local time; its business date is the day it starts.
    Shift => SHIFT, "shift" {
        shift_id: Text,
        name: Text,
        /// HH:MM local.
        starts_at: Text,
        /// HH:MM local.
        ends_at: Text,
        length_s: i64,
        position: i64,
    }
}

record! {
    /// A crew that works together on one shift of one plant.
    Crew => CREW, "crew" {
        crew_id: Text,
        plant_id: Text,
        shift_id: Text,
        name: Text,
        formed_on: Date,
    }
}

record! {
    /// A skill that needs a certificate, and how long a certificate lasts.
    Skill => SKILL, "skill" {
        skill_id: Text,
        name: Text,
        /// One of: machine, safety or quality.
        kind: Text,
        valid_months: i64,
    }
}

record! {
    /// A cost centre.
    CostCentre => COST_CENTRE, "cost_centre" {
        cost_centre_id: Text,
        plant_id: Text,
        name: Text,
        department: Text,
        /// One of: production, support, sales or administration.
        kind: Text,
        /// Employee.
        owner_id: Option<Text>,
    }
}

record! {
    /// An employee, present or past. Rates in minor units of `currency` per hour.
    Employee => EMPLOYEE, "employee" {
        employee_id: Text,
        name: Text,
        plant_id: Text,
        line_id: Option<Text>,
        crew_id: Option<Text>,
        cost_centre_id: Text,
        /// Employee.
        manager_id: Option<Text>,
        job: Text,
        department: Text,
        is_direct: bool,
        hired_on: Date,
        left_on: Option<Date>,
        weekly_hours: f64,
        hourly_rate_minor: i64,
        currency: Text,
    }
}

record! {
    /// One day of one plant's calendar, past and future.
    CalendarDay => CALENDAR_DAY, "calendar_day" {
        plant_id: Text,
        day: Date,
        is_working_day: bool,
        /// Its name.
        holiday: Option<Text>,
        /// Shifts planned that day.
        planned_shifts: i64,
        /// The year in which it ends.
        fiscal_year: i64,
        /// 1 = first month of the fiscal year.
        fiscal_period: i64,
        iso_year: i64,
        iso_week: i64,
    }
}
