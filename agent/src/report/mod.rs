//! Reports: which questions one of a kind answers. They are put together by whoever shows them.

mod page;
mod template;

pub use page::Page;
pub(crate) use template::named;
pub use template::{Template, TemplateSection, template, templates};
