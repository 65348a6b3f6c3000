//! Control charts against their definitions, written down once more.

use proptest::prelude::*;
use sentia_analytics::anomaly::chart::{ControlLimits, NELSON, Rule, Signal, WESTERN_ELECTRIC, signals};

const LIMITS: ControlLimits = ControlLimits { low: -3.0, centre: 0.0, high: 3.0 };

#[test]
fn limits_are_those_of_the_moving_range() {
    let limits = ControlLimits::individuals(&[10.0, 12.0, 11.0, 13.0].map(Some)).unwrap();
    let reach = 3.0 / 1.128 * (5.0 / 3.0);
    assert!((limits.centre - 11.5).abs() < 1e-12 && (limits.high - 11.5 - reach).abs() < 1e-12);
    assert!((11.5 - limits.low - reach).abs() < 1e-12);
    assert_eq!(ControlLimits::individuals(&[]), None);
    assert_eq!(ControlLimits::individuals(&[Some(1.0), None, Some(2.0)]), None);
    assert_eq!(ControlLimits::individuals(&[Some(1.0), Some(f64::NAN)]), None);
}

#[test]
fn a_constant_process_is_in_control_and_any_other_value_is_not() {
    let values = [Some(5.0); 40];
    let limits = ControlLimits::individuals(&values).unwrap();
    assert!(signals(&values, &limits, &[Rule::Beyond3, Rule::EightOnOneSide]).is_empty());
    let other = signals(&[Some(5.1)], &limits, &WESTERN_ELECTRIC);
    assert_eq!(other, [Signal { rule: Rule::Beyond3, first: 0, last: 0 }]);
}

/// Whether a rule fires on the values up to a place, by counting backwards from it.
fn defined(rule: Rule, values: &[f64]) -> bool {
    let now = values.len() - 1;
    let back = |from: usize, fits: &dyn Fn(f64) -> bool| (from..=now).filter(|at| fits(values[*at])).count();
    let from = |span: usize| (now + 1).checked_sub(span);
    let side = |span: usize, needed: usize, beyond: f64| {
        from(span).is_some_and(|from| {
            (values[now] > beyond && back(from, &|value| value > beyond) >= needed)
                || (values[now] < -beyond && back(from, &|value| value < -beyond) >= needed)
        })
    };
    match rule {
        Rule::Beyond3 => values[now] > 3.0 || values[now] < -3.0,
        Rule::TwoOfThreeBeyond2 => side(3, 2, 2.0),
        Rule::FourOfFiveBeyond1 => side(5, 4, 1.0),
        Rule::EightOnOneSide => side(8, 8, 0.0),
        Rule::NineOnOneSide => side(9, 9, 0.0),
        Rule::SixRisingOrFalling => from(6).is_some_and(|from| {
            let up = (from..now).filter(|at| values[at + 1] > values[*at]).count();
            let down = (from..now).filter(|at| values[at + 1] < values[*at]).count();
            up == 5 || down == 5
        }),
        Rule::FourteenAlternating => from(14).is_some_and(|from| {
            let turns = (from + 1..now).filter(|at| {
                let (before, here, after) = (values[at - 1], values[*at], values[at + 1]);
                (here > before && here > after) || (here < before && here < after)
            });
            turns.count() == 12
        }),
        Rule::FifteenWithin1 => from(15).is_some_and(|from| back(from, &|v| v > -1.0 && v < 1.0) == 15),
        Rule::EightBeyond1 => from(8).is_some_and(|from| back(from, &|v| v.abs() > 1.0) == 8),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Small steps and few levels, so that runs, ties and alternations all occur.
    #[test]
    fn rules_fire_where_their_definitions_say(
        steps in prop::collection::vec(prop_oneof![
            (-7..8_i32).prop_map(|v| f64::from(v) / 2.0), Just(0.25), Just(-0.25), Just(1.25), Just(-1.25),
        ], 0..60),
        kind in 0..3,
    ) {
        // As they are, as a staircase, or flipped at every other place.
        let values: Vec<f64> = steps.iter().enumerate().map(|(at, value)| match kind {
            0 => *value,
            1 => (at % 9) as f64 * 0.5 - 2.0 + value / 8.0,
            _ => (value.abs() + 0.1) * if at % 2 == 0 { 1.0 } else { -1.0 },
        }).collect();
        let given: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        for rule in NELSON.into_iter().chain(WESTERN_ELECTRIC) {
            let fired: Vec<usize> = signals(&given, &LIMITS, &[rule]).iter().map(|signal| signal.last).collect();
            let defined: Vec<usize> = (0..values.len()).filter(|at| defined(rule, &values[..=*at])).collect();
            prop_assert_eq!(fired, defined, "{:?}", rule);
        }
    }

    #[test]
    fn no_rule_looks_across_a_gap(run in 1..8_usize) {
        let mut values = vec![Some(0.5); run];
        values.push(None);
        values.extend([Some(0.5); 7]);
        prop_assert!(signals(&values, &LIMITS, &[Rule::EightOnOneSide]).is_empty());
    }
}
