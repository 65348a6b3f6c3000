//! Tools over the demo company in real databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
mod company;
#[cfg(test)]
mod demo_company;
#[cfg(test)]
mod detect_anomalies;
#[cfg(test)]
mod explain_change;
#[cfg(test)]
mod forecast;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod what_if;
