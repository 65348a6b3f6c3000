//! Keeps the sentences of an answer from opening alike, and answers from sounding all the same; the same Evidence always
//! gives the same words.

use sentia_tools::Evidence;

/// An answer while it is written.
pub(super) struct Prose {
    said: Vec<String>,
    /// Chosen by the Evidence, so that different answers vary.
    turn: usize,
}

impl Prose {
    pub(super) fn new(evidence: &[Evidence]) -> Self {
        let titles = evidence.iter().flat_map(|evidence| evidence.title.bytes());
        // FNV-1a: any stable hash would do.
        let hash = titles.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Prose { said: Vec::new(), turn: usize::try_from(hash >> 33).unwrap_or(0) }
    }

    /// Says one of the variants: the first, from a starting point that differs from answer to answer, whose opening has
    /// not been used. Nothing where there are none.
    pub(super) fn say(&mut self, variants: Vec<String>) {
        let count = variants.len();
        if count == 0 {
            return;
        }
        let start = self.turn % count;
        let order = (0..count).map(|step| (start + step) % count);
        let fresh = order.into_iter().find(|at| !self.opens_alike(&variants[*at])).unwrap_or(start);
        if let Some(sentence) =
            variants.into_iter().nth(fresh).filter(|sentence| !self.said.contains(sentence))
        {
            self.said.push(sentence);
        }
    }

    fn opens_alike(&self, sentence: &str) -> bool {
        let opening = |sentence: &str| sentence.split(' ').take(2).map(str::to_lowercase).collect::<Vec<_>>();
        let first = |sentence: &str| sentence.split(' ').next().map(str::to_lowercase);
        self.said.iter().any(|said| opening(said) == opening(sentence))
            || self.said.last().is_some_and(|said| first(said) == first(sentence))
    }

    pub(super) fn sentences(self) -> Vec<String> {
        self.said
    }
}
