use crate::model::{Report, cleaned};
use crate::{ReportError, csv, docx, html, markdown, pdf, pptx, xlsx};

/// A kind of file that a report can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// PDF/A-2a and PDF/UA-1, for paper and for the archive.
    Pdf,
    /// An Excel workbook, to reckon on.
    Excel,
    /// A Word document, to write on.
    Word,
    /// PowerPoint slides.
    PowerPoint,
    /// One HTML page.
    Html,
    /// The tables alone, as comma-separated values.
    Csv,
    /// Markdown, for chats and wikis.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Pdf, Self::Excel, Self::Word, Self::PowerPoint, Self::Html, Self::Csv, Self::Markdown];

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Excel => "xlsx",
            Self::Word => "docx",
            Self::PowerPoint => "pptx",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }
    }

    /// Its media type, as HTTP and e-mail name it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::PowerPoint => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }
}

/// Writes a report. The same report gives the same bytes, whenever and wherever it is written.
///
/// Characters that cannot be shown (controls, overrides of direction, private use) are taken out first; line breaks within
/// a text become spaces.
///
/// # Errors
///
/// The report has a fault that no format can hide, such as a blank title or a row with more cells than columns, or it is
/// past what the format can hold, such as more rows than a sheet has.
pub fn write(report: &Report, format: Format) -> Result<Vec<u8>, ReportError> {
    let report = cleaned(report)?;
    match format {
        Format::Pdf => pdf::write(&report),
        Format::Excel => xlsx::write(&report),
        Format::Word => docx::write(&report),
        Format::PowerPoint => pptx::write(&report),
        Format::Html => html::write(&report),
        Format::Csv => csv::write(&report),
        Format::Markdown => markdown::write(&report),
    }
}
