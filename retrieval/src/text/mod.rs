//! Words of a text as the index knows them.

mod analyse;
mod language;
mod print;

pub(crate) use analyse::{count_terms, query_terms};
pub(crate) use language::language_of;
pub(crate) use print::{are_near, print_of};
