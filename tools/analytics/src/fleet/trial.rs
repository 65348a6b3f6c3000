//! Warnings as they would have been given, and what came of them.

use std::ops::Range;

/// A warning: it stands until the failure comes or its days are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    pub thing: usize,
    /// The day it was given.
    pub day: usize,
    /// How many days later the failure came; none where none came in time.
    pub ahead: Option<usize>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// Those whose days were over, or whose failure had come.
    pub warnings: Vec<Warning>,
    /// Failures that no warning stood for: the thing and the day.
    pub missed: Vec<(usize, usize)>,
}

impl Trial {
    pub(super) fn plus(mut self, other: Trial) -> Trial {
        self.warnings.extend(other.warnings);
        self.missed.extend(other.missed);
        self
    }

    pub fn right(&self) -> usize {
        self.warnings.iter().filter(|warning| warning.ahead.is_some()).count()
    }

    /// Share of the warnings that were right; none without warnings.
    pub fn precision(&self) -> Option<f64> {
        (!self.warnings.is_empty()).then(|| self.right() as f64 / self.warnings.len() as f64)
    }

    /// Share of the failures that a warning stood for; none without failures.
    pub fn recall(&self) -> Option<f64> {
        let all = self.right() + self.missed.len();
        (all > 0).then(|| self.right() as f64 / all as f64)
    }

    /// Days from the warning to the failure, in the middle; none where none was right.
    pub fn days_ahead(&self) -> Option<f64> {
        let ahead: Vec<f64> =
            self.warnings.iter().filter_map(|warning| Some(warning.ahead? as f64)).collect();
        (!ahead.is_empty()).then(|| crate::numeric::median(&ahead))
    }
}

/// Goes through the days of one thing. A failure that comes on the day of a warning was not foretold by it.
pub(super) fn warn(
    thing: usize,
    risks: &[Option<f64>],
    failed: &[bool],
    days: Range<usize>,
    bound: f64,
    within: usize,
) -> Trial {
    let mut trial = Trial::default();
    let mut standing: Option<usize> = None;
    for day in days {
        let fails = failed.get(day).copied().unwrap_or(false);
        if let Some(given) = standing {
            let is_over = day - given >= within;
            if fails || is_over {
                let ahead = fails.then_some(day - given);
                trial.warnings.push(Warning { thing, day: given, ahead });
                standing = None;
            }
        } else if fails {
            trial.missed.push((thing, day));
        }
        let is_warned = risks.get(day).copied().flatten().is_some_and(|risk| risk >= bound);
        if standing.is_none() && is_warned {
            standing = Some(day);
        }
    }
    trial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_stands_until_the_failure_or_its_end() {
        let risks: Vec<Option<f64>> = [0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1].map(Some).to_vec();
        let failed = [false, false, false, true, false, false, false, false, false, true];
        let trial = warn(7, &risks, &failed, 0..10, 0.5, 3);
        assert_eq!(
            trial.warnings,
            [Warning { thing: 7, day: 1, ahead: Some(2) }, Warning { thing: 7, day: 5, ahead: None }]
        );
        assert_eq!(
            (trial.missed.as_slice(), trial.precision(), trial.recall()),
            ([(7, 9)].as_slice(), Some(0.5), Some(0.5))
        );
        // One that still stands at the end is neither right nor wrong.
        assert_eq!(warn(0, &[Some(0.9)], &[false], 0..1, 0.5, 3), Trial::default());
    }
}
