//! Templates of companies' own, filled: in their looks, whole, and with nothing left or passed over in silence.
// `cfg(test)` tells clippy that helpers, too, may unwrap and print.

#[cfg(test)]
mod any;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod refused;
#[cfg(test)]
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../sample/mod.rs"]
mod sample;
#[cfg(test)]
mod slides;
#[cfg(test)]
mod template;
#[cfg(test)]
mod words;
