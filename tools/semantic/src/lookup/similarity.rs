use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// How alike two texts are, 0 to 1, blind to case, diacritics and punctuation: one minus the Damerau distance (optimal
/// string alignment) over the longer length. The one place for typo tolerance.
pub fn similarity(a: &str, b: &str) -> f64 {
    folded_similarity(&fold(a), &fold(b))
}

/// [`similarity`] of texts that are folded already.
pub(crate) fn folded_similarity(a: &str, b: &str) -> f64 {
    let longer = a.chars().count().max(b.chars().count());
    if longer == 0 {
        return 1.0;
    }
    1.0 - strsim::osa_distance(a, b) as f64 / longer as f64
}

/// Lower case, without diacritics, with one space for any run of spaces and punctuation.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            '&' => {
                let space = if folded.ends_with(' ') || folded.is_empty() { "" } else { " " };
                folded.push_str(space);
                folded.push_str("and ");
            }
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The names most like `typed`, best first: at most three, and only those that could be a slip of it.
pub(crate) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let typed = fold(typed);
    let mut scored: Vec<(f64, &str)> = names.map(|name| (closeness(&typed, &fold(name)), name)).collect();
    scored.retain(|(score, _)| *score >= 0.5);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Likeness that also favours names which contain the typed word.
fn closeness(typed: &str, name: &str) -> f64 {
    let alike = folded_similarity(typed, name);
    if typed.len() >= 3 && name.split(' ').any(|word| word.starts_with(typed)) {
        alike.max(0.7)
    } else {
        alike
    }
}
