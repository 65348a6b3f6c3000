use std::time::Duration;

/// What one turn may spend before it must end with what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests to the model, repairs included.
    pub steps: u32,
    /// Tokens of all requests and replies together.
    pub tokens: u64,
    /// Time spent waiting for models.
    pub wall: Duration,
    /// The part of it that one reply may take before another model is asked.
    pub attempt: Duration,
    /// Tokens of one reply.
    pub reply_tokens: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            steps: 8,
            tokens: 60_000,
            wall: Duration::from_secs(90),
            attempt: Duration::from_secs(40),
            reply_tokens: 2_000,
        }
    }
}
