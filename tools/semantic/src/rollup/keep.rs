use std::collections::BTreeSet;

use super::{PREFIX, RolledDataset, RollupTable, STALE, dataset::present, marks};
use crate::{
    Catalogue, Dialect, QueryError, Value, Warehouse, WarehouseError,
    catalogue::{Dataset, RollupGrain, check_schema},
    compile::{Tables, filling, quoted, text_literal},
    warehouse::{ColumnType, Durability, Loader, TableStructure},
};

/// A declared rollup, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RollupState {
    pub dataset: String,
    /// `day` or `month`.
    pub by: &'static str,
    pub columns: Vec<String>,
    /// Groups that it holds; none where there can be no rollup.
    pub groups: Option<i64>,
    /// Why there can be none.
    pub obstacle: Option<String>,
}

/// Makes the rollups of a catalogue that are not there yet, sums anew what has changed, and removes those that are no
/// longer declared: all in one transaction. On PostgreSQL writers of the tables wait until it is done; an SQLite file that
/// is not in WAL mode keeps its readers waiting too.
///
/// # Errors
/// A catalogue that does not fit the tables; a warehouse that cannot be written.
pub async fn update(catalogue: &Catalogue, warehouse: &Warehouse) -> Result<Vec<RollupState>, QueryError> {
    let schema = warehouse.schema().await?;
    let dialect = warehouse.dialect();
    check_schema(catalogue, &schema, dialect)?;
    let tables = Tables { catalogue, schema: &schema };
    let rolled = RolledDataset::all(tables, dialect);
    let structures = warehouse.structure().await?;
    let present = present(warehouse).await?;
    if rolled.is_empty() && present.is_empty() {
        return Ok(Vec::new());
    }
    // All that is to be read is read before the writing begins: an SQLite file may have its one writer keep readers out.
    let mut sources = Vec::new();
    for dataset in &rolled {
        let Some(root) = catalogue.datasets.get(&dataset.dataset) else { continue };
        let structure = structures.iter().find(|table| same_table(&table.name, &root.source));
        let obstacle = match structure {
            Some(structure) => obstacle(warehouse, root, dataset, structure).await?,
            None => Some("it is not found among the tables".to_owned()),
        };
        sources.push((root, dataset, structure, obstacle));
    }
    let mut keeper = Keeper { tables, dialect, present, loader: warehouse.loader(Durability::Safe).await? };
    keeper.loader.execute(&marks::table_of_stale_days(dialect)).await?;
    keeper.remove_undeclared(&rolled).await?;
    for (root, dataset, structure, obstacle) in &sources {
        match (structure, obstacle) {
            (Some(structure), None) => keeper.keep(root, dataset, structure).await?,
            _ => keeper.forget(dataset).await?,
        }
    }
    keeper.loader.finish().await?;
    let mut states = Vec::new();
    for (_, dataset, _, obstacle) in &sources {
        for table in &dataset.tables {
            states.push(state(warehouse, dataset, table, obstacle.clone()).await?);
        }
    }
    Ok(states)
}

/// How the rollups of a catalogue stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollupStatus {
    pub declared: usize,
    /// Those that are read in the place of rows.
    pub usable: usize,
    /// Days that are read from the rows until the next [`update`].
    pub stale_days: i64,
}

/// Looks, and changes nothing.
///
/// # Errors
/// A warehouse that cannot be read.
pub async fn status(catalogue: &Catalogue, warehouse: &Warehouse) -> Result<RollupStatus, WarehouseError> {
    let schema = warehouse.schema().await?;
    let usable = super::usable(Tables { catalogue, schema: &schema }, warehouse).await?;
    let usable = usable.iter().map(|dataset| dataset.tables.len()).sum();
    let stale = format!("SELECT COUNT(*) FROM (SELECT DISTINCT dataset, tenant, day FROM {STALE}) AS days");
    let stale_days = match usable {
        0 => 0,
        _ => match warehouse
            .fetch(&stale, &[], &[ColumnType::Integer])
            .await?
            .first()
            .and_then(|row| row.first())
        {
            Some(Value::Integer(days)) => *days,
            _ => 0,
        },
    };
    let declared = catalogue.datasets.values().map(|dataset| dataset.rollups.len()).sum();
    Ok(RollupStatus { declared, usable, stale_days })
}

/// Removes every rollup and the triggers that keep watch for them.
///
/// # Errors
/// A warehouse that cannot be written.
pub async fn remove(catalogue: &Catalogue, warehouse: &Warehouse) -> Result<(), QueryError> {
    let schema = warehouse.schema().await?;
    let (present, dialect) = (present(warehouse).await?, warehouse.dialect());
    let tables = Tables { catalogue, schema: &schema };
    let mut keeper = Keeper { tables, dialect, present, loader: warehouse.loader(Durability::Safe).await? };
    keeper.remove_undeclared(&[]).await?;
    keeper.loader.execute(&format!("DROP TABLE IF EXISTS {STALE}")).await?;
    keeper.loader.finish().await?;
    Ok(())
}

/// Writes within one transaction.
struct Keeper<'a> {
    tables: Tables<'a>,
    dialect: Dialect,
    present: BTreeSet<String>,
    loader: Loader,
}

impl Keeper<'_> {
    /// Removes tables, triggers and functions of rollups that the catalogue does not declare.
    async fn remove_undeclared(&mut self, rolled: &[RolledDataset]) -> Result<(), WarehouseError> {
        let tables: Vec<&str> =
            rolled.iter().flat_map(|dataset| &dataset.tables).map(|table| table.name.as_str()).collect();
        let marks: Vec<&str> = rolled.iter().map(|dataset| dataset.marks.as_str()).collect();
        let is_kept = |name: &str| {
            name == STALE || tables.contains(&name) || marks.iter().any(|mark| name.starts_with(mark))
        };
        let gone: Vec<String> = self.present.iter().filter(|name| !is_kept(name)).cloned().collect();
        let mut sql = String::new();
        if self.dialect == Dialect::Postgres {
            sql.push_str(&removal_on_postgres(&marks));
        }
        for name in gone {
            self.present.remove(&name);
            match marks::is_trigger(&name) {
                false => sql.push_str(&format!("DROP TABLE IF EXISTS {}; ", quoted(&name))),
                true if self.dialect == Dialect::Sqlite => {
                    sql.push_str(&format!("DROP TRIGGER IF EXISTS {}; ", quoted(&name)));
                }
                true => {}
            }
        }
        self.loader.execute(&sql).await
    }

    /// Brings the rollups of one dataset up to its rows.
    async fn keep(
        &mut self,
        root: &Dataset,
        rolled: &RolledDataset,
        structure: &TableStructure,
    ) -> Result<(), WarehouseError> {
        if self.dialect == Dialect::Postgres {
            let table = self.dialect.table(&root.source);
            self.loader.execute(&format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")).await?;
        }
        let is_watched = marks::watching(rolled).iter().all(|trigger| self.present.contains(trigger));
        let mut is_new = !is_watched;
        for table in &rolled.tables {
            if is_watched && self.present.contains(&table.name) {
                self.refresh(root, rolled, table).await?;
            } else {
                self.make(root, rolled, table).await?;
                is_new = true;
            }
        }
        self.forget_stale(rolled).await?;
        if is_new {
            let removal = marks::removal(rolled, root, self.dialect);
            let creation = marks::creation(rolled, root, structure, self.dialect);
            self.loader.execute(&format!("{removal}{creation}")).await?;
        }
        Ok(())
    }

    async fn make(
        &mut self,
        root: &Dataset,
        rolled: &RolledDataset,
        table: &RollupTable,
    ) -> Result<(), WarehouseError> {
        let (name, time) = (quoted(&table.name), quoted(&rolled.time));
        let filling = filling(self.tables, self.dialect, root, rolled, table, false);
        let days = rolled
            .tenant
            .as_ref()
            .map_or_else(|| time.clone(), |tenant| format!("{}, {time}", quoted(tenant)));
        let sql = format!(
            "DROP TABLE IF EXISTS {name}; CREATE TABLE {name} AS {filling}; CREATE INDEX {name}_days ON {name} ({days})"
        );
        self.loader.execute(&sql).await?;
        if self.dialect == Dialect::Postgres {
            let source = self.dialect.table(&root.source);
            self.loader.execute(&grants_as_of(&source, &[&table.name, STALE])).await?;
        }
        Ok(())
    }

    async fn refresh(
        &mut self,
        root: &Dataset,
        rolled: &RolledDataset,
        table: &RollupTable,
    ) -> Result<(), WarehouseError> {
        let (name, time) = (quoted(&table.name), quoted(&rolled.time));
        let span = match table.by {
            RollupGrain::Day => "day",
            RollupGrain::Month => "month",
        };
        let (key, stale_key) = match &rolled.tenant {
            Some(tenant) => {
                (format!("(CAST({} AS TEXT), {time})", quoted(tenant)), format!("tenant, {span}"))
            }
            None => (time, span.to_owned()),
        };
        let stale =
            format!("SELECT {stale_key} FROM {STALE} WHERE dataset = {}", text_literal(&rolled.dataset));
        let filling = filling(self.tables, self.dialect, root, rolled, table, true);
        let sql = format!("DELETE FROM {name} WHERE {key} IN ({stale}); INSERT INTO {name} {filling}");
        self.loader.execute(&sql).await
    }

    /// Removes the tables of a dataset that can have none.
    async fn forget(&mut self, rolled: &RolledDataset) -> Result<(), WarehouseError> {
        for table in &rolled.tables {
            self.loader.execute(&format!("DROP TABLE IF EXISTS {}", quoted(&table.name))).await?;
        }
        self.forget_stale(rolled).await
    }

    async fn forget_stale(&mut self, rolled: &RolledDataset) -> Result<(), WarehouseError> {
        let dataset = text_literal(&rolled.dataset);
        self.loader.execute(&format!("DELETE FROM {STALE} WHERE dataset = {dataset}")).await
    }
}

/// Triggers and functions but for those that are called by one of these first. PostgreSQL names a trigger by its table.
fn removal_on_postgres(marks: &[&str]) -> String {
    let pattern = |name: &str| format!("{} LIKE '{}%'", name, PREFIX.replace('_', "\\_"));
    let not_kept = |name: &str| {
        let kept = marks.iter().map(|mark| format!(" AND NOT starts_with({name}, {})", text_literal(mark)));
        kept.collect::<String>()
    };
    format!(
        "DO $body$ DECLARE one record; BEGIN \
         FOR one IN SELECT tgname, CAST(CAST(tgrelid AS regclass) AS TEXT) AS place FROM pg_trigger \
         WHERE {} AND pg_table_is_visible(tgrelid){} LOOP \
         EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.place); END LOOP; \
         FOR one IN SELECT proname FROM pg_proc WHERE {} AND pg_function_is_visible(oid){} LOOP \
         EXECUTE format('DROP FUNCTION IF EXISTS %I()', one.proname); END LOOP; END $body$; ",
        pattern("tgname"),
        not_kept("CAST(tgname AS TEXT)"),
        pattern("proname"),
        not_kept("CAST(proname AS TEXT)"),
    )
}

/// Whoever may read all rows may read their sums.
fn grants_as_of(source: &str, tables: &[&str]) -> String {
    let names: Vec<String> = tables.iter().map(|table| text_literal(table)).collect();
    format!(
        "DO $body$ DECLARE reader record; name TEXT; BEGIN \
         FOR reader IN SELECT DISTINCT CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END AS role \
         FROM pg_class, aclexplode(relacl) AS acl WHERE pg_class.oid = CAST({} AS regclass) AND acl.privilege_type = 'SELECT' LOOP \
         FOREACH name IN ARRAY CAST(ARRAY[{}] AS TEXT[]) LOOP \
         EXECUTE format('GRANT SELECT ON %I TO %s', name, reader.role); END LOOP; END LOOP; END $body$",
        text_literal(source),
        names.join(", ")
    )
}

fn same_table(name: &str, source: &str) -> bool {
    name == source || source.strip_suffix(name).is_some_and(|before| before.ends_with('.'))
}

/// Why sums over a table cannot be kept exact, or would show what the table itself does not.
async fn obstacle(
    warehouse: &Warehouse,
    root: &Dataset,
    rolled: &RolledDataset,
    structure: &TableStructure,
) -> Result<Option<String>, WarehouseError> {
    if structure.is_view {
        return Ok(Some("it is a view, and no trigger tells when its rows change".to_owned()));
    }
    let time = structure.column(&rolled.time);
    if time.is_some_and(|column| column.declared.ends_with("with time zone")) {
        return Ok(Some("the day of an instant with a time zone depends on who reads it".to_owned()));
    }
    let source = Value::from(warehouse.dialect().table(&root.source));
    let (sql, bind) = match warehouse.dialect() {
        Dialect::Sqlite => (
            "SELECT CASE WHEN sql LIKE '% COLLATE %' THEN 'its columns have orders of their own (COLLATE)' \
             WHEN sql LIKE 'CREATE VIRTUAL%' THEN 'it is a virtual table, which has no triggers' END \
             FROM sqlite_schema WHERE type = 'table' AND name = $1",
            Value::from(structure.name.as_str()),
        ),
        Dialect::Postgres => (
            "SELECT CASE WHEN relrowsecurity THEN 'it has row-level security, which its sums would go around' \
             WHEN relkind <> 'r' OR relispartition OR relhassubclass \
             THEN 'it is not one plain table (partitioned, foreign or inherited)' END \
             FROM pg_class WHERE oid = CAST($1 AS regclass)",
            source,
        ),
    };
    let rows = warehouse.fetch(sql, &[bind], &[ColumnType::Text]).await?;
    Ok(rows.first().and_then(|row| Some(row.first()?.as_text()?.to_owned())))
}

async fn state(
    warehouse: &Warehouse,
    dataset: &RolledDataset,
    table: &RollupTable,
    obstacle: Option<String>,
) -> Result<RollupState, WarehouseError> {
    let groups = match obstacle {
        Some(_) => None,
        None => Some(warehouse.count_rows(&table.name).await?),
    };
    let by = match table.by {
        RollupGrain::Day => "day",
        RollupGrain::Month => "month",
    };
    Ok(RollupState { dataset: dataset.dataset.clone(), by, columns: table.columns.clone(), groups, obstacle })
}
