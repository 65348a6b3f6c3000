//! The agent against things that it did not write itself: a provider's wire, databases, whole conversations.

mod aimock;
mod canned;
mod wire_aimock;
mod wire_canned;
