//! What is out of the ordinary: [`stream`] watches a dense series value by value.

pub mod stream;
