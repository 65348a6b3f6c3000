//! The built-in typeface: how wide a text is, where it is cut, and the outlines of its letters.

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::ReportError;

/// The bytes of the regular font.
pub(crate) static REGULAR: &[u8] = include_bytes!("../../fonts/SentiaSans-Regular.otf");
/// The bytes of the bold font.
pub(crate) static BOLD: &[u8] = include_bytes!("../../fonts/SentiaSans-Bold.otf");

/// Stands for a character that the font lacks.
const SUBSTITUTE: char = '\u{25a1}';

/// The two weights of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The typeface, read.
pub(crate) struct Fonts {
    regular: Face<'static>,
    bold: Face<'static>,
}

/// A glyph and its advance in ems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    pub(crate) advance: f32,
}

impl Fonts {
    /// Reads the built-in fonts.
    pub(crate) fn load() -> Result<Self, ReportError> {
        let face = |bytes| Face::parse(bytes, 0).map_err(|_| ReportError::Font);
        Ok(Self { regular: face(REGULAR)?, bold: face(BOLD)? })
    }

    fn face(&self, weight: Weight) -> &Face<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The glyph of a character, or that of the substitute; none for a character that is never drawn.
    pub(crate) fn glyph(&self, c: char, weight: Weight) -> Option<Glyph> {
        if invisible(c) {
            return None;
        }
        let face = self.face(weight);
        let id = face.glyph_index(c).or_else(|| face.glyph_index(SUBSTITUTE))?;
        let advance = face.glyph_hor_advance(id).map_or(0.0, f32::from);
        Some(Glyph { id: id.0, advance: advance / f32::from(face.units_per_em()) })
    }

    /// Whether the character can be drawn as it is.
    pub(crate) fn has(&self, c: char) -> bool {
        invisible(c) || self.regular.glyph_index(c).is_some()
    }

    /// The width of a text in points.
    pub(crate) fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        text.chars().filter_map(|c| self.glyph(c, weight)).map(|glyph| glyph.advance).sum::<f32>() * size
    }

    /// The text, or as much of it as fits into `room` points with an ellipsis.
    pub(crate) fn cut(&self, text: &str, size: f32, weight: Weight, room: f32) -> String {
        if self.width(text, size, weight) <= room {
            return text.to_owned();
        }
        let mut left = room - self.width("…", size, weight);
        let mut kept = String::new();
        for c in text.chars() {
            left -= self.glyph(c, weight).map_or(0.0, |glyph| glyph.advance * size);
            if left < 0.0 {
                break;
            }
            kept.push(c);
        }
        format!("{}…", kept.trim_end())
    }

    /// Draws the outline of a glyph, in units of the font.
    pub(crate) fn outline(&self, glyph: Glyph, weight: Weight, into: &mut dyn OutlineBuilder) {
        self.face(weight).outline_glyph(GlyphId(glyph.id), into);
    }

    /// Units of the font in an em.
    pub(crate) fn units(&self, weight: Weight) -> f32 {
        f32::from(self.face(weight).units_per_em())
    }
}

/// Joiners, selectors and marks that only change the character before them.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_of_one_width() -> Result<(), ReportError> {
        let fonts = Fonts::load()?;
        for weight in [Weight::Regular, Weight::Bold] {
            let one = fonts.width("1", 10.0, weight);
            assert!(
                "023456789".chars().all(|c| (fonts.width(&c.to_string(), 10.0, weight) - one).abs() < 0.02)
            );
        }
        Ok(())
    }

    #[test]
    fn text_is_cut_to_the_room() -> Result<(), ReportError> {
        let fonts = Fonts::load()?;
        let cut = fonts.cut(&"long ".repeat(50), 10.0, Weight::Regular, 60.0);
        assert!(cut.ends_with('…') && fonts.width(&cut, 10.0, Weight::Regular) <= 60.0);
        assert_eq!(fonts.cut("short", 10.0, Weight::Regular, 60.0), "short");
        Ok(())
    }

    #[test]
    fn languages_of_europe_and_the_signs_of_reports_are_there() -> Result<(), ReportError> {
        let fonts = Fonts::load()?;
        assert!(
            "Łódź Žižkov Ærø ñ ő ß Αθήνα Київ £€$¥₴ ↑↓→ − ± ≤ ≥ ≈ µ Σ • … □".chars().all(|c| fonts.has(c))
        );
        Ok(())
    }
}
