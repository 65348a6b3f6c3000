//! Names in a statement: how the database reads them, how they are written, and what each stands for where it stands.

use sqlparser::{ast::Ident, keywords::ALL_KEYWORDS};

use super::SqlRefusal;
use crate::Dialect;

/// Words that are values rather than names in PostgreSQL, should the parser's list ever lack them.
const VALUES: [&str; 8] = [
    "current_catalog",
    "current_role",
    "current_schema",
    "current_user",
    "localtime",
    "session_user",
    "system_user",
    "user",
];

/// A name as the database compares it.
pub(super) fn folded(dialect: Dialect, name: &Ident) -> Result<String, SqlRefusal> {
    let sound =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ' ' | '-' | '%' | '.' | '/');
    if name.value.is_empty() || name.value.len() > 63 || !name.value.chars().all(sound) {
        return Err(SqlRefusal::not_allowed(
            format!("the name {}", name.value.escape_debug()),
            "write names of at most 63 letters, digits, _ and spaces",
        ));
    }
    let exact = dialect == Dialect::Postgres && name.quote_style.is_some();
    Ok(if exact { name.value.clone() } else { name.value.to_ascii_lowercase() })
}

/// Writes a name anew, quoted wherever it could be taken for anything else, and returns it as the database compares it.
pub(super) fn rewrite(dialect: Dialect, name: &mut Ident) -> Result<String, SqlRefusal> {
    let folded = folded(dialect, name)?;
    let kept = if dialect == Dialect::Postgres { folded.clone() } else { name.value.clone() };
    *name = ident(kept);
    Ok(folded)
}

pub(super) fn ident(name: impl Into<String>) -> Ident {
    let name = name.into();
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    let upper = name.to_ascii_uppercase();
    let is_word = ALL_KEYWORDS.binary_search(&upper.as_str()).is_ok() || VALUES.contains(&name.as_str());
    if plain && !is_word { Ident::new(name) } else { Ident::with_quote('"', name) }
}

/// A table, common table expression or sub-select of a FROM clause.
#[derive(Debug)]
pub(super) struct Relation {
    /// None where a sub-select has no name.
    pub name: Option<String>,
    pub columns: Vec<String>,
}

/// What names may stand for at one place of a statement.
#[derive(Debug, Default)]
pub(super) struct Frame<'p> {
    pub relations: Vec<Relation>,
    /// Names that the select list gives, for the clauses that may use them.
    pub aliases: Vec<String>,
    /// The query around this one.
    pub outer: Option<&'p Frame<'p>>,
}

impl<'p> Frame<'p> {
    pub(super) fn within(outer: Option<&'p Frame<'p>>) -> Self {
        Frame { outer, ..Frame::default() }
    }

    fn outwards(&self) -> impl Iterator<Item = &Frame<'p>> {
        std::iter::successors(Some(self), |frame| frame.outer)
    }

    /// The nearest relation of this name.
    pub(super) fn relation(&self, name: &str) -> Option<&Relation> {
        let named = |relation: &&Relation| relation.name.as_deref() == Some(name);
        self.outwards().find_map(|frame| frame.relations.iter().find(named))
    }

    pub(super) fn check_column(&self, qualifier: Option<&str>, column: &str) -> Result<(), SqlRefusal> {
        let has = |relation: &Relation| relation.columns.iter().any(|known| known == column);
        let found = match qualifier {
            Some(name) => self.relation(name).is_some_and(has),
            None => {
                self.aliases.iter().any(|alias| alias == column)
                    || self.outwards().any(|frame| frame.relations.iter().any(has))
            }
        };
        if found { Ok(()) } else { Err(self.unknown(qualifier, column)) }
    }

    fn unknown(&self, qualifier: Option<&str>, column: &str) -> SqlRefusal {
        let near: Vec<&Relation> = match qualifier {
            Some(name) => self.relation(name).into_iter().collect(),
            None => self.relations.iter().collect(),
        };
        let mut possible: Vec<String> = Vec::new();
        for name in near.iter().flat_map(|relation| &relation.columns) {
            if !possible.contains(name) {
                possible.push(name.clone());
            }
        }
        let names: Vec<&str> = near.iter().filter_map(|relation| relation.name.as_deref()).collect();
        let place = match (qualifier, names.as_slice()) {
            (Some(name), _) => name.to_owned(),
            (None, []) => "this query".to_owned(),
            (None, names) => names.join(", "),
        };
        SqlRefusal::UnknownColumn { column: column.to_owned(), place, possible }
    }
}
