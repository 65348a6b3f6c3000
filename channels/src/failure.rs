use std::{io, path::PathBuf};

use sentia_accounts::{AccountError, IssuerError};
use sentia_agent::{AgentError, ProviderError, store::StoreError};
use sentia_draft::DraftError;
use sentia_import::ImportError;
use sentia_reports::{Format, ReportError, TemplateError};
use sentia_retrieval::{EmbedError, IndexError};
use sentia_semantic::{CatalogueError, QueryError, SqlRefusal, WarehouseError};
use sentia_tools::ToolError;

use crate::{
    config::ConfigError, demo::DemoError, exit::Exit, people::PeopleError, question::QuestionError,
    screen::OutputError, serve::AddressError,
};

/// Why a command did not do what it was asked. Each message says what happened, to what, and what to do next; it is
/// printed to standard error as it stands.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    People(#[from] PeopleError),
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A statement of the person's own.
    #[error(transparent)]
    Sql(SqlRefusal),
    #[error(transparent)]
    Tool(#[from] ToolError),
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer was shown; only keeping it failed.
    #[error("the answer could not be kept, so it cannot be replayed: {0}")]
    NotStored(Box<Failure>),
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Accounts(#[from] AccountError),
    #[error("the messages of the bots cannot be kept: {0}")]
    Bots(#[from] sentia_bots::StoreError),
    #[error(transparent)]
    Jobs(#[from] sentia_jobs::StoreError),
    #[error(
        "nothing can be ordered this way, because it would be done later with all that its person may see; order it in the page \
         or in a chat"
    )]
    NoOrders,
    #[error(
        "no e-mail address is known to be yours; write a mail to this service once and open the link in its reply, then order it again"
    )]
    NoMailbox,
    #[error("a bot is configured and its secret is missing; set {variable}, or take its section out")]
    NoBotSecret { variable: &'static str },
    #[error(
        "Slack is configured and its messages have no way in; set {signing_secret} where Slack calls this server, or \
         {app_token} where this server calls Slack (Socket Mode)"
    )]
    NoWayFromSlack { signing_secret: &'static str, app_token: &'static str },
    #[error("Slack cannot be set up: {0}")]
    SlackTokens(#[from] sentia_bots::slack::InstalledError),
    #[error("mail cannot be set up: {0}; see [bots.email] in sentia.toml")]
    Email(#[from] sentia_bots::email::EmailError),
    #[error("the chat cannot be reached: {0}")]
    Chat(#[from] sentia_bots::SendError),
    #[error("Teams is not configured; add [bots.teams] with app and tenant, and [sign_in], to sentia.toml")]
    NoTeams,
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    #[error("there is no area \"{area}\"; choose from {known}")]
    NoArea { area: String, known: String },
    #[error(
        "the program at the other end could not be talked to ({0}); it has to speak the Model Context Protocol"
    )]
    Mcp(String),
    #[error("the two passwords differ; nothing was changed")]
    PasswordsDiffer,
    #[error(transparent)]
    Documents(#[from] IndexError),
    #[cfg(not(feature = "embedder"))]
    #[error(
        "[documents] names an embedder, and this program was built without one; build it with --features embedder, or take \
         the line out to search by words alone"
    )]
    NoEmbedder,
    #[error(transparent)]
    Embedder(#[from] EmbedError),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(
        "a database alone does not say what its figures mean; draft a catalogue with `sentia catalogue draft`, and pass it with --catalogue"
    )]
    NoCatalogue,
    #[error(
        "the catalogue keeps the rows of several companies apart; say whose are meant with --tenant VALUE, or as tenant under [warehouse]"
    )]
    NoTenant,
    #[error("{} is there already; name another file with --out, or pass --force", .0.display())]
    FileExists(PathBuf),
    #[error("there is no report \"{kind}\"; choose one of {}", .known.join(", "))]
    NoSuchReport { kind: String, known: Vec<String> },
    #[error("{} ends like no format that can be written; name one with --format", .0.display())]
    NoSuchFormat(PathBuf),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error("{}: {source}", path.display())]
    Template { path: PathBuf, source: TemplateError },
    #[error("the template {} gives a .{} file; name one with --out, or use another template", template.display(), format.extension())]
    OtherThanTemplate { template: PathBuf, format: Format },
    #[error("there is no template {}; check its name", .0.display())]
    NoTemplate(PathBuf),
    #[error("the template {} cannot be read ({source}); check its permissions", path.display())]
    UnreadableTemplate { path: PathBuf, source: io::Error },
    #[error("\"{0}\" is no currency; write its three letters, such as EUR")]
    Currency(String),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error("{} cannot be made ({source}); mend its permissions or pass --home DIR", path.display())]
    Home { path: PathBuf, source: io::Error },
    #[error("{} cannot be written ({source}); check the folder and its permissions", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "the model of {provider} is configured but there is no key; set {variable}, or take [model] out of the configuration"
    )]
    NoKey { provider: &'static str, variable: &'static str },
    #[cfg(feature = "local")]
    #[error("the local model cannot be used: {0}")]
    LocalModel(String),
    #[cfg(not(feature = "local"))]
    #[error(
        "[model] names a file, and this program was built without local models; build it with --features local, or take \
         [model] out"
    )]
    NoLocalModels,
    #[error("a model of {provider} has no address of its own; give its base_url")]
    NoAddress { provider: &'static str },
    #[error("there is no router configured; add a line [router] to sentia.toml, and set the key of a model")]
    NoRouter,
    #[error("the result could not be written as JSON ({0}); please report this")]
    Json(#[from] serde_json::Error),
    #[error("the program could not start ({0}); try again")]
    Runtime(io::Error),
    /// Ctrl-C, or the system asked the process to end.
    #[error("stopped")]
    Interrupted,
    #[error("the answer broke off; ask again")]
    Cut,
    #[error(
        "there is no order or report \"{0}\" of yours; `sentia orders` and `sentia archive` list them, --as says whose"
    )]
    NoOrder(String),
    #[error(
        "an order {0} of conversations that are gone is kept already, so this one was not; ask again in a new conversation, or \
         move jobs.db away from the home directory"
    )]
    OrderKnown(String),
    #[error("there is no turn \"{0}\"; its id stands under each answer, such as c12-3")]
    NoTurn(String),
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failure::Question(_)
            | Failure::Agent(AgentError::QuestionTooLong { .. } | AgentError::EmptyQuestion)
            | Failure::Address(AddressError::Open(_))
            | Failure::People(PeopleError::Unknown { .. }) => Exit::Usage,
            Failure::Sql(refusal) if refusal.is_refusal() => Exit::Refused,
            Failure::Interrupted => Exit::Interrupted,
            _ => Exit::Failed,
        }
    }
}
