use std::path::PathBuf;

use sentia_semantic::WarehouseError;

/// Why nothing of a file was loaded: what happened, to what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{} cannot be read ({detail}); check the path and its permissions", path.display())]
    Unreadable { path: PathBuf, detail: String },
    #[error(
        "{} is no workbook that can be read ({detail}); save it anew as .xlsx, or as CSV", path.display()
    )]
    BadWorkbook { path: PathBuf, detail: String },
    #[error(
        "{} has {megabytes} MB, more than a workbook of {most} MB that is read as a whole; save its sheets as CSV, which may be of any size",
        path.display()
    )]
    WorkbookTooLarge { path: PathBuf, megabytes: u64, most: u64 },
    #[error("{} is a .{extension} file; import takes .csv, .tsv, .txt, .xlsx, .xlsm, .xls and .ods", path.display())]
    UnknownFormat { path: PathBuf, extension: String },
    #[error("{} holds no rows; nothing was made of it", path.display())]
    Empty { path: PathBuf },
    #[error("{} has {columns} columns, more than the {most} that a table can have; split it into several", path.display())]
    TooManyColumns { path: PathBuf, columns: usize, most: usize },
    #[error(
        "{file} was imported before with other content; pass --replace to put this content in the place of table {table}, or --append to add its rows to it"
    )]
    Changed { file: String, table: String },
    #[error(
        "the table {table} has no column {}; rename the heading, name another table with --table, or pass --replace to make the table anew",
        .columns.join(", ")
    )]
    OtherColumns { table: String, columns: Vec<String> },
    #[error(
        "{} and {} would both make the table {table}; import them apart with --table, or into one table with --table {table}", first.display(), second.display()
    )]
    SameTable { table: String, first: PathBuf, second: PathBuf },
    #[error(
        "the table {table} was not made by an import; name another with --table, or pass --append to add rows to it"
    )]
    ForeignTable { table: String },
    #[error("the reading of {} broke off ({detail}); try again", path.display())]
    BrokenOff { path: PathBuf, detail: String },
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}
