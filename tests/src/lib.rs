//! End-to-end tests live in the sibling files; this crate holds no code.
