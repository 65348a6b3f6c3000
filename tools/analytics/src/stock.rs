//! How low the stock of something may fall before more is ordered: the rule in force and the one that would do, both played
//! through on the use and the lead times that were recorded.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

/// Days of use that can be played through.
const LEAST_DAYS: usize = 90;
/// Deliveries from which lead times are drawn.
const LEAST_DELIVERIES: usize = 5;
/// Plays of each rule, in which nothing takes longer to come than the past is long: each begins on another day of the past and draws other lead times, all rules the same ones.
const PLAYS: usize = 40;
/// Halvings of the range that the reorder point is looked for in.
const STEPS: usize = 30;
/// What is counted as never short of anything.
const ALWAYS: f64 = 1.0 - 1e-9;
const SEED: u64 = 1;

/// What is known of something that is held in stock; quantities in its own unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Stocked {
    /// What was used on each day, without gaps.
    pub used: Vec<f64>,
    /// Days from order to receipt, of deliveries of the past.
    pub lead_times: Vec<f64>,
    /// What is ordered at once.
    pub order: f64,
    /// When stock and orders under way fall to this, more is ordered.
    pub reorder_point: f64,
}

/// A rule, and what came of it when it was played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    pub reorder_point: f64,
    /// On hand at the end of a day, on average.
    pub stock: f64,
    /// Share of what was wanted that was there when it was wanted, 0 … 1.
    pub service: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advice {
    pub today: Rule,
    /// The lowest reorder point that gives the service asked for.
    pub advised: Rule,
    /// What would be on hand on average if use and deliveries were known to the day: no rule with such orders that is never
    /// short holds less.
    pub floor: f64,
    /// Used within a lead time, on average: what a reorder point holds beyond it is its safety stock.
    pub lead_time_use: f64,
}

/// Why nothing can be said; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotAdvise {
    #[error("its use is known for {days} days, and {LEAST_DAYS} are needed")]
    TooShort { days: usize },
    #[error("none of it was used")]
    NothingUsed,
    #[error("{deliveries} deliveries are known, and {LEAST_DELIVERIES} are needed")]
    FewDeliveries { deliveries: usize },
    #[error("it is not known how much is ordered at once")]
    NoOrderQuantity,
    #[error("a service of 100% or more cannot be promised, and one of nothing needs no stock")]
    NoSuchService,
}

/// The rule in force beside the lowest that gives `service` (0 … 1), or where none is named the service that the rule in force
/// gives.
///
/// # Errors
/// Where too little is known.
pub fn advise(stocked: &Stocked, service: Option<f64>) -> Result<Advice, CannotAdvise> {
    let plays = Plays::of(stocked)?;
    if service.is_some_and(|service| !(service > 0.0 && service < 1.0)) {
        return Err(CannotAdvise::NoSuchService);
    }
    let today = plays.play(stocked.reorder_point.max(0.0));
    let wanted = service.unwrap_or(today.service).min(ALWAYS);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    Ok(Advice {
        today,
        advised: plays.lowest(wanted),
        floor: floor(&stocked.used, stocked.order),
        lead_time_use: mean(&stocked.used) * mean(&plays.lead_times),
    })
}

struct Plays<'a> {
    used: &'a [f64],
    lead_times: Vec<f64>,
    order: f64,
    /// For each play the day it begins with, and for each of its orders the days that it takes.
    draws: Vec<(usize, Vec<usize>)>,
}

impl<'a> Plays<'a> {
    fn of(stocked: &'a Stocked) -> Result<Plays<'a>, CannotAdvise> {
        let known = |values: &[f64]| {
            values.iter().copied().filter(|value| value.is_finite() && *value >= 0.0).collect()
        };
        let used: Vec<f64> = known(&stocked.used);
        let days = used.len();
        let lead_times: Vec<f64> =
            known(&stocked.lead_times).into_iter().map(|lead_time| lead_time.min(days as f64)).collect();
        if days < LEAST_DAYS || days < stocked.used.len() {
            return Err(CannotAdvise::TooShort { days });
        }
        if used.iter().sum::<f64>() <= 0.0 {
            return Err(CannotAdvise::NothingUsed);
        }
        if lead_times.len() < LEAST_DELIVERIES {
            return Err(CannotAdvise::FewDeliveries { deliveries: lead_times.len() });
        }
        if !(stocked.order.is_finite() && stocked.order > 0.0) {
            return Err(CannotAdvise::NoOrderQuantity);
        }
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let mut lead_time = || lead_times[random.random_range(0..lead_times.len())].round() as usize;
        let draws: Vec<Vec<usize>> = (0..PLAYS).map(|_| (0..=days).map(|_| lead_time()).collect()).collect();
        let draws = draws.into_iter().enumerate().map(|(nth, draws)| (nth * days / PLAYS, draws)).collect();
        Ok(Plays { used: &stocked.used, lead_times, order: stocked.order, draws })
    }

    /// The past goes round twice in each play; only the second time counts, when the rule has settled.
    fn play(&self, reorder_point: f64) -> Rule {
        let days = self.used.len();
        let (mut stock, mut short, mut wanted) = (0.0, 0.0, 0.0);
        for (first, lead_times) in &self.draws {
            let longest = lead_times.iter().max().copied().unwrap_or(0);
            let mut coming = vec![0.0; 2 * days + longest + 1];
            let (mut on_hand, mut under_way, mut orders) = (reorder_point + self.order, 0.0, 0_usize);
            for day in 0..2 * days {
                on_hand += coming[day];
                under_way -= coming[day];
                let used = self.used[(first + day) % days];
                let missing = (used - on_hand.max(0.0)).clamp(0.0, used);
                on_hand -= used;
                if day >= days {
                    wanted += used;
                    short += missing;
                    stock += on_hand.max(0.0);
                }
                let position = on_hand + under_way;
                if position <= reorder_point {
                    let ordered =
                        ((reorder_point - position) / self.order).floor().mul_add(self.order, self.order);
                    coming[day + lead_times[orders % lead_times.len()].max(1)] += ordered;
                    under_way += ordered;
                    orders += 1;
                }
            }
        }
        let counted = (days * self.draws.len()) as f64;
        Rule { reorder_point, stock: stock / counted, service: 1.0 - short / wanted }
    }

    fn lowest(&self, service: f64) -> Rule {
        let longest = self.lead_times.iter().copied().fold(0.0, f64::max).ceil() as usize + 2;
        let most = self.used.iter().copied().fold(0.0, f64::max);
        let (mut low, mut high) = (0.0, most * longest as f64);
        for _ in 0..STEPS {
            let middle = f64::midpoint(low, high);
            if self.play(middle).service >= service { high = middle } else { low = middle }
        }
        self.play(high)
    }
}

/// On hand at the end of a day, on average, if each order came on the day that it is needed.
fn floor(used: &[f64], order: f64) -> f64 {
    let (mut on_hand, mut sum) = (0.0_f64, 0.0);
    for used in used {
        if on_hand < *used {
            on_hand += ((used - on_hand) / order).ceil() * order;
        }
        on_hand -= used;
        sum += on_hand;
    }
    sum / used.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(lead_times: &[f64], reorder_point: f64) -> Stocked {
        Stocked { used: vec![10.0; 200], lead_times: lead_times.to_vec(), order: 100.0, reorder_point }
    }

    #[test]
    fn what_is_certain_needs_no_safety() {
        let advice = advise(&steady(&[5.0; 8], 120.0), None).unwrap();
        assert!((advice.today.service - 1.0).abs() < 1e-12 && (advice.lead_time_use - 50.0).abs() < 1e-9);
        // Ordered at the end of a day at 40, it comes before the use of the fifth day from then, when nothing is left.
        assert!((advice.advised.reorder_point - 40.0).abs() < 0.01, "{advice:?}");
        // From 90 down to nothing, and up again: 45 on average; from 170 down to 80: 125.
        assert!(
            (advice.advised.stock - 45.0).abs() < 0.01 && (advice.floor - 45.0).abs() < 1e-9,
            "{advice:?}"
        );
        assert!((advice.today.stock - 125.0).abs() < 0.01, "{advice:?}");
    }

    #[test]
    fn uncertain_lead_times_need_some() {
        let lead_times = [3.0, 4.0, 5.0, 6.0, 12.0];
        let at = |service| advise(&steady(&lead_times, 300.0), service).unwrap().advised;
        let (always, mostly, often) = (at(None), at(Some(0.98)), at(Some(0.9)));
        assert!(always.reorder_point > mostly.reorder_point && mostly.reorder_point > often.reorder_point);
        assert!(always.reorder_point <= 120.0 + 0.01 && often.service >= 0.9 && mostly.service >= 0.98);
        assert!(always.stock > mostly.stock && mostly.stock > often.stock);
    }

    #[test]
    fn a_delivery_that_never_comes_does_no_harm() {
        let advice = advise(&steady(&[5.0, 5.0, 5.0, 5.0, 1e300], 100.0), Some(0.5)).unwrap();
        assert!(advice.today.stock.is_finite() && advice.advised.service >= 0.5, "{advice:?}");
    }

    #[test]
    fn nothing_is_said_of_too_little() {
        let good = steady(&[5.0; 8], 100.0);
        let of = |change: fn(&mut Stocked)| {
            let mut stocked = good.clone();
            change(&mut stocked);
            advise(&stocked, None).unwrap_err()
        };
        assert_eq!(of(|stocked| stocked.used.truncate(30)), CannotAdvise::TooShort { days: 30 });
        assert_eq!(of(|stocked| stocked.used[3] = f64::NAN), CannotAdvise::TooShort { days: 199 });
        assert_eq!(of(|stocked| stocked.used.fill(0.0)), CannotAdvise::NothingUsed);
        assert_eq!(
            of(|stocked| stocked.lead_times.truncate(2)),
            CannotAdvise::FewDeliveries { deliveries: 2 }
        );
        assert_eq!(of(|stocked| stocked.order = 0.0), CannotAdvise::NoOrderQuantity);
        assert_eq!(advise(&good, Some(1.0)), Err(CannotAdvise::NoSuchService));
    }
}
