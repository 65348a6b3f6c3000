//! What would have been may be said as that, and never as what was.

use sentia_agent::{
    narrate::narrate,
    verify::{Fault, VerifyContext, check},
};
use sentia_semantic::{Unit, Value};
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use crate::company::{Asked, TODAY, evidence, month};

/// Revenue of August 2026: £5.60m recorded, £5.88m had it been 5% higher, £0.28m more.
fn scene() -> Evidence {
    let mut asked = Asked::new("e1", &["revenue"], &[]);
    asked.period = month(8);
    let mut evidence = evidence(&asked, 5);
    let base = evidence.figures[0].clone();
    evidence.figures.clear();
    let mut add = |kind, value, unit: Unit| {
        let id = format!("f{}", evidence.figures.len() + 1);
        evidence.figures.push(Figure { id: id.clone(), kind, value, unit, period: month(8), ..base.clone() });
        id
    };
    let money = base.unit.clone();
    let figures = vec![
        add(FigureKind::Value, Value::Integer(560_000_000), money.clone()),
        add(FigureKind::Scenario, Value::Integer(588_000_000), money.clone()),
        add(FigureKind::Change, Value::Integer(28_000_000), money),
        add(FigureKind::ChangePercent, Value::Real(0.05), Unit::Percent),
    ];
    let fact = |kind| Fact { kind, measure: "Revenue".to_owned(), figures: figures.clone() };
    evidence.facts = vec![fact(FactKind::Lever), fact(FactKind::Scenario)];
    (evidence.table.rows, evidence.charts) = (Vec::new(), Vec::new());
    evidence
}

fn faults(sentence: &str) -> Vec<Fault> {
    let evidence = [scene()];
    let question = "what would revenue have been in August if it were 5% higher";
    check(sentence, &VerifyContext { evidence: &evidence, question, today: TODAY }).err().unwrap_or_default()
}

#[test]
fn what_would_have_been_may_be_said_as_that() {
    for right in [
        "Revenue would have been £5.88m in August 2026.",
        "In August 2026, revenue would have been £5.88m instead of £5.60m.",
        "Revenue would have been [[e1.f2]] instead of [[e1.f1]] in August 2026.",
        "Revenue would have been £5.88m instead of £5.60m in August 2026.",
        "Revenue was £5.60m in August 2026.",
    ] {
        assert_eq!(faults(right), Vec::new(), "{right}");
    }
}

#[test]
fn it_is_never_what_was() {
    for wrong in [
        "Revenue was £5.88m in August 2026.",
        "Revenue came to [[e1.f2]] in August 2026.",
        "Revenue would have been £5.60m in August 2026.",
        "Revenue would have been £5.60m instead of £5.88m in August 2026.",
        "Revenue would have been £5.98m in August 2026.",
        "Revenue would have been £5.88m in July 2026.",
        "Revenue will be £5.88m in October 2026.",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}

#[test]
fn the_narrator_says_what_would_have_been() {
    insta::assert_snapshot!(narrate("what if revenue rises by 5%", &[scene()]).join("\n"), @"Had revenue been [[e1.f2]] instead of [[e1.f1]] in August 2026, revenue would have been [[e1.f2]] instead of [[e1.f1]], up [[e1.f3]] ([[e1.f4]]), for the better.");
}
