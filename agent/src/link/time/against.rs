//! Periods that follow from the main one: year on year, mom, the same period last year, the week before.

use sentia_semantic::Grain;

use super::{
    super::reading::Reading,
    Against, Found,
    relative::{Unit, unit_at},
};

pub(super) fn against_at(reading: &Reading<'_>, at: usize) -> Option<(usize, Found)> {
    let at = at + usize::from(reading.word(at) == "the");
    let found = [
        short(reading, at),
        spelt_out(reading, at),
        same_period(reading, at),
        period_before(reading, at),
        unit_before(reading, at),
    ];
    let (to, against, grain) = found.into_iter().flatten().max_by_key(|(to, ..)| *to)?;
    Some((to, Found::Against(against, grain)))
}

type Match = (usize, Against, Option<Grain>);

fn on_unit(grain: Grain) -> (Against, Option<Grain>) {
    let against = if grain == Grain::Year { Against::PreviousYear } else { Against::PreviousPeriod };
    (against, (grain != Grain::Year).then_some(grain))
}

/// yoy, y-o-y, y/y, mom, wow, qoq, dod.
fn short(reading: &Reading<'_>, at: usize) -> Option<Match> {
    let (to, letter) = match (reading.word(at), reading.word(at + 1), reading.word(at + 2)) {
        ("yoy", ..) => (at + 1, "y"),
        ("mom", ..) => (at + 1, "m"),
        ("wow", ..) => (at + 1, "w"),
        ("qoq", ..) => (at + 1, "q"),
        ("dod", ..) => (at + 1, "d"),
        ("pop", ..) => (at + 1, "p"),
        (one, "o", other) if one == other => (at + 3, one),
        (one @ ("y" | "m" | "w" | "q"), other, _) if one == other => (at + 2, one),
        _ => return None,
    };
    let grain = match letter {
        "y" => Grain::Year,
        "m" => Grain::Month,
        "w" => Grain::Week,
        "q" => Grain::Quarter,
        "d" => Grain::Day,
        "p" => return Some((to, Against::PreviousPeriod, None)),
        _ => return None,
    };
    let (against, grain) = on_unit(grain);
    Some((to, against, grain))
}

/// year on year, month-over-month, period on period.
fn spelt_out(reading: &Reading<'_>, at: usize) -> Option<Match> {
    if !matches!(reading.word(at + 1), "on" | "over") {
        return None;
    }
    if reading.word(at) == "period" && reading.word(at + 2) == "period" {
        return Some((at + 3, Against::PreviousPeriod, None));
    }
    let (_, one) = unit_at(reading, at)?;
    let (to, other) = unit_at(reading, at + 2)?;
    match (one, other) {
        (Unit::Grain(one), Unit::Grain(other)) if one == other => {
            let (against, grain) = on_unit(one);
            Some((to, against, grain))
        }
        _ => None,
    }
}

/// same period last year, this time last year, the same week a year ago.
fn same_period(reading: &Reading<'_>, at: usize) -> Option<Match> {
    let is_this_time =
        reading.word(at) == "this" && matches!(reading.word(at + 1), "time" | "point" | "stage");
    if reading.word(at) != "same" && !is_this_time {
        return None;
    }
    let counted = reading.atoms.get(at + 1).is_some_and(|atom| atom.digits > 0);
    let noun = at + 1 + usize::from(counted);
    let names_a_period = matches!(reading.word(noun), "period" | "time" | "point" | "stage" | "dates")
        || unit_at(reading, noun).is_some();
    let next = noun + 1 + usize::from(matches!(reading.word(noun + 1), "of" | "in"));
    let next = next + usize::from(reading.word(next) == "the");
    if !names_a_period {
        return None;
    }
    match (reading.word(next), reading.word(next + 1), reading.word(next + 2)) {
        ("last" | "previous" | "prior", "year" | "yr", _) | ("year", "before" | "ago" | "earlier", _) => {
            Some((next + 2, Against::PreviousYear, None))
        }
        ("a", "year", "ago" | "earlier" | "before") => Some((next + 3, Against::PreviousYear, None)),
        ("ly", ..) => Some((next + 1, Against::PreviousYear, None)),
        ("last" | "previous" | "prior", "month" | "quarter" | "week", _) => {
            Some((next + 2, Against::PreviousPeriod, None))
        }
        _ if reading.word(noun) == "period" => Some((noun + 1, Against::PreviousYear, None)),
        _ => None,
    }
}

/// the previous period, the period before.
fn period_before(reading: &Reading<'_>, at: usize) -> Option<Match> {
    match (reading.word(at), reading.word(at + 1)) {
        ("previous" | "prior" | "preceding" | "last", "period") => {
            Some((at + 2, Against::PreviousPeriod, None))
        }
        ("period", "before") => Some((at + 2, Against::PreviousPeriod, None)),
        ("previous" | "prior" | "preceding", "one") => Some((at + 2, Against::PreviousPeriod, None)),
        ("one", "before") => Some((at + 2, Against::PreviousPeriod, None)),
        _ => None,
    }
}

/// the week before, the year before, a year earlier.
fn unit_before(reading: &Reading<'_>, at: usize) -> Option<Match> {
    let start = at + usize::from(matches!(reading.word(at), "a" | "one"));
    let (next, unit) = unit_at(reading, start)?;
    let says_so = matches!(reading.word(next), "before" | "earlier" | "previously");
    let goes_on = matches!(reading.word(next + 1), "last" | "yesterday");
    match unit {
        Unit::Grain(grain) if says_so && !goes_on => {
            let (against, grain) = on_unit(grain);
            Some((next + 1, against, grain))
        }
        _ => None,
    }
}
