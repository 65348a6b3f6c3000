//! Breaking text into lines.

use crate::chart::drawing::Style;
use crate::font::Fonts;

/// Words in one style.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Span {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

/// A part of a line, `x` points from its start.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) x: f32,
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// A line; its width does not count the spaces at its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) width: f32,
}

/// A character with what it takes to place it.
struct Letter {
    c: char,
    span: usize,
    advance: f32,
    breaks: bool,
}

/// Breaks text into lines of at most `room` points where Unicode allows it, and within words that are longer than that.
pub(crate) fn wrap(spans: &[Span], room: f32, fonts: &Fonts) -> Vec<Line> {
    let letters = letters(spans, fonts);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let end = line_end(&letters, start, room);
        lines.push(line(letters.get(start..end).unwrap_or_default(), spans));
        start = end;
    }
    lines
}

fn letters(spans: &[Span], fonts: &Fonts) -> Vec<Letter> {
    let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
    let mut breaks = unicode_linebreak::linebreaks(&whole).map(|(at, _)| at).peekable();
    let mut at = 0;
    let mut letters = Vec::with_capacity(whole.len());
    for (index, span) in spans.iter().enumerate() {
        for c in span.text.chars() {
            while breaks.next_if(|place| *place < at).is_some() {}
            // A minus stays with its amount, whatever sign of a currency stands between them.
            let after_minus = letters.last().is_some_and(|before: &Letter| before.c == '−');
            let here = breaks.next_if_eq(&at).is_some() && !after_minus;
            let glyph = fonts.glyph(c, span.style.weight);
            let advance = glyph.map_or(0.0, |glyph| glyph.advance * span.style.size);
            letters.push(Letter { c, span: index, advance, breaks: here });
            at += c.len_utf8();
        }
    }
    letters
}

/// Where the line that starts at `start` ends: after its last letter. At least one letter is on each line.
fn line_end(letters: &[Letter], start: usize, room: f32) -> usize {
    let mut width = 0.0;
    let mut last_break = None;
    for (index, letter) in letters.iter().enumerate().skip(start) {
        if letter.breaks && index > start {
            last_break = Some(index);
        }
        width += letter.advance;
        if width > room && letter.c != ' ' && index > start {
            return last_break.unwrap_or(index);
        }
    }
    letters.len()
}

fn line(letters: &[Letter], spans: &[Span]) -> Line {
    let mut line = Line::default();
    let mut x = 0.0;
    for run in letters.chunk_by(|a, b| a.span == b.span) {
        let Some(span) = run.first().and_then(|letter| spans.get(letter.span)) else { continue };
        line.pieces.push(Piece { x, text: run.iter().map(|l| l.c).collect(), style: span.style });
        x += run.iter().map(|l| l.advance).sum::<f32>();
    }
    let spaces = letters.iter().rev().take_while(|l| l.c == ' ').map(|l| l.advance).sum::<f32>();
    line.width = x - spaces;
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReportError;
    use crate::chart::palette::LABEL;

    fn lines(text: &str, room: f32) -> Result<Vec<String>, ReportError> {
        let lines = wrap(&[Span::new(text, LABEL)], room, &Fonts::load()?);
        assert!(lines.iter().all(|line| line.width <= room));
        let words = |line: &Line| line.pieces.iter().map(|piece| piece.text.as_str()).collect();
        Ok(lines.iter().map(words).collect())
    }

    #[test]
    fn lines_break_between_words_and_lose_nothing() -> Result<(), ReportError> {
        let text = "Revenue fell by £1,234.50 (3.1%) in the third quarter of the year";
        let lines = lines(text, 80.0)?;
        assert!(lines.len() > 2);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().any(|line| line.contains("£1,234.50 ")));
        Ok(())
    }

    #[test]
    fn a_minus_stays_with_its_amount() -> Result<(), ReportError> {
        let lines = lines("contribution lost −£183,250 of it", 70.0)?;
        assert!(lines.iter().any(|line| line.contains("−£183,250")), "{lines:?}");
        Ok(())
    }

    #[test]
    fn long_words_break_anywhere() -> Result<(), ReportError> {
        let word = "x".repeat(500);
        assert_eq!(lines(&word, 50.0)?.concat(), word);
        assert!(lines("", 50.0)?.is_empty());
        Ok(())
    }
}
