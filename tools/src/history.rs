//! The past of a measure in whole buckets.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sentia_semantic::{
    Additivity, ColumnKind, Grain, Measure, Period, Query, QueryError, ResultTable, Unit, Value,
};

use crate::{Completeness, FilterArg, ToolContext, ToolError, completeness, querying};

/// The recorded values, oldest first, one for each bucket that is over.
pub(crate) struct History {
    pub(crate) measure: Measure,
    pub(crate) grain: Grain,
    pub(crate) buckets: Vec<(Period, Option<Value>)>,
    /// The bucket that the data end in, where they end within it.
    pub(crate) left_out: Option<Period>,
    pub(crate) result: ResultTable,
    pub(crate) completeness: Vec<Completeness>,
}

impl History {
    /// All of it that lies within a period.
    pub(crate) async fn read(
        measure: &str,
        filters: &[FilterArg],
        (period, grain): (Period, Grain),
        context: &ToolContext,
    ) -> Result<History, ToolError> {
        let query = Query {
            grain: Some(grain),
            filters: querying::filters(filters),
            ..Query::of(vec![measure.to_owned()], period)
        };
        let result = context.engine.query(&query, &context.scope).await?;
        if result.truncated {
            return Err(QueryError::TooManyRows(result.rows.len()).into());
        }
        let known = context.engine.catalogue().measure(measure).cloned();
        let measure = known.ok_or_else(|| ToolError::BadArguments(format!("there is no {measure}")))?;
        let completeness = completeness::of(&query, result.period, context).await?;
        // Where only a part was asked for, no rows are no demand of that part; of the whole, they are missing.
        let is_part = !result.filters.is_empty() || !context.scope.row_filters.is_empty();
        let nothing = (measure.additivity == Additivity::Additive && is_part).then_some(Value::Integer(0));
        let recorded = recorded(&result, &measure.id);
        let through = result.freshness.data_through.unwrap_or(result.period.to).min(result.period.to);
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

    pub(crate) fn values(&self) -> Vec<Option<f64>> {
        self.buckets.iter().map(|(_, value)| value.as_ref().and_then(Value::as_f64)).collect()
    }

    /// Members that all of it belongs to: the filters.
    pub(crate) fn members(&self) -> Vec<(String, String)> {
        let single = self.result.filters.iter().filter(|filter| !filter.excludes && filter.labels.len() == 1);
        single.map(|filter| (filter.dimension.clone(), filter.labels[0].clone())).collect()
    }

    /// What its values never left: nought, for what was never below; the whole, for shares.
    pub(crate) fn bounds(&self) -> (f64, f64) {
        let values = self.values();
        let all = |holds: fn(f64) -> bool| values.iter().flatten().all(|value| holds(*value));
        let low = if all(|value| value >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
        let is_share = self.measure.unit == Unit::Percent && all(|value| value <= 1.0);
        (low, if is_share { 1.0 } else { f64::INFINITY })
    }

    /// A number as its values are: minor units are whole.
    pub(crate) fn like(&self, number: f64) -> Value {
        if self.is_whole() { Value::Integer(number.round() as i64) } else { Value::from(number) }
    }

    /// Whether its values are whole numbers, such as money in minor units: so is what is reckoned from them.
    fn is_whole(&self) -> bool {
        self.buckets.iter().all(|(_, value)| !matches!(value, Some(Value::Real(_))))
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
