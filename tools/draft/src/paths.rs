//! Where two ways of the same length lead from one table to another, a catalogue must name the one that is meant.

use std::collections::BTreeMap;

use crate::{doubts::Doubts, joins::Join, model::Database};

/// For each pair of datasets with several shortest ways: the names of the joins of the one that is taken, the surest first.
pub(crate) fn choose(
    database: &Database,
    doubts: &mut Doubts,
) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut chosen: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for dataset in &database.datasets {
        for (to, mut ways) in ways(&database.joins, &dataset.id) {
            if ways.len() < 2 {
                continue;
            }
            ways.sort_by_key(|way| {
                way.iter().map(|join| (join.found, join.columns.concat().len())).collect::<Vec<_>>()
            });
            let names = |way: &[&Join]| way.iter().map(|join| join.name.clone()).collect::<Vec<_>>();
            let others: Vec<String> = ways[1..].iter().map(|way| names(way).join(", ")).collect();
            let taken = names(&ways[0]);
            if ways[0].len() == 1 {
                doubts.add(
                    &dataset.id,
                    format!(
                        "it reaches {to} by {}, and also by {}; the first is followed",
                        taken.join(", "),
                        others.join(" and by ")
                    ),
                );
            }
            chosen.entry(dataset.id.clone()).or_default().insert(to, taken);
        }
    }
    chosen
}

/// All shortest ways from one dataset to each other one.
fn ways<'a>(joins: &'a [Join], from: &str) -> BTreeMap<String, Vec<Vec<&'a Join>>> {
    let mut found: BTreeMap<String, Vec<Vec<&Join>>> = BTreeMap::new();
    let mut edge: Vec<Vec<&Join>> =
        joins.iter().filter(|join| join.from == from).map(|join| vec![join]).collect();
    while !edge.is_empty() {
        let mut reached: BTreeMap<String, Vec<Vec<&Join>>> = BTreeMap::new();
        for way in edge {
            if let Some(last) = way.last().filter(|last| last.to != from && !found.contains_key(&last.to)) {
                reached.entry(last.to.clone()).or_default().push(way);
            }
        }
        edge = Vec::new();
        for ways in reached.values_mut() {
            ways.truncate(4);
            for way in ways.iter() {
                let here = way.last().map_or("", |last| last.to.as_str());
                edge.extend(
                    joins
                        .iter()
                        .filter(|join| join.from == here)
                        .map(|join| [way.as_slice(), &[join]].concat()),
                );
            }
        }
        found.extend(reached);
    }
    found
}
