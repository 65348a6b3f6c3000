//! The rates over all instances.

use std::fmt::Write as _;

/// What came of asking about one incident.
pub(super) struct Instance {
    pub(super) seed: u64,
    pub(super) id: &'static str,
    /// False for a decoy.
    pub(super) is_anomaly: bool,
    /// How far it moved its measure, in standard deviations of a week.
    pub(super) sigmas: f64,
    pub(super) is_found: bool,
    /// Findings at members where nothing happened.
    pub(super) elsewhere: usize,
    /// Findings in the twin.
    pub(super) in_twin: usize,
    /// Where the planted cause stands among those named; none where it is not named.
    pub(super) rank: Option<usize>,
    pub(super) named: String,
    /// Whether a cause is named for the same days of the twin, where nothing happened.
    pub(super) named_in_twin: bool,
}

/// Above so many standard deviations an incident must be found.
const LARGE: f64 = 2.0;

#[derive(Default)]
pub(super) struct Scores(Vec<Instance>);

impl Scores {
    pub(super) fn add(&mut self, instance: Instance) {
        self.0.push(instance);
    }

    pub(super) fn table(&self) -> String {
        let mut text =
            String::from("seed  incident             sigmas  found  elsewhere  twin  rank  named\n");
        for one in &self.0 {
            let rank = one.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
            let _ = writeln!(
                text,
                "{:>4}  {:<19} {:>7.1}  {:<5}  {:>9}  {:>4}  {:>4}  {}",
                one.seed, one.id, one.sigmas, one.is_found, one.elsewhere, one.in_twin, rank, one.named
            );
        }
        text + &self.rates()
    }

    fn rates(&self) -> String {
        let real: Vec<&Instance> = self.0.iter().filter(|one| one.is_anomaly).collect();
        let large: Vec<&&Instance> = real.iter().filter(|one| one.sigmas > LARGE).collect();
        let hits = large.iter().filter(|one| one.is_found).count();
        let false_ones: usize = large.iter().map(|one| one.elsewhere).sum();
        let f1 = 2.0 * hits as f64 / (2 * hits + false_ones + (large.len() - hits)).max(1) as f64;
        let found: Vec<&&Instance> = real.iter().filter(|one| one.is_found).collect();
        let within = |most: usize| {
            let right = found.iter().filter(|one| one.rank.is_some_and(|rank| rank <= most)).count();
            format!("{right} of {} ({:.0}%)", found.len(), share(right, found.len()))
        };
        let decoys: Vec<&Instance> = self.0.iter().filter(|one| !one.is_anomaly).collect();
        let blamed = decoys.iter().filter(|one| one.rank == Some(1)).count();
        let named = self.0.iter().filter(|one| one.named_in_twin).count();
        let quiet = self.0.iter().filter(|one| one.in_twin > 0).count();
        format!(
            "\nincidents {}, of them above {LARGE} sigmas {}\n\
             found of those {hits}, findings elsewhere {false_ones}: F1 {f1:.3}\n\
             of the found, the planted cause is first in {}, among the first three in {}\n\
             decoys {}, named first {blamed}\n\
             same days without any incident: {} of {} with a finding, {named} with a cause named ({:.0}%)\n",
            real.len(),
            large.len(),
            within(1),
            within(3),
            decoys.len(),
            quiet,
            self.0.len(),
            share(named, self.0.len()),
        )
    }
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
