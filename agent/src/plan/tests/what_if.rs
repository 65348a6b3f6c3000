//! What-ifs, by what they take to be otherwise and what they show the effect on.

use super::{
    laundry::laundry,
    manufacturer::manufacturer,
    support::{in_short, plan_in_short},
};
use crate::plan::{Plan, focus_in_words};

#[test]
fn changes() {
    manufacturer().check(&[
        ("what if OEE rises by 5 points?", "what if  @last_week {oee by 5 points}"),
        ("What if revenue falls by 10% last month", "what if  @last_month {revenue by -10%}"),
        (
            "what would gross margin be if revenue grew 10%",
            "what if gross_margin @last_month {revenue by 10%}",
        ),
        (
            "what happens to gross margin if revenue goes up by 10%?",
            "what if gross_margin @last_month {revenue by 10%}",
        ),
        (
            "what happens to OEE when availability improves by 3 points",
            "what if oee @last_week {availability by 3 points}",
        ),
        ("if availability were 90%, what would OEE be?", "what if oee @last_week {availability to 90%}"),
        (
            "if we cut scrap cost by £20k what happens to gross margin",
            "what if gross_margin @last_month {scrap_cost by -£20k}",
        ),
        (
            "effect of a 5% fall in revenue on gross margin",
            "what if gross_margin @last_month {revenue by -5%}",
        ),
        (
            "impact on gross margin of a 5% revenue increase",
            "what if gross_margin @last_month {revenue by 5%}",
        ),
        (
            "gross margin if revenue +10% and labour cost +3%",
            "what if gross_margin @last_month {revenue by 10%} {labour_cost by 3%}",
        ),
        (
            "what if revenue +10%, labour cost -8%",
            "what if  @last_month {revenue by 10%} {labour_cost by -8%}",
        ),
        (
            "suppose downtime halves at Leeds. What would OEE be?",
            "what if oee @last_week [plant=Leeds] {downtime by -50%}",
        ),
        ("what if OEE at Leeds improves by 5 points", "what if  @last_week [plant=Leeds] {oee by 5 points}"),
        (
            "what if availability on line 3 last month drops 2 percentage points: OEE",
            "what if oee @last_month [line=Line 3] {availability by -2 points}",
        ),
        ("what if revenue falls 10%", "what if  @last_month {revenue by -10%}"),
        (
            "What would days sales outstanding of 45 days do to the cash balance?",
            "what if cash @last_month {dso to 45 days}",
        ),
        (
            "what if days sales outstanding goes up 3% but we lose 5% of revenue",
            "what if  @last_month {dso by 3%} {revenue by -5%}",
        ),
        (
            "what if availability improves 3 points and quality ratio 1 point: OEE",
            "what if oee @last_week {availability by 3 points} {quality_ratio by 1 points}",
        ),
        ("what if we lose 5% of revenue", "what if  @last_month {revenue by -5%}"),
        ("what if scrap cost doubles", "what if  @last_week {scrap_cost by 100%}"),
        (
            "simulate 10% more good pieces last month at Leeds",
            "what if  @last_month [plant=Leeds] {output by 10%}",
        ),
        (
            "what would OEE have been last month with 2 points higher availability",
            "what if oee @last_month {availability by 2 points}",
        ),
        (
            "what if we raise performance to 95% on line 3 last month",
            "what if  @last_month [line=Line 3] {performance to 95%}",
        ),
        (
            "assuming overtime is reduced by 20 hours, labour cost?",
            "what if labour_cost @last_month {overtime by -20 hours}",
        ),
    ]);
}

#[test]
fn a_percentage_of_a_percentage_is_said_to_be_points() {
    let manufacturer = manufacturer();
    manufacturer.check(&[("what if OEE rises by 5%", "what if  @last_week {oee by 5 points}")]);
}

/// What is offered as a question is read as what it was made of.
#[test]
fn a_what_if_in_words_is_read_back() {
    let manufacturer = manufacturer();
    for question in [
        "what if OEE rises by 5 points at Leeds last week?",
        "what if revenue +10%, labour cost -8%",
        "what would gross margin be if revenue grew 10% in August",
        "if availability were 90%, what would OEE be?",
        "what if we cut scrap cost by £20k",
        "what availability do we need to hit the OEE target",
        "what OEE do we need to make 50,000 good pieces last week?",
    ] {
        let Plan::Call { focus: Some(focus), .. } = manufacturer.plan(question, None) else {
            unreachable!("{question} is planned");
        };
        let said = focus_in_words(&focus, &manufacturer.catalogue);
        let again = plan_in_short(&manufacturer.plan(&said, None));
        assert_eq!(again, in_short(&focus), "{said}");
    }
}

#[test]
fn goals() {
    manufacturer().check(&[
        ("what OEE do we need to make 50,000 good pieces last week?", "what if output @last_week {oee} → 50,000"),
        ("what availability takes OEE to 75% last month", "what if oee @last_month {availability} → 75%"),
        ("how much would revenue have to rise for gross margin to reach 40%?", "what if gross_margin @last_month {revenue} → 40%"),
        ("what availability do we need to hit the OEE target", "what if oee @last_week {availability} → target"),
        ("what would it take to reach an OEE of 80%?", "clarify By availability | By performance (effectiveness) | By quality ratio (Which figure is to be moved to get there?)"),
    ]);
}

#[test]
fn what_is_no_what_if_stays_what_it_was() {
    manufacturer().check(&[
        ("what if we add a shift on line 3", "out ~ higher or lower"),
        ("lines with OEE below 60% last week", "oee by line @last_week (it Below 60%)"),
        (
            "revenue with more than £100k by customer last month",
            "revenue by customer @last_month (it Above £100k)",
        ),
        ("what if revenue rises by 10% next quarter", "refuse ~ to come"),
        ("what if revenue rises", "out ~ higher or lower"),
    ]);
}

#[test]
fn other_companies_ask_alike() {
    laundry().check(&[(
        "what if linen washed drops by 10% last month",
        "what if  @last_month {linen_washed by -10%}",
    )]);
}
