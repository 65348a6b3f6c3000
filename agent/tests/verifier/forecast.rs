//! What is said of the future must be a forecast of the Evidence, word for word; what was recorded is none.

use sentia_agent::{
    narrate::narrate,
    verify::{VerifyContext, check},
};
use sentia_semantic::{Grain, Period, Unit, Value};
use sentia_tools::{Evidence, Fact, FactKind, Figure, FigureKind};

use crate::company::{Asked, TODAY, evidence, month};

/// Revenue recorded by month, and forecast for October 2026: £5.70m, £5.30m to £6.10m, 3.2% off against 7.9%.
fn scene() -> Evidence {
    let mut asked = Asked::new("e1", &["revenue"], &[]);
    (asked.grain, asked.period) = (Some(Grain::Month), Period::new(month(6).from, month(8).to));
    let mut evidence = evidence(&asked, 5);
    let october = month(10);
    let base = evidence.figures[0].clone();
    let mut add = |kind, value, unit: Option<Unit>| {
        let id = format!("f{}", evidence.figures.len() + 1);
        let unit = unit.unwrap_or_else(|| base.unit.clone());
        evidence.figures.push(Figure { id: id.clone(), kind, value, unit, period: october, ..base.clone() });
        id
    };
    let forecast = add(FigureKind::Forecast, Value::Integer(570_000_000), None);
    let low = add(FigureKind::LowerLimit, Value::Integer(530_000_000), None);
    let high = add(FigureKind::UpperLimit, Value::Integer(610_000_000), None);
    let own = add(FigureKind::Error, Value::Real(0.032), Some(Unit::Percent));
    let naive = add(FigureKind::Error, Value::Real(0.079), Some(Unit::Percent));
    let fact = |kind, figures| Fact { kind, measure: "Revenue".to_owned(), figures };
    evidence.facts = vec![
        fact(FactKind::Forecast, vec![forecast, low, high]),
        fact(FactKind::ForecastError, vec![own, naive]),
    ];
    evidence.computed.period = october;
    evidence
}

fn passes(sentence: &str) -> bool {
    let evidence = [scene()];
    let context =
        VerifyContext { evidence: &evidence, question: "forecast revenue for October 2026", today: TODAY };
    check(sentence, &context).is_ok()
}

#[test]
fn a_forecast_may_be_said_as_one() {
    for right in [
        "Revenue is forecast at £5.70m in October 2026.",
        "In October 2026, revenue is expected to be £5.70m.",
    ] {
        assert!(passes(right), "{right}");
    }
}

#[test]
fn nothing_else_may_be_said_of_the_future() {
    for wrong in [
        "Revenue was £5.70m in October 2026.",
        "Revenue is forecast at £5.80m in October 2026.",
        "Revenue is forecast at £5.30m in October 2026.",
        "Revenue will be between £6.10m and £5.30m in October 2026.",
        "Revenue will be between £5.30m and £5.70m in October 2026.",
        "Revenue is forecast at £5.70m in November 2026.",
        "Revenue will rise next month.",
        "Scrap cost is forecast at £5.70m in October 2026.",
    ] {
        assert!(!passes(wrong), "{wrong}");
    }
}

#[test]
fn the_narrator_says_how_uncertain_it_is() {
    let said = narrate("forecast revenue for October 2026", &[scene()]).join(" ");
    assert!(said.contains("revenue is forecast at [["), "{said}");
    assert!(said.contains("four times in five between [["), "{said}");
    assert!(said.contains("were off by [["), "{said}");
}
