use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sentia_accounts::Identity;
use sentia_agent::{Person, store::Store};
use sentia_bots::{Account, email};
use sentia_jobs::Jobs;

use super::{address::Names, limits::Limits, metrics::Metrics, runs::Runs, sign_in::SignIn};
use crate::{config::Secret, failure::Failure, wiring::Service};

/// What all requests share.
pub(super) struct Server {
    pub(super) service: Service,
    pub(super) store: Arc<dyn Store>,
    pub(super) runs: Runs,
    /// What is done later, and the reports that were made.
    pub(super) jobs: Jobs,
    /// How people sign in; none where whoever reaches the server chooses whom they ask as.
    pub(super) sign_in: Option<SignIn>,
    /// Whether there is a mailbox to send from.
    pub(super) mails: bool,
    pub(super) names: Names,
    /// What one person may ask for in a while.
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    /// With which the metrics are read; none where they are read on this machine alone.
    pub(super) metrics_key: Option<Secret>,
    /// Replies given in OpenAI's shape, for their ids.
    pub(super) replies: AtomicU64,
}

impl Server {
    /// Somebody who signed in, with their permissions as they are now.
    pub(super) async fn identified(&self, identity: &Identity) -> Result<Person, Failure> {
        let mailbox = self.mailbox(identity).await?.is_some();
        Ok(Person { mailbox, ..self.service.identified(identity).await? })
    }

    /// The address that somebody has shown to be theirs, the latest of several: mail goes nowhere else.
    pub(super) async fn mailbox(&self, identity: &Identity) -> Result<Option<Account>, Failure> {
        let Some(sign_in) = self.sign_in.as_ref().filter(|_| self.mails) else { return Ok(None) };
        let links = sign_in.accounts().links(identity).await?;
        let mut accounts = links.into_iter().rev().map(|link| link.account);
        let latest = accounts.find(|account| account.channel == email::NAME);
        Ok(latest.map(|account| Account {
            channel: account.channel,
            tenant: account.workspace,
            id: account.account,
        }))
    }

    pub(super) fn next_reply(&self) -> u64 {
        self.replies.fetch_add(1, Ordering::Relaxed)
    }
}
