//! Measures by all their words: `scrap` and `cost` together name scrap cost, and nothing else.

use sentia_semantic::Unit;
use sentia_tools::format;

use super::super::{
    fault::{Fault, FaultKind},
    item::{Item, Kind},
    names::words_of,
    sense::{Preposition, Sense},
    token::Token,
    universe::Universe,
};

/// Adjacent words of measures become one measure; a head that fits no measure is a fault.
pub(super) fn merged(
    items: Vec<Item>,
    tokens: &[Token],
    sentence: &str,
    universe: &Universe<'_>,
) -> (Vec<Item>, Vec<Fault>) {
    let merger = Merger { tokens, sentence, universe };
    let mut found: Vec<Item> = Vec::with_capacity(items.len());
    let mut faults = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let run = merger.run(&items[at..]);
        if run == 0 {
            found.push(items[at].clone());
            at += 1;
            continue;
        }
        let words = &items[at..at + run];
        match merger.meaning(words) {
            Meaning::Measures(ids) => found.push(joined(words, Kind::Measures(vec![ids]))),
            Meaning::Thing => found.push(joined(words, Kind::Sense(Sense::Thing))),
            Meaning::Nothing => {
                let said = &sentence[words[0].from..words[run - 1].to];
                faults.push(Fault::new(
                    FaultKind::WrongMeasure,
                    said,
                    "is no measure of the evidence; speak only of the measures that stand there",
                ));
                found.push(joined(words, Kind::Sense(Sense::Thing)));
            }
        }
        at += run;
    }
    (found, faults)
}

fn joined(words: &[Item], kind: Kind) -> Item {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    Item { kind, from: first.from, to: last.to, first: first.first, last: last.last }
}

enum Meaning {
    Measures(Vec<String>),
    /// `hours`, `values`: a plain noun here.
    Thing,
    Nothing,
}

struct Merger<'a> {
    tokens: &'a [Token],
    sentence: &'a str,
    universe: &'a Universe<'a>,
}

impl Merger<'_> {
    /// How many items from here on name one measure.
    fn run(&self, items: &[Item]) -> usize {
        let is_word = |item: &Item| matches!(item.kind, Kind::Measures(_) | Kind::Sense(Sense::Head));
        let straight = items.iter().take_while(|item| is_word(item)).count();
        let of = |at: usize| {
            items
                .get(at)
                .is_some_and(|item| matches!(item.kind, Kind::Sense(Sense::Preposition(Preposition::Of))))
        };
        let measure = |at: usize| items.get(at).is_some_and(|item| matches!(item.kind, Kind::Measures(_)));
        match items.first().map(|item| &item.kind) {
            Some(Kind::Sense(Sense::Head)) if straight == 1 && of(1) && measure(2) => 3,
            _ => straight,
        }
    }

    fn head<'i>(&'i self, item: &'i Item) -> &'i str {
        self.tokens.get(item.first).and_then(Token::word).unwrap_or(&self.sentence[item.from..item.to])
    }

    fn meaning(&self, words: &[Item]) -> Meaning {
        let mut ids: Option<Vec<String>> = None;
        for item in words {
            if let Kind::Measures(lists) = &item.kind {
                let named = lists.first().cloned().unwrap_or_default();
                ids = Some(match ids {
                    None => named,
                    Some(ids) => ids.into_iter().filter(|id| named.contains(id)).collect(),
                });
            }
        }
        let heads: Vec<&str> = words
            .iter()
            .filter(|item| item.sense() == Some(Sense::Head))
            .map(|item| self.head(item))
            .collect();
        let alone = ids.is_none();
        let candidates =
            ids.unwrap_or_else(|| self.universe.measures().into_iter().map(str::to_owned).collect());
        let fitting: Vec<String> =
            candidates.into_iter().filter(|id| heads.iter().all(|head| self.admits(id, head))).collect();
        match (fitting.is_empty(), alone) {
            (false, _) => Meaning::Measures(fitting),
            (true, true) if heads.iter().all(|head| is_plain(head)) => Meaning::Thing,
            (true, _) => Meaning::Nothing,
        }
    }

    /// Whether a measure may be called by this head: its name has the word, or its unit is what the word counts.
    fn admits(&self, id: &str, head: &str) -> bool {
        let cells = || self.universe.cells.iter().filter(|cell| cell.figure.measure == id);
        let notes = self
            .universe
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.computed.measures)
            .filter(|note| note.id == id);
        let labels = cells().map(|cell| cell.figure.label.clone()).take(1);
        let mut names = notes
            .flat_map(|note| note.synonyms.iter().chain([&note.label]).cloned().collect::<Vec<_>>())
            .chain(labels);
        let named = names.any(|name| words_of(&name).iter().any(|word| same_head(word, head)));
        let counts = cells().next().is_some_and(|cell| counts(&cell.figure.unit, head));
        named || counts
    }
}

fn same_head(word: &str, head: &str) -> bool {
    const ALIKE: [&[&str]; 4] = [
        &["rate", "ratio", "percentage"],
        &["cost", "spend", "spending"],
        &["time", "hours", "minutes", "days"],
        &["volume", "quantity", "count", "units"],
    ];
    let stem = |word: &str| format::singular(word);
    stem(word) == stem(head)
        || ALIKE.iter().any(|group| {
            group.iter().any(|one| stem(one) == stem(word)) && group.iter().any(|one| stem(one) == stem(head))
        })
}

fn counts(unit: &Unit, head: &str) -> bool {
    match head {
        "rate" | "rates" | "ratio" | "ratios" | "percentage" => {
            matches!(unit, Unit::Percent | Unit::Ratio)
                || matches!(unit, Unit::Quantity(symbol) if symbol.contains('/'))
        }
        "value" | "values" | "amount" | "amounts" | "money" => matches!(unit, Unit::Money { .. }),
        "time" | "times" | "hours" | "minutes" => matches!(unit, Unit::Duration),
        "days" => matches!(unit, Unit::Days),
        "use" | "usage" | "consumption" => matches!(unit, Unit::Quantity(_)),
        "count" | "counts" | "volume" | "volumes" | "quantity" | "quantities" | "units" => {
            matches!(unit, Unit::Count(_) | Unit::Quantity(_))
        }
        _ => false,
    }
}

/// Heads that are also everyday nouns.
fn is_plain(head: &str) -> bool {
    matches!(
        head,
        "time"
            | "times"
            | "hours"
            | "days"
            | "minutes"
            | "value"
            | "values"
            | "amount"
            | "amounts"
            | "count"
            | "units"
            | "score"
            | "volume"
            | "volumes"
            | "quantity"
            | "index"
    )
}
