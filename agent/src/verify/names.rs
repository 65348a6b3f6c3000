//! The names that the Evidence brings: members, measures, dimensions, units, and texts that may be quoted.

use std::collections::{BTreeMap, HashMap};

use sentia_semantic::Unit;
use sentia_tools::{Cell as TableCell, Evidence, MeasureNote, TableColumn, format};

use super::{
    guard::plain_name,
    sense::Sense,
    token::{Token, TokenKind, fold, tokens},
    universe::Universe,
    vocabulary,
};

/// What a run of words is the name of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Named {
    /// Dimension id and label; more than one where a label belongs to several dimensions.
    Member(Vec<(String, String)>),
    /// Measure ids; more than one where a word is shared.
    Measure(Vec<String>),
    /// A word of measures' names that is not a whole name.
    MeasurePart(Vec<String>),
    Dimension(String),
    Unit(Unit),
    /// Text of the Evidence given word for word: a definition, a caveat, the person's scope.
    Quotation,
    /// A name in a table that lists what there is, without figures.
    Listed,
}

impl Named {
    /// Which meaning counts where the same words have several.
    fn precedence(&self) -> u8 {
        match self {
            Named::Member(_) => 0,
            Named::Measure(_) => 1,
            Named::Dimension(_) => 2,
            Named::MeasurePart(_) => 3,
            Named::Unit(_) => 4,
            Named::Quotation => 5,
            Named::Listed => 6,
        }
    }
}

struct Entry {
    words: Vec<String>,
    named: Named,
    /// Every word of it is an ordinary one, so that only a capital or a dimension beside it makes it a name.
    ordinary: bool,
}

impl Entry {
    fn stands_at(&self, tokens: &[Token], at: usize) -> bool {
        let run = tokens.get(at..at + self.words.len());
        run.is_some_and(|run| run.iter().zip(&self.words).all(|(token, word)| token.key() == *word))
    }
}

/// Names by their first word, longest first.
pub(super) struct Names {
    entries: HashMap<String, Vec<Entry>>,
}

/// Spelling variants of a name.
type Words = Vec<String>;

impl Names {
    pub(super) fn new(universe: &Universe<'_>) -> Self {
        let mut names = Names { entries: HashMap::new() };
        for evidence in universe.evidence {
            names.add_quotations(evidence);
            names.add_units(evidence);
        }
        names.add_members(universe);
        names.add_measures(universe);
        names.add_dimensions(universe);
        for entries in names.entries.values_mut() {
            entries.sort_by_key(|entry| (std::cmp::Reverse(entry.words.len()), entry.named.precedence()));
        }
        names
    }

    fn add(&mut self, words: Words, named: Named) {
        let Some(first) = words.first().cloned() else { return };
        let ordinary = words.iter().all(|word| vocabulary::knows(word));
        let entries = self.entries.entry(first).or_default();
        if !entries.iter().any(|entry| entry.words == words && entry.named == named) {
            entries.push(Entry { words, named, ordinary });
        }
    }

    fn add_quotations(&mut self, evidence: &Evidence) {
        let notes = evidence.computed.measures.iter().flat_map(|note| [&note.description, &note.formula]);
        let scope = evidence.computed.scope.iter();
        let texts = notes.chain(&evidence.caveats).chain(scope).chain(&evidence.computed.filters);
        for text in texts.chain(&evidence.computed.checks) {
            for part in text.split(". ").chain([text.as_str()]) {
                let words = words_of(part.trim_end_matches('.'));
                if words.len() > 2 {
                    self.add(words, Named::Quotation);
                }
            }
        }
        if let Some(scope) = &evidence.computed.scope {
            self.add(words_of(scope), Named::Quotation);
            scope_places(scope).iter().for_each(|place| self.add(words_of(place), Named::Quotation));
        }
    }

    fn add_units(&mut self, evidence: &Evidence) {
        for figure in &evidence.figures {
            let noun = match &figure.unit {
                Unit::Count(noun) | Unit::Quantity(noun) | Unit::Money { per: Some(noun), .. } => noun,
                _ => continue,
            };
            for spelling in [noun.clone(), format::singular(noun), format!("{noun}s")] {
                self.add(words_of(&spelling), Named::Unit(figure.unit.clone()));
            }
        }
    }

    fn add_members(&mut self, universe: &Universe<'_>) {
        let mut members: BTreeMap<Words, Vec<(String, String)>> = BTreeMap::new();
        let mut note = |dimension: &str, label: &str| {
            for words in spellings(label) {
                let known = members.entry(words).or_default();
                let member = (dimension.to_owned(), label.to_owned());
                if !known.contains(&member) {
                    known.push(member);
                }
            }
        };
        for (dimension, label) in universe.cells.iter().flat_map(|cell| &cell.figure.members) {
            note(dimension, label);
        }
        for (dimension, label) in universe.evidence.iter().flat_map(members_in_table) {
            note(dimension, label);
        }
        for filter in universe.filters.iter().flatten() {
            filter.labels.iter().for_each(|label| note(&filter.dimension, label));
        }
        for (words, member) in first_words(&members).into_iter().chain(members) {
            self.add(words, Named::Member(member));
        }
        for text in universe.evidence.iter().flat_map(table_texts) {
            self.add(words_of(text), Named::Listed);
            self.add(words_of(&plain_name(text)), Named::Listed);
        }
    }

    fn add_measures(&mut self, universe: &Universe<'_>) {
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut whole: BTreeMap<Words, Vec<String>> = BTreeMap::new();
        for (id, spelling) in measure_spellings(universe) {
            let words = words_of(&spelling);
            for word in words.iter().filter(|word| word.len() > 2 && !vocabulary::knows(word)) {
                push_new(parts.entry(word.clone()).or_default(), &id);
            }
            for variant in [plural(&words), words] {
                push_new(whole.entry(variant).or_default(), &id);
            }
        }
        for (words, ids) in whole {
            self.add(words, Named::Measure(ids));
        }
        for (word, ids) in parts {
            self.add(vec![word], Named::MeasurePart(ids));
        }
    }

    fn add_dimensions(&mut self, universe: &Universe<'_>) {
        for (id, label) in dimension_labels(universe) {
            let words = words_of(&label);
            let mut spellings = vec![words.clone(), plural(&words)];
            if let Some(last) = words.last().filter(|_| words.len() > 1) {
                spellings.extend([vec![last.clone()], plural(std::slice::from_ref(last))]);
            }
            spellings.extend(also_called(&id).iter().map(|word| vec![(*word).to_owned()]));
            for spelling in spellings {
                self.add(spelling, Named::Dimension(id.clone()));
            }
        }
    }

    /// The longest name that begins at this token: how many tokens it has.
    pub(super) fn longest(&self, tokens: &[Token], at: usize) -> Option<(usize, &Named)> {
        let entries = self.entries.get(&tokens.get(at)?.key())?;
        let may = |entry: &&Entry| !entry.ordinary || self.is_meant(entry, tokens, at);
        entries
            .iter()
            .filter(|entry| entry.stands_at(tokens, at))
            .find(may)
            .map(|entry| (entry.words.len(), &entry.named))
    }

    /// An ordinary word is a member's name when it has a capital, or its dimension stands beside it.
    fn is_meant(&self, entry: &Entry, tokens: &[Token], at: usize) -> bool {
        let Named::Member(members) = &entry.named else { return true };
        let beside = |position: Option<usize>| {
            position.is_some_and(|position| self.names_dimension(tokens, position, members))
        };
        let capital =
            tokens[at].capital && !entry.words.iter().all(|word| word.chars().all(|c| c.is_ascii_digit()));
        let plural_on = at > 0
            && tokens[at - 1].word() == Some("on")
            && entry.words.last().is_some_and(|word| word.ends_with('s'));
        let opens = at == 0 && !self.acts(tokens, at + entry.words.len());
        (capital && !opens) || plural_on || beside(Some(at + entry.words.len())) || beside(at.checked_sub(1))
    }

    /// Whether a verb, a mark or an "and" stands here, so that what comes before is a subject.
    fn acts(&self, tokens: &[Token], at: usize) -> bool {
        let Some(token) = tokens.get(at) else { return true };
        let placed = matches!(token.word(), Some("on" | "at" | "in"));
        if placed && matches!(self.longest(tokens, at + 1), Some((_, Named::Member(_)))) {
            return true;
        }
        let sense = vocabulary::longest(|offset| tokens.get(at + offset)?.word()).map(|(_, sense)| sense);
        let verb = matches!(
            sense,
            Some(
                Sense::Verb
                    | Sense::Move(_, false)
                    | Sense::And
                    | Sense::But
                    | Sense::Side(_)
                    | Sense::Extreme(_)
                    | Sense::Reach
                    | Sense::ShareVerb
                    | Sense::Comparative(_)
                    | Sense::Multiple(_)
                    | Sense::Not
                    | Sense::Quantifier(_)
            )
        );
        verb || token.mark().is_some()
            || token.number().is_some()
            || matches!(token.kind, TokenKind::Possessive | TokenKind::Reference(..))
    }

    fn names_dimension(&self, tokens: &[Token], at: usize, members: &[(String, String)]) -> bool {
        let Some(entries) = tokens.get(at).and_then(|token| self.entries.get(&token.key())) else {
            return false;
        };
        entries.iter().any(|entry| matches!(&entry.named, Named::Dimension(id) if members.iter().any(|(known, _)| known == id)))
    }

    /// The longest unit that is named from this token on.
    pub(super) fn unit(&self, tokens: &[Token], at: usize) -> Option<(usize, &Named)> {
        let entries = self.entries.get(&tokens.get(at)?.key())?;
        let fits = |entry: &&Entry| matches!(entry.named, Named::Unit(_)) && entry.stands_at(tokens, at);
        entries.iter().find(fits).map(|entry| (entry.words.len(), &entry.named))
    }

    /// The measures that go by the noun that they count.
    pub(super) fn measure_called(&self, noun: &str) -> Option<Vec<String>> {
        let words = words_of(noun);
        let entries = self.entries.get(words.first()?)?;
        entries.iter().find_map(|entry| match &entry.named {
            Named::Measure(ids) if entry.words == words => Some(ids.clone()),
            _ => None,
        })
    }

    /// Symbols of the physical units.
    pub(super) fn quantities(&self) -> impl Iterator<Item = &str> {
        let units = self.entries.values().flatten().filter_map(|entry| match &entry.named {
            Named::Unit(Unit::Quantity(symbol)) => Some(symbol.as_str()),
            _ => None,
        });
        let mut symbols: Vec<&str> = units.collect();
        symbols.sort_unstable();
        symbols.dedup();
        symbols.into_iter()
    }

    /// The member that is called `<word> <number>`, for lists such as `Lines 3 and 4`.
    pub(super) fn numbered(&self, word: &str, number: &str) -> Option<&Named> {
        let singular = [word.to_owned(), format::singular(word)];
        let find = |first: &String| {
            let entries = self.entries.get(first)?;
            let fits = |entry: &&Entry| {
                matches!(entry.named, Named::Member(_)) && entry.words.len() == 2 && entry.words[1] == number
            };
            entries.iter().find(fits)
        };
        singular.iter().find_map(find).map(|entry| &entry.named)
    }

    /// Whether this word begins names of the form `<word> <number>`.
    pub(super) fn has_numbered(&self, word: &str) -> bool {
        let stem = format::singular(word);
        let numbered = |entry: &Entry| {
            matches!(entry.named, Named::Member(_))
                && entry.words.len() == 2
                && entry.words[1].chars().all(|c| c.is_ascii_digit())
        };
        self.entries.get(&stem).is_some_and(|entries| entries.iter().any(numbered))
    }
}

/// The first word of a longer name stands for it where only one name begins with it and it is no ordinary word.
fn first_words(members: &BTreeMap<Words, Vec<(String, String)>>) -> Vec<(Words, Vec<(String, String)>)> {
    let mut firsts: BTreeMap<&String, Vec<&Vec<(String, String)>>> = BTreeMap::new();
    for (words, member) in members {
        let Some(first) = words.first() else { continue };
        let known = firsts.entry(first).or_default();
        if !known.contains(&member) {
            known.push(member);
        }
    }
    let fits = |word: &str| {
        word.chars().count() > 3 && word.chars().all(char::is_alphabetic) && !vocabulary::knows(word)
    };
    let alone = firsts.into_iter().filter(|(word, members)| members.len() == 1 && fits(word));
    alone.map(|(word, members)| (vec![word.clone()], members[0].clone())).collect()
}

fn push_new(ids: &mut Vec<String>, id: &str) {
    if !ids.iter().any(|known| known == id) {
        ids.push(id.to_owned());
    }
}

pub(super) fn words_of(text: &str) -> Words {
    tokens(text).iter().map(Token::key).collect()
}

/// A label as it stands, without a company's legal form, and with or without the plural of its last word.
fn spellings(label: &str) -> Vec<Words> {
    let words = words_of(label);
    let mut found = vec![words.clone(), plural(&words), singular(&words), words_of(&plain_name(label))];
    const FORMS: [&str; 12] =
        ["ltd", "limited", "plc", "inc", "llc", "gmbh", "ag", "sa", "bv", "spzoo", "corp", "co"];
    if let Some((last, rest)) =
        words.split_last().filter(|(last, rest)| !rest.is_empty() && FORMS.contains(&last.as_str()))
    {
        let _ = last;
        found.push(rest.to_vec());
    }
    found.dedup();
    found
}

fn plural(words: &[String]) -> Words {
    with_last(words, |last| match last {
        last if last.ends_with('s') => last.to_owned(),
        last if last.ends_with('y') && !last.ends_with("ey") && !last.ends_with("ay") => {
            format!("{}ies", &last[..last.len() - 1])
        }
        last if last.ends_with("ch") || last.ends_with("sh") || last.ends_with('x') => format!("{last}es"),
        last => format!("{last}s"),
    })
}

fn singular(words: &[String]) -> Words {
    with_last(words, |last| if last.len() > 3 { format::singular(last) } else { last.to_owned() })
}

/// Numbers and marks have no plural.
fn with_last(words: &[String], change: impl Fn(&str) -> String) -> Words {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut().filter(|last| last.chars().all(|c| c.is_ascii_alphabetic())) {
        *last = change(last);
    }
    words
}

fn measure_spellings(universe: &Universe<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let notes = universe.evidence.iter().flat_map(|evidence| &evidence.computed.measures);
    for MeasureNote { id, label, synonyms, .. } in notes {
        found.push((id.clone(), label.clone()));
        found.push((id.clone(), id.replace('_', " ")));
        found.extend(synonyms.iter().map(|synonym| (id.clone(), synonym.clone())));
    }
    let labels = universe.cells.iter().filter(|cell| !cell.figure.measure.is_empty());
    found.extend(labels.map(|cell| (cell.figure.measure.clone(), cell.figure.label.clone())));
    found.sort();
    found.dedup();
    found
}

fn dimension_labels(universe: &Universe<'_>) -> Vec<(String, String)> {
    let ids = universe
        .cells
        .iter()
        .flat_map(|cell| &cell.figure.members)
        .map(|(id, _)| (id.clone(), id.replace('_', " ")));
    let mut found: Vec<(String, String)> = ids.collect();
    let columns = universe.evidence.iter().flat_map(|evidence| &evidence.table.columns);
    let plain =
        columns.filter(|column| column.unit.is_none() && column.id != "time" && !column.id.contains('.'));
    found.extend(plain.map(|column| (column.id.clone(), column.label.clone())));
    let counted = universe.cells.iter().filter(|cell| cell.figure.measure.is_empty());
    found.extend(counted.map(|cell| (cell.figure.label.clone(), cell.figure.label.clone())));
    found.sort();
    found.dedup();
    found
}

/// Other words by which people call a dimension.
fn also_called(dimension: &str) -> &'static [&'static str] {
    match dimension {
        "plant" => &["site", "sites", "factory", "factories"],
        "site" => &["plant", "plants", "factory", "factories"],
        "product" => &["item", "items", "sku", "skus"],
        "supplier" => &["vendor", "vendors"],
        "customer" => &["account", "accounts", "client", "clients"],
        "machine" => &["asset", "assets"],
        "shift" => &["crew", "crews"],
        reason if reason.ends_with("reason") => &["cause", "causes"],
        _ => &[],
    }
}

/// Members that have a row, even where it holds no figure.
fn members_in_table(evidence: &Evidence) -> Vec<(&str, &str)> {
    let is_member = |column: &TableColumn| column.unit.is_none() && column.id != "time";
    // The lines of a statement are measures of their own, not members.
    let figures =
        !evidence.table.is_statement() && evidence.figures.iter().any(|figure| !figure.measure.is_empty());
    let mut found = Vec::new();
    for row in evidence.table.rows.iter().filter(|_| figures) {
        for (cell, column) in row.iter().zip(&evidence.table.columns).filter(|(_, column)| is_member(column))
        {
            match cell {
                TableCell::Text(text) => found.push((column.id.as_str(), text.as_str())),
                TableCell::Figure(_) | TableCell::Empty => {}
            }
        }
    }
    found
}

/// Names in the table of an Evidence that lists rather than computes.
fn table_texts(evidence: &Evidence) -> Vec<&str> {
    let lists = !evidence.table.rows.iter().flatten().any(|cell| matches!(cell, TableCell::Figure(_)));
    let mut texts = Vec::new();
    for row in evidence.table.rows.iter().filter(|_| lists) {
        for cell in row {
            match cell {
                TableCell::Text(text) if text.len() <= 60 => texts.push(text.as_str()),
                _ => {}
            }
        }
    }
    texts
}

/// `Leeds only` as `Leeds`; `Leeds and Derby only` as both.
fn scope_places(scope: &str) -> Vec<String> {
    let bare = scope.trim().trim_end_matches('.').trim_end_matches(" only");
    let split = bare.split(", ").flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" at "));
    let places = split.map(str::trim).filter(|place| !place.is_empty() && !vocabulary::knows(&fold(place)));
    places.map(str::to_owned).collect()
}
