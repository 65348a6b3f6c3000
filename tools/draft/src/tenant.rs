//! Whether the rows belong to several companies that must not see one another's.

use std::collections::BTreeSet;

use crate::{
    doubts::Doubts,
    draft::Tenancy,
    model::{Database, Dataset},
    words,
};

/// Names that mean a tenant wherever they stand.
const CERTAIN: [&str; 4] = ["tenant", "mandant", "mandt", "company"];
/// Names that mean one where most tables have them; elsewhere they mean a customer, or a part of one company.
const LIKELY: [&str; 5] = ["client", "org", "organisation", "organization", "workspace"];
const ENDS: [&str; 6] = ["id", "key", "code", "no", "nr", "uuid"];

/// Whether a column is called as one that holds a tenant.
pub(crate) fn is_named_so(column: &str) -> bool {
    stem(column).is_some_and(|stem| CERTAIN.contains(&stem.as_str()))
}

/// The `company` of `company_id`.
fn stem(column: &str) -> Option<String> {
    let parts = words::parts(column);
    let known = |word: &str| CERTAIN.contains(&word) || LIKELY.contains(&word);
    match parts.as_slice() {
        [only] if matches!(only.as_str(), "tenant" | "mandant" | "mandt" | "company") => Some(only.clone()),
        [first, last] if known(first) && ENDS.contains(&last.as_str()) => Some(first.clone()),
        _ => None,
    }
}

/// Marks the tenant's column of each dataset, and takes out those whose rows could not be kept apart.
pub(crate) fn apply(database: &mut Database, tenancy: &Tenancy, doubts: &mut Doubts) {
    let Some(column) = column(database, tenancy, doubts) else { return };
    let thing = stem(&column).unwrap_or_default();
    for dataset in &mut database.datasets {
        let own = dataset.columns().iter().find(|own| own.name.eq_ignore_ascii_case(&column));
        let is_thing = dataset.words.len() == 1 && dataset.words[0] == thing;
        let key = dataset.single_key().filter(|_| is_thing);
        dataset.tenant = own.or(key).map(|own| own.name.clone());
    }
    let tenanted: BTreeSet<String> = database
        .datasets
        .iter()
        .filter(|dataset| dataset.tenant.is_some())
        .map(|dataset| dataset.id.clone())
        .collect();
    let shared = |database: &Database, dataset: &Dataset| {
        database.is_referred_to(&dataset.id) && database.reached_from(&dataset.id).is_disjoint(&tenanted)
    };
    let left_out: BTreeSet<String> = database
        .datasets
        .iter()
        .filter(|dataset| dataset.tenant.is_none() && !shared(database, dataset))
        .map(|dataset| dataset.id.clone())
        .collect();
    doubts.add(
        "",
        format!(
            "rows belong to different companies by {column}; each question sees those of one (--tenant VALUE)"
        ),
    );
    for id in &left_out {
        doubts.add(id, format!("left out: it has no {column}, so its rows could not be kept apart; make a view that carries it"));
    }
    database.datasets.retain(|dataset| !left_out.contains(&dataset.id));
    database.joins.retain(|join| !left_out.contains(&join.from) && !left_out.contains(&join.to));
}

fn column(database: &Database, tenancy: &Tenancy, doubts: &mut Doubts) -> Option<String> {
    match tenancy {
        Tenancy::Single => return None,
        Tenancy::Column(column) => return Some(column.clone()),
        Tenancy::Infer => {}
    }
    let mut names: Vec<(usize, bool, &str)> = Vec::new();
    for dataset in &database.datasets {
        for column in dataset.columns() {
            if stem(&column.name).is_none() || names.iter().any(|(_, _, name)| *name == column.name) {
                continue;
            }
            let holding = database
                .datasets
                .iter()
                .filter(|dataset| dataset.profile.table.column(&column.name).is_some());
            let several = holding.clone().any(|dataset| dataset.seen(&column.name).distinct > 1);
            names.push((holding.count(), several, &column.name));
        }
    }
    names.sort_by_key(|(count, _, _)| std::cmp::Reverse(*count));
    for (count, several, name) in names {
        let is_certain = is_named_so(name);
        let is_everywhere = count > 1 && count * 5 >= database.datasets.len() * 3;
        let never_alone =
            words::parts(name).first().is_some_and(|first| first == "tenant" || first.starts_with("mand"));
        if never_alone || (several && (is_certain || is_everywhere)) {
            return Some(name.to_owned());
        }
        if several {
            doubts.add("", format!("{name} has several values and was drafted as a dimension; where they are companies that must not see one another's rows, draft again with --tenant-column {name}"));
        } else if is_certain {
            doubts.add("", format!("{name} has one value, so all rows were taken to belong to one company"));
        }
    }
    None
}
