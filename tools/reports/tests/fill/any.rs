//! Properties: how words are split does not matter, and no template, however damaged, makes the filling panic.

use proptest::prelude::*;
use sentia_reports::fill;

use crate::sample;
use crate::template::{Parts, lines, show, word};

const LINE: &str = "{{title}} – {{company}}, {{ DATE }} (&#233;) {{subtitle}}.";
const FILLED: &str = "Monthly operations and finance review – Brontë & Søn Fördertechnik Ltd, 28 November 2026 (é) \
     October 2026, against budget and October 2025.";

/// The line in runs that end at some of its letters, with what Word puts between runs.
fn split(cuts: &[bool], between: &[u8]) -> String {
    let letters: Vec<String> = LINE.replace("&#233;", "é").chars().map(String::from).collect();
    let mut runs = String::new();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        text.push_str(letter);
        if cuts.get(at).copied().unwrap_or(false) || at + 1 == letters.len() {
            runs.push_str(&format!(
                "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
            ));
            runs.push_str(match between.get(at).copied().unwrap_or(0) % 4 {
                1 => "<w:proofErr w:type=\"spellStart\"/>",
                2 => "<w:bookmarkStart w:id=\"1\" w:name=\"x\"/><w:bookmarkEnd w:id=\"1\"/>",
                3 => "<w:r/>",
                _ => "",
            });
            text.clear();
        }
    }
    format!("<w:p>{runs}</w:p>")
}

fn damaged(template: Parts, part: &str, cuts: &[(usize, u8, bool)]) -> Vec<u8> {
    let mut text = template.text(part).into_bytes();
    for (at, with, drop) in cuts {
        let at = at % text.len().max(1);
        if *drop {
            text.truncate(at.max(1));
        } else if let Some(byte) = text.get_mut(at) {
            *byte = *with;
        }
    }
    template.set(part, text).zipped()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn however_words_are_split_the_text_is_the_same(
        cuts in prop::collection::vec(any::<bool>(), 60),
        between in prop::collection::vec(any::<u8>(), 60),
    ) {
        let template = word::with(&split(&cuts, &between)).zipped();
        let filled = Parts::of(&fill(&template, &sample::report()).expect("it is filled")).expect("a zip");
        prop_assert_eq!(lines(&filled.text("word/document.xml"), "w:p", "w:t"), [FILLED]);
    }

    #[test]
    fn a_damaged_template_is_filled_or_refused(
        part in prop::sample::select(vec!["[Content_Types].xml", "word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"]),
        cuts in prop::collection::vec((any::<usize>(), any::<u8>(), prop::bool::weighted(0.1)), 1..6),
    ) {
        let _ = fill(&damaged(word::whole(), part, &cuts), &sample::report());
    }

    #[test]
    fn a_damaged_presentation_is_filled_or_refused(
        part in prop::sample::select(vec!["ppt/presentation.xml", "ppt/slides/slide1.xml", "ppt/slideLayouts/slideLayout1.xml", "ppt/slides/_rels/slide1.xml.rels"]),
        cuts in prop::collection::vec((any::<usize>(), any::<u8>(), prop::bool::weighted(0.1)), 1..6),
    ) {
        let _ = fill(&damaged(show::whole(), part, &cuts), &sample::report());
    }

    #[test]
    fn a_damaged_zip_is_filled_or_refused(cuts in prop::collection::vec((any::<usize>(), any::<u8>()), 1..20)) {
        let mut bytes = word::whole().zipped();
        for (at, with) in cuts {
            let at = at % bytes.len();
            bytes[at] = with;
        }
        let _ = fill(&bytes, &sample::report());
    }
}
