//! A drawing as SVG text, which stands on its own and inside HTML.

use std::fmt::Write as _;

use super::drawing::{Anchor, Colour, Drawing, Shape, Stroke};
use crate::font::Weight;
use crate::xml::escape;

/// The typefaces, from the house's own to what any machine has.
const FAMILY: &str = "'Sentia Sans', Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// The drawing as an `svg` element with a title and a description. `id` must be its own within a page.
pub(crate) fn svg(drawing: &Drawing, id: &str, title: &str, alt: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" font-family=\"{FAMILY}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escape(title),
        escape(alt),
        w = number(drawing.width),
        h = number(drawing.height),
    );
    for shape in &drawing.shapes {
        out.push_str(&element(shape));
    }
    out.push_str("</svg>");
    out
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Line { points, stroke } => {
            format!("<polyline points=\"{}\" fill=\"none\"{}/>", list(points), pen(stroke))
        }
        Shape::Polygon { points, fill } => {
            format!("<polygon points=\"{}\" fill=\"{}\"/>", list(points), hex(*fill))
        }
        Shape::Circle { x, y, radius, fill } => {
            let (x, y, r) = (number(*x), number(*y), number(*radius));
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{}\"/>", hex(*fill))
        }
        Shape::Text { x, y, text, style, anchor } => {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let weight = if style.weight == Weight::Bold { " font-weight=\"600\"" } else { "" };
            let (x, y, size) = (number(*x), number(*y), number(style.size));
            let (fill, text) = (hex(style.colour), escape(text));
            format!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\"{weight}{anchor}>{text}</text>"
            )
        }
    }
}

fn pen(stroke: &Stroke) -> String {
    let dash = if stroke.dashed { " stroke-dasharray=\"3 2\"" } else { "" };
    let (colour, width) = (hex(stroke.colour), number(stroke.width));
    format!(" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"{dash}")
}

fn list(points: &[(f32, f32)]) -> String {
    let mut out = String::new();
    for (x, y) in points {
        let _ = write!(out, "{},{} ", number(*x), number(*y));
    }
    out.truncate(out.trim_end().len());
    out
}

/// A colour as `#rrggbb`.
pub(crate) fn hex(Colour(red, green, blue): Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A length with two decimals at most.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
