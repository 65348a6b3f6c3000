//! Mix and rate apart: whether a ratio moved because its parts' own ratios did, or because the large parts became small.
//!
//! With shares w of the denominator and ratios r of the parts, R = Σ w·r. Of a change, w̄·Δr is the part's own and Δw·(r̄ − R̄) is
//! the mix, each taken in the middle of the two periods (Bennet 1920); both sum over all parts to ΔR exactly.

/// A part's share of the sums that a ratio is made of: numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub before: (f64, f64),
    pub now: (f64, f64),
}

/// What a part did to the ratio of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// By becoming larger or smaller beside the others.
    pub mix: f64,
    /// By its own ratio.
    pub rate: f64,
}

/// One effect for each part. None where a whole has no denominator, or a part's is below nought, so that it is no share.
///
/// A part that was there in one period only has no ratio of its own to move: what it did is mix.
pub fn mix_and_rate(parts: &[Part]) -> Option<Vec<Effect>> {
    let sum = |of: fn(&Part) -> (f64, f64)| {
        parts.iter().map(of).fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    };
    let (before, now) = (sum(|part| part.before), sum(|part| part.now));
    let is_share = |part: &Part| part.before.1 >= 0.0 && part.now.1 >= 0.0;
    if before.1 <= 0.0 || now.1 <= 0.0 || !parts.iter().all(is_share) {
        return None;
    }
    let middle = f64::midpoint(before.0 / before.1, now.0 / now.1);
    let effect = |part: &Part| {
        let (weight_before, weight_now) = (part.before.1 / before.1, part.now.1 / now.1);
        let (old, new) = match (rate(part.before), rate(part.now)) {
            (Some(old), Some(new)) => (old, new),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => (middle, middle),
        };
        Effect {
            mix: (weight_now - weight_before) * (f64::midpoint(old, new) - middle),
            rate: f64::midpoint(weight_before, weight_now) * (new - old),
        }
    };
    let effects: Vec<Effect> = parts.iter().map(effect).collect();
    effects.iter().all(|effect| effect.mix.is_finite() && effect.rate.is_finite()).then_some(effects)
}

/// Whether every part's own ratio went the other way than the whole (Simpson 1951), or stayed.
pub fn is_reversed(parts: &[Part], change: f64) -> bool {
    let moves: Vec<f64> =
        parts.iter().filter_map(|part| Some(rate(part.now)? - rate(part.before)?)).collect();
    moves.len() >= 2 && moves.iter().all(|own| own * change <= 0.0) && moves.iter().any(|own| *own != 0.0)
}

fn rate((numerator, denominator): (f64, f64)) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let sums = || (0.0..1e6_f64, prop_oneof![1 => Just(0.0), 9 => 1.0..1e6_f64]);
        // Nothing is counted where there is nothing to count it over.
        let counted = |(over, under): (f64, f64)| (if under > 0.0 { over } else { 0.0 }, under);
        let part = (sums(), sums())
            .prop_map(move |(before, now)| Part { before: counted(before), now: counted(now) });
        proptest::collection::vec(part, 1..12)
    }

    proptest! {
        #[test]
        fn the_effects_add_up_to_the_change(parts in parts()) {
            let Some(effects) = mix_and_rate(&parts) else { return Ok(()) };
            let total = |of: fn(&Part) -> (f64, f64)| {
                let (over, under) = parts.iter().map(of).fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
                over / under
            };
            let (before, now) = (total(|part| part.before), total(|part| part.now));
            let sum: f64 = effects.iter().map(|effect| effect.mix + effect.rate).sum();
            prop_assert!((sum - (now - before)).abs() <= 1e-9 * before.abs().max(now.abs()).max(1.0), "{sum}");
        }

        #[test]
        fn the_same_shares_are_no_mix(rates in proptest::collection::vec((0.0..1.0_f64, 0.0..1.0_f64, 1.0..9.0_f64), 1..9)) {
            let part = |&(old, new, size): &(f64, f64, f64)| Part { before: (old * size, size), now: (new * size * 3.0, size * 3.0) };
            let effects = mix_and_rate(&rates.iter().map(part).collect::<Vec<_>>()).unwrap();
            prop_assert!(effects.iter().all(|effect| effect.mix.abs() < 1e-12));
        }
    }

    #[test]
    fn every_part_rises_and_the_whole_falls() {
        // Kidney stones (Charig et al. 1986), as if one had been before and the other now.
        let parts = [
            Part { before: (81.0, 87.0), now: (234.0, 270.0) },
            Part { before: (192.0, 263.0), now: (55.0, 80.0) },
        ];
        let before = 273.0 / 350.0;
        let change = 289.0 / 350.0 - before;
        assert!(change > 0.0 && is_reversed(&parts, change));
        let effects = mix_and_rate(&parts).unwrap();
        assert!(effects.iter().all(|effect| effect.rate < 0.0));
        assert!(effects.iter().map(|effect| effect.mix).sum::<f64>() > change);
    }

    #[test]
    fn what_is_no_share_is_refused() {
        assert_eq!(mix_and_rate(&[]), None);
        assert_eq!(mix_and_rate(&[Part { before: (1.0, 2.0), now: (1.0, -2.0) }]), None);
        assert_eq!(mix_and_rate(&[Part { before: (1.0, 0.0), now: (1.0, 2.0) }]), None);
    }
}
