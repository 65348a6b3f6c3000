//! Members of dimensions, and finding them by the words people use.

mod members;
mod names;
mod similarity;
#[cfg(test)]
mod tests;

pub use members::{Member, MemberIndex};
pub use similarity::similarity;

pub(crate) use similarity::nearest;
