//! Which bills a run pays.

use jiff::civil::Date;

use super::Days;

/// What is owed for one bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bill {
    pub(super) number: String,
    pub(super) payee: String,
    pub(super) due: Date,
    /// Minor units of a currency.
    pub(super) open: i64,
    /// What keeps it from being paid.
    pub(super) held: Option<String>,
}

/// Each bill is in one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) paid: Vec<Bill>,
    /// Would be paid, were they cleared.
    pub(super) held: Vec<Bill>,
    /// Would be paid, were there money for them.
    pub(super) unaffordable: Vec<Bill>,
    /// Fall due by the day of the run after, or later: they can wait for it.
    pub(super) waiting: Vec<Bill>,
}

/// A run pays what would be late by the day of the run after it; what fell due first comes first where money is short.
pub(super) fn choose(bills: &[Bill], days: Days, at_most: Option<i64>) -> Chosen {
    let mut bills = bills.to_vec();
    bills.sort_by(|one, other| {
        let key = |bill: &Bill| (bill.due, -bill.open);
        key(one).cmp(&key(other)).then_with(|| one.number.cmp(&other.number))
    });
    let mut chosen = Chosen::default();
    let mut left = at_most.unwrap_or(i64::MAX);
    for bill in bills {
        let kind = match (bill.due >= days.next, &bill.held) {
            (true, _) => &mut chosen.waiting,
            (false, Some(_)) => &mut chosen.held,
            (false, None) if bill.open > left => &mut chosen.unaffordable,
            (false, None) => {
                left -= bill.open;
                &mut chosen.paid
            }
        };
        kind.push(bill);
    }
    chosen
}

pub(super) fn sum(bills: &[Bill]) -> i64 {
    bills.iter().map(|bill| bill.open).sum()
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    use super::*;

    fn bills() -> impl Strategy<Value = Vec<Bill>> {
        let bill = (0_i64..30, 1_i64..1_000_000, any::<bool>());
        proptest::collection::vec(bill, 0..40).prop_map(|bills| {
            let bill = |(at, (due, open, held)): (usize, (i64, i64, bool))| Bill {
                number: format!("B{at}"),
                payee: "S".to_owned(),
                due: date(2026, 9, 20).saturating_add(due.days()),
                open,
                held: held.then(|| "blocked".to_owned()),
            };
            bills.into_iter().enumerate().map(bill).collect()
        })
    }

    proptest! {
        #[test]
        fn every_bill_has_its_place(bills in bills(), limit in proptest::option::of(1_i64..3_000_000)) {
            let days = Days { run: date(2026, 10, 2), next: date(2026, 10, 9) };
            let chosen = choose(&bills, days, limit);
            let all = [&chosen.paid, &chosen.held, &chosen.unaffordable, &chosen.waiting];
            prop_assert_eq!(all.iter().map(|some| some.len()).sum::<usize>(), bills.len());
            prop_assert_eq!(all.iter().map(|some| sum(some)).sum::<i64>(), sum(&bills));
            prop_assert!(sum(&chosen.paid) <= limit.unwrap_or(i64::MAX));
            prop_assert!(chosen.waiting.iter().all(|bill| bill.due >= days.next));
            prop_assert!(chosen.held.iter().all(|bill| bill.held.is_some() && bill.due < days.next));
            prop_assert!(chosen.paid.iter().all(|bill| bill.held.is_none() && bill.due < days.next));
            // What is left for want of money does not fit beside what fell due before it.
            for bill in &chosen.unaffordable {
                let before: i64 = chosen.paid.iter().filter(|paid| paid.due <= bill.due).map(|paid| paid.open).sum();
                prop_assert!(before + bill.open > limit.unwrap_or(i64::MAX));
            }
        }
    }
}
