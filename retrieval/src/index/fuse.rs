//! Two rankings made one, in which what says nearly the same counts as the same.

use crate::text::are_near;

/// Reciprocal rank fusion's constant (Cormack, Clarke and Büttcher, 2009).
const K: f64 = 60.0;
/// Different passages of each ranking that take part.
const DEPTH: usize = 100;

/// A passage of the fused ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fused {
    pub(super) slot: usize,
    pub(super) score: f64,
    pub(super) by_words: Option<usize>,
    pub(super) by_meaning: Option<usize>,
    pub(super) near_copies: usize,
}

/// One of a ranking's different passages, with how many others said nearly the same.
struct Ranked {
    slot: usize,
    copies: usize,
}

/// Fuses scored slots; `print` tells what a slot says, see [`are_near`].
pub(super) fn fuse(
    words: Vec<(usize, f32)>,
    meaning: Vec<(usize, f32)>,
    print: impl Fn(usize) -> u64,
    limit: usize,
) -> Vec<Fused> {
    let depth = DEPTH.max(limit);
    let by_words = distinct(words, &print, depth).into_iter().enumerate().map(|(rank, ranked)| Fused {
        slot: ranked.slot,
        score: share(rank),
        by_words: Some(rank + 1),
        by_meaning: None,
        near_copies: ranked.copies,
    });
    let mut fused: Vec<Fused> = by_words.collect();
    for (rank, ranked) in distinct(meaning, &print, depth).into_iter().enumerate() {
        add_meaning(&mut fused, rank, &ranked, &print);
    }
    fused.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.slot.cmp(&other.slot)));
    fused.truncate(limit);
    fused
}

/// Whether a ranking holds so many different passages that more of it would change nothing.
pub(super) fn is_deep(scored: &[(usize, f32)], print: impl Fn(usize) -> u64, limit: usize) -> bool {
    let depth = DEPTH.max(limit);
    distinct(scored.to_vec(), &print, depth).len() == depth
}

fn add_meaning(fused: &mut Vec<Fused>, rank: usize, ranked: &Ranked, print: &impl Fn(usize) -> u64) {
    let is_same = |one: &&mut Fused| {
        one.by_meaning.is_none() && (one.slot == ranked.slot || are_near(print(one.slot), print(ranked.slot)))
    };
    if let Some(one) = fused.iter_mut().find(is_same) {
        one.score += share(rank);
        one.by_meaning = Some(rank + 1);
        one.near_copies = one.near_copies.max(ranked.copies);
        return;
    }
    fused.push(Fused {
        slot: ranked.slot,
        score: share(rank),
        by_words: None,
        by_meaning: Some(rank + 1),
        near_copies: ranked.copies,
    });
}

fn share(rank: usize) -> f64 {
    1.0 / (K + rank as f64 + 1.0)
}

/// The best `depth` slots of which no two say nearly the same.
fn distinct(mut scored: Vec<(usize, f32)>, print: &impl Fn(usize) -> u64, depth: usize) -> Vec<Ranked> {
    let order =
        |one: &(usize, f32), other: &(usize, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    let mut kept: Vec<Ranked> = Vec::new();
    let mut rest = scored.as_mut_slice();
    // Sorted piece by piece, as most rankings are needed only at their top.
    while !rest.is_empty() && kept.len() < depth {
        let piece = (4 * depth).min(rest.len());
        if piece < rest.len() {
            rest.select_nth_unstable_by(piece - 1, order);
        }
        let (top, behind) = rest.split_at_mut(piece);
        top.sort_unstable_by(order);
        for (slot, _) in &*top {
            if let Some(one) = kept.iter_mut().find(|one| are_near(print(one.slot), print(*slot))) {
                one.copies += 1;
            } else if kept.len() < depth {
                kept.push(Ranked { slot: *slot, copies: 0 });
            }
        }
        rest = behind;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Far apart, but for the slots from 100 on, which all say the same.
    fn prints(slot: usize) -> u64 {
        if slot >= 100 { u64::MAX } else { (slot as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) }
    }

    #[test]
    fn what_both_rankings_find_wins() {
        let fused = fuse(vec![(1, 9.0), (2, 8.0)], vec![(2, 0.9), (3, 0.8)], prints, 10);
        let slots: Vec<_> = fused.iter().map(|one| one.slot).collect();
        assert_eq!(slots, [2, 1, 3]);
        assert_eq!((fused[0].by_words, fused[0].by_meaning), (Some(2), Some(1)));
    }

    #[test]
    fn ten_thousand_near_copies_leave_room_for_others() {
        let mut words: Vec<_> = (100..10_100).map(|slot| (slot, 5.0)).collect();
        words.push((7, 1.0));
        let fused = fuse(words, Vec::new(), prints, 10);
        assert_eq!(fused.iter().map(|one| one.slot).collect::<Vec<_>>(), [100, 7]);
        assert_eq!(fused[0].near_copies, 9_999);
    }
}
