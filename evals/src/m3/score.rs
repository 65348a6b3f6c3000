use std::fmt::Write;

use sentia_analytics::{LEVELS, accuracy};

use super::read::Series;

/// The peer's models together, which ours are set against.
pub(super) const PEER: &str = "peer: median of all";

/// What a program said of a series.
pub(super) struct Given {
    pub(super) points: Vec<f64>,
    /// For each of [`LEVELS`], by step.
    pub(super) limits: Option<[Vec<(f64, f64)>; 2]>,
    pub(super) seconds: f64,
}

struct Score {
    smape: f64,
    mase: f64,
    /// Coverage and mean scaled interval score for each of [`LEVELS`].
    limits: Option<[(f64, f64); 2]>,
    seconds: f64,
}

/// By program, in the order in which they came; one score for each series.
#[derive(Default)]
pub(super) struct Scores(Vec<(String, Vec<Score>)>);

impl Scores {
    pub(super) fn add(&mut self, name: &str, series: &Series, given: &Given) {
        let (actual, history, season) = (&series.actual, &series.history, series.season());
        let limits = given.limits.as_ref().map(|limits| {
            [0, 1].map(|at| {
                let width = accuracy::msis(actual, &limits[at], LEVELS[at], history, season);
                (accuracy::coverage(actual, &limits[at]), width.unwrap_or(0.0))
            })
        });
        let score = Score {
            smape: accuracy::smape(actual, &given.points),
            mase: accuracy::mase(actual, &given.points, history, season).unwrap_or(0.0),
            limits,
            seconds: given.seconds,
        };
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, scores)) => scores.push(score),
            None => self.0.push((name.to_owned(), vec![score])),
        }
    }

    fn of(&self, name: &str) -> &[Score] {
        self.0.iter().find(|(known, _)| known == name).map_or(&[], |(_, scores)| scores)
    }

    /// A line for each program, then ours against the peer's.
    pub(super) fn table(&self, period: &str) -> String {
        let naive = self.of("Naive2");
        let mut text = format!("M3 {period}, {} series\n\n", naive.len());
        let _ = writeln!(
            text,
            "{:<22}{:>8}{:>9}{:>8}{:>9}{:>9}{:>10}{:>10}{:>11}",
            "", "OWA", "sMAPE %", "MASE", "80% has", "95% has", "MSIS 80%", "MSIS 95%", "s/series"
        );
        for (name, scores) in &self.0 {
            let owa = mean(owas(scores, naive).into_iter());
            let _ = write!(text, "{name:<22}{owa:>8.4}{:>9.3}{:>8.4}", 100.0 * smape(scores), mase(scores));
            match limits(scores) {
                Some([(held_80, msis_80), (held_95, msis_95)]) => {
                    let _ = write!(text, "{:>8.1}%{:>8.1}%", 100.0 * held_80, 100.0 * held_95);
                    let _ = write!(text, "{msis_80:>10.3}{msis_95:>10.3}");
                }
                None => text.push_str(&" ".repeat(38)),
            }
            let _ = writeln!(text, "{:>11.4}", mean(scores.iter().map(|score| score.seconds)));
        }
        self.against_the_peer(&mut text, naive);
        text
    }

    fn against_the_peer(&self, text: &mut String, naive: &[Score]) {
        let peer = self.of(PEER);
        if peer.is_empty() {
            return;
        }
        let (ours, theirs) = (owas(self.of("sentia"), naive), owas(peer, naive));
        let apart: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours - theirs).collect();
        let difference = mean(apart.iter().copied());
        let spread = mean(apart.iter().map(|apart| (apart - difference).powi(2))).sqrt();
        let error = spread / (apart.len() as f64).sqrt();
        let _ = writeln!(
            text,
            "\nOWA, sentia less the peer's median, paired: {difference:+.4} ± {error:.4} (standard error)"
        );
    }
}

/// What each series adds to the OWA: their mean is the OWA.
fn owas(scores: &[Score], naive: &[Score]) -> Vec<f64> {
    let (naive_smape, naive_mase) = (smape(naive), mase(naive));
    let both = scores.iter().map(|score| f64::midpoint(score.smape / naive_smape, score.mase / naive_mase));
    both.collect()
}

fn smape(scores: &[Score]) -> f64 {
    mean(scores.iter().map(|score| score.smape))
}

fn mase(scores: &[Score]) -> f64 {
    mean(scores.iter().map(|score| score.mase))
}

fn limits(scores: &[Score]) -> Option<[(f64, f64); 2]> {
    let all: Option<Vec<[(f64, f64); 2]>> = scores.iter().map(|score| score.limits).collect();
    let all = all?;
    Some([0, 1].map(|at| (mean(all.iter().map(|both| both[at].0)), mean(all.iter().map(|both| both[at].1)))))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    if count > 0.0 { values.sum::<f64>() / count } else { 0.0 }
}
