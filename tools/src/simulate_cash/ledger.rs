//! What was read, ready to be simulated.

use jiff::civil::Date;
use sentia_analytics::cash::{Flow, History, Start};

use super::days;

/// Days of history that must lie before a day of the past on which the simulation is tried.
const LEARNED_FROM: i32 = 270;

pub(super) struct Ledger {
    pub history: History,
    pub start: Start,
    /// Who owes, or is owed, in each book: labels by number.
    pub parties: Vec<Vec<String>>,
    /// All flows as they were recorded.
    pub actual: Vec<Flow>,
    /// What can be drawn from credit lines.
    pub reserve: i64,
    /// The liquidity that must be held.
    pub minimum: i64,
    /// What recurs: the labels, in the order of the history's.
    pub recurring: Vec<String>,
    /// Items without terms on record.
    pub without_terms: usize,
}

impl Ledger {
    /// The last day of which anything is recorded.
    pub(super) fn recorded_through(&self) -> Date {
        days::date(self.history.today - 1)
    }

    pub(super) fn monday(&self, week: usize) -> Date {
        days::date(self.start.day + 7 * week as i32)
    }

    /// What is open on the side that is owed to us: by book and party, of customers alone.
    pub(super) fn owed(&self, book: usize, party: usize) -> i64 {
        let items = self.history.books.get(book).map(|book| book.items.as_slice()).unwrap_or_default();
        let open = items.iter().filter(|item| item.party == party && item.paid.is_none());
        open.fold(0, |sum, item| sum.saturating_add(item.amount))
    }

    /// About how many payments one course has.
    pub(super) fn payments(&self) -> usize {
        let weeks = self.start.weeks;
        let of_book = |book: &sentia_analytics::cash::Book| {
            let open = book.items.iter().filter(|item| item.paid.is_none()).count();
            let lately = book.items.iter().filter(|item| item.invoiced >= self.history.today - 182).count();
            open + lately * weeks / 26 + book.ordered.len()
        };
        self.history.books.iter().map(of_book).sum()
    }

    /// Days of the past from which the weeks are over, with enough before them to learn from; the latest first.
    pub(super) fn origins(&self, most: i32, apart: i32) -> Vec<i32> {
        let last = self.start.day - 7 * self.start.weeks as i32;
        let first = self.actual.iter().map(|flow| flow.day).min();
        let items = self
            .history
            .books
            .iter()
            .filter_map(|book| book.items.iter().map(|item| item.invoiced).min())
            .max();
        let earliest = first.into_iter().chain(items).max().map(|day| day + LEARNED_FROM);
        (0..most)
            .map(|back| last - apart * back)
            .filter(|day| earliest.is_some_and(|first| *day >= first))
            .collect()
    }
}
