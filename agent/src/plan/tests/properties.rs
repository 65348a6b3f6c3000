//! Whatever is typed: no panic, spans that lie in the question, linear time; and options that lead back to themselves.

use proptest::prelude::*;
use sentia_semantic::time::Stopwatch;

use super::{
    laundry::laundry,
    manufacturer::manufacturer,
    support::{Company, in_short, plan_in_short},
};
use crate::plan::{Focus, Plan, focus_in_words};

const WORDS: &[&str] = &[
    "OEE",
    "scrap",
    "by",
    "line",
    "last",
    "week",
    "Leeds",
    "and",
    "excluding",
    "nights",
    "Q3",
    "2025",
    "7",
    "Sept",
    "31",
    "top",
    "5",
    "worst",
    "vs",
    "compare",
    "what",
    "is",
    "the",
    "trend",
    "month",
    "to",
    "date",
    "since",
    "line 3",
    "lines 1-4",
    "only",
    "without",
    "drop",
    "filters",
    "Derby",
    "why",
    "revenue",
    "margin",
    "customer",
    "per",
    "%",
    "-",
    "/",
    ",",
    "?",
    "\u{0}",
    "\u{7f}",
    "W37",
    "FY27",
    "H1",
    "between",
    "June",
    "B-1007",
    "batch",
    "łódź",
    "🏭",
    "of",
    "first",
    "fiscal",
    "year",
    "week 60",
    "not",
    "also",
    "it",
    "same for",
    "Calder",
    "420",
    "cost centre",
    "gearbox",
    "how",
    "unusual",
    "anomalies",
    "calculated",
    "all",
    "plants",
    "'",
    "’s",
];

fn questions() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(WORDS), 0..14).prop_map(|words| words.join(" ")),
        ".{0,80}",
        prop::collection::vec(prop::sample::select(WORDS), 0..10).prop_map(|words| words.concat()),
    ]
}

fn spans_are_valid(company: &Company, question: &str) {
    let links = company.link(question);
    let spans = links
        .measures
        .iter()
        .map(|link| link.span)
        .chain(links.dimensions.iter().map(|link| link.span))
        .chain(links.members.iter().map(|link| link.span))
        .chain(links.periods.iter().map(|link| link.span))
        .chain(links.numbers.iter().map(|link| link.span))
        .chain(links.cues.iter().map(|link| link.span))
        .chain(links.leftover.iter().map(|(span, _)| *span));
    for span in spans {
        assert!(
            span.start <= span.end && question.get(span.start..span.end).is_some(),
            "{question:?}: {span:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_makes_it_panic(first in questions(), second in questions(), third in questions()) {
        thread_local! { static COMPANY: Company = manufacturer(); }
        COMPANY.with(|company| {
            let mut focus: Option<Focus> = None;
            for question in [&first, &second, &third] {
                spans_are_valid(company, question);
                if let Plan::Call { focus: next, .. } = company.plan(question, focus.as_ref()) {
                    focus = next;
                }
            }
        });
    }

    #[test]
    fn equal_questions_get_equal_plans(question in questions()) {
        thread_local! { static COMPANIES: (Company, Company) = (manufacturer(), manufacturer()); }
        COMPANIES.with(|(one, other)| assert_eq!(one.plan(&question, None), other.plan(&question, None)));
    }

    #[test]
    fn a_focus_in_words_is_read_back_as_the_same_focus(question in questions()) {
        thread_local! { static COMPANY: Company = manufacturer(); }
        COMPANY.with(|company| {
            if let Plan::Call { focus: Some(focus), call, .. } = company.plan(&question, None)
                && !call.tool.starts_with("describe")
            {
                leads_back(company, &focus);
            }
        });
    }
}

fn leads_back(company: &Company, focus: &Focus) {
    let words = focus_in_words(focus, &company.catalogue);
    let again = plan_in_short(&company.plan(&words, None));
    assert_eq!(again, in_short(focus), "{words}");
}

#[test]
fn a_number_of_rows_is_not_read_back_as_a_year() {
    let company = manufacturer();
    let Plan::Call { focus: Some(focus), .. } = company.plan("worst 10 batches by OEE", None) else {
        unreachable!("it was planned otherwise");
    };
    leads_back(&company, &Focus { limit: Some(2025), ..focus });
}

#[test]
fn options_and_examples_are_complete_questions() {
    for company in [manufacturer(), laundry()] {
        for question in [
            "margin last month",
            "how are we doing",
            "hello",
            "Leeds",
            "highest downtime",
            "why did scrap rise",
            "energy",
            "weight",
            "what about last week",
        ] {
            let plan = company.plan(question, None);
            let offered: Vec<String> = match plan.without_documents().clone() {
                Plan::Clarify(clarification) => {
                    clarification.options.into_iter().map(|option| option.question).collect()
                }
                Plan::OutOfReach { instead, .. } | Plan::Refuse { instead, .. } => instead,
                Plan::Documents { .. } | Plan::Call { .. } | Plan::Order(_) => Vec::new(),
            };
            for offer in offered {
                let plan = company.plan(&offer, None);
                assert!(matches!(plan, Plan::Call { .. }), "{question}: {offer}: {}", plan_in_short(&plan));
            }
        }
    }
}

#[test]
fn a_megabyte_is_harmless() {
    let company = manufacturer();
    for piece in ["OEE by line last week ", "\u{0}\u{1b}[31m", "a", "1", "line 3 and ", "é", "'", "-", " "] {
        let question = piece.repeat(1_000_000 / piece.len());
        let began = Stopwatch::start();
        let plan = company.plan(&question, None);
        assert!(began.elapsed().as_millis() < 500, "{piece:?} took {:?}", began.elapsed());
        assert!(matches!(plan, Plan::OutOfReach { .. }), "{piece:?}: {}", plan_in_short(&plan));
    }
}

#[test]
fn nothing_typed_is_repeated_with_control_characters() {
    let company = manufacturer();
    for question in ["scrap for \u{1b}[31mred\u{7}things", "OEE for \u{0}blue\nwidgets"] {
        let plan = plan_in_short(&company.plan(question, None));
        assert!(!plan.chars().any(char::is_control), "{plan:?}");
    }
}
