/// Why a report could not be written. All but [`ReportError::Write`] and [`ReportError::Font`] lie in the report itself.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The title is blank.
    #[error("a report needs a title")]
    NoTitle,
    /// The language is not a BCP 47 tag.
    #[error("\"{0}\" is no language tag; one such as en-GB is needed")]
    BadLanguage(String),
    /// A table has no columns.
    #[error("the table \"{table}\" has no columns")]
    NoColumns {
        /// The caption of the table.
        table: String,
    },
    /// A row has more cells than its table has columns.
    #[error("row {row} of the table \"{table}\" has more cells than the table has columns")]
    RowTooLong {
        /// The caption of the table.
        table: String,
        /// The row, from 1.
        row: usize,
    },
    /// A chart has more series than its kind can draw.
    #[error("the chart \"{chart}\" is of a kind that draws one series, and has several")]
    TooManySeries {
        /// The title of the chart.
        chart: String,
    },
    /// The format cannot hold the report.
    #[error("{format} cannot hold this report: {reason}")]
    Write {
        /// The name of the format.
        format: &'static str,
        /// What the library that writes it said.
        reason: String,
    },
    /// The font that is built in cannot be read.
    #[error("the built-in font cannot be read")]
    Font,
}

impl ReportError {
    pub(crate) fn write(format: &'static str, reason: impl ToString) -> Self {
        Self::Write { format, reason: reason.to_string() }
    }
}
