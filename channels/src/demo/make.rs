use std::path::Path;

use sentia_demo::Options;
use sentia_semantic::{Warehouse, warehouse::Access};
use sentia_tools::demo_company::{self, DemoCompany};

use super::{
    DemoError, Report,
    place::{Turn, Unfinished},
    progress::{Meter, say},
};
use crate::{
    checks::free_bytes,
    config::{DatabaseUrl, Home},
};

/// Room that a company of scale 1 takes at most, in bytes.
const ROOM: u64 = 600_000_000;

/// Makes the usual demo company where there is none yet, or one that another version made.
pub(crate) async fn ensure(home: &Home, unicode: bool) -> Result<(), DemoError> {
    let place = home.warehouse();
    if is_current(&place).await? {
        return Ok(());
    }
    let _turn = take_turn(home).await?;
    // The process that had its turn before may have made it.
    if is_current(&place).await? {
        return Ok(());
    }
    if place.exists() {
        say("The demo company here was made by another version of sentia; making it anew.");
    }
    make(home, &Options::default(), unicode).await.map(drop)
}

/// Whether the demo company is there, with the tables of this version.
async fn is_current(place: &Path) -> Result<bool, DemoError> {
    if !place.exists() {
        return Ok(false);
    }
    let warehouse = Warehouse::open(&place.to_string_lossy(), Access::ReadOnly).await?;
    let is_migrated = warehouse.is_migrated().await;
    warehouse.close().await;
    Ok(is_migrated?)
}

/// Makes the demo company anew; until it is complete, the one before stays.
pub(crate) async fn remake(home: &Home, options: &Options, unicode: bool) -> Result<Report, DemoError> {
    let _turn = take_turn(home).await?;
    make(home, options, unicode).await
}

/// Fills an empty PostgreSQL database, all of it in one transaction, or makes a new SQLite file.
pub(crate) async fn fill(
    database: &DatabaseUrl,
    options: &Options,
    unicode: bool,
) -> Result<Report, DemoError> {
    let Some(file) = database.file().map(Path::new) else {
        return open_and_fill(database.reveal(), options, unicode).await;
    };
    if file.exists() {
        return Err(DemoError::Exists(file.to_owned()));
    }
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".unfinished");
    put_in_place(Unfinished::at(unfinished.into())?, file, options, unicode).await
}

async fn take_turn(home: &Home) -> Result<Turn, DemoError> {
    Turn::take(home, || say("Another sentia is making the demo company; waiting for it.")).await
}

async fn make(home: &Home, options: &Options, unicode: bool) -> Result<Report, DemoError> {
    refuse_without_room(&home.0, options.scale)?;
    put_in_place(Unfinished::at(home.unfinished_warehouse())?, &home.warehouse(), options, unicode).await
}

async fn put_in_place(
    file: Unfinished,
    place: &Path,
    options: &Options,
    unicode: bool,
) -> Result<Report, DemoError> {
    let report = open_and_fill(&file.path().to_string_lossy(), options, unicode).await?;
    file.put(place)?;
    Ok(Report { place: place.display().to_string(), ..report })
}

async fn open_and_fill(url: &str, options: &Options, unicode: bool) -> Result<Report, DemoError> {
    let warehouse = Warehouse::open(url, Access::ReadWrite).await?;
    let report = fill_and_check(&warehouse, options, unicode).await;
    warehouse.close().await;
    report
}

async fn fill_and_check(
    warehouse: &Warehouse,
    options: &Options,
    unicode: bool,
) -> Result<Report, DemoError> {
    let meter = Meter::start(unicode);
    let shown = meter.clone();
    let made = demo_company::build(warehouse, options.clone(), move |progress| {
        shown.show(progress);
        if progress.done_days == progress.total_days {
            shown.finishing();
        }
    });
    let report = match made.await {
        Ok(company) => check(warehouse, options, company).await,
        Err(error) => Err(error.into()),
    };
    meter.end();
    report
}

async fn check(warehouse: &Warehouse, options: &Options, company: DemoCompany) -> Result<Report, DemoError> {
    let checks = demo_company::check_books(warehouse).await?;
    if let Some(broken) = checks.iter().find(|check| check.violations != 0) {
        return Err(DemoError::Unsound(format!("“{}” fails {} times", broken.claim, broken.violations)));
    }
    Ok(Report { options: options.clone(), place: warehouse.place().to_owned(), company, checks })
}

fn refuse_without_room(home: &Path, scale: u32) -> Result<(), DemoError> {
    let needed = ROOM.saturating_mul(u64::from(scale));
    match free_bytes(home) {
        Some(free) if free < needed => Err(DemoError::NoRoom {
            path: home.to_owned(),
            needed: needed / 1_000_000,
            free: free / 1_000_000,
        }),
        _ => Ok(()),
    }
}
