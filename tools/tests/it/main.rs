//! Tools over the demo company in real databases.
// `cfg(test)` tells clippy that helpers, too, may unwrap and print.

#[cfg(test)]
mod company;
#[cfg(test)]
mod demo_company;
#[cfg(test)]
mod detect_anomalies;
#[cfg(test)]
mod explain_change;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod plan_inventory;
#[cfg(test)]
mod plan_payments;
#[cfg(test)]
mod plan_schedule;
#[cfg(test)]
mod predict_maintenance;
#[cfg(test)]
#[path = "../../semantic/tests/engine/random.rs"]
mod random;
#[cfg(test)]
#[path = "../../semantic/tests/reference/mod.rs"]
mod reference;
#[cfg(test)]
mod sheet;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod what_if;
