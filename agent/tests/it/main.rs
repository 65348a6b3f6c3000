//! The agent against things that it did not write itself: a provider's wire, databases, whole conversations.
// `cfg(test)` tells clippy that helpers, too, may unwrap and print.

#[cfg(test)]
mod aimock;
#[cfg(test)]
mod canned;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod data;
#[cfg(test)]
mod documents;
#[cfg(test)]
#[cfg(feature = "local")]
#[expect(dead_code, reason = "the local model's own tests use the rest")]
#[path = "../../../local-llm/tests/support/mod.rs"]
mod local_support;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod pseudonyms;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod spending;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod wire_aimock;
#[cfg(test)]
mod wire_canned;
#[cfg(test)]
#[cfg(feature = "local")]
mod wire_local;
#[cfg(test)]
mod wire_recorded;
#[cfg(test)]
mod wire_schemas;
#[cfg(test)]
mod world;
