//! How well scores tell what happened from what did not, and where to draw the line between them.

/// Rows above a line, and how many of them it happened to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Warned of, and it happened.
    pub right: usize,
    /// Warned of, and it did not.
    pub wrong: usize,
    /// Not warned of, and it happened.
    pub missed: usize,
    /// Neither.
    pub quiet: usize,
}

impl Confusion {
    /// Of scores at or above the bound against what happened.
    pub fn at(bound: f64, scores: &[f64], happened: &[bool]) -> Confusion {
        let mut counts = Confusion::default();
        for (score, happened) in scores.iter().zip(happened) {
            match (*score >= bound, *happened) {
                (true, true) => counts.right += 1,
                (true, false) => counts.wrong += 1,
                (false, true) => counts.missed += 1,
                (false, false) => counts.quiet += 1,
            }
        }
        counts
    }

    /// Share of the warnings that were right; none without warnings.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.wrong)
    }

    /// Share of what happened that was warned of; none where nothing happened.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.right + self.missed)
    }

    /// Harmonic mean of the two: 2·right ÷ (2·right + wrong + missed); nought where there is neither.
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed).unwrap_or(0.0)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Area under the curve of precision over recall, as average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the
/// highest down. None where nothing happened.
pub fn average_precision(scores: &[f64], happened: &[bool]) -> Option<f64> {
    let total = happened.iter().filter(|happened| **happened).count();
    let mut area = 0.0;
    let mut recall = 0.0;
    for step in steps(scores, happened) {
        let next = step.right as f64 / total as f64;
        area += (next - recall) * step.precision().unwrap_or(0.0);
        recall = next;
    }
    (total > 0).then_some(area)
}

/// Mean squared difference of the probabilities from what happened (Brier 1950).
pub fn brier(probabilities: &[f64], happened: &[bool]) -> Option<f64> {
    let count = probabilities.len().min(happened.len());
    let off = |(p, happened): (&f64, &bool)| (p - f64::from(u8::from(*happened))).powi(2);
    let sum: f64 = probabilities.iter().zip(happened).map(off).sum();
    (count > 0).then(|| sum / count as f64)
}

/// The line with the greatest F1. None where nothing happened.
pub fn bound_for_f1(scores: &[f64], happened: &[bool]) -> Option<f64> {
    let lines = Lines::of(scores, happened);
    lines.best(|counts| Some(counts.f1()))
}

/// The line that finds most among those of which at least `precision` of the warnings were right. None where there is none.
pub fn bound_for_precision(precision: f64, scores: &[f64], happened: &[bool]) -> Option<f64> {
    let lines = Lines::of(scores, happened);
    lines.best(|counts| counts.recall().filter(|_| counts.precision().is_some_and(|own| own >= precision)))
}

/// Places to draw the line, from the highest score down: halfway to the next, so that rows to come need not match to the
/// last bit.
struct Lines(Vec<(f64, Confusion)>);

impl Lines {
    fn of(scores: &[f64], happened: &[bool]) -> Lines {
        let mut distinct = scores.to_vec();
        distinct.sort_by(|one, other| other.total_cmp(one));
        distinct.dedup();
        let next = distinct.iter().skip(1).map(|next| Some(*next)).chain([None]);
        let bounds = distinct
            .iter()
            .zip(next)
            .map(|(here, next)| next.map_or(*here, |next| f64::midpoint(*here, next)));
        Lines(bounds.zip(steps(scores, happened)).collect())
    }

    fn best(&self, worth: impl Fn(&Confusion) -> Option<f64>) -> Option<f64> {
        let mut best: Option<(f64, f64)> = None;
        for (bound, counts) in &self.0 {
            let found = worth(counts).filter(|found| *found > best.map_or(0.0, |(most, _)| most));
            best = found.map(|found| (found, *bound)).or(best);
        }
        best.map(|(_, bound)| bound)
    }
}

/// The counts with the line at each distinct score, from the highest down.
fn steps(scores: &[f64], happened: &[bool]) -> Vec<Confusion> {
    let mut rows: Vec<(f64, bool)> = scores.iter().copied().zip(happened.iter().copied()).collect();
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    let total = rows.iter().filter(|row| row.1).count();
    let mut counts = Confusion { missed: total, quiet: rows.len() - total, ..Confusion::default() };
    let mut steps = Vec::new();
    for (at, (score, happened)) in rows.iter().enumerate() {
        if *happened {
            counts.right += 1;
            counts.missed -= 1;
        } else {
            counts.wrong += 1;
            counts.quiet -= 1;
        }
        if rows.get(at + 1).is_none_or(|next| next.0 != *score) {
            steps.push(counts);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        let row = (0..12_u8, any::<bool>());
        prop::collection::vec(row, 1..50).prop_map(|rows| {
            rows.into_iter().map(|(score, happened)| (f64::from(score) / 12.0, happened)).unzip()
        })
    }

    proptest! {
        #[test]
        fn average_precision_is_the_sum_of_its_definition((scores, happened) in rows()) {
            let mut bounds = scores.clone();
            bounds.sort_by(|one, other| other.total_cmp(one));
            let mut area = 0.0;
            let mut before = 0.0;
            for bound in bounds {
                let counts = Confusion::at(bound, &scores, &happened);
                let recall = counts.recall().unwrap_or(0.0);
                area += (recall - before) * counts.precision().unwrap_or(0.0);
                before = recall;
            }
            let expected = happened.contains(&true).then_some(area);
            prop_assert_eq!(average_precision(&scores, &happened).is_some(), expected.is_some());
            prop_assert!((average_precision(&scores, &happened).unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-12);
        }

        #[test]
        fn no_line_has_a_greater_f1((scores, happened) in rows()) {
            let best = scores.iter().map(|bound| Confusion::at(*bound, &scores, &happened).f1()).fold(0.0, f64::max);
            let found = bound_for_f1(&scores, &happened).map_or(0.0, |bound| Confusion::at(bound, &scores, &happened).f1());
            prop_assert!((found - best).abs() < 1e-12);
        }

        #[test]
        fn no_line_as_precise_finds_more((scores, happened) in rows(), precision in 0.0..1.0_f64) {
            let recall = |bound: f64| {
                let counts = Confusion::at(bound, &scores, &happened);
                counts.recall().filter(|_| counts.precision().is_some_and(|own| own >= precision)).unwrap_or(0.0)
            };
            let best = scores.iter().map(|bound| recall(*bound)).fold(0.0, f64::max);
            let found = bound_for_precision(precision, &scores, &happened).map_or(0.0, recall);
            prop_assert!((found - best).abs() < 1e-12);
        }
    }

    #[test]
    fn where_nothing_happened_there_is_nothing_to_find() {
        assert_eq!((average_precision(&[0.4], &[false]), bound_for_f1(&[0.4], &[false])), (None, None));
        assert_eq!((average_precision(&[], &[]), brier(&[], &[])), (None, None));
    }
}
