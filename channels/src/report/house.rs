//! How a company's reports look: its name on them, and Word and PowerPoint files of its own that they are written into.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sentia_reports::{Format, Report, fill, write};

use super::{Made, document};
use crate::failure::Failure;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct House {
    /// Stands on each report; empty where it is not known.
    pub(crate) company: String,
    /// Holds templates by the kind of report that they are for, such as `finance.docx`; `report.docx` is for all others.
    pub(crate) templates: Option<PathBuf>,
}

impl House {
    /// What was made, in its company's looks.
    pub(crate) fn write(&self, made: &Made, format: Format) -> Result<Vec<u8>, Failure> {
        let report = document(made, &self.company);
        match self.template(made, format)? {
            Some((path, template)) => filled(&path, &template, &report),
            None => Ok(write(&report, format)?),
        }
    }

    /// The file that a report is written into, where there is one for it.
    pub(crate) fn template(
        &self,
        made: &Made,
        format: Format,
    ) -> Result<Option<(PathBuf, Vec<u8>)>, Failure> {
        let names = [made.kind.as_deref(), Some("report")];
        let is_report = made.kind.is_some();
        for name in names.into_iter().flatten().filter(|_| is_report) {
            if let Some(path) = self.path(name, format)
                && let Some(template) = read(&path)?
            {
                return Ok(Some((path, template)));
            }
        }
        Ok(None)
    }

    fn path(&self, name: &str, format: Format) -> Option<PathBuf> {
        let is_filled = matches!(format, Format::Word | Format::PowerPoint);
        Some(self.templates.as_ref()?.join(format!("{name}.{}", format.extension()))).filter(|_| is_filled)
    }
}

/// A report written into a template.
pub(crate) fn written_into(path: &Path, report: &Report) -> Result<Vec<u8>, Failure> {
    let template = read(path)?.ok_or_else(|| Failure::NoTemplate(path.to_owned()))?;
    filled(path, &template, report)
}

fn filled(path: &Path, template: &[u8], report: &Report) -> Result<Vec<u8>, Failure> {
    fill(template, report).map_err(|source| Failure::Template { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Failure::UnreadableTemplate { path: path.to_owned(), source }),
    }
}
