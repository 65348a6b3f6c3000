use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How a token is chosen among those that are likely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sampling {
    /// Always the likeliest; of equals the first.
    Greedy,
    /// By chance, from a seed: the same seed gives the same reply.
    Random {
        /// Above 1 flatter than the model, below 1 steeper. Zero is greedy.
        temperature: f32,
        /// Chosen among the likeliest tokens that together have this probability, 0 to 1.
        top_p: f32,
        seed: u64,
    },
}

pub(super) struct Sampler {
    random: Option<(f32, f32, ChaCha8Rng)>,
    candidates: Vec<(f32, u32)>,
}

impl Sampler {
    pub(super) fn new(sampling: Sampling) -> Self {
        let random = match sampling {
            Sampling::Random { temperature, top_p, seed } if temperature > 0.0 => {
                Some((temperature, top_p.clamp(0.0, 1.0), ChaCha8Rng::seed_from_u64(seed)))
            }
            _ => None,
        };
        Self { random, candidates: Vec::new() }
    }

    /// A token among those that have a logit; `None` where none has, or one is not a number.
    pub(super) fn choose(&mut self, logits: &[f32]) -> Option<u32> {
        let mut best = (f32::NEG_INFINITY, None);
        for (token, logit) in logits.iter().enumerate() {
            if logit.is_nan() || *logit == f32::INFINITY {
                return None;
            }
            if *logit > best.0 {
                best = (*logit, Some(token as u32));
            }
        }
        let (Some((temperature, top_p, random)), (largest, Some(_))) = (&mut self.random, best) else {
            return best.1;
        };
        self.candidates.clear();
        let mut total = 0.0_f32;
        for (token, logit) in logits.iter().enumerate() {
            let weight = ((logit - largest) / *temperature).exp();
            // What is a hundred million times less likely than the likeliest is never chosen.
            if weight > 1e-8 {
                total += weight;
                self.candidates.push((weight, token as u32));
            }
        }
        self.candidates.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut kept = 0.0;
        let count = self.candidates.iter().take_while(|candidate| {
            let goes_on = kept < *top_p * total;
            kept += if goes_on { candidate.0 } else { 0.0 };
            goes_on
        });
        let count = count.count().max(1);
        let candidates = self.candidates.get(..count)?;
        let mut left = random.random::<f32>() * candidates.iter().map(|candidate| candidate.0).sum::<f32>();
        let chosen = candidates.iter().find(|candidate| {
            left -= candidate.0;
            left < 0.0
        });
        chosen.or(candidates.last()).map(|candidate| candidate.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_the_logits() {
        let logits = [1.0_f32.ln(), 2.0_f32.ln(), f32::NEG_INFINITY, 5.0_f32.ln()];
        let mut sampler = Sampler::new(Sampling::Random { temperature: 1.0, top_p: 1.0, seed: 7 });
        let mut counts = [0; 4];
        for _ in 0..8000 {
            counts[sampler.choose(&logits).unwrap() as usize] += 1;
        }
        for (count, expected) in counts.into_iter().zip([1000, 2000, 0, 5000]) {
            assert!(i32::abs(count - expected) < 150, "{counts:?}");
        }
    }

    #[test]
    fn only_the_likeliest_share_is_chosen_from() {
        let logits = [1.0_f32.ln(), 2.0_f32.ln(), 5.0_f32.ln()];
        let mut sampler = Sampler::new(Sampling::Random { temperature: 1.0, top_p: 0.6, seed: 7 });
        assert!((0..500).all(|_| sampler.choose(&logits) == Some(2)));
        let mut sampler = Sampler::new(Sampling::Random { temperature: 1.0, top_p: 0.8, seed: 7 });
        assert!((0..500).all(|_| sampler.choose(&logits) != Some(0)));
    }

    #[test]
    fn what_is_not_a_number_is_never_chosen() {
        for sampling in [Sampling::Greedy, Sampling::Random { temperature: 0.7, top_p: 0.9, seed: 1 }] {
            assert_eq!(Sampler::new(sampling).choose(&[0.0, f32::NAN]), None);
            assert_eq!(Sampler::new(sampling).choose(&[f32::NEG_INFINITY; 3]), None);
        }
    }
}
