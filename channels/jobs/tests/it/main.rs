//! Jobs in a file, done by a worker of the tests' own; and the process that does them killed again and again.
// `cfg(test)` tells clippy that helpers, too, may unwrap and print.

#[cfg(test)]
mod kill;
#[cfg(test)]
mod office;
#[cfg(test)]
mod rules;
