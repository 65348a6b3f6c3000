//! What the headings of the vocabulary mean.

use super::super::sense::{Approximation, End, Heading, Preposition, Quantifier, Sense, Side};

/// The sense of the phrases under a heading; none for a heading that is not known.
pub(super) fn sense(heading: &str) -> Option<Sense> {
    claim(heading).or_else(|| number(heading)).or_else(|| quantifier(heading)).or_else(|| grammar(heading))
}

fn claim(heading: &str) -> Option<Sense> {
    Some(match heading {
        "up" => Sense::Move(Heading::Up, false),
        "a rise" => Sense::Move(Heading::Up, true),
        "down" => Sense::Move(Heading::Down, false),
        "a fall" => Sense::Move(Heading::Down, true),
        "improved" => Sense::Move(Heading::Better, false),
        "an improvement" => Sense::Move(Heading::Better, true),
        "worsened" => Sense::Move(Heading::Worse, false),
        "a setback" => Sense::Move(Heading::Worse, true),
        "unchanged" => Sense::Move(Heading::Flat, false),
        "changed" => Sense::Move(Heading::Either, false),
        "a change" => Sense::Move(Heading::Either, true),
        "higher" => Sense::Comparative(Heading::Up),
        "lower" => Sense::Comparative(Heading::Down),
        "better" => Sense::Comparative(Heading::Better),
        "worse" => Sense::Comparative(Heading::Worse),
        "different" => Sense::Comparative(Heading::Either),
        "highest" => Sense::Extreme(End::Most),
        "lowest" => Sense::Extreme(End::Least),
        "best" => Sense::Extreme(End::Best),
        "worst" => Sense::Extreme(End::Worst),
        "above" => Sense::Side(Side::Above),
        "below" => Sense::Side(Side::Below),
        "ahead" => Sense::Side(Side::Ahead),
        "behind" => Sense::Side(Side::Behind),
        "met" => Sense::Side(Side::Met),
        "missed" => Sense::Side(Side::Missed),
        "equal" => Sense::Side(Side::Equal),
        "off" => Sense::Side(Side::Off),
        "beside" => Sense::Side(Side::Beside),
        "good" => Sense::Verdict(true),
        "poor" => Sense::Verdict(false),
        _ => return None,
    })
}

/// `rank 2`, `times 2.5`, `part 1/3`.
fn number(heading: &str) -> Option<Sense> {
    let (kind, value) = heading.split_once(' ')?;
    match kind {
        "rank" => value.parse().ok().map(Sense::Ordinal),
        "times" => value.parse().ok().map(Sense::Multiple),
        "part" => {
            let (over, under) = value.split_once('/')?;
            Some(Sense::Fraction(over.parse::<f64>().ok()? / under.parse::<f64>().ok()?))
        }
        "preposition" => preposition(value).map(Sense::Preposition),
        _ => None,
    }
}

fn preposition(name: &str) -> Option<Preposition> {
    Some(match name {
        "by" => Preposition::By,
        "to" => Preposition::To,
        "from" => Preposition::From,
        "at" => Preposition::At,
        "of" => Preposition::Of,
        "on" => Preposition::On,
        "since" => Preposition::Since,
        "in" => Preposition::In,
        "with" => Preposition::With,
        "per" => Preposition::Per,
        "than" => Preposition::Than,
        "between" => Preposition::Between,
        "until" => Preposition::Until,
        _ => return None,
    })
}

fn quantifier(heading: &str) -> Option<Sense> {
    let quantifier = match heading {
        "all" => Quantifier::All,
        "none" => Quantifier::None,
        "only" => Quantifier::Only,
        "both" => Quantifier::Both,
        "neither" => Quantifier::Neither,
        "most" => Quantifier::Most,
        "several" => Quantifier::Several,
        "the rest" => Quantifier::Rest,
        _ => return approximation(heading).map(Sense::Approximation),
    };
    Some(Sense::Quantifier(quantifier))
}

fn approximation(heading: &str) -> Option<Approximation> {
    Some(match heading {
        "about" => Approximation::Near,
        "nearly" => Approximation::Nearly,
        "a little over" => Approximation::Over,
        "a little under" => Approximation::Under,
        "at least" => Approximation::AtLeast,
        "at most" => Approximation::AtMost,
        _ => return None,
    })
}

fn grammar(heading: &str) -> Option<Sense> {
    Some(match heading {
        "first" => Sense::First,
        "last" => Sense::Last,
        "followed by" => Sense::NextRank,
        "reached" => Sense::Reach,
        "target" => Sense::Target,
        "accounted for" => Sense::ShareVerb,
        "share" => Sense::ShareNoun,
        "not" => Sense::Not,
        "ranged" => Sense::Range,
        "gap" => Sense::Distance,
        "because" => Sense::Cause,
        "will" => Sense::Future,
        "ever" => Sense::Ever,
        "overall" => Sense::Whole,
        "average" => Sense::Average,
        "rolling" => Sense::Window,
        "and" => Sense::And,
        "but" => Sense::But,
        "except" => Sense::Except,
        "which" => Sense::Which,
        "respectively" => Sense::Respectively,
        "pronoun" => Sense::Pronoun,
        "no data" => Sense::NoData,
        "head" => Sense::Head,
        "excluding" => Sense::Without,
        "verb" => Sense::Verb,
        "plain" => Sense::Plain,
        "determiner" => Sense::Determiner,
        _ => return None,
    })
}
