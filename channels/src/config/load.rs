use std::{fs, io, path::PathBuf};

use serde::de::DeserializeOwned;

use super::{
    Config, ConfigError, DatabaseUrl, Environment, Fault, Home, Warehouse, file::File, validate::validate,
};

/// What the command line says about the configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) file: Option<PathBuf>,
    pub(crate) home: Option<PathBuf>,
    pub(crate) database: Option<String>,
    pub(crate) catalogue: Option<PathBuf>,
    pub(crate) tenant: Option<String>,
}

/// What the configuration says, with what the command line says in its place.
pub(crate) fn load(wanted: &Wanted, environment: &Environment) -> Result<Config, ConfigError> {
    let mut config = of_files(wanted, environment)?;
    let here = &environment.working_directory;
    if let Some(path) = &wanted.catalogue {
        config.catalogue = Some(here.join(path));
    }
    if let Some(url) = &wanted.database {
        let tenant = wanted.tenant.clone().unwrap_or_default();
        config.warehouse = Warehouse::Own { url: beside(here, url), tenant, today: None };
        config.is_ad_hoc = true;
    } else if let (Some(named), Warehouse::Own { tenant, .. }) = (&wanted.tenant, &mut config.warehouse) {
        tenant.clone_from(named);
    }
    Ok(config)
}

/// Reads `--config FILE`, else `sentia.toml` in the working directory, else in the home directory, else the defaults.
fn of_files(wanted: &Wanted, environment: &Environment) -> Result<Config, ConfigError> {
    let home = wanted.home.clone().or_else(|| environment.home.clone()).ok_or(ConfigError::NoHome)?;
    let home = Home(environment.working_directory.join(home));
    let Some((path, text)) = find(wanted, &home, environment)? else {
        return validate(File::default(), None, home, environment).map_err(ConfigError::Invalid);
    };
    let file: File = parse(&text)
        .map_err(|(line, message)| ConfigError::Invalid(vec![Fault { path: path.clone(), line, message }]))?;
    validate(file, Some((&path, &text)), home, environment).map_err(ConfigError::Invalid)
}

fn find(
    wanted: &Wanted,
    home: &Home,
    environment: &Environment,
) -> Result<Option<(PathBuf, String)>, ConfigError> {
    if let Some(path) = &wanted.file {
        let path = environment.working_directory.join(path);
        return read(&path)?.map(|text| Some((path.clone(), text))).ok_or(ConfigError::Missing(path));
    }
    for directory in [&environment.working_directory, &home.0] {
        let path = directory.join("sentia.toml");
        if let Some(text) = read(&path)? {
            return Ok(Some((path, text)));
        }
    }
    Ok(None)
}

fn read(path: &PathBuf) -> Result<Option<String>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(source) => Err(ConfigError::Unreadable { path: path.clone(), source }),
    }
}

/// The fault's line and message. The parser's own rendering quotes the line, which may hold a password: only its
/// message is taken.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, (Option<usize>, String)> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        (line, format!("{}; correct the line, or take it out", error.message().replace('\n', " ")))
    })
}

/// The line, counted from 1, that holds the byte at `offset`.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// A SQLite file that stands beside the configuration, when its path is relative.
pub(super) fn beside(directory: &std::path::Path, url: &str) -> DatabaseUrl {
    let url = DatabaseUrl::new(url);
    match url.file().map(|file| directory.join(file).to_string_lossy().into_owned()) {
        Some(path) => DatabaseUrl::new(path),
        None => url,
    }
}
