use std::collections::BTreeSet;

use sentia_semantic::{Area, RowFilter, Scope};

/// What a user of the demo company may see. A line lies in its plant: where lines are named they alone decide, so that
/// facts need not know the plant too.
pub fn scope_of(person: &sentia_demo::Person) -> Scope {
    let filter = |dimension: &str, keys: &[sentia_demo::Text]| RowFilter {
        dimension: dimension.to_owned(),
        keys: keys.iter().map(ToString::to_string).collect(),
    };
    let row_filters = match (person.plants.as_slice(), person.lines.as_slice()) {
        ([], []) => Vec::new(),
        (plants, []) => vec![filter("plant", plants)],
        (_, lines) => vec![filter("line", lines)],
    };
    Scope {
        tenant: sentia_demo::TENANT.to_owned(),
        person: person.id.to_owned(),
        row_filters,
        areas: areas(&person.areas),
        sql: person.sql,
    }
}

fn areas(allowed: &[sentia_demo::Area]) -> BTreeSet<Area> {
    use sentia_demo::Area as Demo;
    let area = |area: &Demo| match area {
        Demo::Production => Area::Production,
        Demo::Quality => Area::Quality,
        Demo::Maintenance => Area::Maintenance,
        Demo::Energy => Area::Energy,
        Demo::People => Area::People,
        Demo::Supply => Area::Supply,
        Demo::Sales => Area::Sales,
        Demo::Finance => Area::Finance,
        Demo::Cost => Area::Cost,
    };
    allowed.iter().map(area).collect()
}
