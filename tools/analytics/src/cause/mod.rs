//! Where a change comes from: of a measure's leaf values (a row for each combination of members), actual and expected, the
//! smallest set of member combinations that explains what is different. It says what the change is associated with.

mod cuboid;
mod deviation;
mod scan;
mod search;
mod table;

pub use scan::expected_counts;
pub use search::{Cause, Method, localise};
pub use table::{CannotLocalise, Table};
