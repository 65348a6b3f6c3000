use std::fs;

use super::Context;
use crate::{
    arguments::DemoArguments,
    config::DatabaseUrl,
    demo::{self, Report},
    exit::Exit,
    failure::Failure,
};

pub(super) async fn run(context: &Context<'_>, arguments: &DemoArguments) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let (options, unicode) = (arguments.into(), screen.terminal.unicode);
    let report = match &context.shared.database {
        Some(url) => demo::fill(&DatabaseUrl::new(url), &options, unicode).await?,
        None => demo::remake(&context.config.home, &options, unicode).await?,
    };
    if let Some(path) = &arguments.truth {
        write_truth(&report, path)?;
    }
    if context.shared.json {
        screen.line(&report.json(arguments.truth.clone())?)?;
    } else {
        screen.write(&report.text(&screen.terminal))?;
        if let Some(path) = &arguments.truth {
            screen.line(&format!("\nWhat is planted in it stands in {}", path.display()))?;
        }
    }
    Ok(Exit::Done)
}

fn write_truth(report: &Report, path: &std::path::Path) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report.truth())? + "\n";
    fs::write(path, text).map_err(|source| Failure::File { path: path.to_owned(), source })
}
