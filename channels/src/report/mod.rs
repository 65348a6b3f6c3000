//! Answers as documents: one answer to be sent on, or a report of several questions to be signed. Whatever the format, the
//! figures are those of the answers.

mod answer;
mod compose;
mod draw;
mod number;
mod template;

pub(crate) use answer::of_turn;
pub(crate) use compose::{Wanted, compose};
pub(crate) use draw::picture;
pub(crate) use template::{Template, template, templates};
