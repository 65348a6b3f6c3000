//! Points of time, and what is built of them: from X to Y, between X and Y, since X, up to X, week commencing X.

use jiff::civil::Date;
use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{
    super::{reading::Reading, text::Gap},
    Found, Now,
    calendar::{day_number_at, month_at, trailing_year},
    dates::{date_at, read_month_first},
    fiscal::fiscal_at,
    parts::part_at,
    pin::{Anchor, Pinned, Point, pin},
    relative::relative_at,
};

/// The longest period that begins at an atom.
pub(super) fn range_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let found = [
        introduced(reading, at, now),
        week_of_date(reading, at, now),
        week_of_month(reading, at, now),
        open_ended(reading, at, now),
        plain(reading, at, now),
    ];
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

fn point_at(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Point)> {
    let at_date = at + usize::from(matches!(reading.word(at), "the") && month_at(reading, at + 1).is_some());
    let found = [
        date_at(reading, at_date, now),
        part_at(reading, at, now),
        fiscal_at(reading, at, now),
        relative_at(reading, at, now),
    ];
    // On a tie the later reading wins: "this year" is relative, "FY27" fiscal.
    found.into_iter().flatten().max_by_key(|(to, _)| *to)
}

fn one(point: &Point, now: Now) -> Found {
    match pin(point, now, Anchor::Begun) {
        Ok((spec, assumed)) => Found::Period { spec, ends: None, assumed },
        Err(bad) => bad,
    }
}

/// X, or X to Y.
fn plain(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    if let Some(range) = shared_month(reading, at, now) {
        return Some(range);
    }
    let (next, first) = point_at(reading, at, now)?;
    if let Some((to, second)) = second_end(reading, next, now, &first, false) {
        return Some((to, between(&first, &second, now)));
    }
    Some((next, one_with_note(reading, at, &first, now)))
}

/// A date in figures that only makes sense month first says so.
fn one_with_note(reading: &Reading<'_>, at: usize, point: &Point, now: Now) -> Found {
    let mut found = one(point, now);
    if let (Point::Day { month: Some(month), day, .. }, Found::Period { assumed, .. }) = (point, &mut found) {
        let first = reading.atoms.get(at).and_then(|atom| atom.number);
        let in_figures = reading
            .atoms
            .get(at + 1)
            .is_some_and(|atom| matches!(atom.gap, Gap::Slash | Gap::Dot | Gap::Hyphen) && atom.digits > 0);
        if in_figures
            && reading.atoms[at].digits <= 2
            && first == u64::try_from(*month).ok()
            && *month != *day
        {
            *assumed = Some(read_month_first(*month, *day));
        }
    }
    found
}

/// The second end after "to", "until", "-"; after "and" only within "between".
fn second_end(
    reading: &Reading<'_>,
    at: usize,
    now: Now,
    first: &Point,
    between: bool,
) -> Option<(usize, Point)> {
    let (dash, start) = match reading.word(at) {
        "to" | "until" | "till" | "through" | "thru" => (false, at + 1),
        "up" if reading.word(at + 1) == "to" => (false, at + 2),
        "and" if between => (false, at + 1),
        _ => (true, at),
    };
    if dash && !reading.atoms.get(start).is_some_and(|atom| matches!(atom.gap, Gap::Hyphen | Gap::Dash)) {
        return None;
    }
    let start = start + usize::from(reading.word(start) == "the");
    let (to, second) = same_kind(reading, start, first)
        .into_iter()
        .chain(point_at(reading, start, now))
        .max_by_key(|(to, _)| *to)?;
    (!dash || is_same_kind(first, &second)).then_some((to, second))
}

/// The bare number after "weeks 36 to", "Q1-".
fn same_kind(reading: &Reading<'_>, at: usize, first: &Point) -> Option<(usize, Point)> {
    let atom = reading.atoms.get(at).filter(|atom| (1..=2).contains(&atom.digits))?;
    let number = i8::try_from(atom.number?).ok()?;
    if reading.atoms.get(at + 1).is_some_and(|next| next.gap == Gap::Joined)
        || month_at(reading, at + 1).is_some()
    {
        return None;
    }
    let (to, year) = trailing_year(reading, at + 1);
    match first {
        Point::Week { .. } => Some((to, Point::Week { year, week: number })),
        Point::Quarter { .. } => Some((to, Point::Quarter { year, quarter: number })),
        _ => None,
    }
}

fn is_same_kind(first: &Point, second: &Point) -> bool {
    std::mem::discriminant(first) == std::mem::discriminant(second)
        && !matches!(first, Point::Spec(PeriodSpec::Bucket(..), _))
}

/// 1 to 15 Sept, 7–11 September 2026, the 1st and 15th of Sept, Sept 1-15: the month is said once.
fn shared_month(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let start = at + usize::from(reading.word(at) == "the");
    if let Some(month) = month_at(reading, at) {
        let (next, first) = day_number_at(reading, at + 1)?;
        let (next, second) = day_number_at(reading, after_joint(reading, next)?)?;
        if month_at(reading, next).is_some() {
            return None;
        }
        let (to, year) = trailing_year(reading, next);
        return Some((to, days_of_month(first, second, month, year, now)));
    }
    let (next, first) = day_number_at(reading, start)?;
    let second_start = after_joint(reading, next)?;
    let second_start = second_start + usize::from(reading.word(second_start) == "the");
    let (next, second) = day_number_at(reading, second_start)?;
    let next = next + usize::from(reading.word(next) == "of");
    let month = month_at(reading, next)?;
    let (to, year) = trailing_year(reading, next + 1);
    Some((to, days_of_month(first, second, month, year, now)))
}

fn after_joint(reading: &Reading<'_>, at: usize) -> Option<usize> {
    match reading.word(at) {
        "to" | "until" | "till" | "through" | "and" | "thru" => Some(at + 1),
        _ => reading.atoms.get(at).filter(|atom| matches!(atom.gap, Gap::Hyphen | Gap::Dash)).map(|_| at),
    }
}

fn days_of_month(first: i8, second: i8, month: i8, year: Option<i16>, now: Now) -> Found {
    let day = |day| Point::Day { year, month: Some(month), day };
    between(&day(first), &day(second), now)
}

/// From the start of one point to the end of the other. A year said for one end holds for both, unless they would be the
/// wrong way round; without any year the range is the latest that has begun.
fn between(first: &Point, second: &Point, now: Now) -> Found {
    match pinned_ends(first, second, now) {
        Err(bad) => bad,
        Ok(((start, _), (end, _)))
            if resolves(&start, now)
                .zip(resolves(&end, now))
                .is_some_and(|(start, end)| end.to < start.from) =>
        {
            Found::Bad {
                what: format!(
                    "the period from {} to {}",
                    start_in_words(&start, now),
                    start_in_words(&end, now)
                ),
                because: "it ends before it begins".to_owned(),
                nearest: vec![join(&end, &start, now)],
            }
        }
        Ok(((start, start_assumed), (end, end_assumed))) => {
            let spec = join(&start, &end, now);
            let assumed =
                start_assumed.or(end_assumed).and_then(|_| resolves(&spec, now)).map(|period| period.dates());
            Found::Period { spec, ends: Some((start, end)), assumed }
        }
    }
}

fn pinned_ends(first: &Point, second: &Point, now: Now) -> Result<(Pinned, Pinned), Found> {
    if says_year(second) && !says_year(first) {
        let end = pin(second, now, Anchor::Begun)?;
        let to = resolves(&end.0, now).map_or(now.today, |period| period.to);
        return Ok((pin(first, now, Anchor::UpTo(to))?, end));
    }
    let start = pin(first, now, Anchor::Begun)?;
    let from = resolves(&start.0, now).map_or(now.today, |period| period.from);
    let anchor = if says_year(second) { Anchor::Begun } else { Anchor::From(from) };
    Ok((start, pin(second, now, anchor)?))
}

fn says_year(point: &Point) -> bool {
    match point {
        Point::Day { year, .. }
        | Point::Month { year, .. }
        | Point::Quarter { year, .. }
        | Point::Half { year, .. }
        | Point::Week { year, .. } => year.is_some(),
        _ => true,
    }
}

fn resolves(spec: &PeriodSpec, now: Now) -> Option<Period> {
    spec.resolve(now.today, now.fiscal_start).ok()
}

fn start_in_words(spec: &PeriodSpec, now: Now) -> String {
    resolves(spec, now).map_or_else(|| spec.to_string(), |period| period.describe())
}

/// Two pinned periods as one: in days where both are.
fn join(start: &PeriodSpec, end: &PeriodSpec, now: Now) -> PeriodSpec {
    match (start, end) {
        (PeriodSpec::Days(start), PeriodSpec::Days(end)) => PeriodSpec::Days(Period::new(start.from, end.to)),
        _ => match (resolves(start, now), resolves(end, now)) {
            (Some(start), Some(end)) => PeriodSpec::Days(Period::new(start.from, end.to)),
            _ => PeriodSpec::Between(Box::new(start.clone()), Box::new(end.clone())),
        },
    }
}

/// from X to Y, between X and Y.
fn introduced(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let between_words = match reading.word(at) {
        "between" => true,
        "from" => false,
        _ => return None,
    };
    let start = at + 1 + usize::from(reading.word(at + 1) == "the");
    if let Some(range) = shared_month(reading, start, now) {
        return Some(range);
    }
    let (next, first) = point_at(reading, start, now)?;
    let (to, second) = second_end(reading, next, now, &first, between_words)?;
    Some((to, between(&first, &second, now)))
}

/// since X, from X onwards, after X, until X, before X.
fn open_ended(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let word = reading.word(at);
    if word == "up" && reading.word(at + 1) != "to" {
        return None;
    }
    let start = at + 1 + usize::from(word == "up");
    let (next, point) = point_at(reading, start, now)?;
    let onwards = onwards_after(reading, next);
    match word {
        "since" => Some((onwards.unwrap_or(next), since(&point, now, 0))),
        "from" => Some((onwards?, since(&point, now, 0))),
        "after" => Some((onwards.unwrap_or(next), since(&point, now, 1))),
        "until" | "till" | "before" | "up" => Some((next, until(&point, now, word == "before"))),
        _ => None,
    }
}

fn onwards_after(reading: &Reading<'_>, at: usize) -> Option<usize> {
    match (reading.word(at), reading.word(at + 1)) {
        ("onwards" | "onward" | "on", next) if !matches!(next, "line" | "lines") => Some(at + 1),
        ("to" | "until" | "till", "now" | "date" | "today") => Some(at + 2),
        ("and", "after") => Some(at + 2),
        _ => None,
    }
}

/// From the first day of a point (or the day after its last) up to today.
fn since(point: &Point, now: Now, after: i64) -> Found {
    let (spec, assumed) = match pin(point, now, Anchor::Begun) {
        Ok(pinned) => pinned,
        Err(bad) => return bad,
    };
    let Some(period) = resolves(&spec, now) else { return Found::spec(spec) };
    let from = if after > 0 { Grain::Day.shift(period.to, 1) } else { period.from };
    if from > now.today {
        return Found::Bad {
            what: format!("a time since {}", Period::new(from, from).describe()),
            because: "that day has not come yet".to_owned(),
            nearest: Vec::new(),
        };
    }
    let whole = Period::new(from, now.today);
    Found::Period {
        spec: PeriodSpec::Days(whole),
        ends: Some((spec, PeriodSpec::Bucket(Grain::Day, 0))),
        assumed: assumed.map(|_| whole.dates()),
    }
}

/// From the start of its year up to a point.
fn until(point: &Point, now: Now, before: bool) -> Found {
    let (spec, _) = match pin(point, now, Anchor::Begun) {
        Ok(pinned) => pinned,
        Err(bad) => return bad,
    };
    let Some(period) = resolves(&spec, now) else { return Found::spec(spec) };
    let to = if before { Grain::Day.shift(period.from, -1) } else { period.to };
    let whole = Period::new(Grain::Year.start_of(to), to);
    Found::Period { spec: PeriodSpec::Days(whole), ends: None, assumed: Some(whole.dates()) }
}

/// w/c 7 Sept, week commencing Monday 7 September, week of 7 Sept, w/e 13 Sept, week ending 13/9.
fn week_of_date(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let start = after_week_of(reading, at)?;
    let start = start + usize::from(reading.word(start) == "the");
    let (to, point) = date_at(reading, start, now)
        .filter(|(_, point)| matches!(point, Point::Day { .. } | Point::Weekday { .. }))?;
    let (spec, _) = match pin(&point, now, Anchor::Begun) {
        Ok(pinned) => pinned,
        Err(bad) => return Some((to, bad)),
    };
    let day = resolves(&spec, now)?.from;
    let week = Period::bucket(Grain::Week, day);
    let expected = if is_week_ending(reading, at) { week.to } else { week.from };
    let read = if day == expected {
        week.describe()
    } else {
        format!("{}, the week that holds {}", week.describe(), weekday_and_date(day))
    };
    Some((to, Found::Period { spec: PeriodSpec::Days(week), ends: None, assumed: Some(read) }))
}

fn weekday_and_date(day: Date) -> String {
    day.strftime("%A %-d %B").to_string()
}

fn is_week_ending(reading: &Reading<'_>, at: usize) -> bool {
    reading.word(at + 1) == "e" || reading.word(at + 1) == "ending" || reading.word(at) == "we"
}

fn after_week_of(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let at = at + usize::from(reading.word(at) == "the");
    match (reading.word(at), reading.word(at + 1)) {
        ("w", "c" | "b" | "e") if reading.atoms[at + 1].gap != Gap::Space => Some(at + 2),
        ("wc" | "wb", _) => Some(at + 1),
        ("week" | "wk", "commencing" | "beginning" | "starting" | "ending" | "comm" | "of" | "from") => {
            Some(at + 2)
        }
        _ => None,
    }
}

/// first week of September, last week of August: seven days of the month.
fn week_of_month(reading: &Reading<'_>, at: usize, now: Now) -> Option<(usize, Found)> {
    let at = at + usize::from(reading.word(at) == "the");
    let position = match reading.word(at) {
        "first" => 0,
        "second" => 1,
        "third" => 2,
        "fourth" => 3,
        "last" => -1,
        _ => return None,
    };
    let says_so =
        matches!(reading.word(at + 1), "week" | "wk") && matches!(reading.word(at + 2), "of" | "in");
    let (to, point) = date_at(reading, at + 3, now)
        .filter(|(_, point)| says_so && matches!(point, Point::Month { .. } | Point::LastMonth(_)))?;
    let (spec, _) = match pin(&point, now, Anchor::Begun) {
        Ok(pinned) => pinned,
        Err(bad) => return Some((to, bad)),
    };
    let month = resolves(&spec, now)?;
    let from = if position < 0 {
        Grain::Day.shift(month.to, -6)
    } else {
        Grain::Day.shift(month.from, 7 * position)
    };
    let week = Period::new(from, Grain::Day.shift(from, 6));
    Some((to, Found::Period { spec: PeriodSpec::Days(week), ends: None, assumed: Some(week.dates()) }))
}
