use std::fmt;

/// A token or key. It is shown to nobody: not in logs, not in errors, not by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// For the header or address that it belongs in, and nothing else.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is the text, found out in a time that does not tell how much of it is right.
    pub(crate) fn is(&self, text: &str) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.0.as_bytes(), text.as_bytes()).is_ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}
