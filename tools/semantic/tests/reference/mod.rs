//! Answers queries the slow and obvious way: every row in memory, one after the other, joined by looking keys up. It
//! shares no code with the compiler and writes no SQL, so that the two can be held against each other.

mod aggregate;
mod answer;
mod cells;
mod compare;
mod derive;
mod expression;
mod joins;
mod rows;

pub(crate) use answer::Reference;
pub(crate) use compare::assert_same;
