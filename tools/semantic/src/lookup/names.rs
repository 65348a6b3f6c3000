use super::{
    members::Member,
    similarity::{fold, folded_similarity},
};

/// Forms of a member's names that are compared with what was typed.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) label: String,
    pub(super) key: String,
    /// Label and key without spaces, and numbers without leading zeros: `l3` for `L03`.
    pub(super) compact: [String; 2],
    letters: u64,
}

/// From this likeness on, a text counts as a slip of a name.
pub(super) const ALIKE: f64 = 0.75;

/// What was typed, in the forms that are compared.
pub(super) struct Typed {
    pub(super) folded: String,
    pub(super) compact: String,
    digits: String,
    letters: u64,
    pub(super) length: usize,
}

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text);
        Typed {
            compact: compact(&folded),
            digits: digits(&folded),
            letters: letters(&folded),
            length: folded.chars().count(),
            folded,
        }
    }
}

impl Names {
    pub(super) fn new(member: &Member) -> Self {
        let (label, key) = (fold(&member.label), fold(&member.key));
        Names {
            compact: [compact(&label), compact(&key)],
            letters: letters(&label) | letters(&key),
            label,
            key,
        }
    }

    /// Whether this is the label or the key, however it is spaced.
    pub(super) fn are(&self, typed: &Typed) -> bool {
        self.label == typed.folded || self.key == typed.folded || self.compact.contains(&typed.compact)
    }

    /// 1 for the name itself, less the less of it was typed or the more it differs, 0 for another name.
    pub(super) fn score(&self, typed: &Typed) -> f64 {
        if typed.folded.is_empty() {
            0.0
        } else if self.label == typed.folded || self.key == typed.folded {
            1.0
        } else if self.compact.contains(&typed.compact) {
            0.97
        } else if has_words(&self.label, &typed.folded) {
            0.75 + 0.2 * typed.length as f64 / self.label.chars().count().max(1) as f64
        } else if typed.length >= 3 && begins_words(&self.label, &typed.folded) {
            0.6 + 0.2 * typed.length as f64 / self.label.chars().count().max(1) as f64
        } else {
            let likeness = self.likeness(typed);
            if likeness >= ALIKE { 0.95 * likeness } else { 0.0 }
        }
    }

    /// How alike the typed text and the nearer of the two names are. Another number is another thing.
    pub(super) fn likeness(&self, typed: &Typed) -> f64 {
        if typed.length < 3 {
            return 0.0;
        }
        // Each slip changes at most two kinds of letters: most names are told apart without comparing them.
        let slips = (typed.length as f64 * (1.0 - ALIKE) / ALIKE).ceil() as u32;
        if (typed.letters & !self.letters).count_ones() > slips {
            return 0.0;
        }
        let of = |name: &str| {
            if digits(name) == typed.digits { folded_similarity(name, &typed.folded) } else { 0.0 }
        };
        of(&self.label).max(of(&self.key))
    }
}

/// Whether every word that was typed is a word of the name.
pub(super) fn has_words(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|word| name.split(' ').any(|other| same_word(other, word)))
}

/// Whether every word that was typed begins a word of the name. Numbers do not begin other numbers.
pub(super) fn begins_words(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|word| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        name.split(' ').any(|other| if is_number { same_word(other, word) } else { other.starts_with(word) })
    })
}

/// `3` and `03` are the same.
fn same_word(a: &str, b: &str) -> bool {
    a == b || (a.starts_with('0') || b.starts_with('0')) && compact(a) == compact(b)
}

/// Without spaces, and numbers without leading zeros.
fn compact(folded: &str) -> String {
    let mut compact = String::with_capacity(folded.len());
    let mut letters = folded.chars().filter(|letter| *letter != ' ').peekable();
    while let Some(letter) = letters.next() {
        let before_is_digit = compact.ends_with(|last: char| last.is_ascii_digit());
        let leads_a_number =
            letter == '0' && !before_is_digit && letters.peek().is_some_and(char::is_ascii_digit);
        if !leads_a_number {
            compact.push(letter);
        }
    }
    compact
}

fn digits(folded: &str) -> String {
    folded.chars().filter(char::is_ascii_digit).collect()
}

/// A bit for each kind of letter.
fn letters(folded: &str) -> u64 {
    folded.bytes().fold(0, |bits, byte| match byte {
        b'a'..=b'z' => bits | 1 << (byte - b'a'),
        b'0'..=b'9' => bits | 1 << (26 + byte - b'0'),
        b' ' => bits,
        other => bits | 1 << (36 + other % 28),
    })
}
