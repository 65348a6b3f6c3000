//! Small pieces of prose.

use sentia_semantic::{Grain, Period, Unit};
use sentia_tools::{Evidence, Fact, Figure, format};

use crate::verify::plain_name;

/// `[[e1.f3]]`.
pub(super) fn reference(evidence: &Evidence, figure: &Figure) -> String {
    format!("[[{}.{}]]", evidence.id, figure.id)
}

/// The days with the preposition that fits: `in August 2026`, `on Tuesday 29 September 2026`, `over 1 – 15 Sep 2026`.
pub(super) fn when(period: &Period) -> String {
    if *period == Period::EVER {
        return "in all".to_owned();
    }
    match period.whole() {
        Some(Grain::Day) => format!("on {}", period.describe()),
        Some(_) => format!("in {}", period.describe()),
        None => format!("over {}", period.describe()),
    }
}

/// A bucket of a trend, as short as its neighbours allow: `in week 39`, `in August`, `on 21 September`.
pub(super) fn bucket(period: &Period, whole: &Period) -> String {
    let years_apart = whole.from.year() != whole.to.year() || whole.days() > 360;
    let day = period.from;
    let year = if years_apart { format!(" {}", day.year()) } else { String::new() };
    match period.whole() {
        Some(Grain::Week) if !years_apart => format!("in week {}", day.iso_week_date().week()),
        Some(Grain::Week) => {
            format!("in week {} of {}", day.iso_week_date().week(), day.iso_week_date().year())
        }
        Some(Grain::Month) => format!("in {}{year}", day.strftime("%B")),
        Some(Grain::Day) => format!("on {}{year}", day.strftime("%-d %B")),
        _ => when(period),
    }
}

/// The period that something is set against: `the week before`, `a year earlier`, else its days.
pub(super) fn before(period: &Period, earlier: &Period) -> String {
    if *earlier == period.previous()
        && let Some(grain) = period.whole()
    {
        return format!("the {} before", grain.name());
    }
    if *earlier == period.year_before() { "a year earlier".to_owned() } else { when(earlier) }
}

/// ` at Leeds`, ` on Line 3`, ` for Gearboxes`; nothing where all is meant.
pub(super) fn whose(members: &[(String, String)]) -> String {
    let mut text = String::new();
    let mut said: Vec<&str> = Vec::new();
    for (dimension, label) in members {
        if !said.contains(&label.as_str()) {
            text.push_str(&format!(" {} {}", preposition(dimension), plain_name(label)));
            said.push(label);
        }
    }
    text
}

/// What stands before a member of this dimension.
pub(super) fn preposition(dimension: &str) -> &'static str {
    match dimension {
        "plant" | "site" | "area" | "warehouse" | "location" => "at",
        "line" | "machine" | "shift" => "on",
        "country" | "region" => "in",
        _ => "for",
    }
}

/// A row by its members: `Line 3`, or `Line 3 on Early` where two dimensions split it.
pub(super) fn name(members: &[(String, String)]) -> String {
    match members {
        [] => String::new(),
        [(_, first), rest @ ..] => format!("{}{}", plain_name(first), whose(rest)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            format!(
                "{} and {}",
                first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
                last.as_ref()
            )
        }
    }
}

/// A label within a sentence: `scrap ratio`, but `OEE`.
pub(super) fn within(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == '-' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => label.to_owned(),
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a number reads as more than nothing, at the precision shown.
pub(super) fn is_zero_as_shown(figure: &Figure) -> bool {
    !format::figure_in_prose(figure).chars().any(|c| ('1'..='9').contains(&c))
}

pub(super) fn number(figure: &Figure) -> f64 {
    figure.value.as_f64().unwrap_or(0.0)
}

/// Sums add up over rows; rates, balances of days and temperatures do not.
pub(super) fn is_sum(unit: &Unit) -> bool {
    match unit {
        Unit::Count(_) | Unit::Duration | Unit::Money { per: None, .. } => true,
        Unit::Quantity(symbol) => {
            !symbol.contains('/') && !["°C", "ppm", "bar", "K", "%"].contains(&symbol.as_str())
        }
        Unit::Percent | Unit::Points | Unit::Ratio | Unit::Days | Unit::Money { .. } => false,
    }
}

/// The figures that a fact rests on; none where one of them is missing.
pub(super) fn figures<'a>(evidence: &'a Evidence, fact: &Fact) -> Option<Vec<&'a Figure>> {
    fact.figures.iter().map(|id| evidence.figure(id)).collect()
}
