use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use sentia_reports::Format;

/// Ask about your factory and its books in plain words. Every figure is computed by code and says how.
#[derive(Debug, Parser)]
#[command(name = "sentia", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) shared: Shared,
    /// None to serve.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 answered or done · 1 error, or a difference found · 2 wrong usage · 3 a question back ·
            4 refused or out of reach · 130 interrupted

Environment: ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, AZURE_OPENAI_API_KEY, OPENROUTER_API_KEY,
             COMPATIBLE_API_KEY    keys of the models named under [model] or reached through [router]
             SENTIA_WAREHOUSE_URL  goes before warehouse.url of the configuration file
             SENTIA_STORE_URL      goes before store.url
             SENTIA_DOCUMENTS_URL  goes before documents.url
             SENTIA_HOME           the same as --home
             NO_COLOR              the same as --no-color
             RUST_LOG              what to log to standard error";

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Shared {
    /// Ask as this person, with what they may see; the demo company has cfo, leeds, line3 and others
    #[arg(long = "as", value_name = "USER", global = true)]
    pub(crate) person: Option<String>,
    /// Print one JSON object and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Configuration file; without it sentia.toml here or in the home directory, else the demo company
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Directory for the demo company and the conversations (default: $SENTIA_HOME or ~/.local/share/sentia)
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) home: Option<PathBuf>,
    /// Use this database (a SQLite file or postgres://…) instead of the one configured: to ask goes with --catalogue, to
    /// make the demo company in it must be new or empty
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) database: Option<String>,
    /// Catalogue that describes the database: a file or a folder; `sentia catalogue draft` makes one
    #[arg(long, value_name = "PATH", global = true)]
    pub(crate) catalogue: Option<PathBuf>,
    /// Whose rows are asked about, where a catalogue keeps several companies apart
    #[arg(long, value_name = "VALUE", global = true)]
    pub(crate) tenant: Option<String>,
    /// Show the SQL too
    #[arg(long, global = true)]
    pub(crate) explain: bool,
    /// No colours, even on a terminal
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Log to standard error what happens inside
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the web chat and the HTTP API on this machine; so also without a command
    Serve(ServeArguments),
    /// Ask one question
    Ask {
        /// The question, in plain words; `-`, or none with something piped in, reads it from standard input
        question: Vec<String>,
    },
    /// Ask in turns, with follow-ups; piped in, one question on each line
    Chat {
        /// Go on with the last conversation
        #[arg(long = "continue")]
        resume: bool,
    },
    /// Show which models a question would be put to, and why the others not; asks none
    Route {
        /// The question, in plain words; `-`, or none with something piped in, reads it from standard input
        question: Vec<String>,
    },
    /// Show the models: what they are, how they do, what they cost and what was spent
    Models {
        /// Also ask each something small, which costs a few tokens
        #[arg(long)]
        online: bool,
    },
    /// Run one SELECT of your own over what you may see; without one, list the tables and their columns
    Sql {
        /// The statement, in the SQL of the warehouse; `-` reads it from standard input
        statement: Vec<String>,
    },
    /// Make the demo company anew
    Demo(DemoArguments),
    /// Run a stored turn again, with its clock and permissions, and show any difference
    Replay {
        /// Id of the turn, as printed under its answer
        turn: String,
    },
    /// Look at everything Sentia needs, and say how to mend what is wrong
    Doctor {
        /// Also ask the model something small, which costs a few tokens
        #[arg(long)]
        online: bool,
    },
    /// Write a report on a period: several questions answered, with charts, tables and how each figure was computed;
    /// without a kind, list the kinds
    Report(ReportArguments),
    /// List what is ordered: schedules, alerts, reports that are being made
    Orders {
        #[command(subcommand)]
        action: Option<OrdersAction>,
    },
    /// Find reports that were made, by words of their titles and questions
    Archive {
        words: Vec<String>,
        /// Show which figures differ between two reports
        #[arg(long, num_args = 2, value_names = ["BEFORE", "NOW"], conflicts_with = "words")]
        compare: Vec<String>,
    },
    /// Write an answer that was given, or a report that was made, to a file
    Export {
        /// Id of the turn, as printed under its answer (c12-3), or of the report (c12-3.1)
        turn: String,
        #[command(flatten)]
        file: FileArguments,
    },
    /// Documents: take them in for those who may read them, and find passages
    Documents {
        #[command(subcommand)]
        action: DocumentsAction,
    },
    /// Accounts of the server: passwords, codes, keys for programs; [sign_in] in the configuration file turns them on
    Accounts {
        #[command(subcommand)]
        action: AccountsAction,
    },
    /// Show what people thought of answers, the latest first
    Feedback,
    /// Serve the tools to a program on this machine by the Model Context Protocol, over standard input and output, as the
    /// person of --as
    Mcp,
    /// Load CSV files and workbooks into tables, with their types inferred
    Import(ImportArguments),
    /// The catalogue: what the figures of a database mean
    Catalogue {
        #[command(subcommand)]
        action: CatalogueAction,
    },
    /// Sums kept beside large tables, so that figures over years take milliseconds
    Rollups {
        #[command(subcommand)]
        action: RollupsAction,
    },
    /// The app in Microsoft Teams
    Teams {
        #[command(subcommand)]
        action: TeamsAction,
    },
    /// The configuration
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrdersAction {
    /// Stop one for good
    Stop {
        /// Its id, as listed
        order: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TeamsAction {
    /// Write the app's package, which an administrator uploads to Teams; [bots.teams] in the configuration file says which
    /// app it is
    Manifest(TeamsPackage),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct TeamsPackage {
    /// File to write (default: sentia-teams.zip here)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// How the app is called in Teams, in at most 30 letters
    #[arg(long, default_value = "Sentia", value_parser = short_name)]
    pub(crate) name: String,
    /// The company that offers the app, in at most 32 letters
    #[arg(long, value_name = "NAME", value_parser = developer)]
    pub(crate) developer: String,
    /// Address of its page on privacy
    #[arg(long, value_name = "URL", value_parser = encrypted_page)]
    pub(crate) privacy: String,
    /// Address of its terms of use
    #[arg(long, value_name = "URL", value_parser = encrypted_page)]
    pub(crate) terms: String,
}

/// Teams takes no longer names.
fn short_name(text: &str) -> Result<String, String> {
    at_most(text, 30)
}

fn developer(text: &str) -> Result<String, String> {
    at_most(text, 32)
}

fn at_most(text: &str, most: usize) -> Result<String, String> {
    let letters = text.trim().chars().count();
    if letters == 0 || letters > most {
        return Err(format!("Teams takes 1 to {most} letters, and these are {letters}"));
    }
    Ok(text.trim().to_owned())
}

fn encrypted_page(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url) if url.scheme() == "https" => Ok(url.to_string()),
        _ => Err("write the whole address; Teams takes those that begin with https://".to_owned()),
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArguments {
    /// Address and port; port 0 for any free one. Others than this machine's own (127.0.0.1, ::1) need [sign_in]
    #[arg(long, value_name = "ADDRESS", default_value_t = LISTEN)]
    pub(crate) listen: SocketAddr,
}

/// Where the server is unless told otherwise.
pub(crate) const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7366);

#[derive(Debug, Subcommand)]
pub(crate) enum RollupsAction {
    /// Make those that the catalogue declares, and sum anew what has changed; writes to the warehouse
    Update,
    /// Remove them all, and the triggers that keep watch for them
    Remove,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountsAction {
    /// Who has a password, and who has keys
    List,
    /// Set a person's password, typed twice, or piped in as one line; it ends their sessions
    Password {
        /// Id of the person
        person: String,
    },
    /// Ask for the code of an authenticator app too, and show what the app needs
    Code {
        /// Id of the person
        person: String,
    },
    /// Take a person's password away, with their keys and sessions
    Remove {
        /// Id of the person
        person: String,
    },
    /// End all sessions of a person
    SignOut {
        /// Id of the person
        person: String,
    },
    /// Make a key with which a program asks as a person; it is shown once
    Key {
        /// Id of the person
        person: String,
        /// What it is for
        #[arg(long, default_value = "made on the command line")]
        name: String,
        /// How long it lasts, 1 to 366
        #[arg(long, default_value_t = 90)]
        days: i64,
        /// Limit it to an area of the business, such as production; may be given several times
        #[arg(long = "area", value_name = "AREA")]
        areas: Vec<String>,
    },
    /// Take a key of a person back
    RevokeKey {
        /// Id of the person
        person: String,
        /// Id of the key, as in the list
        key: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DocumentsAction {
    /// Take in files and folders: PDF, Word, Excel, PowerPoint, HTML, Markdown, text, e-mail, CSV. What has not changed is left
    /// as it is; what went from a folder is removed
    Add {
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Group that may read them, such as maintenance; may be given several times (default: everyone). Groups of a person
        /// are those of the configuration file, and the areas of the business that the person may read
        #[arg(long = "for", value_name = "GROUP")]
        groups: Vec<String>,
    },
    /// Find the passages that answer a question best, among those that the person may read
    Search {
        #[arg(required = true)]
        question: Vec<String>,
        /// Passages at most
        #[arg(long, default_value_t = 5)]
        limit: usize,
    },
    /// List the documents that the person may read
    List,
    /// Remove documents by their ids
    Remove {
        #[arg(required = true, value_name = "ID")]
        documents: Vec<String>,
    },
    /// How many documents and passages there are to find
    Status,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Check the file, the catalogue, the people and the connections
    Check {
        /// Also ask the model something small, which costs a few tokens
        #[arg(long)]
        online: bool,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ImportArguments {
    /// Files: .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// SQLite file (made where there is none) or postgres://…
    #[arg(long, value_name = "URL")]
    pub(crate) into: String,
    /// One table for all files, instead of one for each, called after its file or sheet
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
    /// Show what would be made, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Make tables of earlier imports anew
    #[arg(long, conflicts_with = "append")]
    pub(crate) replace: bool,
    /// Add the rows to a table that is there, whatever it holds
    #[arg(long)]
    pub(crate) append: bool,
    /// Which comes first in dates such as 03/04/2026, where a file does not show it
    #[arg(long, value_name = "ORDER")]
    pub(crate) dates: Option<Dates>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dates {
    DayFirst,
    MonthFirst,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueAction {
    /// Read the tables of a database and draft a catalogue of them
    Draft(DraftArguments),
    /// Check a catalogue, with file and line for each fault; with --database against its tables too
    Check {
        /// A file, or a folder of files
        path: PathBuf,
    },
    /// Say what changed between two catalogues, and whether answers given before may now have other figures
    Diff {
        /// A file, or a folder of files
        old: PathBuf,
        new: PathBuf,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DraftArguments {
    /// SQLite file or postgres://…
    #[arg(value_name = "URL")]
    pub(crate) from: String,
    /// File to write (default: catalogue.yaml here); - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "catalogue.yaml")]
    pub(crate) out: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Currency of the amounts, as its three letters
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// All rows belong to one company, whatever its columns are called
    #[arg(long, conflicts_with = "tenant_column")]
    pub(crate) single_tenant: bool,
    /// Column that says to which company a row belongs
    #[arg(long, value_name = "COLUMN")]
    pub(crate) tenant_column: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DemoArguments {
    /// Decides every random choice; the same options give the same bytes
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Size of the company: plants, lines, machines, customers; 1 to 20
    #[arg(long, default_value_t = 1)]
    pub(crate) scale: u32,
    /// First day of history
    #[arg(long, value_name = "DATE")]
    pub(crate) first_day: Option<Date>,
    /// The company's "today"; the day before is its last complete one
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// Write the truth about the planted incidents to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn shared_options_stand_before_or_after_the_command() {
        let after = Arguments::try_parse_from(["sentia", "ask", "OEE", "--as", "leeds", "by line"]).unwrap();
        assert_eq!(after.shared.person.as_deref(), Some("leeds"));
        let before = Arguments::try_parse_from(["sentia", "--json", "chat", "--continue"]).unwrap();
        assert!(before.shared.json && matches!(before.command, Some(Command::Chat { resume: true })));
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Kind of report, such as operations or finance
    pub(crate) kind: Option<String>,
    /// The period, in words: "last quarter", "August 2026"
    #[arg(long, value_name = "WORDS")]
    pub(crate) period: Option<String>,
    /// Only of a part of the company: "Leeds", "Line 3"
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
    #[command(flatten)]
    pub(crate) file: FileArguments,
}

#[derive(Debug, Args)]
pub(crate) struct FileArguments {
    /// Format of the file; without it what the name ends with, else PDF
    #[arg(long, value_enum)]
    pub(crate) format: Option<FileFormat>,
    /// The file to write; several, each in its own format, where it is given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Vec<PathBuf>,
    /// A Word or PowerPoint file of your own whose placeholders, such as {{title}}, are filled
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    Pdf,
    Excel,
    Word,
    #[value(name = "powerpoint")]
    PowerPoint,
    Html,
    Csv,
    Markdown,
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Pdf => Format::Pdf,
            FileFormat::Excel => Format::Excel,
            FileFormat::Word => Format::Word,
            FileFormat::PowerPoint => Format::PowerPoint,
            FileFormat::Html => Format::Html,
            FileFormat::Csv => Format::Csv,
            FileFormat::Markdown => Format::Markdown,
        }
    }
}
