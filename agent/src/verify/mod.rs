//! The verifier: every number in a sentence is one of the Evidence, said of the right thing, the right way round.
//!
//! Pure functions, no model. A sentence is taken apart into names, periods, numbers and words of a fixed vocabulary
//! ([`scan`]), gathered into lists and clauses ([`shape`]), and each number is bound to the one figure that its words
//! describe ([`bind`]). What is claimed beyond the numbers (rose, highest, above target, three of five) is checked
//! against the same figures. Whatever cannot be understood is a [`Fault`]: the caller asks for a repair, and then falls
//! back to the narrator.

mod besides;
mod bind;
mod blocks;
mod checker;
mod cited;
mod counts;
mod dates;
mod fault;
mod filters;
mod frame;
mod guard;
mod item;
mod leftovers;
mod matching;
mod moves;
mod multiples;
mod names;
mod number;
mod page;
mod quantity;
mod question;
mod ranking;
mod reading;
mod reference;
mod rewrite;
mod role;
mod scan;
mod select;
mod sense;
mod shape;
mod token;
mod universe;
mod vocabulary;

pub use blocks::check_blocks;
pub use checker::{CheckedSentence, Checker, VerifyContext, check, check_answer};
pub use fault::{Fault, FaultKind};
pub(crate) use guard::{is_quotable, plain_name};
pub use reference::{Part, parts, references, rendered};
