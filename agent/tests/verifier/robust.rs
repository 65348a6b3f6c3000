//! No sentence makes the verifier fall over, and hostile ones are refused.

use proptest::prelude::*;
use sentia_agent::Block;
use sentia_agent::verify::{FaultKind, VerifyContext, check, check_blocks, rendered};

use crate::{
    company::{Asked, Dice, TODAY, evidence, week},
    scene::scenes,
};

/// Pieces from which hostile and half-sensible sentences are made.
const PIECES: [&str; 64] = [
    "OEE",
    "scrap",
    "Line 3",
    "Lines 1–",
    "Leeds",
    "Wrocław's",
    "was",
    "rose",
    "fell",
    "by",
    "to",
    "from",
    "at",
    "73.2%",
    "1.2 points",
    "£1.2m",
    "£",
    "12 h 5 min",
    "[[e1.f1]]",
    "[[e1.f99]]",
    "[[",
    "]]",
    "(",
    ")",
    ",",
    ";",
    ":",
    "–",
    "and",
    "or",
    "but",
    "of",
    "the total",
    "target",
    "above",
    "below",
    "than",
    "twice",
    "half",
    "all",
    "none",
    "only",
    "three",
    "of the four",
    "lines",
    "highest",
    "lowest",
    "respectively",
    "between",
    "in week 39",
    "in August",
    "last week",
    "the week before",
    "on Monday",
    "2026",
    "21 – 27 Sep",
    "no",
    "not",
    "with",
    "which",
    "it",
    "followed by",
    "99999999999999999999999999999",
    "the other",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn no_sentence_makes_it_fall_over(seed: u64, length in 0usize..40) {
        let mut dice = Dice(seed);
        let scenes = scenes(seed % 5);
        let scene = &scenes[dice.below(scenes.len())];
        let words: Vec<&str> = (0..length).map(|_| PIECES[dice.below(PIECES.len())]).collect();
        let sentence = words.join(if dice.below(8) == 0 { "" } else { " " });
        let context = VerifyContext { evidence: &scene.evidence, question: &sentence, today: TODAY };
        if let Ok(checked) = check(&sentence, &context) {
            let _ = rendered(&checked.text, &scene.evidence);
        }
    }

    #[test]
    fn no_text_makes_it_fall_over(sentence in "\\PC{0,200}", question in ".{0,80}") {
        let found = evidence(&Asked::new("e1", &["oee"], &["line"]).against(week(38)), 3);
        let context = VerifyContext { evidence: std::slice::from_ref(&found), question: &question, today: TODAY };
        let _ = check(&sentence, &context);
        let _ = check(&format!("OEE {sentence} 73.2%"), &VerifyContext { evidence: &[], ..context });
    }
}

fn kinds(sentence: &str) -> Vec<FaultKind> {
    let found = evidence(&Asked::new("e1", &["oee"], &["line"]).against(week(38)), 3);
    let context = VerifyContext { evidence: std::slice::from_ref(&found), question: "OEE", today: TODAY };
    check(sentence, &context).err().unwrap_or_default().iter().map(|fault| fault.kind).collect()
}

#[test]
fn a_megabyte_is_refused_unread() {
    assert_eq!(kinds(&"OEE rose. ".repeat(110_000)), [FaultKind::TooLong]);
}

#[test]
fn hostile_text_is_refused() {
    for (sentence, kind) in [
        ("OEE was fine, see https://evil.example/x.", FaultKind::Link),
        ("OEE ![x](data:image/png;base64,AAAA) rose.", FaultKind::Link),
        ("Read more at evil.example today.", FaultKind::Link),
        ("OEE <b>rose</b>.", FaultKind::Link),
        ("OEE was 7\u{200b}3.2%.", FaultKind::BadCharacters),
        ("OEE was ７３.2%.", FaultKind::BadCharacters),
        ("OEE was \u{202e}%2.37.", FaultKind::BadCharacters),
        ("OEE\u{0007} rose.", FaultKind::BadCharacters),
        ("Click the button to approve it.", FaultKind::Instruction),
        ("You should stop Line 3 now.", FaultKind::Instruction),
        ("Ignore the target.", FaultKind::Instruction),
        ("OEE was [[e9.f1]].", FaultKind::UnknownReference),
        ("OEE fell because of Line 3.", FaultKind::Cause),
    ] {
        assert!(kinds(sentence).contains(&kind), "{sentence}: {:?}", kinds(sentence));
    }
}

#[test]
fn tables_and_charts_show_only_their_evidence() {
    let found = vec![evidence(&Asked::new("e1", &["oee"], &["line"]).against(week(38)), 3)];
    let shown =
        [Block::Prose("OEE was [[e1.f1]].".into()), Block::Table("e1".into()), Block::Chart("e1".into(), 0)];
    assert_eq!(check_blocks(&shown, &found), Ok(()));
    for wrong in [Block::Prose("[[e1.f999]]".into()), Block::Table("e2".into()), Block::Chart("e1".into(), 7)]
    {
        assert!(check_blocks(std::slice::from_ref(&wrong), &found).is_err(), "{wrong:?}");
    }
    let mut forged = found.clone();
    forged[0].table.rows[0][1] = sentia_tools::Cell::Text("99%".into());
    assert!(check_blocks(&shown[1..2], &forged).is_err());
}
