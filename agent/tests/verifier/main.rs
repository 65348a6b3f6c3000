//! Attacks the verifier: right answers in many styles must pass, and wrong ones made from them must not.
// `cfg(test)` tells clippy that helpers, too, may unwrap.

#[cfg(test)]
mod advised;
#[cfg(test)]
mod company;
#[cfg(test)]
mod explain;
mod fill;
mod forecast;
mod mutate;
mod narrator;
mod robust;
mod scene;
mod templates;
mod what_if;

use std::collections::BTreeMap;

use company::{Dice, TODAY};
use scene::Scene;
use sentia_agent::verify::{Fault, VerifyContext, check_answer};

/// The faults of an answer; none where every sentence passes.
fn faults(scene: &Scene, answer: &str) -> Vec<Fault> {
    let context = VerifyContext { evidence: &scene.evidence, question: &scene.question, today: TODAY };
    let sentences: Vec<String> = sentences(answer);
    check_answer(&sentences, &context).into_iter().filter_map(Result::err).flatten().collect()
}

/// Templates end their sentences with a full stop and a space.
fn sentences(answer: &str) -> Vec<String> {
    answer
        .split_inclusive(". ")
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

#[derive(Default)]
struct Tally {
    right: usize,
    passed: usize,
    refused: Vec<String>,
    /// By kind: how many, and those that got through.
    mutants: BTreeMap<&'static str, (usize, Vec<String>)>,
}

impl Tally {
    fn add(&mut self, scene: &Scene, template: &str, style: usize, dice: &mut Dice) {
        let Some(filled) = fill::fill(scene, template, style) else { return };
        let answer = fill::text(&filled);
        self.right += 1;
        let found = faults(scene, &answer);
        if !found.is_empty() {
            let why = found
                .iter()
                .map(|fault| format!("{:?} {fault}", fault.kind))
                .collect::<Vec<_>>()
                .join("\n       ");
            self.refused.push(format!("{answer}\n       {why}"));
            return;
        }
        self.passed += 1;
        for mutant in mutate::mutants(scene, &filled, dice) {
            let entry = self.mutants.entry(mutant.kind).or_default();
            entry.0 += 1;
            if faults(scene, &mutant.text).is_empty() {
                entry.1.push(format!("{}\n       from {answer}", mutant.text));
            }
        }
    }

    fn table(&self) -> String {
        let mut lines = vec![format!("{:<32} {:>7} {:>8} {:>8}", "kind", "mutants", "stopped", "rate")];
        let mut sum = (0, 0);
        for (kind, (count, escaped)) in &self.mutants {
            let stopped = count - escaped.len();
            sum = (sum.0 + count, sum.1 + stopped);
            lines.push(format!(
                "{kind:<32} {count:>7} {stopped:>8} {:>7.2}%",
                100.0 * stopped as f64 / *count as f64
            ));
        }
        lines.push(format!(
            "{:<32} {:>7} {:>8} {:>7.2}%",
            "all",
            sum.0,
            sum.1,
            100.0 * sum.1 as f64 / sum.0.max(1) as f64
        ));
        lines.push(format!(
            "right answers {} passed {} ({:.2}%)",
            self.right,
            self.passed,
            100.0 * self.passed as f64 / self.right as f64
        ));
        lines.join("\n")
    }

    fn escaped(&self) -> Vec<String> {
        self.mutants
            .iter()
            .flat_map(|(kind, (_, escaped))| escaped.iter().map(move |text| format!("{kind}: {text}")))
            .collect()
    }
}

fn attack(seed: u64) -> Tally {
    let mut tally = Tally::default();
    let mut dice = Dice(seed ^ 0xa77a_c4ed);
    for scene in scene::scenes(seed) {
        for (at, template) in templates::templates(scene.kind).iter().enumerate() {
            tally.add(&scene, template, seed as usize + at, &mut dice);
        }
    }
    tally
}

#[test]
fn right_answers_pass_and_mutants_are_stopped() {
    for seed in 1..=4 {
        let tally = attack(seed);
        println!("run {seed}\n{}", tally.table());
        let examples = |list: &[String]| list.iter().take(40).cloned().collect::<Vec<_>>().join("\n  ");
        let escaped = tally.escaped();
        let mutants: usize = tally.mutants.values().map(|(count, _)| count).sum();
        println!("refused:\n  {}\nescaped:\n  {}", examples(&tally.refused), examples(&escaped));
        assert!(mutants >= 2_000, "only {mutants} mutants");
        assert!(
            tally.passed * 100 >= tally.right * 97,
            "right answers refused:\n  {}",
            examples(&tally.refused)
        );
        assert!(
            (mutants - escaped.len()) * 100 >= mutants * 99,
            "mutants got through:\n  {}",
            examples(&escaped)
        );
    }
}
