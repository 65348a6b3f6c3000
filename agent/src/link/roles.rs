//! What names are doing in a question, told from the words around them: split by, filter to, leave out, how many rows.

use super::{
    DimensionRole, LinkedDimension, LinkedMember, LinkedNumber, Links, Span,
    cover::{Claim, Mention},
    cues::{Cue, FoundCue},
    linker::{Taken, cue_before},
    member_names::MemberNames,
    members::joins,
    reading::Reading,
    text::Gap,
};

const BY: [&str; 14] = [
    "by",
    "per",
    "each",
    "every",
    "across",
    "between",
    "among",
    "amongst",
    "which",
    "what",
    "whose",
    "individual",
    "different",
    "various",
];

/// Words that may stand between "by" and the dimension.
const PASSED: [&str; 22] = [
    "the", "our", "my", "your", "their", "of", "all", "own", "main", "single", "top", "best", "worst",
    "highest", "lowest", "biggest", "largest", "smallest", "bottom", "poorest", "most", "least",
];

pub(super) fn dimensions(links: &mut Links, taken: &Taken<'_>, cues: &[FoundCue]) {
    let mut last: Option<(usize, DimensionRole)> = None;
    for mention in &taken.mentions {
        let Claim::Dimension(candidates) = &mention.claim else { continue };
        let inherited =
            last.filter(|(end, _)| follows_in_list(taken.reading, *end, mention.from)).map(|(_, role)| role);
        let own = role(taken, cues, mention);
        let role = match (own, inherited) {
            (DimensionRole::Bare, Some(role)) => role,
            (own, _) => own,
        };
        last = Some((mention.to, role));
        links.dimensions.push(LinkedDimension {
            span: taken.reading.span(mention.from, mention.to),
            candidates: candidates.clone(),
            role,
            plural: is_plural(taken.reading, mention),
        });
    }
}

fn is_plural(reading: &Reading<'_>, mention: &Mention) -> bool {
    mention.to.checked_sub(1).is_some_and(|last| {
        reading.word(last) == "people"
            || reading.stems[last] != reading.word(last) && reading.word(last).ends_with('s')
    })
}

fn role(taken: &Taken<'_>, cues: &[FoundCue], mention: &Mention) -> DimensionRole {
    let reading = taken.reading;
    let mut all = false;
    let mut at = mention.from;
    while let Some(before) = at.checked_sub(1) {
        let word = reading.word(before);
        if BY.contains(&word) {
            return DimensionRole::By;
        }
        if cue_before(cues, at, |cue| matches!(cue, Cue::Order(_) | Cue::OrderOfChange(_))).is_some() {
            return DimensionRole::By;
        }
        all |= word == "all" || word == "any";
        let is_number = reading.atoms[before].digits > 0 || super::english::number_word(word).is_some();
        if !(PASSED.contains(&word) || is_number)
            || !taken.is_free(before)
            || reading.atoms[at].gap == Gap::Break
        {
            break;
        }
        at = before;
    }
    if matches!(reading.word(mention.to), "wise") || is_repeated(reading, mention) {
        return DimensionRole::By;
    }
    if all { DimensionRole::All } else { DimensionRole::Bare }
}

/// "line by line".
fn is_repeated(reading: &Reading<'_>, mention: &Mention) -> bool {
    reading.word(mention.to) == "by" && reading.word(mention.to + 1) == reading.word(mention.from)
}

/// "by line and shift", "by line, shift", "by line within plant", "line x shift".
fn follows_in_list(reading: &Reading<'_>, end: usize, start: usize) -> bool {
    let between: Vec<&str> = (end..start).map(|at| reading.word(at)).collect();
    match between.as_slice() {
        [] => reading.atoms.get(start).is_some_and(|atom| matches!(atom.gap, Gap::Comma | Gap::Slash)),
        [one] => matches!(*one, "and" | "then" | "x" | "within" | "or" | "by" | "plus" | "in"),
        ["and" | "then", two] => matches!(*two, "then" | "by" | "per" | "the" | "also"),
        ["and", "then", "by"] => true,
        ["within", "each"] | ["for", "each"] | ["in", "each"] => true,
        _ => false,
    }
}

pub(super) fn members(links: &mut Links, taken: &Taken<'_>, cues: &[FoundCue]) {
    let mut group = 0;
    let mut last: Option<(usize, bool)> = None;
    for mention in &taken.mentions {
        let (entries, or_measure) = match &mention.claim {
            Claim::Members(entries) => (entries.as_slice(), &[][..]),
            Claim::MemberOrMeasure(entry, measures) => (std::slice::from_ref(entry), measures.as_slice()),
            _ => continue,
        };
        let continues = last.filter(|(end, _)| joins(taken.reading, *end, mention.from));
        let own = is_excluded(taken, cues, mention.from);
        let excluded = own
            || continues.is_some_and(|(end, excluded)| excluded && !taken.reading.word(end).starts_with('v'));
        if continues.is_none() {
            group += 1;
        }
        last = Some((mention.to, excluded));
        for entry in entries {
            match &entry.unknown {
                Some(unknown) => links.unknown_members.push(unknown.clone()),
                None => links.members.push(LinkedMember {
                    span: entry.span,
                    candidates: entry.candidates.clone(),
                    excluded,
                    or_measure: or_measure.to_vec(),
                    group,
                }),
            }
        }
    }
}

/// Whether "excluding", "except for", "not" and the like stand before a name.
fn is_excluded(taken: &Taken<'_>, cues: &[FoundCue], from: usize) -> bool {
    let mut at = from;
    for _ in 0..3 {
        if cue_before(cues, at, |cue| matches!(cue, Cue::Exclude | Cue::Not)).is_some() {
            return true;
        }
        let Some(before) = at.checked_sub(1) else { return false };
        if !matches!(
            taken.reading.word(before),
            "the" | "for" | "any" | "all" | "from" | "at" | "on" | "in" | "our" | "of"
        ) || !taken.is_free(before)
        {
            return false;
        }
        at = before;
    }
    false
}

/// "OEE and its drivers", "OEE with the loss tree".
pub(super) fn drivers(links: &mut Links, reading: &Reading<'_>, cues: &[FoundCue]) {
    let asked = cues.iter().any(|cue| cue.cue == Cue::Drivers && reading.word(cue.from) != "tree");
    if let Some(measure) = links.measures.first_mut().filter(|_| asked) {
        measure.with_drivers = true;
    }
}

/// Numbers beside an order word or before a dimension say how many rows; those after "over" are thresholds; the rest stay
/// leftover.
pub(super) fn numbers(
    links: &mut Links,
    taken: &Taken<'_>,
    cues: &[FoundCue],
    numbers: Vec<(usize, usize, LinkedNumber)>,
    names: &MemberNames,
) {
    let reading = taken.reading;
    for (from, to, mut number) in numbers {
        let digits = reading.atoms[from].digits > 0;
        let order_near = |cue: Cue| matches!(cue, Cue::Order(_) | Cue::OrderOfChange(_));
        let ordered = cue_before(cues, from, order_near).is_some()
            || cues.iter().any(|cue| cue.from == to && order_near(cue.cue))
            || (reading.word(from.wrapping_sub(1)) == "first" && digits);
        let counts_rows = counts_a_dimension(links, taken, names, from, to);
        let is_threshold = cue_before(cues, from, |cue| cue == Cue::Threshold).is_some();
        number.is_limit = (ordered || counts_rows == Counts::SomeOf)
            && number.value >= 1.0
            && number.value.fract() == 0.0
            && !number.percent;
        if is_threshold {
            number.span = number.span.cover(unit_behind(taken, to).unwrap_or(number.span));
        }
        let stays = number.is_limit || is_threshold || counts_rows == Counts::AllOf;
        if stays || !digits {
            links.numbers.push(number);
        } else {
            links.amounts.push(number);
        }
    }
}

/// The unit that a bound is given in: million pounds, kWh, minutes.
fn unit_behind(taken: &Taken<'_>, to: usize) -> Option<Span> {
    const UNITS: [&str; 40] = [
        "thousand", "million", "billion", "grand", "k", "m", "bn", "mn", "pound", "pounds", "quid", "euro",
        "euros", "dollar", "dollars", "gbp", "eur", "usd", "pln", "kwh", "mwh", "gwh", "kg", "tonne",
        "tonnes", "second", "seconds", "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "h",
        "day", "days", "week", "weeks",
    ];
    let is_unit = |at: &usize| UNITS.contains(&taken.reading.word(*at)) && taken.is_free(*at);
    let count = (to..to + 2).take_while(is_unit).count();
    (count > 0).then(|| taken.reading.span(to, to + count))
}

#[derive(PartialEq, Eq)]
enum Counts {
    Nothing,
    /// "5 customers".
    SomeOf,
    /// "all three plants", "our 12 lines".
    AllOf,
}

fn counts_a_dimension(
    links: &Links,
    taken: &Taken<'_>,
    names: &MemberNames,
    from: usize,
    to: usize,
) -> Counts {
    let reading = taken.reading;
    let start = reading.atoms.get(to).map(|atom| atom.span.start);
    let Some(dimension) =
        links.dimensions.iter().find(|dimension| Some(dimension.span.start) == start && dimension.plural)
    else {
        return Counts::Nothing;
    };
    let before = from.checked_sub(1).map_or("", |at| reading.word(at));
    let value = reading.atoms[from].number.or_else(|| super::english::number_word(reading.word(from)));
    let is_all_there_are =
        dimension.candidates.first().is_some_and(|best| value == u64::try_from(names.count(&best.id)).ok());
    if matches!(before, "all" | "the" | "our" | "these" | "those") && (before != "the" || is_all_there_are) {
        Counts::AllOf
    } else {
        Counts::SomeOf
    }
}
