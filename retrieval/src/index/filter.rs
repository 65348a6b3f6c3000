use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::DocumentKind;

/// What else a search is narrowed to; an empty set lets all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub kinds: BTreeSet<DocumentKind>,
    /// Documents by their ids.
    pub documents: BTreeSet<String>,
    /// Documents with any of these labels.
    pub links: BTreeSet<String>,
    /// Passages that bear a day from this on.
    pub from: Option<Date>,
    /// Passages that bear a day until this one, the day itself among them.
    pub until: Option<Date>,
}

impl Filter {
    pub(super) fn lets_document(&self, id: &str, kind: DocumentKind, links: &BTreeSet<String>) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.documents.is_empty() || self.documents.contains(id))
            && (self.links.is_empty() || !self.links.is_disjoint(links))
    }

    /// What bears no day is outside any span of days.
    pub(super) fn lets_day(&self, day: Option<Date>) -> bool {
        self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }
}
