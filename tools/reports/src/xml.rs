//! Text inside XML and HTML.

use std::borrow::Cow;

/// The text with the characters that have a meaning in XML written as entities, in attributes too.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}
