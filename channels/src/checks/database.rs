use std::{collections::BTreeSet, path::Path, sync::Arc};

use jiff::civil::Date;
use sentia_agent::Person;
use sentia_semantic::{
    Area, Catalogue, Engine, Measure, Query, Warehouse,
    rollup::{self, RollupStatus},
};
use sentia_tools::format::decimals;

use super::Check;
use crate::{
    config::{Config, Warehouse as Place},
    failure::Failure,
    people::Directory,
    wiring,
};

/// Whether the warehouse can be read, fits the catalogue, and how much and how recent it is.
pub(crate) async fn warehouse(config: &Config, catalogue: Option<Arc<Catalogue>>) -> Vec<Check> {
    const NAME: &str = "warehouse";
    if config.warehouse == Place::Demo && !config.home.warehouse().exists() {
        return vec![Check::warning(
            NAME,
            "the demo company is not made yet; the first question makes it, or run sentia demo",
        )];
    }
    let warehouse = match wiring::warehouse(config).await {
        Ok(warehouse) => warehouse,
        Err(error) => return vec![Check::bad(NAME, error)],
    };
    let mut checks = vec![Check::good(NAME, warehouse.place())];
    if let Some(catalogue) = catalogue {
        checks.push(rows(&warehouse, &catalogue).await);
        checks.extend(rollups(&warehouse, &catalogue).await);
        checks.push(answers(config, warehouse, catalogue).await);
    }
    checks
}

async fn rows(warehouse: &Warehouse, catalogue: &Catalogue) -> Check {
    let tables: BTreeSet<&str> = catalogue.datasets.values().map(|dataset| dataset.source.as_str()).collect();
    let mut rows = 0;
    for table in &tables {
        match warehouse.count_rows(table).await {
            Ok(count) => rows += count,
            Err(error) => return Check::bad("rows", error),
        }
    }
    match rows {
        0 => {
            Check::bad("rows", "the tables are empty; fill them, or build the demo company with sentia demo")
        }
        rows => Check::good("rows", format!("{} in {} tables", decimals(rows as f64, 0), tables.len())),
    }
}

/// Whether the sums that the catalogue declares are there to be read.
async fn rollups(warehouse: &Warehouse, catalogue: &Catalogue) -> Option<Check> {
    const NAME: &str = "rollups";
    let RollupStatus { declared, usable, stale_days } = match rollup::status(catalogue, warehouse).await {
        Ok(status) => status,
        Err(error) => return Some(Check::bad(NAME, error)),
    };
    let stale = match stale_days {
        0 => String::new(),
        days => format!("; {} changed days are read from the rows", decimals(days as f64, 0)),
    };
    match (declared, usable) {
        (0, _) => None,
        (declared, 0) => Some(Check::good(
            NAME,
            format!(
                "none of {declared} is kept; tables of millions of rows answer faster after sentia rollups update"
            ),
        )),
        (declared, usable) if usable < declared => Some(Check::warning(
            NAME,
            format!("{usable} of {declared} are kept{stale}; make the others with sentia rollups update"),
        )),
        (_, usable) => Some(Check::good(NAME, format!("{usable} are kept{stale}"))),
    }
}

/// Asks one measure of each area, as the first person of the directory would.
async fn answers(config: &Config, warehouse: Warehouse, catalogue: Arc<Catalogue>) -> Check {
    match freshness(config, warehouse, catalogue).await {
        Ok((today, through)) if through.is_empty() => Check::bad(
            "data",
            format!("no measure has data; today is {today}: load some, or set warehouse.today"),
        ),
        Ok((today, through)) => {
            let areas =
                through.iter().map(|(area, day)| format!("{area} to {day}")).collect::<Vec<_>>().join(", ");
            Check::good("data", format!("today is {today}; {areas}"))
        }
        Err(error) => Check::bad("data", error),
    }
}

async fn freshness(
    config: &Config,
    warehouse: Warehouse,
    catalogue: Arc<Catalogue>,
) -> Result<(Date, Vec<(Area, Date)>), Failure> {
    let directory = Directory::of(config)?;
    let person = directory.find(None)?;
    let clock = wiring::clock(config, &catalogue, &warehouse).await?;
    let engine = Engine::open(catalogue.clone(), Arc::new(warehouse), clock).await?;
    let mut through = Vec::new();
    for area in Area::ALL.into_iter().filter(|area| person.scope.may_read(*area)) {
        if let Some(measure) = catalogue.measures.iter().find(|measure| measure.area == area)
            && let Some(day) = last_day(&engine, measure, person).await?
        {
            through.push((area, day));
        }
    }
    Ok((engine.today(), through))
}

async fn last_day(engine: &Engine, measure: &Measure, person: &Person) -> Result<Option<Date>, Failure> {
    let period = measure.default_period.parse().map_err(sentia_semantic::QueryError::from)?;
    let query = Query::of(vec![measure.id.clone()], engine.resolve_period(&period)?);
    Ok(engine.query(&query, &person.scope).await?.freshness.data_through)
}

/// Whether conversations can be kept. Looks only; nothing is created.
pub(crate) async fn store(config: &Config) -> Check {
    const NAME: &str = "store";
    if config.store.file().is_some_and(|file| !Path::new(file).exists()) {
        return Check::good(NAME, format!("none yet; the first answer makes {}", config.store));
    }
    let opened = async {
        let store = wiring::store(config).await?;
        let directory = Directory::of(config)?;
        let kept = store.conversations(&directory.find(None)?.scope, 1).await?;
        Ok::<_, Failure>(kept.first().map(|latest| latest.updated_at))
    };
    match opened.await {
        Ok(Some(latest)) => Check::good(
            NAME,
            format!("{}, last used {}", config.store, latest.strftime("%-d %b %Y %H:%M UTC")),
        ),
        Ok(None) => Check::good(NAME, config.store.to_string()),
        Err(error) => Check::bad(NAME, error),
    }
}

/// Whether documents can be kept, where that is not a file of this installation's.
pub(crate) async fn documents(config: &Config) -> Option<Check> {
    const NAME: &str = "documents";
    if !config.documents.is_postgres() {
        return None;
    }
    let opened = wiring::bare_library(config).await;
    Some(
        opened.map_or_else(
            |error| Check::bad(NAME, error),
            |_| Check::good(NAME, config.documents.to_string()),
        ),
    )
}
