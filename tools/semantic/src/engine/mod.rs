//! Answers queries: checks them, compiles them with the scope inside, runs them, and says how fresh the rows are.

mod cache;
mod columns;
mod compare;
mod compose;
mod derive;
mod freshness;
mod members;
mod resolve;
mod rows;
mod run;

use std::sync::Arc;

use jiff::civil::Date;

pub use compose::{Composed, Composition, Known};
pub(crate) use freshness::reach;

use self::{cache::Cache, freshness::ExtentKey};
use crate::{
    Catalogue, Clock, Dimension, Measure, Member, MemberIndex, Period, PeriodSpec, QueryError, Scope, Value,
    Warehouse, WarehouseError,
    catalogue::check_schema,
    compile::{Extent, Tables},
    rollup::{self, RolledDataset},
    warehouse::Schema,
};

/// Answers queries over one catalogue and one warehouse. Shared by all who ask; each query brings its scope.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    warehouse: Arc<Warehouse>,
    clock: Arc<dyn Clock>,
    schema: Schema,
    extents: Cache<ExtentKey, Option<Extent>>,
    members: Cache<String, Arc<MemberIndex>>,
    pseudonymous: Cache<String, Arc<Vec<Member>>>,
    /// By the statement with its values, the person's scope among them.
    results: Cache<String, Arc<Vec<Vec<Value>>>>,
    rollups: Cache<(), Arc<Vec<RolledDataset>>>,
    reads_rollups: bool,
}

impl Engine {
    /// Checks the catalogue against the tables of the warehouse. Errors: [`QueryError::Catalogue`] with every fault, and
    /// whatever the warehouse says.
    pub async fn open(
        catalogue: Arc<Catalogue>,
        warehouse: Arc<Warehouse>,
        clock: Arc<dyn Clock>,
    ) -> Result<Engine, QueryError> {
        let schema = warehouse.schema().await?;
        if schema.is_empty() {
            return Err(WarehouseError::Empty { place: warehouse.place().to_owned() }.into());
        }
        check_schema(&catalogue, &schema, warehouse.dialect())?;
        Ok(Engine {
            catalogue,
            warehouse,
            clock,
            schema,
            extents: Cache::default(),
            members: Cache::default(),
            pseudonymous: Cache::default(),
            results: Cache::default(),
            rollups: Cache::default(),
            reads_rollups: true,
        })
    }

    /// The same, from the rows alone: for benchmarks and for checks of rollups.
    pub fn without_rollups(self) -> Engine {
        Engine { reads_rollups: false, ..self }
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    pub fn warehouse(&self) -> &Arc<Warehouse> {
        &self.warehouse
    }

    /// "Today" for questions and periods.
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// The measure of this id. Errors: [`QueryError::UnknownMeasure`], with the nearest there are.
    pub fn measure(&self, id: &str) -> Result<&Measure, QueryError> {
        self.catalogue.measure(id).ok_or_else(|| {
            let names = self.catalogue.measures.iter().map(|measure| measure.id.as_str());
            QueryError::UnknownMeasure { name: id.to_owned(), nearest: crate::lookup::nearest(id, names) }
        })
    }

    /// Dimensions by which every fact of the measure can be split; none for an unknown measure.
    pub fn dimensions_of(&self, measure: &str) -> Vec<&Dimension> {
        self.catalogue
            .measure(measure)
            .map(|measure| self.catalogue.dimensions_of(measure))
            .unwrap_or_default()
    }

    /// Pins a period to days, with the catalogue's fiscal year and the clock's today.
    pub fn resolve_period(&self, spec: &PeriodSpec) -> Result<Period, QueryError> {
        Ok(spec.resolve(self.today(), self.catalogue.fiscal_year_start)?)
    }

    /// Members of searchable dimensions that the person may see.
    pub async fn members(&self, scope: &Scope) -> Result<Arc<MemberIndex>, QueryError> {
        members::of_scope(self, scope).await
    }

    /// Members that a model outside the company is told by pseudonyms, as far as the person may see them.
    pub async fn pseudonymous(&self, scope: &Scope) -> Result<Arc<Vec<Member>>, QueryError> {
        members::pseudonymous(self, scope).await
    }

    /// The rollups that may be read: looked up once for each version of the warehouse.
    async fn rollups(&self, version: &str) -> Result<Arc<Vec<RolledDataset>>, QueryError> {
        if !self.reads_rollups {
            return Ok(Arc::default());
        }
        if let Some(known) = self.rollups.get(version, &()) {
            return Ok(known);
        }
        let usable = Arc::new(rollup::usable(self.tables(), &self.warehouse).await?);
        self.rollups.insert(version, (), usable.clone());
        Ok(usable)
    }

    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables { catalogue: &self.catalogue, schema: &self.schema }
    }
}
