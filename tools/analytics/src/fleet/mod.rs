//! Which of many like things will fail soon: what their readings, their use and the care they got said of them on each day of
//! the past, and what came of it. Tried on days that came after all that was learned from, as warnings that are right or wrong.

mod features;
mod trial;

use thiserror::Error;

use crate::risk::{
    CannotLearn, Examples, Model, Settings,
    folds::{Fold, forward},
    learn,
};
use features::Features;
pub use features::Source;
pub use trial::{Trial, Warning};

/// Days between the rows of one thing that are learned from: neighbours say nearly the same.
const STEP: usize = 5;
/// Days that a thing must have been known for before anything is said of it.
const KNOWN: usize = 60;
/// Days of one thing that belong together: drawn as one, so that no day is judged by its neighbours.
const BLOCK: usize = 90;
/// Stretches of the past that are tried, and the share of the past before them.
const FOLDS: usize = 4;
/// Lines that are tried to warn from.
const BOUNDS: usize = 60;
const START: f64 = 0.55;
/// Rows of a leaf: what fewer say is mostly chance.
const SETTINGS: Settings = Settings { trees: 80, columns: 0.5, leaf: 12, seed: 1 };

/// The days of one thing, all of one length, the last being today.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thing {
    /// Whether it failed that day.
    pub failed: Vec<bool>,
    /// By sign: its reading, where there was one.
    pub signs: Vec<Vec<Option<f64>>>,
    /// By kind of use: how much of it.
    pub used: Vec<Vec<f64>>,
    /// By kind of care: whether it got any.
    pub cared: Vec<Vec<bool>>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// Within how many days.
    pub within: usize,
    /// Share of the warnings that is to be right.
    pub precision: f64,
}

/// Why nothing can be said; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotForesee {
    #[error("{days} days are known, and {needed} are needed to learn from and to try it on")]
    TooShort { days: usize, needed: usize },
    #[error(transparent)]
    TooLittle(#[from] CannotLearn),
}

/// The outlook of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// How likely it is to fail within the days asked for, 0 … 1; none where it is not known for long enough.
    pub risk: Option<f64>,
    /// What raises it beyond that of others, the strongest first.
    pub because: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {
    /// In the order of the things.
    pub outlooks: Vec<Outlook>,
    /// From which risk on to warn; none where no line was as precise as was asked for.
    pub bound: Option<f64>,
    /// Share of the days known after which a failure came within as many days: what is said knowing nothing.
    pub base: f64,
    /// The same of days whose risk lay below the bound.
    pub quiet: f64,
    /// How it would have warned, by models that knew nothing of the days they were tried on.
    pub trial: Trial,
    /// Days of the past that were tried.
    pub tried: usize,
    /// Of the days and the settings.
    pub version: String,
}

/// Learns from the past of all things and says what is to come for each.
///
/// # Errors
/// Where the past is too short, or hardly anything has failed in it.
pub fn foresee(things: &[Thing], aim: Aim) -> Result<Foresight, CannotForesee> {
    let days = things.iter().map(|thing| thing.failed.len()).max().unwrap_or(0);
    let needed = KNOWN + 4 * aim.within;
    if days < needed {
        return Err(CannotForesee::TooShort { days, needed });
    }
    let features: Vec<Features> = things.iter().map(Features::of).collect();
    let past = Past { things, features: &features, aim, days };
    let folds = past.folds();
    let (whole, tested) = std::thread::scope(|scope| {
        let tested: Vec<_> = folds.iter().map(|fold| scope.spawn(|| past.tested(fold))).collect();
        let whole = past.learn(0..days.saturating_sub(aim.within));
        (whole, tested.into_iter().filter_map(|fold| fold.join().ok()?).collect::<Vec<_>>())
    });
    let learned = whole?;
    let bound = past.bound(&tested);
    Ok(Foresight {
        outlooks: (0..things.len()).map(|at| past.outlook(&learned, at)).collect(),
        bound,
        base: learned.share(|_| true),
        quiet: learned.share(|risk| bound.is_none_or(|bound| risk < bound)),
        trial: past.trials(&tested),
        tried: folds.iter().skip(1).map(|fold| fold.test.len()).sum(),
        version: learned.model.version().to_owned(),
    })
}

/// All that is known.
struct Past<'a> {
    things: &'a [Thing],
    features: &'a [Features],
    aim: Aim,
    days: usize,
}

/// A model, and which of the days that it was learned from ended in a failure.
struct Learned {
    model: Model,
    failed: Vec<bool>,
}

/// Risks told of days that the model knew nothing of, by thing and day.
struct Tested {
    risks: Vec<Vec<Option<f64>>>,
    days: std::ops::Range<usize>,
}

impl Learned {
    /// How often a failure came after days of such a risk.
    fn share(&self, keep: impl Fn(f64) -> bool) -> f64 {
        let rows = self.model.unknown().iter().zip(&self.failed);
        let kept = rows.filter(|(risk, _)| risk.is_some_and(&keep));
        let (failed, all) =
            kept.fold((0.0, 0.0), |(failed, all), row| (failed + f64::from(u8::from(*row.1)), all + 1.0));
        if all > 0.0 { failed / all } else { 0.0 }
    }
}

impl Past<'_> {
    /// Days to learn from and days to try, by their place.
    fn folds(&self) -> Vec<Fold> {
        let times: Vec<i64> = (0..i64::try_from(self.days).unwrap_or(i64::MAX)).collect();
        let within = i64::try_from(self.aim.within).unwrap_or(i64::MAX);
        forward(&times, FOLDS, START, within)
    }

    /// Whether a failure came within the days asked for.
    fn came(&self, thing: usize, day: usize) -> bool {
        let failed = &self.things[thing].failed;
        let after = failed.get(day + 1..(day + 1 + self.aim.within).min(failed.len()));
        after.is_some_and(|after| after.contains(&true))
    }

    fn learn(&self, days: std::ops::Range<usize>) -> Result<Learned, CannotLearn> {
        let mut rows = Vec::new();
        for thing in 0..self.things.len() {
            // Each thing on days of its own, so that all days are seen.
            let first = days.start.max(KNOWN) + thing % STEP;
            rows.extend((first..days.end).step_by(STEP).map(|day| (thing, day)));
        }
        let width = self.features.first().map_or(0, Features::width);
        let column =
            |at: usize| rows.iter().map(|(thing, day)| self.features[*thing].value(*day, at)).collect();
        let columns: Vec<Vec<f64>> = (0..width).map(column).collect();
        let failed: Vec<bool> = rows.iter().map(|(thing, day)| self.came(*thing, *day)).collect();
        let groups: Vec<usize> =
            rows.iter().map(|(thing, day)| thing * (self.days / BLOCK + 1) + day / BLOCK).collect();
        let model =
            learn(&Examples { columns: &columns, happened: &failed, groups: Some(&groups) }, &SETTINGS)?;
        Ok(Learned { model, failed })
    }

    /// The line that finds most failures with warnings as precise as asked for.
    fn bound(&self, tested: &[Tested]) -> Option<f64> {
        let risks = tested.iter().flat_map(|fold| &fold.risks).flatten();
        let mut candidates: Vec<f64> = risks.flatten().copied().collect();
        candidates.sort_by(f64::total_cmp);
        candidates.dedup();
        let step = (candidates.len() / BOUNDS).max(1);
        let mut best: Option<(usize, f64)> = None;
        for bound in candidates.into_iter().step_by(step) {
            let trial = tested.iter().map(|fold| self.trial(fold, bound)).fold(Trial::default(), Trial::plus);
            let is_precise = trial.precision().is_some_and(|precision| {
                // The line that did best by chance does worse the next time: it must be better by a standard error.
                let chance = (precision * (1.0 - precision) / trial.warnings.len() as f64).sqrt();
                precision - chance >= self.aim.precision
            });
            if is_precise && best.is_none_or(|(found, _)| trial.right() > found) {
                best = Some((trial.right(), bound));
            }
        }
        best.map(|(_, bound)| bound)
    }

    /// How it would have warned: each time by a line drawn on the times before, which is why the first gives none.
    fn trials(&self, tested: &[Tested]) -> Trial {
        let later =
            (1..tested.len()).filter_map(|nth| Some(self.trial(&tested[nth], self.bound(&tested[..nth])?)));
        later.fold(Trial::default(), Trial::plus)
    }

    fn trial(&self, tested: &Tested, bound: f64) -> Trial {
        let of = |thing: usize| {
            trial::warn(
                thing,
                &tested.risks[thing],
                &self.things[thing].failed,
                tested.days.clone(),
                bound,
                self.aim.within,
            )
        };
        (0..self.things.len()).map(of).fold(Trial::default(), Trial::plus)
    }

    /// What the fold's model says of the days it did not know; none where it could not be learned.
    fn tested(&self, fold: &Fold) -> Option<Tested> {
        let (learn_to, first, last) = (fold.learn.last()? + 1, *fold.test.first()?, *fold.test.last()?);
        let learned = self.learn(0..learn_to).ok()?;
        let risk =
            |thing: usize, day: usize| Some(learned.model.probability(&self.features[thing].row(day)?));
        let of =
            |thing: usize| (0..=last).map(|day| if day < first { None } else { risk(thing, day) }).collect();
        Some(Tested { risks: (0..self.things.len()).map(of).collect(), days: first..last + 1 })
    }

    fn outlook(&self, learned: &Learned, thing: usize) -> Outlook {
        let features = &self.features[thing];
        let Some(row) = self.days.checked_sub(1).and_then(|day| features.row(day)) else {
            return Outlook { risk: None, because: Vec::new() };
        };
        let drivers = learned.model.drivers(&row).columns;
        Outlook { risk: Some(learned.model.probability(&row)), because: features.sources(&drivers) }
    }
}
