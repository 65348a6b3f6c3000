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

/// The text with each reference as prose shows its figure. A reference to nothing shows as a dash; checked prose has none.
pub fn rendered(text: &str, evidence: &[Evidence]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for token in tokens(text) {
        let TokenKind::Reference(id, figure) = &token.kind else { continue };
        let figure = evidence.iter().find(|one| one.id == *id).and_then(|one| one.figure(figure));
        shown.push_str(&text[done..token.from]);
        shown.push_str(&figure.map_or_else(|| "–".to_owned(), format::figure_in_prose));
        done = token.to;
    }
    shown.push_str(&text[done..]);
    shown
}
