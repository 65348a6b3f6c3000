//! What changed between two catalogues, by what the figures mean and not by how the files are written.

use std::collections::BTreeMap;

use sentia_semantic::{Catalogue, Measure};
use serde::Serialize;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    Added {
        what: &'static str,
        id: String,
    },
    Removed {
        what: &'static str,
        id: String,
    },
    /// A measure or dimension whose figures may come out otherwise, or be shown or found otherwise.
    Changed {
        what: &'static str,
        id: String,
        aspects: Vec<Aspect>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aspect {
    pub name: &'static str,
    pub old: String,
    pub new: String,
    /// Whether answers that were given may now have other figures.
    pub changes_figures: bool,
}

/// All differences, measures first, in the order of their ids.
pub fn diff(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let mut changes = compare("measure", &measures(old), &measures(new));
    changes.extend(compare("dimension", &dimensions(old), &dimensions(new)));
    changes.extend(compare("relationship", &relationships(old), &relationships(new)));
    changes
}

/// Name, text, and whether figures depend on it.
type Aspects = Vec<(&'static str, String, bool)>;

fn compare(
    what: &'static str,
    old: &BTreeMap<String, Aspects>,
    new: &BTreeMap<String, Aspects>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, aspects) in old {
        let Some(now) = new.get(id) else {
            changes.push(Change::Removed { what, id: id.clone() });
            continue;
        };
        let differing: Vec<Aspect> = aspects
            .iter()
            .zip(now)
            .filter(|(old, new)| old.1 != new.1)
            .map(|(old, new)| Aspect {
                name: old.0,
                old: old.1.clone(),
                new: new.1.clone(),
                changes_figures: old.2,
            })
            .collect();
        if !differing.is_empty() {
            changes.push(Change::Changed { what, id: id.clone(), aspects: differing });
        }
    }
    changes.extend(
        new.keys().filter(|id| !old.contains_key(*id)).map(|id| Change::Added { what, id: id.clone() }),
    );
    changes
}

fn measures(catalogue: &Catalogue) -> BTreeMap<String, Aspects> {
    catalogue.measures.iter().map(|measure| (measure.id.clone(), aspects(catalogue, measure))).collect()
}

fn aspects(catalogue: &Catalogue, measure: &Measure) -> Aspects {
    let aggregates = measure.expression.aggregates();
    let mut dates = Vec::new();
    let mut tables = Vec::new();
    for aggregate in &aggregates {
        let time = aggregate.time.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        dates.push(format!("{} by {time}", aggregate.dataset));
        tables.extend(catalogue.datasets.get(&aggregate.dataset).map(|dataset| dataset.source.clone()));
    }
    vec![
        ("definition", definition(measure), true),
        ("tables", tables.join(", "), true),
        ("dates", dates.join(", "), true),
        ("unit", format!("{:?}", measure.unit), true),
        ("target", measure.target.map_or_else(String::new, |target| target.to_string()), true),
        ("default period", measure.default_period.clone(), true),
        ("label", measure.label.clone(), false),
        ("synonyms", measure.synonyms.join(", "), false),
        ("direction", format!("{:?}", measure.direction), false),
        ("area", measure.area.to_string(), false),
        ("description", measure.description.clone(), false),
    ]
}

/// With the definitions of other measures and of fields inside, so that a change of either is a change of this one.
fn definition(measure: &Measure) -> String {
    let mut parts = vec![measure.source.clone()];
    for aggregate in measure.expression.aggregates() {
        let argument = aggregate.argument.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string);
        let condition = aggregate.condition.as_ref().map(|condition| format!(" where {condition}"));
        parts.push(format!("{:?}({argument}){}", aggregate.function, condition.unwrap_or_default()));
    }
    parts.join("; ")
}

fn dimensions(catalogue: &Catalogue) -> BTreeMap<String, Aspects> {
    let aspects = |dimension: &sentia_semantic::Dimension| -> Aspects {
        vec![
            ("table", dimension.dataset.clone(), true),
            ("definition", dimension.expression.to_string(), true),
            ("key", dimension.key.clone().unwrap_or_default(), true),
            ("label", dimension.label.clone(), false),
            ("synonyms", dimension.synonyms.join(", "), false),
        ]
    };
    catalogue.dimensions.iter().map(|dimension| (dimension.id.clone(), aspects(dimension))).collect()
}

fn relationships(catalogue: &Catalogue) -> BTreeMap<String, Aspects> {
    let aspects = |join: &sentia_semantic::catalogue::Relationship| -> Aspects {
        let columns = |names: &[String]| names.join(", ");
        vec![(
            "join",
            format!(
                "{} ({}) to {} ({})",
                join.from,
                columns(&join.from_columns),
                join.to,
                columns(&join.to_columns)
            ),
            true,
        )]
    };
    catalogue.relationships.iter().map(|join| (join.name.clone(), aspects(join))).collect()
}
