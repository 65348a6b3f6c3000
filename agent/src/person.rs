use std::collections::BTreeSet;

use sentia_retrieval::Reader;
use sentia_semantic::{RowFilter, Scope};
use serde::{Deserialize, Serialize};

/// Who is asking, and what they may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub title: String,
    pub scope: Scope,
    /// What the scope's row filters leave, in words: `Leeds only`. None where nothing is cut.
    pub scope_in_words: Option<String>,
    /// Groups whose documents the person may read, beside those of the areas of the scope.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<String>,
    /// Where the person lives, as an IANA name: `Europe/London`; UTC where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether an e-mail address is known to be the person's, to which things can be sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mailbox: bool,
}

impl Person {
    pub fn zone(&self) -> &str {
        self.zone.as_deref().unwrap_or("UTC")
    }

    /// The person as a reader of documents: a member of the groups, and of the areas of the business that they may read.
    pub fn reader(&self) -> Reader {
        let areas = self.scope.areas.iter().map(|area| area.to_string().to_lowercase());
        Reader::new(self.scope.tenant.clone(), self.groups.iter().cloned().chain(areas))
    }

    /// Whether this person may see everything that the other one may: then an answer of the other's tells them nothing
    /// that they could not have asked.
    pub fn sees_all_that(&self, other: &Person) -> bool {
        let (own, others) = (&self.scope, &other.scope);
        let is_as_wide = |filter: &RowFilter| {
            let narrows = |narrow: &RowFilter| {
                narrow.dimension == filter.dimension && narrow.keys.is_subset(&filter.keys)
            };
            others.row_filters.iter().any(narrows)
        };
        own.tenant == others.tenant
            && own.areas.is_superset(&others.areas)
            && self.groups.is_superset(&other.groups)
            && own.row_filters.iter().all(is_as_wide)
    }
}

#[cfg(test)]
mod tests {
    use sentia_semantic::Area;

    use super::*;

    fn person(areas: &[Area], rows: &[(&str, &[&str])], groups: &[&str]) -> Person {
        let filter = |(dimension, keys): &(&str, &[&str])| RowFilter {
            dimension: (*dimension).to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        Person {
            id: "p".to_owned(),
            name: String::new(),
            title: String::new(),
            scope: Scope {
                tenant: "demo".to_owned(),
                person: "p".to_owned(),
                row_filters: rows.iter().map(filter).collect(),
                areas: areas.iter().copied().collect(),
                sql: false,
            },
            scope_in_words: None,
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            zone: None,
            mailbox: false,
        }
    }

    #[test]
    fn only_who_may_see_as_much_sees_all_that_another_may() {
        let both = [Area::Production, Area::Quality];
        let all = person(&both, &[], &["board"]);
        let leeds = person(&both[..1], &[("plant", &["LEE"])], &[]);
        let north = person(&both[..1], &[("plant", &["LEE", "DER"])], &[]);
        let line = person(&both[..1], &[("plant", &["LEE"]), ("line", &["3"])], &[]);
        for (reader, asker, expected) in [
            (&all, &leeds, true),
            (&leeds, &all, false),
            (&north, &leeds, true),
            (&leeds, &north, false),
            (&leeds, &line, true),
            (&line, &leeds, false),
            (&leeds, &leeds, true),
            (&person(&both, &[], &[]), &all, false),
        ] {
            assert_eq!(reader.sees_all_that(asker), expected, "{reader:?} {asker:?}");
        }
        let mut elsewhere = all.clone();
        elsewhere.scope.tenant = "other".to_owned();
        assert!(!elsewhere.sees_all_that(&leeds));
    }
}
