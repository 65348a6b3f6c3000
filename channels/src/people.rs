//! Who may ask, and what each may see: people of the configuration file or of the demo company, and those whom an issuer
//! puts into a group that has a role. What they may see is looked up anew for each request.

use std::collections::BTreeSet;

use sentia_accounts::Identity;
use sentia_agent::Person;
use sentia_semantic::{Area, Catalogue, RowFilter, Scope};
use sentia_tools::demo_company::scope_of;

use crate::config::{Account, Claims, Config, Role, Warehouse};

/// Everyone who may ask, the one meant when nobody is named first.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    people: Vec<Person>,
    tenant: String,
    by_issuer: Option<ByIssuer>,
    /// Where people are configured.
    file: String,
}

/// How those are known whom an issuer vouches for.
#[derive(Debug, Clone)]
struct ByIssuer {
    /// Whom others vouched for before is nobody here, whatever their sessions and keys say.
    issuer: String,
    claims: Claims,
    /// People of the configuration, by what the issuer calls them.
    names: Vec<(String, String)>,
    roles: Vec<Role>,
    /// Where people live of whom the issuer does not say it.
    zone: String,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PeopleError {
    #[error("there is no user \"{id}\"; choose one of {}", .known.join(", "))]
    Unknown { id: String, known: Vec<String> },
    /// Signed in rightly, and nothing says what they may see.
    #[error(
        "you are signed in as {name}, and nothing says what you may see; ask your administrator to add you under people, or \
         your group under roles"
    )]
    NoRole { name: String },
    #[error(
        "your group is limited by {claim}, and the sign-in service says nothing of it; ask your administrator"
    )]
    NoClaim { claim: String },
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
            config.people.iter().map(|account| configured(account, tenant, &config.zone)).collect()
        } else if config.is_ad_hoc {
            vec![whoever_opened_it(tenant, &config.zone)]
        } else if tenant == sentia_demo::TENANT {
            sentia_demo::people().iter().map(|person| of_demo(person, &config.zone)).collect()
        } else {
            Vec::new()
        };
        let issuer = config.sign_in.as_ref().and_then(|sign_in| sign_in.issuer.as_ref());
        let by_issuer = issuer.map(|issuer| ByIssuer {
            issuer: issuer.url.as_str().trim_end_matches('/').to_owned(),
            claims: issuer.claims.clone(),
            names: config.people.iter().filter_map(name_at_issuer).collect(),
            roles: config.roles.clone(),
            zone: config.zone.clone(),
        });
        let file = config.file.as_ref().map_or("sentia.toml".to_owned(), |file| file.display().to_string());
        if people.is_empty() && config.roles.is_empty() {
            return Err(PeopleError::Nobody { file });
        }
        Ok(Directory { people, tenant: tenant.to_owned(), by_issuer, file })
    }

    /// Whom somebody who signed in is: a person of the configuration, or one with the first role of their groups.
    pub(crate) fn identified(&self, identity: &Identity) -> Result<Person, PeopleError> {
        if let Identity::Password { person } = identity {
            let gone = |_| PeopleError::NoRole { name: person.clone() };
            return self.find(Some(person)).cloned().map_err(gone);
        }
        let unknown = || PeopleError::NoRole { name: name_of(identity) };
        let vouches = |by_issuer: &&ByIssuer| matches!(identity, Identity::Issuer { issuer, .. } if issuer.trim_end_matches('/') == by_issuer.issuer);
        let by_issuer = self.by_issuer.as_ref().filter(vouches).ok_or_else(unknown)?;
        if let Some(id) = by_issuer.person(identity) {
            return self.find(Some(id)).cloned();
        }
        let groups = identity.claims(&by_issuer.claims.groups);
        let role = by_issuer.roles.iter().find(|role| groups.contains(&role.group)).ok_or_else(unknown)?;
        with_role(identity, role, &self.tenant, &by_issuer.zone)
    }

    /// The person of this id, or the first one where none is named.
    pub(crate) fn find(&self, id: Option<&str>) -> Result<&Person, PeopleError> {
        let found = match id {
            Some(id) => self.people.iter().find(|person| person.id == id),
            None => self.people.first(),
        };
        found.ok_or_else(|| match id {
            Some(id) if !self.people.is_empty() => PeopleError::Unknown {
                id: id.escape_debug().to_string(),
                known: self.people.iter().map(|person| person.id.clone()).collect(),
            },
            _ => PeopleError::Nobody { file: self.file.clone() },
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
            .flat_map(|person| person.scope.row_filters.iter().map(|filter| (&person.id, &filter.dimension)));
        let roles = self.by_issuer.iter().flat_map(|by_issuer| &by_issuer.roles);
        let of_roles = roles.flat_map(|role| {
            let fixed = role.rows.iter().map(|filter| &filter.dimension);
            fixed.chain(role.rows_from.keys()).map(|dimension| (&role.group, dimension))
        });
        for (person, dimension) in filters.chain(of_roles) {
            if catalogue.dimension(dimension).is_none() {
                let (person, dimension) = (person.clone(), dimension.clone());
                return Err(PeopleError::UnknownDimension { person, dimension });
            }
        }
        Ok(())
    }
}

impl ByIssuer {
    /// The id of the person of the configuration whom the issuer means.
    fn person(&self, identity: &Identity) -> Option<&str> {
        let named = identity.claim(&self.claims.person)?;
        // Whoever may write any address into their account is not yet the one who reads its mail.
        if self.claims.person == "email" && !identity.is_true("email_verified") {
            return None;
        }
        self.names.iter().find(|(name, _)| name.eq_ignore_ascii_case(&named)).map(|(_, id)| id.as_str())
    }
}

fn name_at_issuer(account: &Account) -> Option<(String, String)> {
    Some((account.sign_in.clone()?, account.id.clone()))
}

fn name_of(identity: &Identity) -> String {
    let claims = ["name", "preferred_username", "email", "sub"];
    let named = claims.into_iter().find_map(|claim| identity.claim(claim));
    named.unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(100).collect()
}

fn with_role(identity: &Identity, role: &Role, tenant: &str, zone: &str) -> Result<Person, PeopleError> {
    let mut row_filters = role.rows.clone();
    for (dimension, claim) in &role.rows_from {
        let keys: BTreeSet<String> = identity.claims(claim).into_iter().collect();
        if keys.is_empty() {
            return Err(PeopleError::NoClaim { claim: claim.clone() });
        }
        row_filters.push(RowFilter { dimension: dimension.clone(), keys });
    }
    let id = identity.subject();
    Ok(Person {
        name: name_of(identity),
        title: role.title.clone(),
        scope: Scope {
            tenant: tenant.to_owned(),
            person: id.clone(),
            row_filters,
            areas: role.areas.clone(),
            sql: role.sql,
        },
        id,
        scope_in_words: role.rows_in_words.clone(),
        groups: role.groups.clone(),
        zone: Some(zone_of(identity).unwrap_or_else(|| zone.to_owned())),
        mailbox: false,
    })
}

/// The standard claim of an OpenID issuer.
fn zone_of(identity: &Identity) -> Option<String> {
    identity.claim("zoneinfo").filter(|zone| jiff::tz::TimeZone::get(zone).is_ok())
}

/// The tenant whose rows are read.
pub(crate) fn tenant(config: &Config) -> &str {
    match &config.warehouse {
        Warehouse::Demo => sentia_demo::TENANT,
        Warehouse::Own { tenant, .. } => tenant,
    }
}

/// Who names a database on the command line can read all of it by other means too.
fn whoever_opened_it(tenant: &str, zone: &str) -> Person {
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
        zone: Some(zone.to_owned()),
        mailbox: false,
    }
}

fn configured(account: &Account, tenant: &str, zone: &str) -> Person {
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
        zone: Some(account.zone.clone().unwrap_or_else(|| zone.to_owned())),
        mailbox: false,
    }
}

fn of_demo(person: &sentia_demo::Person, zone: &str) -> Person {
    Person {
        id: person.id.to_owned(),
        name: person.name.to_owned(),
        title: person.title.to_owned(),
        scope: scope_of(person),
        scope_in_words: None,
        groups: BTreeSet::new(),
        zone: Some(zone.to_owned()),
        mailbox: false,
    }
}
