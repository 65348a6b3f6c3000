//! Permissions, and nothing told that must not be.

use sentia_semantic::Area;

use super::{
    manufacturer::manufacturer,
    support::{person, plan_in_short},
};
use crate::plan::Plan;

const SHOP_FLOOR: [Area; 4] = [Area::Production, Area::Quality, Area::Maintenance, Area::Energy];

#[test]
fn names_outside_the_scope_are_refused_and_not_narrowed() {
    let company = manufacturer();
    let names = company.names_limited_to(&|dimension, key| {
        dimension != "plant" && dimension != "line" || ["LEE", "L01", "L02", "L03", "L04"].contains(&key)
    });
    let leeds = person(&SHOP_FLOOR, Some(&["LEE"]));
    for (question, typed) in [
        ("OEE at Derby last week", "\"Derby\""),
        ("OEE by line at derbi last week", "\"derbi\""),
        ("compare Leeds and Derby on OEE", "\"Derby\""),
        ("OEE on line 7", "\"line 7\""),
        ("OEE excluding Wroclaw", "\"Wroclaw\""),
    ] {
        let plan = company.plan_for(question, None, &leeds, &names);
        let Plan::Refuse { reason, .. } = &plan else { panic!("{question}: {}", plan_in_short(&plan)) };
        assert!(reason.contains(typed) && reason.contains("Leeds only"), "{question}: {reason}");
    }
    let derby_by_typo = company.plan_for("OEE at derbi", None, &leeds, &names);
    assert!(!plan_in_short(&derby_by_typo).contains("Derby"), "the name as it is known must not be told");
    assert_eq!(
        plan_in_short(&company.plan_for("OEE at Leeds on line 3", None, &leeds, &names)),
        "oee @last_week [plant=Leeds] [line=Line 3]"
    );
    assert_eq!(
        plan_in_short(&company.plan_for("OEE by line", None, &leeds, &names)),
        "oee by line @last_week"
    );
}

#[test]
fn areas_that_are_not_allowed_are_refused_by_name() {
    let company = manufacturer();
    let leader = person(&SHOP_FLOOR, None);
    for (question, area) in [
        ("revenue last month", "sales"),
        ("gross margin by product last month", "finance"),
        ("what is DSO", "finance"),
        ("margin last month", "finance"),
        ("scrap by customer", "sales"),
        ("OEE for Calder Pumps", "sales"),
        ("overtime hours by line", "people"),
        ("which customers do we have", "sales"),
    ] {
        let plan = company.plan_for(question, None, &leader, &company.names);
        let found = plan_in_short(&plan);
        assert!(found.starts_with("refuse") && found.contains(area), "{question}: {found}");
    }
}

#[test]
fn candidates_and_examples_stay_within_what_may_be_seen() {
    let company = manufacturer();
    let leader = person(&[Area::Quality], None);
    for question in ["how are we doing", "hello", "cost last month", "employee satisfaction", "revenue"] {
        let plan = company.plan_for(question, None, &leader, &company.names);
        let all = format!("{plan:?}");
        for hidden in ["Gross margin", "Revenue by", "OEE by", "Spend", "Labour"] {
            assert!(!all.contains(hidden), "{question}: {all}");
        }
    }
}
