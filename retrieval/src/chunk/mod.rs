//! Passages from what was read of a file: about 200 words each, never across a page or a heading, tables whole where
//! they fit.

mod sentences;
mod table;

use crate::{
    Passage,
    ingest::{Block, Extract},
};

/// Words of a passage: what fits is put together up to so many.
const TARGET: usize = 200;
/// A last piece with fewer words than these joins the one before.
const LITTLE: usize = 30;
/// A table with more words than these is split.
const TABLE: usize = 400;
/// Headings are cut to so many bytes, and only the innermost so many are kept.
const HEADING: usize = 200;
const DEPTH: usize = 6;

/// Parts a document's pieces into passages. Each bears the document's date.
pub(crate) fn chunk(document: &str, extract: &Extract) -> Vec<Passage> {
    let mut chunker = Chunker {
        document,
        extract,
        headings: Vec::new(),
        page: None,
        open: Vec::new(),
        words: 0,
        passages: Vec::new(),
    };
    for piece in &extract.pieces {
        if piece.page != chunker.page {
            chunker.close();
            chunker.page = piece.page;
        }
        match &piece.block {
            Block::Heading { level, text } => chunker.enter(*level, text),
            Block::Text(text) => {
                sentences::pieces(text, TARGET).into_iter().for_each(|piece| chunker.add(piece))
            }
            Block::Table(rows) => chunker.tables(rows),
        }
    }
    chunker.close();
    chunker.passages
}

struct Chunker<'a> {
    document: &'a str,
    extract: &'a Extract,
    /// Level and text of the headings above.
    headings: Vec<(u8, String)>,
    page: Option<u32>,
    /// The pieces of the passage that is being put together, of `words` words.
    open: Vec<String>,
    words: usize,
    passages: Vec<Passage>,
}

impl Chunker<'_> {
    fn enter(&mut self, level: u8, text: &str) {
        self.close();
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text[..text.floor_char_boundary(HEADING)].to_owned()));
    }

    fn add(&mut self, piece: String) {
        let words = word_count(&piece);
        if !self.open.is_empty()
            && self.words + words > TARGET
            && (words >= LITTLE || self.words + words > TARGET + LITTLE)
        {
            self.close();
        }
        self.words += words;
        self.open.push(piece);
    }

    fn tables(&mut self, rows: &[Vec<String>]) {
        let tables = table::split(rows, TABLE);
        // A short table stays with the words that lead to it.
        if let [table] = tables.as_slice()
            && self.words + word_count(table) <= TARGET
        {
            return self.add(table.clone());
        }
        self.close();
        for table in tables {
            self.words = word_count(&table);
            self.open.push(table);
            self.close();
        }
    }

    /// Makes a passage of what is open. A heading that nothing stands under is found through the sections below it.
    fn close(&mut self) {
        self.words = 0;
        let text = std::mem::take(&mut self.open).join("\n\n");
        if text.is_empty() {
            return;
        }
        let innermost = self.headings.len().saturating_sub(DEPTH);
        self.passages.push(Passage {
            document: self.document.to_owned(),
            ordinal: u32::try_from(self.passages.len()).unwrap_or(u32::MAX),
            section: self.headings.iter().skip(innermost).map(|(_, text)| text.clone()).collect(),
            page: self.page,
            text,
            date: self.extract.date,
        });
    }
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sentence(words: usize) -> String {
        format!("{}end. ", "word ".repeat(words.saturating_sub(1)))
    }

    #[test]
    fn sections_pages_and_sizes_hold() {
        let mut extract = Extract::default();
        extract.turn_to(1);
        extract.heading(1, "Safety");
        extract.heading(2, "Lock-out");
        extract.text(&sentence(20).repeat(30));
        extract.turn_to(2);
        extract.text("On the next page.");
        extract.heading(1, "Care");
        extract.text("Oil it.");
        let passages = chunk("d", &extract);
        assert!(passages.len() >= 5, "{}", passages.len());
        assert!(passages.iter().all(|passage| word_count(&passage.text) <= TARGET + LITTLE));
        assert!(passages[..passages.len() - 2].iter().all(|passage| passage.text.ends_with('.')));
        assert_eq!(
            (passages[0].section.clone(), passages[0].page),
            (vec!["Safety".into(), "Lock-out".into()], Some(1))
        );
        let last = passages.last().unwrap();
        assert_eq!(
            (last.section.clone(), last.page, last.ordinal),
            (vec!["Care".into()], Some(2), passages.len() as u32 - 1)
        );
    }

    #[test]
    fn a_long_table_repeats_its_header() {
        let mut extract = Extract::default();
        let mut rows = vec![vec!["Machine".to_owned(), "Torque".to_owned()]];
        rows.extend((0..400).map(|number| vec![format!("M-{number}"), format!("{number} Nm")]));
        extract.table(rows);
        let passages = chunk("d", &extract);
        assert!(passages.len() > 1);
        assert!(passages.iter().all(|passage| passage.text.starts_with("Machine | Torque\n")));
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_none_is_too_much(text in "[a-zA-Z0-9.!? \n]{0,4000}") {
            let mut extract = Extract::default();
            extract.text(&text);
            let passages = chunk("d", &extract);
            let found: Vec<String> = passages.iter().flat_map(|passage| passage.text.split_whitespace()).map(str::to_owned).collect();
            prop_assert_eq!(found.concat(), text.split_whitespace().collect::<String>());
            prop_assert!(passages.iter().all(|passage| word_count(&passage.text) <= TARGET + LITTLE));
        }
    }
}
