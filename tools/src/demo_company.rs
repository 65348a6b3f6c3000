//! The demo company poured into a warehouse: the generator runs on a thread of its own and hands batches through a
//! bounded channel to the bulk load, so that neither waits for the whole of the other.

mod books;
mod documents;
mod fingerprint;
mod scope;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use sentia_demo::{Options, Progress, Rows, Sink, SinkError, Table, Truth};
use sentia_semantic::{
    Catalogue, Dialect, QueryError, Value, Warehouse, WarehouseError, rollup,
    warehouse::{ColumnType, Durability},
};
use tokio::sync::mpsc;

pub use books::{BookCheck, check_books};
pub use documents::add_documents;
use fingerprint::Fingerprint;
pub use scope::scope_of;

/// Batches (of at most a thousand rows) between the generator and the load.
const IN_FLIGHT: usize = 64;

/// What was put into the warehouse.
#[derive(Debug, Clone)]
pub struct DemoCompany {
    pub rows: u64,
    /// Rows of each table, in the order of the migrations.
    pub tables: Vec<(&'static str, u64)>,
    /// BLAKE3, hex, over every cell of every table: the same for the same options, whatever the database.
    pub fingerprint: String,
    /// What was planted. For tests and evaluations only: nothing in the warehouse tells it.
    pub truth: Truth,
}

/// Why there is no demo company.
#[derive(Debug, thiserror::Error)]
pub enum DemoCompanyError {
    #[error(transparent)]
    Generator(#[from] sentia_demo::Error),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error("the sums beside the demo company's tables could not be made: {0}")]
    Rollups(#[from] QueryError),
    #[error("{0} already holds a demo company; name an empty database")]
    NotEmpty(String),
    /// A fault of the generator itself.
    #[error("the demo company could not be made: its generator stopped ({0})")]
    Stopped(String),
}

/// Creates the tables of an empty warehouse and fills them; a company beyond the usual scale also gets the rollups of the
/// shipped catalogue, which a small one does without. Dropping the future stops the work; what an SQLite file then
/// holds is worthless. `progress` is called from the generator's thread after each simulated day.
///
/// # Errors
/// Options that cannot be generated, a warehouse that is not empty, or a database that took no more.
pub async fn build(
    warehouse: &Warehouse,
    options: Options,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<DemoCompany, DemoCompanyError> {
    warehouse.migrate().await?;
    refuse_unless_empty(warehouse).await?;
    if warehouse.dialect() == Dialect::Sqlite {
        forget_when_migrated(warehouse).await?;
    }

    let scale = options.scale;
    let (sender, mut batches) = mpsc::channel::<Batch>(IN_FLIGHT);
    let generator = tokio::task::spawn_blocking(move || generate(&options, sender, progress));
    let mut loader = warehouse.loader(Durability::Rebuildable).await?;
    while let Some(batch) = batches.recv().await {
        // An error drops the receiver, and with it the generator stops at its next batch.
        loader.load(batch.table.name, batch.table.columns, batch.cells).await?;
    }
    let (truth, fingerprint) =
        generator.await.map_err(|error| DemoCompanyError::Stopped(error.to_string()))??;
    let rows = loader.finish().await?;
    if scale > 1 {
        rollup::update(&Catalogue::shipped().map_err(QueryError::from)?, warehouse).await?;
    }
    Ok(DemoCompany { rows, tables: fingerprint.rows(), fingerprint: fingerprint.hex(), truth })
}

/// The company's "today", where the warehouse holds the demo company.
pub async fn today(warehouse: &Warehouse) -> Result<Option<Date>, WarehouseError> {
    let sql = "SELECT CAST(today AS TEXT) FROM company WHERE tenant = $1";
    let rows = warehouse.fetch(sql, &[Value::from(sentia_demo::TENANT)], &[ColumnType::Text]).await?;
    Ok(rows.first().and_then(|row| row.first()?.as_text()?.parse().ok()))
}

struct Batch {
    table: &'static Table,
    cells: Vec<Value>,
}

fn generate(
    options: &Options,
    sender: mpsc::Sender<Batch>,
    mut progress: impl FnMut(Progress),
) -> Result<(Truth, Fingerprint), sentia_demo::Error> {
    let mut pipe = Pipe { sender, fingerprint: Fingerprint::default() };
    let truth = sentia_demo::generate(options, &mut pipe, &mut progress)?;
    Ok((truth, pipe.fingerprint))
}

struct Pipe {
    sender: mpsc::Sender<Batch>,
    fingerprint: Fingerprint,
}

impl Sink for Pipe {
    fn rows(&mut self, table: &'static Table, rows: Rows) -> Result<(), SinkError> {
        let cells = rows.into_cells();
        self.fingerprint.add(table, &cells);
        let cells = cells.into_iter().map(value).collect();
        self.sender
            .blocking_send(Batch { table, cells })
            .map_err(|_| SinkError::from("the database took no more rows"))
    }
}

fn value(cell: sentia_demo::Value) -> Value {
    match cell {
        sentia_demo::Value::Null => Value::Null,
        sentia_demo::Value::Int(whole) => Value::Integer(whole),
        sentia_demo::Value::Real(real) => Value::from(real),
        sentia_demo::Value::Text(text) => Value::Text(text.into_string()),
    }
}

/// The migrator notes when it ran and how long it took: the only bytes of the file that would differ between two builds.
/// The tables are still empty, so that laying the file out anew (an update leaves the old bytes lying about) costs nothing.
async fn forget_when_migrated(warehouse: &Warehouse) -> Result<(), WarehouseError> {
    let sql = "UPDATE _sqlx_migrations SET installed_on = '2000-01-01 00:00:00', execution_time = 0 RETURNING version";
    warehouse.fetch(sql, &[], &[ColumnType::Integer]).await?;
    warehouse.fetch("VACUUM", &[], &[]).await.map(drop)
}

async fn refuse_unless_empty(warehouse: &Warehouse) -> Result<(), DemoCompanyError> {
    let tenant = [Value::from(sentia_demo::TENANT)];
    let rows =
        warehouse.fetch("SELECT name FROM company WHERE tenant = $1", &tenant, &[ColumnType::Text]).await?;
    if rows.is_empty() { Ok(()) } else { Err(DemoCompanyError::NotEmpty(warehouse.place().to_owned())) }
}
