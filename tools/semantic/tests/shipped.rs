//! What a reader may expect of the shipped catalogue beyond that it loads.
#![expect(clippy::panic, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{Additivity, Catalogue, Unit};

/// The 34 measures of ISO 22400-2 in the standard's order.
const ISO_22400: [&str; 34] = [
    "worker_efficiency",
    "allocation_ratio",
    "throughput_rate",
    "allocation_efficiency",
    "utilisation_efficiency",
    "oee",
    "nee",
    "availability",
    "effectiveness",
    "quality_ratio",
    "setup_ratio",
    "technical_efficiency",
    "production_process_ratio",
    "actual_to_planned_scrap",
    "first_pass_yield",
    "scrap_ratio",
    "rework_ratio",
    "fall_off_ratio",
    "cm",
    "cmk",
    "cp",
    "cpk",
    "energy_per_piece",
    "inventory_turns",
    "finished_goods_ratio",
    "integrated_goods_ratio",
    "production_loss_ratio",
    "storage_transport_loss_ratio",
    "other_loss_ratio",
    "equipment_load",
    "mtbf",
    "mttf",
    "mttr",
    "corrective_maintenance_ratio",
];

/// Words that people really use for more than one measure: the planner asks which is meant.
const TRULY_AMBIGUOUS: [&str; 7] =
    ["efficiency", "price variance", "profit", "utilisation", "utilization", "variance", "yield"];

fn shipped() -> Catalogue {
    Catalogue::shipped().unwrap_or_else(|error| panic!("{error}"))
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace(['-', '_'], " ")
}

#[test]
fn all_measures_of_iso_22400_are_there_and_cite_it() {
    let catalogue = shipped();
    for id in ISO_22400 {
        let measure = catalogue.measure(id).unwrap_or_else(|| panic!("there is no measure {id}"));
        assert!(measure.description.contains("ISO 22400-2"), "{id} does not cite the standard");
        assert_eq!(measure.additivity, Additivity::Ratio, "{id}");
    }
    let teep = catalogue.measure("teep").map(|measure| measure.description.as_str());
    assert!(teep.is_some_and(|description| description.contains("not part of ISO 22400-2")));
    for id in ["mtbf", "mttf", "mttr"] {
        let description = &catalogue.measure(id).unwrap().description;
        assert!(description.contains("denominator"), "{id} does not say what it divides by");
    }
}

#[test]
fn every_measure_and_dimension_is_worded_for_people() {
    let catalogue = shipped();
    for measure in &catalogue.measures {
        let id = &measure.id;
        assert!(measure.description.ends_with('.'), "{id}: the description is no sentence");
        assert!(measure.synonyms.len() >= 2, "{id} has too few synonyms");
        assert!(!measure.label.contains('_'), "{id}");
    }
    for dimension in catalogue.dimensions.iter().filter(|dimension| !dimension.detail) {
        let id = &dimension.id;
        assert!(dimension.description.ends_with('.'), "{id}: the description is no sentence");
        assert!(!dimension.synonyms.is_empty(), "{id} has no synonym");
        assert_ne!(dimension.label, dimension.plural, "{id}");
    }
}

#[test]
fn no_name_means_two_things_unless_it_really_does() {
    let catalogue = shipped();
    let mut meanings: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for measure in &catalogue.measures {
        for name in measure.synonyms.iter().chain([&measure.label, &measure.id]) {
            meanings.entry(folded(name)).or_default().insert(&measure.id);
        }
    }
    let ambiguous: Vec<_> =
        meanings.iter().filter(|(_, ids)| ids.len() > 1).map(|(name, _)| name.as_str()).collect();
    assert_eq!(ambiguous, TRULY_AMBIGUOUS);

    let mut of_dimensions: BTreeMap<String, &str> = BTreeMap::new();
    for dimension in catalogue.dimensions.iter().filter(|dimension| !dimension.detail) {
        let names: BTreeSet<String> = dimension
            .synonyms
            .iter()
            .chain([&dimension.label, &dimension.plural])
            .map(|name| folded(name))
            .collect();
        for name in names {
            assert!(
                !meanings.contains_key(&name),
                "{name} is both a measure and the dimension {}",
                dimension.id
            );
            if let Some(other) = of_dimensions.insert(name.clone(), &dimension.id) {
                panic!("{name} is both {other} and {}", dimension.id);
            }
        }
    }
}

#[test]
fn money_is_exact_and_in_the_group_currency() {
    for measure in shipped().measures {
        let Unit::Money { currency, per } = &measure.unit else { continue };
        assert_eq!(currency, "GBP", "{}", measure.id);
        if per.is_none() {
            assert_ne!(
                measure.additivity,
                Additivity::Ratio,
                "{} divides, so it is no whole amount",
                measure.id
            );
        }
        for column in
            measure.source.split(|letter: char| !(letter.is_alphanumeric() || "_.".contains(letter)))
        {
            if column.ends_with("_minor") {
                assert!(column.ends_with("_group_minor"), "{} sums {column} over currencies", measure.id);
            }
        }
    }
}
