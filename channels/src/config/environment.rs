use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use sentia_agent::provider::Api;

use super::{DatabaseUrl, Secret};

/// What the process was started with, read once. Only secrets and the place of the home directory may be set here;
/// everything else stands in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    /// Keys of models by their variable, such as `ANTHROPIC_API_KEY`.
    pub(crate) keys: BTreeMap<&'static str, Secret>,
    /// `SENTIA_WAREHOUSE_URL`: goes before the file's `warehouse.url`, so that its password need not stand in the file.
    pub(crate) warehouse_url: Option<DatabaseUrl>,
    /// `SENTIA_STORE_URL`: goes before the file's `store.url`.
    pub(crate) store_url: Option<DatabaseUrl>,
    /// `SENTIA_DOCUMENTS_URL`: goes before the file's `documents.url`.
    pub(crate) documents_url: Option<DatabaseUrl>,
    /// `SENTIA_ISSUER_SECRET`: by which the sign-in service knows this server.
    pub(crate) issuer_secret: Option<Secret>,
    /// `SENTIA_METRICS_KEY`: with which the server's figures about itself are read.
    pub(crate) metrics_key: Option<Secret>,
    /// Secrets of bots by their variable, such as `SENTIA_SLACK_TOKEN`.
    pub(crate) bots: BTreeMap<&'static str, Secret>,
    /// `SENTIA_HOME`, else `sentia` in the person's data directory.
    pub(crate) home: Option<PathBuf>,
    pub(crate) working_directory: PathBuf,
    pub(crate) display: Display,
    /// `RUST_LOG`.
    pub(crate) log: Option<String>,
}

/// What the environment says of the screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Display {
    /// `NO_COLOR` is set to anything.
    pub(crate) no_colour: bool,
    /// `TERM`.
    pub(crate) terminal: Option<String>,
    /// The first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set.
    pub(crate) locale: Option<String>,
}

impl Environment {
    pub(crate) fn key(&self, api: Api) -> Option<&Secret> {
        self.keys.get(api.key_variable())
    }

    pub(crate) fn read() -> Self {
        Environment {
            keys: keys(),
            warehouse_url: text("SENTIA_WAREHOUSE_URL").map(DatabaseUrl::new),
            store_url: text("SENTIA_STORE_URL").map(DatabaseUrl::new),
            documents_url: text("SENTIA_DOCUMENTS_URL").map(DatabaseUrl::new),
            issuer_secret: text("SENTIA_ISSUER_SECRET").map(Secret::new),
            metrics_key: text("SENTIA_METRICS_KEY").map(Secret::new),
            bots: secrets(&super::bots::VARIABLES),
            home: variable("SENTIA_HOME").map(PathBuf::from).or_else(default_home),
            working_directory: env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            display: Display {
                no_colour: variable("NO_COLOR").is_some(),
                terminal: text("TERM"),
                locale: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text),
            },
            log: text("RUST_LOG"),
        }
    }
}

fn keys() -> BTreeMap<&'static str, Secret> {
    secrets(&Api::ALL.map(Api::key_variable))
}

fn secrets(variables: &[&'static str]) -> BTreeMap<&'static str, Secret> {
    variables.iter().filter_map(|variable| Some((*variable, Secret::new(text(variable)?)))).collect()
}

fn default_home() -> Option<PathBuf> {
    let data =
        if cfg!(windows) { variable("LOCALAPPDATA") } else { variable("XDG_DATA_HOME") }.map(PathBuf::from);
    let data = data.filter(|path| path.is_absolute());
    Some(data.or_else(|| Some(env::home_dir()?.join(Path::new(".local/share"))))?.join("sentia"))
}

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn text(name: &str) -> Option<String> {
    variable(name).map(|value| value.to_string_lossy().into_owned())
}
