//! Documents that the demo company's people work by.

/// A document of the demo company.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    pub file: &'static str,
    /// Areas whose people may read it; empty for all of the company.
    pub readers: &'static [&'static str],
    /// Markdown.
    pub text: &'static str,
}

macro_rules! document {
    ($file:literal, $readers:expr) => {
        Document { file: $file, readers: $readers, text: include_str!(concat!("../documents/", $file)) }
    };
}

/// All of them, by file.
#[must_use]
pub fn documents() -> [Document; 7] {
    [
        document!("compressed-air.md", &["maintenance", "energy"]),
        document!("credit-control.md", &["finance"]),
        document!("expense-policy.md", &[]),
        document!("nonconforming-material.md", &["quality"]),
        document!("press-brake-procedure.md", &[]),
        document!("shift-handover.md", &["production"]),
        document!("supply-agreement-calder-pumps.md", &["sales", "finance"]),
    ]
}
