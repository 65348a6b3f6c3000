//! What the server grants, and to whom it tells how it does.

use super::{Environment, Secret, file::ServerSection, validate::Check};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ServerEntry {
    pub(crate) limits: Limits,
    /// With which its metrics are read; none where they are read on this machine alone.
    pub(crate) metrics_key: Option<Secret>,
}

/// What one person may ask for in a minute, by all their browsers and programs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Questions, and documents that are written: what takes the processor, the database and, where there is one, a model.
    pub(crate) turns: u32,
    /// Everything, turns among it.
    pub(crate) requests: u32,
}

impl Default for Limits {
    /// Two questions a second, which nobody types, and some fifty requests, which no page of ours sends.
    fn default() -> Self {
        Limits { turns: 120, requests: 3_000 }
    }
}

impl Check<'_> {
    pub(super) fn server(&mut self, section: &ServerSection, environment: &Environment) -> ServerEntry {
        let usual = Limits::default();
        let mut or = |number: &Option<_>, usual| number.as_ref().map_or(usual, |n| self.at_least_one(n));
        ServerEntry {
            limits: Limits {
                turns: or(&section.turns_per_minute, usual.turns),
                requests: or(&section.requests_per_minute, usual.requests),
            },
            metrics_key: environment.metrics_key.clone(),
        }
    }
}
