//! The forms in which prose names a period. Each reads from a token on and says how many tokens it took.

use jiff::{ToSpan, civil::Date};
use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{
    super::token::Token,
    Calendar, PeriodMention, Relation, is_about,
    parts::{count, day, grain, is_to, long_year, mark, month, numbered, weekday, word, year},
};

type Found = Option<(usize, PeriodMention)>;

/// The period named from this token on.
pub(crate) fn at(tokens: &[Token], from: usize, calendar: &Calendar) -> Found {
    let article = usize::from(matches!(word(tokens, from), Some("the" | "a" | "an" | "that")));
    let forms: [Form; 15] = [
        same_period_last_year,
        on_the_week,
        week_on_week,
        weeks_back,
        before_that,
        this_or_last,
        last_so_many,
        to_date,
        week_commencing,
        numbered_week,
        quarter_or_half,
        fiscal_year,
        numeric_date,
        day_and_month,
        months,
    ];
    let rest =
        |form: &Form| form(tokens, from + article, calendar).map(|(length, found)| (length + article, found));
    let found = forms.iter().find_map(rest);
    found.or_else(|| generic(tokens, from, calendar)).or_else(|| single_words(tokens, from, calendar))
}

type Form = fn(&[Token], usize, &Calendar) -> Found;

fn resolved(spec: &PeriodSpec, calendar: &Calendar) -> Option<Period> {
    spec.resolve(calendar.today, calendar.fiscal_start).ok()
}

fn days(length: usize, periods: impl IntoIterator<Item = Period>) -> Found {
    let periods: Vec<Period> = periods.into_iter().collect();
    (!periods.is_empty()).then(|| (length, PeriodMention::days(periods)))
}

/// `the same week last year`, `the same period a year earlier`.
fn same_period_last_year(tokens: &[Token], at: usize, _: &Calendar) -> Found {
    if word(tokens, at) != Some("same") {
        return None;
    }
    let skip = usize::from(
        word(tokens, at + 1).is_some_and(|word| grain(word).is_some() || word == "period" || word == "time"),
    );
    let mut next = at + 1 + skip;
    while matches!(word(tokens, next), Some("of" | "in" | "the" | "a" | "one")) {
        next += 1;
    }
    let ends = [
        &["last", "year"][..],
        &["year", "before"],
        &["year", "earlier"],
        &["year", "ago"],
        &["previous", "year"],
        &["prior", "year"],
        &["preceding", "year"],
    ];
    let fits = |end: &&&[&str]| {
        end.iter().enumerate().all(|(offset, expected)| word(tokens, next + offset) == Some(expected))
    };
    let end = ends.iter().find(fits)?;
    Some((next + end.len() - at, PeriodMention::related(Relation::YearBefore)))
}

/// `on the week`, `on the year`.
fn on_the_week(tokens: &[Token], at: usize, _: &Calendar) -> Found {
    if word(tokens, at) != Some("on") || word(tokens, at + 1) != Some("the") {
        return None;
    }
    let grain = grain(word(tokens, at + 2)?).filter(|_| {
        word(tokens, at + 3).is_none_or(|next| {
            !matches!(next, "before" | "earlier" | "of" | "to" | "commencing" | "beginning")
        })
    })?;
    Some((3, PeriodMention::related(before(grain))))
}

fn before(grain: Grain) -> Relation {
    if grain == Grain::Year { Relation::YearBefore } else { Relation::Before(Some(grain)) }
}

/// `week on week`, `year over year`, `y/y`, `YoY`.
fn week_on_week(tokens: &[Token], at: usize, _: &Calendar) -> Found {
    let short = match word(tokens, at)? {
        "yoy" => Some((1, Grain::Year)),
        "qoq" => Some((1, Grain::Quarter)),
        "mom" => Some((1, Grain::Month)),
        "wow" => Some((1, Grain::Week)),
        "dod" => Some((1, Grain::Day)),
        letter @ ("y" | "q" | "m" | "w")
            if mark(tokens, at + 1) == Some('/') && word(tokens, at + 2) == Some(letter) =>
        {
            let grains = [("y", Grain::Year), ("q", Grain::Quarter), ("m", Grain::Month), ("w", Grain::Week)];
            grains.iter().find(|(name, _)| *name == letter).map(|(_, grain)| (3, *grain))
        }
        _ => None,
    };
    let long = || {
        let first = grain(word(tokens, at)?)?;
        let joined = matches!(word(tokens, at + 1), Some("on" | "over"));
        (joined && grain(word(tokens, at + 2)?) == Some(first)).then_some((3, first))
    };
    let (length, grain) = short.or_else(long)?;
    Some((length, PeriodMention::related(before(grain))))
}

/// `3 weeks ago`, `two months earlier`.
fn weeks_back(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let (number, length) = count(tokens, at)?;
    let grain = grain(word(tokens, at + length)?)?;
    let ago = word(tokens, at + length + 1).filter(|word| matches!(*word, "ago" | "earlier" | "before"))?;
    if number == 1 {
        return Some((length + 2, PeriodMention { candidates: Vec::new(), relation: Some(before(grain)) }));
    }
    let from = if ago == "ago" { calendar.today } else { calendar.mains.first()?.0.from };
    days(length + 2, [Period::bucket(grain, grain.shift(from, -number))])
}

/// `week before`, `a year earlier`, `the previous week`, `the prior period`.
fn before_that(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let first = word(tokens, at)?;
    if let Some(grain) = grain(first) {
        let after = word(tokens, at + 1).filter(|word| {
            matches!(*word, "before" | "earlier" | "ago" | "prior" | "previously" | "previous")
        })?;
        if after == "before" && word(tokens, at + 2) == Some("last") {
            return days(3, [Period::bucket(grain, grain.shift(calendar.today, -2))]);
        }
        return Some((2, PeriodMention::related(before(grain))));
    }
    if !matches!(first, "previous" | "prior" | "preceding" | "comparison" | "earlier") {
        return None;
    }
    let relation = match word(tokens, at + 1)? {
        "period" | "periods" => Relation::Before(None),
        name => before(grain(name)?),
    };
    Some((2, PeriodMention::related(relation)))
}

/// `last week`, `this month`, `current quarter`, `next year`; `last year` may also be the same days a year before.
fn this_or_last(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let offset = match word(tokens, at)? {
        "last" | "past" => -1,
        "this" | "current" => 0,
        "next" => 1,
        _ => return None,
    };
    let fiscal = usize::from(matches!(word(tokens, at + 1), Some("fiscal" | "financial")));
    let grain = grain(word(tokens, at + 1 + fiscal)?)?;
    if fiscal == 1 {
        let period = resolved(&PeriodSpec::FiscalYear(offset), calendar).filter(|_| grain == Grain::Year)?;
        return days(3, [period]);
    }
    let mut candidates = vec![resolved(&PeriodSpec::Bucket(grain, offset), calendar)?];
    if offset == 0 {
        candidates.extend(resolved(&PeriodSpec::ToDate(grain), calendar));
    }
    if offset == 0 && word(tokens, at).is_some_and(|word| word == "this") {
        candidates.extend(
            calendar
                .mains
                .iter()
                .map(|(main, _)| *main)
                .filter(|main| is_about(*main, grain) && main.contains(calendar.today)),
        );
    }
    let relation = (offset == -1 && grain == Grain::Year).then_some(Relation::YearBefore);
    Some((2, PeriodMention { candidates, relation }))
}

/// `last 13 weeks`, `past four months`, `the 13 weeks to 27 September`.
fn last_so_many(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let lead = usize::from(matches!(
        word(tokens, at),
        Some("last" | "past" | "previous" | "latest" | "preceding" | "prior")
    ));
    let told = lead == 1
        || (at > 0
            && matches!(
                word(tokens, at - 1),
                Some("the" | "these" | "those" | "over" | "across" | "during" | "for")
            ));
    let counted =
        at > 1 && word(tokens, at - 1) == Some("the") && matches!(word(tokens, at - 2), Some("of" | "all"));
    let (number, length) = count(tokens, at + lead).filter(|_| told && !(counted && lead == 0))?;
    let grain = grain(word(tokens, at + lead + length)?)?;
    let mut candidates = calendar.wide(number, grain);
    if lead == 1 {
        candidates.extend(resolved(&PeriodSpec::Last(number, grain), calendar));
    }
    if let ("previous" | "preceding" | "prior", true) = (word(tokens, at)?, lead == 1) {
        return Some((lead + length + 1, PeriodMention::related(Relation::Before(None))));
    }
    days(lead + length + 1, candidates)
}

/// `year to date`, `MTD`, `so far this month`.
fn to_date(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let short = match word(tokens, at)? {
        "ytd" => Some((1, Grain::Year)),
        "qtd" => Some((1, Grain::Quarter)),
        "mtd" => Some((1, Grain::Month)),
        "wtd" => Some((1, Grain::Week)),
        "so" if word(tokens, at + 1) == Some("far") && word(tokens, at + 2) == Some("this") => {
            grain(word(tokens, at + 3)?).map(|grain| (4, grain))
        }
        name if word(tokens, at + 1) == Some("to") && word(tokens, at + 2) == Some("date") => {
            grain(name).map(|grain| (3, grain))
        }
        _ => None,
    };
    let (length, grain) = short?;
    let yesterday = calendar.today.checked_sub(1.day()).unwrap_or(calendar.today);
    let period = resolved(&PeriodSpec::ToDate(grain), calendar)?;
    let mut periods = vec![period, Period::new(period.from, yesterday)];
    if grain == Grain::Year {
        periods.extend(resolved(&PeriodSpec::FiscalYearToDate, calendar));
    }
    periods.extend(
        calendar.known.iter().filter(|known| known.from == period.from && known.to <= calendar.today),
    );
    days(length, periods)
}

/// `week commencing 21 September`, `w/c 21 Sep 2026`, `week of 21 September`, `week ending 27 September`.
fn week_commencing(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let (lead, ends) = match (word(tokens, at)?, word(tokens, at + 1), mark(tokens, at + 1)) {
        ("week", Some("commencing" | "beginning" | "starting" | "of" | "from"), _) => (2, false),
        ("week", Some("ending" | "ended" | "to"), _) => (2, true),
        ("w", _, Some('/')) => (3, word(tokens, at + 2) == Some("e")),
        ("wc", ..) => (1, false),
        _ => return None,
    };
    let (length, found) = day_and_month(tokens, at + lead, calendar)?;
    let week = |period: &Period| {
        let starts = Period::new(period.from, Grain::Day.shift(period.from, 6));
        let ending = Period::new(Grain::Day.shift(period.from, -6), period.from);
        if ends { ending } else { starts }
    };
    days(lead + length, found.candidates.iter().map(week))
}

/// `week 39`, `wk 39 of 2026`, `W39`, `2026-W39`, `weeks 36 to 39`.
fn numbered_week(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    if let Some(year) = tokens.get(at).and_then(year) {
        let week = numbered(word(tokens, at + 1)?, "w")?;
        return days(2, iso_week(year, week));
    }
    let first = word(tokens, at)?;
    let (week, length) = match ["w", "wk", "week"].iter().find_map(|prefix| numbered(first, prefix)) {
        Some(week) => (week, 1),
        None if matches!(first, "week" | "wk" | "weeks" | "wks") => (tokens.get(at + 1)?.integer()?, 2),
        None => return None,
    };
    let last = (first == "weeks" && is_to(tokens, at + length))
        .then(|| tokens.get(at + length + 1)?.integer())
        .flatten();
    let length = length + if last.is_some() { 2 } else { 0 };
    let (more, year) = year_after(tokens, at + length, calendar);
    let span = |year| {
        let (from, to) = (iso_week(year, week)?, iso_week(year, last.unwrap_or(week))?);
        Some(Period::new(from.from, to.to))
    };
    days(length + more, with_year(year, span, calendar))
}

/// `weeks 36 and 37`, `weeks 36, 37 and 39`: each week on its own.
pub(crate) fn week_list(
    tokens: &[Token],
    at: usize,
    calendar: &Calendar,
) -> Option<(usize, Vec<PeriodMention>)> {
    if !matches!(word(tokens, at), Some("weeks" | "wks")) {
        return None;
    }
    let mut weeks = vec![tokens.get(at + 1)?.integer()?];
    let mut used = 2;
    loop {
        let comma = usize::from(mark(tokens, at + used) == Some(','));
        let and = usize::from(matches!(word(tokens, at + used + comma), Some("and" | "or")));
        let next = tokens.get(at + used + comma + and).filter(|_| comma + and > 0).and_then(Token::integer);
        let Some(week) = next.filter(|week| (1..=53).contains(week)) else { break };
        weeks.push(week);
        used += comma + and + 1;
    }
    let mention = |week: &i64| PeriodMention::days(calendar.without_year(|year| iso_week(year, *week)));
    (weeks.len() > 1).then(|| (used, weeks.iter().map(mention).collect()))
}

fn iso_week(year: i16, week: i64) -> Option<Period> {
    let week = i8::try_from(week).ok()?;
    let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?.date();
    Some(Period::bucket(Grain::Week, monday))
}

fn with_year(year: Option<i16>, of_year: impl Fn(i16) -> Option<Period>, calendar: &Calendar) -> Vec<Period> {
    match year {
        Some(year) => of_year(year).into_iter().collect(),
        None => calendar.without_year(of_year),
    }
}

/// A year behind a date: `2026`, `, 2026`, `of 2026`, `last year`, `'26`.
fn year_after(tokens: &[Token], at: usize, calendar: &Calendar) -> (usize, Option<i16>) {
    let skip = usize::from(matches!(word(tokens, at), Some("of" | "in")) || mark(tokens, at) == Some(','));
    if let Some(year) = tokens.get(at + skip).and_then(year) {
        return (skip + 1, Some(year));
    }
    let relative = match (word(tokens, at), word(tokens, at + 1)) {
        (Some("last"), Some("year")) => Some((2, -1)),
        (Some("this"), Some("year")) => Some((2, 0)),
        _ => None,
    };
    if let Some((length, offset)) = relative {
        return (length, Some(calendar.today.year() + offset));
    }
    let apostrophe = mark(tokens, at) == Some('\'') || tokens.get(at).is_some_and(|token| token.key() == "'");
    let short =
        tokens.get(at + 1).and_then(Token::integer).filter(|number| apostrophe && (10..100).contains(number));
    match short.and_then(long_year) {
        Some(year) => (2, Some(year)),
        None => (0, None),
    }
}

/// `Q3 2026`, `2026 Q3`, `the third quarter`, `H1`, `FY27 Q1`.
fn quarter_or_half(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    if let Some(year) = tokens.get(at).and_then(year) {
        let part = word(tokens, at + 1)?;
        return days(2, part_of(part)?(year));
    }
    let first = word(tokens, at)?;
    let ordinal = ["first", "second", "third", "fourth"].iter().position(|known| *known == first);
    let (part, length) = match (ordinal, word(tokens, at + 1)) {
        (Some(position), Some("quarter")) => (format!("q{}", position + 1), 2),
        (Some(position), Some("half")) if position < 2 => (format!("h{}", position + 1), 2),
        _ => (first.to_owned(), 1),
    };
    let of_year = part_of(&part)?;
    let skip = usize::from(matches!(word(tokens, at + length), Some("of" | "in")));
    if let Some((used, year)) = fiscal_number(tokens, at + length + skip) {
        let quarter = numbered(&part, "q").and_then(|quarter| i8::try_from(quarter).ok());
        return days(length + skip + used, resolved(&PeriodSpec::Fiscal(year, quarter), calendar));
    }
    let (more, year) = year_after(tokens, at + length, calendar);
    days(length + more, with_year(year, of_year, calendar))
}

/// The quarter or half of a year.
fn part_of(name: &str) -> Option<impl Fn(i16) -> Option<Period> + use<>> {
    let (first, months) = match name {
        "q1" => (1, 3),
        "q2" => (4, 3),
        "q3" => (7, 3),
        "q4" => (10, 3),
        "h1" => (1, 6),
        "h2" => (7, 6),
        _ => return None,
    };
    Some(move |year| {
        let from = Date::new(year, first, 1).ok()?;
        Some(Period::new(from, Grain::Month.end_of(Grain::Month.shift(from, months - 1))))
    })
}

/// `FY27`, `FY 2027`, `fiscal year 2027`, `FY27 Q1`, `FY2026/27`.
fn fiscal_year(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let (length, year) = fiscal_number(tokens, at)?;
    let quarter = word(tokens, at + length)
        .and_then(|word| numbered(word, "q"))
        .filter(|quarter| (1..=4).contains(quarter));
    let spec = PeriodSpec::Fiscal(year, quarter.and_then(|quarter| i8::try_from(quarter).ok()));
    days(length + usize::from(quarter.is_some()), resolved(&spec, calendar))
}

fn fiscal_number(tokens: &[Token], at: usize) -> Option<(usize, i16)> {
    let first = word(tokens, at)?;
    let (length, number) = if let Some(number) = numbered(first, "fy") {
        (1, number)
    } else {
        let lead = match (first, word(tokens, at + 1)) {
            ("fy", _) => 1,
            ("fiscal" | "financial", Some("year")) => 2,
            ("fiscal", _) => 1,
            _ => return None,
        };
        (lead + 1, tokens.get(at + lead)?.integer()?)
    };
    let second = mark(tokens, at + length)
        .filter(|mark| matches!(mark, '/' | '-' | '–'))
        .and(tokens.get(at + length + 1))
        .filter(|next| next.glued);
    match second.and_then(Token::integer) {
        Some(ends) => Some((length + 2, long_year(ends)?)),
        None => Some((length, long_year(number)?)),
    }
}

/// `2026-09-21`, `21/09/2026`, `9/21/2026`.
fn numeric_date(tokens: &[Token], at: usize, _: &Calendar) -> Found {
    let number = |offset: usize| {
        tokens.get(at + offset).and_then(Token::integer).and_then(|number| i16::try_from(number).ok())
    };
    let separator = mark(tokens, at + 1)
        .filter(|mark| matches!(mark, '-' | '/' | '.') && Some(*mark) == self::mark(tokens, at + 3))?;
    let (first, second, third) = (number(0)?, number(2)?, number(4)?);
    let date =
        |year, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let dates = match separator {
        '-' if first > 31 => [date(first, second, third), None],
        _ => [date(third, second, first), date(third, first, second)],
    };
    days(5, dates.into_iter().flatten().map(|day| Period::new(day, day)))
}

/// `21 September 2026`, `Monday 21 September`, `September 21, 2026`, `21 – 27 Sep 2026`, `28 Sep – 4 Oct`.
fn day_and_month(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let named = tokens.get(at).and_then(weekday);
    let comma = usize::from(named.is_some() && mark(tokens, at + 1) == Some(','));
    let mut lead = usize::from(named.is_some()) + comma;
    lead += usize::from(lead > 0 && word(tokens, at + lead) == Some("the"));
    let start = at + lead;
    let form = day_first(tokens, start).or_else(|| month_first(tokens, start))?;
    let (more, year) = year_after(tokens, start + form.length, calendar);
    let span = |year: i16| {
        let from_year = if form.from.1 > form.to.1 { year - 1 } else { year };
        let from = Date::new(from_year, form.from.1, form.from.0).ok()?;
        let to = Date::new(year, form.to.1, form.to.0).ok()?;
        let on_day = named.is_none_or(|weekday| from.weekday().to_monday_zero_offset() == weekday);
        (from <= to && on_day).then(|| Period::new(from, to))
    };
    days(lead + form.length + more, with_year(year, span, calendar))
}

/// (day, month) of both ends, and the tokens taken.
struct DayForm {
    from: (i8, i8),
    to: (i8, i8),
    length: usize,
}

fn day_first(tokens: &[Token], at: usize) -> Option<DayForm> {
    let (first, mut length) = day(tokens, at)?;
    length += usize::from(word(tokens, at + length) == Some("of"));
    if let Some(named) = tokens.get(at + length).and_then(month) {
        let after = at + length + 1;
        let one = DayForm { from: (first, named), to: (first, named), length: length + 1 };
        let years = usize::from(tokens.get(after).and_then(year).is_some());
        let second = is_to(tokens, after + years).then(|| day_first(tokens, after + years + 1)).flatten();
        return Some(match second {
            Some(second) => {
                DayForm { from: one.from, to: second.to, length: one.length + years + 1 + second.length }
            }
            None => one,
        });
    }
    let joined = is_to(tokens, at + length) || word(tokens, at + length) == Some("and");
    let rest = joined.then(|| day_first(tokens, at + length + 1)).flatten()?;
    Some(DayForm { from: (first, rest.from.1), to: rest.to, length: length + 1 + rest.length })
}

fn month_first(tokens: &[Token], at: usize) -> Option<DayForm> {
    let named = tokens.get(at).and_then(month)?;
    let (first, used) = day(tokens, at + 1)?;
    let after = at + 1 + used;
    let last = is_to(tokens, after).then(|| day(tokens, after + 1)).flatten();
    let (to, more) = last.map_or((first, 0), |(last, used)| (last, used + 1));
    Some(DayForm { from: (first, named), to: (to, named), length: 1 + used + more })
}

/// `August`, `August 2026`, `July to September 2026`.
fn months(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let first = tokens.get(at).and_then(month)?;
    let middle = tokens.get(at + 1).and_then(year);
    let length = 1 + usize::from(middle.is_some());
    let joined = is_to(tokens, at + length)
        || (at > 0 && word(tokens, at - 1) == Some("between") && word(tokens, at + length) == Some("and"));
    let last = joined
        .then(|| tokens.get(at + length + 1).and_then(month))
        .flatten()
        .filter(|_| !opens_a_move(tokens, at));
    let length = length + if last.is_some() { 2 } else { 0 };
    let (more, year) = match middle {
        Some(year) if last.is_none() => (0, Some(year)),
        _ => year_after(tokens, at + length, calendar),
    };
    let span = |year: i16| {
        let last = last.unwrap_or(first);
        let from_year = middle.unwrap_or(if first > last { year - 1 } else { year });
        let from = Date::new(from_year, first, 1).ok()?;
        Some(Period::new(from, Grain::Month.end_of(Date::new(year, last, 1).ok()?)))
    };
    days(length + more, with_year(year, span, calendar))
}

/// `rose from July to September` names two ends of a move, not one period.
fn opens_a_move(tokens: &[Token], at: usize) -> bool {
    at > 0 && word(tokens, at - 1) == Some("from")
}

/// `the week`, `the period`, `the latest month`, `the first week`: of those that the Evidence covers.
fn generic(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    if !matches!(word(tokens, at), Some("the" | "this" | "that")) {
        return None;
    }
    if word(tokens, at + 1) == Some("period") {
        return days(2, calendar.mains.iter().map(|(main, _)| *main));
    }
    let place = word(tokens, at + 1)?;
    let two = usize::from(place == "most" && word(tokens, at + 2) == Some("recent"));
    let bucket = match place {
        "first" | "opening" | "earliest" => calendar.buckets.first(),
        "latest" | "final" | "closing" | "newest" => calendar.buckets.last(),
        "most" if two == 1 => calendar.buckets.last(),
        _ => None,
    };
    if let (Some(bucket), Some(_)) = (bucket, word(tokens, at + 2 + two).and_then(grain)) {
        return days(3 + two, [*bucket]);
    }
    let grain = grain(place)
        .filter(|_| word(tokens, at + 2).is_none_or(|next| !matches!(next, "of" | "by" | "with")))?;
    days(2, calendar.mains.iter().map(|(main, _)| *main).filter(|main| is_about(*main, grain)))
}

/// `yesterday`, `today`, `2026`, `Monday`.
fn single_words(tokens: &[Token], at: usize, calendar: &Calendar) -> Found {
    let token = tokens.get(at)?;
    match token.word() {
        Some("today") => return days(1, [Period::new(calendar.today, calendar.today)]),
        Some("yesterday") => return days(1, resolved(&PeriodSpec::Bucket(Grain::Day, -1), calendar)),
        Some("tomorrow") => return days(1, resolved(&PeriodSpec::Bucket(Grain::Day, 1), calendar)),
        Some("earlier" | "previously" | "beforehand") => {
            return Some((1, PeriodMention::related(Relation::Before(None))));
        }
        Some("before") if is_last(tokens, at) => {
            return Some((1, PeriodMention::related(Relation::Before(None))));
        }
        _ => {}
    }
    if let Some(weekday) = weekday(token) {
        let on =
            |period: &&Period| period.days() == 1 && period.from.weekday().to_monday_zero_offset() == weekday;
        return days(1, calendar.known.iter().filter(on).copied());
    }
    let year = year(token)?;
    let told = at > 0
        && matches!(
            word(tokens, at - 1),
            Some(
                "in" | "of"
                    | "during"
                    | "for"
                    | "since"
                    | "from"
                    | "to"
                    | "by"
                    | "than"
                    | "versus"
                    | "against"
            )
        );
    let counted = tokens
        .get(at + 1)
        .is_some_and(|next| next.mark() == Some('%') || next.glued && next.word().is_some());
    let known = calendar.known.iter().any(|period| period.from.year() == year || period.to.year() == year);
    if !told || counted || !known {
        return None;
    }
    days(1, [Period::bucket(Grain::Year, Date::new(year, 1, 1).ok()?)])
}

/// Nothing but a closing mark or a new clause comes after.
fn is_last(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at + 1)
        .is_none_or(|next| next.mark().is_some() || matches!(next.word(), Some("and" | "but" | "while")))
}
