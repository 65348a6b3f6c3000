//! The past of a measure in whole buckets.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sentia_semantic::{
    Additivity, ColumnKind, Grain, Measure, Period, Query, QueryError, ResultTable, Value,
};

use super::ForecastArgs;
use crate::{Completeness, ToolContext, ToolError, completeness, querying};

/// The recorded values, oldest first, one for each bucket that is over.
pub(super) struct History {
    pub(super) measure: Measure,
    pub(super) grain: Grain,
    pub(super) buckets: Vec<(Period, Option<Value>)>,
    /// The bucket that the data end in, where they end within it.
    pub(super) left_out: Option<Period>,
    pub(super) result: ResultTable,
    pub(super) completeness: Vec<Completeness>,
}

/// The buckets to come.
pub(super) struct Ahead {
    pub(super) asked: Period,
    /// From the first that is not over to the last that was asked for.
    pub(super) buckets: Vec<Period>,
}

impl History {
    pub(super) async fn read(
        args: &ForecastArgs,
        grain: Grain,
        context: &ToolContext,
    ) -> Result<History, ToolError> {
        let query = Query {
            grain: Some(grain),
            filters: querying::filters(&args.filters),
            ..Query::of(vec![args.measure.clone()], Period::EVER)
        };
        let result = context.engine.query(&query, &context.scope).await?;
        if result.truncated {
            return Err(QueryError::TooManyRows(result.rows.len()).into());
        }
        let measure = context.engine.catalogue().measure(&args.measure);
        let measure = measure
            .cloned()
            .ok_or_else(|| ToolError::BadArguments(format!("there is no {}", args.measure)))?;
        let completeness = completeness::of(&query, result.period, context).await?;
        // Where only a part was asked for, no rows are no demand of that part; of the whole, they are missing.
        let is_part = !result.filters.is_empty() || !context.scope.row_filters.is_empty();
        let nothing = (measure.additivity == Additivity::Additive && is_part).then_some(Value::Integer(0));
        let recorded = recorded(&result, &measure.id);
        let through = result.freshness.data_through.unwrap_or(result.period.to);
        let all = result.period.buckets(grain).into_iter().map(|start| Period::bucket(grain, start));
        let begun = all.filter(|bucket| bucket.from >= result.period.from && bucket.from <= through);
        let (over, unfinished): (Vec<Period>, Vec<Period>) = begun.partition(|bucket| bucket.to <= through);
        // What was never there before is not nought until then.
        let first = recorded.keys().next().copied();
        let missing = |bucket: Period| nothing.clone().filter(|_| first.is_some_and(|day| day < bucket.from));
        let value =
            |bucket: Period| (bucket, recorded.get(&bucket.from).cloned().or_else(|| missing(bucket)));
        let buckets = over.into_iter().map(value).collect();
        let left_out = unfinished.first().copied();
        Ok(History { measure, grain, buckets, left_out, result, completeness })
    }

    pub(super) fn values(&self) -> Vec<Option<f64>> {
        self.buckets.iter().map(|(_, value)| value.as_ref().and_then(Value::as_f64)).collect()
    }

    /// Whether its values are whole numbers, such as money in minor units: so are forecasts of it.
    pub(super) fn is_whole(&self) -> bool {
        self.buckets.iter().all(|(_, value)| !matches!(value, Some(Value::Real(_))))
    }

    /// The buckets up to the end of the period asked for.
    pub(super) fn ahead(&self, asked: Period) -> Result<Ahead, ToolError> {
        let Some((last, _)) = self.buckets.last() else {
            return Err(ToolError::BadArguments(format!(
                "No {} of {} is over yet, so nothing can be forecast from it.",
                self.grain.name(),
                self.measure.label
            )));
        };
        let mut all = Vec::new();
        let mut bucket = Period::bucket(self.grain, self.grain.shift(last.from, 1));
        while bucket.from <= asked.to && all.len() <= 1_000 {
            all.push(bucket);
            bucket = Period::bucket(self.grain, self.grain.shift(bucket.from, 1));
        }
        if all.is_empty() {
            return Err(ToolError::BadArguments(format!(
                "{} is over: ask what {} was, not what it will be.",
                asked.describe(),
                self.measure.label
            )));
        }
        Ok(Ahead { asked, buckets: all })
    }
}

fn recorded(result: &ResultTable, measure: &str) -> BTreeMap<Date, Value> {
    let time = result.columns.iter().position(|column| column.kind == ColumnKind::Time);
    let value =
        result.columns.iter().position(|column| column.id == measure && column.kind == ColumnKind::Measure);
    let cell = |row: &Vec<Value>| {
        let day = row.get(time?)?.as_text()?.parse().ok()?;
        Some((day, row.get(value?).filter(|value| !value.is_null())?.clone()))
    };
    result.rows.iter().filter_map(cell).collect()
}
