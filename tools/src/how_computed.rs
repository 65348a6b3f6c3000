//! "How this was computed": definitions, filters, scope and sources, in words.

use std::collections::BTreeSet;

use sentia_semantic::{Catalogue, Column, ColumnKind, Measure, ResolvedCondition, ResolvedFilter};

use crate::{
    HowComputed, MeasureNote, deriving,
    from_result::{Answered, in_words},
};

pub(crate) fn of(answered: &Answered<'_>) -> HowComputed {
    let catalogue = answered.context.engine.catalogue();
    let measures: Vec<&Measure> =
        answered.query.measures.iter().filter_map(|id| catalogue.measure(id)).collect();
    let mut sql = answered.result.sql.clone();
    sql.extend(answered.total.iter().flat_map(|total| total.sql.clone()));
    HowComputed {
        measures: measures.iter().map(|measure| note(catalogue, measure)).collect(),
        filters: filters(catalogue, &answered.result.filters),
        conditions: conditions(answered),
        columns: columns(answered),
        scope: answered.context.scope_in_words.clone(),
        period: answered.result.period,
        comparison_period: answered.result.comparison_period,
        sql,
        sources: sources(catalogue, &measures),
        checks: Vec::new(),
    }
}

pub(crate) fn note(catalogue: &Catalogue, measure: &Measure) -> MeasureNote {
    MeasureNote {
        id: measure.id.clone(),
        label: measure.label.clone(),
        description: measure.description.clone(),
        formula: measure.source.clone(),
        version: catalogue.version_of(measure),
        synonyms: measure.synonyms.clone(),
        target: measure.target,
    }
}

/// `Plant is Leeds`, `Shift is not Night`.
pub(crate) fn filters(catalogue: &Catalogue, resolved: &[ResolvedFilter]) -> Vec<String> {
    resolved
        .iter()
        .map(|filter| {
            let dimension = catalogue.dimension(&filter.dimension);
            let name = dimension.map_or(filter.dimension.as_str(), |dimension| dimension.label.as_str());
            let verb = if filter.excludes { "is not" } else { "is" };
            format!("{name} {verb} {}", in_words(&filter.labels).replace(" and ", " or "))
        })
        .collect()
}

/// `OEE below 60.0%`.
pub(crate) fn conditions(answered: &Answered<'_>) -> Vec<String> {
    let catalogue = answered.context.engine.catalogue();
    let in_words = |condition: &ResolvedCondition| {
        Some(deriving::condition_in_words(condition, catalogue.measure(&condition.measure)?))
    };
    answered.result.conditions.iter().filter_map(in_words).collect()
}

fn columns(answered: &Answered<'_>) -> Vec<String> {
    let explained = |column: &Column| match column.kind {
        ColumnKind::Derived(how) => Some(deriving::explained(&column.label, how, answered.query.grain)),
        _ => None,
    };
    answered.result.columns.iter().filter_map(explained).collect()
}

/// Tables behind the measures.
pub(crate) fn sources(catalogue: &Catalogue, measures: &[&Measure]) -> Vec<String> {
    let datasets: BTreeSet<&str> = measures
        .iter()
        .flat_map(|measure| measure.expression.aggregates())
        .map(|aggregate| aggregate.dataset.as_str())
        .collect();
    datasets.iter().filter_map(|id| Some(catalogue.datasets.get(*id)?.source.clone())).collect()
}

/// A title with the filters behind it.
pub(crate) fn titled(title: String, catalogue: &Catalogue, resolved: &[ResolvedFilter]) -> String {
    let filters = filters(catalogue, resolved);
    if filters.is_empty() { title } else { format!("{title}, {}", filters.join(", ")) }
}
