//! Answers as documents: one answer to be sent on, or a report of several questions to be signed. Whatever the format, the
//! figures are those of the answers.

mod answer;
mod changes;
mod compose;
mod draw;
mod follow_up;
mod house;
mod made;
mod number;

pub(crate) use answer::of_turn;
pub(crate) use changes::{Changed, changes};
pub(crate) use compose::{ask, document, gathered, questions};
pub(crate) use draw::picture;
pub(crate) use house::{House, written_into};
pub(crate) use made::{Made, MadeSection};
