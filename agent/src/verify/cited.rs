//! Sentences that cite a document: what is said to stand there stands there, word for word.
//!
//! No rule can tell whether other words say the same, so other words are not let through: outside of quotation marks a
//! sentence only says where the quotation is from.

use sentia_tools::{CitedPassage, Evidence};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    checker::CheckedSentence,
    fault::{Fault, FaultKind},
};

/// Words that say where something stands, and claim nothing else.
const FRAME: &[&str] = &[
    "a",
    "according",
    "also",
    "an",
    "and",
    "another",
    "are",
    "as",
    "at",
    "by",
    "document",
    "documents",
    "following",
    "for",
    "found",
    "from",
    "further",
    "gives",
    "in",
    "is",
    "it",
    "its",
    "nearest",
    "of",
    "on",
    "page",
    "passage",
    "passages",
    "reads",
    "same",
    "says",
    "section",
    "sheet",
    "slide",
    "stands",
    "stated",
    "states",
    "that",
    "the",
    "there",
    "this",
    "to",
    "under",
    "with",
    "words",
    "writes",
    "written",
];

/// The numbers of the passages that a sentence cites; none where it cites nothing.
pub(super) fn citations(sentence: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for (at, _) in sentence.match_indices('[') {
        let Some(end) = sentence[at..].find(']') else { continue };
        let inside = &sentence[at + 1..at + end];
        if (1..=3).contains(&inside.len()) && inside.bytes().all(|byte| byte.is_ascii_digit()) {
            found.extend(inside.parse::<u32>());
        }
    }
    found
}

pub(super) fn check(
    sentence: &str,
    cited: &[u32],
    evidence: &[Evidence],
) -> Result<CheckedSentence, Vec<Fault>> {
    let all = || evidence.iter().flat_map(|one| &one.passages);
    let mut passages: Vec<&CitedPassage> = Vec::new();
    let mut faults = Vec::new();
    for number in cited {
        match all().find(|passage| passage.number == *number) {
            Some(passage) => passages.push(passage),
            None => faults.push(Fault::new(
                FaultKind::UnknownReference,
                &format!("[{number}]"),
                "there is no such passage; cite only passages of the evidence",
            )),
        }
    }
    let (quotes, rest) = apart(sentence);
    faults.extend(quotes.iter().filter(|quote| !stands_in(quote, &passages)).map(|quote| {
        let advice = "does not stand there word for word; quote it as it stands";
        Fault::new(FaultKind::Unsupported, quote, advice)
    }));
    faults.extend(claims(&rest, &passages));
    match faults.is_empty() {
        true => Ok(CheckedSentence { text: sentence.to_owned(), figures: Vec::new() }),
        false => Err(faults.into_iter().take(6).collect()),
    }
}

/// What stands in quotation marks, and the rest. A quotation that does not end is none.
fn apart(sentence: &str) -> (Vec<&str>, String) {
    let (mut quotes, mut rest, mut left) = (Vec::new(), String::new(), sentence);
    while let Some(start) = left.find(['"', '“']) {
        let inside = left[start..].char_indices().nth(1).map_or(left.len(), |(width, _)| start + width);
        let closing = if left[start..].starts_with('"') { '"' } else { '”' };
        let Some(length) = left[inside..].find(closing) else { break };
        quotes.push(&left[inside..inside + length]);
        rest.push_str(&left[..start]);
        rest.push(' ');
        left = &left[inside + length + closing.len_utf8()..];
    }
    rest.push_str(left);
    (quotes, rest)
}

/// Whether the words stand in one of the passages, white space aside. A reference inside would be shown as a figure.
fn stands_in(quote: &str, passages: &[&CitedPassage]) -> bool {
    let quote = one_line(quote);
    !quote.is_empty()
        && !quote.contains("[[")
        && passages.iter().any(|passage| one_line(&passage.text).contains(&quote))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words outside of the quotations that say more than where they are from.
fn claims(rest: &str, passages: &[&CitedPassage]) -> Vec<Fault> {
    let places: String = passages
        .iter()
        .map(|passage| format!("{} {} [{}] ", passage.place(), passage.source, passage.number))
        .collect();
    let places: Vec<String> = places.unicode_words().map(str::to_lowercase).collect();
    let unknown = rest.unicode_words().filter(|word| {
        let word = word.to_lowercase();
        !FRAME.contains(&word.as_str()) && !places.contains(&word)
    });
    let advice = "goes beyond what is quoted; give the words of the document in quotation marks, with the number of \
                  the passage behind them";
    unknown.map(|word| Fault::new(FaultKind::UnknownWord, word, advice)).collect()
}

#[cfg(test)]
mod tests {
    use sentia_semantic::{Freshness, Period};
    use sentia_tools::{HowComputed, Table};

    use super::*;

    fn evidence(text: &str) -> Vec<Evidence> {
        let day = jiff::civil::date(2026, 3, 1);
        let passage = CitedPassage {
            number: 1,
            document: "d1".to_owned(),
            title: "Press brake SOP".to_owned(),
            source: "sop.md".to_owned(),
            section: vec!["Changing tools".to_owned()],
            page: Some(4),
            date: Some(day),
            text: text.to_owned(),
            quote: String::new(),
            covered: 1.0,
            told: 1.0,
        };
        vec![Evidence {
            id: "e1".to_owned(),
            title: "What documents say".to_owned(),
            table: Table::default(),
            figures: Vec::new(),
            facts: Vec::new(),
            computed: HowComputed::described(Period::new(day, day)),
            as_of: day,
            freshness: Freshness { data_through: None, period_incomplete_after: None },
            completeness: Vec::new(),
            caveats: Vec::new(),
            charts: Vec::new(),
            passages: vec![passage],
        }]
    }

    fn passes(sentence: &str) -> bool {
        let evidence = evidence("Lock the press out\nbefore changing tools. Wait 10 minutes. See [[e1.f1]].");
        check(sentence, &citations(sentence), &evidence).is_ok()
    }

    #[test]
    fn quotations_that_stand_there_pass() {
        assert!(passes("The Press brake SOP says: “Lock the press out before changing tools.” [1]."));
        assert!(passes("According to the Press brake SOP, page 4, 1 Mar 2026: \"Wait 10 minutes.\" [1]"));
        assert!(passes("It is in the section Changing tools [1]."));
    }

    #[test]
    fn other_words_figures_and_numbers_do_not() {
        for wrong in [
            "The Press brake SOP says: “Lock the press out after changing tools.” [1].",
            "The Press brake SOP says: “Wait 15 minutes.” [1].",
            "The Press brake SOP says to wait 10 minutes [1].",
            "It is never “Lock the press out” [1].",
            "The Press brake SOP says: “Wait 10 minutes.” [2].",
            "The Press brake SOP, page 5, says: “Wait 10 minutes.” [1].",
            "It reads “See [[e1.f1]].” [1].",
            "Revenue was [[e1.f1]] [1].",
            "It reads “Wait 10 minutes. [1].",
            "It reads “” [1].",
        ] {
            assert!(!passes(wrong), "{wrong}");
        }
    }
}
