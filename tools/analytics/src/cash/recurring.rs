//! Flows that come round: every month, quarter, half-year or year, whichever did best on their own past. What a month to come
//! will bring is drawn from the months of which it is the turn again.

use super::history::Flow;

/// Months after which flows may come round, and how many of such turns are looked back on.
const TURNS: [(usize, usize); 4] = [(1, 6), (3, 4), (6, 3), (12, 3)];
/// Months on which a turn is tried, at most, and at least.
const TRIED: usize = 12;
const FEWEST: usize = 6;
/// A longer turn must err less than this share of the error of a shorter one.
const MUST_COME_BELOW: f64 = 0.9;

/// What one kind of flow will be, week by week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// Months after which it comes round.
    pub turn: usize,
    /// For each month to come, what each earlier month of its turn would bring by week.
    months: Vec<Vec<Vec<i64>>>,
}

/// The weeks to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ahead {
    pub today: i32,
    pub start: i32,
    pub weeks: usize,
}

impl Ahead {
    /// The week of a day to come.
    pub(super) fn week(self, day: i32) -> Option<usize> {
        let week = usize::try_from(day.checked_sub(self.start)?.div_euclid(7)).ok()?;
        (day >= self.today && week < self.weeks).then_some(week)
    }

    pub(super) fn end(self) -> i32 {
        self.start.saturating_add(7 * self.weeks as i32)
    }
}

impl Recurring {
    /// Learns from flows before today. `months` are first days of months, from before the first flow to after the last week.
    pub(super) fn learn(flows: &[Flow], months: &[i32], ahead: Ahead) -> Recurring {
        if months.is_empty() {
            return Recurring { turn: TURNS[0].0, months: Vec::new() };
        }
        let current = month_of(months, ahead.today);
        let first = flows.iter().map(|flow| month_of(months, flow.day)).min().unwrap_or(current);
        // A month that the record begins in is whole only where it begins with it.
        let begun = flows
            .iter()
            .map(|flow| flow.day)
            .min()
            .is_some_and(|day| months.get(first).is_some_and(|of| day > *of + 6));
        let first = first + usize::from(begun && first + 1 < current);
        let mut totals = vec![0.0; months.len()];
        for flow in flows {
            totals[month_of(months, flow.day)] += flow.amount as f64;
        }
        let turn = turn(&totals, first, current);
        let last = month_of(months, ahead.end() - 1);
        let to_come = (current..=last).map(|month| {
            let earlier = earlier(month, current, first, turn).into_iter();
            earlier.map(|like| laid(flows, months, like, month, ahead)).collect()
        });
        Recurring { turn: turn.0, months: to_come.collect() }
    }

    /// What comes in each week; `choose` picks one of so many earlier months.
    pub(super) fn draw(&self, mut choose: impl FnMut(usize) -> usize, mut add: impl FnMut(usize, i64)) {
        for turns in &self.months {
            let Some(weeks) = (!turns.is_empty()).then(|| &turns[choose(turns.len())]) else { continue };
            weeks
                .iter()
                .enumerate()
                .filter(|(_, amount)| **amount != 0)
                .for_each(|(week, amount)| add(week, *amount));
        }
    }
}

/// The month of a day; the first and the last have all before and after.
fn month_of(months: &[i32], day: i32) -> usize {
    months.partition_point(|first| *first <= day).saturating_sub(1)
}

/// The turn that would have told the last months best.
fn turn(totals: &[f64], first: usize, current: usize) -> (usize, usize) {
    let mut best: Option<((usize, usize), f64)> = None;
    for candidate in TURNS {
        let errors: Vec<f64> = (first..current)
            .rev()
            .take(TRIED)
            .filter_map(|month| {
                let like = earlier(month, month, first, candidate);
                let mean = like.iter().map(|like| totals[*like]).sum::<f64>() / like.len() as f64;
                (!like.is_empty()).then(|| (totals[month] - mean).abs())
            })
            .collect();
        if errors.len() < FEWEST {
            continue;
        }
        let error = errors.iter().sum::<f64>() / errors.len() as f64;
        if best.is_none_or(|(_, least)| error < MUST_COME_BELOW * least) {
            best = Some((candidate, error));
        }
    }
    best.map_or(TURNS[0], |(candidate, _)| candidate)
}

/// The months of which `month` is the turn, that were over before `current`: the latest first.
fn earlier(month: usize, current: usize, first: usize, (turn, most): (usize, usize)) -> Vec<usize> {
    let back = (1..).map_while(|turns| month.checked_sub(turns * turn));
    back.take_while(|like| *like >= first).filter(|like| *like < current).take(most).collect()
}

/// The flows of an earlier month on the days of one to come, by week: days of its second half are counted from its end.
fn laid(flows: &[Flow], months: &[i32], like: usize, month: usize, ahead: Ahead) -> Vec<i64> {
    let mut weeks = vec![0_i64; ahead.weeks];
    let length = |month: usize| months.get(month + 1).map_or(31, |next| next - months[month]);
    for flow in flows.iter().filter(|flow| month_of(months, flow.day) == like) {
        let day = flow.day - months[like];
        let day = if day < 15 { day } else { (length(month) - (length(like) - day)).max(0) };
        if let Some(week) = ahead.week(months[month].saturating_add(day)) {
            weeks[week] = weeks[week].saturating_add(flow.amount);
        }
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Months of 30 days; today is the first of month 36.
    fn months() -> Vec<i32> {
        (0..42).map(|month| month * 30).collect()
    }

    const AHEAD: Ahead = Ahead { today: 36 * 30, start: 36 * 30, weeks: 13 };

    fn weeks(recurring: &Recurring) -> Vec<i64> {
        let mut weeks = vec![0; 13];
        recurring.draw(|_| 0, |week, amount| weeks[week] += amount);
        weeks
    }

    #[test]
    fn what_comes_every_quarter_is_expected_in_its_month_and_on_its_day() {
        let flows: Vec<Flow> = (0..36)
            .filter(|month| month % 3 == 1)
            .map(|month| Flow { day: month * 30 + 13, amount: -500 })
            .collect();
        let recurring = Recurring::learn(&flows, &months(), AHEAD);
        assert_eq!(recurring.turn, 3);
        let expected: Vec<i64> = (0..13).map(|week| if week == (30 + 13) / 7 { -500 } else { 0 }).collect();
        assert_eq!(weeks(&recurring), expected);
    }

    #[test]
    fn what_comes_every_month_is_the_shortest_turn() {
        let flows: Vec<Flow> = (0..36).map(|month| Flow { day: month * 30 + 29, amount: -70 }).collect();
        let recurring = Recurring::learn(&flows, &months(), AHEAD);
        assert_eq!(recurring.turn, 1);
        assert_eq!(weeks(&recurring).iter().sum::<i64>(), -210);
    }

    #[test]
    fn without_a_past_nothing_is_expected() {
        let recurring = Recurring::learn(&[], &months(), AHEAD);
        assert_eq!(weeks(&recurring), vec![0; 13]);
        let young = [Flow { day: 36 * 30 - 3, amount: -9 }];
        let _ = Recurring::learn(&young, &months(), AHEAD);
        let _ = Recurring::learn(&young, &[], AHEAD);
    }
}
