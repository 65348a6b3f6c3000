use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{Catalogue, CatalogueError, Warehouse, WarehouseError, warehouse::ColumnType};

use crate::{
    dimensions::{self, Dimension},
    doubts::Doubts,
    joins::{self, Join},
    measures,
    model::{self, Database, Dataset},
    paths, profile, tenant, times,
    write::{self, Content, Part},
};

/// What a person says about the database beforehand.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the model.
    pub name: String,
    /// ISO 4217 code of the amounts; `XXX`, no currency, where it is not known.
    pub currency: Option<String>,
    pub tenancy: Tenancy,
    pub today: Date,
}

/// Whether the rows belong to several companies that must not see one another's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Tenancy {
    /// Where a column is called like a tenant's (`tenant_id`, `company_id`) and holds several.
    #[default]
    Infer,
    /// They belong to one.
    Single,
    /// By this column.
    Column(String),
}

/// A catalogue that loads as it is, and what it rests on.
#[derive(Debug, Clone)]
pub struct Draft {
    pub yaml: String,
    /// What a person should look at, one line each.
    pub doubts: Vec<String>,
    pub joins: Vec<Join>,
    /// Datasets that refer to themselves, and by which column.
    pub hierarchies: Vec<(String, String)>,
    /// Dates by dataset and column.
    pub dates: Vec<(String, String)>,
    /// The field that dates the rows, by dataset.
    pub times: BTreeMap<String, String>,
    pub datasets: usize,
    pub measures: usize,
    pub dimensions: usize,
    /// The column that keeps companies apart.
    pub tenant: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error(
        "there is nothing to draft from in {0}: no table has rows; import some with `sentia import FILE --into {0}`"
    )]
    Nothing(String),
    #[error("no table has a column {0}; check the name after --tenant-column")]
    NoTenantColumn(String),
    /// A fault of the drafting, not of the database.
    #[error("the catalogue that was drafted does not load; please report this\n{0}")]
    Unsound(CatalogueError),
}

/// Days without rows after which data count as ended.
const ENDED: i64 = 45;
/// Parts that are taken out one by one where the draft does not hold, at most.
const MOST_MENDS: usize = 40;

/// Reads the structure and a bounded number of rows, and drafts a catalogue of them.
pub async fn draft(warehouse: &Warehouse, options: &Options) -> Result<Draft, DraftError> {
    let mut doubts = Doubts::default();
    let mut database = read(warehouse, &mut doubts).await?;
    let found = joins::find(warehouse, &database, &mut doubts).await?;
    database.joins = found.joins;
    times::mark_calendars(&mut database);
    if let Tenancy::Column(column) = &options.tenancy
        && !database.datasets.iter().any(|dataset| dataset.profile.table.column(column).is_some())
    {
        return Err(DraftError::NoTenantColumn(column.clone()));
    }
    tenant::apply(&mut database, &options.tenancy, &mut doubts);
    for (dataset, column) in &found.hierarchies {
        doubts.add(
            dataset,
            format!("{column} refers to rows of the same table; the hierarchy was not drafted"),
        );
    }
    let currencies = currencies(warehouse, &database).await?;
    let currency = currency(options, &currencies, &mut doubts);
    let times = default_times(&database, &mut doubts);
    let measures = measures::find(&database, &currency, &currencies, &mut doubts);
    let dimensions = dimensions::find(&database);
    let mut parts = Parts { database, measures, dimensions, times, doubts };
    let yaml = parts.sound(warehouse, options).await?;
    Ok(parts.into_draft(yaml, found.hierarchies))
}

async fn read(warehouse: &Warehouse, doubts: &mut Doubts) -> Result<Database, DraftError> {
    let mut profiles = Vec::new();
    let tables = warehouse.structure().await?;
    let has_tables = tables.iter().any(|table| !table.is_view);
    for table in tables {
        if table.is_view && has_tables {
            doubts.add(
                "",
                format!(
                    "{} was left out: it is a view, and its rows are likely those of the tables",
                    table.name.escape_debug()
                ),
            );
            continue;
        }
        if table.name.starts_with("sentia_") || table.name.starts_with("_sqlx") {
            continue;
        }
        if table.name.contains(|letter: char| letter.is_whitespace() || letter == '"') {
            doubts.add(
                "",
                format!(
                    "the table \"{}\" was left out: a catalogue cannot name it; make a view of it",
                    table.name.escape_debug()
                ),
            );
            continue;
        }
        let profile = profile::profile(warehouse, table).await?;
        if profile.rows == 0 {
            doubts.add("", format!("{} was left out: it has no rows", profile.table.name));
            continue;
        }
        if !profile.is_whole() {
            doubts.add("", format!("{} was judged by {} of its rows", profile.table.name, profile::SAMPLE));
        }
        profiles.push(profile);
    }
    if profiles.is_empty() {
        return Err(DraftError::Nothing(warehouse.place().to_owned()));
    }
    let dialect = warehouse.dialect();
    Ok(Database { dialect, datasets: model::datasets(profiles, dialect), joins: Vec::new() })
}

/// Currencies that stand beside the amounts, by dataset: the column, and its values.
async fn currencies(
    warehouse: &Warehouse,
    database: &Database,
) -> Result<BTreeMap<String, (String, Vec<String>)>, DraftError> {
    let mut found = BTreeMap::new();
    for dataset in &database.datasets {
        let column = dataset.columns().iter().find(|column| {
            let seen = dataset.seen(&column.name);
            column.kind == ColumnType::Text
                && crate::words::parts(&column.name).contains(&"currency".to_owned())
                && !dataset.key.contains(&column.name)
                && (1..=200).contains(&seen.distinct)
                && seen.longest == 3
        });
        let Some(column) = column else { continue };
        let name = profile::quoted(&column.name);
        let sql = format!(
            "SELECT DISTINCT {name} FROM {} WHERE {name} IS NOT NULL ORDER BY 1",
            profile::quoted_table(dataset.name())
        );
        let rows = warehouse.fetch(&sql, &[], &[ColumnType::Text]).await?;
        let values: Vec<String> =
            rows.iter().filter_map(|row| row.first()?.as_text()).map(str::to_owned).collect();
        found.insert(dataset.id.clone(), (column.name.clone(), values));
    }
    Ok(found)
}

/// The currency of amounts beside which none stands.
fn currency(
    options: &Options,
    currencies: &BTreeMap<String, (String, Vec<String>)>,
    doubts: &mut Doubts,
) -> String {
    if let Some(currency) = &options.currency {
        return currency.clone();
    }
    let mut known: Vec<&String> = currencies.values().flat_map(|(_, values)| values).collect();
    known.sort();
    known.dedup();
    match known.as_slice() {
        [only] => (*only).clone(),
        _ => {
            doubts.add("", "the currency of the amounts is not known, so they are shown without one; draft again with --currency EUR, say");
            "XXX".to_owned()
        }
    }
}

fn default_times(database: &Database, doubts: &mut Doubts) -> BTreeMap<String, String> {
    let mut times = BTreeMap::new();
    for dataset in database.datasets.iter().filter(|dataset| !dataset.is_calendar) {
        if names_things(database, dataset) {
            continue;
        }
        let Some(time) = times::default_time(database, dataset, doubts) else {
            doubts.add(
                &dataset.id,
                "nothing dates its rows; its figures are over all of them, whatever the period",
            );
            continue;
        };
        let own = dataset.dates.iter().find(|date| crate::words::id(date) == time);
        if let Some(date) = own {
            let without = dataset.profile.rows - dataset.seen(date).filled;
            if without > 0 {
                doubts.add(&dataset.id, format!("{without} rows have no {date} and count in no period"));
            }
        }
        times.insert(dataset.id.clone(), time);
    }
    times
}

/// A table of products or people, say: its rows are there whatever the period.
pub(crate) fn names_things(database: &Database, dataset: &Dataset) -> bool {
    let is_named = dataset.columns().iter().any(|column| {
        let words = crate::words::of_column(&column.name);
        column.kind == ColumnType::Text
            && words.last().is_some_and(|last| matches!(last.as_str(), "name" | "title" | "description"))
    });
    database.is_referred_to(&dataset.id) && is_named
}

/// What a draft is made of.
struct Parts {
    database: Database,
    measures: measures::Found,
    dimensions: Vec<Dimension>,
    times: BTreeMap<String, String>,
    doubts: Doubts,
}

impl Parts {
    /// The YAML once it loads and fits the database: what does not hold is taken out, and said.
    async fn sound(&mut self, warehouse: &Warehouse, options: &Options) -> Result<String, DraftError> {
        let mut unsound = CatalogueError { faults: Vec::new() };
        for _ in 0..MOST_MENDS {
            let paths = paths::choose(&self.database, &mut self.doubts);
            let as_of = self.as_of(options.today);
            let content = Content {
                place: warehouse.place(),
                name: &options.name,
                as_of,
                database: &self.database,
                measures: &self.measures,
                dimensions: &self.dimensions,
                times: &self.times,
                paths: &paths,
                doubts: &self.doubts,
            };
            let written = write::write(&content);
            let checked = match Catalogue::load(&[("draft.yaml", &written.yaml)]) {
                Ok(catalogue) => catalogue.check_against(warehouse).await,
                Err(error) => Err(error.into()),
            };
            match checked {
                Ok(()) => return Ok(written.yaml),
                Err(sentia_semantic::QueryError::Catalogue(error)) => {
                    let bad = error.faults.first().and_then(|fault| {
                        let begun = written.lines.iter().rev().find(|(line, _)| *line <= fault.at.line);
                        Some((begun?.1.clone(), fault.message.clone()))
                    });
                    let Some((part, why)) = bad else { return Err(DraftError::Unsound(error)) };
                    self.take_out(&part, &why);
                    unsound = error;
                }
                Err(sentia_semantic::QueryError::Warehouse(error)) => return Err(error.into()),
                Err(_) => break,
            }
        }
        Err(DraftError::Unsound(unsound))
    }

    fn take_out(&mut self, part: &Part, why: &str) {
        let why = format!("left out, because it does not hold: {why}");
        match part {
            Part::Dataset(id) => {
                self.doubts.add(id, why);
                self.database.datasets.retain(|dataset| dataset.id != *id);
                self.database.joins.retain(|join| join.from != *id && join.to != *id);
                self.dimensions.retain(|dimension| dimension.dataset != *id);
                self.measures.measures.retain(|measure| measure.dataset != *id);
                self.times.retain(|dataset, time| dataset != id && !time.starts_with(&format!("{id}.")));
            }
            Part::Dimension(id) => {
                self.doubts.add("", format!("the dimension {id} was {why}"));
                self.dimensions.retain(|dimension| dimension.id != *id);
            }
            Part::Join(name) => {
                self.doubts.add("", format!("the relationship {name} was {why}"));
                self.database.joins.retain(|join| join.name != *name);
            }
            Part::Measure(id) => {
                self.doubts.add("", format!("the measure {id} was {why}"));
                self.measures.measures.retain(|measure| measure.id != *id);
            }
        }
    }

    /// The day of the newest row, where it is long ago.
    fn as_of(&self, today: Date) -> Option<Date> {
        let days = self.times.iter().filter_map(|(id, time)| {
            let (holder, field) = time.split_once('.').unwrap_or((id, time));
            let dataset = self.database.dataset(holder).filter(|dataset| !dataset.is_calendar)?;
            let date = dataset.dates.iter().find(|date| crate::words::id(date) == field)?;
            dataset.seen(date).last_day()
        });
        let last = days.max()?;
        let ended = today.checked_sub(ENDED.days()).ok()?;
        (last < ended).then_some(last)
    }

    fn into_draft(self, yaml: String, hierarchies: Vec<(String, String)>) -> Draft {
        let datasets = &self.database.datasets;
        let dates = datasets
            .iter()
            .flat_map(|dataset| dataset.dates.iter().map(|date| (dataset.id.clone(), date.clone())));
        Draft {
            yaml,
            doubts: self.doubts.all(),
            hierarchies,
            dates: dates.collect(),
            times: self.times,
            datasets: datasets.len(),
            measures: self.measures.measures.len(),
            dimensions: self.dimensions.len(),
            tenant: datasets.iter().find_map(|dataset| dataset.tenant.clone()),
            joins: self.database.joins,
        }
    }
}
