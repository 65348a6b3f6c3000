//! Members of dimensions, and finding them by the words people use.

mod similarity;

pub use similarity::similarity;
pub(crate) use similarity::nearest;
