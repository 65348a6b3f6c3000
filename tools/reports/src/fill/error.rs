use crate::ReportError;

/// Why a template could not be filled: what is wrong, with what, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file is larger than templates may be.
    #[error("the template is larger than {limit} MiB; make its pictures smaller")]
    TooLarge {
        /// The most that a template may have, in MiB.
        limit: usize,
    },
    /// The file is no zip, or a damaged one.
    #[error("the template is no Word or PowerPoint file, or a damaged one; save it again as .docx or .pptx")]
    NotAPackage,
    /// The file is encrypted, or of the kind that Office wrote before 2007.
    #[error(
        "the template is protected by a password, or is a .doc or .ppt; save it without a password as .docx or .pptx"
    )]
    Protected,
    /// The file holds macros, which are not passed on to those who get the report.
    #[error("the template holds macros; save it as .docx or .pptx, which have none")]
    Macros,
    /// The file is of another kind, such as an Excel workbook.
    #[error(
        "the template is neither a Word document nor a PowerPoint presentation; save it as .docx or .pptx"
    )]
    OtherKind,
    /// The file is written in the strict kind of Open XML.
    #[error("the template is saved as \"Strict Open XML\"; save it as an ordinary .docx or .pptx")]
    Strict,
    /// The file unpacks to more than it may.
    #[error("the template unpacks to more than it may ({what}); make it smaller")]
    TooMuchInside {
        /// What is past its limit.
        what: String,
    },
    /// A part that the file says it has is not in it.
    #[error("the template lacks its part \"{part}\"; open it in Word or PowerPoint and save it again")]
    MissingPart {
        /// The path of the part.
        part: String,
    },
    /// A part cannot be read.
    #[error(
        "the part \"{part}\" of the template cannot be read: {reason}; open it in Word or PowerPoint and save it again"
    )]
    BadPart {
        /// The path of the part.
        part: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A part declares a document type or entities, which Office never does.
    #[error(
        "the part \"{part}\" of the template declares XML entities, which Word and PowerPoint do not write; it is refused"
    )]
    Declares {
        /// The path of the part.
        part: String,
    },
    /// There is nothing to fill.
    #[error("the template has no placeholder to fill; write some into it: {known}")]
    NoPlaceholder {
        /// The placeholders that exist.
        known: &'static str,
    },
    /// No placeholder is called this.
    #[error("\"{placeholder}\" in {place} of the template is no placeholder; those that exist: {known}")]
    Unknown {
        /// The placeholder as the template has it.
        placeholder: String,
        /// Where it stands.
        place: &'static str,
        /// The placeholders that exist.
        known: &'static str,
    },
    /// The report has nothing to put there.
    #[error("\"{placeholder}\" in {place} of the template cannot be filled: {reason}")]
    Unfilled {
        /// The placeholder as the template has it.
        placeholder: String,
        /// Where it stands.
        place: &'static str,
        /// What the report lacks, and what it has.
        reason: String,
    },
    /// What fills the placeholder has no room where it stands.
    #[error("\"{placeholder}\" in {place} of the template has no room there: {needs}")]
    NoRoom {
        /// The placeholder as the template has it.
        placeholder: String,
        /// Where it stands.
        place: &'static str,
        /// What it needs.
        needs: String,
    },
    /// A placeholder is begun and not ended.
    #[error(
        "\"{start}\" in {place} of the template is not closed; write }}}} after the name, in the same line"
    )]
    Open {
        /// The placeholder as far as it goes.
        start: String,
        /// Where it stands.
        place: &'static str,
    },
    /// The report itself cannot be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl TemplateError {
    pub(super) fn bad(part: &str, reason: impl ToString) -> Self {
        Self::BadPart { part: part.to_owned(), reason: reason.to_string() }
    }
}
