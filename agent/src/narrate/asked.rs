//! What the question wants first: the whole, or a row at one end of a ranking.

/// Which end of the rows the question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Highest,
    Lowest,
    Best,
    Worst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub end: Option<End>,
}

impl Asked {
    pub(super) fn of(question: &str) -> Self {
        let lower = question.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).take(400);
        Asked { end: words.into_iter().find_map(end) }
    }
}

fn end(word: &str) -> Option<End> {
    match word {
        "highest" | "most" | "largest" | "biggest" | "top" | "greatest" | "longest" | "maximum" => {
            Some(End::Highest)
        }
        "lowest" | "least" | "smallest" | "fewest" | "bottom" | "shortest" | "minimum" | "cheapest" => {
            Some(End::Lowest)
        }
        "best" | "strongest" => Some(End::Best),
        "worst" | "weakest" | "poorest" => Some(End::Worst),
        _ => None,
    }
}
