//! The demo company on this machine: made in a temporary file when it is first needed, put in its place in one step.

mod make;
mod place;
mod progress;
mod report;

use std::path::PathBuf;

use sentia_demo::Options;
use sentia_semantic::WarehouseError;
use sentia_tools::demo_company::DemoCompanyError;

pub(crate) use make::{ensure, fill, remake};
pub(crate) use report::Report;

use crate::arguments::DemoArguments;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error(transparent)]
    Company(DemoCompanyError),
    #[error(transparent)]
    Warehouse(WarehouseError),
    #[error("no room is left for {0}; make room on its disk, or pass --home DIR")]
    Full(String),
    #[error("{} cannot be made or replaced ({source}); check its permissions and the room on its disk, or pass --home DIR", path.display())]
    Files { path: PathBuf, source: std::io::Error },
    #[error("the demo company needs about {needed} MB and {} has {free} MB free; make room, or pass --home DIR", path.display())]
    NoRoom { path: PathBuf, needed: u64, free: u64 },
    #[error("{} is there already; name a new file, or remove it first", .0.display())]
    Exists(PathBuf),
    #[error("the demo company that was made is not sound: {0}; please report this")]
    Unsound(String),
}

impl DemoError {
    fn files(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> DemoError {
        let path = path.into();
        move |source| DemoError::Files { path, source }
    }
}

impl From<WarehouseError> for DemoError {
    fn from(error: WarehouseError) -> Self {
        match error {
            WarehouseError::DiskFull { place } => DemoError::Full(place),
            other => DemoError::Warehouse(other),
        }
    }
}

impl From<DemoCompanyError> for DemoError {
    fn from(error: DemoCompanyError) -> Self {
        match error {
            DemoCompanyError::Warehouse(error) => error.into(),
            other => DemoError::Company(other),
        }
    }
}

impl From<&DemoArguments> for Options {
    fn from(arguments: &DemoArguments) -> Self {
        let usual = Options::default();
        Options {
            seed: arguments.seed,
            scale: arguments.scale,
            first_day: arguments.first_day.unwrap_or(usual.first_day),
            today: arguments.today.unwrap_or(usual.today),
            ..usual
        }
    }
}
