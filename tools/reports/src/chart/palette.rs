//! The colours of charts and pages. The series are those of Okabe and Ito, which the colour-blind tell apart, in an order
//! in which neighbours differ in lightness too, so that a copy in grey can be read.

use super::drawing::{Colour, Style};
use crate::font::Weight;

/// Text.
pub(crate) const INK: Colour = Colour(0x1d, 0x25, 0x2d);
/// Text beside the point: ticks and notes.
pub(crate) const QUIET: Colour = Colour(0x5b, 0x65, 0x70);
/// Grid lines.
pub(crate) const GRID: Colour = Colour(0xe1, 0xe5, 0xea);
/// The line of zero, and what joins bars.
pub(crate) const AXIS: Colour = Colour(0x8b, 0x95, 0xa0);
/// The house colour, of headings and rules.
pub(crate) const HOUSE: Colour = Colour(0x12, 0x3b, 0x5d);
/// The ground of headings in tables.
pub(crate) const GROUND: Colour = Colour(0xee, 0xf2, 0xf6);

pub(crate) const BLUE: Colour = Colour(0x00, 0x72, 0xb2);
pub(crate) const ORANGE: Colour = Colour(0xe6, 0x9f, 0x00);
pub(crate) const VERMILION: Colour = Colour(0xd5, 0x5e, 0x00);

const SERIES: [Colour; 7] = [
    BLUE,
    ORANGE,
    Colour(0x00, 0x7d, 0x5b),
    Colour(0x56, 0xb4, 0xe9),
    VERMILION,
    Colour(0xcc, 0x79, 0xa7),
    QUIET,
];

/// The colour of the series at an index; after the seventh they come again.
pub(crate) fn series(index: usize) -> Colour {
    SERIES.get(index % SERIES.len()).copied().unwrap_or(BLUE)
}

/// The text of ticks and categories.
pub(crate) const TICK: Style = Style { size: 7.5, weight: Weight::Regular, colour: QUIET };
/// The text of values and members.
pub(crate) const LABEL: Style = Style { size: 8.0, weight: Weight::Regular, colour: INK };
/// The text of what matters most.
pub(crate) const STRONG: Style = Style { size: 8.0, weight: Weight::Bold, colour: INK };
