//! From one link to the next, within the person's scope.

use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{
    ColumnKind, Filter, FilterOperator, Freshness, Period, Query, QueryError, Record, ResultTable, Trace,
    Value, lower_first,
};

use super::{TraceArgs, Way};
use crate::{ToolContext, ToolError};

/// Links of links that are followed; what is made in more steps than this is not.
const DEEPEST: usize = 12;
/// Things that are followed on one way.
const MOST: usize = 400;

/// One link: what was used for what, and how much.
pub(super) struct Link {
    pub(super) from: String,
    pub(super) into: String,
    pub(super) quantity: Value,
}

/// What is known of a thing: a text for each dimension of a [`Record`].
pub(super) type About = BTreeMap<String, Vec<Option<String>>>;

/// One of what they went to from which nothing is traced on.
pub(super) struct End {
    pub(super) of: String,
    pub(super) texts: Vec<Option<String>>,
    /// One value for each measure.
    pub(super) values: Vec<Value>,
}

pub(super) struct Found {
    /// As it is written in the data.
    pub(super) number: String,
    /// From the thing asked for on, the nearest first.
    pub(super) back: Vec<Link>,
    pub(super) forward: Vec<Link>,
    pub(super) about: About,
    pub(super) ends: Vec<End>,
    /// The ends belong to an area that the person may not read.
    pub(super) hides_ends: bool,
    /// There is more than was followed.
    pub(super) is_cut: bool,
    pub(super) freshness: Freshness,
    pub(super) sql: Vec<String>,
}

pub(super) async fn follow(
    model: &Trace,
    args: &TraceArgs,
    context: &ToolContext,
) -> Result<Found, ToolError> {
    let mut following = Following { model, context, is_cut: false, freshness: None, sql: Vec::new() };
    let of = context.engine.catalogue().dimension(&args.of);
    let spellings = of.map_or_else(|| vec![args.number.trim().to_owned()], |of| of.spellings(&args.number));
    let known = following.about(&spellings.into_iter().collect()).await?;
    let Some(number) = known.into_keys().next() else { return Err(unknown(args, context)) };
    let back = match args.way {
        Way::Forward => Vec::new(),
        Way::Both | Way::Back => following.links(&number, Way::Back).await?,
    };
    let forward = match args.way {
        Way::Back => Vec::new(),
        Way::Both | Way::Forward => following.links(&number, Way::Forward).await?,
    };
    let sides =
        |links: &[Link]| links.iter().flat_map(|link| [link.from.clone(), link.into.clone()]).collect();
    let mut all: BTreeSet<String> = sides(&back);
    all.extend::<BTreeSet<String>>(sides(&forward));
    all.insert(number.clone());
    let about = following.about(&all).await?;
    let mut sent: BTreeSet<String> = sides(&forward);
    sent.insert(number.clone());
    let (ends, hides_ends) = match (&model.ends, args.way) {
        (Some(ends), Way::Both | Way::Forward) => following.ends(ends, &sent).await?,
        _ => (Vec::new(), false),
    };
    let freshness =
        following.freshness.unwrap_or(Freshness { data_through: None, period_incomplete_after: None });
    let (is_cut, sql) = (following.is_cut, following.sql);
    Ok(Found { number, back, forward, about, ends, hides_ends, is_cut, freshness, sql })
}

fn unknown(args: &TraceArgs, context: &ToolContext) -> ToolError {
    let catalogue = context.engine.catalogue();
    let label = catalogue.dimension(&args.of).map_or_else(|| args.of.clone(), |of| lower_first(&of.label));
    ToolError::BadArguments(format!(
        "There is no {label} {} that you may see; check its number.",
        args.number.trim()
    ))
}

struct Following<'a> {
    model: &'a Trace,
    context: &'a ToolContext,
    is_cut: bool,
    freshness: Option<Freshness>,
    sql: Vec<String>,
}

impl Following<'_> {
    /// Breadth first; a thing that came from itself is met once.
    async fn links(&mut self, number: &str, way: Way) -> Result<Vec<Link>, ToolError> {
        let near = if way == Way::Back { &self.model.into } else { &self.model.from };
        let mut seen = BTreeSet::from([number.to_owned()]);
        let mut next = seen.clone();
        let mut links = Vec::new();
        for _ in 0..DEEPEST {
            let query = Query {
                dimensions: vec![self.model.from.clone(), self.model.into.clone()],
                filters: vec![named(near, &next)],
                ..Query::of(vec![self.model.links.clone()], Period::EVER)
            };
            let result = self.ask(&query).await?;
            next = BTreeSet::new();
            for row in &result.rows {
                let text = |id: &str| text(&result, row, id);
                let (Some(from), Some(into)) = (text(&self.model.from), text(&self.model.into)) else {
                    continue;
                };
                let far = if way == Way::Back { from.clone() } else { into.clone() };
                if seen.insert(far.clone()) {
                    next.insert(far);
                }
                links.push(Link { from, into, quantity: row.last().cloned().unwrap_or(Value::Null) });
            }
            if next.is_empty() {
                return Ok(links);
            }
            if seen.len() > MOST {
                break;
            }
        }
        self.is_cut = true;
        Ok(links)
    }

    async fn about(&mut self, things: &BTreeSet<String>) -> Result<About, ToolError> {
        let about = &self.model.about;
        let result = self.ask(&split(about, about.by.iter(), things)).await?;
        let of_row = |row: &Vec<Value>| {
            Some((text(&result, row, &about.of)?, about.by.iter().map(|id| text(&result, row, id)).collect()))
        };
        Ok(result.rows.iter().filter_map(of_row).collect())
    }

    async fn ends(
        &mut self,
        ends: &Record,
        things: &BTreeSet<String>,
    ) -> Result<(Vec<End>, bool), ToolError> {
        let catalogue = self.context.engine.catalogue();
        let measures =
            ends.measures.iter().filter_map(|id| catalogue.measure(id)).map(|measure| measure.area);
        let dimensions =
            ends.by.iter().filter_map(|id| catalogue.dimension(id)).map(|dimension| dimension.area);
        if !measures.chain(dimensions).all(|area| self.context.scope.may_read(area)) {
            return Ok((Vec::new(), true));
        }
        let result = self.ask(&split(ends, ends.by.iter(), things)).await?;
        let of_row = |row: &Vec<Value>| {
            Some(End {
                of: text(&result, row, &ends.of)?,
                texts: ends.by.iter().map(|id| text(&result, row, id)).collect(),
                values: ends.measures.iter().map(|id| value(&result, row, id)).collect(),
            })
        };
        Ok((result.rows.iter().filter_map(of_row).collect(), false))
    }

    async fn ask(&mut self, query: &Query) -> Result<ResultTable, QueryError> {
        let result = self.context.engine.query(query, &self.context.scope).await?;
        self.sql.extend(result.sql.iter().cloned());
        self.freshness.get_or_insert_with(|| result.freshness.clone());
        Ok(result)
    }
}

fn split<'a>(record: &'a Record, by: impl Iterator<Item = &'a String>, things: &BTreeSet<String>) -> Query {
    Query {
        dimensions: std::iter::once(&record.of).chain(by).cloned().collect(),
        filters: vec![named(&record.of, things)],
        ..Query::of(record.measures.clone(), Period::EVER)
    }
}

fn named(dimension: &str, things: &BTreeSet<String>) -> Filter {
    Filter {
        dimension: dimension.to_owned(),
        operator: FilterOperator::In,
        members: things.iter().cloned().collect(),
    }
}

fn text(result: &ResultTable, row: &[Value], id: &str) -> Option<String> {
    let at =
        result.columns.iter().position(|column| column.kind == ColumnKind::Dimension && column.id == id)?;
    row.get(at)?.as_text().map(str::to_owned)
}

fn value(result: &ResultTable, row: &[Value], id: &str) -> Value {
    let at = result.columns.iter().position(|column| column.kind == ColumnKind::Measure && column.id == id);
    at.and_then(|at| row.get(at)).cloned().unwrap_or(Value::Null)
}
