//! What Word and PowerPoint files have in common: a zip of XML parts that name one another.

mod package;
mod picture;

pub(crate) use package::{Package, Part};
pub(crate) use picture::{Picture, pictures};

use crate::chart::drawing::Colour;
use crate::model::Report;
use crate::xml::escape;

/// The first line of each part.
pub(crate) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespaces of pictures and of links between parts.
pub(crate) const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
pub(crate) const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// English Metric Units in a point.
const EMU: f32 = 12_700.0;

/// A length in points as English Metric Units.
pub(crate) fn emu(points: f32) -> i64 {
    (points * EMU).round() as i64
}

/// A colour as Office writes it.
pub(crate) fn rgb(Colour(red, green, blue): Colour) -> String {
    format!("{red:02X}{green:02X}{blue:02X}")
}

/// The title, the author and the day of a report. The day stands in for the time of writing, so that the bytes depend on
/// the report alone.
pub(crate) fn core_properties(report: &Report) -> String {
    let when = format!("{}T00:00:00Z", report.created);
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dc:language>{}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{when}</dcterms:modified></cp:coreProperties>",
        escape(&report.title),
        escape(&report.company),
        escape(&report.language),
    )
}
