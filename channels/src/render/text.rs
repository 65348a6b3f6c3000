use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that text takes up on a screen.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Text from data or from a model without anything that could steer a terminal: escape codes and other control
/// characters go, line breaks become spaces, marks that reorder text go.
pub(crate) fn clean(text: &str) -> String {
    let keep = |letter: char| match letter {
        '\n' | '\t' | '\r' => Some(' '),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    };
    text.chars().filter_map(keep).collect()
}

/// The same for text of several lines.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Pads with spaces to a width on screen.
pub(crate) fn pad(text: &str, columns: usize, right_aligned: bool) -> String {
    let space = " ".repeat(columns.saturating_sub(width(text)));
    if right_aligned { format!("{space}{text}") } else { format!("{text}{space}") }
}

/// Cuts to a width on screen, the last column an ellipsis where something was cut.
pub(crate) fn shorten(text: &str, columns: usize, unicode: bool) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let ellipsis = if unicode { "…" } else { "~" };
    let (head, _) = split_at_width(text, columns.saturating_sub(1));
    format!("{}{ellipsis}", head.trim_end())
}

/// Breaks text into lines of at most `columns`, between words where possible. Never empty.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        loop {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(rest) <= columns {
                line.push_str(if gap == 1 { " " } else { "" });
                line.push_str(rest);
                break;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                continue;
            }
            let (head, tail) = split_at_width(rest, columns.max(1));
            lines.push(head.to_owned());
            rest = tail;
            if rest.is_empty() {
                break;
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Wraps text and sets every line in, the first behind `lead`, which is part of the indent.
pub(crate) fn indented(lead: &str, text: &str, columns: Option<usize>) -> String {
    let indent = width(lead);
    let lines = match columns {
        Some(columns) => wrap(text, columns.saturating_sub(indent).max(12)),
        None => vec![text.to_owned()],
    };
    lines.join(&format!("\n{}", " ".repeat(indent))).replacen("", lead, 1)
}

/// The longest beginning that fits (at least one character, so that callers come to an end), and the rest.
fn split_at_width(text: &str, columns: usize) -> (&str, &str) {
    let mut taken = 0;
    for (at, letter) in text.char_indices() {
        taken += letter.width().unwrap_or(0);
        if taken > columns && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        assert_eq!(clean("Line\u{1b}[31m 3\u{7}\nnext\u{202e}"), "Line[31m 3 next");
        assert_eq!(clean("Wrocław\u{9b}2J"), "Wrocław2J");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("製造"), 4);
        assert_eq!(pad("製造", 6, false), "製造  ");
        assert_eq!(shorten("製造業者", 5, true), "製造…");
        assert_eq!(shorten("Wrocław", 7, true), "Wrocław");
    }

    #[test]
    fn lines_break_between_words_and_within_a_word_that_is_too_long() {
        assert_eq!(wrap("OEE rose by 2.1 points", 10), ["OEE rose", "by 2.1", "points"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("製造", 1), ["製", "造"]);
        assert_eq!(indented("- ", "one two three", Some(14)), "- one two\n  three");
        assert_eq!(indented("- ", "one two three", None), "- one two three");
    }
}
