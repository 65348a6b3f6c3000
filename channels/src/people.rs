//! Who may ask, and what each may see. The command line takes them from the configuration file or from the demo
//! company; a channel with sign-in of its own will look people up here too.

use std::collections::BTreeSet;

use sentia_agent::Person;
use sentia_semantic::{Area, Catalogue, Scope};
use sentia_tools::demo_company::scope_of;

use crate::config::{Account, Config, Warehouse};

/// Everyone who may ask, the one meant when nobody is named first.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    people: Vec<Person>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PeopleError {
    #[error("there is no user \"{id}\"; choose one of {}", .known.join(", "))]
    Unknown { id: String, known: Vec<String> },
    #[error("nobody is configured to ask; add a [[people]] section with id and name to {file}")]
    Nobody { file: String },
    /// A row filter that could not be kept must never be dropped.
    #[error(
        "{person} is limited by \"{dimension}\", which is no dimension of the catalogue; correct rows of this person \
             in the configuration file"
    )]
    UnknownDimension { person: String, dimension: String },
}

impl Directory {
    pub(crate) fn of(config: &Config) -> Result<Self, PeopleError> {
        let tenant = tenant(config);
        let people: Vec<Person> = if !config.people.is_empty() {
            config.people.iter().map(|account| configured(account, tenant)).collect()
        } else if config.is_ad_hoc {
            vec![whoever_opened_it(tenant)]
        } else if tenant == sentia_demo::TENANT {
            sentia_demo::people().iter().map(of_demo).collect()
        } else {
            Vec::new()
        };
        if people.is_empty() {
            let file =
                config.file.as_ref().map_or("sentia.toml".to_owned(), |file| file.display().to_string());
            return Err(PeopleError::Nobody { file });
        }
        Ok(Directory { people })
    }

    /// The person of this id, or the first one where none is named.
    pub(crate) fn find(&self, id: Option<&str>) -> Result<&Person, PeopleError> {
        let found = match id {
            Some(id) => self.people.iter().find(|person| person.id == id),
            None => self.people.first(),
        };
        found.ok_or_else(|| PeopleError::Unknown {
            id: id.unwrap_or_default().escape_debug().to_string(),
            known: self.people.iter().map(|person| person.id.clone()).collect(),
        })
    }

    pub(crate) fn all(&self) -> &[Person] {
        &self.people
    }

    /// That every row filter names a dimension, so that none can be without effect.
    pub(crate) fn check(&self, catalogue: &Catalogue) -> Result<(), PeopleError> {
        let filters = self
            .people
            .iter()
            .flat_map(|person| person.scope.row_filters.iter().map(move |filter| (person, filter)));
        for (person, filter) in filters {
            if catalogue.dimension(&filter.dimension).is_none() {
                let dimension = filter.dimension.clone();
                return Err(PeopleError::UnknownDimension { person: person.id.clone(), dimension });
            }
        }
        Ok(())
    }
}

/// The tenant whose rows are read.
pub(crate) fn tenant(config: &Config) -> &str {
    match &config.warehouse {
        Warehouse::Demo => sentia_demo::TENANT,
        Warehouse::Own { tenant, .. } => tenant,
    }
}

/// Who names a database on the command line can read all of it by other means too.
fn whoever_opened_it(tenant: &str) -> Person {
    Person {
        id: "you".to_owned(),
        name: "You".to_owned(),
        title: String::new(),
        scope: Scope {
            tenant: tenant.to_owned(),
            person: "you".to_owned(),
            row_filters: Vec::new(),
            areas: Area::ALL.into_iter().collect(),
            sql: true,
        },
        scope_in_words: None,
        groups: BTreeSet::new(),
    }
}

fn configured(account: &Account, tenant: &str) -> Person {
    Person {
        id: account.id.clone(),
        name: account.name.clone(),
        title: account.title.clone(),
        scope: Scope {
            tenant: tenant.to_owned(),
            person: account.id.clone(),
            row_filters: account.rows.clone(),
            areas: account.areas.clone(),
            sql: account.sql,
        },
        scope_in_words: account.rows_in_words.clone(),
        groups: account.groups.clone().into_iter().collect(),
    }
}

fn of_demo(person: &sentia_demo::Person) -> Person {
    Person {
        id: person.id.to_owned(),
        name: person.name.to_owned(),
        title: person.title.to_owned(),
        scope: scope_of(person),
        scope_in_words: None,
        groups: BTreeSet::new(),
    }
}
