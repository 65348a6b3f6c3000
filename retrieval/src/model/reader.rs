use std::collections::BTreeSet;

use crate::Document;

/// The group that all people of a tenant are in.
pub const EVERYONE: &str = "everyone";

/// Who reads. There is no reading without one.
///
/// A bot that answers a channel reads as the intersection of its members' groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub tenant: String,
    /// Without [`EVERYONE`], which is always among them.
    pub groups: BTreeSet<String>,
}

impl Reader {
    pub fn new(tenant: impl Into<String>, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { tenant: tenant.into(), groups: groups.into_iter().map(Into::into).collect() }
    }

    pub fn may_read(&self, document: &Document) -> bool {
        self.tenant == document.tenant && self.is_among(&document.readers)
    }

    pub(crate) fn is_among(&self, readers: &BTreeSet<String>) -> bool {
        readers.contains(EVERYONE) || !readers.is_disjoint(&self.groups)
    }
}
