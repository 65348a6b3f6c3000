//! Questions that name no figure, second questions behind "and", figures against their budget.

use super::{laundry::laundry, manufacturer::manufacturer, support::person};
use crate::plan::Plan;
use sentia_semantic::Area;

#[test]
fn headlines_answer_how_things_stand() {
    const WHOLE: &str = "revenue+gross_margin+oee+scrap_ratio+otif+spend";
    manufacturer().check(&[
        ("how are we doing?", &format!("{WHOLE} @last_month vs previous_period")),
        ("How did we do in August", &format!("{WHOLE} @2026-08 vs previous_period")),
        ("give me a summary of last week", &format!("{WHOLE} @last_week vs previous_period")),
        ("what happened on line 3 yesterday", "oee+scrap_ratio @yesterday vs previous_period [line=Line 3]"),
        ("how is Leeds doing this month", &format!("{WHOLE} @this_month vs previous_period [plant=Leeds]")),
        (
            "how did customer Calder Pumps do last quarter",
            "revenue+gross_margin+otif @last_quarter vs previous_period [customer=Calder Pumps Ltd]",
        ),
        ("is Derby better than Leeds", &format!("{WHOLE} by plant @last_month [plant=Derby|Leeds]")),
    ]);
}

#[test]
fn what_is_ranked_without_a_figure_is_ranked_by_a_headline() {
    manufacturer().check(&[
        ("who are our five biggest customers this year", "revenue by customer @this_year highest 5"),
        ("top products last quarter", "revenue by product @last_quarter highest 10"),
        ("worst machines last week", "oee by machine @last_week worst 10"),
        ("which customers are growing", "revenue by customer @last_month vs previous_period highest change"),
        ("which products lose money", "gross_profit by product @last_month (it Below 0)"),
        ("did we make money in August", "gross_profit @2026-08"),
        ("which is our best line", "oee by line @last_week best"),
    ]);
}

#[test]
fn headlines_are_those_that_the_person_may_read() {
    let company = manufacturer();
    let foreman = person(&[Area::Production, Area::Quality], None);
    match company.plan_for("how are we doing", None, &foreman, &company.names) {
        Plan::Call { focus: Some(focus), .. } => assert_eq!(focus.measures, ["oee", "scrap_ratio"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_headlines_the_person_is_asked() {
    laundry().check(&[("how are we doing", "clarify")]);
}

#[test]
fn a_conversation_is_left_for_an_overview_and_for_what_it_cannot_be_split_by() {
    manufacturer().check_conversation(&[
        ("OEE by line last week", "oee by line @last_week"),
        ("and Leeds", "oee by line @last_week [plant=Leeds]"),
        ("who are our biggest customers", "revenue by customer @last_month highest 10"),
        (
            "give me an overview of yesterday",
            "revenue+gross_margin+oee+scrap_ratio+otif+spend @yesterday vs previous_period",
        ),
    ]);
}

#[test]
fn a_figure_stands_against_its_own_budget_alone() {
    manufacturer().check(&[
        ("spend against budget last month", "spend+cost_budget+budget_variance @last_month"),
        (
            "expenditure versus budget by cost centre in August",
            "spend+cost_budget+budget_variance by cost_centre @2026-08",
        ),
        ("gross margin versus budget last month", "out ~ No budget is recorded for gross margin."),
        ("budget last month", "cost_budget @last_month"),
        ("are we on budget", "spend+cost_budget+budget_variance @last_month"),
        ("spend and cost budget last month", "spend+cost_budget @last_month"),
    ]);
}

#[test]
fn a_second_question_that_is_not_understood_is_said_to_be_left() {
    let left = |question: &str| match manufacturer().plan(question, None) {
        Plan::Call { assumptions, .. } => assumptions.into_iter().find(|said| said.contains("first part")),
        other => panic!("{question}: {other:?}"),
    };
    assert_eq!(
        left("how much scrap cost do we have and how many days is that").as_deref(),
        Some("I answered the first part only; ask \"how many days is that\" as a question of its own.")
    );
    for whole in [
        "what was OEE last week and what was the scrap rate",
        "OEE last week",
        "revenue last month and how was it by region",
    ] {
        assert_eq!(left(whole), None, "{whole}");
    }
}
