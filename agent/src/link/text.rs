use super::Span;

/// Bytes of a question that are read; what comes after is ignored and said so.
pub(crate) const CONSIDERED_BYTES: usize = 4_000;
/// Atoms that are read within them.
const CONSIDERED_ATOMS: usize = 600;

/// What stands between an atom and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: `Q` and `3` of `Q3`.
    Joined,
    Space,
    /// A hyphen or dash without spaces.
    Hyphen,
    /// A dash with spaces.
    Dash,
    Slash,
    /// A point without spaces.
    Dot,
    Comma,
    Apostrophe,
    /// The end of a sentence, a colon, a bracket, a line break.
    Break,
}

/// The smallest piece of a question that is looked up: a run of letters, or of digits, or one of the signs that are read
/// as words (`%` as percent, `&` as and). `L3`, `L-3` and `l 3` are the same two atoms, `l` and `3`.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    pub(crate) span: Span,
    /// Lower case, without diacritics; numbers without leading zeros.
    pub(crate) text: String,
    pub(crate) gap: Gap,
    /// Whether all letters (two or more) are capitals.
    pub(crate) capitals: bool,
    /// Whether the first letter is a capital.
    pub(crate) capital: bool,
    pub(crate) number: Option<u64>,
    /// Digits as typed, leading zeros counted; 0 for letters.
    pub(crate) digits: usize,
}

/// The atoms of a text, and whether it was longer than what is considered. Time is linear in the considered part.
pub(crate) fn atoms(text: &str) -> (Vec<Atom>, bool) {
    let lead = text.len() - text.trim_start_matches(is_ignorable).len();
    let body = text.get(lead..).unwrap_or_default();
    let considered = floor_boundary(body, CONSIDERED_BYTES);
    let mut scanner = Scanner { atoms: Vec::new(), gap: GapScan::default(), run: None };
    for (offset, letter) in body[..considered].char_indices() {
        scanner.step(lead + offset, letter);
        if scanner.atoms.len() >= CONSIDERED_ATOMS {
            return (scanner.atoms, true);
        }
    }
    scanner.flush(lead + considered);
    let rest = body.get(considered..).unwrap_or_default();
    (scanner.atoms, rest.contains(|letter| !is_ignorable(letter)))
}

fn is_ignorable(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || is_invisible(letter)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
}

struct Run {
    class: Class,
    start: usize,
    text: String,
    upper: usize,
    letters: usize,
    capital: bool,
}

struct Scanner {
    atoms: Vec<Atom>,
    gap: GapScan,
    run: Option<Run>,
}

impl Scanner {
    fn step(&mut self, at: usize, letter: char) {
        if is_invisible(letter) {
            return;
        }
        match class_of(letter) {
            Some(class) => self.extend(at, letter, class),
            None => self.separate(at, letter),
        }
    }

    fn extend(&mut self, at: usize, letter: char, class: Class) {
        if self.run.as_ref().is_some_and(|run| run.class != class) {
            self.flush(at);
        }
        let upper = letter.is_uppercase();
        let run = self.run.get_or_insert_with(|| Run {
            class,
            start: at,
            text: String::new(),
            upper: 0,
            letters: 0,
            capital: upper,
        });
        run.letters += 1;
        run.upper += usize::from(upper);
        fold_into(letter, &mut run.text);
    }

    fn separate(&mut self, at: usize, letter: char) {
        self.flush(at);
        if let Some(word) = word_for_sign(letter) {
            let span = Span::new(at, at + letter.len_utf8());
            self.push(span, word.to_owned(), None, false, false);
        } else {
            self.gap.see(letter);
        }
    }

    fn flush(&mut self, end: usize) {
        let Some(run) = self.run.take() else { return };
        let span = Span::new(run.start, end);
        if run.class == Class::Digit {
            let number = run.text.parse().ok();
            let trimmed = run.text.trim_start_matches('0');
            let text = if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() };
            self.push(span, text, number, false, false);
        } else if self.gap.is_apostrophe() && is_contraction(&run.text) {
            self.join_to_last(&run.text, span);
        } else {
            self.push(span, run.text, None, run.letters > 1 && run.upper == run.letters, run.capital);
        }
    }

    /// The end of `don't` joins its word; that of `what's` is a word; the genitive of `Leeds's` is dropped.
    fn join_to_last(&mut self, end: &str, span: Span) {
        self.gap = GapScan::default();
        let Some(last) = self.atoms.last_mut() else { return };
        if end == "s"
            && matches!(
                last.text.as_str(),
                "what" | "who" | "how" | "where" | "which" | "that" | "it" | "there"
            )
        {
            self.push(span, "is".to_owned(), None, false, false);
            return;
        }
        last.span = last.span.cover(span);
        if end == "t" {
            last.text.push('t');
        }
    }

    fn push(&mut self, span: Span, text: String, number: Option<u64>, capitals: bool, capital: bool) {
        let gap = self.gap.take(self.atoms.is_empty());
        let digits = if number.is_some() || text.starts_with(|letter: char| letter.is_ascii_digit()) {
            span.end - span.start
        } else {
            0
        };
        if let Some(rest) = glued_time_word(&text) {
            let middle = span.start + (text.len() - rest.len());
            let head = text[..text.len() - rest.len()].to_owned();
            if span.end - span.start == text.len() {
                let atom =
                    |span, text, gap| Atom { span, text, gap, capitals, capital, number: None, digits: 0 };
                self.atoms.push(atom(Span::new(span.start, middle), head, gap));
                self.atoms.push(atom(Span::new(middle, span.end), rest.to_owned(), Gap::Space));
                return;
            }
        }
        self.atoms.push(Atom { span, text, gap, capitals, capital, number, digits });
    }
}

/// The second half of words like `lastweek`, typed without their space.
fn glued_time_word(text: &str) -> Option<&str> {
    let rest = ["last", "this", "next", "past", "per"].iter().find_map(|head| text.strip_prefix(head))?;
    ["week", "wk", "month", "quarter", "year"]
        .contains(&rest.strip_suffix('s').unwrap_or(rest))
        .then_some(rest)
}

fn is_contraction(text: &str) -> bool {
    matches!(text, "s" | "t" | "re" | "ve" | "ll" | "d" | "m")
}

#[derive(Default)]
struct GapScan {
    space: bool,
    mark: Option<char>,
    marks: usize,
}

impl GapScan {
    fn see(&mut self, letter: char) {
        if letter.is_whitespace() || letter.is_control() {
            self.space = true;
            if letter == '\n' {
                self.mark = Some('\n');
                self.marks += 1;
            }
        } else {
            self.marks += 1;
            self.mark = Some(letter);
        }
    }

    fn is_apostrophe(&self) -> bool {
        !self.space && self.marks == 1 && self.mark.is_some_and(is_apostrophe)
    }

    fn take(&mut self, first: bool) -> Gap {
        let GapScan { space, mark, marks } = std::mem::take(self);
        match mark {
            Some(mark) if is_apostrophe(mark) => Gap::Apostrophe,
            _ if first => Gap::Space,
            None if space => Gap::Space,
            None => Gap::Joined,
            Some(mark) if marks == 1 && is_dash(mark) => {
                if space {
                    Gap::Dash
                } else {
                    Gap::Hyphen
                }
            }
            Some('/') if marks == 1 => Gap::Slash,
            Some('.') if !space && marks == 1 => Gap::Dot,
            Some(',') => Gap::Comma,
            Some('_') if !space => Gap::Hyphen,
            Some('#' | '*' | '+' | '@' | '£' | '$' | '€') if marks == 1 => Gap::Space,
            Some(_) => Gap::Break,
        }
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−')
}

/// Characters that are not seen and must not split a word: soft hyphens, joiners, combining marks, byte-order marks.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

fn class_of(letter: char) -> Option<Class> {
    if letter.is_ascii_digit() {
        Some(Class::Digit)
    } else if letter.is_alphanumeric() {
        Some(Class::Letter)
    } else {
        None
    }
}

fn word_for_sign(letter: char) -> Option<&'static str> {
    match letter {
        '%' => Some("percent"),
        '&' => Some("and"),
        '<' => Some("below"),
        '>' => Some("above"),
        _ => None,
    }
}

pub(crate) fn fold_into(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    for lower in letter.to_lowercase() {
        match plain(lower) {
            Some(latin) => out.push_str(latin),
            None if is_invisible(lower) => {}
            None => out.push(lower),
        }
    }
}

fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(question: &str) -> Vec<String> {
        atoms(question).0.into_iter().map(|atom| atom.text).collect()
    }

    #[test]
    fn letters_and_digits_come_apart() {
        assert_eq!(texts("L3 vs line-04, Q3’25"), ["l", "3", "vs", "line", "4", "q", "3", "25"]);
    }

    #[test]
    fn contractions_and_genitives_leave_the_word() {
        assert_eq!(texts("what's Leeds's OEE, don't"), ["what", "is", "leeds", "oee", "dont"]);
    }

    #[test]
    fn diacritics_and_invisible_characters_do_not_matter() {
        assert_eq!(texts("Wroc\u{200b}ław Śląsk na\u{0308}ive"), ["wroclaw", "slask", "naive"]);
    }

    #[test]
    fn signs_that_are_words() {
        assert_eq!(texts("P&L scrap % > 5%"), ["p", "and", "l", "scrap", "percent", "above", "5", "percent"]);
    }

    #[test]
    fn spans_lie_on_the_typed_words() {
        let question = "  Łódź’s OEE lastweek";
        let spans: Vec<&str> = atoms(question).0.iter().map(|atom| atom.span.of(question)).collect();
        assert_eq!(spans, ["Łódź’s", "OEE", "last", "week"]);
    }

    #[test]
    fn a_long_text_is_cut_and_said_so() {
        let (atoms, truncated) = atoms(&"oee ".repeat(300_000));
        assert!(truncated && atoms.len() <= CONSIDERED_ATOMS);
        assert!(!super::atoms(&format!("oee{}", " ".repeat(1_000_000))).1);
    }
}
