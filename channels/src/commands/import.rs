use std::{
    io::{self, IsTerminal},
    path::Path,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sentia_import::{DateOrder, Existing, Into, Options, Outcome, Progress, Report, import};
use sentia_semantic::{Dialect, Warehouse, WarehouseError, warehouse::Access};

use super::Context;
use crate::{
    arguments::{Dates, ImportArguments},
    config::DatabaseUrl,
    exit::Exit,
    failure::Failure,
    render::{Style, clean, indented, paint},
    screen::Screen,
};

pub(super) async fn run(context: &Context<'_>, arguments: &ImportArguments) -> Result<Exit, Failure> {
    let url = DatabaseUrl::new(&arguments.into);
    let warehouse = open(&url, arguments.dry_run).await?;
    let dialect = if url.is_postgres() { Dialect::Postgres } else { Dialect::Sqlite };
    let into = Into { warehouse: warehouse.as_ref(), dialect };
    let bar = Bar::start();
    let loaded = import(&arguments.files, into, &arguments.into(), &mut |file, at| bar.show(file, at)).await;
    bar.end();
    let reports = loaded?;
    let mut screen = context.screen();
    if context.shared.json {
        screen.line(&serde_json::to_string(&reports)?)?;
    } else {
        for report in &reports {
            tell(report, arguments.dry_run, &mut screen)?;
        }
        if !arguments.dry_run && reports.iter().any(|report| report.outcome == Outcome::Made) {
            screen.line(&format!("Next: sentia catalogue draft {url}"))?;
        }
    }
    Ok(Exit::Done)
}

/// A dry run makes no file.
async fn open(url: &DatabaseUrl, dry_run: bool) -> Result<Option<Warehouse>, Failure> {
    let access = if dry_run { Access::ReadOnly } else { Access::ReadWrite };
    match Warehouse::open(url.reveal(), access).await {
        Ok(warehouse) => Ok(Some(warehouse)),
        Err(WarehouseError::Missing { .. }) if dry_run => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl From<&ImportArguments> for Options {
    fn from(arguments: &ImportArguments) -> Self {
        Options {
            table: arguments.table.clone(),
            dry_run: arguments.dry_run,
            existing: match (arguments.replace, arguments.append) {
                (true, _) => Existing::Replace,
                (_, true) => Existing::Append,
                _ => Existing::Careful,
            },
            dates: arguments.dates.map(|dates| match dates {
                Dates::DayFirst => DateOrder::DayFirst,
                Dates::MonthFirst => DateOrder::MonthFirst,
            }),
        }
    }
}

fn tell(report: &Report, dry_run: bool, screen: &mut Screen) -> Result<(), Failure> {
    let (terminal, file) = (screen.terminal, report.file.display());
    let table = paint(&report.table, Style::Heading, &terminal);
    let rows = counted(report.rows, "row");
    let did = match (report.outcome, dry_run) {
        (Outcome::AlreadyThere, _) => {
            return Ok(
                screen.line(&format!("{file}: its {rows} are in table {table} already; nothing was done"))?
            );
        }
        (Outcome::Made, false) => format!("table {table} made with {rows}"),
        (Outcome::Appended, false) => format!("{rows} added to table {table}"),
        (Outcome::Replaced, false) => format!("table {table} made anew with {rows}"),
        (Outcome::Made, true) => format!("would make table {table} with {rows}"),
        (Outcome::Appended, true) => format!("would add {rows} to table {table}"),
        (Outcome::Replaced, true) => format!("would make table {table} anew with {rows}"),
    };
    screen.line(&format!("{file}: {did} ({})", report.written))?;
    columns(report, screen)?;
    rejects(report, screen)?;
    for note in &report.notes {
        screen.line(&indented("  note: ", &clean(note), terminal.prose_width()))?;
    }
    Ok(())
}

/// Columns that are listed; the rest is counted.
const MOST_COLUMNS: usize = 40;

fn columns(report: &Report, screen: &mut Screen) -> Result<(), Failure> {
    let shown = || report.columns.iter().take(MOST_COLUMNS);
    let names = shown().map(|column| column.name.chars().count()).max().unwrap_or(0);
    let kinds = shown().map(|column| column.kind.in_words().len()).max().unwrap_or(0);
    for column in shown() {
        let (name, kind) = (&column.name, column.kind.in_words());
        let line = format!("  {name:names$}  {kind:kinds$}  {}", column.examples.join(", "));
        let most = screen.terminal.prose_width().unwrap_or(usize::MAX);
        let line: String = clean(&line).chars().take(most).collect();
        screen.line(line.trim_end())?;
    }
    match report.columns.len().saturating_sub(MOST_COLUMNS) {
        0 => Ok(()),
        more => Ok(screen.line(&format!("  … and {more} more columns"))?),
    }
}

fn rejects(report: &Report, screen: &mut Screen) -> Result<(), Failure> {
    if report.rejected == 0 {
        return Ok(());
    }
    let place = report.rejects_file.as_ref().map(|file| format!("; they stand in {}", file.display()));
    let count = counted(report.rejected, "row");
    let told = format!("  {count} left out{}", place.unwrap_or_default());
    screen.line(&paint(&told, Style::Warning, &screen.terminal))?;
    for reject in &report.first_rejects {
        screen.line(&clean(&format!("    line {}: {}", reject.line, reject.reason)))?;
    }
    Ok(())
}

pub(super) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", sentia_tools::format::decimals(count as f64, 0))
}

/// How far it has come, on a terminal.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn start() -> Self {
        if !io::stderr().is_terminal() {
            return Bar(None);
        }
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{prefix}  {bar:30} {percent:>3}%  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Bar(Some(bar))
    }

    fn show(&self, file: &Path, progress: Progress) {
        if let Some(bar) = &self.0 {
            bar.set_prefix(
                file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            );
            bar.set_length(progress.total.max(1));
            bar.set_position(progress.done);
            bar.set_message(if progress.rows == 0 {
                "reading".to_owned()
            } else {
                counted(progress.rows, "row")
            });
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
