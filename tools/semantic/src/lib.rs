//! The semantic layer: a catalogue of measures and dimensions, queries over it, and the warehouse they run on.
//!
//! A [`Query`] names measures, dimensions, a period and filters; the [`Engine`] checks it against the [`Catalogue`],
//! writes the SQL with the asking person's [`Scope`] inside it, and returns a typed [`ResultTable`].
//! Nothing here knows of tools, models or prose.

mod amount;
pub mod catalogue;
mod engine;
mod error;
mod guard;
mod lookup;
mod query;
mod result;
pub mod rollup;
mod scope;
pub mod time;
mod unit;
mod value;
pub mod warehouse;

mod compile;

pub use catalogue::{
    Additivity, Area, Catalogue, CatalogueError, Dimension, Direction, FailureModel, Measure, PaymentModel,
    Record, ScheduleModel, Sensitivity, Statement, StockModel, Trace, lower_first,
};
pub use compile::{CompiledQuery, Dialect};
pub use engine::{Composed, Composition, Engine, Known};
pub use error::QueryError;
pub use guard::{SqlLimits, SqlRefusal, SqlResult};
pub use lookup::{Member, MemberIndex, similarity};
pub use query::{
    Comparison, Derivation, Derived, Filter, FilterOperator, Having, Order, Query, SortBy, SortDirection,
    Threshold,
};
pub use result::{Column, ColumnKind, Freshness, ResolvedCondition, ResolvedFilter, ResultTable};
pub use scope::{RowFilter, Scope};
pub use time::{Clock, FixedClock, Grain, Period, PeriodSpec, SystemClock};
pub use unit::Unit;
pub use value::Value;
pub use warehouse::{Warehouse, WarehouseError};
