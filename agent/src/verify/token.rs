//! Words, numbers and marks of a sentence, with their places.

/// A piece of the sentence. `from..to` are byte offsets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub from: usize,
    pub to: usize,
    /// Nothing stands between this token and the one before it.
    pub glued: bool,
    /// A hyphen inside a compound stood before it: `first-pass`, `1.2-point`, `GH-100`.
    pub hyphenated: bool,
    /// Begins with a capital letter.
    pub capital: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// Folded: lower case, Latin letters without their marks.
    Word(String),
    Number(Numeral),
    /// Evidence id and figure id.
    Reference(String, String),
    /// `'s`, or the bare apostrophe after a plural.
    Possessive,
    Mark(char),
}

/// Digits as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numeral {
    pub value: f64,
    /// Decimals shown.
    pub decimals: u32,
    /// Zeros at the end of a whole number: 2 in `1,200`.
    pub trailing_zeros: u32,
    /// Without separators: `1234.5`.
    pub digits: String,
    pub grouped: bool,
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn mark(&self) -> Option<char> {
        match self.kind {
            TokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn number(&self) -> Option<&Numeral> {
        match &self.kind {
            TokenKind::Number(numeral) => Some(numeral),
            _ => None,
        }
    }

    /// A whole number without separators, as in `week 39`.
    pub(super) fn integer(&self) -> Option<i64> {
        self.number().filter(|numeral| numeral.decimals == 0 && !numeral.grouped)?.digits.parse().ok()
    }

    /// What names are compared by.
    pub(super) fn key(&self) -> String {
        match &self.kind {
            TokenKind::Word(word) => word.clone(),
            TokenKind::Number(numeral) => numeral.digits.clone(),
            TokenKind::Reference(evidence, figure) => format!("[[{evidence}.{figure}]]"),
            TokenKind::Possessive => "'".to_owned(),
            TokenKind::Mark(mark) => mark.to_string(),
        }
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner { text, at: 0, found: Vec::new(), gap: true, hyphen: false };
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.found
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Token>,
    gap: bool,
    hyphen: bool,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else { return };
        if first.is_whitespace() {
            self.at += first.len_utf8();
            self.gap = true;
        } else if let Some((evidence, figure, length)) = reference(self.rest()) {
            self.push(TokenKind::Reference(evidence, figure), length);
        } else if first.is_ascii_digit() {
            let (numeral, length) = numeral(self.rest());
            self.push(TokenKind::Number(numeral), length);
        } else if first.is_alphabetic() {
            self.word();
        } else {
            self.mark(first);
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let capital = self.rest().chars().next().is_some_and(char::is_uppercase);
        let (from, to) = (self.at, self.at + length);
        self.found.push(Token { kind, from, to, glued: !self.gap, hyphenated: self.hyphen, capital });
        self.at = to;
        self.gap = false;
        self.hyphen = false;
    }

    /// Letters and digits, and an apostrophe within (`didn't`), but not a possessive one.
    fn word(&mut self) {
        let rest = self.rest();
        let mut end = rest.len();
        for (offset, c) in rest.char_indices() {
            let inner = is_apostrophe(c) && !is_possessive(&rest[offset..]) && letter_after(rest, offset, c);
            if !(c.is_alphanumeric() || inner) {
                end = offset;
                break;
            }
        }
        let word = fold(&rest[..end]);
        self.push(TokenKind::Word(word), end);
    }

    fn mark(&mut self, mark: char) {
        let after_text =
            !self.gap && self.found.last().is_some_and(|token| !matches!(token.kind, TokenKind::Mark(_)));
        if is_apostrophe(mark) && after_text {
            let length = if is_possessive(self.rest()) { mark.len_utf8() + 1 } else { mark.len_utf8() };
            return self.push(TokenKind::Possessive, length);
        }
        if is_hyphen(mark) && after_text && self.joins(mark) {
            self.at += mark.len_utf8();
            self.hyphen = true;
            return;
        }
        self.push(TokenKind::Mark(plain(mark)), mark.len_utf8());
    }

    /// A hyphen with letters on at least one side and nothing but text on both is part of a compound.
    fn joins(&self, hyphen: char) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let after = self.rest()[hyphen.len_utf8()..].chars().next();
        let (Some(before), Some(after)) = (before, after) else { return false };
        before.is_alphanumeric()
            && after.is_alphanumeric()
            && (before.is_alphabetic() || after.is_alphabetic())
    }
}

fn letter_after(text: &str, offset: usize, mark: char) -> bool {
    text[offset + mark.len_utf8()..].chars().next().is_some_and(char::is_alphabetic)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// `'s` at the end of a word.
fn is_possessive(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_apostrophe)
        && matches!(chars.next(), Some('s' | 'S'))
        && !chars.next().is_some_and(char::is_alphanumeric)
}

/// Look-alikes as one character each.
fn plain(mark: char) -> char {
    match mark {
        '‐' | '‑' | '−' => '-',
        '—' | '―' => '–',
        '’' | 'ʼ' | '‘' => '\'',
        '“' | '”' | '„' => '"',
        '≈' | '∼' => '~',
        other => other,
    }
}

/// `[[e1.f3]]`: ids are letters and digits.
fn reference(text: &str) -> Option<(String, String, usize)> {
    let inner = text.strip_prefix("[[")?;
    let end = inner.find("]]").filter(|end| *end <= 40)?;
    let (evidence, figure) = inner[..end].split_once('.')?;
    let plain = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
    (plain(evidence) && plain(figure)).then(|| (evidence.to_owned(), figure.to_owned(), end + 4))
}

/// Digits with thousands separators (`1,234,567`, `1 234 567` with unbreakable spaces) and a decimal point.
fn numeral(text: &str) -> (Numeral, usize) {
    let mut digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let mut length = digits.len();
    let mut grouped = false;
    while digits.len() <= 30 {
        let Some(width) = group_after(&text[length..]) else { break };
        digits.extend(text[length..length + width].chars().filter(char::is_ascii_digit));
        length += width;
        grouped = true;
    }
    let fraction: String = match text[length..].strip_prefix('.') {
        Some(rest) => rest.chars().take_while(char::is_ascii_digit).collect(),
        None => String::new(),
    };
    if !fraction.is_empty() {
        length += 1 + fraction.len();
    }
    let value = format!("{digits}.{fraction}0").parse().unwrap_or(f64::INFINITY);
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let trailing_zeros = if fraction.is_empty() { zeros } else { 0 };
    let decimals = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    let trailing_zeros = u32::try_from(trailing_zeros).unwrap_or(0);
    if !fraction.is_empty() {
        digits = format!("{digits}.{fraction}");
    }
    (Numeral { value, decimals, trailing_zeros, digits, grouped }, length)
}

/// A separator and exactly three digits.
fn group_after(text: &str) -> Option<usize> {
    let separator = text.chars().next().filter(|c| matches!(c, ',' | '\u{a0}' | '\u{202f}' | '\u{2009}'))?;
    let rest = &text[separator.len_utf8()..];
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    (digits == 3).then_some(separator.len_utf8() + 3)
}

/// Lower case, Latin letters without their marks: `Wrocław` and `Wroclaw` are one name.
pub(super) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| *c != '\u{307}').map(without_mark).collect()
}

fn without_mark(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' | 'ĺ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' | 'ŕ' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '’' | 'ʼ' | '‘' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        tokens(text).iter().map(Token::key).collect()
    }

    #[test]
    fn compounds_lose_their_hyphen_and_ranges_keep_it() {
        assert_eq!(keys("a 2-point first-pass GH-100"), ["a", "2", "point", "first", "pass", "gh", "100"]);
        assert_eq!(keys("61-78%"), ["61", "-", "78", "%"]);
    }

    #[test]
    fn possessives_and_contractions() {
        assert_eq!(keys("Leeds' and Line 3's didn’t"), ["leeds", "'", "and", "line", "3", "'", "didn't"]);
    }

    #[test]
    fn numbers_references_and_marks() {
        let found = tokens("£1,234,567.80 [[e1.f3]] Wrocław");
        assert_eq!(found[1].number().map(|numeral| numeral.value), Some(1_234_567.8));
        assert_eq!(found[2].kind, TokenKind::Reference("e1".into(), "f3".into()));
        assert_eq!(found[3].word(), Some("wroclaw"));
        assert!(keys("[[e1.f3").len() > 2);
    }
}
