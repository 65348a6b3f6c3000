//! The measures of a page, in points.

use crate::chart::drawing::{Colour, Style};
use crate::chart::palette::{HOUSE, INK, QUIET};
use crate::font::Weight;

/// The width and height of A4.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// The margins at the left and right.
pub(super) const SIDE: f32 = 56.6;
/// Where text starts and ends.
pub(super) const TOP: f32 = 62.0;
pub(super) const BOTTOM: f32 = 782.0;
/// The width of the text.
pub(super) const WIDTH: f32 = crate::chart::WIDTH;
/// From one baseline to the next, as a share of the size.
pub(super) const LEADING: f32 = 1.45;

const fn style(size: f32, weight: Weight, colour: Colour) -> Style {
    Style { size, weight, colour }
}

pub(super) const TITLE: Style = style(24.0, Weight::Bold, HOUSE);
pub(super) const SUBTITLE: Style = style(12.0, Weight::Regular, INK);
pub(super) const COMPANY: Style = style(9.5, Weight::Bold, QUIET);
pub(super) const SMALL: Style = style(8.0, Weight::Regular, QUIET);
pub(super) const PROSE: Style = style(9.8, Weight::Regular, INK);
pub(super) const STRONG: Style = style(9.8, Weight::Bold, INK);
pub(super) const NOTE: Style = style(9.0, Weight::Regular, INK);
pub(super) const CAPTION: Style = style(9.5, Weight::Bold, INK);

/// The heading of a level from 1.
pub(super) fn heading(level: u8) -> Style {
    let size = match level {
        1 => 16.0,
        2 => 13.0,
        3 => 11.0,
        _ => 10.0,
    };
    style(size, Weight::Bold, HOUSE)
}
