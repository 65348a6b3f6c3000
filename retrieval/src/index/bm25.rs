//! Okapi BM25 (Robertson and Zaragoza, 2009), over counts in which words of titles and headings weigh more.

/// How soon more of the same word stops to count.
const K1: f32 = 1.2;
/// How much a passage's length counts against it.
const B: f32 = 0.75;

/// Adds up what each term gives to each passage.
pub(super) struct Scores {
    /// By slot; 0 where no term stands.
    scores: Vec<f32>,
    passages: f32,
    mean_length: f32,
}

impl Scores {
    /// For so many slots, of which `passages` may be read, with `length` words together.
    pub(super) fn new(slots: usize, passages: usize, length: u64) -> Self {
        let mean_length = (length as f32 / passages.max(1) as f32).max(1.0);
        Self { scores: vec![0.0; slots], passages: passages as f32, mean_length }
    }

    /// Where a term stands: slot, count and length of each passage that has it, of all those that may be read.
    pub(super) fn add(&mut self, entries: &[(usize, u32, u32)]) {
        let standing = entries.len() as f32;
        let rarity = (1.0 + (self.passages - standing + 0.5).max(0.0) / (standing + 0.5)).ln();
        for (slot, count, length) in entries {
            let count = *count as f32;
            let damping = K1 * (1.0 - B + B * *length as f32 / self.mean_length);
            if let Some(score) = self.scores.get_mut(*slot) {
                *score += rarity * count * (K1 + 1.0) / (count + damping);
            }
        }
    }

    /// The slots that any term gave something to.
    pub(super) fn into_ranked(self) -> Vec<(usize, f32)> {
        self.scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarer_word_and_the_shorter_passage_win() {
        let mut scores = Scores::new(4, 4, 40);
        scores.add(&[(0, 1, 10), (1, 1, 10), (2, 1, 10)]);
        scores.add(&[(0, 1, 10)]);
        scores.add(&[(3, 1, 5), (2, 1, 20)]);
        let ranked = scores.into_ranked();
        let of = |slot: usize| ranked[slot].1;
        assert!(of(0) > of(1) && of(3) > of(1));
    }
}
