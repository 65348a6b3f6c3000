//! Numbers in words.

use super::token::Token;

/// A whole number spelled out from this token on, and how many tokens it takes: `twelve`, `twenty-one`, `a hundred and
/// five`, `two dozen`.
pub(super) fn spelled(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    let word = |offset: usize| tokens.get(at + offset).and_then(Token::word);
    let article = word(0) == Some("a") && matches!(word(1), Some("dozen" | "hundred" | "thousand"));
    let mut total = 0.0;
    let mut group = if article { 1.0 } else { 0.0 };
    let mut used = usize::from(article);
    let mut any = false;
    while let Some(next) = word(used) {
        if let Some(small) = small(next).filter(|small| fits(group, *small)) {
            group += small;
        } else if next == "hundred" && group > 0.0 {
            group *= 100.0;
        } else if next == "dozen" && group > 0.0 {
            group *= 12.0;
        } else if next == "thousand" && group > 0.0 {
            total += group * 1000.0;
            group = 0.0;
        } else if next == "and" && any && group >= 100.0 && word(used + 1).and_then(small).is_some() {
            used += 1;
            continue;
        } else {
            break;
        }
        any = true;
        used += 1;
    }
    any.then_some((total + group, used))
}

/// `twenty` takes `one` behind it, `one` takes nothing, `hundred` takes either.
fn fits(group: f64, small: f64) -> bool {
    group == 0.0
        || (group % 100.0 == 0.0)
        || (group % 100.0 >= 20.0 && group % 10.0 == 0.0 && (1.0..10.0).contains(&small))
}

fn small(word: &str) -> Option<f64> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let one = ONES.iter().position(|known| *known == word).map(|value| value as f64);
    one.or_else(|| TENS.iter().position(|known| *known == word).map(|value| (value as f64 + 2.0) * 10.0))
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    #[test]
    fn spelled_numbers() {
        let value = |text: &str| spelled(&tokens(text), 0);
        assert_eq!(value("twelve lines"), Some((12.0, 1)));
        assert_eq!(value("twenty-one"), Some((21.0, 2)));
        assert_eq!(value("a hundred and five stops"), Some((105.0, 4)));
        assert_eq!(value("two thousand three hundred"), Some((2300.0, 4)));
        assert_eq!(value("one two"), Some((1.0, 1)));
        assert_eq!(value("lines"), None);
    }
}
