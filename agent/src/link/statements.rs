//! The names of statements: label, id and synonyms, found as a whole.

use sentia_semantic::Catalogue;

use super::{
    Quality,
    cover::{Claim, Mention},
    phrasebook::{Hit, Needs, Phrasebook, name_words},
};

/// Adds the names of statements; their owners are numbered from `first`.
pub(crate) fn add_statements(catalogue: &Catalogue, book: &mut Phrasebook, first: usize) {
    for (index, statement) in catalogue.statements.iter().enumerate() {
        let owner = u32::try_from(first + index).unwrap_or(u32::MAX);
        let exact = [statement.label.clone(), statement.id.replace('_', " ")];
        let names = exact.iter().map(|name| (name, Quality::Exact, 1.0));
        let names = names.chain(statement.synonyms.iter().map(|name| (name, Quality::Synonym, 0.98)));
        for (name, quality, score) in names {
            let words = book.intern(&name_words(name));
            book.add(words, owner, quality, score, Needs::Nothing);
        }
    }
}

/// One mention for each run of words that names statements; `ids` are theirs, numbered from `first`.
pub(crate) fn statement_mentions(hits: &[Hit<'_>], ids: &[String], first: usize) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for hit in hits {
        let index = (hit.phrase.owner as usize).checked_sub(first);
        let Some(id) = index.and_then(|index| ids.get(index)) else { continue };
        let same = |mention: &&mut Mention| mention.from == hit.from && mention.to == hit.to;
        match mentions.iter_mut().find(same) {
            Some(Mention { claim: Claim::Statement(known), .. }) => {
                if !known.contains(id) {
                    known.push(id.clone());
                }
            }
            _ => mentions.push(Mention {
                from: hit.from,
                to: hit.to,
                score: hit.score,
                claim: Claim::Statement(vec![id.clone()]),
            }),
        }
    }
    mentions
}
