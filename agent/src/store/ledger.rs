use async_trait::async_trait;
use jiff::Timestamp;
use sentia_semantic::Scope;
use serde::{Deserialize, Serialize};

use super::StoreError;

/// What models have cost, whichever process asked them. Turns are entered when they are stored, and stay when their
/// conversation is removed.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// What the reader and the reader's company have spent in a currency.
    async fn totals(&self, reader: &Scope, currency: &str, since: Since) -> Result<Totals, StoreError>;

    /// What the reader has spent, by the model that was asked last.
    async fn spent_since(&self, reader: &Scope, since: Since) -> Result<Vec<Lately>, StoreError>;
}

/// When the day and the month began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    pub day: Timestamp,
    pub month: Timestamp,
}

/// Millionths of the currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub person_day: u64,
    pub company_day: u64,
    pub company_month: u64,
}

/// What one model has cost of late, in millionths of the currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lately {
    /// Provider and model.
    pub model: String,
    pub currency: String,
    pub today: u64,
    pub this_month: u64,
}
