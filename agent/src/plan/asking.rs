use jiff::civil::Date;

use super::Focus;
use crate::{Person, link::Links};

/// A question with everything that its plan depends on. Equal askings get equal plans.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub question: &'a str,
    pub links: &'a Links,
    /// What the conversation was about before this question.
    pub focus: Option<&'a Focus>,
    pub person: &'a Person,
    pub today: Date,
}
