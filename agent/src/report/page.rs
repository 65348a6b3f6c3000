use serde::{Deserialize, Serialize};

/// A page that a kind of report does not have by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// As it was asked for: `energy by line`.
    pub about: String,
    /// It names days of its own, so that it is not about the report's.
    pub dated: bool,
    /// It names a part of the company of its own.
    pub placed: bool,
}

impl Page {
    /// The question that it answers, complete in itself.
    pub fn question(&self, period: &str, only: Option<&str>) -> String {
        let mut question = self.about.clone();
        if !self.dated {
            question = format!("{question} {period}");
        }
        match only {
            Some(only) if !self.placed => format!("{question} for {only}"),
            _ => question,
        }
    }
}
