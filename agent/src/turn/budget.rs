use std::time::Duration;

/// What one turn may spend before it must end with what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests to the model, repairs included.
    pub steps: u32,
    /// Tokens of all requests and replies together.
    pub tokens: u64,
    /// Time spent waiting for the model.
    pub wall: Duration,
    /// Tokens of one reply.
    pub reply_tokens: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { steps: 8, tokens: 60_000, wall: Duration::from_secs(90), reply_tokens: 2_000 }
    }
}
