//! How many incidents are found and rightly explained: companies with incidents drawn from seeds, each beside its twin in
//! which nothing happened.

mod probe;
mod score;

use std::{path::Path, sync::Arc};

use jiff::{ToSpan, civil::date};
use sentia_demo::{Incident, Options, Planting, world::World};
use sentia_semantic::{
    Catalogue, ColumnKind, Engine, Filter, FilterOperator, FixedClock, Grain, Period, Query, Value,
    Warehouse, warehouse::Access,
};
use sentia_tools::{
    DetectAnomalies, DetectAnomaliesArgs, Evidence, ExplainChange, ExplainChangeArgs, FactKind, Tool,
    ToolContext, ToolError, demo_company,
};

use crate::run::RunError;
use probe::Probe;
use score::{Instance, Scores};

/// Draws so many companies, from this seed on, and tells what was found and explained in them. `folder` keeps them for the time
/// of the run.
///
/// # Errors
/// A company that cannot be made or asked.
pub async fn run(folder: &Path, companies: u64, seed: u64) -> Result<String, RunError> {
    let mut scores = Scores::default();
    for seed in seed..seed.saturating_add(companies) {
        let options = Options {
            seed,
            first_day: date(2024, 7, 1),
            incidents: Planting::Drawn(seed),
            ..Options::default()
        };
        let company = Company::made(folder, "with", options.clone()).await?;
        let twin =
            Company::made(folder, "twin", Options { incidents: Planting::None, ..options.clone() }).await?;
        let world = World::new(&options);
        for incident in &company.incidents {
            let Some(probe) = probe::of(incident, &world) else { continue };
            scores.add(judge(seed, incident, &probe, &company, &twin).await?);
        }
    }
    Ok(scores.table())
}

/// A demo company in a file of its own.
struct Company {
    context: ToolContext,
    incidents: Vec<Incident>,
}

impl Company {
    async fn made(folder: &Path, name: &str, options: Options) -> Result<Company, RunError> {
        let file = folder.join(format!("{name}.db"));
        let place = |source| RunError::Place { path: file.to_string_lossy().into_owned(), source };
        std::fs::create_dir_all(folder).map_err(place)?;
        for ending in ["db", "db-wal", "db-shm"] {
            match std::fs::remove_file(folder.join(format!("{name}.{ending}"))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(place(error)),
                _ => {}
            }
        }
        let warehouse = Warehouse::open(&file.to_string_lossy(), Access::ReadWrite).await?;
        let today = options.today;
        let made = demo_company::build(&warehouse, options, |_| ()).await?;
        let clock = Arc::new(FixedClock::at(today));
        let engine = Engine::open(Arc::new(Catalogue::shipped()?), Arc::new(warehouse), clock).await?;
        let people = sentia_demo::people();
        let scope = people.iter().find(|person| person.id == "cfo").map(demo_company::scope_of);
        let scope =
            scope.ok_or_else(|| RunError::NoSuchPerson { case: "incidents".into(), person: "cfo".into() })?;
        let context = ToolContext { engine: Arc::new(engine), scope, scope_in_words: None, documents: None };
        Ok(Company { context, incidents: made.truth.incidents })
    }

    /// The members in which something was found that falls into the period.
    async fn found(&self, probe: &Probe, period: Period) -> Vec<String> {
        let args = DetectAnomaliesArgs {
            measures: vec![probe.measure.to_owned()],
            by: Some(probe.by.to_owned()),
            period: Some(written(period)),
            filters: probe.filters.clone(),
            ..DetectAnomaliesArgs::default()
        };
        let Ok(evidence) = DetectAnomalies.call(args, &self.context).await else { return Vec::new() };
        let facts = evidence.facts.iter().filter(|fact| fact.kind == FactKind::Unusual);
        let member = |ids: &Vec<String>| Some(evidence.figure(ids.first()?)?.members.last()?.1.clone());
        facts.filter_map(|fact| member(&fact.figures)).collect()
    }

    async fn explained(&self, probe: &Probe, period: Period) -> Result<Evidence, ToolError> {
        let before = Period::new(period.from.saturating_sub(period.days().days()), period.eve());
        let args = ExplainChangeArgs {
            measure: probe.measure.to_owned(),
            period: Some(written(period)),
            against: Some(written(before)),
            filters: probe.filters.clone(),
        };
        ExplainChange.call(args, &self.context).await
    }

    /// The measure by week where the incident is, up to the period's end.
    async fn weeks(&self, probe: &Probe, to: jiff::civil::Date) -> Vec<f64> {
        let at = Filter {
            dimension: probe.by.to_owned(),
            operator: FilterOperator::In,
            members: probe.at.clone(),
        };
        let query = Query {
            grain: Some(Grain::Week),
            filters: vec![at],
            ..Query::of(vec![probe.measure.to_owned()], Period::new(to.saturating_sub(52.weeks()), to))
        };
        let Ok(result) = self.context.engine.query(&query, &self.context.scope).await else {
            return Vec::new();
        };
        let Some(at) = result.columns.iter().position(|column| column.kind == ColumnKind::Measure) else {
            return Vec::new();
        };
        result.rows.iter().filter_map(|row| row.get(at).and_then(Value::as_f64)).collect()
    }
}

fn written(period: Period) -> String {
    format!("{}..{}", period.from, period.to)
}

async fn judge(
    seed: u64,
    incident: &Incident,
    probe: &Probe,
    company: &Company,
    twin: &Company,
) -> Result<Instance, RunError> {
    let period = probe::days(incident);
    let found = company.found(probe, period).await;
    let (at, elsewhere): (Vec<_>, Vec<_>) = found.into_iter().partition(|member| probe.at.contains(member));
    let in_twin = twin.found(probe, period).await;
    // What the twin has as well happened there of itself, as machines break down now and then.
    let elsewhere = elsewhere.iter().filter(|member| !in_twin.contains(member)).count();
    let evidence = company.explained(probe, period).await;
    Ok(Instance {
        seed,
        id: incident.id,
        is_anomaly: incident.is_anomaly,
        sigmas: sigmas(probe, period, company, twin).await,
        is_found: !at.is_empty(),
        elsewhere,
        in_twin: in_twin.len(),
        rank: evidence.as_ref().ok().and_then(|evidence| rank(evidence, probe)),
        named: evidence.as_ref().map_or_else(ToString::to_string, |evidence| causes(evidence).join("; ")),
        named_in_twin: twin
            .explained(probe, period)
            .await
            .is_ok_and(|evidence| !causes(&evidence).is_empty()),
    })
}

/// By how many standard deviations of a week the incident moved its measure: the difference to the twin, over the spread of the
/// twin's weeks.
async fn sigmas(probe: &Probe, period: Period, company: &Company, twin: &Company) -> f64 {
    let (with, without) = (company.weeks(probe, period.to).await, twin.weeks(probe, period.to).await);
    let weeks = usize::try_from(period.days() / 7).unwrap_or(1).max(1);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let last = |values: &[f64]| mean(&values[values.len().saturating_sub(weeks)..]);
    let centre = mean(&without);
    let spread = mean(&without.iter().map(|value| (value - centre).powi(2)).collect::<Vec<_>>()).sqrt();
    (last(&with) - last(&without)).abs() / spread
}

/// What the explanation names, in the order in which it is told.
fn causes(evidence: &Evidence) -> Vec<String> {
    named(evidence).into_iter().map(|(_, name)| name).collect()
}

fn rank(evidence: &Evidence, probe: &Probe) -> Option<usize> {
    let is_it =
        |(kind, name): &(String, String)| probe.causes.iter().any(|(of, known)| of == kind && known == name);
    named(evidence).iter().position(is_it).map(|at| at + 1)
}

/// The leading member of the first split and what stands out within it, the measures that moved at the same time, and the leading members of other splits.
fn named(evidence: &Evidence) -> Vec<(String, String)> {
    let figures = |kind: FactKind| {
        let facts = evidence.facts.iter().filter(move |fact| fact.kind == kind);
        facts.filter_map(|fact| evidence.figure(fact.figures.first()?))
    };
    let mut members = figures(FactKind::Contribution).filter_map(|figure| figure.members.last().cloned());
    let measures =
        figures(FactKind::AtTheSameTime).map(|figure| ("measure".to_owned(), figure.measure.clone()));
    let first = members.next();
    let within = figures(FactKind::ContributionWithin).filter_map(|figure| figure.members.last().cloned());
    first.into_iter().chain(within).chain(measures).chain(members).collect()
}
