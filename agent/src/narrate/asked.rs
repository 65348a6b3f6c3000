//! What the question wants first: the whole, or a row at one end of a ranking.

/// Which end of the rows the question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Highest,
    Lowest,
    Best,
    Worst,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub end: Option<End>,
    /// In lower case, each word between two blanks.
    words: String,
}

impl Asked {
    pub(super) fn of(question: &str) -> Self {
        let lower = question.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(400).collect();
        Asked { end: asked_end(&words), words: format!(" {} ", words.join(" ")) }
    }

    /// Whether the question has this name in it.
    pub(super) fn names(&self, name: &str) -> bool {
        self.words.contains(&format!(" {} ", name.to_lowercase()))
    }
}

/// "which line improved most" asks for the largest change, not for the highest row.
fn asked_end(words: &[&str]) -> Option<End> {
    let is_of_change = |at: usize| {
        let beside = [at.checked_sub(1).and_then(|before| words.get(before)), words.get(at + 1)];
        beside.into_iter().flatten().any(|word| CHANGES.split_whitespace().any(|change| change == *word))
    };
    let mut ends = words.iter().enumerate().filter(|(at, _)| !is_of_change(*at));
    ends.find_map(|(_, word)| end(word))
}

const CHANGES: &str = "improved improving improvement rose risen rise rises fell fallen fall falls grew grown growth growing \
    dropped drop drops declined decline increased increase increases decreased decrease changed change changes moved mover \
    movers movement worsened deteriorated slipped jumped jump gain gains reduction swing swings shrank";

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
