//! Texts that may hold NUL, which PostgreSQL cannot store. Others are stored as they are, and no two as the same.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{Passage, index::snapshot::Held};

/// Stands before what stands for another character. It is none itself.
const MARK: char = '\u{10ffff}';

pub(super) fn stored(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', MARK]) {
        return Cow::Borrowed(text);
    }
    let mut stored = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\0' => stored.extend([MARK, '0']),
            MARK => stored.extend([MARK, '1']),
            other => stored.push(other),
        }
    }
    Cow::Owned(stored)
}

pub(super) fn all_stored<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().map(|text| stored(text).into_owned()).collect()
}

pub(super) fn restored(text: String) -> String {
    if !text.contains(MARK) {
        return text;
    }
    let (mut restored, mut letters) = (String::with_capacity(text.len()), text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            MARK => restored.push(if letters.next() == Some('0') { '\0' } else { MARK }),
            other => restored.push(other),
        }
    }
    restored
}

pub(super) fn restored_document(held: Held) -> Held {
    let Held { mut document, embedder, first_passage, passages } = held;
    for text in [
        &mut document.id,
        &mut document.tenant,
        &mut document.title,
        &mut document.source,
        &mut document.content_hash,
    ] {
        *text = restored(std::mem::take(text));
    }
    document.language = document.language.map(restored);
    for texts in [&mut document.readers, &mut document.links] {
        *texts = std::mem::take(texts).into_iter().map(restored).collect::<BTreeSet<_>>();
    }
    Held { document, embedder: embedder.map(restored), first_passage, passages }
}

pub(super) fn restored_passage(passage: Passage) -> Passage {
    Passage { document: restored(passage.document), text: restored(passage.text), ..passage }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_comes_back(text in "[a\\x00\u{10ffff}01]{0,12}") {
            let stored = stored(&text).into_owned();
            prop_assert!(!stored.contains('\0'));
            prop_assert_eq!(restored(stored), text);
        }
    }
}
