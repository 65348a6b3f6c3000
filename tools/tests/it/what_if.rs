//! What-ifs of the demo company: figures that a hand can work out, and what must hold for every measure there is.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_semantic::{Area, Unit};
use sentia_tools::{
    Cell, ChangeArg, Evidence, FactKind, Figure, FigureKind, FilterArg, QueryMetrics, QueryMetricsArgs, Tool,
    ToolError, WhatIf, WhatIfArgs,
};

use crate::company::Company;

fn by(measure: &str, by: &str) -> ChangeArg {
    ChangeArg { measure: measure.to_owned(), by: Some(by.to_owned()), to: None }
}

fn to(measure: &str, to: &str) -> ChangeArg {
    ChangeArg { measure: measure.to_owned(), by: None, to: Some(to.to_owned()) }
}

fn args(changes: Vec<ChangeArg>, measures: &[&str]) -> WhatIfArgs {
    let measures = measures.iter().map(|id| (*id).to_owned()).collect();
    WhatIfArgs { changes, measures, period: Some("2026-08".to_owned()), ..WhatIfArgs::default() }
}

async fn what_if(company: &Company, person: &str, args: WhatIfArgs) -> Result<Evidence, ToolError> {
    WhatIf.call(args, &company.context(person)).await
}

/// What was recorded of a measure, as query_metrics has it.
async fn recorded(company: &Company, measure: &str, filters: &[FilterArg]) -> f64 {
    let args = QueryMetricsArgs {
        measures: vec![measure.to_owned()],
        period: Some("2026-08".to_owned()),
        filters: filters.to_vec(),
        ..QueryMetricsArgs::default()
    };
    let evidence = QueryMetrics.call(args, &company.context("cfo")).await.unwrap();
    evidence.figures[0].value.as_f64().unwrap()
}

fn figure<'a>(evidence: &'a Evidence, measure: &str, kind: FigureKind) -> &'a Figure {
    let is_it = |figure: &&Figure| figure.measure == measure && figure.kind == kind;
    evidence.figures.iter().find(is_it).unwrap()
}

fn number(evidence: &Evidence, measure: &str, kind: FigureKind) -> f64 {
    figure(evidence, measure, kind).value.as_f64().unwrap()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

#[tokio::test]
async fn a_price_moves_revenue_and_all_that_is_computed_from_it() {
    let company = Company::sqlite().await;
    let asked = args(vec![by("average_price", "5%")], &["revenue", "gross_profit", "gross_margin"]);
    let evidence = what_if(&company, "cfo", asked).await.unwrap();
    let (revenue, cost) =
        (recorded(&company, "revenue", &[]).await, recorded(&company, "cost_of_sales", &[]).await);
    let then = revenue * 1.05;
    assert!(near(number(&evidence, "revenue", FigureKind::Scenario), then.round()));
    assert!(near(number(&evidence, "gross_profit", FigureKind::Scenario), (then - cost).round()));
    assert!(near(number(&evidence, "gross_margin", FigureKind::Scenario), (then - cost) / then));
    assert!(near(number(&evidence, "gross_margin", FigureKind::Value), (revenue - cost) / revenue));
    let change = number(&evidence, "gross_margin", FigureKind::Change);
    assert!(near(change, (then - cost) / then - (revenue - cost) / revenue));
    assert_eq!(figure(&evidence, "gross_margin", FigureKind::Change).unit, Unit::Points);
    assert_eq!(evidence.facts[0].kind, FactKind::Lever);
    let how = evidence.computed.columns.join("\n");
    assert!(how.contains("in proportion to average price, with quantity sold as it was"), "{how}");
}

/// More sold means more revenue and more cost, each at the price and the cost of a piece.
#[tokio::test]
async fn several_changes_hold_at_once() {
    let company = Company::sqlite().await;
    let changes = vec![by("sold_quantity", "10%"), by("unit_cost", "+8%")];
    let evidence =
        what_if(&company, "cfo", args(changes, &["revenue", "cost_of_sales", "gross_margin"])).await.unwrap();
    let (revenue, cost) =
        (recorded(&company, "revenue", &[]).await, recorded(&company, "cost_of_sales", &[]).await);
    let (revenue, cost) = (revenue * 1.1, cost * 1.1 * 1.08);
    assert!(near(number(&evidence, "revenue", FigureKind::Scenario), revenue.round()));
    assert!(near(number(&evidence, "cost_of_sales", FigureKind::Scenario), cost.round()));
    assert!(near(number(&evidence, "gross_margin", FigureKind::Scenario), (revenue - cost) / revenue));
}

/// The factors of a product are taken as given, whatever they are computed from.
#[tokio::test]
async fn a_factor_of_oee_moves_it_and_the_good_pieces() {
    let company = Company::sqlite().await;
    let leeds =
        FilterArg { dimension: "plant".to_owned(), members: vec!["Leeds".to_owned()], exclude: false };
    let asked = WhatIfArgs {
        filters: vec![leeds.clone()],
        ..args(vec![by("availability", "5 points")], &["oee", "good_quantity"])
    };
    let evidence = what_if(&company, "leeds", asked).await.unwrap();
    let filters = [leeds];
    let oee = recorded(&company, "oee", &filters).await;
    let availability = recorded(&company, "availability", &filters).await;
    let then = oee / availability * (availability + 0.05);
    assert!(near(number(&evidence, "oee", FigureKind::Scenario), then));
    let good = recorded(&company, "good_quantity", &filters).await;
    let found = number(&evidence, "good_quantity", FigureKind::Scenario);
    assert!((found - good * then / oee).abs() <= 0.5 + 1e-6 * good, "{found} {good}");
}

/// What the catalogue states goes beyond definitions: profit in the books takes over what sales bring.
#[tokio::test]
async fn what_the_catalogue_states_is_followed_to_the_profit() {
    let company = Company::sqlite().await;
    let asked = args(vec![by("sold_quantity", "-10%")], &["ebitda", "operating_profit", "ebitda_margin"]);
    let refused = what_if(&company, "cfo", asked).await.unwrap_err();
    assert!(
        refused.to_string().contains("EBITDA margin") || refused.to_string().contains("EBITDA"),
        "{refused}"
    );
    let asked = args(vec![by("sold_quantity", "-10%")], &["ebitda", "operating_profit"]);
    let evidence = what_if(&company, "cfo", asked).await.unwrap();
    let lost = recorded(&company, "gross_profit", &[]).await * -0.1;
    for measure in ["ebitda", "operating_profit"] {
        assert!((number(&evidence, measure, FigureKind::Change) - lost).abs() <= 1.0, "{measure}");
    }
    let asked = args(vec![by("planned_busy_time", "10%")], &["good_quantity"]);
    let evidence = what_if(&company, "cfo", asked).await.unwrap();
    let good = recorded(&company, "good_quantity", &[]).await;
    assert!((number(&evidence, "good_quantity", FigureKind::Scenario) - good * 1.1).abs() <= 1.0);
}

#[tokio::test]
async fn a_goal_is_reached_by_the_change_found() {
    let company = Company::sqlite().await;
    let lever = |id: &str| ChangeArg { measure: id.to_owned(), ..ChangeArg::default() };
    let asked = |measure: &str, effect: &str, goal: &str| WhatIfArgs {
        goal: Some(goal.to_owned()),
        ..args(vec![lever(measure)], &[effect])
    };
    let evidence = what_if(&company, "cfo", asked("average_price", "gross_margin", "40%")).await.unwrap();
    assert!((number(&evidence, "gross_margin", FigureKind::Scenario) - 0.4).abs() < 1e-9);
    let (cost, sold) =
        (recorded(&company, "cost_of_sales", &[]).await, recorded(&company, "sold_quantity", &[]).await);
    assert!(near(number(&evidence, "average_price", FigureKind::Scenario), cost / 0.6 / sold));
    let unreachable = what_if(&company, "cfo", asked("availability", "oee", "99%")).await.unwrap_err();
    insta::assert_snapshot!(unreachable.to_string(), @"No value of availability alone takes OEE to 99.0%: at 0.0% it would be 0.0% and at 100.0% it would be 92.3%.");
    let target = what_if(&company, "cfo", asked("availability", "oee", "target")).await;
    assert!(target.is_ok_and(|found| near(number(&found, "oee", FigureKind::Scenario), 0.75)));
}

/// Every measure as the one that changes, by a random part: an answer that is finite and consistent, or a sentence.
#[tokio::test]
async fn every_measure_can_be_asked_about() {
    let company = Company::sqlite().await;
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut answered = 0;
    for measure in &company.engine.catalogue().measures {
        let part = random.random_range(-40..40);
        match what_if(&company, "cfo", args(vec![by(&measure.id, &format!("{part}%"))], &[])).await {
            Ok(evidence) => {
                answered += 1;
                check(&evidence);
                println!("{:28} {}", measure.id, evidence.computed.columns.join(" | "));
            }
            Err(error) => {
                assert!(matches!(error, ToolError::BadArguments(_) | ToolError::Query(_)), "{error}")
            }
        }
    }
    println!("{answered} of {}", company.engine.catalogue().measures.len());
    assert!(answered >= 40, "{answered}");
}

fn check(evidence: &Evidence) {
    for figure in &evidence.figures {
        assert!(figure.value.as_f64().is_some_and(f64::is_finite), "{figure:?}");
    }
    for fact in &evidence.facts {
        let figures: Vec<&Figure> = fact.figures.iter().map(|id| evidence.figure(id).unwrap()).collect();
        let [now, then, change, ..] = figures.as_slice() else { unreachable!("{fact:?}") };
        let [now, then, change] = [now, then, change].map(|figure| figure.value.as_f64().unwrap());
        assert!(near(then - now, change), "{fact:?}: {now} {then} {change}");
    }
    let is_row = |row: &Vec<Cell>| matches!(row.first(), Some(Cell::Text(_)));
    assert!(evidence.table.rows.iter().all(is_row));
}

/// Nothing of an area that a person does not read takes part, not even on the way.
#[tokio::test]
async fn a_what_if_keeps_to_what_a_person_may_read() {
    let company = Company::sqlite().await;
    let refused =
        what_if(&company, "leeds", args(vec![by("revenue", "5%")], &["gross_margin"])).await.unwrap_err();
    assert!(refused.to_string().contains("finance") || refused.to_string().contains("sales"), "{refused}");
    let scope = company.context("leeds").scope;
    for measure in &company.engine.catalogue().measures {
        let Ok(evidence) = what_if(&company, "leeds", args(vec![by(&measure.id, "5%")], &[])).await else {
            continue;
        };
        for figure in &evidence.figures {
            let of = company.engine.catalogue().measure(&figure.measure).unwrap();
            assert!(scope.may_read(of.area) && of.area != Area::Finance, "{} shows {}", measure.id, of.id);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_worked_out_is_said_in_a_sentence() {
    let company = Company::sqlite().await;
    let cases = [
        args(Vec::new(), &["oee"]),
        args(vec![by("oee", "40 points")], &["good_quantity"]),
        args(vec![by("oee", "ten")], &["good_quantity"]),
        args(vec![by("oee", "5%")], &["oee"]),
        args(vec![by("oee", "5%")], &["revenue"]),
        args(vec![to("average_price", "5 hours")], &["revenue"]),
        args(vec![ChangeArg { measure: "oee".to_owned(), ..ChangeArg::default() }], &["good_quantity"]),
        args(vec![by("oe", "5%")], &[]),
        args(vec![by("oee", "5%"), by("availability", "1 point"), by("oee", "2%")], &["good_quantity"]),
        WhatIfArgs { period: Some("2019-01".to_owned()), ..args(vec![by("oee", "5%")], &["good_quantity"]) },
        WhatIfArgs { goal: Some("50%".to_owned()), ..args(vec![by("oee", "5%")], &["good_quantity"]) },
    ];
    let mut said = Vec::new();
    for case in cases {
        said.push(what_if(&company, "cfo", case).await.unwrap_err().to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    Name the measure that is taken to be otherwise.
    OEE can only be between 0% and 100%: take a smaller change.
    "ten" cannot be compared with OEE, which is counted in percentage points; write for example 1.5 points
    OEE is what changes: name another measure to see the effect on.
    How much OEE moves revenue follows neither from a definition nor from what the catalogue states; what I can take to be otherwise for it: quantity sold and average price.
    "5 hours" cannot be compared with Average price, which is counted in GBP; write for example GBP 100,000 or GBP 100k
    Say either by how much OEE changes or to what.
    there is no measure "oe"; did you mean oee?
    OEE cannot change in two ways at once: ask about one of them.
    OEE has no value for January 2019, so there is nothing to start from: name a period with data.
    With a goal, leave out by how much the measure changes: that is what is worked out.
    "#);
}
