//! Words of an order, looked at one after another.

use crate::link::{Atom, atoms};

/// The atoms of a text, and places in it.
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    atoms: Vec<Atom>,
}

impl<'a> Words<'a> {
    /// None where the text is longer than what is read.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let (atoms, truncated) = atoms(text);
        (!truncated).then_some(Words { text, atoms })
    }

    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// In lower case; empty beyond the end.
    pub(super) fn at(&self, at: usize) -> &str {
        self.atoms.get(at).map_or("", |atom| &atom.text)
    }

    pub(super) fn number(&self, at: usize) -> Option<u64> {
        self.atoms.get(at)?.number
    }

    pub(super) fn is(&self, at: usize, any: &[&str]) -> bool {
        any.contains(&self.at(at))
    }

    /// Whether a number there stands for the minutes of the one before: `7:30`, `7.30`.
    pub(super) fn joins_minutes(&self, at: usize) -> bool {
        let (Some(before), Some(minutes)) =
            (at.checked_sub(1).and_then(|at| self.atoms.get(at)), self.atoms.get(at))
        else {
            return false;
        };
        let between = self.text.get(before.span.end..minutes.span.start);
        minutes.digits == 2 && matches!(between, Some(":" | "."))
    }

    /// The place after these words, where they stand there.
    pub(super) fn after(&self, at: usize, phrase: &[&str]) -> Option<usize> {
        let same = phrase.iter().enumerate().all(|(ahead, word)| self.at(at + ahead) == *word);
        same.then_some(at + phrase.len())
    }

    /// The place after the first of these phrases that stands there.
    pub(super) fn after_any(&self, at: usize, phrases: &[&[&str]]) -> Option<usize> {
        phrases.iter().find_map(|phrase| self.after(at, phrase))
    }

    /// The text from one place to another, without what only joined it to the rest.
    pub(super) fn between(&self, from: usize, to: usize) -> String {
        let (Some(first), Some(last)) =
            (self.atoms.get(from), to.checked_sub(1).and_then(|at| self.atoms.get(at)))
        else {
            return String::new();
        };
        if from >= to {
            return String::new();
        }
        let text = self.text.get(first.span.start..last.span.end).unwrap_or_default();
        // The sign of a currency is no atom, and is part of what it stands before.
        let before = self.text.get(..first.span.start).unwrap_or_default();
        let sign = before.chars().next_back().filter(|letter| matches!(letter, '£' | '€' | '$' | '-' | '('));
        let text = sign.map_or_else(|| text.to_owned(), |sign| format!("{sign}{text}"));
        text.trim().to_owned()
    }

    /// All but the words from one place to another.
    pub(super) fn without(&self, from: usize, to: usize) -> String {
        let (before, after) = (self.between(0, from), self.between(to, self.len()));
        format!("{before} {after}").trim().to_owned()
    }
}

/// `two`, `3`.
pub(super) fn count(words: &Words<'_>, at: usize) -> Option<u32> {
    if let Some(number) = words.number(at) {
        return u32::try_from(number).ok();
    }
    const NAMES: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    NAMES.iter().position(|name| words.at(at) == *name).and_then(|at| u32::try_from(at + 1).ok())
}
