//! Days, periods and the clock. Weeks are ISO weeks (Monday to Sunday); fiscal years are named for the calendar year
//! in which they end.

mod clock;
mod grain;
mod period;
mod spec;
#[cfg(test)]
mod tests;

pub use clock::{Clock, FixedClock, Stopwatch, SystemClock};
pub use grain::Grain;
pub use period::Period;
pub use spec::{PeriodError, PeriodSpec};
