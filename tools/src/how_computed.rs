//! "How this was computed": definitions, filters, scope and sources, in words.

use std::collections::BTreeSet;

use sentia_semantic::{Catalogue, Measure, ResolvedFilter};

use crate::{
    HowComputed, MeasureNote,
    from_result::{Answered, in_words},
};

pub(crate) fn of(answered: &Answered<'_>) -> HowComputed {
    let catalogue = answered.context.engine.catalogue();
    let measures: Vec<&Measure> =
        answered.query.measures.iter().filter_map(|id| catalogue.measure(id)).collect();
    let mut sql = answered.result.sql.clone();
    sql.extend(answered.total.iter().flat_map(|total| total.sql.clone()));
    HowComputed {
        measures: measures.iter().copied().map(note).collect(),
        filters: filters(catalogue, &answered.result.filters),
        scope: answered.context.scope_in_words.clone(),
        period: answered.result.period,
        comparison_period: answered.result.comparison_period,
        sql,
        sources: sources(catalogue, &measures),
        checks: Vec::new(),
    }
}

pub(crate) fn note(measure: &Measure) -> MeasureNote {
    MeasureNote {
        id: measure.id.clone(),
        label: measure.label.clone(),
        description: measure.description.clone(),
        formula: measure.source.clone(),
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
