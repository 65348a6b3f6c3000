/// Bins for each doubling, and the doublings below and above 1.
const FINE: f64 = 4.0;
const DOUBLINGS: f64 = 40.0;
const BINS: usize = 400;
/// Of the past, the greatest are fitted by a Pareto tail: the share that Siffer et al. (2017) take.
const IN_TAIL: f64 = 0.02;
/// Before any are seen, the tail is taken for one of this shape (Hill's estimate of a normal one), as if so many said so.
const USUAL_SHAPE: f64 = 0.3;
const USUAL_WEIGHT: f64 = 3.0;
/// With so many counted, all count half: the last ten to twenty thousand decide.
const MEMORY: f64 = 20_000.0;

/// The distribution of a strangeness, which is not negative, as a histogram over its logarithm.
#[derive(Debug, Clone)]
pub(super) struct Tail {
    counts: Vec<f64>,
    count: f64,
    /// None was counted above this bin.
    top: usize,
}

impl Default for Tail {
    fn default() -> Tail {
        Tail { counts: vec![0.0; BINS], count: 0.0, top: 0 }
    }
}

impl Tail {
    /// The rarity of a strangeness among those before it, −log₁₀, at most what their number can tell; then it is one of them.
    pub(super) fn push(&mut self, strangeness: f64) -> f64 {
        let place = place(strangeness);
        let share = self.share_above(place).max(1.0 / (self.count + 1.0));
        self.add(place as usize);
        (-share.log10()).max(0.0)
    }

    fn add(&mut self, bin: usize) {
        self.counts[bin] += 1.0;
        self.count += 1.0;
        self.top = self.top.max(bin);
        if self.count >= MEMORY {
            self.counts.iter_mut().for_each(|count| *count /= 2.0);
            self.count /= 2.0;
        }
    }

    fn share_above(&self, place: f64) -> f64 {
        let bin = place as usize;
        let (mut above, mut logs, mut reached) = (0.0, 0.0, self.top + 1);
        while reached > 0 && above < IN_TAIL * self.count {
            reached -= 1;
            above += self.counts[reached];
            logs += self.counts[reached] * reached as f64;
        }
        if bin > reached {
            let octave = std::f64::consts::LN_2 / FINE;
            // Hill (1975): the mean logarithm of how far those in the tail exceed its start.
            let excess = (logs - above * (reached as f64 - 0.5)) * octave;
            let shape = (excess + USUAL_WEIGHT * USUAL_SHAPE) / (above + USUAL_WEIGHT);
            let beyond = (place - reached as f64) * octave;
            return (above + 1.0) / (self.count + 1.0) * (-beyond / shape.max(0.01)).exp();
        }
        above += self.counts[bin..reached].iter().sum::<f64>() - self.counts[bin] / 2.0;
        (above + 1.0) / (self.count + 1.0)
    }
}

fn place(strangeness: f64) -> f64 {
    if strangeness > 0.0 {
        ((strangeness.log2() + DOUBLINGS) * FINE).clamp(0.0, BINS as f64 - 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In the body of the distribution it is the rank, counted naively, up to the width of a bin.
        #[test]
        fn the_rarity_is_the_rank_among_those_before(past in prop::collection::vec(0.1..10.0_f64, 100..400), at in 0.1..1.0_f64) {
            let mut tail = Tail::default();
            past.iter().for_each(|value| { tail.push(*value); });
            let share = |bound: f64| past.iter().filter(|value| **value > bound).count() as f64 / past.len() as f64;
            let found = 10f64.powf(-tail.push(at));
            prop_assert!(found >= share(at * 1.1) - 0.02 && found <= share(at / 1.1) + 0.02);
        }

        #[test]
        fn the_stranger_the_rarer(past in prop::collection::vec(0.0..1e13_f64, 0..100), at in 0.0..1e13_f64, more in 1.0..9.0_f64) {
            let mut tail = Tail::default();
            past.iter().for_each(|value| { tail.push(*value); });
            let (less, more) = (tail.clone().push(at), tail.clone().push(at * more));
            prop_assert!(less <= more + 1e-9 && more <= (past.len() as f64 + 1.0).log10() + 1e-9);
        }
    }
}
