//! How long things last, where some have not ended yet: those are known to have lasted so long and no more.
//! [`kaplan_meier`] assumes nothing, [`weibull`] says whether age wears, [`cox`] what makes some end sooner than others.

pub mod cox;
pub mod kaplan_meier;
pub mod weibull;

use thiserror::Error;

/// How long one thing lasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Life {
    /// In any unit of time, above nought.
    pub lasted: f64,
    /// Whether it ended then; else it was last seen then, whole.
    pub ended: bool,
}

/// Why nothing can be said; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotFit {
    #[error("{ended} of them have ended, and at least {needed} are needed to tell how long they last")]
    TooFewEnded { ended: usize, needed: usize },
    #[error("life {place} did not last a length of time above nought")]
    NoTime { place: usize },
    #[error(
        "life {place} does not have the {needed} values that the others have, or one of them is no number"
    )]
    Uneven { place: usize, needed: usize },
    #[error("what is known of the lives tells too little apart to be fitted")]
    NotTold,
}

/// Errors: a length of time that is none, and fewer than `needed` that have ended.
fn check(lives: &[Life], needed: usize) -> Result<(), CannotFit> {
    if let Some(place) = lives.iter().position(|life| !(life.lasted.is_finite() && life.lasted > 0.0)) {
        return Err(CannotFit::NoTime { place });
    }
    let ended = lives.iter().filter(|life| life.ended).count();
    if ended < needed { Err(CannotFit::TooFewEnded { ended, needed }) } else { Ok(()) }
}
