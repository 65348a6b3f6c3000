//! The sections of `sentia.toml` as they are written, before anything is checked. Spans give faults their line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::spending::LimitSection;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Where the company is: `Europe/London`.
    pub(super) time_zone: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) warehouse: WarehouseSection,
    #[serde(default)]
    pub(super) store: StoreSection,
    #[serde(default)]
    pub(super) catalogue: CatalogueSection,
    #[serde(default)]
    pub(super) documents: DocumentsSection,
    pub(super) model: Option<ModelSection>,
    pub(super) router: Option<RouterSection>,
    #[serde(default)]
    pub(super) privacy: PrivacySection,
    #[serde(default)]
    pub(super) budget: BudgetSection,
    #[serde(default)]
    pub(super) people: Vec<PersonSection>,
    #[serde(default)]
    pub(super) roles: Vec<RoleSection>,
    pub(super) sign_in: Option<SignInSection>,
    #[serde(default)]
    pub(super) server: ServerSection,
    #[serde(default)]
    pub(super) bots: BotsSection,
    #[serde(default)]
    pub(super) reports: ReportsSection,
}

/// What one person may ask of the server.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerSection {
    pub(super) turns_per_minute: Option<Spanned<u32>>,
    pub(super) requests_per_minute: Option<Spanned<u32>>,
}

/// How reports look.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportsSection {
    /// The company's name, as it stands on them.
    pub(super) company: Option<String>,
    /// Folder of Word and PowerPoint files that they are written into.
    pub(super) templates: Option<Spanned<String>>,
}

/// Where else people ask.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BotsSection {
    pub(super) slack: Option<Spanned<SlackSection>>,
    pub(super) teams: Option<Spanned<TeamsSection>>,
    pub(super) telegram: Option<Spanned<TelegramSection>>,
    pub(super) email: Option<Spanned<EmailSection>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlackSection {
    pub(super) base_url: Option<Spanned<String>>,
    /// The app's client id, where workspaces install it by themselves.
    pub(super) client: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) installers: Vec<String>,
    #[serde(default)]
    pub(super) workspaces: Vec<String>,
    pub(super) authorize_url: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamsSection {
    /// The app's (client) id.
    pub(super) app: Spanned<String>,
    pub(super) tenant: Spanned<String>,
    pub(super) login_url: Option<Spanned<String>>,
    pub(super) openid_url: Option<Spanned<String>>,
    pub(super) upload_url: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TelegramSection {
    pub(super) username: Spanned<String>,
    /// Whether Telegram brings messages here; else they are asked for.
    #[serde(default)]
    pub(super) webhook: bool,
    pub(super) base_url: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailSection {
    /// From which it writes: `Sentia <sentia@acme.example>`.
    pub(super) address: String,
    pub(super) imap: Spanned<String>,
    pub(super) smtp: Spanned<String>,
    /// For both; without it the address.
    pub(super) username: Option<String>,
    pub(super) folder: Option<String>,
    /// Under which name the mail server writes `Authentication-Results`.
    pub(super) authserv: Spanned<String>,
    /// Domains, and addresses, whose mail is read.
    pub(super) senders: Spanned<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WarehouseSection {
    pub(super) url: Option<Spanned<String>>,
    pub(super) tenant: Option<Spanned<String>>,
    pub(super) today: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreSection {
    pub(super) url: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogueSection {
    pub(super) dir: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentsSection {
    pub(super) url: Option<Spanned<String>>,
    /// Folder of a sentence-transformers model, with which passages are found by meaning too.
    pub(super) embedder: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelSection {
    pub(super) provider: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) proxy: Option<Spanned<String>>,
    pub(super) max_tokens: Option<Spanned<u32>>,
    pub(super) effort: Option<Spanned<String>>,
    /// Of a file that is run in this process: tokens of a request and its reply together.
    pub(super) context: Option<Spanned<u32>>,
    /// Whether it can send a reply piece by piece.
    #[serde(default = "yes")]
    pub(super) streams: bool,
    /// Where what it is told is processed; "here" for a model on this site.
    pub(super) residency: Option<Spanned<String>>,
}

fn yes() -> bool {
    true
}

/// Several models: questions go to whichever the routes say and health allows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouterSection {
    /// File of models and routes; none for the one that ships.
    pub(super) models: Option<Spanned<String>>,
    /// Regions where data may be processed besides here.
    pub(super) residency: Option<Vec<String>>,
    /// Addresses other than the providers' own, by the ids of models.
    #[serde(default)]
    pub(super) base_urls: BTreeMap<String, Spanned<String>>,
    pub(super) proxy: Option<Spanned<String>>,
}

/// What models outside the company are told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PrivacySection {
    /// Whether names are replaced by pseudonyms.
    pub(super) pseudonyms: bool,
}

impl Default for PrivacySection {
    fn default() -> Self {
        PrivacySection { pseudonyms: true }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetSection {
    pub(super) steps: Option<Spanned<u32>>,
    pub(super) tokens: Option<Spanned<u64>>,
    pub(super) seconds: Option<Spanned<u64>>,
    pub(super) seconds_per_reply: Option<Spanned<u64>>,
    pub(super) person_per_day: Option<Spanned<LimitSection>>,
    pub(super) company_per_day: Option<Spanned<LimitSection>>,
    pub(super) company_per_month: Option<Spanned<LimitSection>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonSection {
    pub(super) id: Spanned<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) title: String,
    /// What the issuer calls the person, as the claim that its section names.
    pub(super) sign_in: Option<String>,
    pub(super) areas: Option<Vec<Spanned<String>>>,
    /// Member keys by dimension id: the rows that the person may see.
    #[serde(default)]
    pub(super) rows: BTreeMap<String, Spanned<Vec<String>>>,
    pub(super) rows_in_words: Option<String>,
    /// Groups whose documents the person may read, besides the areas.
    #[serde(default)]
    pub(super) groups: BTreeSet<String>,
    /// Whether the person may write SQL of their own.
    #[serde(default)]
    pub(super) sql: bool,
    pub(super) time_zone: Option<Spanned<String>>,
}

/// What everybody of a group of the issuer's may see who is not named under `people`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleSection {
    pub(super) group: Spanned<String>,
    #[serde(default)]
    pub(super) title: String,
    pub(super) areas: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) rows: BTreeMap<String, Spanned<Vec<String>>>,
    /// Claims that list the member keys, by dimension id.
    #[serde(default)]
    pub(super) rows_from: BTreeMap<String, Spanned<String>>,
    pub(super) rows_in_words: Option<String>,
    #[serde(default)]
    pub(super) groups: BTreeSet<String>,
    #[serde(default)]
    pub(super) sql: bool,
}

/// How people show who they are to the server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInSection {
    /// Where browsers reach the server.
    pub(super) address: Spanned<String>,
    #[serde(default)]
    pub(super) passwords: bool,
    pub(super) issuer: Option<IssuerSection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerSection {
    pub(super) url: Spanned<String>,
    pub(super) client: Spanned<String>,
    /// As it stands on the button.
    pub(super) name: Option<String>,
    pub(super) person_claim: Option<String>,
    pub(super) groups_claim: Option<String>,
    pub(super) scopes: Option<Vec<String>>,
}
