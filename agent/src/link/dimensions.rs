//! The names of dimensions.

use sentia_semantic::{Catalogue, Dimension};

use super::{
    Quality,
    english::is_generic,
    phrasebook::{Needs, Phrasebook, name_words},
};

/// Groups of words that business English uses for one another. A word counts only where the catalogue does not have it
/// and exactly one dimension is called by another word of its group.
const ALIKE: [&[&str]; 9] = [
    &["plant", "site", "factory", "facility", "works"],
    &["customer", "client", "account", "buyer"],
    &["supplier", "vendor"],
    &["product", "item", "article", "sku"],
    &["employee", "worker", "operator", "staff", "person"],
    &["machine", "equipment", "asset"],
    &["reason", "cause"],
    &["team", "crew"],
    &["shop", "store", "branch"],
];

/// Adds the dimensions' names; owners are numbered from `first_owner`.
pub(crate) fn add_dimensions(catalogue: &Catalogue, book: &mut Phrasebook, first_owner: u32) {
    let owned = || catalogue.dimensions.iter().zip(first_owner..).filter(|(dimension, _)| !dimension.detail);
    for (dimension, owner) in owned() {
        for (name, quality) in spoken_names(dimension) {
            add_name(book, &name, owner, quality);
        }
    }
    for (dimension, owner) in owned() {
        add_head_words(book, dimension, owner);
    }
    for group in ALIKE {
        add_alike(catalogue, book, first_owner, group);
    }
}

/// What the numbers of a dimension's members begin with, and its id.
pub(crate) fn prefixes(catalogue: &Catalogue) -> Vec<(String, String)> {
    let named = catalogue.dimensions.iter().filter(|dimension| !dimension.detail);
    named.filter_map(|dimension| Some((dimension.prefix.clone()?, dimension.id.clone()))).collect()
}

fn spoken_names(dimension: &Dimension) -> Vec<(String, Quality)> {
    let mut names = vec![
        (dimension.label.clone(), Quality::Exact),
        (dimension.plural.clone(), Quality::Exact),
        (dimension.id.replace(['_', '.'], " "), Quality::Exact),
    ];
    names.extend(dimension.synonyms.iter().map(|synonym| (synonym.clone(), Quality::Synonym)));
    names
}

fn add_name(book: &mut Phrasebook, name: &str, owner: u32, quality: Quality) {
    let parts = name_words(name);
    let ids = book.intern(&parts);
    let score = if quality == Quality::Exact { 1.0 } else { 0.97 };
    if parts.len() == 2 {
        let joined = book.intern(&name_words(&format!("{}{}", parts[0].1, parts[1].1)));
        book.add(joined, owner, quality, score * 0.99, Needs::Nothing);
    }
    book.add(ids, owner, quality, score, Needs::Nothing);
}

/// `downtime reason` also as `reason`: the planner picks the one that the measure can be split by.
fn add_head_words(book: &mut Phrasebook, dimension: &Dimension, owner: u32) {
    for (name, _) in spoken_names(dimension) {
        let parts = name_words(&name);
        let Some((head, true)) = parts.last().map(|head| (head, parts.len() > 1)) else { continue };
        if !is_generic(&head.0) {
            let ids = book.intern(std::slice::from_ref(head));
            book.add(ids, owner, Quality::Partial, 0.7, Needs::Nothing);
        }
    }
}

fn add_alike(catalogue: &Catalogue, book: &mut Phrasebook, first_owner: u32, group: &[&str]) {
    let mut called = catalogue.dimensions.iter().zip(first_owner..).filter(|(dimension, _)| {
        let name = name_words(&dimension.label);
        !dimension.detail && name.len() == 1 && group.contains(&name[0].0.as_str())
    });
    let (Some((_, owner)), None) = (called.next(), called.next()) else { return };
    for word in group {
        if book.vocabulary.get(word).is_none() {
            let id = book.vocabulary.intern(word, word);
            book.add(vec![id], owner, Quality::Derived, 0.8, Needs::Nothing);
        }
    }
}
