//! The app's package for Teams, which an administrator uploads there.

use std::path::PathBuf;

use sentia_bots::teams::{App, package};
use serde_json::json;

use super::Context;
use crate::{
    arguments::{TeamsAction, TeamsPackage},
    config::Config,
    exit::Exit,
    failure::Failure,
};

pub(super) fn run(context: &Context<'_>, action: &TeamsAction) -> Result<Exit, Failure> {
    let TeamsAction::Manifest(wanted) = action;
    let app = app(&context.config, wanted)?;
    let path = wanted.out.clone().unwrap_or_else(|| PathBuf::from("sentia-teams.zip"));
    if path.exists() && !wanted.force {
        return Err(Failure::FileExists(path));
    }
    let failed = |source| Failure::File { path: path.clone(), source };
    let bytes = package(&app).map_err(failed)?;
    std::fs::write(&path, &bytes).map_err(failed)?;
    let mut screen = context.screen();
    if context.shared.json {
        screen.line(&json!({ "file": path, "bytes": bytes.len() }).to_string())?;
        return Ok(Exit::Done);
    }
    screen.line(&format!("Written to {}", path.display()))?;
    screen.line("Upload it in the Teams admin center, under Teams apps, Manage apps.")?;
    Ok(Exit::Done)
}

fn app(config: &Config, wanted: &TeamsPackage) -> Result<App, Failure> {
    let teams = config.bots.teams.as_ref().ok_or(Failure::NoTeams)?;
    // Bots are refused by the configuration where nobody signs in.
    let address = &config.sign_in.as_ref().ok_or(Failure::NoTeams)?.address;
    Ok(App {
        app_id: teams.app.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        name: wanted.name.clone(),
        summary: "Ask about your plants and their figures".to_owned(),
        description: "Answers questions about the company's figures in plain words, with what each person may see, and says \
                      how every figure was computed."
            .to_owned(),
        developer: wanted.developer.clone(),
        website: address.origin(),
        privacy: wanted.privacy.clone(),
        terms: wanted.terms.clone(),
        domain: address.authority(),
    })
}
