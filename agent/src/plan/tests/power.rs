//! Shares, running and rolling figures, conditions, the rest.

use super::{laundry::laundry, manufacturer::manufacturer};

#[test]
fn shares_and_the_rest() {
    manufacturer().check(&[
        ("share of revenue by customer last month", "revenue by customer @last_month +ShareOfTotal"),
        (
            "what percentage of revenue is each region this year?",
            "revenue by region @this_year +ShareOfTotal",
        ),
        (
            "revenue by customer as a share of the total last month",
            "revenue by customer @last_month +ShareOfTotal",
        ),
        (
            "top 5 customers by revenue last month and the rest",
            "revenue by customer @last_month highest 5 +others",
        ),
        (
            "top 3 customers by revenue by month this year with all others",
            "revenue by customer per month @this_year highest 3 +others",
        ),
        (
            "revenue by customer last month and all the rest",
            "revenue by customer @last_month highest 5 +others",
        ),
    ]);
}

#[test]
fn windows() {
    manufacturer().check(&[
        ("cumulative revenue by month this year", "revenue per month @this_year +RunningTotal"),
        (
            "running total of revenue by week since June",
            "revenue per week @2026-06-01..2026-09-30 +RunningTotal",
        ),
        ("cumulative revenue", "revenue per month @year_to_date +RunningTotal"),
        ("rolling 4-week scrap rate by week this year", "scrap_ratio per week @this_year +Rolling 4"),
        ("3-month moving average of revenue this year", "revenue per month @this_year +MovingAverage 3"),
        ("2-week rolling scrap rate by day last month", "scrap_ratio per day @last_month +Rolling 14"),
        ("revenue rolling 12 months", "revenue @last_12_months"),
    ]);
}

#[test]
fn conditions() {
    manufacturer().check(&[
        ("which lines had OEE below 60% last week?", "oee by line @last_week (it Below 60%)"),
        (
            "customers with more than £100k revenue last month",
            "revenue by customer @last_month (it Above £100k)",
        ),
        (
            "lines with scrap rate over 3% and OEE below 70% last week",
            "scrap_ratio+oee by line @last_week (it Above 3%) (oee Below 70%)",
        ),
        (
            "customers with revenue of at least 1.5 million pounds last year",
            "revenue by customer @last_year (it AtLeast 1.5 million pounds)",
        ),
        (
            "machines with downtime over 10 hours last week",
            "downtime by machine @last_week (it Above 10 hours)",
        ),
        ("which lines are below target for OEE last week?", "oee by line @last_week (it Below target)"),
        ("OEE against target by line last week", "oee by line @last_week"),
    ]);
}

#[test]
fn they_can_be_asked_for_afterwards() {
    manufacturer().check_conversation(&[
        ("revenue by customer last month", "revenue by customer @last_month"),
        ("only those above £200k", "revenue by customer @last_month (it Above £200k)"),
        ("as a share of the total", "revenue by customer @last_month +ShareOfTotal (it Above £200k)"),
        ("what about August 2025", "revenue by customer @2025-08 +ShareOfTotal (it Above £200k)"),
        ("drop the filters", "revenue by customer @2025-08 +ShareOfTotal"),
    ]);
}

#[test]
fn another_company_asks_the_same_way() {
    laundry().check(&[(
        "cumulative kilos washed by month this year",
        "linen_washed per month @this_year +RunningTotal",
    )]);
}
