use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{
    Aggregate, Catalogue, CatalogueError, FailureModel, Faults, Location, PaymentModel, Record,
    ScheduleModel, StockModel, Trace, check_keys, check_schema, datasets, dimensions, extension,
    failure_model,
    joins::Joins,
    measures, statements,
    yaml::{self, Node},
};
use crate::{QueryError, Warehouse};

/// The catalogue that ships with the product, as (file name, text).
const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped_catalogue.rs"));

/// The parts of all models of all files, before they are checked against each other.
#[derive(Default)]
pub(super) struct Parts {
    name: Option<String>,
    description: String,
    fiscal_year_start: Option<i8>,
    pub single_tenant: bool,
    headlines: Vec<(String, Location)>,
    failure_models: Vec<(FailureModel, Location)>,
    stock_models: Vec<(StockModel, Location)>,
    payment_models: Vec<(PaymentModel, Location)>,
    schedule_models: Vec<(ScheduleModel, Location)>,
    records: Vec<(Record, Location)>,
    traces: Vec<(Trace, Location)>,
    as_of: Option<jiff::civil::Date>,
    pub datasets: Vec<Node>,
    pub relationships: Vec<Node>,
    pub metrics: Vec<Node>,
    statements: Vec<Node>,
}

impl Catalogue {
    /// Reads files (name, text) of Open Semantic Interchange YAML and checks them together. Models of the same name are
    /// merged. The error holds every fault found.
    pub fn load<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)]) -> Result<Catalogue, CatalogueError> {
        let mut faults = Faults::default();
        let mut parts = Parts::default();
        for (name, text) in files {
            let file: Arc<str> = Arc::from(name.as_ref());
            for document in yaml::parse(&file, text.as_ref(), &mut faults) {
                parts.add_document(&document, &mut faults);
            }
        }
        if parts.name.is_none() && faults.is_empty() {
            let file = files.first().map_or("catalogue", |(name, _)| name.as_ref());
            let at = Location { file: Arc::from(file), line: 1 };
            faults.add(&at, "there is no `semantic_model`; add one with datasets, relationships and metrics");
        }
        let catalogue = parts.check(hash_of(files), &mut faults);
        faults.or(catalogue)
    }

    /// The catalogue that ships with the product.
    pub fn shipped() -> Result<Catalogue, CatalogueError> {
        Self::load(SHIPPED)
    }

    /// A file, or all files of a folder.
    pub fn load_path(path: &Path) -> Result<Catalogue, CatalogueError> {
        if path.is_dir() {
            return Self::load_dir(path);
        }
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        Self::load(&[(path.to_string_lossy(), text)])
    }

    /// Whether the tables and columns that it names are in a database, and of types that can be calculated with.
    pub async fn check_against(&self, warehouse: &Warehouse) -> Result<(), QueryError> {
        let schema = warehouse.schema().await?;
        Ok(check_schema(self, &schema, warehouse.dialect())?)
    }

    /// All `.yaml` and `.yml` files of a folder, in the order of their names.
    pub fn load_dir(path: &Path) -> Result<Catalogue, CatalogueError> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, error))? {
            let file = entry.map_err(|error| unreadable(path, error))?.path();
            if file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
                let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&file, error))?;
                files.push((file.to_string_lossy().into_owned(), text));
            }
        }
        files.sort();
        Self::load(&files)
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> CatalogueError {
    let mut faults = Faults::default();
    let at = Location { file: Arc::from(path.to_string_lossy()), line: 1 };
    faults.add(&at, format!("cannot be read ({error}); check the path and its permissions"));
    faults.or(()).err().unwrap_or(CatalogueError { faults: Vec::new() })
}

fn hash_of<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (_, text) in files {
        hasher.update(&(text.as_ref().len() as u64).to_le_bytes());
        hasher.update(text.as_ref().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

impl Parts {
    fn add_document(&mut self, document: &Node, faults: &mut Faults) {
        check_keys(document, &["semantic_model", "version", "dialects", "vendors"], faults);
        for model in document.list("semantic_model", faults) {
            self.add_model(model, faults);
        }
    }

    fn add_model(&mut self, model: &Node, faults: &mut Faults) {
        check_keys(
            model,
            &[
                "name",
                "description",
                "ai_context",
                "datasets",
                "relationships",
                "metrics",
                "custom_extensions",
            ],
            faults,
        );
        let Some(name) = model.required("name", "the semantic model", faults) else {
            return;
        };
        match &self.name {
            Some(first) if *first != name => {
                faults.add(&model.at, format!("the model `{name}` is beside `{first}`; a catalogue holds one model, so give both the same name"));
            }
            _ => self.name = Some(name),
        }
        if let Some(description) = model.text_of("description").filter(|_| self.description.is_empty()) {
            self.description = description;
        }
        self.statements.extend(extension::statements(model, faults));
        if let Some(extension) = extension::read::<extension::ModelExtension>(model, faults) {
            if extension.fiscal_year_start.is_some_and(|month| !(1..=12).contains(&month)) {
                faults.add(&model.at, "`fiscal_year_start` is not a month; write 1 to 12");
            }
            self.fiscal_year_start = extension.fiscal_year_start.or(self.fiscal_year_start);
            self.as_of = extension.as_of.or(self.as_of);
            self.single_tenant |= extension.single_tenant.unwrap_or(false);
            let at = &model.at;
            self.headlines.extend(placed(extension.headlines, at));
            self.failure_models.extend(placed(extension.failure_models, at));
            self.stock_models.extend(placed(extension.stock_models, at));
            self.payment_models.extend(placed(extension.payment_models, at));
            self.schedule_models.extend(placed(extension.schedule_models, at));
            self.records.extend(placed(extension.records, at));
            self.traces.extend(placed(extension.traces, at));
        }
        self.datasets.extend_from_slice(model.list("datasets", faults));
        self.relationships.extend_from_slice(model.list("relationships", faults));
        self.metrics.extend_from_slice(model.list("metrics", faults));
    }

    fn check(&self, hash: String, faults: &mut Faults) -> Catalogue {
        let (mut datasets, named_paths) = datasets::read(self, faults);
        let relationships = datasets::relationships(self, &datasets, faults);
        let joins = Joins::new(&relationships, &named_paths, faults);
        let dimensions = dimensions::read(self, &datasets, &relationships, faults);
        let measures = measures::read(self, &mut datasets, &joins, faults);
        let catalogue = Catalogue {
            name: self.name.clone().unwrap_or_default(),
            description: self.description.clone(),
            datasets,
            relationships,
            measures,
            dimensions,
            statements: statements::read(&self.statements, faults),
            headlines: self.headlines.iter().map(|(id, _)| id.clone()).collect(),
            failure_models: self.failure_models.iter().map(|(failures, _)| failures.clone()).collect(),
            stock_models: self.stock_models.iter().map(|(stock, _)| stock.clone()).collect(),
            payment_models: self.payment_models.iter().map(|(payments, _)| payments.clone()).collect(),
            schedule_models: self.schedule_models.iter().map(|(schedule, _)| schedule.clone()).collect(),
            records: self.records.iter().map(|(record, _)| record.clone()).collect(),
            traces: self.traces.iter().map(|(trace, _)| trace.clone()).collect(),
            fiscal_year_start: self.fiscal_year_start.filter(|month| (1..=12).contains(month)).unwrap_or(1),
            hash,
            single_tenant: self.single_tenant,
            as_of: self.as_of,
            paths: joins.paths,
        };
        refuse_ambiguous_joins(&catalogue, &joins.ambiguous, faults);
        catalogue.statements.iter().for_each(|statement| statement.check(&catalogue, faults));
        catalogue.measures.iter().for_each(|measure| {
            for dimension in measure.split_by.values() {
                failure_model::check_named(
                    "split_by",
                    dimension,
                    [&measure.id],
                    (&measure.at, &catalogue),
                    faults,
                );
            }
        });
        self.failure_models.iter().for_each(|(failures, at)| failures.check(at, &catalogue, faults));
        self.stock_models.iter().for_each(|(stock, at)| stock.check(at, &catalogue, faults));
        self.payment_models.iter().for_each(|(payments, at)| payments.check(at, &catalogue, faults));
        self.schedule_models.iter().for_each(|(schedule, at)| schedule.check(at, &catalogue, faults));
        self.records.iter().for_each(|(record, at)| record.check(at, &catalogue, faults));
        self.traces.iter().for_each(|(trace, at)| trace.check(at, &catalogue, faults));
        for (id, at) in self.headlines.iter().filter(|(id, _)| catalogue.measure(id).is_none()) {
            faults.add(
                at,
                format!(
                    "`headlines` names `{id}`, which is no metric; write the name of one, or leave it out"
                ),
            );
        }
        catalogue
    }
}

/// Each with where it stands.
fn placed<T>(named: Vec<T>, at: &Location) -> impl Iterator<Item = (T, Location)> {
    named.into_iter().map(|one| (one, at.clone()))
}

/// An ambiguous path matters only from a dataset with figures to one with a dimension.
fn refuse_ambiguous_joins(
    catalogue: &Catalogue,
    ambiguous: &BTreeMap<(String, String), Vec<String>>,
    faults: &mut Faults,
) {
    for ((from, to), ways) in ambiguous {
        let split = catalogue.dimensions.iter().any(|dimension| dimension.dataset == *to);
        let measured = catalogue.measures.iter().any(|measure| {
            measure.expression.aggregates().iter().any(|aggregate: &&Aggregate| aggregate.dataset == *from)
        });
        if let Some(dataset) = catalogue.datasets.get(from).filter(|_| split && measured) {
            faults.add(
                &dataset.at,
                format!(
                    "ambiguous join from `{from}` to `{to}`: by {}; name the path in the SENTIA extension of `{from}`, \
                     for example paths: {{{to}: [{}]}}",
                    ways.join(" or by "),
                    ways.first().map_or("", String::as_str),
                ),
            );
        }
    }
}
