//! What each part did to the change of a figure, whatever its formula, so that the parts add up to the change.
//!
//! A figure f is computed from sums S, and a part has a share of each sum. Its contribution is the Aumann–Shapley value
//! (Aumann & Shapley 1974; Billera & Heath 1982) along the straight line from the sums before to those now:
//! cₘ = Σₖ Δsₘₖ · ∫₀¹ ∂f/∂Sₖ dt. For a plain sum that is the part's own change; for a ratio it weighs what the part did to
//! numerator and denominator. Parts may be merged or split without changing what the others contributed.

/// Panels, each with four Gauss–Legendre points, that the line is cut into at most.
const MOST_PANELS: usize = 4_000;
/// What a panel's parts may lack of the figure's change over it, as a share of the figure, before it is halved.
const PRECISE: f64 = 1e-11;
/// Abscissae and weights on (0, 1).
const POINTS: [(f64, f64); 4] = [
    (0.069_431_844_202_973_71, 0.173_927_422_568_726_9),
    (0.330_009_478_207_571_9, 0.326_072_577_431_273_1),
    (0.669_990_521_792_428_1, 0.326_072_577_431_273_1),
    (0.930_568_155_797_026_3, 0.173_927_422_568_726_9),
];
/// Share of what moved that integration may leave over before the line counts as broken by a jump.
const LEFT_OVER: f64 = 1e-6;

/// By how much the figure moved for each unit by which each sum moved, on the way from `before` to `now`: the sums' changes
/// times these add up to the figure's change. `figure` gives the value and its slopes. None where the figure has no value
/// somewhere on the way, or jumps.
pub fn mean_slopes(
    figure: impl Fn(&[f64]) -> Option<(f64, Vec<f64>)>,
    before: &[f64],
    now: &[f64],
) -> Option<Vec<f64>> {
    let (first, last) = (figure(before)?.0, figure(now)?.0);
    let at = |way: f64| -> Vec<f64> {
        before.iter().zip(now).map(|(from, to)| from + way * (to - from)).collect()
    };
    let mut slopes = vec![0.0; before.len()];
    let mut panels = vec![(0.0, 1.0, first, last)];
    let mut cut = 1;
    while let Some((start, end, from, to)) = panels.pop() {
        let mut own = vec![0.0; before.len()];
        for (place, weight) in POINTS {
            let (_, here) = figure(&at(start + place * (end - start)))?;
            own.iter_mut().zip(here).for_each(|(total, slope)| *total += slope * weight * (end - start));
        }
        let moved: f64 =
            own.iter().zip(before.iter().zip(now)).map(|(slope, (from, to))| slope * (to - from)).sum();
        let is_precise = (to - from - moved).abs() <= PRECISE * first.abs().max(last.abs());
        if is_precise || cut >= MOST_PANELS {
            slopes.iter_mut().zip(own).for_each(|(total, slope)| *total += slope);
            continue;
        }
        // A bend, or a steep stretch: the figure itself tells how well its slopes were summed.
        let middle = f64::midpoint(start, end);
        let there = figure(&at(middle))?.0;
        panels.extend([(start, middle, from, there), (middle, end, there, to)]);
        cut += 2;
    }
    close(&mut slopes, before, now, last - first).then_some(slopes)
}

/// Makes the parts add up to the change exactly: what integration left over is shared out by size.
fn close(slopes: &mut [f64], before: &[f64], now: &[f64], change: f64) -> bool {
    let moved: Vec<f64> =
        slopes.iter().zip(before.iter().zip(now)).map(|(slope, (from, to))| slope * (to - from)).collect();
    let (sum, size) = (moved.iter().sum::<f64>(), moved.iter().map(|part| part.abs()).sum::<f64>());
    let left = change - sum;
    if !left.is_finite() || left.abs() > LEFT_OVER * size.max(change.abs()) {
        return false;
    }
    for ((slope, part), (from, to)) in slopes.iter_mut().zip(&moved).zip(before.iter().zip(now)) {
        if size > 0.0 && to != from {
            *slope += left * part.abs() / size / (to - from);
        }
    }
    true
}

/// What a part contributed, from its own sums before and now.
pub fn contribution(mean_slopes: &[f64], before: &[f64], now: &[f64]) -> f64 {
    mean_slopes.iter().zip(before.iter().zip(now)).map(|(slope, (from, to))| slope * (to - from)).sum()
}

/// What each factor did to the change of a product (OEE = availability × effectiveness × quality): its Shapley value over
/// all orders in which the factors may have moved. Meant for a handful: time grows as 2ⁿ·n. None beyond 12.
pub fn of_product(before: &[f64], now: &[f64]) -> Option<Vec<f64>> {
    let count = before.len().min(now.len());
    if count > 12 {
        return None;
    }
    let product = |moved: usize, without: usize| -> f64 {
        let value = |at: usize| if moved >> at & 1 == 1 { now[at] } else { before[at] };
        (0..count).filter(|at| *at != without).map(value).product()
    };
    let share = |at: usize| -> f64 {
        let sets = (0..1_usize << count).filter(|set| set >> at & 1 == 0);
        sets.map(|set| product(set, at) * weight(set.count_ones() as usize, count)).sum()
    };
    Some((0..count).map(|at| (now[at] - before[at]) * share(at)).collect())
}

/// The share of the orders of `count` factors in which exactly a given set of `moved` ones comes before a given one.
fn weight(moved: usize, count: usize) -> f64 {
    let ways = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    ways(moved) * ways(count - 1 - moved) / ways(count)
}

/// How well the few largest contributions of a split explain the change, beyond what their size would: 1 where parts of no
/// size did all of it, 0 where every part moved by its size. What others undid counts as moved too, so that of many parts
/// that moved to and fro none stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    pub score: f64,
    /// The largest contribution as a share of all that went the way of the change.
    pub largest: f64,
    /// Positions of those parts, the largest contribution first.
    pub parts: Vec<usize>,
}

/// Parts that are named at most.
const FEW: usize = 3;
/// What another part must add to be worth its mention.
const WORTH: f64 = 0.1;

/// `sizes` are shares of the whole, by part. None where nothing changed or there is but one part.
pub fn concentration(contributions: &[f64], sizes: &[f64]) -> Option<Concentration> {
    let change: f64 = contributions.iter().sum();
    if contributions.len() < 2 || change == 0.0 || !change.is_finite() {
        return None;
    }
    let gross: f64 = contributions.iter().filter(|part| *part * change > 0.0).sum();
    let share = |at: &usize| contributions[*at] / gross;
    let mut parts: Vec<usize> = (0..contributions.len()).filter(|at| share(at) > 0.0).collect();
    parts.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let score = |parts: &[usize]| {
        let explained: f64 = parts.iter().map(share).sum::<f64>();
        explained - parts.iter().map(|at| sizes.get(*at).copied().unwrap_or(0.0)).sum::<f64>()
    };
    let mut few = 1.min(parts.len());
    while few < FEW.min(parts.len()) && score(&parts[..few + 1]) > score(&parts[..few]) + WORTH {
        few += 1;
    }
    parts.truncate(few);
    Some(Concentration { score: score(&parts), largest: parts.first().map_or(0.0, share), parts })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(sums: &[f64]) -> Option<(f64, Vec<f64>)> {
        let (a, b) = (sums[0], sums[1]);
        (b != 0.0).then(|| (a / b, vec![1.0 / b, -a / (b * b)]))
    }

    /// a·b ÷ c² + min(a, c)
    fn odd(sums: &[f64]) -> Option<(f64, Vec<f64>)> {
        let (a, b, c) = (sums[0], sums[1], sums[2]);
        let least = if a <= c { (a, 1.0, 0.0) } else { (c, 0.0, 1.0) };
        let slopes = vec![b / (c * c) + least.1, a / (c * c), -2.0 * a * b / (c * c * c) + least.2];
        (c != 0.0).then(|| (a * b / (c * c) + least.0, slopes))
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
    }

    #[test]
    fn the_parts_of_a_sum_are_their_own_changes() {
        let sum = |sums: &[f64]| Some((sums[0], vec![1.0]));
        let slopes = mean_slopes(sum, &[10.0], &[25.0]).unwrap();
        assert!(near(contribution(&slopes, &[4.0], &[9.0]), 5.0));
    }

    #[test]
    fn a_figure_without_a_value_on_the_way_has_no_parts() {
        assert_eq!(mean_slopes(ratio, &[1.0, 0.0], &[1.0, 2.0]), None);
        let jump = |sums: &[f64]| Some((if sums[0] < 0.5 { 0.0 } else { 7.0 }, vec![0.0]));
        assert_eq!(mean_slopes(jump, &[0.0], &[1.0]), None);
    }

    #[test]
    fn factors_share_a_change_evenly_where_they_moved_alike() {
        let shares = of_product(&[0.9, 0.9, 1.0], &[0.8, 0.8, 1.0]).unwrap();
        assert!(near(shares[0], shares[1]) && shares[2] == 0.0);
        assert!(near(shares.iter().sum(), 0.64 - 0.81));
    }

    #[test]
    fn one_part_that_did_it_all_stands_out() {
        let found = concentration(&[-0.1, -5.0, 0.1, 0.0], &[0.25; 4]).unwrap();
        assert_eq!(found.parts, [1]);
        assert!(found.score > 0.7);
        let even = concentration(&[-1.0; 4], &[0.25; 4]).unwrap();
        assert!(even.score.abs() < 1e-9);
        let to_and_fro = concentration(&[-3.0, 2.9, -3.1, 2.8, -2.9, 2.7], &[1.0 / 6.0; 6]).unwrap();
        assert!(to_and_fro.largest < 0.4, "{to_and_fro:?}");
        assert_eq!(concentration(&[1.0, -1.0], &[0.5, 0.5]), None);
    }

    proptest! {
        #[test]
        fn contributions_add_up_to_the_change(
            before in prop::collection::vec(prop::array::uniform3(1.0..1e4_f64), 1..20),
            moves in prop::collection::vec(prop::array::uniform3(0.2..3.0_f64), 20),
        ) {
            let now: Vec<[f64; 3]> = before.iter().zip(&moves)
                .map(|(sums, by)| [sums[0] * by[0], sums[1] * by[1], sums[2] * by[2]]).collect();
            let total = |parts: &[[f64; 3]]| -> Vec<f64> {
                (0..3).map(|k| parts.iter().map(|part| part[k]).sum()).collect()
            };
            let (from, to) = (total(&before), total(&now));
            let slopes = mean_slopes(odd, &from, &to).unwrap();
            let sum: f64 = before.iter().zip(&now).map(|(a, b)| contribution(&slopes, a, b)).sum();
            let (first, last) = (odd(&from).unwrap().0, odd(&to).unwrap().0);
            prop_assert!((sum - (last - first)).abs() <= 1e-9 * first.abs().max(last.abs()));
        }

        #[test]
        fn factors_add_up_to_the_change(
            before in prop::collection::vec(0.01..2.0_f64, 1..6),
            moves in prop::collection::vec(0.1..3.0_f64, 6),
        ) {
            let now: Vec<f64> = before.iter().zip(&moves).map(|(value, by)| value * by).collect();
            let sum: f64 = of_product(&before, &now).unwrap().iter().sum();
            prop_assert!(near(sum, now.iter().product::<f64>() - before.iter().product::<f64>()));
        }
    }
}
