//! A company's own template, filled: a Word document or PowerPoint presentation with placeholders in double braces, such as
//! `{{title}}` or `{{table: Stoppages}}`, becomes the report in that company's looks. What is not a placeholder stays as it is,
//! and no placeholder is left or passed over in silence.
//!
//! | placeholder | becomes |
//! |--|--|
//! | `{{title}}`, `{{subtitle}}`, `{{company}}`, `{{date}}` | these words, anywhere in a text, in the looks of their first letter |
//! | `{{summary}}` | what the first section says in words |
//! | `{{sections}}` | every section under its heading (Word alone) |
//! | `{{section: HEADING}}` | what stands under a heading, without the heading |
//! | `{{text: HEADING}}` | the same without its tables, charts and deeper headings |
//! | `{{table: CAPTION}}`, `{{chart: TITLE}}` | a table or chart, without its caption |
//! | `{{sources}}` | where the figures come from |
//! | `{{computed}}` | how each figure was computed |
//!
//! Names are those of the report, in any case of letters, or numbers from 1. All but the first row stand in a paragraph of
//! their own; on slides a table or chart stands in a shape of its own, whose place and size it takes. Prose that would run out of
//! its shape is shown in smaller letters.

mod columns;
mod docx;
mod edit;
mod error;
mod paragraphs;
mod part;
mod placeholder;
mod pptx;
mod relations;
mod shapes;
mod slide_fit;
mod slide_table;
mod slide_text;
mod template;
mod tree;
mod types;
mod word_blocks;
mod word_page;
mod word_styles;
mod word_table;

pub use error::TemplateError;

use crate::model::{Report, cleaned};
use part::Filling;
use template::Template;
use types::Kind;

/// Fills a template with a report and gives the bytes of the filled file, which is of the template's kind. The same template
/// and report give the same bytes. A template of the kinds .dotx and .potx becomes a document or a presentation.
///
/// At most 100 MiB are read, and what is unpacked of them is bounded.
///
/// # Errors
///
/// The template is no Word or PowerPoint file, is damaged, protected by a password or too large, holds macros, or has a
/// placeholder that does not exist, stands where it has no room, or has nothing in this report to fill it. The report has a
/// fault that [`crate::write()`] would refuse too.
pub fn fill(template: &[u8], report: &Report) -> Result<Vec<u8>, TemplateError> {
    let report = cleaned(report)?;
    let mut template = Template::open(template)?;
    let (kind, main) = template.kind()?;
    let mut filling = Filling::new(&report)?;
    match kind {
        Kind::Word => docx::fill(&mut template, &main, &mut filling)?,
        Kind::PowerPoint => pptx::fill(&mut template, &main, &mut filling)?,
    }
    if filling.found == 0 {
        return Err(TemplateError::NoPlaceholder { known: placeholder::KNOWN });
    }
    template.finish()
}
