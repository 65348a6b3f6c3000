//! Period and comparison: which of the periods named is the one asked for, and which is set beside it.

use jiff::civil::Date;
use sentia_semantic::{Grain, Period, PeriodSpec};

use super::{
    ask::{Ask, Step},
    gates::out_of_reach,
};
use crate::link::{Against, Cue, LinkedPeriod, TimeMeaning, written};

#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    pub(super) period: Option<String>,
    /// As tools write it.
    pub(super) against: Option<String>,
    /// Buckets that the periods themselves ask for: "June, July and August".
    pub(super) grain: Option<Grain>,
    pub(super) assumptions: Vec<String>,
}

/// What else the question compares, so that a comparing word need not mean another period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// Two members, two measures or a dimension are compared already.
    pub(super) compared: bool,
    /// The period of the conversation, for follow-ups.
    pub(super) current: Option<&'a str>,
    /// The measure's usual period.
    pub(super) usual: &'a str,
}

pub(super) fn times(ask: &Ask<'_>, beside: Beside<'_>) -> Step<Times> {
    let links = ask.asking.links;
    let assumptions = links.periods.iter().filter_map(|period| assumption(ask, period)).collect();
    let named: Vec<&LinkedPeriod> = links.periods.iter().filter(|period| period.spec().is_some()).collect();
    let (against, mains): (Vec<&LinkedPeriod>, Vec<&LinkedPeriod>) =
        named.iter().partition(|period| is_set_against(ask, period));
    let follows = links.periods.iter().find_map(|period| match period.meaning {
        TimeMeaning::Against(against, grain) => Some((against, grain)),
        TimeMeaning::Period(_) => None,
    });
    let mut times = match (mains.as_slice(), against.as_slice()) {
        ([], []) => alone(ask, follows, beside),
        ([main], []) => with_main(ask, main, follows, beside),
        ([], [other]) => only_against(ask, other, beside),
        ([main], [other]) => pair(ask, main, other),
        ([one, two], []) if wants_comparison(ask) || !is_contiguous(ask, &[one, two]) => pair(ask, one, two),
        (several, []) if is_contiguous(ask, several) => joined(ask, several),
        _ => {
            let reason = "I can set two periods side by side, not more; name two of them, or ask for a trend over the whole time.".to_owned();
            return out_of_reach(reason, Vec::new());
        }
    };
    times.assumptions = [assumptions, times.assumptions].concat();
    Ok(times)
}

/// `I read "October" as October 2025.` That a month is one of this year goes without saying.
fn assumption(ask: &Ask<'_>, period: &LinkedPeriod) -> Option<String> {
    let typed = ask.typed(period.span);
    let of_this_year = format!("{typed} {}", ask.asking.today.year());
    let read = period.assumed.as_ref().filter(|read| !read.eq_ignore_ascii_case(&of_this_year))?;
    Some(format!("I read \"{typed}\" as {read}."))
}

fn resolve(ask: &Ask<'_>, spec: &PeriodSpec) -> Option<Period> {
    spec.resolve(ask.asking.today, ask.catalogue.fiscal_year_start).ok()
}

fn wants_comparison(ask: &Ask<'_>) -> bool {
    ask.cue(|cue| matches!(cue, Cue::Compare | Cue::Change(_) | Cue::OrderOfChange(_))).is_some()
}

/// Whether a comparing word stands right before the period: "vs last week", "compared with August", "than in Q2".
fn is_set_against(ask: &Ask<'_>, period: &LinkedPeriod) -> bool {
    ask.asking.links.cues.iter().any(|linked| {
        let is_comparing = linked.cue == Cue::Compare
            || matches!(ask.typed(linked.span).to_lowercase().as_str(), "up on" | "down on");
        let between = ask.words_between(linked.span.end, period.span.start);
        let is_near = linked.span.end <= period.span.start && between.len() <= 4;
        let only_links = between.iter().all(|word| {
            matches!(
                word.as_str(),
                "to" | "with"
                    | "the"
                    | "in"
                    | "of"
                    | "it"
                    | "was"
                    | "were"
                    | "for"
                    | "is"
                    | "during"
                    | "that"
                    | "they"
                    | "we"
                    | "had"
                    | "figures"
                    | "figure"
                    | "did"
                    | "on"
            )
        });
        // In "compare August with September" the word comes before both: neither is set against more than the other.
        let opens = matches!(
            ask.typed(linked.span).to_lowercase().as_str(),
            "compare" | "comparing" | "difference between" | "comparison"
        ) && !between.iter().any(|word| matches!(word.as_str(), "with" | "to"));
        is_comparing && is_near && only_links && !opens
    })
}

fn alone(ask: &Ask<'_>, follows: Option<(Against, Option<Grain>)>, beside: Beside<'_>) -> Times {
    let mut times = Times::default();
    match follows {
        Some((_, Some(grain))) if ask.has(Cue::Trend) => times.grain = Some(grain),
        Some((against, grain)) => {
            times.against = Some(against.written().to_owned());
            if let (Some(grain), None) = (grain, beside.current) {
                times.period = Some(written(&PeriodSpec::Bucket(grain, -1)));
                times.assumptions.push(format!("No period was named, so this is last {}.", grain.name()));
            }
        }
        None if asks_for_change(ask, beside) => {
            times.against = Some(Against::PreviousPeriod.written().to_owned())
        }
        None => {}
    }
    times
}

/// A change without another period to compare with: "did it improve", "biggest drop", "compare OEE last week".
fn asks_for_change(ask: &Ask<'_>, beside: Beside<'_>) -> bool {
    if ask.has(Cue::Trend) || beside.compared {
        return false;
    }
    if ask.cue(|cue| matches!(cue, Cue::OrderOfChange(_))).is_some() {
        return true;
    }
    let cues = &ask.asking.links.cues;
    // "drop the split" in a follow-up is no fall.
    let takes_away = |span| {
        beside.current.is_some() && cues.iter().any(|linked| linked.cue == Cue::Remove && linked.span == span)
    };
    let changes = cues
        .iter()
        .any(|linked| matches!(linked.cue, Cue::Change(_) | Cue::Compare) && !takes_away(linked.span));
    changes && !ask.has(Cue::Target)
}

fn with_main(
    ask: &Ask<'_>,
    main: &LinkedPeriod,
    follows: Option<(Against, Option<Grain>)>,
    beside: Beside<'_>,
) -> Times {
    if let (Some((first, last)), None) = (&main.ends, follows)
        && wants_comparison(ask)
        && !ask.has(Cue::Trend)
        && !beside.compared
        && let Some(times) = ends_compared(ask, first, last)
    {
        return times;
    }
    let spec = main.spec();
    let mut times = Times { period: spec.map(written), ..Times::default() };
    match follows {
        Some((_, Some(grain))) if ask.has(Cue::Trend) => times.grain = Some(grain),
        Some((against, _)) => times.against = Some(against.written().to_owned()),
        None if asks_for_change(ask, beside) => {
            times.against = Some(Against::PreviousPeriod.written().to_owned())
        }
        None => {}
    }
    times
}

/// "from July to August" with a word of change; "since August": the current month against it.
fn ends_compared(ask: &Ask<'_>, first: &PeriodSpec, last: &PeriodSpec) -> Option<Times> {
    let (start, end) = (resolve(ask, first)?, resolve(ask, last)?);
    let grain = start.whole().filter(|grain| *grain != Grain::Day);
    let main = match grain {
        Some(grain) if end.days() == 1 && end.to == ask.asking.today => {
            Period::bucket(grain, ask.asking.today)
        }
        _ if start.whole() == end.whole() => end,
        _ => return None,
    };
    (main != start).then(|| Times {
        period: Some(spec_text(ask, main)),
        against: Some(against_text(ask, main, start)),
        ..Times::default()
    })
}

/// Days as tools write them; the current bucket by its name, so that it stays current.
fn spec_text(ask: &Ask<'_>, period: Period) -> String {
    match period.whole() {
        Some(grain) if Period::bucket(grain, ask.asking.today) == period => {
            written(&PeriodSpec::Bucket(grain, 0))
        }
        _ => written(&PeriodSpec::Days(period)),
    }
}

fn against_text(ask: &Ask<'_>, main: Period, other: Period) -> String {
    if other == main.previous() {
        Against::PreviousPeriod.written().to_owned()
    } else if other == main.year_before() {
        Against::PreviousYear.written().to_owned()
    } else {
        spec_text(ask, other)
    }
}

/// "OEE vs last week": set against it is the current one of its kind; against last year, the same days of the period.
fn only_against(ask: &Ask<'_>, other: &LinkedPeriod, beside: Beside<'_>) -> Times {
    let Some(spec) = other.spec() else { return Times::default() };
    if let Some(current) = beside.current.and_then(|current| current.parse::<PeriodSpec>().ok()) {
        let against = against(ask, &current, spec);
        return Times { against: Some(against), ..Times::default() };
    }
    if is_last_year(spec) {
        return Times { against: Some(Against::PreviousYear.written().to_owned()), ..Times::default() };
    }
    let period = resolve(ask, spec);
    let current = period.and_then(|period| period.whole()).map(|grain| PeriodSpec::Bucket(grain, 0));
    match (current, period) {
        (Some(current), Some(period)) if resolve(ask, &current) != Some(period) => Times {
            period: Some(written(&current)),
            against: Some(against(ask, &current, spec)),
            ..Times::default()
        },
        _ => {
            let usual = beside.usual.parse::<PeriodSpec>().unwrap_or(PeriodSpec::Bucket(Grain::Month, -1));
            let starts_later =
                |period: Period| resolve(ask, &usual).is_some_and(|usual| period.from > usual.from);
            if period.is_some_and(starts_later) {
                let against = Some(against(ask, spec, &usual));
                return Times { period: Some(written(spec)), against, ..Times::default() };
            }
            Times { against: Some(against(ask, &usual, spec)), ..Times::default() }
        }
    }
}

fn is_last_year(spec: &PeriodSpec) -> bool {
    matches!(spec, PeriodSpec::Bucket(Grain::Year, -1) | PeriodSpec::FiscalYear(-1))
}

/// What a period is set against, in the form that moves with it where there is one.
fn against(ask: &Ask<'_>, main: &PeriodSpec, other: &PeriodSpec) -> String {
    if main == other || resolve(ask, main) == resolve(ask, other) {
        return Against::PreviousPeriod.written().to_owned();
    }
    if is_last_year(other) && !is_whole_past_year(ask, main) {
        return Against::PreviousYear.written().to_owned();
    }
    match (resolve(ask, main), resolve(ask, other)) {
        (Some(main), Some(days)) if days == main.previous() => Against::PreviousPeriod.written().to_owned(),
        (Some(main), Some(days)) if days == main.year_before() => Against::PreviousYear.written().to_owned(),
        _ => written(other),
    }
}

/// A calendar or fiscal year that is over: last year stands beside it as a year of its own.
fn is_whole_past_year(ask: &Ask<'_>, main: &PeriodSpec) -> bool {
    resolve(ask, main).is_some_and(|period| period.days() >= 365 && period.to < ask.asking.today)
}

/// Two periods: the later one is asked for, the earlier one stands beside it.
fn pair(ask: &Ask<'_>, one: &LinkedPeriod, two: &LinkedPeriod) -> Times {
    let (Some(first), Some(second)) = (one.spec(), two.spec()) else { return Times::default() };
    let start = |spec: &PeriodSpec| resolve(ask, spec).map_or(Date::MIN, |period| period.from);
    // "this month against last year" sets the month against the same month.
    let (main, other) = if start(first) >= start(second) { (first, second) } else { (second, first) };
    Times { period: Some(written(main)), against: Some(against(ask, main, other)), ..Times::default() }
}

fn is_contiguous(ask: &Ask<'_>, periods: &[&LinkedPeriod]) -> bool {
    let mut days: Vec<Period> = periods.iter().filter_map(|period| resolve(ask, period.spec()?)).collect();
    days.sort_by_key(|period| period.from);
    days.len() == periods.len() && days.windows(2).all(|pair| Grain::Day.shift(pair[0].to, 1) == pair[1].from)
}

/// "June, July and August": the whole, in buckets of their kind.
fn joined(ask: &Ask<'_>, periods: &[&LinkedPeriod]) -> Times {
    let days: Vec<Period> = periods.iter().filter_map(|period| resolve(ask, period.spec()?)).collect();
    let (Some(from), Some(to)) =
        (days.iter().map(|period| period.from).min(), days.iter().map(|period| period.to).max())
    else {
        return Times::default();
    };
    let grain = days.first().and_then(Period::whole);
    Times { period: Some(written(&PeriodSpec::Days(Period::new(from, to)))), grain, ..Times::default() }
}
