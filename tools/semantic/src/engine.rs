use std::sync::Arc;

use jiff::civil::Date;

use crate::{Catalogue, Clock, Dimension, MemberIndex, Query, QueryError, ResultTable, Scope, Warehouse};

/// Answers queries: checks them, compiles them with the scope inside, runs them, and says how fresh the rows are.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    warehouse: Arc<Warehouse>,
    clock: Arc<dyn Clock>,
}
