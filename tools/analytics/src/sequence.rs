//! In which order a place should make what waits for it: as few late as can be, then as little delay, then as little set-up.
//!
//! The problem is `1 | s_f | lex(ΣU, ΣT, set-up)` of scheduling theory: one machine, a set-up between jobs of different families,
//! the number of late jobs first. Up to [`EXACT`] jobs, every order is tried by depth-first search with bounds; more are improved
//! by moving jobs and runs of jobs of one family, from several starts, until no such move helps.

use std::collections::{BTreeMap, BinaryHeap};

/// A job to be made. Times in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub run: f64,
    /// Needed before it unless the job before it is of the same family.
    pub setup: f64,
    pub family: usize,
    /// Working time from the start until the end of the day on which it is due.
    pub due: f64,
}

/// What an order of jobs comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Jobs that end after they are due.
    pub late: usize,
    /// Working time by which they do, all together, in seconds.
    pub delay: f64,
    pub setup: f64,
}

/// An order of jobs, by their index, and what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    pub order: Vec<usize>,
    pub outcome: Outcome,
}

/// Jobs of which every order is tried.
pub const EXACT: usize = 8;
/// Rounds of improvement from one start; each of them looks at every move.
const ROUNDS: usize = 60;

impl Outcome {
    /// Whether it is better than the other: fewer late, then less delay, then less set-up, each beyond rounding.
    fn beats(&self, other: &Outcome) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() <= 1e-6 * (1.0 + one.abs());
        if self.late != other.late {
            return self.late < other.late;
        }
        if !near(self.delay, other.delay) {
            return self.delay < other.delay;
        }
        !near(self.setup, other.setup) && self.setup < other.setup
    }
}

/// What this order of the jobs comes to.
pub fn outcome(jobs: &[Job], order: &[usize]) -> Outcome {
    let mut outcome = Outcome { late: 0, delay: 0.0, setup: 0.0 };
    let (mut now, mut family) = (0.0, None);
    for job in order.iter().filter_map(|at| jobs.get(*at)) {
        step(&mut outcome, &mut now, &mut family, job);
    }
    outcome
}

/// Makes one more job.
fn step(outcome: &mut Outcome, now: &mut f64, family: &mut Option<usize>, job: &Job) {
    if *family != Some(job.family) {
        outcome.setup += job.setup;
        *now += job.setup;
    }
    *now += job.run;
    *family = Some(job.family);
    if *now > job.due + 1e-6 {
        outcome.late += 1;
        outcome.delay += *now - job.due;
    }
}

/// The end of each job of an order, in working seconds from the start, with the set-up before it.
pub fn ends(jobs: &[Job], order: &[usize]) -> Vec<(f64, f64)> {
    let mut outcome = Outcome { late: 0, delay: 0.0, setup: 0.0 };
    let (mut now, mut family) = (0.0, None);
    let end = |job: &Job| {
        let before = outcome.setup;
        step(&mut outcome, &mut now, &mut family, job);
        (now, outcome.setup - before)
    };
    order.iter().filter_map(|at| jobs.get(*at)).map(end).collect()
}

/// What no order can go below: the late jobs were set-ups to take no time (Moore 1968), and one set-up for each family.
pub fn floor(jobs: &[Job]) -> (usize, f64) {
    let mut least: BTreeMap<usize, f64> = BTreeMap::new();
    for job in jobs {
        let least = least.entry(job.family).or_insert(job.setup);
        *least = least.min(job.setup);
    }
    (moore(jobs), least.values().sum())
}

/// Jobs that are late in any order where set-ups take no time: the longest goes whenever one would be late (Moore 1968).
fn moore(jobs: &[Job]) -> usize {
    let (mut now, mut late) = (0.0, 0);
    let mut taken: BinaryHeap<Longest> = BinaryHeap::new();
    for at in by_due(jobs) {
        now += jobs[at].run;
        taken.push(Longest(jobs[at].run));
        if now > jobs[at].due + 1e-6 {
            now -= taken.pop().map_or(0.0, |longest| longest.0);
            late += 1;
        }
    }
    late
}

struct Longest(f64);

impl PartialEq for Longest {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Longest {}
impl PartialOrd for Longest {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Longest {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

fn by_due(jobs: &[Job]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by(|one, other| jobs[*one].due.total_cmp(&jobs[*other].due));
    order
}

/// The best order that is found; never worse than the one in force, `today`.
pub fn best(jobs: &[Job], today: &[usize]) -> Sequence {
    let of = |order: Vec<usize>| Sequence { outcome: outcome(jobs, &order), order };
    let mut best = of(today.to_vec());
    for start in [by_due(jobs), by_family(jobs), today.to_vec()] {
        let found = improved(jobs, of(start));
        if found.outcome.beats(&best.outcome) {
            best = found;
        }
    }
    if jobs.len() <= EXACT {
        Search { jobs, best: &mut best, order: Vec::new(), used: vec![false; jobs.len()] }.run();
    }
    tidy(jobs, best)
}

/// What follows each other in one family goes by what is due first, and then as it is planned, where that changes nothing.
fn tidy(jobs: &[Job], found: Sequence) -> Sequence {
    let mut order = found.order.clone();
    for run in order.chunk_by_mut(|one, other| jobs[*one].family == jobs[*other].family) {
        run.sort_by(|one, other| jobs[*one].due.total_cmp(&jobs[*other].due).then(one.cmp(other)));
    }
    let outcome = outcome(jobs, &order);
    if found.outcome.beats(&outcome) { found } else { Sequence { order, outcome } }
}

/// All of one family after the other, the families by what of them is due first.
fn by_family(jobs: &[Job]) -> Vec<usize> {
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let order = by_due(jobs);
    for (place, at) in order.iter().enumerate() {
        first.entry(jobs[*at].family).or_insert(place);
    }
    let mut order = order;
    order.sort_by_key(|at| first.get(&jobs[*at].family).copied());
    order
}

/// Takes the best move of each round: a run of jobs that follow each other goes elsewhere.
fn improved(jobs: &[Job], mut now: Sequence) -> Sequence {
    for _ in 0..ROUNDS {
        let Some(better) = best_move(jobs, &now) else { break };
        now = better;
    }
    now
}

fn best_move(jobs: &[Job], now: &Sequence) -> Option<Sequence> {
    let count = now.order.len();
    let mut best: Option<Sequence> = None;
    for from in 0..count {
        for length in lengths(jobs, now, from) {
            for to in (0..=count - length).filter(|to| *to != from) {
                let mut order = now.order.clone();
                let block: Vec<usize> = order.drain(from..from + length).collect();
                order.splice(to..to, block);
                let outcome = outcome(jobs, &order);
                if outcome.beats(&best.as_ref().unwrap_or(now).outcome) {
                    best = Some(Sequence { order, outcome });
                }
            }
        }
    }
    best
}

/// One job, and those of one family that follow each other from here.
fn lengths(jobs: &[Job], now: &Sequence, from: usize) -> Vec<usize> {
    let family = jobs[now.order[from]].family;
    let run = now.order[from..].iter().take_while(|at| jobs[**at].family == family).count();
    (1..=run).collect()
}

/// Tries every order that may still be better.
struct Search<'a> {
    jobs: &'a [Job],
    best: &'a mut Sequence,
    order: Vec<usize>,
    used: Vec<bool>,
}

impl Search<'_> {
    fn run(&mut self) {
        let so_far = outcome(self.jobs, &self.order);
        if !so_far.beats(&self.best.outcome) {
            return; // none of the three falls as jobs are added
        }
        if self.order.len() == self.jobs.len() {
            *self.best = Sequence { order: self.order.clone(), outcome: so_far };
            return;
        }
        for at in 0..self.jobs.len() {
            if !self.used[at] {
                self.used[at] = true;
                self.order.push(at);
                self.run();
                self.order.pop();
                self.used[at] = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn jobs(most: usize) -> impl Strategy<Value = Vec<Job>> {
        let job = (1_u32..60, 0_u32..20, 0_usize..3, 1_u32..200);
        proptest::collection::vec(job, 0..most).prop_map(|jobs| {
            let job = |(run, setup, family, due)| Job {
                run: f64::from(run),
                setup: f64::from(setup),
                family,
                due: f64::from(due),
            };
            jobs.into_iter().map(job).collect()
        })
    }

    /// Every order there is.
    fn naive(jobs: &[Job]) -> Outcome {
        fn all(left: &[usize], order: &mut Vec<usize>, seen: &mut dyn FnMut(&[usize])) {
            if left.is_empty() {
                return seen(order);
            }
            for at in left {
                let rest: Vec<usize> = left.iter().filter(|other| *other != at).copied().collect();
                order.push(*at);
                all(&rest, order, seen);
                order.pop();
            }
        }
        let mut best: Option<Outcome> = None;
        let every: Vec<usize> = (0..jobs.len()).collect();
        all(&every, &mut Vec::new(), &mut |order| {
            let found = outcome(jobs, order);
            if best.as_ref().is_none_or(|best| found.beats(best)) {
                best = Some(found);
            }
        });
        best.unwrap_or(Outcome { late: 0, delay: 0.0, setup: 0.0 })
    }

    fn is_an_order(order: &[usize], count: usize) -> bool {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        sorted == (0..count).collect::<Vec<_>>()
    }

    proptest! {
        #[test]
        fn few_jobs_are_in_the_best_order_there_is(jobs in jobs(7)) {
            let today: Vec<usize> = (0..jobs.len()).collect();
            let found = best(&jobs, &today);
            let naive = naive(&jobs);
            prop_assert!(is_an_order(&found.order, jobs.len()));
            prop_assert!(!naive.beats(&found.outcome) && !found.outcome.beats(&naive), "{found:?} {naive:?}");
        }

        #[test]
        fn many_jobs_are_never_worse_than_today_and_never_below_the_floor(jobs in jobs(25)) {
            let today: Vec<usize> = (0..jobs.len()).collect();
            let found = best(&jobs, &today);
            let (late, setup) = floor(&jobs);
            prop_assert!(is_an_order(&found.order, jobs.len()));
            prop_assert_eq!(outcome(&jobs, &found.order), found.outcome);
            prop_assert!(!outcome(&jobs, &today).beats(&found.outcome));
            prop_assert!(found.outcome.late >= late && found.outcome.setup >= setup - 1e-9);
            let ends = ends(&jobs, &found.order);
            let set_up: f64 = ends.iter().map(|(_, setup)| setup).sum();
            prop_assert!((set_up - found.outcome.setup).abs() < 1e-6);
        }

        #[test]
        fn moving_jobs_comes_near_the_best_order(jobs in jobs(8)) {
            let today: Vec<usize> = (0..jobs.len()).collect();
            let starts = [by_due(&jobs), by_family(&jobs), today];
            let of = |order: Vec<usize>| Sequence { outcome: outcome(&jobs, &order), order };
            let found = starts.map(|start| improved(&jobs, of(start)).outcome.late);
            // Never more than one more late than must be, where every order can be tried.
            prop_assert!(found.into_iter().min().unwrap_or(0) <= naive(&jobs).late + 1);
        }
    }
}
