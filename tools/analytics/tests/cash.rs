//! Cash simulated from the bottom up, held against plain loops where nothing is uncertain and against what must hold of any
//! history.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sentia_analytics::cash::{Book, Flow, Habits, History, Item, Paths, Scenario, Start, simulate, tried};

const TODAY: i32 = 1_200;
const WEEKS: usize = 13;

fn months() -> Vec<i32> {
    (0..50).map(|month| month * 30).collect()
}

/// Invoices of each week, one for each party, due after its terms and paid after its delay; what is not paid by today is open.
fn book(parties: &[(i32, i32, i64)], is_payable: bool) -> Book {
    let mut items = Vec::new();
    for week in 0..100 {
        for (party, (terms, delay, amount)) in parties.iter().enumerate() {
            let invoiced = TODAY - 700 + 7 * week;
            let due = invoiced + terms;
            let paid = Some(due + delay).filter(|day| *day < TODAY);
            items.push(Item { party, invoiced, due, paid, amount: *amount });
        }
    }
    Book { parties: parties.len(), items, is_payable, ordered: Vec::new() }
}

fn paths(history: &History, start: Start, scenario: &Scenario, count: usize, seed: u64) -> Paths {
    let habits: Vec<Habits> = history.books.iter().map(|book| Habits::learn(book, history.today)).collect();
    simulate(history, &habits, start, scenario, count, seed).unwrap()
}

fn start(opening: i64) -> Start {
    Start { day: TODAY, weeks: WEEKS, opening, received: 0, paid: 0 }
}

/// What comes where every party pays to the day and each week is invoiced like all before: told one payment at a time.
fn naive(parties: &[(i32, i32, i64)], later: i32) -> Vec<i64> {
    let mut weeks = vec![0; WEEKS];
    for week in -100..=WEEKS as i32 {
        for (terms, delay, amount) in parties {
            let usual = TODAY + 7 * week + terms + delay;
            let day = if usual < TODAY { continue } else { usual + later };
            if let Some(sum) = weeks.get_mut(((day - TODAY) / 7) as usize) {
                *sum += amount;
            }
        }
    }
    weeks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Without any uncertainty every course is the outlook that plain loops give, to the penny.
    #[test]
    fn without_uncertainty_the_courses_are_the_outlook(
        customers in prop::collection::vec((0..60_i32, -5..40_i32, 1..10_000_i64), 1..5),
        suppliers in prop::collection::vec((0..60_i32, 0..10_i32, 1..10_000_i64), 1..4),
        payroll in 1..10_000_i64,
        opening in -1_000_000..1_000_000_i64,
        later in 0..30_i32,
    ) {
        let customers: Vec<_> = customers.iter().map(|(terms, delay, amount)| (*terms, (*delay).max(-terms), *amount)).collect();
        let wages: Vec<Flow> = (0..40).map(|month| Flow { day: month * 30 + 4, amount: -payroll }).collect();
        let history = History {
            today: TODAY,
            months: months(),
            books: vec![book(&customers, false), book(&suppliers, true)],
            recurring: vec![wages],
            agreed: vec![Flow { day: TODAY + 20, amount: -77 }, Flow { day: TODAY - 20, amount: -77 }],
        };
        let scenario = Scenario { later, ..Scenario::NONE };
        let paths = paths(&history, start(opening), &scenario, 7, 1);
        let (received, mut paid) = (naive(&customers, later), naive(&suppliers, 0));
        for month in [TODAY, TODAY + 30, TODAY + 60] {
            paid[((month + 4 - TODAY) / 7) as usize] += payroll;
        }
        if TODAY + 94 < TODAY + 91 { paid[WEEKS - 1] += payroll; }
        paid[20 / 7] += 77;
        let mut closing = opening;
        for week in 0..WEEKS {
            closing += received[week] - paid[week];
            for share in [0.01, 0.5, 1.0] {
                prop_assert_eq!(paths.receipts(week, share), received[week]);
                prop_assert_eq!(paths.disbursements(week, share), -paid[week]);
                prop_assert_eq!(paths.closing(week, share), closing);
            }
        }
    }

    /// The worse the scenario, the worse each quantile; the same seed gives the same courses.
    #[test]
    fn what_is_worse_never_looks_better(seed in 0..1_000_u64, later in 0..40_i32, share in 0.05..0.95_f64) {
        let history = varied(seed);
        let base = paths(&history, start(0), &Scenario::NONE, 50, seed);
        prop_assert_eq!(&base, &paths(&history, start(0), &Scenario::NONE, 50, seed));
        let worse = [
            Scenario { later, ..Scenario::NONE },
            Scenario { unpaid: vec![0], ..Scenario::NONE },
            Scenario { receipts: 0.9, ..Scenario::NONE },
            Scenario { disbursements: 1.1, ..Scenario::NONE },
        ];
        for scenario in &worse {
            let worse = paths(&history, start(0), scenario, 50, seed);
            for week in 0..WEEKS {
                prop_assert!(worse.closing(week, share) <= base.closing(week, share), "{:?} week {}", scenario, week);
            }
            prop_assert!(worse.ever_below(0).count >= base.ever_below(0).count);
        }
    }
}

/// Customers with habits of their own, who stray from them.
fn varied(seed: u64) -> History {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut items = Vec::new();
    for week in 0..150 {
        for party in 0..8 {
            let invoiced = TODAY - 7 * (150 - week);
            let due = invoiced + 30;
            let delay = 3 * party as i32 + random.random_range(-4..9);
            let paid = Some(due + delay).filter(|day| *day < TODAY);
            items.push(Item { party, invoiced, due, paid, amount: random.random_range(500..1_500) });
        }
    }
    let book = Book { parties: 8, items, ..Book::default() };
    let wages = (0..40)
        .map(|month| Flow { day: month * 30 + 27, amount: -random.random_range(30_000..34_000) })
        .collect();
    History { today: TODAY, months: months(), books: vec![book], recurring: vec![wages], agreed: Vec::new() }
}

/// All that moved, day by day.
fn actual(history: &History) -> Vec<Flow> {
    let paid =
        history.books[0].items.iter().filter_map(|item| Some(Flow { day: item.paid?, amount: item.amount }));
    paid.chain(history.recurring[0].clone()).collect()
}

#[test]
fn on_its_own_past_four_of_five_weeks_lie_within_the_band() {
    let (mut held, mut count) = (0.0, 0.0);
    for seed in 0..12 {
        let history = varied(seed);
        let origins: Vec<i32> = (1..=6).map(|back| TODAY - 91 - 28 * back).collect();
        let tried = tried(&history, &actual(&history), &origins, WEEKS, 300, seed).unwrap().unwrap();
        assert!(tried.error < tried.naive_error, "{tried:?}");
        held += tried.coverage;
        count += 1.0;
    }
    let coverage = held / count;
    assert!((0.70..0.92).contains(&coverage), "{coverage}");
}

#[test]
fn orders_are_invoiced_at_the_least() {
    let mut history = varied(1);
    history.books[0].is_payable = true;
    let without = paths(&history, start(0), &Scenario::NONE, 100, 1);
    let due = TODAY + 7 + 30;
    history.books[0].ordered = vec![Item { party: 0, invoiced: TODAY + 7, due, paid: None, amount: 50_000 }];
    let with = paths(&history, start(0), &Scenario::NONE, 100, 1);
    let differences =
        (with.closing(12, 0.5) - without.closing(12, 0.5), with.closing(3, 0.5) - without.closing(3, 0.5));
    assert!((-50_000..-35_000).contains(&differences.0), "{differences:?}");
}

#[test]
fn nothing_at_all_stays_what_it_is_and_too_much_is_refused() {
    let empty = History { today: TODAY, months: months(), ..History::default() };
    let paths = paths(&empty, start(5), &Scenario::NONE, 3, 1);
    assert!((0..WEEKS).all(|week| paths.closing(week, 0.5) == 5));
    let huge = History { agreed: vec![Flow { day: TODAY, amount: i64::MIN }], ..empty };
    assert!(simulate(&huge, &[], start(0), &Scenario::NONE, 3, 1).is_err());
    assert!(simulate(&huge, &[], Start { weeks: 0, ..start(0) }, &Scenario::NONE, 3, 1).is_err());
}
