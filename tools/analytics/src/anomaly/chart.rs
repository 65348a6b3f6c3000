//! Control charts for single values (Shewhart individuals charts), with the run rules of the Western Electric handbook (1956)
//! and of Nelson (1984).

use crate::numeric::mean;

/// Centre and three-sigma limits, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlLimits {
    pub low: f64,
    pub centre: f64,
    pub high: f64,
}

impl ControlLimits {
    /// Mean ± 2.66 × the mean moving range (3 ÷ 1.128), of values that are taken to be in control. Ranges are taken between
    /// neighbours that are both there. `None` with fewer than two values, without a pair of neighbours, or beyond 1e100.
    pub fn individuals(values: &[Option<f64>]) -> Option<ControlLimits> {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let ranges: Vec<f64> =
            values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
        if ranges.is_empty() || known.iter().any(|value| !value.is_finite() || value.abs() > 1e100) {
            return None;
        }
        let (centre, reach) = (mean(&known), 3.0 / 1.128 * mean(&ranges));
        Some(ControlLimits { low: centre - reach, centre, high: centre + reach })
    }

    /// Sigmas above the centre. With no width, what is not at the centre is infinitely far.
    fn sigmas(&self, value: f64) -> f64 {
        let apart = value - self.centre;
        if apart == 0.0 { 0.0 } else { apart / ((self.high - self.low) / 6.0) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// One value beyond three sigmas.
    Beyond3,
    /// Two of three beyond two sigmas on one side.
    TwoOfThreeBeyond2,
    /// Four of five beyond one sigma on one side.
    FourOfFiveBeyond1,
    /// Eight on one side of the centre.
    EightOnOneSide,
    /// Nine on one side of the centre.
    NineOnOneSide,
    /// Six rising, or six falling.
    SixRisingOrFalling,
    /// Fourteen up and down in turn.
    FourteenAlternating,
    /// Fifteen within one sigma.
    FifteenWithin1,
    /// Eight beyond one sigma, on either side.
    EightBeyond1,
}

pub const WESTERN_ELECTRIC: [Rule; 4] =
    [Rule::Beyond3, Rule::TwoOfThreeBeyond2, Rule::FourOfFiveBeyond1, Rule::EightOnOneSide];

/// In the order of Nelson's numbers, one to eight.
pub const NELSON: [Rule; 8] = [
    Rule::Beyond3,
    Rule::NineOnOneSide,
    Rule::SixRisingOrFalling,
    Rule::FourteenAlternating,
    Rule::TwoOfThreeBeyond2,
    Rule::FourOfFiveBeyond1,
    Rule::FifteenWithin1,
    Rule::EightBeyond1,
];

/// A rule that fired at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    pub rule: Rule,
    /// The first and the last of the values that the rule looked at; it fires at the last.
    pub first: usize,
    pub last: usize,
}

/// Each rule at each value where it fires, in the order of the values. No rule looks across a missing value, nor across one
/// that is no number.
pub fn signals(values: &[Option<f64>], limits: &ControlLimits, rules: &[Rule]) -> Vec<Signal> {
    let sigmas: Vec<Option<f64>> = values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()).map(|value| limits.sigmas(value)))
        .collect();
    let mut signals = Vec::new();
    for last in 0..sigmas.len() {
        for rule in rules {
            let Some(first) = (last + 1).checked_sub(rule.span()) else { continue };
            let window: Option<Vec<f64>> = sigmas[first..=last].iter().copied().collect();
            if window.is_some_and(|window| rule.fires(&window)) {
                signals.push(Signal { rule: *rule, first, last });
            }
        }
    }
    signals
}

impl Rule {
    /// How many values it looks at.
    pub fn span(self) -> usize {
        match self {
            Rule::Beyond3 => 1,
            Rule::TwoOfThreeBeyond2 => 3,
            Rule::FourOfFiveBeyond1 => 5,
            Rule::SixRisingOrFalling => 6,
            Rule::EightOnOneSide | Rule::EightBeyond1 => 8,
            Rule::NineOnOneSide => 9,
            Rule::FourteenAlternating => 14,
            Rule::FifteenWithin1 => 15,
        }
    }

    /// On a window of its span, in sigmas. Of a number out of a window, the last value is one: else it would fire late.
    fn fires(self, window: &[f64]) -> bool {
        let on_one_side = |beyond: f64, needed: usize| {
            [1.0, -1.0].iter().any(|side| {
                let is = |sigmas: &&f64| *sigmas * side > beyond;
                window.last().as_ref().is_some_and(is) && window.iter().filter(is).count() >= needed
            })
        };
        let steps = || window.windows(2).map(|pair| pair[1] - pair[0]);
        match self {
            Rule::Beyond3 => window[0].abs() > 3.0,
            Rule::TwoOfThreeBeyond2 => on_one_side(2.0, 2),
            Rule::FourOfFiveBeyond1 => on_one_side(1.0, 4),
            Rule::EightOnOneSide | Rule::NineOnOneSide => on_one_side(0.0, window.len()),
            Rule::SixRisingOrFalling => steps().all(|step| step > 0.0) || steps().all(|step| step < 0.0),
            Rule::FourteenAlternating => {
                let steps: Vec<f64> = steps().collect();
                steps.windows(2).all(|pair| pair[0].signum() != pair[1].signum())
                    && steps.iter().all(|step| *step != 0.0)
            }
            Rule::FifteenWithin1 => window.iter().all(|sigmas| sigmas.abs() < 1.0),
            Rule::EightBeyond1 => window.iter().all(|sigmas| sigmas.abs() > 1.0),
        }
    }
}
