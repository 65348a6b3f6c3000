//! The looks of cells.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::chart::drawing::Colour;
use crate::chart::palette::{GROUND, HOUSE, QUIET};
use crate::model::{Align, RowRole};

/// A colour of the palette as Excel takes it.
pub(super) fn color(Colour(red, green, blue): Colour) -> Color {
    Color::RGB(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
}

pub(super) fn title() -> Format {
    Format::new().set_bold().set_font_size(18).set_font_color(color(HOUSE))
}

pub(super) fn quiet() -> Format {
    Format::new().set_font_color(color(QUIET)).set_text_wrap().set_align(FormatAlign::Top)
}

pub(super) fn heading(level: u8) -> Format {
    let size = if level == 1 { 14 } else { 12 };
    Format::new().set_bold().set_font_size(size).set_font_color(color(HOUSE))
}

pub(super) fn prose() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

pub(super) fn note() -> Format {
    prose().set_italic().set_border_left(FormatBorder::Thick).set_border_left_color(Color::RGB(0x00E6_9F00))
}

pub(super) fn head(align: Align) -> Format {
    let format = Format::new().set_bold().set_font_color(color(HOUSE)).set_background_color(color(GROUND));
    placed(format.set_text_wrap().set_border_bottom(FormatBorder::Thin), align)
}

pub(super) fn cell(role: RowRole, align: Align) -> Format {
    let format = match role {
        RowRole::Normal => Format::new(),
        RowRole::Heading => Format::new().set_bold().set_font_color(color(HOUSE)),
        RowRole::Subtotal => Format::new().set_bold().set_border_top(FormatBorder::Thin),
        RowRole::Total => Format::new()
            .set_bold()
            .set_border_top(FormatBorder::Thin)
            .set_border_bottom(FormatBorder::Double),
    };
    placed(format, align)
}

fn placed(format: Format, align: Align) -> Format {
    format.set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    })
}
