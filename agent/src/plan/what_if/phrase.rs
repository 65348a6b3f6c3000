//! The words of a change.

use sentia_semantic::{Catalogue, Direction, Measure, Unit};
use sentia_tools::ChangeArg;

use super::{
    super::{ask::Ask, say::lower_first},
    reading::{Change, texts},
};
use crate::link::LinkedNumber;

/// Which way a measure is taken to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Improve,
    Worsen,
    /// To the number itself.
    To,
    Double,
    Halve,
}

const UP: [&str; 35] = [
    "up",
    "rise",
    "rises",
    "rose",
    "risen",
    "rising",
    "raise",
    "raises",
    "raised",
    "raising",
    "increase",
    "increases",
    "increased",
    "increasing",
    "grow",
    "grows",
    "grew",
    "grown",
    "growing",
    "growth",
    "gain",
    "gains",
    "climb",
    "climbs",
    "climbed",
    "more",
    "higher",
    "greater",
    "extra",
    "additional",
    "jump",
    "jumps",
    "lift",
    "lifts",
    "uplift",
];
const DOWN: [&str; 36] = [
    "lose",
    "loses",
    "losing",
    "down",
    "fall",
    "falls",
    "fell",
    "fallen",
    "falling",
    "drop",
    "drops",
    "dropped",
    "dropping",
    "decrease",
    "decreases",
    "decreased",
    "decline",
    "declines",
    "declined",
    "lower",
    "lowered",
    "lowers",
    "lowering",
    "reduce",
    "reduces",
    "reduced",
    "reducing",
    "reduction",
    "cut",
    "cuts",
    "cutting",
    "less",
    "fewer",
    "shrink",
    "shrinks",
    "cheaper",
];
const IMPROVE: [&str; 6] = ["improve", "improves", "improved", "improving", "improvement", "better"];
const WORSEN: [&str; 6] = ["worsen", "worsens", "worsened", "worse", "deteriorates", "slips"];
const DOUBLE: [&str; 5] = ["double", "doubles", "doubled", "doubling", "twice"];
const HALVE: [&str; 5] = ["halve", "halves", "halved", "halving", "half"];
/// Words between a measure and the number it changes by, beside those of direction.
const JOINS: [&str; 35] = [
    "in", "on", "for", "go", "goes", "went", "gone", "moves", "moved", "by", "to", "at", "is", "was", "were",
    "be", "been", "reach", "reaches", "reached", "hits", "hit", "would", "could", "can", "should", "will",
    "had", "has", "have", "another", "a", "about", "around", "of",
];
/// Words between a number and the measure it is of, beside those of direction.
const LEADS_TO: [&str; 13] =
    ["in", "of", "off", "the", "our", "its", "a", "an", "to", "on", "for", "percent", "percentage"];
const AIMS: [&str; 20] = [
    "of", "at", "to", "reach", "reaches", "be", "hit", "hits", "is", "above", "get", "gets", "were", "was",
    "up", "down", "back", "from", "go", "a",
];
const POINTS: [&str; 7] = ["point", "points", "pp", "pts", "ppt", "percentage", "p"];
/// Other words that a change is told in.
const TELLS: [&str; 27] = [
    "what", "if", "happens", "happen", "would", "effect", "impact", "suppose", "assume", "assuming",
    "scenario", "with", "need", "needed", "require", "required", "must", "take", "takes", "achieve", "and",
    "itself", "percent", "per", "cent", "make", "our",
];

const UNITS: [&str; 27] = [
    "k", "m", "bn", "thousand", "million", "billion", "gbp", "eur", "usd", "pln", "pound", "pounds", "euro",
    "euros", "dollar", "dollars", "hour", "hours", "h", "minute", "minutes", "day", "days", "kwh", "mwh",
    "kg", "pieces",
];

impl Way {
    pub(super) fn of(word: &str) -> Option<Way> {
        let known: [(&[&str], Way); 4] =
            [(&UP, Way::Up), (&DOWN, Way::Down), (&IMPROVE, Way::Improve), (&WORSEN, Way::Worsen)];
        known.into_iter().find(|(words, _)| words.contains(&word)).map(|(_, way)| way)
    }

    /// Of words that say themselves by how much.
    pub(super) fn whole(word: &str) -> Option<Way> {
        if DOUBLE.contains(&word) { Some(Way::Double) } else { HALVE.contains(&word).then_some(Way::Halve) }
    }

    /// Whether a word says it; a value alone may be a condition.
    pub(super) fn is_said(self) -> bool {
        self != Way::To
    }

    fn sign(self, direction: Direction) -> &'static str {
        let up = match self {
            Way::Up | Way::To | Way::Double => true,
            Way::Down | Way::Halve => false,
            Way::Improve => direction != Direction::DownIsGood,
            Way::Worsen => direction == Direction::DownIsGood,
        };
        if up { "" } else { "-" }
    }
}

pub(super) fn is_way(word: &str) -> bool {
    Way::of(word).is_some() || Way::whole(word).is_some()
}

pub(super) fn joins(word: &str) -> bool {
    JOINS.contains(&word) || Way::of(word).is_some()
}

pub(super) fn leads_to(word: &str) -> bool {
    LEADS_TO.contains(&word) || is_points(word) || Way::of(word).is_some()
}

pub(super) fn aims(word: &str) -> bool {
    AIMS.contains(&word)
}

pub(super) fn is_points(word: &str) -> bool {
    POINTS.contains(&word)
}

/// Whether a word tells of a change rather than naming what is asked about.
pub(in crate::plan) fn is_of_a_change(word: &str) -> bool {
    joins(word) || leads_to(word) || aims(word) || Way::whole(word).is_some() || TELLS.contains(&word)
}

/// Whether a word is a number, or a unit that stands behind one.
pub(super) fn is_amount(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit()) || UNITS.contains(&word.to_lowercase().as_str())
}

/// "+10%", "−3%".
pub(super) fn sign(ask: &Ask<'_>, number: &LinkedNumber) -> Option<Way> {
    let before = ask.asking.question.get(..number.span.start).unwrap_or_default();
    match before.trim_end_matches(['£', '€', '$']).chars().next_back()? {
        '+' => Some(Way::Up),
        '-' | '−' => Some(Way::Down),
        _ => None,
    }
}

/// A change as the tool takes it.
pub(super) struct Amount {
    pub(super) by: Option<String>,
    pub(super) to: Option<String>,
    pub(super) assumption: Option<String>,
}

/// None where the words are no amount of the measure.
pub(super) fn amount(ask: &Ask<'_>, change: &Change<'_>, measure: &Measure) -> Option<Amount> {
    let by = |by: String| Amount { by: Some(by), to: None, assumption: None };
    let Some(number) = change.number else {
        return Some(by(if change.way == Way::Double { "100%" } else { "-50%" }.to_owned()));
    };
    if change.way == Way::To {
        return goal(ask, number, measure).map(|to| Amount { by: None, to: Some(to), assumption: None });
    }
    let sign = change.way.sign(measure.direction);
    let typed = texts(ask, number).pop()?;
    let behind = ask.words_between(number.span.end, ask.asking.question.len());
    let is_of_itself = behind.starts_with(&["of".to_owned(), "itself".to_owned()]);
    let says_points = behind.first().is_some_and(|word| is_points(word));
    if measure.unit == Unit::Percent && !is_of_itself {
        let bare = typed.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let assumption = (number.percent && !says_points).then(|| {
            format!(
                "I read \"{}\" as {bare} percentage points of {}.",
                ask.typed(number.span),
                lower_first(&measure.label)
            )
        });
        return Some(Amount { assumption, ..by(format!("{sign}{bare} points")) });
    }
    if number.percent {
        return Some(by(format!("{sign}{typed}")));
    }
    let unit = measure.unit.of_difference();
    let text = texts(ask, number).into_iter().find(|text| measure.difference(text, &unit).is_ok())?;
    Some(by(format!("{sign}{text}")))
}

/// The value of the measure that the number is, as typed.
pub(super) fn goal(ask: &Ask<'_>, number: &LinkedNumber, measure: &Measure) -> Option<String> {
    texts(ask, number).into_iter().find(|text| measure.amount(text).is_ok())
}

/// `average price rises by 5%`, `OEE is 70%`.
pub(in crate::plan) fn change_in_words(change: &ChangeArg, catalogue: &Catalogue) -> String {
    let measure = catalogue.measure(&change.measure);
    let label = measure.map_or(change.measure.clone(), |measure| lower_first(&measure.label));
    let is_share = measure.is_some_and(|measure| measure.unit == Unit::Percent);
    match (&change.by, &change.to) {
        (Some(by), _) => {
            let (verb, amount) = match by.strip_prefix(['-', '−']) {
                Some(amount) => ("falls", amount),
                None => ("rises", by.strip_prefix('+').unwrap_or(by)),
            };
            let of_itself = if is_share && amount.ends_with('%') { " of itself" } else { "" };
            format!("{label} {verb} by {}{of_itself}", amount.trim())
        }
        (None, Some(to)) => format!("{label} is {to}"),
        (None, None) => label,
    }
}
