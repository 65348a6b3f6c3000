//! The linker: which words of a question are measures, dimensions, members, periods, numbers. No model takes part, and
//! nothing here knows the names of any particular company: all of them come from the catalogue and the members.

mod cover;
mod cue_phrases;
mod cues;
mod dimensions;
mod english;
mod leftover;
mod linker;
mod links;
mod measures;
mod member_names;
mod members;
mod numbers;
mod phrasebook;
mod reading;
mod roles;
mod spelling;
mod statements;
mod text;
mod time;
mod vocabulary;
mod windows;

pub use cues::{ChangeKind, Cue, LinkedCue, OrderWord, Topic};
pub(crate) use english::English;
pub use linker::Linker;
pub use links::{
    Candidate, DimensionRole, LinkedDimension, LinkedGrain, LinkedMeasure, LinkedMember, LinkedNumber,
    LinkedStatement, LinkedWindow, Links, MemberRef, Quality, Span, UnknownMember,
};
pub use member_names::MemberNames;
pub(crate) use text::{Atom, atoms, fold_into, is_invisible};
pub use time::{Against, BadDate, LinkedPeriod, TimeMeaning, in_words, written};
