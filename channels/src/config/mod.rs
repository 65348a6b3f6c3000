//! The configuration: one file and a few secrets of the environment, parsed once into [`Config`]. Nothing else in the
//! program reads a file of settings or a variable.

mod bots;
mod environment;
mod error;
mod file;
mod load;
mod registry;
mod secret;
mod server;
mod sign_in;
mod spending;
mod validate;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, path::PathBuf};

use jiff::civil::Date;
use sentia_agent::{
    provider::{Api, Effort},
    router::SpendingLimits,
};
use sentia_semantic::{Area, RowFilter};

use crate::report::House;

pub(crate) use bots::{
    BotSecret, BotsEntry, EmailEntry, InstallEntry, SlackEntry, TeamsEntry, TelegramEntry,
};
pub(crate) use environment::{Display, Environment};
pub(crate) use error::{ConfigError, Fault};
pub(crate) use load::{Wanted, load};
pub(crate) use registry::{Entry, Registry};
pub(crate) use secret::{DatabaseUrl, Secret};
pub(crate) use server::{Limits, ServerEntry};
pub(crate) use sign_in::{Address, Claims, Role, SignIn};

/// Everything that can be configured, checked as far as it can be without opening anything.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The file it was read from; none where the defaults hold.
    pub(crate) file: Option<PathBuf>,
    pub(crate) home: Home,
    pub(crate) warehouse: Warehouse,
    /// Where conversations are kept.
    pub(crate) store: DatabaseUrl,
    /// The database was named on the command line: whoever can open it may see all of it, beside the people configured.
    pub(crate) is_ad_hoc: bool,
    /// File or folder of a catalogue of one's own; none for the one that is shipped.
    pub(crate) catalogue: Option<PathBuf>,
    /// Where documents are kept.
    pub(crate) documents: DatabaseUrl,
    /// Folder of the model that makes vectors of passages.
    pub(crate) embedder: Option<PathBuf>,
    pub(crate) models: Models,
    /// Whether models outside the company are told pseudonyms instead of names.
    pub(crate) pseudonyms: bool,
    pub(crate) budget: BudgetLimits,
    /// What models may cost.
    pub(crate) spending: SpendingLimits,
    /// People of one's own company; empty for those of the demo company.
    pub(crate) people: Vec<Account>,
    /// What groups of the issuer's may see, in the order in which they are tried.
    pub(crate) roles: Vec<Role>,
    /// How people sign in to the server; none where it serves this machine alone and asks nobody who they are.
    pub(crate) sign_in: Option<SignIn>,
    pub(crate) server: ServerEntry,
    pub(crate) bots: BotsEntry,
    pub(crate) house: House,
    /// Where the company is, as an IANA name: what is sent at a time is sent at that time there.
    pub(crate) zone: String,
}

/// Where the facts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Warehouse {
    /// The demo company in the home directory, made when it is first needed.
    Demo,
    /// A database that others fill.
    Own {
        url: DatabaseUrl,
        /// Value of the tenant column whose rows are read.
        tenant: String,
        /// A fixed "today"; none for the calendar's.
        today: Option<Date>,
    },
}

/// Who plans and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Models {
    /// The embedded planner and narrator.
    Embedded,
    /// With where what it is told is processed, as [`sentia_agent::router::ModelCard::residency`].
    One(Model, String),
    /// A file, run in this process.
    Local(LocalModel),
    /// Whichever the routes say and health allows.
    Routed(Registry),
}

/// A GGUF file of a Llama or one of its kin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocalModel {
    pub(crate) file: PathBuf,
    /// Tokens of a request and its reply together.
    pub(crate) context: u32,
    /// Longest reply; none for the agent's own limit.
    pub(crate) max_tokens: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) api: Api,
    /// As the provider calls it.
    pub(crate) name: String,
    /// An address other than the provider's own: a proxy, a gateway.
    pub(crate) base_url: Option<String>,
    /// `http://host:port` on the way to the provider.
    pub(crate) proxy: Option<String>,
    /// Longest reply; none for the agent's own limit.
    pub(crate) max_tokens: Option<u32>,
    /// How hard it thinks; none for its own default.
    pub(crate) effort: Option<Effort>,
    /// Whether it can send a reply piece by piece.
    pub(crate) streams: bool,
    /// None where it is not set in the environment.
    pub(crate) key: Option<Secret>,
}

/// What one turn may use up; none for the agent's own limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BudgetLimits {
    /// Replies of the model.
    pub(crate) steps: Option<u32>,
    /// Tokens, in and out.
    pub(crate) tokens: Option<u64>,
    pub(crate) seconds: Option<u64>,
    /// Waiting for one reply.
    pub(crate) seconds_per_reply: Option<u64>,
}

/// A person who may ask, as the configuration names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) title: String,
    /// What the issuer calls the person.
    pub(crate) sign_in: Option<String>,
    pub(crate) areas: BTreeSet<Area>,
    /// By dimension; empty for all rows.
    pub(crate) rows: Vec<RowFilter>,
    /// What `rows` leaves, in words; none for the words made from the keys.
    pub(crate) rows_in_words: Option<String>,
    /// Groups whose documents the person may read, besides the areas.
    pub(crate) groups: BTreeSet<String>,
    /// Whether the person may write SQL of their own.
    pub(crate) sql: bool,
    /// Where the person lives, where it is not where the company is.
    pub(crate) zone: Option<String>,
}

/// The directory that holds what belongs to this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home(pub(crate) PathBuf);

impl Home {
    pub(crate) fn warehouse(&self) -> PathBuf {
        self.0.join("demo.db")
    }

    pub(crate) fn documents(&self) -> PathBuf {
        self.0.join("documents.db")
    }

    /// Messages that came from chats, and what is sent there.
    /// The tokens of workspaces of Slack that installed the bot.
    pub(crate) fn slack_tokens(&self) -> PathBuf {
        self.0.join("slack-tokens.json")
    }

    pub(crate) fn bots(&self) -> PathBuf {
        self.0.join("bots.db")
    }

    /// Schedules, and the reports that were made.
    pub(crate) fn jobs(&self) -> PathBuf {
        self.0.join("jobs.db")
    }

    pub(crate) fn accounts(&self) -> PathBuf {
        self.0.join("accounts.db")
    }

    /// The demo company while it is being made.
    pub(crate) fn unfinished_warehouse(&self) -> PathBuf {
        self.0.join("demo.db.unfinished")
    }

    /// Held while the demo company is being made.
    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join("demo.lock")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("conversations.db")
    }

    /// What names are hidden with from models outside the company.
    pub(crate) fn pseudonym_key(&self) -> PathBuf {
        self.0.join("pseudonyms.key")
    }

    /// Questions typed in `sentia chat`, for the arrow keys.
    pub(crate) fn history(&self) -> PathBuf {
        self.0.join("history.txt")
    }
}
