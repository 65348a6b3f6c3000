//! What tells who somebody is by its form alone: bank accounts, payment cards, VAT ids, addresses of e-mail, telephones.

use super::words::{Word, gap};

/// Pieces into which such a number is written, at most.
const PIECES: usize = 12;
/// Digits of a card that stand together at least; those of dates do not.
const CARD_GROUP: usize = 4;
/// Characters of an address before its `@`.
const LOCAL: usize = 64;

pub(super) const KINDS: [&str; 5] = ["EMAIL", "IBAN", "VAT", "CARD", "PHONE"];

/// The kind of what begins at this word, and the word behind it.
pub(super) fn find(text: &str, words: &[Word<'_>], at: usize) -> Option<(&'static str, usize)> {
    let first = words.get(at)?;
    if let Some(end) = email(text, words, at) {
        return Some(("EMAIL", end));
    }
    // All others have a digit in their first four characters.
    if !first.raw.bytes().take(4).any(|byte| byte.is_ascii_digit()) && first.raw.len() != 2 {
        return None;
    }
    let pieces = pieces(text, words, at);
    let is_called = text.get(..first.start).is_some_and(|before| before.ends_with('+'));
    pieces.iter().enumerate().rev().find_map(|(index, piece)| {
        let kind = match piece.code.as_str() {
            code if is_called && is_international(code) => "PHONE",
            code if is_national(code, first.raw) => "PHONE",
            _ if piece.is_bracketed => return None,
            code if is_iban(code) => "IBAN",
            code if is_vat(code) => "VAT",
            code if piece.shortest >= CARD_GROUP && is_card(code) => "CARD",
            _ => return None,
        };
        Some((kind, at + index + 1))
    })
}

/// The words up to one, written together.
struct Piece {
    code: String,
    /// Of the words before the last.
    shortest: usize,
    /// Whether a bracket stands between them.
    is_bracketed: bool,
}

fn pieces(text: &str, words: &[Word<'_>], at: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before: Option<&Word<'_>> = None;
    for word in words.iter().skip(at).take(PIECES).take_while(|word| is_of_a_code(word.raw)) {
        let between = before.map_or("", |before| gap(text, before, word));
        if before.is_some() && !joins(between) {
            break;
        }
        let last = pieces.last();
        pieces.push(Piece {
            code: format!("{}{}", last.map_or("", |last| &last.code), word.raw),
            shortest: last
                .map_or(usize::MAX, |last| last.shortest)
                .min(before.map_or(usize::MAX, |before| before.raw.len())),
            is_bracketed: last.is_some_and(|last| last.is_bracketed) || between.contains(['(', ')']),
        });
        before = Some(word);
    }
    pieces
}

/// Small letters belong to words.
fn is_of_a_code(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn joins(gap: &str) -> bool {
    matches!(gap, " " | "-" | ") " | " (" | ")")
}

/// `first.last@host.example`.
fn email(text: &str, words: &[Word<'_>], at: usize) -> Option<usize> {
    let rest = text.get(words.get(at)?.start..)?;
    let local = rest.bytes().take(LOCAL + 1).position(|byte| byte == b'@')?;
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    if !rest.bytes().take(local).all(is_local) {
        return None;
    }
    let host = rest.get(local + 1..)?;
    let is_host = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let host = host.split_once(|letter| !is_host(letter)).map_or(host, |(host, _)| host);
    let host = host.trim_end_matches(['.', '-']);
    if !host.contains('.') || !host.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let end = words.get(at)?.start + local + 1 + host.len();
    let last = words.iter().skip(at).position(|word| word.end == end)?;
    Some(at + last + 1)
}

fn is_international(code: &str) -> bool {
    (8..=15).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// `01332 555 123`, `(020) 7946 0018`, `0044 …`: figures and dates do not begin so.
fn is_national(code: &str, first: &str) -> bool {
    let is_long =
        (10..=11).contains(&code.len()) || (code.starts_with("00") && (12..=15).contains(&code.len()));
    is_long && first.len() >= 3 && code.starts_with('0') && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// By ISO 13616: the remainder by 97 of the number, its first four characters last and letters as 10 to 35.
fn is_iban(code: &str) -> bool {
    let (Some(country), Some(check), Some(account)) = (code.get(..2), code.get(2..4), code.get(4..)) else {
        return false;
    };
    let is_formed = (15..=34).contains(&code.len())
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && check.bytes().all(|byte| byte.is_ascii_digit())
        && account.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_formed && remainder(&[account, country, check]) == Some(1)
}

fn remainder(parts: &[&str]) -> Option<u32> {
    parts.iter().flat_map(|part| part.chars()).try_fold(0, |rest, letter| {
        let digit = letter.to_digit(36)?;
        Some((rest * if digit < 10 { 10 } else { 100 } + digit) % 97)
    })
}

/// By its last digit (Luhn).
fn is_card(code: &str) -> bool {
    if !(13..=19).contains(&code.len()) || code.starts_with('0') {
        return false;
    }
    let digits: Option<Vec<u32>> = code.chars().rev().map(|letter| letter.to_digit(10)).collect();
    let sum = digits.map(|digits| {
        let weighed = digits.iter().enumerate().map(|(at, digit)| match at % 2 {
            1 => digit * 2 / 10 + digit * 2 % 10,
            _ => *digit,
        });
        weighed.sum::<u32>()
    });
    sum.is_some_and(|sum| sum % 10 == 0)
}

/// What stands behind the country: `9` is a digit, `A` a letter, `X` either.
const VAT: [(&str, &[&str]); 30] = [
    ("AT", &["A99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("GB", &["999999999", "999999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999A99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999"]),
    ("CHE", &["999999999"]),
];

fn is_vat(code: &str) -> bool {
    let fits = |number: &str, form: &str| {
        number.len() == form.len()
            && number.bytes().zip(form.bytes()).all(|(byte, form)| match form {
                b'9' => byte.is_ascii_digit(),
                b'A' => byte.is_ascii_uppercase(),
                _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            })
    };
    VAT.iter().any(|(country, forms)| {
        code.strip_prefix(country).is_some_and(|number| forms.iter().any(|form| fits(number, form)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::words::words;

    /// All that is found, as it stands.
    fn found(text: &str) -> Vec<(&'static str, &str)> {
        let words = words(text);
        let (mut all, mut at) = (Vec::new(), 0);
        while at < words.len() {
            match find(text, &words, at) {
                Some((kind, end)) => {
                    all.push((kind, &text[words[at].start..words[end - 1].end]));
                    at = end;
                }
                None => at += 1,
            }
        }
        all
    }

    #[test]
    fn numbers_are_found_by_what_makes_them_valid() {
        for (text, kind) in [
            ("GB29 NWBK 6016 1331 9268 19", "IBAN"),
            ("DE89370400440532013000", "IBAN"),
            ("4111 1111 1111 1111", "CARD"),
            ("5500-0000-0000-0004", "CARD"),
            ("GB 123 4567 89", "VAT"),
            ("DE123456789", "VAT"),
            ("NL123456789B01", "VAT"),
            ("jo.o-neil+x@mail.acme.co.uk", "EMAIL"),
            ("01332 555 123", "PHONE"),
            ("020 7946 0018", "PHONE"),
            ("0044 1332 555123", "PHONE"),
        ] {
            assert_eq!(found(&format!("Pay to {text}, AND soon.")), [(kind, text)]);
        }
        assert_eq!(found("Call +44 (1332) 555 123."), [("PHONE", "44 (1332) 555 123")]);
    }

    #[test]
    fn figures_dates_and_codes_are_none() {
        for text in [
            "Revenue was 1,234,567.89 GBP on 2026-09-30, 01/10/2026 10:30.",
            "GB29 NWBK 6016 1331 9268 18 and DE12345678",
            "4111 1111 1111 1112 [[e1.f3]] 12 345 678",
            "L03 R2 PO-004711 @ 5 a@b",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
