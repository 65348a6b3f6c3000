//! Questions as people write them, and the plan each must get. Two companies: a manufacturer, and a hospital laundry that
//! shares none of its names.

mod follow_ups;
mod laundry;
mod limits;
mod manufacturer;
mod overview;
mod power;
mod properties;
mod questions;
mod shipped;
mod support;
mod time;
mod what_if;
