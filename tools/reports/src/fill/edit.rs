//! Changes to a text, made together.

use std::ops::Range;

/// Places of a text and what is to stand there.
#[derive(Default)]
pub(super) struct Edits {
    all: Vec<(Range<usize>, String)>,
    length: usize,
}

impl Edits {
    /// Puts a text in the place of what stands there.
    pub(super) fn replace(&mut self, range: Range<usize>, text: String) {
        self.length += text.len();
        self.all.push((range, text));
    }

    /// Puts a text before what stands at a place.
    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The length of what is put in.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The text with all changes. They must not overlap; one that begins inside another is left out.
    pub(super) fn apply(mut self, source: &str) -> String {
        self.all.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(source.len() + self.length);
        let mut at = 0;
        for (range, text) in self.all {
            if range.start < at {
                continue;
            }
            out.push_str(source.get(at..range.start).unwrap_or_default());
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(source.get(at..).unwrap_or_default());
        out
    }
}
