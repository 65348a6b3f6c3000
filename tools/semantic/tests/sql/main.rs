//! SQL of a person's own against real databases: what is refused, what is cut down to the person, and that what analysts
//! write gives what it would give by hand over their rows alone.
// `cfg(test)` tells clippy that helpers, too, may unwrap and panic.

#[cfg(test)]
mod analysts;
#[cfg(test)]
mod attacks;
#[cfg(test)]
#[path = "../engine/fixture.rs"]
mod fixture;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod world;
