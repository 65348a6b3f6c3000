//! References as they stand in checked prose: `[[e1.f3]]`.

use sentia_tools::{Evidence, format};

use super::token::{TokenKind, tokens};

/// The figures that a text refers to, as (Evidence id, figure id), in order.
pub fn references(text: &str) -> Vec<(String, String)> {
    let found = tokens(text).into_iter().filter_map(|token| match token.kind {
        TokenKind::Reference(evidence, figure) => Some((evidence, figure)),
        _ => None,
    });
    found.collect()
}

/// A stretch of checked prose: words as they stand, or the figure that is meant there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    Words(&'a str),
    Figure { evidence: String, figure: String },
}

/// The text in stretches, in order. One without references is one stretch of words.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut done = 0;
    for token in tokens(text) {
        let TokenKind::Reference(evidence, figure) = token.kind else { continue };
        parts.push(Part::Words(&text[done..token.from]));
        parts.push(Part::Figure { evidence, figure });
        done = token.to;
    }
    parts.push(Part::Words(&text[done..]));
    parts.retain(|part| *part != Part::Words(""));
    parts
}

/// The text with each reference as prose shows its figure. A reference to nothing shows as a dash; checked prose has none.
pub fn rendered(text: &str, evidence: &[Evidence]) -> String {
    let shown = |part: Part<'_>| match part {
        Part::Words(words) => words.to_owned(),
        Part::Figure { evidence: id, figure } => {
            let figure = evidence.iter().find(|one| one.id == id).and_then(|one| one.figure(&figure));
            figure.map_or_else(|| "–".to_owned(), format::figure_in_prose)
        }
    };
    parts(text).into_iter().map(shown).collect()
}
