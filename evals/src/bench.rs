//! How long the semantic layer takes: representative queries through the engine, beside the same SQL sent by hand.

use std::{path::Path, time::Duration};

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sentia_semantic::{
    Engine, Filter, FilterOperator, Grain, Measure, PeriodSpec, Query, QueryError, Scope, time::Stopwatch,
};
use sentia_tools::demo_company;

use crate::{
    report::percentile,
    run::{RunError, engine},
};

/// What people ask for most, from a day to years.
const PERIODS: [&str; 9] = [
    "yesterday",
    "last_week",
    "month_to_date",
    "last_month",
    "last_13_weeks",
    "last_quarter",
    "year_to_date",
    "last_12_months",
    "2025",
];

/// Queries that are listed, the slowest first.
const LISTED: usize = 10;

/// Times of one query.
struct Times {
    query: Query,
    /// The statements of the query through the driver, rows fetched and their cells read.
    by_hand: Duration,
    /// Through the engine: checked, compiled, run, laid out.
    engine: Duration,
    /// Through the engine once more, with unchanged rows.
    again: Duration,
}

/// Runs so many different queries over a demo company, each after its pages were read once, and tells the times.
///
/// # Errors
/// A warehouse that cannot be opened or asked.
pub async fn run(file: &Path, queries: usize, seed: u64, with_rollups: bool) -> Result<String, RunError> {
    let engine = engine(file).await?;
    let engine = if with_rollups { engine } else { engine.without_rollups() };
    let people = sentia_demo::people();
    let scopes: Vec<Scope> = people.iter().map(demo_company::scope_of).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut times = Vec::with_capacity(queries);
    let mut asked: Vec<Query> = Vec::new();
    while times.len() < queries {
        let query = representative(&engine, &mut rng)?;
        let scope = &scopes[rng.random_range(0..scopes.len())];
        if asked.contains(&query) {
            continue;
        }
        // A person who may not see the measure, or not split it, is asked of nothing.
        match time(&engine, &query, scope).await {
            Ok(taken) => times.push(taken),
            Err(QueryError::Warehouse(error)) => return Err(error.into()),
            Err(_) => continue,
        }
        asked.push(query);
    }
    Ok(table(&times))
}

async fn time(engine: &Engine, query: &Query, scope: &Scope) -> Result<Times, QueryError> {
    let compiled = engine.compile(query, scope).await?;
    let by_hand = || async {
        let began = Stopwatch::start();
        for statement in &compiled {
            engine.warehouse().fetch(&statement.sql, &statement.binds, &statement.kinds).await?;
        }
        Ok::<_, QueryError>(began.elapsed())
    };
    by_hand().await?;
    let by_hand = by_hand().await?;
    let through_the_engine = || async {
        let began = Stopwatch::start();
        engine.query(query, scope).await?;
        Ok::<_, QueryError>(began.elapsed())
    };
    Ok(Times {
        query: query.clone(),
        by_hand,
        engine: through_the_engine().await?,
        again: through_the_engine().await?,
    })
}

/// One measure or two, as a whole or by one or two dimensions, often over time, now and then of one plant.
fn representative(engine: &Engine, rng: &mut ChaCha8Rng) -> Result<Query, QueryError> {
    let catalogue = engine.catalogue();
    let measure = &catalogue.measures[rng.random_range(0..catalogue.measures.len())];
    let mut measures = vec![measure.id.clone()];
    if rng.random_bool(0.2) {
        let beside: Vec<&Measure> = catalogue
            .measures
            .iter()
            .filter(|other| other.area == measure.area && other.id != measure.id)
            .collect();
        measures.extend(beside.choose(rng).map(|other| other.id.clone()));
    }
    let known = engine.dimensions_of(&measure.id);
    let count = [0, 0, 1, 1, 1, 1, 2][rng.random_range(0..7)];
    let dimensions = known.sample(rng, count).map(|dimension| dimension.id.clone()).collect();
    let spec: PeriodSpec = PERIODS[rng.random_range(0..PERIODS.len())].parse()?;
    let grain = [None, None, None, Some(Grain::Day), Some(Grain::Week), Some(Grain::Month)];
    let of_one_plant = known.iter().any(|dimension| dimension.id == "plant") && rng.random_bool(0.3);
    let plants = ["Leeds", "Derby", "Wrocław"];
    let filters = of_one_plant.then(|| Filter {
        dimension: "plant".to_owned(),
        operator: FilterOperator::In,
        members: vec![plants[rng.random_range(0..plants.len())].to_owned()],
    });
    Ok(Query {
        dimensions,
        grain: grain[rng.random_range(0..grain.len())],
        filters: filters.into_iter().collect(),
        ..Query::of(measures, engine.resolve_period(&spec)?)
    })
}

fn table(times: &[Times]) -> String {
    let row = |label: &str, of: fn(&Times) -> Duration| {
        let mut all: Vec<Duration> = times.iter().map(of).collect();
        all.sort();
        let at = |share| percentile(&all, share);
        format!("{label:<22}{:>9.2}{:>9.2}{:>9.2}", at(0.50), at(0.95), at(0.99))
    };
    let rows = [
        format!("{:<22}{:>9}{:>9}{:>9}", format!("{} queries, ms", times.len()), "p50", "p95", "p99"),
        row("the SQL by hand", |times| times.by_hand),
        row("through the engine", |times| times.engine),
        row("engine less by hand", |times| times.engine.saturating_sub(times.by_hand)),
        row("engine, asked again", |times| times.again),
    ];
    let slowest = slowest(times);
    format!("{}\n\nSlowest through the engine\n{}", rows.join("\n"), slowest.join("\n"))
}

fn slowest(times: &[Times]) -> Vec<String> {
    let mut times: Vec<&Times> = times.iter().collect();
    times.sort_by_key(|times| std::cmp::Reverse(times.engine));
    let line = |Times { query, engine, .. }: &&Times| {
        let by = query.dimensions.iter().map(String::as_str).chain(query.grain.map(|grain| grain.name()));
        format!(
            "{:>9.2}  {} by {}, {} to {}",
            engine.as_secs_f64() * 1000.0,
            query.measures.join(", "),
            by.collect::<Vec<_>>().join(", "),
            query.period.from,
            query.period.to
        )
    };
    times.iter().take(LISTED).map(line).collect()
}
