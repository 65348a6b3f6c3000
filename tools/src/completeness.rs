//! Whether the rows that figures rest on are all there: said beside the answer, and where too many are missing, said instead
//! of it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sentia_semantic::{
    Catalogue, Filter, Grain, Measure, Period, Query, QueryError, ResultTable, Unit, Value,
};

use crate::{Completeness, ToolContext, ToolError, format, from_result::in_words};

/// A share below this is worth a caveat; what is above is shown as 100.0%.
const COMPLETE: f64 = 0.9995;
/// Days that are named one by one.
const MOST_DAYS: usize = 5;

/// How complete the rows behind a query are: one entry for each metric that the datasets of its measures name, over the
/// days of the query's period. Errors: [`ToolError::Incomplete`] where a measure needs more than there is.
pub(crate) async fn of(
    query: &Query,
    period: Period,
    context: &ToolContext,
) -> Result<Vec<Completeness>, ToolError> {
    let catalogue = context.engine.catalogue();
    let mut found = Vec::new();
    for metric in metrics(catalogue, &query.measures) {
        let Some(share) = share(metric, query, period, context).await? else { continue };
        let wider = reached(metric, query, context).len() < query.filters.len();
        if !wider {
            withhold(catalogue, metric, share, period, query)?;
        }
        let missing =
            if share < COMPLETE { missing(metric, query, period, context).await? } else { Vec::new() };
        found.push(Completeness { label: metric.label.clone(), share, period, missing, wider });
    }
    Ok(found)
}

/// A sentence for each source of rows that is not complete.
pub(crate) fn caveats(found: &[Completeness]) -> Vec<String> {
    let incomplete = found.iter().filter(|one| one.share < COMPLETE);
    incomplete
        .map(|one| {
            let days = if one.missing.is_empty() {
                String::new()
            } else {
                format!(" Least came on {}.", in_words(&one.missing))
            };
            let meaning = if one.wider {
                "counted over more of the company than you asked about, so the gap may lie elsewhere"
            } else {
                "the figures may change when the other rows come"
            };
            let (label, period, share) = (&one.label, one.period.describe(), percent(one.share));
            format!("{label} for {period} is {share}: {meaning}.{days}")
        })
        .collect()
}

fn percent(share: f64) -> String {
    format::value(&Value::Real(share), &Unit::Percent)
}

/// The metrics by which the rows behind the measures are judged.
fn metrics<'a>(catalogue: &'a Catalogue, measures: &[String]) -> Vec<&'a Measure> {
    let datasets: BTreeSet<&str> = measures
        .iter()
        .filter_map(|id| catalogue.measure(id))
        .flat_map(|measure| measure.expression.aggregates())
        .map(|aggregate| aggregate.dataset.as_str())
        .collect();
    let named: BTreeSet<&String> = datasets
        .into_iter()
        .filter_map(|id| catalogue.datasets.get(id)?.completeness.as_ref())
        .filter(|metric| !measures.contains(metric))
        .collect();
    named.into_iter().filter_map(|id| catalogue.measure(id)).collect()
}

/// The fraction of the expected rows that came; none where nothing was expected or the person may not know.
async fn share(
    metric: &Measure,
    query: &Query,
    period: Period,
    context: &ToolContext,
) -> Result<Option<f64>, ToolError> {
    let asked = of_metric(metric, query, period, context);
    Ok(run(asked, context).await?.and_then(|table| table.rows.first()?.last()?.as_f64()))
}

/// The days on which rows are missing, worst first, in words; none where they are too many to name.
async fn missing(
    metric: &Measure,
    query: &Query,
    period: Period,
    context: &ToolContext,
) -> Result<Vec<String>, ToolError> {
    let asked = Query { grain: Some(Grain::Day), ..of_metric(metric, query, period, context) };
    let Some(table) = run(asked, context).await? else { return Ok(Vec::new()) };
    let day = |row: &Vec<Value>| {
        let share = row.last()?.as_f64()?;
        let day: Date = row.first()?.as_text()?.parse().ok()?;
        (share < COMPLETE).then_some((share, day))
    };
    let mut days: Vec<(f64, Date)> = table.rows.iter().filter_map(day).collect();
    if days.len() > MOST_DAYS {
        return Ok(Vec::new());
    }
    days.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    Ok(days
        .into_iter()
        .map(|(share, day)| format!("{} ({})", day.strftime("%-d %B %Y"), percent(share)))
        .collect())
}

/// The filters that the metric's own rows can be cut by.
fn reached(metric: &Measure, query: &Query, context: &ToolContext) -> Vec<Filter> {
    let known = context.engine.dimensions_of(&metric.id);
    let is_reached = |filter: &&Filter| known.iter().any(|dimension| dimension.id == filter.dimension);
    query.filters.iter().filter(is_reached).cloned().collect()
}

/// The metric over the same days and, as far as it can be, the same members.
fn of_metric(metric: &Measure, query: &Query, period: Period, context: &ToolContext) -> Query {
    Query { filters: reached(metric, query, context), ..Query::of(vec![metric.id.clone()], period) }
}

async fn run(query: Query, context: &ToolContext) -> Result<Option<ResultTable>, ToolError> {
    match context.engine.query(&query, &context.scope).await {
        Ok(table) => Ok(Some(table)),
        // Nothing is told of rows that are not the person's, or cannot be told from those of others.
        Err(QueryError::AreaForbidden { .. } | QueryError::OutOfScope { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn withhold(
    catalogue: &Catalogue,
    metric: &Measure,
    share: f64,
    period: Period,
    query: &Query,
) -> Result<(), ToolError> {
    let rests_on = |measure: &&Measure| {
        let mut aggregates = measure.expression.aggregates().into_iter();
        aggregates.any(|aggregate| {
            let dataset = catalogue.datasets.get(&aggregate.dataset);
            dataset.and_then(|dataset| dataset.completeness.as_ref()) == Some(&metric.id)
        })
    };
    let mut measures = query.measures.iter().filter_map(|id| catalogue.measure(id)).filter(rests_on);
    match measures.find(|measure| share < measure.min_completeness) {
        None => Ok(()),
        Some(measure) => Err(ToolError::Incomplete(format!(
            "{} for {} is withheld: {} is {} and at least {} is needed. Ask for other days or another part of the company, or \
             ask who runs the feed when the rows will come.",
            measure.label,
            period.describe(),
            metric.label.to_lowercase(),
            percent(share),
            percent(measure.min_completeness),
        ))),
    }
}
