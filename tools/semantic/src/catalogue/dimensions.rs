use std::collections::BTreeMap;

use super::{
    Area, Dataset, Dimension, Faults, Relationship,
    datasets::is_time,
    did_you_mean,
    extension::{self, FieldExtension},
    humanised,
    load::Parts,
    synonyms,
    yaml::Node,
};

/// Fields that the SENTIA extension makes dimensions, and those that OSI marks as such.
pub(super) fn read(
    parts: &Parts,
    datasets: &BTreeMap<String, Dataset>,
    relationships: &[Relationship],
    faults: &mut Faults,
) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::new();
    for node in &parts.datasets {
        let Some(dataset) = node.text_of("name").and_then(|name| datasets.get(&name)) else {
            continue;
        };
        for field in node.list("fields", faults) {
            let Some(dimension) = dimension(field, dataset, relationships, faults) else {
                continue;
            };
            if let Some(twin) = dimensions.iter().find(|other| other.id == dimension.id) {
                faults.add(
                    &field.at,
                    format!("the dimension `{}` stands also at {}; rename one of them", twin.id, twin.at),
                );
            }
            dimensions.push(dimension);
        }
    }
    for dimension in &dimensions {
        if let Some(parent) =
            dimension.parent.as_ref().filter(|parent| !dimensions.iter().any(|other| other.id == **parent))
        {
            let nearest = crate::lookup::nearest(parent, dimensions.iter().map(|other| other.id.as_str()));
            faults.add(
                &dimension.at,
                format!(
                    "`{parent}`, the parent of `{}`, is no dimension{}",
                    dimension.id,
                    did_you_mean(&nearest)
                ),
            );
        }
    }
    dimensions
}

fn dimension(
    field: &Node,
    dataset: &Dataset,
    relationships: &[Relationship],
    faults: &mut Faults,
) -> Option<Dimension> {
    let name = field.text_of("name")?;
    let expression = dataset.fields.get(&name)?.clone();
    let ours = extension::read::<FieldExtension>(field, faults);
    let foreign = ours.is_none();
    if foreign && (field.get("dimension").is_none() || is_time(field)) {
        return None;
    }
    let extension = ours.unwrap_or_default();
    let id = match (extension.dimension, foreign) {
        (Some(id), _) => id,
        (None, true) => format!("{}.{name}", dataset.id),
        (None, false) => {
            faults.add(
                &field.at,
                format!("the SENTIA extension of `{name}` has no `dimension`; add the id of the dimension"),
            );
            return None;
        }
    };
    let label = extension.label.unwrap_or_else(|| humanised(if foreign { &name } else { &id }));
    // A foreign model marks keys of facts as dimensions too: those have too many members to look up.
    let is_looked_up = !foreign || relationships.iter().any(|relationship| relationship.to == dataset.id);
    Some(Dimension {
        plural: extension.plural.unwrap_or_else(|| format!("{label}s")),
        description: field.text_of("description").unwrap_or_default(),
        synonyms: synonyms(field),
        dataset: dataset.id.clone(),
        expression,
        key: extension.key,
        area: extension.area.unwrap_or(Area::Production),
        parent: extension.parent,
        searchable: extension.searchable.unwrap_or(is_looked_up && !extension.detail),
        detail: extension.detail,
        prefix: extension.prefix,
        pseudonym: extension.pseudonym.and_then(|kind| pseudonym(kind, field, faults)),
        at: field.at.clone(),
        label,
        id,
    })
}

/// The kind of name that stands for the members. A model takes a word in capitals for a name and leaves it as it is; an
/// underscore would hide where its number begins.
fn pseudonym(kind: String, field: &Node, faults: &mut Faults) -> Option<String> {
    if !kind.is_empty() && kind.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Some(kind);
    }
    faults.add(
        &field.at,
        format!("`{kind}` cannot stand for names; write `pseudonym` in capitals from A to Z alone, such as CUSTOMER"),
    );
    None
}
