//! Chances of cash may be said as chances, and never as what is or will surely be.

use sentia_agent::{
    narrate::narrate,
    verify::{Fault, VerifyContext, check},
};
use sentia_semantic::{Unit, Value};
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use crate::company::{Asked, TODAY, evidence, month};

/// Cash is simulated below £2m in 31 of 1,000 simulations, and is lowest at £5.60m.
fn scene() -> Evidence {
    let mut asked = Asked::new("e1", &["revenue"], &[]);
    asked.period = month(8);
    let mut evidence = evidence(&asked, 5);
    let base = Figure {
        label: "Closing cash".to_owned(),
        measure: "cash.closing".to_owned(),
        ..evidence.figures[0].clone()
    };
    evidence.figures.clear();
    let mut add = |kind, value, unit: Unit| {
        let id = format!("f{}", evidence.figures.len() + 1);
        evidence.figures.push(Figure { id: id.clone(), kind, value, unit, period: month(8), ..base.clone() });
        id
    };
    let money = base.unit.clone();
    let count = || Unit::Count("simulations".to_owned());
    let chance = vec![
        add(FigureKind::Probability, Value::Real(0.031), Unit::Percent),
        add(FigureKind::Count, Value::Integer(31), count()),
        add(FigureKind::Count, Value::Integer(1_000), count()),
        add(FigureKind::Threshold, Value::Integer(200_000_000), money.clone()),
    ];
    let low = vec![
        add(FigureKind::Forecast, Value::Integer(560_000_000), money.clone()),
        add(FigureKind::LowerLimit, Value::Integer(510_000_000), money.clone()),
        add(FigureKind::UpperLimit, Value::Integer(610_000_000), money.clone()),
        add(FigureKind::LowerLimit, Value::Integer(490_000_000), money),
    ];
    let fact = |kind, figures| Fact { kind, measure: "Closing cash".to_owned(), figures };
    evidence.facts = vec![fact(FactKind::Chance, chance), fact(FactKind::CashLow, low)];
    (evidence.table.rows, evidence.charts) = (Vec::new(), Vec::new());
    evidence
}

fn faults(sentence: &str) -> Vec<Fault> {
    let evidence = [scene()];
    let question = "what is the chance that cash falls below £2m?";
    check(sentence, &VerifyContext { evidence: &evidence, question, today: TODAY }).err().unwrap_or_default()
}

#[test]
fn a_chance_may_be_said_as_that() {
    for right in ["The simulated chance is 3.1%.", "The simulated chance is [[e1.f1]]."] {
        assert_eq!(faults(right), Vec::new(), "{right}");
    }
}

#[test]
fn it_is_never_what_is() {
    for wrong in [
        "Closing cash was £5.60m in August 2026.",
        "The simulated chance is 4.1%.",
        "Closing cash is 3.1%.",
        "Closing cash will certainly stay above £2m.",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}

#[test]
fn the_narrator_says_the_chance_first() {
    insta::assert_snapshot!(narrate("chance that cash falls below £2m", &[scene()]).join("\n"), @r"
    Cash ends a week below [[e1.f4]] in [[e1.f1]] of [[e1.f3]].
    Liquidity (cash and undrawn credit) would be lowest at the end of the week of 1 August 2026, at [[e1.f5]] in the median simulation; four of five lie between [[e1.f6]] and [[e1.f7]], and in the worst tenth the lowest week is at [[e1.f8]] or less.
    ");
}
