use std::collections::VecDeque;

/// What follows within so many values belongs to the same incident.
const LASTS: usize = 400;
/// Unless it is rarer than all of them by a quarter (0.1 in −log₁₀).
const GROWS: f64 = 0.1;

/// The greatest of the last rarities, as a queue that falls from front to back.
#[derive(Debug, Clone, Default)]
pub(super) struct Incident {
    seen: usize,
    greatest: VecDeque<(usize, f64)>,
}

impl Incident {
    /// The rarity where it stands out from those before it, else nought.
    pub(super) fn push(&mut self, rarity: f64) -> f64 {
        while self.greatest.front().is_some_and(|(at, _)| at + LASTS < self.seen) {
            self.greatest.pop_front();
        }
        let before = self.greatest.front().map_or(0.0, |(_, rarity)| *rarity);
        while self.greatest.back().is_some_and(|(_, lesser)| *lesser <= rarity) {
            self.greatest.pop_back();
        }
        self.greatest.push_back((self.seen, rarity));
        self.seen += 1;
        if rarity > before + GROWS { rarity } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_alert_is_what_exceeds_all_of_the_last(rarities in prop::collection::vec(0.0..4.0_f64, 0..1_500)) {
            let mut incident = Incident::default();
            for (at, rarity) in rarities.iter().enumerate() {
                let before = rarities[at.saturating_sub(LASTS)..at].iter().copied().fold(0.0, f64::max);
                prop_assert_eq!(incident.push(*rarity), if *rarity > before + GROWS { *rarity } else { 0.0 });
            }
        }
    }
}
