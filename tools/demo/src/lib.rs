//! The demo company, Pennine Drives: a manufacturer with three plants, generated from a seed, day by day.
//! [`generate`] hands every row of the warehouse to a [`Sink`] and returns the [`Truth`] about the incidents planted in it.
//! It knows no database, no other crate and no clock: the same [`Options`] give the same rows.
//!
//! # Who fills which table
//! | department | tables |
//! |--|--|
//! | master (from the world) | company, plant, area, line, machine, shift, crew, skill, cost_centre, employee, product_family, product, material, item, bill_of_materials, routing, standard_cost, price_list, promotion, sales_rep, customer, supplier, calendar_day, holiday, downtime_reason, scrap_reason, defect_type, sensor_type, account, tax_code, expense_policy, fx_rate |
//! | demand | none: its orders are events |
//! | operations | item_site, work_order, work_order_operation, work_order_material, work_order_labour, machine_time, downtime, changeover, machine_state, production, material_use, batch, batch_link, shift_note, characteristic, scrap, inspection, measurement, defect, complaint, failure, maintenance_order, maintenance_part, sensor, energy, meter, meter_reading, labour, purchase_order, purchase_order_line, receipt, inventory_movement, inventory_balance, wip_balance, sales_order, sales_order_line, shipment, demand_forecast, planned_order, capacity_plan, material_plan |
//! | support | certification, training, safety_incident, compliance_item, audit_finding, climate, tariff, shift_rota, target, scenario_driver, feed, feed_load, document |
//! | finance | quote, invoice, invoice_line, customer_payment, receivable_balance, collection_action, gl_entry, account_balance, budget, sales_budget, tax_entry, supplier_invoice, supplier_invoice_line, supplier_payment, payable_balance, bank_account, bank_balance, bank_line, fixed_asset, depreciation, expense, payroll_run, facility, debt_payment, cash_forecast |

pub mod calendar;
mod context;
mod demand;
mod documents;
pub mod electricity;
pub mod events;
mod finance;
mod generate;
pub mod incident;
mod master;
pub mod money;
mod operations;
mod options;
mod people;
mod random;
mod support;
mod table;
pub mod tables;
mod value;
pub mod weather;
pub mod world;
mod writer;

pub use context::Context;
pub use documents::{Document, documents};
pub use generate::generate;
pub use incident::{Direction, Dirt, Incident, Size, Truth};
pub use options::{Options, Planting};
pub use people::{Area, Person, people};
pub use table::{Error, Progress, Record, Rows, Sink, SinkError, Table};
pub use value::{Instant, Text, Value};

/// The tenant of every row.
pub const TENANT: &str = "demo";
