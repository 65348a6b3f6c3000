//! What the terms of a statement come to: as few queries as there are kinds of terms, each with the person's scope in it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{
    ColumnKind, Filter, Freshness, Grain, Period, Query, QueryError, ResolvedFilter, ResultTable, Statement,
    Value,
    catalogue::{Term, TermTime},
};

use super::amounts::{plus, whole};
use crate::{Completeness, ToolContext, ToolError, completeness};

/// Days before the one asked for in which a balance is looked for.
const LOOK_BACK: i64 = 62;

/// Asks the engine on behalf of one statement, and keeps what its Evidence must tell.
pub(super) struct Gatherer<'a> {
    pub statement: &'a Statement,
    pub filters: &'a [Filter],
    pub context: &'a ToolContext,
    pub sql: Vec<String>,
    pub resolved: Vec<ResolvedFilter>,
    /// The earliest of the last days with data.
    pub data_through: Option<Date>,
    /// The days at which balances were struck, by the day asked for.
    pub struck: BTreeMap<Date, Date>,
    last_days: BTreeMap<(BTreeSet<String>, Date), Option<Date>>,
}

/// Amounts of the terms of one column, by term.
#[derive(Default)]
pub(super) struct Gathered {
    /// By days, dimensions and measure: member labels with what they come to.
    tables: BTreeMap<Key, Vec<Amount>>,
    /// Whether any row was found.
    pub anything: bool,
}

type Key = (TermTime, Vec<String>, String);

/// The label of each member, and what it comes to.
type Amount = (Vec<Option<String>>, i64);

impl<'a> Gatherer<'a> {
    pub(super) fn new(statement: &'a Statement, filters: &'a [Filter], context: &'a ToolContext) -> Self {
        Gatherer {
            statement,
            filters,
            context,
            sql: Vec::new(),
            resolved: Vec::new(),
            data_through: None,
            struck: BTreeMap::new(),
            last_days: BTreeMap::new(),
        }
    }

    /// What these terms come to over a period.
    pub(super) async fn gather(&mut self, terms: &[&Term], period: Period) -> Result<Gathered, ToolError> {
        let mut kinds: BTreeMap<(TermTime, Vec<String>), BTreeSet<String>> = BTreeMap::new();
        for term in terms {
            let dimensions: Vec<String> = term.only.keys().cloned().collect();
            kinds.entry((term.at, dimensions)).or_default().insert(term.measure.clone());
        }
        let mut gathered = Gathered::default();
        for ((at, dimensions), measures) in kinds {
            let measures: Vec<String> = measures.into_iter().collect();
            match at {
                TermTime::Period => {
                    let table = self.ask(&measures, &dimensions, period).await?;
                    gathered.add(at, &dimensions, &measures, &measures, &table)?;
                }
                TermTime::Opening => {
                    self.balances(&mut gathered, at, &dimensions, &measures, period.eve()).await?;
                }
                TermTime::Closing => {
                    self.balances(&mut gathered, at, &dimensions, &measures, period.to).await?;
                }
            }
        }
        Ok(gathered)
    }

    /// Balances at the end of a day: as struck on it or last before it, and what moved them since.
    async fn balances(
        &mut self,
        gathered: &mut Gathered,
        at: TermTime,
        dimensions: &[String],
        measures: &[String],
        day: Date,
    ) -> Result<(), ToolError> {
        let mut together: BTreeMap<Option<Date>, Vec<String>> = BTreeMap::new();
        for measure in measures {
            together.entry(self.last_struck(measure, day).await?).or_default().push(measure.clone());
        }
        for (struck, measures) in together {
            if let Some(struck) = struck {
                let table = self.ask(&measures, dimensions, Period::new(struck, struck)).await?;
                gathered.add(at, dimensions, &measures, &measures, &table)?;
            }
            let first = struck.map_or(Date::constant(1900, 1, 1), |struck| struck.saturating_add(1.day()));
            for measure in measures.iter().filter(|_| struck != Some(day)) {
                let Some(moved) = self.statement.movements.get(measure) else {
                    self.struck.extend(struck.map(|struck| (day, struck)));
                    continue;
                };
                let (name, moved) = (std::slice::from_ref(measure), std::slice::from_ref(moved));
                let table = self.ask(moved, dimensions, Period::new(first, day)).await?;
                gathered.add(at, dimensions, name, moved, &table)?;
            }
        }
        Ok(())
    }

    /// The last day not after this one on which the balance was struck, whoever is asked for: a member without a row on
    /// it has no balance rather than an old one.
    pub(super) async fn last_struck(&mut self, measure: &str, day: Date) -> Result<Option<Date>, ToolError> {
        let known = self.context.engine.catalogue().measure(measure);
        let aggregates = known.map(|measure| measure.expression.aggregates()).unwrap_or_default();
        let datasets: BTreeSet<String> = aggregates.into_iter().map(|part| part.dataset.clone()).collect();
        if let Some(found) = self.last_days.get(&(datasets.clone(), day)) {
            return Ok(*found);
        }
        let query = Query {
            grain: Some(Grain::Day),
            ..over(&[measure.to_owned()], Period::new(day.saturating_sub(LOOK_BACK.days()), day))
        };
        let table = self.context.engine.query(&query, &self.context.scope).await?;
        let time = table.columns.iter().position(|column| column.kind == ColumnKind::Time);
        let days = table.rows.iter().filter(|row| row.iter().any(|cell| cell.as_f64().is_some()));
        let last = days.filter_map(|row| row.get(time?)?.as_text()?.parse().ok()).max();
        self.last_days.insert((datasets, day), last);
        Ok(last)
    }

    /// Runs a query and notes how it was computed.
    pub(super) async fn ask(
        &mut self,
        measures: &[String],
        dimensions: &[String],
        period: Period,
    ) -> Result<ResultTable, ToolError> {
        let query = Query {
            dimensions: dimensions.to_vec(),
            filters: self.filters.to_vec(),
            ..over(measures, period)
        };
        let table = self.context.engine.query(&query, &self.context.scope).await?;
        if table.truncated {
            return Err(QueryError::TooManyRows(table.rows.len()).into());
        }
        self.note(&table);
        Ok(table)
    }

    pub(super) fn note(&mut self, table: &ResultTable) {
        self.sql.extend(table.sql.iter().filter(|sql| !self.sql.contains(sql)).cloned().collect::<Vec<_>>());
        self.resolved.clone_from(&table.filters);
        let through = table.freshness.data_through;
        self.data_through = self.data_through.into_iter().chain(through).min();
    }

    /// The measures that sum the statement up, by id; none where there is nothing.
    pub(super) async fn ratios(&mut self, period: Period) -> Result<Vec<(String, Vec<Value>)>, ToolError> {
        let ids = &self.statement.ratios;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let table = self.ask(ids, &[], period).await?;
        let cell = |id: &String| {
            let at = table.columns.iter().position(|column| column.id == *id)?;
            table.rows.first()?.get(at).cloned().filter(|cell| !cell.is_null())
        };
        Ok(ids.iter().map(|id| (id.clone(), cell(id).into_iter().collect())).collect())
    }

    /// How complete the rows behind the statement's flows are.
    pub(super) async fn completeness(&self, period: Period) -> Result<Vec<Completeness>, ToolError> {
        let measures = [self.statement.measures(), self.statement.ratios.clone()].concat();
        let query = Query { filters: self.filters.to_vec(), ..over(&measures, period) };
        completeness::of(&query, period, self.context).await
    }

    pub(super) fn freshness(&self, asked: Period) -> Freshness {
        let last = self.data_through;
        Freshness { data_through: last, period_incomplete_after: last.filter(|last| *last < asked.to) }
    }
}

/// These measures over these days, as a whole.
pub(super) fn over(measures: &[String], period: Period) -> Query {
    Query::of(measures.to_vec(), period)
}

impl Gathered {
    /// Adds the rows of a result; `measures` are what it asked for, `names` what the terms call them.
    fn add(
        &mut self,
        at: TermTime,
        dimensions: &[String],
        names: &[String],
        measures: &[String],
        table: &ResultTable,
    ) -> Result<(), ToolError> {
        let column = |id: &String| table.columns.iter().position(|column| column.id == *id);
        let labels: Vec<Option<usize>> = dimensions.iter().map(column).collect();
        for (name, measure) in names.iter().zip(measures) {
            let Some(value) = column(measure) else { continue };
            let rows = self.tables.entry((at, dimensions.to_vec(), name.clone())).or_default();
            for row in &table.rows {
                let Some(amount) = row.get(value).map(whole).transpose()?.flatten() else { continue };
                let label = |at: &Option<usize>| {
                    at.and_then(|at| row.get(at)).and_then(Value::as_text).map(str::to_owned)
                };
                rows.push((labels.iter().map(label).collect(), amount));
                self.anything = true;
            }
        }
        Ok(())
    }

    /// What a term comes to; nothing recorded is nothing.
    pub(super) fn amount(&self, term: &Term) -> Result<i64, ToolError> {
        let key = (term.at, term.only.keys().cloned().collect::<Vec<_>>(), term.measure.clone());
        let rows = self.tables.get(&key).map(Vec::as_slice).unwrap_or_default();
        let wanted = |labels: &Vec<Option<String>>| {
            term.only.values().zip(labels).all(|(members, label)| {
                label.as_ref().is_some_and(|label| members.iter().any(|member| member == label))
            })
        };
        let mut sum = 0;
        for (_, amount) in rows.iter().filter(|(labels, _)| wanted(labels)) {
            sum = plus(sum, *amount, term.negate)?;
        }
        Ok(sum)
    }
}
