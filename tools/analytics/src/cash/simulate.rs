//! Courses of cash drawn from what was learned.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use thiserror::Error;

use super::{
    habits::Habits,
    history::{Book, History, Item},
    paths::Paths,
    recurring::{Ahead, Recurring},
};

/// Weeks before today from which what will be invoiced is drawn, and how many of them in a row.
const WEEKS_BACK: i32 = 26;
const IN_A_ROW: usize = 4;
/// Sums beyond this could overflow.
const LARGEST: i128 = i64::MAX as i128 / 1_024;

/// Why nothing can be simulated; the words are for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotSimulate {
    #[error("the amounts are too large to be summed without loss")]
    TooLarge,
    #[error("at least one week and one course must be simulated")]
    Nothing,
}

/// Where the weeks begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// First day of the first week: not after today.
    pub day: i32,
    pub weeks: usize,
    /// Cash on the evening before.
    pub opening: i64,
    /// What was received and paid since, up to today; the latter negative.
    pub received: i64,
    pub paid: i64,
}

/// What is taken to be otherwise. Customers are the parties of the books that are not payable.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Days that customers pay later than they would; by party, none where it is all of them.
    pub later: i32,
    pub late: Option<Vec<usize>>,
    /// Customers that pay nothing any more.
    pub unpaid: Vec<usize>,
    /// By what receipts and disbursements to come are multiplied.
    pub receipts: f64,
    pub disbursements: f64,
}

impl Scenario {
    /// Nothing is otherwise.
    pub const NONE: Scenario =
        Scenario { later: 0, late: None, unpaid: Vec::new(), receipts: 1.0, disbursements: 1.0 };
}

/// Draws so many courses of cash. The same history, start, seed and count give the same courses, and another scenario is drawn
/// with the same luck, so that a difference between two is the scenario's alone.
///
/// # Errors
/// Nothing to simulate, or amounts that could not be summed.
pub fn simulate(
    history: &History,
    habits: &[Habits],
    start: Start,
    scenario: &Scenario,
    count: usize,
    seed: u64,
) -> Result<Paths, CannotSimulate> {
    if start.weeks == 0 || count == 0 {
        return Err(CannotSimulate::Nothing);
    }
    if largest(history, start) > LARGEST {
        return Err(CannotSimulate::TooLarge);
    }
    let ahead = Ahead { today: history.today, start: start.day, weeks: start.weeks };
    let books: Vec<Outstanding<'_>> = history
        .books
        .iter()
        .zip(habits)
        .map(|(book, habits)| Outstanding::new(book, habits, ahead, scenario))
        .collect();
    let recurring: Vec<Recurring> =
        history.recurring.iter().map(|flows| Recurring::learn(flows, &history.months, ahead)).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut receipts = Vec::with_capacity(count * start.weeks);
    let mut disbursements = Vec::with_capacity(count * start.weeks);
    for _ in 0..count {
        let mut weeks = Weeks { flows: vec![(0, 0); start.weeks] };
        for flow in &history.agreed {
            ahead.week(flow.day).into_iter().for_each(|week| weeks.add(week, flow.amount));
        }
        for kind in &recurring {
            kind.draw(|turns| random.random_range(0..turns), |week, amount| weeks.add(week, amount));
        }
        books.iter().for_each(|book| book.draw(&mut random, &mut weeks));
        for (week, (received, paid)) in weeks.flows.into_iter().enumerate() {
            let (before_in, before_out) = if week == 0 { (start.received, start.paid) } else { (0, 0) };
            receipts.push(before_in + scaled(received, scenario.receipts));
            disbursements.push(before_out + scaled(paid, scenario.disbursements));
        }
    }
    Ok(Paths::new(start.opening, start.weeks, receipts, disbursements))
}

/// No sum of a course is larger.
fn largest(history: &History, start: Start) -> i128 {
    let items =
        history.books.iter().flat_map(|book| book.items.iter().chain(&book.ordered)).map(|item| item.amount);
    let flows = history.recurring.iter().flatten().chain(&history.agreed).map(|flow| flow.amount);
    let all: i128 = items.chain(flows).map(|amount| i128::from(amount).abs()).sum();
    let begun: i128 =
        [start.opening, start.received, start.paid].iter().map(|amount| i128::from(*amount).abs()).sum();
    all * (start.weeks as i128 + 2) + begun
}

/// No factor is larger, nor below nought.
const LARGEST_FACTOR: f64 = 16.0;

fn scaled(amount: i64, factor: f64) -> i64 {
    if factor == 1.0 { amount } else { (amount as f64 * factor.clamp(0.0, LARGEST_FACTOR)).round() as i64 }
}

/// What comes in and goes out in each week of a course.
struct Weeks {
    flows: Vec<(i64, i64)>,
}

impl Weeks {
    fn add(&mut self, week: usize, amount: i64) {
        let (received, paid) = &mut self.flows[week];
        *(if amount >= 0 { received } else { paid }) += amount;
    }
}

/// An item that is not paid yet: its due day, and how long after that it has waited at the least.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    party: usize,
    due: i32,
    amount: i64,
}

/// What of a book is open, and what may yet be invoiced.
struct Outstanding<'a> {
    habits: &'a Habits,
    ahead: Ahead,
    sign: i64,
    open: Vec<Waiting>,
    /// What was invoiced in each of the last weeks, its due days told from the week's first.
    invoiced: Vec<Vec<Waiting>>,
    /// What is on order for each week to come, in the same manner.
    ordered: Vec<Vec<Waiting>>,
    later: i32,
    late: Vec<bool>,
    unpaid: Vec<bool>,
}

impl<'a> Outstanding<'a> {
    fn new(book: &'a Book, habits: &'a Habits, ahead: Ahead, scenario: &Scenario) -> Self {
        let is_open = |item: &&Item| item.paid.is_none();
        let waiting =
            |item: &Item, day: i32| Waiting { party: item.party, due: item.due - day, amount: item.amount };
        let open = book.items.iter().filter(is_open).map(|item| waiting(item, 0)).collect();
        let first = book.items.iter().map(|item| item.invoiced).min().unwrap_or(ahead.today);
        let past = (ahead.today.saturating_sub(first) / 7).clamp(0, WEEKS_BACK);
        let mut invoiced = vec![Vec::new(); past as usize];
        for item in &book.items {
            let back = (ahead.today - 1 - item.invoiced).div_euclid(7);
            if (0..past).contains(&back) {
                invoiced[(past - 1 - back) as usize].push(waiting(item, ahead.today - 7 * (back + 1)));
            }
        }
        let weeks = (ahead.end() - ahead.today).max(0).div_euclid(7) as usize + 1;
        let mut ordered = vec![Vec::new(); weeks];
        for item in &book.ordered {
            let week = (item.invoiced - ahead.today).max(0).div_euclid(7);
            if let Some(list) = ordered.get_mut(week as usize) {
                list.push(waiting(item, ahead.today + 7 * week));
            }
        }
        let named = |parties: &[usize]| (0..book.parties).map(|party| parties.contains(&party)).collect();
        let is_customers = !book.is_payable;
        Outstanding {
            habits,
            ahead,
            sign: if is_customers { 1 } else { -1 },
            open,
            invoiced,
            ordered,
            later: if is_customers { scenario.later } else { 0 },
            late: scenario.late.as_deref().map_or_else(|| vec![true; book.parties], named),
            unpaid: if is_customers { named(&scenario.unpaid) } else { vec![false; book.parties] },
        }
    }

    /// Draws when everything is paid. As many numbers are drawn under every scenario.
    fn draw(&self, random: &mut ChaCha8Rng, weeks: &mut Weeks) {
        for item in &self.open {
            self.pay(item, item.due, item.amount, random, weeks);
        }
        let mut from = 0;
        for (week, ordered) in self.ordered.iter().enumerate() {
            let monday = self.ahead.today + 7 * week as i32;
            let mut drawn = 0;
            if !self.invoiced.is_empty() {
                if week % IN_A_ROW == 0 {
                    from = random.random_range(0..self.invoiced.len());
                }
                for item in &self.invoiced[(from + week % IN_A_ROW) % self.invoiced.len()] {
                    drawn += item.amount;
                    self.pay(item, monday + item.due, item.amount, random, weeks);
                }
            }
            let known: i64 = ordered.iter().map(|item| item.amount).sum();
            let missing =
                if known > drawn.max(0) { (known - drawn.max(0)) as f64 / known as f64 } else { 0.0 };
            for item in ordered {
                let amount = (item.amount as f64 * missing).round() as i64;
                self.pay(item, monday + item.due, amount, random, weeks);
            }
        }
    }

    fn pay(&self, item: &Waiting, due: i32, amount: i64, random: &mut ChaCha8Rng, weeks: &mut Weeks) {
        let chance = 1.0 - random.random::<f64>();
        let Some(&is_unpaid) = self.unpaid.get(item.party) else { return };
        let Some(delay) = self.habits.pays_after(item.party, self.ahead.today.saturating_sub(due), chance)
        else {
            return;
        };
        let later = if self.late[item.party] { self.later } else { 0 };
        let day = due.saturating_add(delay).saturating_add(later).max(self.ahead.today);
        if let Some(week) = self.ahead.week(day).filter(|_| !is_unpaid) {
            weeks.add(week, self.sign * amount);
        }
    }
}
