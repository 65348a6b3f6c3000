//! What no sentence may hold, whatever it says: hidden characters, links, markup, instructions.

use super::{
    fault::{Fault, FaultKind},
    token::{Token, TokenKind},
};

/// Bytes of the longest sentence that is read at all.
const LONGEST: usize = 1_500;

/// Faults of the raw text. A sentence with one of these is read no further.
pub(super) fn raw(sentence: &str) -> Option<Fault> {
    if sentence.len() > LONGEST {
        let advice = format!("is {} bytes long; write sentences of at most {LONGEST}", sentence.len());
        return Some(Fault::new(FaultKind::TooLong, sentence, advice));
    }
    if let Some(bad) = sentence.chars().find(|c| is_hidden(*c)) {
        let advice = format!(
            "holds the character U+{:04X}, which hides or changes text; write plain letters, ASCII digits and simple punctuation",
            u32::from(bad)
        );
        return Some(Fault::new(FaultKind::BadCharacters, sentence, advice));
    }
    let advice = "links, images and markup are not allowed in an answer; write plain prose";
    link(sentence).map(|(_, mark)| Fault::new(FaultKind::Link, mark, advice))
}

const LINK_MARKS: [&str; 16] = [
    "://",
    "www.",
    "](",
    "![",
    "mailto:",
    "javascript:",
    "data:text",
    "data:image",
    "data:application",
    "<a",
    "</",
    "<img",
    "<script",
    "<!",
    "&#",
    "&lt;",
];

/// Where a link or markup begins, and by what it is known.
fn link(text: &str) -> Option<(usize, &'static str)> {
    let lower = text.to_ascii_lowercase();
    LINK_MARKS.iter().filter_map(|mark| Some((lower.find(mark)?, *mark))).min()
}

/// A name of the data as prose may show it: cut before anything that is no plain text, and never long. The data may hold
/// whatever somebody typed.
pub(crate) fn plain_name(label: &str) -> String {
    let link = link(label).map_or(label.len(), |(at, _)| at);
    let odd = label.find(|c: char| {
        is_hidden(c) || c.is_control() || matches!(c, '<' | '>' | '[' | ']' | '{' | '}' | '`' | '\\' | '@')
    });
    let end = link.min(odd.unwrap_or(label.len()));
    let kept: String = label[..end].chars().take(LONGEST_NAME).collect();
    let kept = kept.trim();
    match (kept.is_empty(), kept.len() == label.trim().len()) {
        (true, _) => "an unnamed one".to_owned(),
        (false, true) => kept.to_owned(),
        (false, false) => format!("{kept}…"),
    }
}

/// Whether words of a document can stand in quotation marks: nothing hidden, no links, no marks that would end the
/// quotation or look like a reference.
pub(crate) fn is_quotable(words: &str) -> bool {
    !words.is_empty() && raw(words).is_none() && !words.contains(['"', '“', '”']) && !words.contains("[[")
}

/// Letters of the longest name in prose.
const LONGEST_NAME: usize = 60;

/// Control characters, invisible and reordering ones, and digits other than 0–9.
fn is_hidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    let mark = matches!(c, '\u{300}'..='\u{36f}');
    let digit = c.is_numeric() && !c.is_ascii_digit() && !matches!(c, '²' | '³' | '₂');
    control || invisible || private || mark || digit
}

/// A full stop between two letters without a space: `example.com`; an at sign; a mark that prose does not need. What is
/// quoted from the Evidence stands as it is.
pub(super) fn marks(sentence: &str, tokens: &[Token], quoted: &[bool]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(mark) = token.mark().filter(|_| !quoted.get(at).is_some_and(|quoted| *quoted)) else {
            continue;
        };
        if mark == '.' && joins_words(tokens, at) {
            let said = &sentence[tokens[at - 1].from..tokens[at + 1].to];
            faults.push(Fault::new(FaultKind::Link, said, "reads as a web address; write plain prose"));
        } else if !is_plain(mark) {
            faults.push(Fault::new(
                FaultKind::BadCharacters,
                &mark.to_string(),
                "is not needed in plain prose; leave it out",
            ));
        }
    }
    faults
}

fn joins_words(tokens: &[Token], at: usize) -> bool {
    let word =
        |token: Option<&Token>| token.and_then(Token::word).is_some_and(|word| word.chars().count() > 1);
    at > 0
        && tokens[at].glued
        && word(tokens.get(at - 1))
        && word(tokens.get(at + 1))
        && tokens.get(at + 1).is_some_and(|next| next.glued)
}

fn is_plain(mark: char) -> bool {
    matches!(
        mark,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '('
            | ')'
            | '['
            | ']'
            | '-'
            | '–'
            | '/'
            | '&'
            | '\''
            | '"'
            | '*'
            | '%'
            | '£'
            | '$'
            | '€'
            | '+'
            | '~'
            | '±'
            | '|'
            | '•'
            | '·'
            | '…'
            | '#'
            | '▲'
            | '▼'
            | '↑'
            | '↓'
            | '='
            | '×'
            | '²'
            | '³'
            | '₂'
            | '°'
            | '_'
    )
}

/// Verbs that begin an order.
const ORDERS: [&str; 52] = [
    "ask",
    "approve",
    "authorise",
    "authorize",
    "buy",
    "call",
    "cancel",
    "click",
    "close",
    "confirm",
    "contact",
    "delete",
    "disable",
    "discard",
    "dismiss",
    "disregard",
    "download",
    "drop",
    "email",
    "enter",
    "execute",
    "fire",
    "forget",
    "forward",
    "go",
    "grant",
    "halt",
    "ignore",
    "install",
    "invoke",
    "log",
    "open",
    "order",
    "pay",
    "please",
    "press",
    "print",
    "purchase",
    "reboot",
    "remove",
    "reply",
    "reset",
    "run",
    "sell",
    "send",
    "shut",
    "stop",
    "submit",
    "tell",
    "transfer",
    "visit",
    "wire",
];

/// A sentence that orders the reader, or a machine, to do something.
pub(super) fn order(tokens: &[Token]) -> Option<Fault> {
    let words = || tokens.iter().filter(|token| matches!(token.kind, TokenKind::Word(_)));
    let first = words().next()?.word()?;
    let told = words().zip(words().skip(1)).find_map(|(one, two)| match (one.word()?, two.word()?) {
        ("you" | "we" | "they", second @ ("must" | "should" | "need" | "ought")) => Some(second),
        _ => None,
    });
    let said = if ORDERS.contains(&first) && !starts_a_statement(tokens) { Some(first) } else { told }?;
    let advice = "reads as an instruction; state what the evidence shows and leave what to do to the reader";
    Some(Fault::new(FaultKind::Instruction, said, advice))
}

/// `Stop reasons were …`, `Order intake rose …`: a noun although it could be an order.
fn starts_a_statement(tokens: &[Token]) -> bool {
    let verbs = [
        "was", "were", "is", "are", "rose", "fell", "ran", "stood", "came", "had", "has", "totalled",
        "totaled",
    ];
    tokens.iter().skip(1).take(4).filter_map(Token::word).any(|word| verbs.contains(&word))
}
