//! What is out of the ordinary in a period: each measure, of each member where it is split, against its own past.

mod page;
mod series;
mod words;

use async_trait::async_trait;
use schemars::JsonSchema;
use sentia_analytics::{
    anomaly::batch::{CannotJudge, Incident},
    probability::discoveries,
};
use sentia_semantic::{Grain, Period, PeriodSpec, QueryError};
use serde::{Deserialize, Serialize};

use crate::{Evidence, FilterArg, Tool, ToolContext, ToolError, querying};
use series::{Read, Series};

/// The period looked at where none is named.
const USUAL: &str = "last_4_weeks";
const MOST_MEASURES: usize = 8;
/// Of all that is told over all series, at most this share is chance, in the mean.
const FALSE_SHARE: f64 = 0.05;

/// Finds what is out of the ordinary in a period: days that stand out, changes of level, trend and spread, missing data. Use
/// it for "anything unusual", "anomalies", "is that normal", "what stands out".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetectAnomaliesArgs {
    /// Measure ids from the catalogue, at most 8.
    pub measures: Vec<String>,
    /// Dimension id, to look at each of its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Left out: the last four weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// day, week or month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Grain>,
    /// Members to keep or leave out. All filters hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterArg>,
}

/// See [`DetectAnomaliesArgs`].
pub struct DetectAnomalies;

/// What was looked for, and where.
#[derive(Clone)]
struct Search {
    by: Option<String>,
    asked: Period,
    grain: Grain,
    filters: Vec<FilterArg>,
}

/// An incident of one series.
struct Found<'a> {
    series: &'a Series,
    incident: Incident,
}

/// Why nothing can be said of a series.
enum Unjudged {
    Short(CannotJudge),
    /// Its values come only now and then.
    Sparse,
}

/// What came of looking.
#[derive(Default)]
struct Judged<'a> {
    /// The strongest first.
    found: Vec<Found<'a>>,
    looked_at: usize,
    /// Series that nothing can be said of, and why.
    unjudged: Vec<(&'a Series, Unjudged)>,
}

#[async_trait]
impl Tool for DetectAnomalies {
    const NAME: &'static str = "detect_anomalies";
    type Args = DetectAnomaliesArgs;

    async fn call(&self, args: DetectAnomaliesArgs, context: &ToolContext) -> Result<Evidence, ToolError> {
        if args.measures.is_empty() || args.measures.len() > MOST_MEASURES {
            let text = format!("name between one and {MOST_MEASURES} measures to look at");
            return Err(ToolError::BadArguments(text));
        }
        let search = search(&args, context)?;
        let mut looked_at = look(&args.measures, &search, context).await?;
        if args.grain.is_none() {
            look_again_at_sparse(&mut looked_at, &search, context).await?;
        }
        let (all, incidents) = looked_at;
        let series = all.iter().flat_map(|read| &read.series);
        let judged = judge(series.zip(incidents), search.asked);
        page::evidence(&search, &all, judged, context).await
    }
}

type Outcome = Result<Vec<Incident>, Unjudged>;

/// All series, and what was found in each.
async fn look(
    measures: &[String],
    search: &Search,
    context: &ToolContext,
) -> Result<(Vec<Read>, Vec<Outcome>), ToolError> {
    let mut all = Vec::new();
    for measure in measures {
        all.push(series::read(measure, search, context).await?);
    }
    let judging = move || {
        let incidents: Vec<_> = all.iter().flat_map(|read| &read.series).map(Series::incidents).collect();
        (all, incidents)
    };
    tokio::task::spawn_blocking(judging).await.map_err(|_| {
        ToolError::BadArguments("The search was stopped before it was done; ask again.".to_owned())
    })
}

/// What has no value on most days, as the work of a night crew has none, is judged by weeks.
async fn look_again_at_sparse(
    (all, outcomes): &mut (Vec<Read>, Vec<Outcome>),
    search: &Search,
    context: &ToolContext,
) -> Result<(), ToolError> {
    let coarser = match search.grain {
        Grain::Day => Grain::Week,
        _ => return Ok(()),
    };
    let is_sparse = |outcome: &Outcome| matches!(outcome, Err(Unjudged::Sparse));
    let series: Vec<&mut Series> = all.iter_mut().flat_map(|read| &mut read.series).collect();
    let mut sparse: Vec<_> =
        series.into_iter().zip(outcomes.iter_mut()).filter(|(_, outcome)| is_sparse(outcome)).collect();
    let mut measures: Vec<String> = sparse.iter().map(|(series, _)| series.measure.id.clone()).collect();
    measures.dedup();
    if measures.is_empty() {
        return Ok(());
    }
    let (again, judged) = look(&measures, &Search { grain: coarser, ..search.clone() }, context).await?;
    let again = again.into_iter().flat_map(|read| read.series).zip(judged);
    for (series, outcome) in again.filter(|(_, outcome)| !is_sparse(outcome)) {
        let is_it = |known: &Series| known.measure.id == series.measure.id && known.member == series.member;
        if let Some((old, why)) = sparse.iter_mut().find(|(known, _)| is_it(known)) {
            **old = series;
            **why = outcome;
        }
    }
    Ok(())
}

fn search(args: &DetectAnomaliesArgs, context: &ToolContext) -> Result<Search, ToolError> {
    let spec: PeriodSpec = args.period.as_deref().unwrap_or(USUAL).parse().map_err(QueryError::from)?;
    let asked = context.engine.resolve_period(&spec)?;
    let grain = args.grain.unwrap_or(match asked.days() {
        ..=100 => Grain::Day,
        101..=800 => Grain::Week,
        _ => Grain::Month,
    });
    if !matches!(grain, Grain::Day | Grain::Week | Grain::Month) {
        let text = "What is unusual is told from days, weeks or months; choose one of them as the grain.";
        return Err(ToolError::BadArguments(text.to_owned()));
    }
    if asked.from > context.engine.today() {
        let text = format!("{} is still to come; name a period that is over.", asked.describe());
        return Err(ToolError::BadArguments(text));
    }
    Ok(Search { by: args.by.clone(), asked, grain, filters: args.filters.clone() })
}

/// Keeps what falls into the period and is no chance among all that was looked at.
fn judge<'a>(series: impl Iterator<Item = (&'a Series, Outcome)>, asked: Period) -> Judged<'a> {
    let mut judged = Judged::default();
    let mut quiet = 0;
    for (series, outcome) in series {
        judged.looked_at += 1;
        match outcome {
            Ok(incidents) => {
                let new = incidents.into_iter().filter(|incident| series.is_news(incident, asked));
                let before = judged.found.len();
                judged.found.extend(new.map(|incident| Found { series, incident }));
                quiet += usize::from(judged.found.len() == before);
            }
            Err(why) => judged.unjudged.push((series, why)),
        }
    }
    // A series without incidents counts as one that was tried and showed nothing.
    let mut chances: Vec<f64> = judged.found.iter().map(|found| found.incident.p_value).collect();
    chances.extend(std::iter::repeat_n(1.0, quiet));
    let mut kept = discoveries(&chances, FALSE_SHARE).into_iter();
    judged.found.retain(|_| kept.next().unwrap_or(false));
    let strength = |found: &Found<'_>| found.incident.sigmas.abs();
    judged.found.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
    judged
}

/// How many buckets of the past are learned from.
fn reach(grain: Grain) -> i64 {
    match grain {
        Grain::Day => 400,
        Grain::Week => 160,
        _ => 60,
    }
}

/// How many buckets make a season.
fn seasons(grain: Grain) -> &'static [usize] {
    match grain {
        Grain::Day => &[7],
        Grain::Week => &[52],
        _ => &[12],
    }
}

/// The filters that leave one member of the search.
fn of_member(search: &Search, member: Option<&str>) -> Vec<sentia_semantic::Filter> {
    let mut filters = search.filters.clone();
    if let (Some(dimension), Some(member)) = (&search.by, member) {
        filters.push(FilterArg {
            dimension: dimension.clone(),
            members: vec![member.to_owned()],
            exclude: false,
        });
    }
    querying::filters(&filters)
}
