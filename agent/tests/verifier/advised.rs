//! What is likely to fail, and how much stock is needed: the narrator's words pass, and no figure may stand for another.

use sentia_agent::{
    narrate::narrate,
    verify::{VerifyContext, check},
};
use sentia_semantic::{Period, Unit, Value};
use sentia_tools::{Cell, Evidence, Fact, FactKind, Figure, FigureKind, Table, TableColumn};

use crate::company::{Asked, TODAY, evidence, week};

/// Figures of (name, label, value, unit, member), all of one period; the table has those with a member.
fn scene(period: Period, of: &str, told: &[(&str, &str, Value, Unit, Option<&str>)]) -> Evidence {
    let mut evidence = evidence(&Asked::new("e1", &["oee"], &["line"]), 3);
    let base = evidence.figures[0].clone();
    let figure =
        |(at, (name, label, value, unit, member)): (usize, &(&str, &str, Value, Unit, Option<&str>))| {
            Figure {
                id: format!("f{}", at + 1),
                value: value.clone(),
                unit: unit.clone(),
                kind: FigureKind::Value,
                measure: format!("m.{name}"),
                label: (*label).to_owned(),
                members: member.map(|member| (of.to_owned(), member.to_owned())).into_iter().collect(),
                period,
                against: None,
                ..base.clone()
            }
        };
    evidence.figures = told.iter().enumerate().map(figure).collect();
    let column = |id: &str| TableColumn { id: id.to_owned(), label: id.to_owned(), unit: None };
    let rows = evidence.figures.iter().filter(|figure| !figure.members.is_empty());
    let row =
        |figure: &Figure| vec![Cell::Text(figure.members[0].1.clone()), Cell::Figure(figure.id.clone())];
    evidence.table = Table {
        columns: vec![column(of), column("value")],
        rows: rows.map(row).collect(),
        ..Table::default()
    };
    (evidence.computed.period, evidence.charts, evidence.facts) = (period, Vec::new(), Vec::new());
    evidence
}

/// Line 3 is at 87%, Line 2 at 64%, of warnings 84% were right, and 70% of failures were warned of.
fn risks() -> Evidence {
    let percent = |value| (Value::Real(value), Unit::Percent);
    let of = |name, label, value, member| {
        let (value, unit) = percent(value);
        (name, label, value, unit, member)
    };
    let told = [
        of("risk", "Risk of failure", 0.87, Some("Line 3")),
        of("risk", "Risk of failure", 0.64, Some("Line 2")),
        of("usual_risk", "Usual risk of failure", 0.31, None),
        of("right", "Share of past warnings that were right", 0.84, None),
        of("found", "Share of past failures that were warned of", 0.70, None),
    ];
    let mut evidence = scene(week(41), "line", &told);
    let fact = |kind, figures: &[&str]| Fact {
        kind,
        measure: "Risk of failure".to_owned(),
        figures: figures.iter().map(|id| (*id).to_owned()).collect(),
    };
    evidence.facts = vec![
        fact(FactKind::AtRisk, &["f1", "f3"]),
        fact(FactKind::AtRisk, &["f2", "f3"]),
        fact(FactKind::PastWarnings, &["f4", "f5"]),
        fact(FactKind::Highest, &["f1"]),
    ];
    evidence
}

fn stocks() -> Evidence {
    let money = |name, label, pence, member| {
        let unit = Unit::Money { currency: "GBP".to_owned(), per: None };
        (name, label, Value::Integer(pence), unit, member)
    };
    let share = |name, label, value| (name, label, Value::Real(value), Unit::Percent, None);
    let units = |name, label, value| {
        (name, label, Value::Real(value), Unit::Quantity("units".to_owned()), Some("Line 3"))
    };
    let told = [
        money("freed", "Stock that can be freed", 61_000_000, None),
        share("freed_share", "Share of the stock that can be freed", 0.337),
        money("stock_today", "Average stock by today's rule", 181_000_000, None),
        money("stock_advised", "Average stock as advised", 120_000_000, None),
        share("service_today", "Service by today's rule", 0.991),
        share("service_advised", "Service as advised", 0.992),
        money("on_hand", "Stock on hand now", 185_000_000, None),
        money("floor", "Least average stock of any rule", 90_000_000, None),
        units("reorder_advised", "Advised reorder point", 4_831.0),
        units("reorder_today", "Reorder point today", 10_849.0),
    ];
    let mut evidence = scene(week(39), "line", &told);
    let fact =
        |kind, figures: Vec<String>| Fact { kind, measure: "Stock that can be freed".to_owned(), figures };
    evidence.facts = vec![
        fact(FactKind::StockPlan, (1..=8).map(|at| format!("f{at}")).collect()),
        fact(FactKind::StockRule, vec!["f9".to_owned(), "f10".to_owned()]),
    ];
    evidence
}

fn faults(evidence: &Evidence, sentence: &str) -> Option<String> {
    let evidence = [evidence.clone()];
    let context = VerifyContext { evidence: &evidence, question: "what is at risk?", today: TODAY };
    check(sentence, &context).err().map(|faults| format!("{sentence}: {faults:?}"))
}

#[test]
fn the_narrator_tells_what_passes() {
    for evidence in [risks(), stocks()] {
        let said = narrate("what is at risk?", std::slice::from_ref(&evidence));
        assert!(said.len() >= 3, "{said:?}");
        let refused: Vec<String> = said.iter().filter_map(|sentence| faults(&evidence, sentence)).collect();
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

#[test]
fn no_figure_stands_for_another() {
    for wrong in [
        "Line 2 has the highest risk of failure.",
        "The risk of failure is 87.0% on Line 2.",
        "The risk of failure is 31.0% on Line 3.",
        "Line 3 will fail because of its vibration.",
        "The usual risk of failure is 87.0%.",
    ] {
        assert!(faults(&risks(), wrong).is_some(), "{wrong}");
    }
    assert!(faults(&stocks(), "Stock that can be freed is £1.81m.").is_some());
}
