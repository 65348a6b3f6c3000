//! What is said to have come from a member must be what the Evidence says of it, with its sign; causes stay unsaid.

use sentia_agent::{
    narrate::narrate,
    verify::{VerifyContext, check},
};
use sentia_semantic::{Unit, Value};
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use crate::company::{Asked, TODAY, evidence, week};

/// OEE by line against the period before; of its change, −5.2 points came from Line 3 and −1.1 from Line 2, and by factor
/// −4.0 points from availability.
fn scene() -> Evidence {
    let mut asked = Asked::new("e1", &["oee"], &["line"]);
    asked.comparison = Some(week(38));
    let mut evidence = evidence(&asked, 3);
    let base = evidence.figures.iter().find(|figure| figure.kind == FigureKind::Change).cloned().unwrap();
    let mut add = |value: f64, members: &[(&str, &str)], measure: Option<(&str, &str)>| {
        let id = format!("f{}", evidence.figures.len() + 1);
        let members = members.iter().map(|(dimension, label)| ((*dimension).to_owned(), (*label).to_owned()));
        let (measure, label) = measure.unwrap_or((&base.measure, &base.label));
        evidence.figures.push(Figure {
            id: id.clone(),
            kind: FigureKind::Contribution,
            value: Value::Real(value),
            unit: Unit::Points,
            members: members.collect(),
            measure: measure.to_owned(),
            label: label.to_owned(),
            ..base.clone()
        });
        id
    };
    let line_3 = add(-0.052, &[("line", "Line 3")], None);
    let line_2 = add(-0.011, &[("line", "Line 2")], None);
    let availability = add(-0.040, &[], Some(("availability", "Availability")));
    let changed = evidence.facts.iter().find(|fact| fact.kind == FactKind::Changed).cloned().unwrap();
    let fact = |kind, figures| Fact { kind, measure: changed.measure.clone(), figures };
    evidence.facts = vec![
        changed.clone(),
        fact(FactKind::ContributionOfFactors, vec![availability]),
        fact(FactKind::Contribution, vec![line_3, line_2]),
    ];
    evidence
}

fn faults(sentence: &str) -> Result<(), String> {
    let evidence = [scene()];
    let context = VerifyContext { evidence: &evidence, question: "why did OEE change?", today: TODAY };
    check(sentence, &context).map(|_| ()).map_err(|faults| format!("{sentence}: {faults:?}"))
}

#[test]
fn what_came_from_a_member_may_be_said_with_its_sign() {
    for right in [
        "Line 3 contributed −5.2 points.",
        "Line 3 contributed −5.2 points and Line 2 −1.1 points.",
        "Availability contributed −4.0 points.",
    ] {
        faults(right).unwrap();
    }
}

#[test]
fn nothing_else_may_be_said_of_it() {
    for wrong in [
        "Line 3 contributed −5.3 points.",
        "Line 2 contributed −5.2 points.",
        "Line 3 contributed +5.2 points.",
        "Line 3 contributed 5.2 points.",
        "Line 3 fell by 5.2 points.",
        "OEE changed because Line 3 contributed −5.2 points.",
        "Availability contributed −5.2 points.",
    ] {
        assert!(faults(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_narrator_says_what_came_from_where() {
    let said = narrate("why did OEE change?", &[scene()]);
    for sentence in &said {
        faults(sentence).unwrap();
    }
    let said = said.join(" ");
    assert!(said.contains("Line 3 contributed [[") && said.contains("vailability contributed [["), "{said}");
}
