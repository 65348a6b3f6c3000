//! Rates with intervals, for each tag and in all.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use crate::grade::Fault;

/// What became of one case.
#[derive(Debug, Clone)]
pub struct Graded {
    pub id: String,
    pub tags: Vec<String>,
    /// Each with the question it stands at.
    pub faults: Vec<(String, Fault)>,
    /// Time in the tools of each turn: semantic compilation, SQL, decoding.
    pub compute: Vec<Duration>,
    /// Whole turns.
    pub turns: Vec<Duration>,
}

impl Graded {
    pub fn right(&self) -> bool {
        self.faults.is_empty()
    }

    fn wrong_figure(&self) -> bool {
        self.faults.iter().any(|(_, fault)| matches!(fault, Fault::WrongFigure(_)))
    }
}

/// What every run must reach: right in nine of ten, no wrong figure at all, no permission case wrong.
pub struct Bars {
    pub right: f64,
}

impl Default for Bars {
    fn default() -> Self {
        Bars { right: 0.9 }
    }
}

/// Tag of the cases that ask for what the person may not see.
pub const PERMISSION: &str = "permission";

/// The bars that were missed, in words; empty when all hold.
pub fn missed(graded: &[Graded], bars: &Bars) -> Vec<String> {
    let right = graded.iter().filter(|case| case.right()).count();
    let mut missed = Vec::new();
    if (right as f64) < bars.right * graded.len() as f64 {
        missed.push(format!(
            "{right} of {} cases right, the bar is {:.0}%",
            graded.len(),
            bars.right * 100.0
        ));
    }
    let wrong: Vec<&str> =
        graded.iter().filter(|case| case.wrong_figure()).map(|case| case.id.as_str()).collect();
    if !wrong.is_empty() {
        missed.push(format!("wrong figures shown in {}", wrong.join(", ")));
    }
    let leaked = graded.iter().filter(|case| case.tags.iter().any(|tag| tag == PERMISSION) && !case.right());
    let leaked: Vec<&str> = leaked.map(|case| case.id.as_str()).collect();
    if !leaked.is_empty() {
        missed.push(format!("permission cases failed: {}", leaked.join(", ")));
    }
    missed
}

/// The table that `sentia-evals run` prints.
pub fn table(graded: &[Graded]) -> String {
    let mut tags: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for case in graded {
        for tag in &case.tags {
            let entry = tags.entry(tag).or_default();
            entry.0 += usize::from(case.right());
            entry.1 += 1;
        }
    }
    let mut text = String::new();
    for case in graded.iter().filter(|case| !case.right()) {
        for (question, fault) in &case.faults {
            let _ = writeln!(text, "FAILED {} · {question}\n       {fault}", case.id);
        }
    }
    let _ = writeln!(text, "{:<16} {:>7} {:>7}   95% interval", "tag", "right", "rate");
    for (tag, (right, all)) in tags {
        line(&mut text, tag, right, all);
    }
    let right = graded.iter().filter(|case| case.right()).count();
    line(&mut text, "all cases", right, graded.len());
    let wrong = graded.iter().filter(|case| case.wrong_figure()).count();
    let _ = writeln!(text, "wrong figures shown: {wrong}");
    let compute: Vec<Duration> = graded.iter().flat_map(|case| case.compute.clone()).collect();
    let turns: Vec<Duration> = graded.iter().flat_map(|case| case.turns.clone()).collect();
    let _ = writeln!(text, "compile + SQL: {}", quantiles(compute));
    let _ = writeln!(text, "whole turn:    {}", quantiles(turns));
    text
}

fn line(text: &mut String, name: &str, right: usize, all: usize) {
    let (low, high) = wilson(right, all);
    let rate = right as f64 / (all.max(1)) as f64;
    let _ = writeln!(
        text,
        "{name:<16} {:>7} {:>6.1}%   {:.1}–{:.1}%",
        format!("{right}/{all}"),
        rate * 100.0,
        low * 100.0,
        high * 100.0
    );
}

/// Wilson's score interval at 95% (Wilson 1927): sound for small counts and rates near one.
pub fn wilson(right: usize, all: usize) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (all as f64, 1.959_964);
    let rate = right as f64 / n;
    let centre = rate + z * z / (2.0 * n);
    let half = z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0))
}

/// The time (ms) that this share of them does not exceed; nearest rank.
pub(crate) fn percentile(sorted: &[Duration], share: f64) -> f64 {
    let index = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share| percentile(&times, share);
    format!(
        "p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms over {} turns",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_is_the_published_one() {
        let (low, high) = wilson(72, 80);
        assert!((low - 0.8150).abs() < 5e-4 && (high - 0.9483).abs() < 5e-4, "{low} {high}");
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert!(wilson(80, 80).1 <= 1.0);
    }

    #[test]
    fn one_wrong_figure_misses_the_bar() {
        let right = Graded { id: "a".into(), tags: vec![], faults: vec![], compute: vec![], turns: vec![] };
        let wrong = Graded {
            id: "b".into(),
            faults: vec![("q".into(), Fault::WrongFigure("1 instead of 2".into()))],
            ..right.clone()
        };
        assert!(missed(std::slice::from_ref(&right), &Bars::default()).is_empty());
        assert_eq!(missed(&[right, wrong], &Bars { right: 0.5 }), ["wrong figures shown in b"]);
    }
}
