//! How people sign in, and what those may see whom an issuer knows.

use std::collections::{BTreeMap, BTreeSet};

use sentia_semantic::{Area, RowFilter};
use toml::Spanned;
use url::{Host, Url};

use super::{
    Environment, Secret,
    file::{IssuerSection, RoleSection, SignInSection},
    validate::Check,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) address: Address,
    /// Whether people may have a password here.
    pub(crate) passwords: bool,
    pub(crate) issuer: Option<IssuerEntry>,
}

/// Where browsers reach the server: scheme and host, and the port unless it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address(Url);

impl Address {
    /// As a browser names it, `https://sentia.example.com`.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub(crate) fn authority(&self) -> String {
        self.0.authority().to_owned()
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuerEntry {
    pub(crate) url: Url,
    pub(crate) client: String,
    /// As it stands on the button.
    pub(crate) name: String,
    /// None for a public client.
    pub(crate) secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
    pub(crate) claims: Claims,
}

/// Which claims say what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claims {
    /// Names a person of the configuration.
    pub(crate) person: String,
    /// Lists the groups that roles are given by.
    pub(crate) groups: String,
}

/// What everybody of a group may see who is not named themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) group: String,
    pub(crate) title: String,
    pub(crate) areas: BTreeSet<Area>,
    pub(crate) rows: Vec<RowFilter>,
    /// Claims that list the member keys, by dimension.
    pub(crate) rows_from: BTreeMap<String, String>,
    pub(crate) rows_in_words: Option<String>,
    pub(crate) groups: BTreeSet<String>,
    pub(crate) sql: bool,
}

impl Check<'_> {
    pub(super) fn sign_in(&mut self, section: &SignInSection, environment: &Environment) -> Option<SignIn> {
        if !section.passwords && section.issuer.is_none() {
            self.fault(
                &section.address,
                "nobody could sign in; add passwords = true, or a section [sign_in.issuer]",
            );
        }
        let address = self.address(&section.address)?;
        let issuer = match &section.issuer {
            Some(issuer) => Some(self.issuer(issuer, environment)?),
            None => None,
        };
        Some(SignIn { address, passwords: section.passwords, issuer })
    }

    pub(super) fn roles(&mut self, sections: &[RoleSection], sign_in: Option<&SignInSection>) -> Vec<Role> {
        let has_issuer = sign_in.is_some_and(|section| section.issuer.is_some());
        let role = |section: &RoleSection| {
            if !has_issuer {
                self.fault(
                    &section.group,
                    "only an issuer says who is in a group; add a section [sign_in.issuer], or take the role out",
                );
            }
            Role {
                group: section.group.get_ref().clone(),
                title: section.title.clone(),
                areas: self.areas(section.areas.as_deref()),
                rows: self.rows(&section.rows),
                rows_from: claims_of(&section.rows_from),
                rows_in_words: section.rows_in_words.clone(),
                groups: section.groups.clone(),
                sql: section.sql,
            }
        };
        sections.iter().map(role).collect()
    }

    fn address(&mut self, text: &Spanned<String>) -> Option<Address> {
        let url = self.url(text)?;
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            self.fault(text, "write the address without a path, such as https://sentia.example.com");
            return None;
        }
        Some(Address(url))
    }

    fn issuer(&mut self, section: &IssuerSection, environment: &Environment) -> Option<IssuerEntry> {
        let url = self.url(&section.url)?;
        if section.client.get_ref().trim().is_empty() {
            self.fault(&section.client, "the issuer gives each program an id; write this one's");
        }
        let or = |text: &Option<String>, usual: &str| text.clone().unwrap_or_else(|| usual.to_owned());
        let usual = || vec!["profile".to_owned(), "email".to_owned()];
        Some(IssuerEntry {
            client: section.client.get_ref().clone(),
            name: or(&section.name, url.host_str().unwrap_or_default()),
            secret: environment.issuer_secret.clone(),
            scopes: section.scopes.clone().unwrap_or_else(usual),
            claims: Claims {
                person: or(&section.person_claim, "email"),
                groups: or(&section.groups_claim, "groups"),
            },
            url,
        })
    }

    /// An address that nobody can listen in on.
    fn url(&mut self, text: &Spanned<String>) -> Option<Url> {
        let url = Url::parse(text.get_ref()).ok().filter(|url| url.has_host());
        match url {
            Some(url) if url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(&url)) => {
                Some(url)
            }
            Some(_) => {
                self.fault(text, "passwords and sign-ins must be encrypted; begin the address with https://");
                None
            }
            None => {
                self.fault(text, "this is no web address; write it as https://sentia.example.com");
                None
            }
        }
    }
}

fn claims_of(section: &BTreeMap<String, Spanned<String>>) -> BTreeMap<String, String> {
    section.iter().map(|(dimension, claim)| (dimension.clone(), claim.get_ref().clone())).collect()
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
