//! How many failures are foreseen: the tool is asked on one day after another of the demo company's past, knowing nothing of
//! what came, and each warning is held against what did.

use std::{collections::BTreeMap, fmt::Write as _, path::Path, sync::Arc};

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    Catalogue, Engine, FixedClock, Warehouse,
    warehouse::{Access, ColumnType},
};
use sentia_tools::{
    Cell, Evidence, PredictMaintenance, PredictMaintenanceArgs, Tool, ToolContext, demo_company,
};

use crate::run::{RunError, engine};

/// A failure within so many days after a warning makes it right.
const WITHIN: i64 = 30;
/// A warning that comes later than so many days before is too late to plan by.
const LEAST_AHEAD: i64 = 7;

/// A machine, and the day it failed.
struct Failure {
    machine: String,
    day: Date,
    /// Whether its vibration told of it the day before: the demo company's bearings do, or the failure is a sudden one.
    announced: bool,
}

/// Asks on every `step`-th of the last `days` days of a demo company.
///
/// # Errors
/// A company that cannot be made or asked.
pub async fn run(file: &Path, days: i64, step: i64) -> Result<String, RunError> {
    let today = engine(file).await?.today();
    let warehouse = Arc::new(Warehouse::open(&file.to_string_lossy(), Access::ReadOnly).await?);
    let catalogue = Arc::new(Catalogue::shipped()?);
    let first = today.saturating_sub(days.days());
    let mut warnings: Vec<(String, Date)> = Vec::new();
    let failures = failures(&warehouse, today).await?;
    let mut day = first;
    while day < today {
        let clock = Arc::new(FixedClock::at(day));
        let engine = Engine::open(catalogue.clone(), warehouse.clone(), clock).await?;
        for machine in warned(Arc::new(engine), day).await? {
            let stands = |(known, given): &(String, Date)| {
                *known == machine
                    && ago(*given, day) < WITHIN
                    && !failures.iter().any(|failure| {
                        failure.machine == machine && *given < failure.day && failure.day <= day
                    })
            };
            if !warnings.iter().any(stands) {
                warnings.push((machine, day));
            }
        }
        day = day.saturating_add(step.days());
    }
    Ok(table(&warnings, &failures, (first, today)))
}

async fn warned(engine: Arc<Engine>, day: Date) -> Result<Vec<String>, RunError> {
    let people = sentia_demo::people();
    let scope = people.iter().find(|person| person.id == "cfo").map(demo_company::scope_of);
    let scope =
        scope.ok_or_else(|| RunError::NoSuchPerson { case: "maintenance".into(), person: "cfo".into() })?;
    let context = ToolContext { engine, scope, scope_in_words: None, documents: None };
    let period = format!("{}..{}", day.saturating_add(1.day()), day.saturating_add(WITHIN.days()));
    let args = PredictMaintenanceArgs { period: Some(period), ..PredictMaintenanceArgs::default() };
    match PredictMaintenance.call(args, &context).await {
        Ok(evidence) => Ok(marked(&evidence)),
        Err(_) => Ok(Vec::new()),
    }
}

/// The members whose row says that they are warned of.
fn marked(evidence: &Evidence) -> Vec<String> {
    let at = evidence.table.columns.iter().position(|column| column.id == "warning");
    let warned = evidence
        .table
        .rows
        .iter()
        .filter(|row| at.is_some_and(|at| matches!(row.get(at), Some(Cell::Text(_)))));
    warned
        .filter_map(|row| match row.first()? {
            Cell::Text(machine) => Some(machine.clone()),
            _ => None,
        })
        .collect()
}

async fn failures(warehouse: &Warehouse, today: Date) -> Result<Vec<Failure>, RunError> {
    let texts = |columns: usize| vec![ColumnType::Text; columns];
    let readings = warehouse
        .fetch(
            "SELECT m.name, s.business_date, CAST(AVG(s.mean) AS TEXT) FROM sensor s JOIN machine m ON m.tenant = s.tenant AND \
             m.machine_id = s.machine_id WHERE s.sensor_type_id = 'VIB' GROUP BY 1, 2 ORDER BY 1, 2",
            &[],
            &texts(3),
        )
        .await?;
    let mut vibration: BTreeMap<String, Vec<(Date, f64)>> = BTreeMap::new();
    for row in &readings {
        let (Some(machine), Some(day), Some(mean)) = (row[0].as_text(), row[1].as_text(), row[2].as_text())
        else {
            continue;
        };
        if let (Ok(day), Ok(mean)) = (day.parse(), mean.parse()) {
            vibration.entry(machine.to_owned()).or_default().push((day, mean));
        }
    }
    let rows = warehouse
        .fetch(
            "SELECT m.name, f.business_date FROM failure f JOIN machine m ON m.tenant = f.tenant AND m.machine_id = f.machine_id",
            &[],
            &texts(2),
        )
        .await?;
    let failure = |row: &Vec<sentia_semantic::Value>| {
        let (machine, day): (String, Date) = (row[0].as_text()?.to_owned(), row[1].as_text()?.parse().ok()?);
        let announced = rose(vibration.get(&machine)?, day);
        (day <= today).then_some(Failure { machine, day, announced })
    };
    Ok(rows.iter().filter_map(failure).collect())
}

/// Whether the last reading before a day lies far above the machine's median: by a millimetre a second, where what is usual
/// differs by a tenth.
fn rose(readings: &[(Date, f64)], day: Date) -> bool {
    let mut all: Vec<f64> = readings.iter().map(|(_, mean)| *mean).collect();
    all.sort_by(f64::total_cmp);
    let median = all.get(all.len() / 2).copied().unwrap_or(0.0);
    let before = readings.iter().rfind(|(known, _)| *known < day);
    before.is_some_and(|(_, mean)| *mean > median + 1.0)
}

fn ago(then: Date, now: Date) -> i64 {
    i64::from((now - then).get_days())
}

fn table(warnings: &[(String, Date)], failures: &[Failure], (first, today): (Date, Date)) -> String {
    let came = |(machine, given): &(String, Date)| {
        failures
            .iter()
            .any(|failure| failure.machine == *machine && (1..=WITHIN).contains(&ago(*given, failure.day)))
    };
    let over: Vec<_> = warnings.iter().filter(|(_, given)| ago(*given, today) >= WITHIN).collect();
    let right = over.iter().filter(|warning| came(warning)).count();
    let judged: Vec<&Failure> =
        failures.iter().filter(|failure| ago(first, failure.day) >= WITHIN && failure.day <= today).collect();
    let foreseen = |failure: &&&Failure, least: i64| {
        let in_time = |(machine, given): &(String, Date)| {
            *machine == failure.machine && (least..=WITHIN).contains(&ago(*given, failure.day))
        };
        warnings.iter().any(in_time)
    };
    let mut text = String::new();
    let _ = writeln!(text, "warnings that were over: {}, right {}", over.len(), share(right, over.len()));
    for (what, announced) in [("announced", Some(true)), ("sudden", Some(false)), ("all", None)] {
        let those: Vec<&&Failure> =
            judged.iter().filter(|failure| announced.is_none_or(|is| failure.announced == is)).collect();
        let at_all = those.iter().filter(|failure| foreseen(failure, 1)).count();
        let in_time = those.iter().filter(|failure| foreseen(failure, LEAST_AHEAD)).count();
        let _ = writeln!(
            text,
            "{what} failures: {}, warned of {}, {LEAST_AHEAD} to {WITHIN} days ahead {}",
            those.len(),
            share(at_all, those.len()),
            share(in_time, those.len())
        );
    }
    text
}

fn share(some: usize, all: usize) -> String {
    if all == 0 { "none".to_owned() } else { format!("{:.1}%", 100.0 * some as f64 / all as f64) }
}
