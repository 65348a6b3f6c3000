//! Periods as they are said, on Wednesday 30 September 2026; the fiscal year begins in April.

use super::manufacturer::manufacturer;
use crate::plan::Plan;

/// Each is put after "OEE"; the expectation is the period that the tool gets.
fn check(cases: &[(&str, &str)]) {
    let company = manufacturer();
    let mut wrong = Vec::new();
    for (words, expected) in cases {
        let question = format!("output {words}");
        let found = match company.plan(&question, None) {
            Plan::Call { focus: Some(focus), .. } => {
                let against = focus.against.map_or_else(String::new, |against| format!(" vs {against}"));
                let grain = focus.grain.map_or_else(String::new, |grain| format!(" per {}", grain.name()));
                format!("{}{against}{grain}", focus.period.unwrap_or_default())
            }
            other => super::support::plan_in_short(&other),
        };
        if found != *expected && !(expected.starts_with('~') && found.contains(&expected[1..])) {
            wrong.push(format!("  {words}: wanted {expected}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn relative_to_today() {
    check(&[
        ("last wk", "last_week"),
        ("this week", "this_week"),
        ("yday", "yesterday"),
        ("yesterday", "yesterday"),
        ("today", "today"),
        ("the day before yesterday", "2_days_ago"),
        ("last month", "last_month"),
        ("previous quarter", "last_quarter"),
        ("prior year", "last_year"),
        ("in the current month", "this_month"),
        ("month to date", "month_to_date"),
        ("MTD", "month_to_date"),
        ("YTD", "year_to_date"),
        ("qtd", "quarter_to_date"),
        ("WTD", "week_to_date"),
        ("so far this year", "year_to_date"),
        ("this month so far", "month_to_date"),
        ("since the start of the year", "year_to_date"),
        ("year-to-date", "year_to_date"),
        ("last 3 months", "last_3_months"),
        ("over the past 90 days", "last_90_days"),
        ("in the last couple of weeks", "last_2_weeks"),
        ("for the last few days", "last_3_days"),
        ("trailing twelve months", "last_12_months"),
        ("TTM", "last_12_months"),
        ("LTM", "last_12_months"),
        ("rolling 12 weeks", "last_12_weeks"),
        ("rolling 12-month", "last_12_months per month"),
        ("12 months rolling", "last_12_months"),
        ("L4W", "last_4_weeks"),
        ("the last fortnight", "last_2_weeks"),
        ("week before last", "2_weeks_ago"),
        ("the month before last", "2_months_ago"),
        ("two weeks ago", "2_weeks_ago"),
        ("3 days ago", "3_days_ago"),
        ("a year ago", "last_year"),
        ("last Monday", "2026-09-28"),
        ("on Monday", "2026-09-28"),
        ("last Wednesday", "2026-09-23"),
        ("Friday last week", "2026-09-25"),
        ("over the weekend", "2026-09-26..2026-09-27"),
        ("last weekend", "2026-09-26..2026-09-27"),
        ("last 24 hours", "yesterday"),
        ("at month end", "2026-08-31"),
        ("the last year", "last_12_months"),
        ("lastweek", "last_week"),
        ("this quater", "this_quarter"),
        ("last mnth", "last_month"),
    ]);
}

#[test]
fn calendar_parts() {
    check(&[
        ("Q3", "2026-Q3"),
        ("in Q4", "2025-Q4"),
        ("Q3 2025", "2025-Q3"),
        ("2025 Q3", "2025-Q3"),
        ("Q3 '25", "2025-Q3"),
        ("third quarter of 2025", "2025-Q3"),
        ("Q2 last year", "2025-Q2"),
        ("H1", "2026-H1"),
        ("H1 2025", "2025-H1"),
        ("first half of 2025", "2025-H1"),
        ("2025", "2025"),
        ("in 2024", "2024"),
        ("September", "2026-09"),
        ("in Oct", "2025-10"),
        ("Sept 2025", "2025-09"),
        ("Sep-25", "2025-09"),
        ("Sept '25", "2025-09"),
        ("last September", "2025-09"),
        ("last August", "2026-08"),
        ("September last year", "2025-09"),
        ("this May", "2026-05"),
        ("in may", "2026-05"),
        ("week 37", "2026-W37"),
        ("wk 37", "2026-W37"),
        ("w37", "2026-W37"),
        ("wk37", "2026-W37"),
        ("CW 37", "2026-W37"),
        ("week 45", "2025-W45"),
        ("week 37 of 2025", "2025-W37"),
        ("2026-W37", "2026-W37"),
        ("weeks 36 to 38", "2026-08-31..2026-09-20"),
        ("wk 36-38", "2026-08-31..2026-09-20"),
        ("w/c 7 Sept", "2026-W37"),
        ("wc 7 Sept", "2026-W37"),
        ("week commencing 7 September", "2026-W37"),
        ("week commencing Monday 7 Sept", "2026-W37"),
        ("the week of 9 Sept", "2026-W37"),
        ("w/e 13 Sept", "2026-W37"),
        ("week ending 13/09/2026", "2026-W37"),
        ("w/c 7/9", "2026-W37"),
        ("first week of September", "2026-09-01..2026-09-07"),
    ]);
}

#[test]
fn days_and_ranges() {
    check(&[
        ("7 Sept", "2026-09-07"),
        ("on 7th September", "2026-09-07"),
        ("on the 7th of Sept", "2026-09-07"),
        ("Sept 7", "2026-09-07"),
        ("September 7th, 2025", "2025-09-07"),
        ("on 7/9/2026", "2026-09-07"),
        ("07.09.2026", "2026-09-07"),
        ("7-9-26", "2026-09-07"),
        ("on 9/13/2026", "2026-09-13"),
        ("2026-09-07", "2026-09-07"),
        ("2026/09/07", "2026-09-07"),
        ("on the 7th", "2026-09-07"),
        ("on 2 October", "2025-10-02"),
        ("29 Feb 2024", "2024-02-29"),
        ("on 29 Feb", "2024-02-29"),
        ("since March", "2026-03-01..2026-09-30"),
        ("since 14 September", "2026-09-14..2026-09-30"),
        ("since last Monday", "2026-09-28..2026-09-30"),
        ("since October", "2025-10-01..2026-09-30"),
        ("from 1 to 15 Sept", "2026-09-01..2026-09-15"),
        ("from the 1st to the 15th of September", "2026-09-01..2026-09-15"),
        ("1-15 Sept", "2026-09-01..2026-09-15"),
        ("1–15 Sept 2025", "2025-09-01..2025-09-15"),
        ("Sept 1 to 15", "2026-09-01..2026-09-15"),
        ("from 28 Aug to 3 Sept", "2026-08-28..2026-09-03"),
        ("between June and August", "2026-06-01..2026-08-31"),
        ("June to August 2025", "2025-06-01..2025-08-31"),
        ("Nov to Feb 2026", "2025-11-01..2026-02-28"),
        ("from November to February", "2025-11-01..2026-02-28"),
        ("between 1 July and yesterday", "2026-07-01..2026-09-29"),
        ("from Monday to Wednesday", "2026-09-28..2026-09-30"),
        ("2026-09-01 to 2026-09-15", "2026-09-01..2026-09-15"),
        ("Q1 to Q2", "2026-H1"),
        ("Q1-Q2 2025", "2025-H1"),
        ("from 2024 to 2025", "2024-01-01..2025-12-31"),
        ("until end of August", "~"),
        ("after 15 September", "2026-09-16..2026-09-30"),
        ("from March onwards", "2026-03-01..2026-09-30"),
    ]);
}

#[test]
fn fiscal_years() {
    check(&[
        ("fiscal year to date", "fiscal_year_to_date"),
        ("FYTD", "fiscal_year_to_date"),
        ("so far this fiscal year", "fiscal_year_to_date"),
        ("this FY", "this_fiscal_year"),
        ("FY27", "this_fiscal_year"),
        ("FY 2027", "this_fiscal_year"),
        ("FY26/27", "this_fiscal_year"),
        ("2026/27", "this_fiscal_year"),
        ("FY26", "last_fiscal_year"),
        ("last FY", "last_fiscal_year"),
        ("last financial year", "last_fiscal_year"),
        ("FY25", "FY2025"),
        ("FY27 Q1", "FY2027-Q1"),
        ("Q1 FY27", "FY2027-Q1"),
        ("last FY Q2", "FY2026-Q2"),
        ("Q2 of last fiscal year", "FY2026-Q2"),
        ("fiscal Q2", "FY2027-Q2"),
        ("fiscal Q4", "FY2026-Q4"),
        ("this fiscal quarter", "FY2027-Q2"),
        ("last fiscal quarter", "FY2027-Q1"),
        ("H1 FY27", "FY2027-Q1..FY2027-Q2"),
    ]);
}

#[test]
fn dates_that_do_not_exist() {
    check(&[
        ("on 31 Sept", "~no 31 September"),
        ("on 31 September 2026", "~no 31 September 2026"),
        ("30 Feb", "~no 30 February"),
        ("29 Feb 2025", "~no 29 February 2025"),
        ("from 1 to 31 September", "~no 31 September"),
        ("week 60", "~no week 60"),
        ("week 53 of 2025", "~no week 53"),
        ("Q5 2025", "~no Q5"),
        ("2026-13-01", "~no month 13"),
        ("2026-09-31", "~no 31 September 2026"),
        ("since 31 June", "~no 31 June"),
    ]);
}

#[test]
fn what_is_read_into_words_is_said() {
    let company = manufacturer();
    let assumptions = |question: &str| match company.plan(question, None) {
        Plan::Call { assumptions, .. } => assumptions.join(" "),
        other => panic!("{question}: {other:?}"),
    };
    assert_eq!(assumptions("output in Q3"), "I read \"Q3\" as Q3 2026 (1 Jul – 30 Sep 2026).");
    assert_eq!(assumptions("output in October"), "I read \"October\" as October 2025.");
    assert_eq!(assumptions("output"), "No period was named, so this is last week.");
    assert_eq!(
        assumptions("output w/c 8 Sept"),
        "I read \"w/c 8 Sept\" as week 37 (7 – 13 Sep 2026), the week that holds Tuesday 8 September."
    );
    assert_eq!(assumptions("output on 9/13/2026"), "I read \"9/13/2026\" as 13 September, month first.");
    assert_eq!(assumptions("output last week"), "");
    assert_eq!(
        assumptions("average output last week"),
        "\"average\" was left out: good output is the total, not an average."
    );
}
