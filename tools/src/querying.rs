//! Arguments of tools as queries of the engine: what `query_metrics` and `compare_periods` share.

use sentia_semantic::{
    Comparison, Engine, Filter, FilterOperator, Order, Period, PeriodSpec, Query, QueryError, SortBy,
    SortDirection,
};

use crate::{
    Evidence, FilterArg, ToolContext, ToolError, completeness,
    from_result::{Answered, evidence},
};

/// The period asked for, or the first measure's usual one.
pub(crate) fn period(engine: &Engine, asked: Option<&str>, measures: &[String]) -> Result<Period, ToolError> {
    let usual = measures
        .first()
        .and_then(|id| engine.catalogue().measure(id))
        .map(|measure| measure.default_period.as_str());
    let text = asked.or(usual).unwrap_or("last_month");
    let spec: PeriodSpec = text.parse().map_err(QueryError::from)?;
    Ok(engine.resolve_period(&spec)?)
}

/// What a period is set against: `previous_period` where nothing is said, `previous_year`, or a period.
pub(crate) fn comparison(engine: &Engine, against: Option<&str>) -> Result<Comparison, ToolError> {
    match against {
        None | Some("previous_period") => Ok(Comparison::PreviousPeriod),
        Some("previous_year") => Ok(Comparison::PreviousYear),
        Some(period) => {
            let spec: PeriodSpec = period.parse().map_err(QueryError::from)?;
            Ok(Comparison::Period(engine.resolve_period(&spec)?))
        }
    }
}

pub(crate) fn filters(args: &[FilterArg]) -> Vec<Filter> {
    let operator = |exclude| if exclude { FilterOperator::NotIn } else { FilterOperator::In };
    let filter = |arg: &FilterArg| Filter {
        dimension: arg.dimension.clone(),
        operator: operator(arg.exclude),
        members: arg.members.clone(),
    };
    args.iter().map(filter).collect()
}

/// What a column or a condition speaks of is shown too.
pub(crate) fn show_what_is_named(query: &mut Query) {
    let columns = query.derived.iter().map(|derived| &derived.measure);
    let named: Vec<String> =
        columns.chain(query.having.iter().map(|having| &having.measure)).cloned().collect();
    for measure in named {
        if !query.measures.contains(&measure) {
            query.measures.push(measure);
        }
    }
}

/// Time runs forward; members go from the highest down unless asked otherwise.
pub(crate) fn order(query: &Query, by: Option<SortBy>, ascending: bool) -> Option<Order> {
    let direction = if ascending { SortDirection::Ascending } else { SortDirection::Descending };
    match by {
        Some(by) => Some(Order { by, direction }),
        None if query.grain.is_some() => {
            Some(Order { by: SortBy::Time, direction: SortDirection::Ascending })
        }
        None if query.dimensions.is_empty() => None,
        None => query.measures.first().map(|id| Order { by: SortBy::Measure(id.clone()), direction }),
    }
}

/// Runs the query, and once more without the split, so that ratios have their true total.
pub(crate) async fn run(query: Query, context: &ToolContext) -> Result<Evidence, ToolError> {
    let split = query.grain.is_some() || !query.dimensions.is_empty();
    let result = context.engine.query(&query, &context.scope).await?;
    let total = if split {
        let whole = Query {
            filters: query.filters.clone(),
            comparison: query.comparison.clone(),
            ..Query::of(query.measures.clone(), query.period)
        };
        Some(context.engine.query(&whole, &context.scope).await?)
    } else {
        None
    };
    let mut completeness = completeness::of(&query, result.period, context).await?;
    if let Some(before) = result.comparison_period {
        completeness.extend(completeness::of(&query, before, context).await?);
    }
    Ok(evidence(Answered { context, query: &query, result, total, completeness }))
}
