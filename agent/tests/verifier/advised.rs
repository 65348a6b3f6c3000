//! What is likely to fail, how much stock is needed, what to pay and in which order to work: the narrator's words pass, and no figure may stand for another.

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

fn payments() -> Evidence {
    let money = |name, label, minor| {
        let unit = Unit::Money { currency: "GBP".to_owned(), per: None };
        (name, label, Value::Integer(minor), unit, None)
    };
    let count = |name, label, of, called: &str| {
        (name, label, Value::Integer(of), Unit::Count(called.to_owned()), None)
    };
    let told = [
        money("run", "Payment run", 167_400_000),
        count("bills", "Number of bills", 68, "invoices"),
        count("payees", "Number of payees", 26, "suppliers"),
        money("overdue", "Part that is overdue by then", 95_931_900),
        money("held", "Held back", 3_689_000),
        count("held_count", "Number held", 2, "invoices"),
        money("left", "Left for want of money", 41_250_000),
        count("left_count", "Number left", 9, "invoices"),
        money("next", "Due in the run after", 101_000_000),
        money("cash", "Cash now", 1_775_000_000),
        money("cash_after", "Cash once it is paid", 1_607_600_000),
    ];
    let day = jiff::civil::date(2026, 10, 2);
    let mut evidence = scene(Period::new(day, day), "line", &told);
    evidence.title = "Payment run of Friday 2 October 2026".to_owned();
    let fact = |kind, figures: std::ops::RangeInclusive<usize>| Fact {
        kind,
        measure: "Payment run".to_owned(),
        figures: figures.map(|at| format!("f{at}")).collect(),
    };
    evidence.facts = vec![
        fact(FactKind::PaymentRun, 1..=4),
        fact(FactKind::PaymentsHeld, 5..=6),
        fact(FactKind::PaymentsLeft, 7..=8),
        fact(FactKind::NextRun, 9..=9),
        fact(FactKind::CashOfRun, 10..=11),
    ];
    evidence
}

fn schedule() -> Evidence {
    let count =
        |name, label, of| (name, label, Value::Integer(of), Unit::Count("planned orders".to_owned()), None);
    let time = |name, label, seconds| (name, label, Value::Integer(seconds), Unit::Duration, None);
    let told = [
        count("orders", "Number to be made", 8),
        count("late_today", "Number late as planned", 3),
        count("late_best", "Number late as proposed", 1),
        count("late_floor", "Fewest late of any sequence", 0),
        time("setup_today", "Set-up time as planned", 20_460),
        time("setup_best", "Set-up time as proposed", 7_680),
        time("setup_floor", "Least set-up time of any sequence", 7_620),
    ];
    let mut evidence = scene(week(39), "line", &told);
    evidence.title = "Sequence of planned orders".to_owned();
    let figures = (1..=7).map(|at| format!("f{at}")).collect();
    evidence.facts =
        vec![Fact { kind: FactKind::Schedule, measure: "Set-up time as planned".to_owned(), figures }];
    evidence
}

fn faults(evidence: &Evidence, sentence: &str) -> Option<String> {
    let evidence = [evidence.clone()];
    let context = VerifyContext { evidence: &evidence, question: "what is at risk?", today: TODAY };
    check(sentence, &context).err().map(|faults| format!("{sentence}: {faults:?}"))
}

#[test]
fn the_narrator_tells_what_passes() {
    for (evidence, least) in [(risks(), 3), (stocks(), 3), (payments(), 5), (schedule(), 4)] {
        let said = narrate("what is at risk?", std::slice::from_ref(&evidence));
        assert!(said.len() >= least, "{said:?}");
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
    for wrong in [
        "The payment run comes to £1.01m.",
        "68 suppliers are paid.",
        "Cash now is £16.08m.",
        "26 invoices are in the payment run.",
    ] {
        assert!(faults(&payments(), wrong).is_some(), "{wrong}");
    }
    for wrong in
        ["The set-up time as planned is 2 h 8 min.", "The number late as proposed is 3 planned orders."]
    {
        assert!(faults(&schedule(), wrong).is_some(), "{wrong}");
    }
}
