//! The prose of an answer while it is written: checked sentences are said in order, failed ones keep their place until
//! they are mended.

use crate::{Voice, verify::Fault};

#[derive(Debug, Default)]
pub(super) struct Draft {
    slots: Vec<Slot>,
    /// Slots that have been said (or have nothing to say).
    said: usize,
    pub(super) repaired: u32,
    pub(super) replaced: u32,
}

#[derive(Debug)]
enum Slot {
    Checked { text: String, author: Author },
    Failed { text: String, faults: Vec<Fault> },
    Dropped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    Model,
    Narrator,
}

/// A sentence that did not pass, by its place.
pub(super) struct Failed<'a> {
    pub(super) place: usize,
    pub(super) text: &'a str,
    pub(super) faults: &'a [Fault],
}

impl Draft {
    /// A sentence of the model's: its checked text, or what is wrong with it.
    pub(super) fn add(&mut self, sentence: String, checked: Result<String, Vec<Fault>>) {
        self.slots.push(match checked {
            Ok(text) if self.has(&text) => Slot::Dropped,
            Ok(text) => Slot::Checked { text, author: Author::Model },
            Err(faults) => Slot::Failed { text: sentence, faults },
        });
    }

    /// A sentence of the narrator's, and whether it is new.
    pub(super) fn add_narrated(&mut self, sentence: &str) -> bool {
        let is_new = !self.has(sentence);
        if is_new {
            self.slots.push(Slot::Checked { text: sentence.to_owned(), author: Author::Narrator });
            self.said = self.slots.len();
        }
        is_new
    }

    /// Sentences that may be said now: those before the first failed one. The last stays back until the reply is known to
    /// be over, for a sentence beside a tool call is no part of the answer.
    pub(super) fn ready(&mut self, reply_is_over: bool) -> Vec<String> {
        let end = if reply_is_over { self.slots.len() } else { self.slots.len().saturating_sub(1) };
        let mut sentences = Vec::new();
        while self.said < end {
            match &self.slots[self.said] {
                Slot::Checked { text, .. } => sentences.push(text.clone()),
                Slot::Failed { .. } => break,
                Slot::Dropped => {}
            }
            self.said += 1;
        }
        sentences
    }

    /// Forgets what has not been said.
    pub(super) fn drop_unsaid(&mut self) {
        self.slots.truncate(self.said);
    }

    /// How many places have been said, or have nothing to say.
    pub(super) fn said(&self) -> usize {
        self.said
    }

    /// What has been said from this place on.
    pub(super) fn said_since(&self, place: usize) -> Vec<&str> {
        let said = self.slots.iter().take(self.said).skip(place);
        said.filter_map(|slot| match slot {
            Slot::Checked { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
    }

    pub(super) fn failed(&self) -> Vec<Failed<'_>> {
        let failed = self.slots.iter().enumerate().filter_map(|(place, slot)| match slot {
            Slot::Failed { text, faults } => Some(Failed { place, text, faults }),
            _ => None,
        });
        failed.collect()
    }

    /// Puts the model's mended sentence in the place of a failed one.
    pub(super) fn mend(&mut self, place: usize, text: String) {
        if let Some(slot @ Slot::Failed { .. }) = self.slots.get_mut(place) {
            *slot = Slot::Checked { text, author: Author::Model };
            self.repaired += 1;
        }
    }

    /// Puts sentences of the narrator's, as long as there are new ones, in the places that are still failed.
    pub(super) fn replace_failed(&mut self, narrated: Vec<String>) {
        let mut narrated = narrated.into_iter();
        for place in 0..self.slots.len() {
            if !matches!(self.slots[place], Slot::Failed { .. }) {
                continue;
            }
            let new = narrated.find(|sentence| !self.has(sentence));
            self.slots[place] =
                new.map_or(Slot::Dropped, |text| Slot::Checked { text, author: Author::Narrator });
            self.replaced += 1;
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.slots.len()
    }

    /// Checked sentences in front of a place.
    pub(super) fn before(&self, place: usize) -> impl Iterator<Item = &str> {
        self.slots.iter().take(place).filter_map(|slot| match slot {
            Slot::Checked { text, .. } => Some(text.as_str()),
            _ => None,
        })
    }

    fn has(&self, sentence: &str) -> bool {
        self.sentences().any(|(text, _)| text == sentence)
    }

    fn sentences(&self) -> impl Iterator<Item = (&str, Author)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Checked { text, author } => Some((text.as_str(), *author)),
            _ => None,
        })
    }

    /// The checked sentences as one paragraph; none where there are none.
    pub(super) fn prose(&self) -> Option<String> {
        let sentences: Vec<&str> = self.sentences().map(|(text, _)| text).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    pub(super) fn voice(&self) -> Voice {
        let by = |author| self.sentences().any(|(_, by)| by == author);
        match (by(Author::Model), by(Author::Narrator)) {
            (true, true) => Voice::Both,
            (true, false) => Voice::Model,
            (false, _) => Voice::Narrator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::FaultKind;

    fn fault() -> Vec<Fault> {
        vec![Fault {
            kind: FaultKind::Unbound,
            said: "99%".into(),
            advice: "no figure has this value".into(),
        }]
    }

    fn draft(sentences: &[(&str, bool)]) -> Draft {
        let mut draft = Draft::default();
        for (text, good) in sentences {
            draft.add((*text).to_owned(), if *good { Ok((*text).to_owned()) } else { Err(fault()) });
        }
        draft
    }

    #[test]
    fn the_last_sentence_waits_for_the_end_of_the_reply() {
        let mut draft = draft(&[("One.", true), ("Two.", true)]);
        assert_eq!(draft.ready(false), ["One."]);
        assert_eq!(draft.ready(false), [""; 0]);
        assert_eq!(draft.ready(true), ["Two."]);
    }

    #[test]
    fn a_sentence_beside_a_call_is_forgotten() {
        let mut draft = draft(&[("Let me look.", true)]);
        assert_eq!(draft.ready(false), [""; 0]);
        draft.drop_unsaid();
        assert_eq!(draft.prose(), None);
    }

    #[test]
    fn nothing_is_said_past_a_failed_sentence_until_it_is_mended() {
        let mut draft = draft(&[("One.", true), ("Two.", false), ("Three.", true), ("Four.", false)]);
        assert_eq!(draft.ready(true), ["One."]);
        let places: Vec<usize> = draft.failed().iter().map(|failed| failed.place).collect();
        assert_eq!(places, [1, 3]);
        draft.mend(1, "Two, mended.".into());
        draft.mend(0, "never".into());
        draft.replace_failed(vec!["One.".into(), "Narrated.".into()]);
        assert_eq!(draft.ready(true), ["Two, mended.", "Three.", "Narrated."]);
        assert_eq!((draft.repaired, draft.replaced, draft.voice()), (1, 1, Voice::Both));
        assert_eq!(draft.prose().as_deref(), Some("One. Two, mended. Three. Narrated."));
    }

    #[test]
    fn a_failed_sentence_without_a_substitute_is_left_out() {
        let mut draft = draft(&[("One.", false)]);
        draft.replace_failed(Vec::new());
        assert_eq!((draft.ready(true), draft.prose()), (Vec::new(), None));
        assert!(draft.add_narrated("Narrated."));
        assert!(!draft.add_narrated("Narrated."), "no sentence twice");
        assert_eq!(draft.voice(), Voice::Narrator);
    }
}
