//! Members in a question: names, codes, numbered lists and ranges.

use std::collections::BTreeMap;

use sentia_semantic::Member;

use super::{
    MemberRef, Quality, Span, UnknownMember,
    cover::{Claim, Entry, Mention},
    member_names::MemberNames,
    phrasebook::{Hit, Needs},
    reading::Reading,
    text::{Atom, Gap},
};

/// A dimension's word in the question.
#[derive(Debug, Clone)]
pub(crate) struct DimensionHit {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) id: String,
    pub(crate) searchable: bool,
    pub(crate) score: f64,
    pub(crate) quality: Quality,
}

/// What the member search looks at besides the names.
pub(crate) struct Surroundings<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) names: &'a MemberNames,
    pub(crate) dimensions: &'a [DimensionHit],
    /// What the numbers of a dimension's members begin with, and its id.
    pub(crate) prefixes: &'a [(String, String)],
    /// Whether a measure or dimension is called exactly what stands at these atoms.
    pub(crate) is_other_name: &'a dyn Fn(usize, usize) -> bool,
    /// Whether a date begins at this atom.
    pub(crate) is_time: &'a dyn Fn(usize) -> bool,
}

/// Digits from which on a number behind a prefix is one: "B-2" may be a building.
const SHORTEST_NUMBER: usize = 3;

/// Words before a member whose name is an ordinary word that show it is meant as a name.
const ANNOUNCING: [&str; 21] = [
    "on",
    "for",
    "at",
    "in",
    "only",
    "just",
    "excluding",
    "except",
    "without",
    "vs",
    "versus",
    "v",
    "than",
    "not",
    "against",
    "with",
    "exclude",
    "include",
    "including",
    "drop",
    "about",
];

pub(crate) fn members(around: &Surroundings<'_>) -> Vec<Mention> {
    let mut mentions = named(around);
    mentions.extend(around.dimensions.iter().filter_map(|hit| numbered(around, hit)));
    mentions.extend(around.dimensions.iter().filter_map(|hit| coded(around, hit)));
    mentions.extend((0..around.reading.atoms.len()).filter_map(|at| prefixed(around, at)));
    mentions
}

/// Members by name. Names that fit several members at the same words become one mention with several candidates.
fn named(around: &Surroundings<'_>) -> Vec<Mention> {
    let reading = around.reading;
    let hits: Vec<Hit<'_>> = (0..reading.atoms.len())
        .flat_map(|at| around.names.book.hits_at(&reading.atoms, &reading.members, at))
        .collect();
    let mut taken: BTreeMap<(usize, usize), Vec<MemberRef>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for hit in hits {
        let Some(found) = around.names.reference(hit.phrase.owner, hit.score, hit.quality()) else {
            continue;
        };
        match extent(around, &hit, &found.member.dimension) {
            Some(span) => take(&mut taken, span, found),
            None if hit.phrase.needs == Needs::Context => waiting.push((hit, found)),
            None => {}
        }
    }
    for (hit, found) in waiting {
        if is_in_a_list(reading, &taken, &hit, &found.member.dimension) {
            take(&mut taken, (hit.from, hit.to), found);
        }
    }
    taken.into_iter().map(|((from, to), candidates)| mention(reading, from, to, candidates)).collect()
}

fn take(taken: &mut BTreeMap<(usize, usize), Vec<MemberRef>>, span: (usize, usize), found: MemberRef) {
    let candidates = taken.entry(span).or_default();
    match candidates.iter_mut().find(|candidate| candidate.member == found.member) {
        Some(known) if known.score >= found.score => {}
        Some(known) => *known = found,
        None => candidates.push(found),
    }
}

fn mention(reading: &Reading<'_>, from: usize, to: usize, mut candidates: Vec<MemberRef>) -> Mention {
    keep_best(&mut candidates);
    let score = candidates.first().map_or(0.0, |best| best.score);
    let entry = Entry { span: reading.span(from, to), candidates, unknown: None };
    Mention { from, to, score, claim: Claim::Members(vec![entry]) }
}

/// Best first; the hidden ones only where there is no visible one; those of a clearly worse fit left out.
fn keep_best(candidates: &mut Vec<MemberRef>) {
    if candidates.iter().any(|candidate| candidate.visible) {
        candidates.retain(|candidate| candidate.visible);
    }
    candidates.sort_by(|one, other| {
        other
            .quality
            .cmp(&one.quality)
            .then(other.score.total_cmp(&one.score))
            .then_with(|| one.member.cmp(&other.member))
    });
    if let Some(best) = candidates.first().map(|best| best.quality) {
        candidates.retain(|candidate| candidate.quality == best);
    }
}

/// The atoms that a hit covers with the dimension's word beside it, if what the name needs is there.
fn extent(around: &Surroundings<'_>, hit: &Hit<'_>, dimension: &str) -> Option<(usize, usize)> {
    let before = word_before(around, hit.from, dimension);
    let after = word_after(around, hit.to, dimension);
    let from = before.unwrap_or(hit.from);
    let to = after.unwrap_or(hit.to);
    let has_word = before.is_some() || after.is_some();
    let stands = match hit.phrase.needs {
        Needs::Nothing | Needs::Tight => !(around.is_other_name)(hit.from, hit.to) || has_word,
        Needs::DimensionWord => before.is_some(),
        Needs::Capitals => has_word || is_in_capitals(around.reading, hit),
        Needs::Context => has_word || is_announced(around, hit),
    };
    stands.then_some((from, to))
}

fn is_in_capitals(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    reading.atoms.get(hit.from..hit.to).is_some_and(|atoms| atoms.iter().all(|atom| atom.capitals))
        && !all_capitals(&reading.atoms)
}

/// Somebody shouts: capitals say nothing.
fn all_capitals(atoms: &[Atom]) -> bool {
    atoms.len() > 2
        && atoms.iter().filter(|atom| atom.digits == 0).all(|atom| atom.capitals || atom.text.len() < 2)
}

/// Where the dimension's word stands before a name: "shift: night", "cost centre no. 420".
fn word_before(around: &Surroundings<'_>, from: usize, dimension: &str) -> Option<usize> {
    let ends_at = |at: usize| {
        around.dimensions.iter().find(|hit| hit.to == at && hit.id == dimension).map(|hit| hit.from)
    };
    let number_word = from.checked_sub(1).filter(|at| {
        matches!(around.reading.word(*at), "no" | "number" | "nr" | "called" | "named" | "code")
    });
    ends_at(from).or_else(|| number_word.and_then(ends_at))
}

fn word_after(around: &Surroundings<'_>, to: usize, dimension: &str) -> Option<usize> {
    around.dimensions.iter().filter(|hit| hit.from == to && hit.id == dimension).map(|hit| hit.to).max()
}

/// An ordinary word that stands like a name: after "on", "excluding" and the like, or as a plural ("nights").
fn is_announced(around: &Surroundings<'_>, hit: &Hit<'_>) -> bool {
    if (around.is_other_name)(hit.from, hit.to) || (around.is_time)(hit.from) {
        return false;
    }
    let reading = around.reading;
    let before = hit.from.checked_sub(1).map_or("", |at| reading.word(at));
    let before =
        if before == "the" { hit.from.checked_sub(2).map_or("", |at| reading.word(at)) } else { before };
    let is_plural = hit.to == hit.from + 1
        && reading.word(hit.from).ends_with('s')
        && !reading.word(hit.from).ends_with("ss")
        && hit
            .phrase
            .words
            .first()
            .is_some_and(|word| !around.names.book.vocabulary.text(*word).ends_with('s'));
    if is_segment(reading, hit) || is_proper_name(reading, hit) {
        return true;
    }
    let counts_days =
        hit.from.checked_sub(1).and_then(|at| reading.atoms.get(at)).is_some_and(|atom| atom.digits > 0);
    ANNOUNCING.contains(&before) || (is_plural && !counts_days)
}

/// A name between commas, or all there is: "OEE, late, Derby".
fn is_segment(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let begins = hit.from == 0 || reading.atoms[hit.from].gap == Gap::Comma;
    let ends = reading.atoms.get(hit.to).is_none_or(|next| next.gap == Gap::Comma);
    begins && ends
}

/// A capital within a sentence that is not all in capitals: "and Reading?".
fn is_proper_name(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let words = reading.atoms.iter().filter(|atom| atom.digits == 0);
    let (capitals, all) =
        words.fold((0, 0), |(capitals, all), atom| (capitals + usize::from(atom.capital), all + 1));
    let is_capital = reading.atoms.get(hit.from).is_some_and(|atom| atom.capital && !atom.capitals);
    hit.from > 0 && is_capital && capitals * 2 <= all
}

/// "nights and earlies": beside a member of the same dimension.
fn is_in_a_list(
    reading: &Reading<'_>,
    taken: &BTreeMap<(usize, usize), Vec<MemberRef>>,
    hit: &Hit<'_>,
    dimension: &str,
) -> bool {
    taken.iter().any(|((from, to), candidates)| {
        candidates.iter().any(|candidate| candidate.member.dimension == dimension)
            && (joins(reading, *to, hit.from) || joins(reading, hit.to, *from))
    })
}

/// Whether only "and", "or", "vs" or a comma stands between two atoms.
pub(crate) fn joins(reading: &Reading<'_>, end: usize, start: usize) -> bool {
    match start.checked_sub(end) {
        Some(0) => {
            reading.atoms.get(start).is_some_and(|atom| atom.gap == Gap::Comma || atom.gap == Gap::Slash)
        }
        Some(1) => is_joint(reading.word(end)),
        Some(2) => {
            let second = reading.word(end + 1);
            (is_joint(reading.word(end)) && matches!(second, "the" | "also" | "with" | "to"))
                || (reading.word(end) == "as" && second == "well")
        }
        _ => false,
    }
}

fn is_joint(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "nor"
            | "vs"
            | "versus"
            | "v"
            | "with"
            | "against"
            | "to"
            | "plus"
            | "than"
            | "nd"
            | "n"
    )
}

/// The members that bear the name which a measure has too.
pub(crate) fn same_named_member(around: &Surroundings<'_>, from: usize, to: usize) -> Option<Entry> {
    let reading = around.reading;
    let hits = around
        .names
        .book
        .hits_at(&reading.atoms, &reading.members, from)
        .into_iter()
        .filter(|hit| hit.to == to && !hit.corrected);
    let mut candidates: Vec<MemberRef> =
        hits.filter_map(|hit| around.names.reference(hit.phrase.owner, hit.score, hit.quality())).collect();
    keep_best(&mut candidates);
    candidates.retain(|candidate| candidate.visible);
    (!candidates.is_empty()).then(|| Entry { span: reading.span(from, to), candidates, unknown: None })
}

/// line 3, lines 1 to 3, lines 1, 2 and 5, line 1-4.
fn numbered(around: &Surroundings<'_>, hit: &DimensionHit) -> Option<Mention> {
    if !around.names.has_numbers(&hit.id) || hit.quality < Quality::Derived {
        return None;
    }
    let reading = around.reading;
    let start =
        hit.to + usize::from(matches!(reading.word(hit.to), "no" | "number" | "numbers" | "nos" | "nr"));
    let first = number(reading, start)?;
    let mut entries = vec![entry(around, hit, first, (hit.from, start + 1))];
    let mut at = start + 1;
    while let Some((next, next_number, is_range)) = continued(around, at) {
        let previous = number(reading, at - 1).unwrap_or(next_number);
        let first_new = if is_range { previous + 1 } else { next_number };
        if is_range && (next_number <= previous || next_number - previous > 100) {
            break;
        }
        entries.extend((first_new..=next_number).map(|number| entry(around, hit, number, (hit.from, next))));
        at = next;
    }
    let is_one_year = entries.len() == 1 && entries[0].unknown.is_some() && reading.atoms[start].digits == 4;
    (!is_one_year).then_some(Mention { from: hit.from, to: at, score: 1.0, claim: Claim::Members(entries) })
}

fn number(reading: &Reading<'_>, at: usize) -> Option<u64> {
    let is_code = reading.atoms.get(at + 1).is_some_and(|next| next.gap == Gap::Joined);
    reading.atoms.get(at).and_then(|atom| atom.number).filter(|_| !is_code)
}

/// The next number of a list or range: the atom after it, the number, and whether it closes a range.
fn continued(around: &Surroundings<'_>, at: usize) -> Option<(usize, u64, bool)> {
    let reading = around.reading;
    let atom = reading.atoms.get(at)?;
    let by_dash = matches!(atom.gap, Gap::Hyphen | Gap::Dash) && atom.number.is_some();
    let (start, is_range) = match atom.text.as_str() {
        "to" | "through" | "thru" | "until" => (at + 1, true),
        "and" | "or" | "vs" | "versus" | "v" => (at + 1, false),
        _ if by_dash => (at, true),
        _ if matches!(atom.gap, Gap::Comma | Gap::Slash) => (at, false),
        _ => return None,
    };
    let number = number(reading, start).filter(|_| !(around.is_time)(start) || is_range)?;
    let counts = matches!(reading.word(start + 1), "percent" | "other" | "more" | "others");
    (!counts).then_some((start + 1, number, is_range))
}

fn entry(around: &Surroundings<'_>, hit: &DimensionHit, number: u64, (from, to): (usize, usize)) -> Entry {
    let owners = around.names.numbered(&hit.id, number).iter();
    let mut candidates: Vec<MemberRef> =
        owners.filter_map(|owner| around.names.reference(*owner, 1.0, Quality::Exact)).collect();
    keep_best(&mut candidates);
    let span = around.reading.span(from, to);
    let unknown = candidates.is_empty().then(|| UnknownMember {
        span,
        dimension: hit.id.clone(),
        typed: format!("{} {number}", around.reading.span(hit.from, hit.to).of(around.reading.question)),
        nearest: around.names.near_number(&hit.id, number),
    });
    Entry { span, candidates, unknown }
}

/// batch B-1007, work order 10422: a code after the word of a dimension whose members are not listed. It goes into the
/// filter as typed.
fn coded(around: &Surroundings<'_>, hit: &DimensionHit) -> Option<Mention> {
    if hit.searchable || hit.quality < Quality::Derived {
        return None;
    }
    let reading = around.reading;
    let start = hit.to + usize::from(matches!(reading.word(hit.to), "no" | "number" | "nr" | "id" | "code"));
    let is_one_word =
        reading.atoms.get(start).is_some_and(|atom| matches!(atom.gap, Gap::Joined | Gap::Hyphen));
    if is_one_word && owner_at(around, hit.from).is_some() {
        return None; // the word is the beginning of the number: LOT-10001
    }
    let mut entries = Vec::new();
    let mut at = start;
    while let Some(to) = code_end(reading, at) {
        let span = reading.span(at, to);
        let typed = span.of(reading.question);
        let (dimension, number) = owner(around, typed).unwrap_or_else(|| (hit.id.clone(), typed.to_owned()));
        entries.push(numbered_entry(
            if entries.is_empty() { reading.span(hit.from, to) } else { span },
            dimension,
            number,
        ));
        at = to;
        if !(joins(reading, at, at) || joins(reading, at, at + 1) && code_end(reading, at + 1).is_some()) {
            break;
        }
        at += usize::from(is_joint(reading.word(at)));
    }
    let only_a_year = entries.len() == 1 && (around.is_time)(start);
    let end = entries.last().map(|last| last.span)?;
    let to = reading.atoms.iter().position(|atom| atom.span.end == end.end)? + 1;
    (!only_a_year).then_some(Mention { from: hit.from, to, score: 1.0, claim: Claim::Members(entries) })
}

fn numbered_entry(span: Span, dimension: String, number: String) -> Entry {
    let member = Member { dimension, key: number.clone(), label: number.clone() };
    let candidates =
        vec![MemberRef { member, name: number, score: 1.0, quality: Quality::Exact, visible: true }];
    Entry { span, candidates, unknown: None }
}

/// PO-10422, B1007: a number that says itself what it is of.
fn prefixed(around: &Surroundings<'_>, at: usize) -> Option<Mention> {
    let ((dimension, number), to) = owner_at(around, at)?;
    let entry = numbered_entry(around.reading.span(at, to), dimension, number);
    Some(Mention { from: at, to, score: 1.0, claim: Claim::Members(vec![entry]) })
}

/// The dimension of the number that begins at an atom, the number as it is written, and where it ends.
fn owner_at(around: &Surroundings<'_>, at: usize) -> Option<((String, String), usize)> {
    let reading = around.reading;
    let begins = reading.atoms.get(at).is_some_and(|atom| !is_tight(atom) || at == 0);
    let to = code_end(reading, at).filter(|_| begins)?;
    Some((owner(around, reading.span(at, to).of(reading.question))?, to))
}

/// The dimension whose numbers begin as this one does, and the number as it is written there.
fn owner(around: &Surroundings<'_>, typed: &str) -> Option<(String, String)> {
    let behind = |prefix: &str| {
        let rest = typed.get(prefix.len()..)?;
        typed.get(..prefix.len())?.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    around.prefixes.iter().find_map(|(prefix, dimension)| {
        let letters = prefix.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let rest = behind(prefix).or_else(|| behind(letters))?;
        let is_number = rest.len() >= SHORTEST_NUMBER && rest.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| (dimension.clone(), format!("{prefix}{rest}")))
    })
}

fn is_tight(atom: &Atom) -> bool {
    matches!(atom.gap, Gap::Joined | Gap::Hyphen | Gap::Slash | Gap::Dot)
}

/// Where a code that begins at an atom ends: letters and digits without spaces between them, at least one digit.
fn code_end(reading: &Reading<'_>, at: usize) -> Option<usize> {
    reading.atoms.get(at)?;
    let more = reading.atoms.iter().skip(at + 1).take_while(|atom| is_tight(atom)).count();
    let to = at + 1 + more;
    reading.atoms[at..to].iter().any(|atom| atom.digits > 0).then_some(to)
}

/// Members that words which nothing else claimed may name in part. `None` where they fit nothing, or too much.
pub(crate) fn partly_named(around: &Surroundings<'_>, from: usize, to: usize) -> Option<Mention> {
    let reading = around.reading;
    let words: Vec<u32> = reading
        .members
        .words
        .get(from..to)?
        .iter()
        .map(|seen| seen.map(|seen| seen.word))
        .collect::<Option<_>>()?;
    let owners = around.names.holding(&words).into_iter();
    let candidates: Vec<MemberRef> =
        owners.filter_map(|owner| around.names.reference(owner, 0.7, Quality::Partial)).collect();
    let entry = Entry {
        span: Span::new(reading.span(from, to).start, reading.span(from, to).end),
        candidates,
        unknown: None,
    };
    (!entry.candidates.is_empty()).then(|| Mention {
        from,
        to,
        score: 0.7,
        claim: Claim::Members(vec![entry]),
    })
}
