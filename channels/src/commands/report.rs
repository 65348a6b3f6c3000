//! Reports and answers as files.

use std::path::{Path, PathBuf};

use sentia_agent::{
    order::ReportOrder,
    report::{Template, templates},
};
use sentia_reports::{Format, Report, write};
use serde_json::json;

use super::{Context, replay};
use crate::{
    arguments::{FileArguments, ReportArguments},
    exit::Exit,
    failure::Failure,
    keeping::Keeper,
    render::{Align, Column, Entry, Grid},
    report::{document, of_turn},
    screen::Screen,
    serve::orders,
};

pub(super) async fn run(context: &Context<'_>, arguments: &ReportArguments) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let Some(kind) = &arguments.kind else { return list(context.shared.json, &mut screen) };
    let kind = orders::find(kind)?.kind;
    let service = context.service(&screen).await?;
    let person = service.person(context.shared.person.as_deref()).await?;
    let wanted = ReportOrder {
        kind,
        period: arguments.period.clone(),
        only: arguments.only.clone(),
        pages: Vec::new(),
    };
    let made = orders::report(&service, &person, &wanted, Vec::new(), &orders::Nobody).await?;
    let name = format!("{}-{}", wanted.kind, made.today);
    save(&document(&made, ""), &name, &arguments.file, context.shared.json, &mut screen)
}

/// An answer that was given, as a file.
pub(super) async fn export(context: &Context<'_>, turn: &str, file: &FileArguments) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let store = Keeper::new(&context.config).store().await?;
    if turn.contains('.') {
        let person = service.person(context.shared.person.as_deref()).await?;
        let made = super::orders::kept(&context.config, &person, turn).await?;
        return save(&document(&made, ""), turn, file, context.shared.json, &mut screen);
    }
    let record = replay::find(context, &service, store.as_ref(), turn).await?;
    save(&of_turn(&record, ""), turn, file, context.shared.json, &mut screen)
}

fn save(
    report: &Report,
    name: &str,
    file: &FileArguments,
    is_json: bool,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let path = file.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.{}", file.format())));
    let format = file.format_of(&path)?;
    if path.exists() && !file.force {
        return Err(Failure::FileExists(path));
    }
    let bytes = write(report, format)?;
    std::fs::write(&path, &bytes).map_err(|source| Failure::File { path: path.clone(), source })?;
    tell(&path, bytes.len(), is_json, screen)
}

fn tell(path: &Path, bytes: usize, is_json: bool, screen: &mut Screen) -> Result<Exit, Failure> {
    let line = match is_json {
        true => json!({ "file": path, "bytes": bytes }).to_string(),
        false => format!("Written to {}", path.display()),
    };
    Ok(screen.line(&line).map(|()| Exit::Done)?)
}

fn list(is_json: bool, screen: &mut Screen) -> Result<Exit, Failure> {
    let templates = templates();
    if is_json {
        let kinds =
            templates.iter().map(|one| json!({ "kind": one.kind, "title": one.title, "about": one.about }));
        return Ok(screen.line(&json!(kinds.collect::<Vec<_>>()).to_string()).map(|()| Exit::Done)?);
    }
    let columns = ["Kind", "About"].map(|heading| Column { heading: heading.to_owned(), align: Align::Left });
    let row = |one: &Template| vec![Entry::plain(one.kind.clone()), Entry::plain(one.about.clone())];
    let grid = Grid { columns: columns.into(), rows: templates.iter().map(row).collect(), rules: Vec::new() };
    for line in grid.lines(&screen.terminal.clone()) {
        screen.line(&line)?;
    }
    Ok(Exit::Done)
}

impl FileArguments {
    fn format(&self) -> &'static str {
        self.format.map_or(Format::Pdf, Into::into).extension()
    }

    /// The format that is named, else the one that the file's name ends with.
    fn format_of(&self, path: &Path) -> Result<Format, Failure> {
        if let Some(format) = self.format {
            return Ok(format.into());
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let known = Format::ALL.into_iter().find(|format| format.extension().eq_ignore_ascii_case(ending));
        known.ok_or_else(|| Failure::NoSuchFormat(path.to_owned()))
    }
}
