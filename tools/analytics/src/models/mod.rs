//! The models. Each takes values without gaps and gives point forecasts, or nothing where it does not apply.

pub(crate) mod aggregates;
pub(crate) mod arima;
pub(crate) mod ces;
pub(crate) mod decompose;
pub(crate) mod ets;
pub(crate) mod intermittent;
pub(crate) mod naive;
pub(crate) mod pool;
pub(crate) mod stl;
pub(crate) mod theta;
