//! The buckets to come.

use sentia_semantic::Period;

use crate::{ToolError, history::History};

pub(super) struct Ahead {
    pub(super) asked: Period,
    /// From the first that is not over to the last that was asked for.
    pub(super) buckets: Vec<Period>,
}

impl Ahead {
    /// The buckets up to the end of the period asked for.
    pub(super) fn of(history: &History, asked: Period) -> Result<Ahead, ToolError> {
        let Some((last, _)) = history.buckets.last() else {
            return Err(ToolError::BadArguments(format!(
                "No {} of {} is over yet, so nothing can be forecast from it.",
                history.grain.name(),
                history.measure.label
            )));
        };
        let mut all = Vec::new();
        let mut bucket = Period::bucket(history.grain, history.grain.shift(last.from, 1));
        while bucket.from <= asked.to && all.len() <= 1_000 {
            all.push(bucket);
            bucket = Period::bucket(history.grain, history.grain.shift(bucket.from, 1));
        }
        if all.is_empty() {
            return Err(ToolError::BadArguments(format!(
                "{} is over: ask what {} was, not what it will be.",
                asked.describe(),
                history.measure.label
            )));
        }
        Ok(Ahead { asked, buckets: all })
    }
}
