//! What to quote of a passage: the sentences that say most of what was asked.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    Hit,
    text::{count_terms, query_terms},
};

/// Characters of the longest quote.
const LONGEST: usize = 360;

/// Words of a passage as they stand in it, white space aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    pub text: String,
    /// The share of the query's words that the passage has, its title and headings among them: 0 … 1. Words that say
    /// nothing do not count.
    pub covered: f64,
    /// The share that its own text has.
    pub told: f64,
}

impl Hit {
    /// What to show of the passage for this query.
    pub fn quote(&self, query: &str) -> Quote {
        let language = self.document.language.as_deref();
        let asked = query_terms(query, &BTreeSet::from([self.document.language.clone()]));
        let has = |text: &str| -> BTreeSet<String> {
            let mut terms = BTreeMap::new();
            count_terms(text, language, 1, &mut terms);
            terms.into_keys().filter(|term| asked.contains(term)).collect()
        };
        let mut all = has(&self.passage.text);
        let share = |count: usize| if asked.is_empty() { 0.0 } else { count as f64 / asked.len() as f64 };
        let told = share(all.len());
        all.extend(has(&self.document.title));
        all.extend(self.passage.section.iter().flat_map(|heading| has(heading)));
        Quote { text: best(&self.passage.text, &has), covered: share(all.len()), told }
    }
}

/// The sentence with most of the terms, and those behind it that have room.
fn best(text: &str, has: &dyn Fn(&str) -> BTreeSet<String>) -> String {
    let sentences: Vec<String> = text.lines().flat_map(sentences).collect();
    let most = |sentence: &String| has(sentence).len();
    // Of equals the first.
    let Some(at) = (0..sentences.len()).rev().max_by_key(|at| most(&sentences[*at])) else {
        return String::new();
    };
    let mut quote = cut(&sentences[at]);
    for next in &sentences[at + 1..] {
        if quote.chars().count() + 1 + next.chars().count() > LONGEST {
            break;
        }
        quote = format!("{quote} {next}");
    }
    quote
}

fn sentences(line: &str) -> impl Iterator<Item = String> {
    let joined = |sentence: &str| sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    line.split_sentence_bounds().map(joined).filter(|sentence| !sentence.is_empty())
}

/// The beginning of a sentence, cut between words where it is too long.
fn cut(sentence: &str) -> String {
    match sentence.char_indices().nth(LONGEST) {
        None => sentence.to_owned(),
        Some((end, _)) => {
            let head = &sentence[..end];
            head[..head.rfind(' ').unwrap_or(end)].to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, DocumentKind, EVERYONE, Passage};

    fn hit(text: &str) -> Hit {
        Hit {
            document: Document {
                id: "d1".to_owned(),
                tenant: "t".to_owned(),
                title: "Press brake SOP".to_owned(),
                kind: DocumentKind::Markdown,
                source: "sop.md".to_owned(),
                content_hash: String::new(),
                date: None,
                language: Some("eng".to_owned()),
                readers: BTreeSet::from([EVERYONE.to_owned()]),
                links: BTreeSet::new(),
            },
            passage: Passage {
                document: "d1".to_owned(),
                ordinal: 0,
                section: vec!["Changing tools".to_owned()],
                page: None,
                text: text.to_owned(),
                date: None,
            },
            score: 1.0,
            by_words: Some(1),
            by_meaning: None,
            near_copies: 0,
        }
    }

    #[test]
    fn the_sentence_that_says_most_is_quoted() {
        let far = "It is cleaned daily. ".repeat(30);
        let text = format!("{far}Lock the press out\nbefore changing tools. {far}");
        let quote = hit(&text).quote("How do I lock out the press brake?");
        assert!(quote.text.starts_with("Lock the press out"), "{}", quote.text);
        assert!(quote.text.chars().count() <= LONGEST);
        assert!((quote.covered - 1.0).abs() < 1e-12, "{}", quote.covered);
    }

    #[test]
    fn what_it_does_not_speak_of_is_not_covered() {
        assert_eq!(hit("Lock it out.").quote("parental leave").covered, 0.0);
        assert_eq!(hit("").quote("").text, "");
        assert!(hit(&"x".repeat(9_000)).quote("x").text.len() <= LONGEST);
    }
}
