//! Eighteen months of the demo company on SQLite, for the tests of tools that look back.

use std::sync::Arc;

use jiff::civil::{Date, date};
use sentia_demo::Options;
use sentia_semantic::{
    Catalogue, Engine, FixedClock, Value, Warehouse,
    warehouse::{Access, ColumnType},
};
use sentia_tools::{
    ToolContext,
    demo_company::{self, scope_of},
};
use tokio::sync::OnceCell;

/// Made once for all tests of a binary, which only read it.
static FILE: OnceCell<String> = OnceCell::const_new();

pub(crate) struct Company {
    warehouse: Arc<Warehouse>,
    pub(crate) engine: Arc<Engine>,
}

impl Company {
    /// Up to the usual day.
    pub(crate) async fn sqlite() -> Company {
        let options = Options { first_day: date(2025, 4, 1), ..Options::default() };
        let clock = Arc::new(FixedClock::at(options.today));
        let file = FILE.get_or_init(|| made(options)).await;
        let warehouse = Arc::new(Warehouse::open(file, Access::ReadOnly).await.unwrap());
        let catalogue = Arc::new(Catalogue::shipped().unwrap());
        let engine = Arc::new(Engine::open(catalogue, warehouse.clone(), clock).await.unwrap());
        Company { warehouse, engine }
    }

    /// What a tool works with for this person.
    pub(crate) fn context(&self, person: &str) -> ToolContext {
        let people = sentia_demo::people();
        let scope = scope_of(people.iter().find(|known| known.id == person).unwrap());
        ToolContext { engine: self.engine.clone(), scope, scope_in_words: None, documents: None }
    }

    /// The same on another day, with all that came after it in the tables.
    pub(crate) async fn context_on(&self, person: &str, day: Date) -> ToolContext {
        let (catalogue, clock) = (self.engine.catalogue().clone(), Arc::new(FixedClock::at(day)));
        let engine = Engine::open(catalogue, self.warehouse.clone(), clock).await.unwrap();
        ToolContext { engine: Arc::new(engine), ..self.context(person) }
    }

    /// The whole numbers of a statement's first column.
    pub(crate) async fn by_hand(&self, sql: &str) -> Vec<Value> {
        let rows = self.warehouse.fetch(sql, &[], &[ColumnType::Integer]).await.unwrap();
        rows.into_iter().map(|row| row[0].clone()).collect()
    }

    /// The first text that a statement of our own finds.
    pub(crate) async fn text_by_hand(&self, sql: &str) -> String {
        let rows = self.warehouse.fetch(sql, &[], &[ColumnType::Text]).await.unwrap();
        rows[0][0].as_text().unwrap().to_owned()
    }
}

async fn made(options: Options) -> String {
    let file = format!("{}/{}.db", env!("CARGO_TARGET_TMPDIR"), env!("CARGO_CRATE_NAME"));
    for ending in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{file}{ending}")).ok();
    }
    let warehouse = Warehouse::open(&file, Access::ReadWrite).await.unwrap();
    demo_company::build(&warehouse, options, |_| ()).await.unwrap();
    warehouse.close().await;
    file
}
