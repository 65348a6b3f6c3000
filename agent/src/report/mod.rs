//! Reports: which questions one of a kind answers. They are put together by whoever shows them.

mod template;

pub(crate) use template::named;
pub use template::{Template, TemplateSection, template, templates};
