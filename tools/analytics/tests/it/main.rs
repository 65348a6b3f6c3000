//! Analyses of made data: what was planted is found, and what holds by definition holds.
// `cfg(test)` tells clippy that helpers, too, may unwrap.

#[cfg(test)]
mod causes;
#[cfg(test)]
mod charts;
#[cfg(test)]
mod fleet;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod risk;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod survival;
