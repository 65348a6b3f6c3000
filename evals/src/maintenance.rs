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

/// Share of warnings right at which it is also told how many failures are found.
const PRECISION: f64 = 0.8;

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
    let failures = failures(&warehouse, today).await?;
    let mut told: Vec<Told> = Vec::new();
    let mut day = first;
    while day < today {
        let clock = Arc::new(FixedClock::at(day));
        let engine = Engine::open(catalogue.clone(), warehouse.clone(), clock).await?;
        told.extend(asked(Arc::new(engine), day).await?);
        day = day.saturating_add(step.days());
    }
    let trial = Trial { told, failures, first, today };
    Ok(trial.table())
}

/// What was said of a machine on a day.
struct Told {
    machine: String,
    day: Date,
    risk: f64,
    is_warned: bool,
}

type Warning = (String, Date);

async fn asked(engine: Arc<Engine>, day: Date) -> Result<Vec<Told>, RunError> {
    let people = sentia_demo::people();
    let scope = people.iter().find(|person| person.id == "cfo").map(demo_company::scope_of);
    let scope =
        scope.ok_or_else(|| RunError::NoSuchPerson { case: "maintenance".into(), person: "cfo".into() })?;
    let context = ToolContext { engine, scope, scope_in_words: None, documents: None };
    let period = format!("{}..{}", day.saturating_add(1.day()), day.saturating_add(WITHIN.days()));
    let args = PredictMaintenanceArgs { period: Some(period), ..PredictMaintenanceArgs::default() };
    match PredictMaintenance.call(args, &context).await {
        Ok(evidence) => Ok(rows(&evidence, day)),
        Err(_) => Ok(Vec::new()),
    }
}

fn rows(evidence: &Evidence, day: Date) -> Vec<Told> {
    let at = |id: &str| evidence.table.columns.iter().position(|column| column.id == id);
    let told = |row: &Vec<Cell>| {
        let (Cell::Text(machine), Cell::Figure(risk)) = (row.first()?, row.get(at("risk")?)?) else {
            return None;
        };
        Some(Told {
            machine: machine.clone(),
            day,
            risk: evidence.figure(risk)?.value.as_f64()?,
            is_warned: matches!(row.get(at("warning")?), Some(Cell::Text(_))),
        })
    };
    evidence.table.rows.iter().filter_map(told).collect()
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

/// What was said, and what came.
struct Trial {
    told: Vec<Told>,
    failures: Vec<Failure>,
    first: Date,
    today: Date,
}

impl Trial {
    /// The first day of each warning: one stands until the machine fails, or for as long as it speaks of.
    fn warnings(&self, is_one: impl Fn(&Told) -> bool) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = Vec::new();
        for Told { machine, day, .. } in self.told.iter().filter(|told| is_one(told)) {
            let stands = |(known, given): &Warning| {
                known == machine
                    && ago(*given, *day) < WITHIN
                    && !self.failures.iter().any(|failure| {
                        failure.machine == *machine && *given < failure.day && failure.day <= *day
                    })
            };
            if !warnings.iter().any(stands) {
                warnings.push((machine.clone(), *day));
            }
        }
        warnings
    }

    /// Warnings whose time is over, and those of them that were right.
    fn judged(&self, warnings: &[Warning]) -> (usize, usize) {
        let came = |(machine, given): &&&Warning| {
            self.failures.iter().any(|failure| {
                failure.machine == *machine && (1..=WITHIN).contains(&ago(*given, failure.day))
            })
        };
        let over: Vec<&Warning> =
            warnings.iter().filter(|(_, given)| ago(*given, self.today) >= WITHIN).collect();
        (over.len(), over.iter().filter(came).count())
    }

    /// The failures that could have been warned of.
    fn came(&self, announced: Option<bool>) -> Vec<&Failure> {
        let counts = |failure: &&Failure| {
            ago(self.first, failure.day) >= WITHIN
                && failure.day <= self.today
                && announced.is_none_or(|is| failure.announced == is)
        };
        self.failures.iter().filter(counts).collect()
    }

    fn table(&self) -> String {
        let warnings = self.warnings(|told| told.is_warned);
        let (over, right) = self.judged(&warnings);
        let mut text = format!("warnings that were over: {over}, right {}\n", share(right, over));
        for (what, announced) in [("announced", Some(true)), ("sudden", Some(false)), ("all", None)] {
            let those = self.came(announced);
            let _ = writeln!(
                text,
                "{what} failures: {}, warned of {}, {LEAST_AHEAD} to {WITHIN} days ahead {}",
                those.len(),
                share(foreseen(&those, &warnings, 1), those.len()),
                share(foreseen(&those, &warnings, LEAST_AHEAD), those.len())
            );
        }
        if let Some((line, precision, warnings)) = self.most_at(PRECISION) {
            let those = self.came(Some(true));
            let _ = writeln!(
                text,
                "with a line at {:.1}% risk, where {:.1}% of warnings were right: announced failures {LEAST_AHEAD} to {WITHIN} days \
                 ahead {} (the line is drawn on the days it is judged by)",
                100.0 * line,
                100.0 * precision,
                share(foreseen(&those, &warnings, LEAST_AHEAD), those.len())
            );
        }
        text
    }

    /// The lowest risk to warn from at which at least this share of the warnings was right.
    fn most_at(&self, least: f64) -> Option<(f64, f64, Vec<Warning>)> {
        let mut lines: Vec<f64> = self.told.iter().map(|told| told.risk).collect();
        lines.sort_by(f64::total_cmp);
        lines.dedup();
        lines.into_iter().step_by(5).find_map(|line| {
            let warnings = self.warnings(|told| told.risk >= line);
            let (over, right) = self.judged(&warnings);
            let precision = right as f64 / over.max(1) as f64;
            (over > 0 && precision >= least).then_some((line, precision, warnings))
        })
    }
}

/// How many of the failures had a warning so many days before, or more.
fn foreseen(failures: &[&Failure], warnings: &[Warning], least: i64) -> usize {
    let in_time = |failure: &&&Failure| {
        warnings.iter().any(|(machine, given)| {
            *machine == failure.machine && (least..=WITHIN).contains(&ago(*given, failure.day))
        })
    };
    failures.iter().filter(in_time).count()
}

fn share(some: usize, all: usize) -> String {
    if all == 0 { "none".to_owned() } else { format!("{:.1}%", 100.0 * some as f64 / all as f64) }
}
