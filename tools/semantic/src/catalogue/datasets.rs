use std::collections::BTreeMap;

use super::{
    Dataset, Faults, Relationship, ansi_sql, check_keys, did_you_mean,
    extension::{self, DatasetExtension},
    joins::NamedPaths,
    load::Parts,
    row_expression::{self, Resolver},
    yaml::Node,
};
use crate::time::PeriodSpec;

const KEYS: [&str; 8] = [
    "name",
    "source",
    "primary_key",
    "unique_keys",
    "description",
    "ai_context",
    "fields",
    "custom_extensions",
];

pub(super) fn read(parts: &Parts, faults: &mut Faults) -> (BTreeMap<String, Dataset>, NamedPaths) {
    let mut datasets = BTreeMap::new();
    let mut named_paths = NamedPaths::new();
    for node in &parts.datasets {
        let Some(dataset) = dataset(node, parts.single_tenant, faults) else {
            continue;
        };
        if let Some(first) = datasets.get(&dataset.id) {
            let first: &Dataset = first;
            faults.add(
                &node.at,
                format!("the dataset `{}` stands also at {}; rename one of them", first.id, first.at),
            );
            continue;
        }
        for (to, names) in &dataset.named_paths {
            named_paths.insert((dataset.id.clone(), to.clone()), (names.clone(), node.at.clone()));
        }
        datasets.insert(dataset.id.clone(), dataset);
    }
    for ((from, to), (_, at)) in &named_paths {
        if !datasets.contains_key(to) {
            let nearest = crate::lookup::nearest(to, datasets.keys().map(String::as_str));
            faults.add(
                at,
                format!("`{from}` names a path to `{to}`, which is no dataset{}", did_you_mean(&nearest)),
            );
        }
    }
    named_paths.retain(|(_, to), _| datasets.contains_key(to));
    (datasets, named_paths)
}

fn dataset(node: &Node, single_tenant: bool, faults: &mut Faults) -> Option<Dataset> {
    check_keys(node, &KEYS, faults);
    let id = node.required("name", "the dataset", faults)?;
    let source = node.required("source", &format!("the dataset `{id}`"), faults)?;
    if source.contains(char::is_whitespace) {
        faults.add(&node.at, format!("the source of `{id}` is a query; make it a view and name that"));
    }
    let extension = extension::read::<DatasetExtension>(node, faults).unwrap_or_default();
    let primary_key = node.texts("primary_key");
    let (fields, first_time_field) = fields(node, &id, faults);
    check_period(extension.default_period.as_deref(), node, faults);
    let names_tenant = primary_key.iter().any(|column| column == "tenant") || fields.contains_key("tenant");
    let tenant =
        extension.tenant.clone().or_else(|| (names_tenant || !single_tenant).then(|| "tenant".to_owned()));
    Some(Dataset {
        source,
        unique_keys: node.list("unique_keys", faults).iter().map(columns_of).collect(),
        description: node.text_of("description").unwrap_or_default(),
        fields,
        area: extension.area,
        time: extension.time.clone().or(first_time_field).filter(|_| !extension.undated),
        undated: extension.undated,
        snapshot: extension.snapshot,
        tenant,
        default_period: extension.default_period,
        future: extension.future,
        sparse: extension.sparse,
        completeness: extension.completeness,
        rollups: extension.rollups,
        dated_by: None,
        named_paths: extension.paths,
        at: node.at.clone(),
        primary_key,
        id,
    })
}

fn columns_of(node: &Node) -> Vec<String> {
    match node.text() {
        Some(column) => vec![column],
        None => node.items().iter().filter_map(Node::text).collect(),
    }
}

pub(super) fn check_period(period: Option<&str>, node: &Node, faults: &mut Faults) {
    if let Some(Err(error)) = period.map(str::parse::<PeriodSpec>) {
        faults.add(&node.at, format!("`default_period`: {error}"));
    }
}

type Fields = BTreeMap<String, sqlparser::ast::Expr>;

/// The fields by id, and the first that OSI marks as time.
fn fields(node: &Node, dataset: &str, faults: &mut Faults) -> (Fields, Option<String>) {
    let mut fields = BTreeMap::new();
    let mut first_time_field = None;
    let none = BTreeMap::from([(dataset.to_owned(), BTreeMap::new())]);
    let resolver = Resolver { home: Some(dataset), fields: &none };
    for field in node.list("fields", faults) {
        check_keys(
            field,
            &["name", "expression", "dimension", "label", "description", "ai_context", "custom_extensions"],
            faults,
        );
        let Some(name) = field.required("name", &format!("a field of `{dataset}`"), faults) else {
            continue;
        };
        let Some((at, text)) = ansi_sql(field, &format!("the field `{dataset}.{name}`"), faults) else {
            continue;
        };
        match row_expression::parse(&text).and_then(|parsed| resolver.resolve(&parsed)) {
            Ok(expression) => {
                if fields.insert(name.clone(), expression).is_some() {
                    faults.add(&field.at, format!("`{dataset}` has two fields `{name}`; rename one of them"));
                }
            }
            Err(message) => faults.add(&at.at, message),
        }
        if first_time_field.is_none() && is_time(field) {
            first_time_field = Some(name);
        }
    }
    (fields, first_time_field)
}

pub(super) fn is_time(field: &Node) -> bool {
    field
        .get("dimension")
        .and_then(|dimension| dimension.text_of("is_time"))
        .is_some_and(|text| text == "true")
}

pub(super) fn relationships(
    parts: &Parts,
    datasets: &BTreeMap<String, Dataset>,
    faults: &mut Faults,
) -> Vec<Relationship> {
    let mut relationships: Vec<Relationship> = Vec::new();
    for node in &parts.relationships {
        let Some(relationship) = relationship(node, datasets, faults) else {
            continue;
        };
        if let Some(twin) = relationships.iter().find(|other| other.name == relationship.name) {
            faults.add(
                &node.at,
                format!("the relationship `{}` stands also at {}; rename one of them", twin.name, twin.at),
            );
        }
        relationships.push(relationship);
    }
    relationships
}

fn relationship(
    node: &Node,
    datasets: &BTreeMap<String, Dataset>,
    faults: &mut Faults,
) -> Option<Relationship> {
    check_keys(
        node,
        &["name", "from", "to", "from_columns", "to_columns", "ai_context", "custom_extensions"],
        faults,
    );
    let name = node.required("name", "the relationship", faults)?;
    let what = format!("the relationship `{name}`");
    let (from, to) = (node.required("from", &what, faults)?, node.required("to", &what, faults)?);
    for end in [&from, &to] {
        if !datasets.contains_key(end) {
            let nearest = crate::lookup::nearest(end, datasets.keys().map(String::as_str));
            faults.add(
                &node.at,
                format!("{what} names `{end}`, which is no dataset{}", did_you_mean(&nearest)),
            );
        }
    }
    let (from_columns, to_columns) = (node.texts("from_columns"), node.texts("to_columns"));
    if from_columns.is_empty() || from_columns.len() != to_columns.len() {
        faults.add(
            &node.at,
            format!(
                "{what} pairs {} columns with {}; list as many on both sides, at least one",
                from_columns.len(),
                to_columns.len()
            ),
        );
    }
    let (_, target) = (datasets.get(&from)?, datasets.get(&to)?);
    if !identifies_a_row(target, &to_columns) {
        faults.add(
            &node.at,
            format!(
                "{what} leads to `{to}` by {}, which does not identify one row there; use its primary key ({}) or add \
                 a unique key",
                to_columns.join(", "),
                target.primary_key.join(", ")
            ),
        );
    }
    Some(Relationship { name, from, to, from_columns, to_columns, at: node.at.clone() })
}

/// Whether the columns hold a whole primary or unique key. The tenant is part of every key. A dataset that declares no
/// key is taken at its word.
pub(crate) fn identifies_a_row(dataset: &Dataset, columns: &[String]) -> bool {
    let mut keys = std::iter::once(&dataset.primary_key)
        .chain(&dataset.unique_keys)
        .filter(|key| !key.is_empty())
        .peekable();
    let holds = |key: &Vec<String>| {
        key.iter().all(|column| columns.contains(column) || dataset.tenant.as_ref() == Some(column))
    };
    keys.peek().is_none() || keys.any(holds)
}
