use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

use super::{Grain, Period, PeriodError, PeriodSpec};

const TODAY: Date = date(2026, 9, 30);

fn resolved(spec: &str) -> String {
    let spec: PeriodSpec = spec.parse().unwrap();
    let period = spec.resolve(TODAY, 4).unwrap();
    format!("{}..{}", period.from, period.to)
}

#[test]
fn every_spelling_of_a_period_means_its_days() {
    let expected = [
        ("today", "2026-09-30..2026-09-30"),
        ("yesterday", "2026-09-29..2026-09-29"),
        ("this_week", "2026-09-28..2026-10-04"),
        ("last_week", "2026-09-21..2026-09-27"),
        ("3_weeks_ago", "2026-09-07..2026-09-13"),
        ("2_weeks_ahead", "2026-10-12..2026-10-18"),
        ("last_4_weeks", "2026-08-31..2026-09-27"),
        ("last_7_days", "2026-09-23..2026-09-29"),
        ("next_6_weeks", "2026-10-05..2026-11-15"),
        ("last_month", "2026-08-01..2026-08-31"),
        ("next_quarter", "2026-10-01..2026-12-31"),
        ("month_to_date", "2026-09-01..2026-09-30"),
        ("fiscal_year_to_date", "2026-04-01..2026-09-30"),
        ("last_fiscal_year", "2025-04-01..2026-03-31"),
        ("FY27", "2026-04-01..2027-03-31"),
        ("FY27-Q1", "2026-04-01..2026-06-30"),
        ("fy2026 q4", "2026-01-01..2026-03-31"),
        ("2026", "2026-01-01..2026-12-31"),
        ("2026-H1", "2026-01-01..2026-06-30"),
        ("2026-Q3", "2026-07-01..2026-09-30"),
        ("2026-02", "2026-02-01..2026-02-28"),
        ("2026-W37", "2026-09-07..2026-09-13"),
        ("2024-02-29", "2024-02-29..2024-02-29"),
        ("2026-09-01..2026-09-15", "2026-09-01..2026-09-15"),
        ("2026-Q1..last_month", "2026-01-01..2026-08-31"),
    ];
    for (spec, days) in expected {
        assert_eq!(resolved(spec), days, "{spec}");
    }
}

#[test]
fn what_is_no_period_says_so() {
    let refused = |text: &str| text.parse::<PeriodSpec>().unwrap_err();
    assert_eq!(refused("2026-02-30"), PeriodError::NoSuchDate("2026-02-30".to_owned()));
    assert_eq!(refused("2025-W53"), PeriodError::NoSuchDate("2025-W53".to_owned()));
    assert_eq!(refused("2026-13"), PeriodError::NoSuchDate("2026-13".to_owned()));
    for text in [
        "",
        "soon",
        "last_0_weeks",
        "2026-Q5",
        "FY27-Q9",
        "99999999999-01-01",
        "-1",
        "..",
        "last_week..",
        "é-Q1",
    ] {
        assert!(matches!(refused(text), PeriodError::Unknown(_) | PeriodError::NoSuchDate(_)), "{text}");
    }
    let backwards: PeriodSpec = "2026-09-15..2026-09-01".parse().unwrap();
    assert_eq!(
        backwards.resolve(TODAY, 4).unwrap_err().to_string(),
        "the period 2026-09-15..2026-09-01 ends before it begins; swap its two ends"
    );
}

#[test]
fn the_period_before_is_of_the_same_kind() {
    let before = |from: Date, to: Date| {
        let period = Period::new(from, to).previous();
        format!("{}..{}", period.from, period.to)
    };
    assert_eq!(before(date(2026, 9, 1), date(2026, 9, 30)), "2026-08-01..2026-08-31");
    assert_eq!(before(date(2026, 3, 1), date(2026, 3, 31)), "2026-02-01..2026-02-28");
    assert_eq!(before(date(2026, 9, 1), date(2026, 9, 15)), "2026-08-01..2026-08-15");
    assert_eq!(before(date(2026, 9, 21), date(2026, 9, 27)), "2026-09-14..2026-09-20");
    assert_eq!(before(date(2026, 9, 3), date(2026, 9, 9)), "2026-08-27..2026-09-02");
    // A quarter of 91 days that begins on a Monday is a quarter, not thirteen weeks.
    assert_eq!(before(date(2019, 4, 1), date(2019, 6, 30)), "2019-01-01..2019-03-31");
    // A February of four whole weeks is a month.
    assert_eq!(before(date(2027, 2, 1), date(2027, 2, 28)), "2027-01-01..2027-01-31");
    let year = Period::new(date(2026, 9, 21), date(2026, 9, 27)).year_before();
    assert_eq!(year, Period::new(date(2025, 9, 22), date(2025, 9, 28)));
    let leap = Period::new(date(2024, 2, 1), date(2024, 2, 29)).year_before();
    assert_eq!(leap, Period::new(date(2023, 2, 1), date(2023, 2, 28)));
}

fn grain() -> impl Strategy<Value = Grain> {
    proptest::sample::select(Grain::ALL.to_vec())
}

/// Any date that there is, more often one of our time.
fn any_date() -> impl Strategy<Value = Date> {
    let of_days = |days: i64| Date::constant(1970, 1, 1).saturating_add(days.days());
    prop_oneof![
        4 => (0_i64..40_000).prop_map(of_days),
        1 => (-4_371_587_i64..2_932_896).prop_map(of_days),
        1 => proptest::sample::select(vec![Date::MIN, Date::MAX]),
    ]
}

fn any_spec() -> impl Strategy<Value = PeriodSpec> {
    let leaf = prop_oneof![
        (grain(), any::<i64>()).prop_map(|(grain, offset)| PeriodSpec::Bucket(grain, offset)),
        (any::<i64>(), grain()).prop_map(|(count, grain)| PeriodSpec::Last(count, grain)),
        (any::<i64>(), grain()).prop_map(|(count, grain)| PeriodSpec::Next(count, grain)),
        grain().prop_map(PeriodSpec::ToDate),
        any::<i64>().prop_map(PeriodSpec::FiscalYear),
        Just(PeriodSpec::FiscalYearToDate),
        (any::<i16>(), prop::option::of(any::<i8>()))
            .prop_map(|(year, quarter)| PeriodSpec::Fiscal(year, quarter)),
        (any_date(), any_date()).prop_map(|(a, b)| PeriodSpec::Days(Period::new(a.min(b), a.max(b)))),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), inner).prop_map(|(a, b)| PeriodSpec::Between(Box::new(a), Box::new(b)))
    })
}

/// Specs that people write.
fn usual_spec() -> impl Strategy<Value = PeriodSpec> {
    prop_oneof![
        (grain(), -3_660_i64..3_661).prop_map(|(grain, offset)| PeriodSpec::Bucket(grain, offset)),
        (1_i64..3_661, grain()).prop_map(|(count, grain)| PeriodSpec::Last(count, grain)),
        (1_i64..3_661, grain()).prop_map(|(count, grain)| PeriodSpec::Next(count, grain)),
        grain().prop_map(PeriodSpec::ToDate),
        (-1_i64..2).prop_map(PeriodSpec::FiscalYear),
        Just(PeriodSpec::FiscalYearToDate),
        (1900_i16..2201, prop::option::of(1_i8..5))
            .prop_map(|(year, quarter)| PeriodSpec::Fiscal(year, quarter)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_date_and_no_spec_panics(spec in any_spec(), today in any_date(), fiscal_start in any::<i8>()) {
        let _ = spec.to_string();
        if let Ok(period) = spec.resolve(today, fiscal_start) {
            prop_assert!(period.from <= period.to);
            let _ = (period.previous(), period.year_before(), period.days(), period.describe(), period.eve());
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*", pieces in "(last_|FY|20|-Q|W|\\.\\.|_|[0-9]{1,4}|week|é){0,6}") {
        let _ = text.parse::<PeriodSpec>();
        if let Ok(spec) = pieces.parse::<PeriodSpec>() {
            let _ = spec.resolve(TODAY, 4);
        }
    }

    #[test]
    fn a_spec_reads_as_it_is_written(spec in usual_spec()) {
        prop_assert_eq!(spec.to_string().parse::<PeriodSpec>(), Ok(spec));
    }

    #[test]
    fn whole_buckets_follow_each_other(grain in grain(), days in 0_i64..40_000) {
        let period = Period::bucket(grain, Date::constant(1970, 1, 1).saturating_add(days.days()));
        let previous = period.previous();
        prop_assert_eq!(previous.to, period.eve());
        // A week that is a day's, month's or year's bucket stays of its own kind.
        prop_assert_eq!(previous.whole(), period.whole());
        prop_assert!(period.buckets(grain) == vec![period.from]);
    }

    #[test]
    fn any_period_before_ends_earlier(days in 0_i64..40_000, length in 1_i64..800) {
        let from = Date::constant(1970, 1, 1).saturating_add(days.days());
        let period = Period::new(from, from.saturating_add((length - 1).days()));
        let previous = period.previous();
        prop_assert!(previous.from <= previous.to && previous.to < period.from, "{:?} before {:?}", previous, period);
        let year_before = period.year_before();
        prop_assert!(year_before.from <= year_before.to && year_before.from < period.from);
    }

    #[test]
    fn buckets_cover_a_period_without_gaps(grain in grain(), days in 0_i64..40_000, length in 1_i64..800) {
        let from = Date::constant(1970, 1, 1).saturating_add(days.days());
        let period = Period::new(from, from.saturating_add((length - 1).days()));
        let buckets = period.buckets(grain);
        prop_assert!(buckets[0] <= period.from && grain.end_of(buckets[buckets.len() - 1]) >= period.to);
        for pair in buckets.windows(2) {
            prop_assert_eq!(grain.end_of(pair[0]).tomorrow().unwrap(), pair[1]);
        }
    }
}
