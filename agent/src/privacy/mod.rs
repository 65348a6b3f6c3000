//! Names are kept in. A model outside the company reads `CUSTOMER_482913` for "Hartwell Motors"; what it writes is
//! restored before anything else here reads it, so that tools, verifier, record and reader know real names alone.
//!
//! Hidden are the members of the dimensions that the catalogue gives a `pseudonym`, all of the tenant's, since a document
//! or a question may name whom its reader may not see; and what tells by its form who somebody is, such as an IBAN. A
//! [`Vault`] is one turn's: nothing of it is stored, and no token outlives it.

mod edge;
mod names;
mod numbers;
mod ordinary;
#[cfg(test)]
mod tests;
mod vault;
mod words;

use std::{
    collections::VecDeque,
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use sentia_semantic::{Area, Catalogue, Engine, Member, MemberIndex, QueryError, Scope};

pub(crate) use edge::Incoming;
pub(crate) use ordinary::Ordinary;
pub(crate) use vault::{Seen, Vault};

use self::{
    names::{Named, Names},
    ordinary::Known,
};

/// Tenants whose names are kept.
const TENANTS: usize = 16;
/// Scopes whose members are kept.
const SCOPES: usize = 64;
/// What the key of a conversation is made for.
const PURPOSE: &str = "sentia pseudonyms of a conversation, version 1";

/// What tokens are made with. It never leaves: whoever had it could try out names.
#[derive(Clone, PartialEq, Eq)]
pub struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        PseudonymKey(bytes)
    }

    /// A key that nobody has.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(PseudonymKey(bytes))
    }

    /// For the one place that keeps it.
    pub fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of one conversation, by its id: its tokens tell nothing about those of another.
    pub(crate) fn of(&self, conversation: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key(PURPOSE);
        hasher.update(&self.0).update(conversation.as_bytes());
        hasher.finalize().into()
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey(…)")
    }
}

/// The names of each tenant, which take milliseconds to prepare, kept for as long as the members stay the same.
pub(crate) struct NamesByTenant {
    program: Arc<Ordinary>,
    /// Latest last.
    kept: Mutex<VecDeque<Kept>>,
    /// What the members of a scope are as [`Seen`], latest last.
    seen: Mutex<VecDeque<KeptSeen>>,
}

struct KeptSeen {
    members: Arc<Vec<Member>>,
    seen: Arc<Seen>,
}

struct Kept {
    tenant: String,
    members: Arc<Vec<Member>>,
    open: Arc<MemberIndex>,
    names: Arc<Names>,
}

impl NamesByTenant {
    /// `program` are the words of the program's own texts.
    pub(crate) fn new(program: Ordinary) -> Self {
        NamesByTenant { program: Arc::new(program), kept: Mutex::default(), seen: Mutex::default() }
    }

    /// # Errors
    /// As the warehouse has them. Then nothing may leave: names that cannot be read cannot be hidden.
    pub(crate) async fn of(&self, engine: &Engine, tenant: &str) -> Result<Arc<Names>, QueryError> {
        let all = whole(tenant);
        let (members, open) = (engine.pseudonymous(&all).await?, engine.members(&all).await?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let same =
            |one: &Kept| one.tenant == tenant && Arc::ptr_eq(&one.open, &open) && one.members == members;
        if let Some(found) = kept.iter().find(|one| same(one)) {
            return Ok(Arc::clone(&found.names));
        }
        let names = Arc::new(self.names(engine.catalogue(), &members, &open));
        kept.retain(|one| one.tenant != tenant);
        kept.push_back(Kept { tenant: tenant.to_owned(), members, open, names: Arc::clone(&names) });
        if kept.len() > TENANTS {
            kept.pop_front();
        }
        Ok(names)
    }

    /// The names that the person may be told.
    ///
    /// # Errors
    /// As the warehouse has them.
    pub(crate) async fn seen(&self, engine: &Engine, scope: &Scope) -> Result<Arc<Seen>, QueryError> {
        let members = engine.pseudonymous(scope).await?;
        let mut kept = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.iter().find(|one| Arc::ptr_eq(&one.members, &members)) {
            return Ok(Arc::clone(&found.seen));
        }
        let owners = members.iter().map(|member| (member.dimension.clone(), member.key.clone()));
        let seen = Arc::new(owners.collect::<Seen>());
        kept.push_back(KeptSeen { seen: Arc::clone(&seen), members });
        if kept.len() > SCOPES {
            kept.pop_front();
        }
        Ok(seen)
    }

    fn names(&self, catalogue: &Catalogue, members: &[Member], open: &MemberIndex) -> Names {
        let mut data = Ordinary::default();
        for dimension in catalogue.dimensions.iter().filter(|dimension| dimension.pseudonym.is_none()) {
            for member in open.of(&dimension.id) {
                data.add_open(&member.label);
                data.add_open(&member.key);
            }
        }
        let named = members.iter().filter_map(|member| {
            let kind = catalogue.dimension(&member.dimension)?.pseudonym.as_deref()?;
            Some(Named { kind, member })
        });
        Names::of(&named.collect::<Vec<_>>(), Known::new(Arc::clone(&self.program), data))
    }
}

/// Every name of the tenant's: a text may hold one that its reader may not see.
pub(crate) fn whole(tenant: &str) -> Scope {
    Scope {
        tenant: tenant.to_owned(),
        person: String::new(),
        row_filters: Vec::new(),
        areas: Area::ALL.into_iter().collect(),
        sql: false,
    }
}
