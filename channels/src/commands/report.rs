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
    report::{document, of_turn, written_into},
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
    let report = document(&made, &service.house.company);
    let written = |format| service.house.write(&made, format);
    save(&report, written, &name, &arguments.file, context.shared.json, &mut screen)
}

/// An answer that was given, as a file.
pub(super) async fn export(context: &Context<'_>, turn: &str, file: &FileArguments) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let store = Keeper::new(&context.config).store().await?;
    if turn.contains('.') {
        let person = service.person(context.shared.person.as_deref()).await?;
        let made = super::orders::kept(&context.config, &person, turn).await?;
        let report = document(&made, &service.house.company);
        let written = |format| service.house.write(&made, format);
        return save(&report, written, turn, file, context.shared.json, &mut screen);
    }
    let record = replay::find(context, &service, store.as_ref(), turn).await?;
    let report = of_turn(&record, &service.house.company);
    let written = |format| Ok(write(&report, format)?);
    save(&report, written, turn, file, context.shared.json, &mut screen)
}

/// `written` is the document where no template is named.
fn save(
    report: &Report,
    written: impl Fn(Format) -> Result<Vec<u8>, Failure>,
    name: &str,
    file: &FileArguments,
    is_json: bool,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let paths = match file.out.as_slice() {
        [] => vec![PathBuf::from(format!("{name}.{}", file.format()))],
        named => named.to_vec(),
    };
    for path in &paths {
        let format = file.format_of(path)?;
        if path.exists() && !file.force {
            return Err(Failure::FileExists(path.clone()));
        }
        let bytes = match &file.template {
            Some(template) => into_template(template, report, format)?,
            None => written(format)?,
        };
        std::fs::write(path, &bytes).map_err(|source| Failure::File { path: path.clone(), source })?;
        tell(path, bytes.len(), is_json, screen)?;
    }
    Ok(Exit::Done)
}

fn into_template(template: &Path, report: &Report, format: Format) -> Result<Vec<u8>, Failure> {
    match of_template(template) {
        Some(own) if own != format => {
            Err(Failure::OtherThanTemplate { template: template.to_owned(), format: own })
        }
        _ => written_into(template, report),
    }
}

/// What a template is filled to, by its name.
fn of_template(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_lowercase().as_str() {
        "docx" | "dotx" => Some(Format::Word),
        "pptx" | "potx" => Some(Format::PowerPoint),
        _ => None,
    }
}

fn tell(path: &Path, bytes: usize, is_json: bool, screen: &mut Screen) -> Result<(), Failure> {
    let line = match is_json {
        true => json!({ "file": path, "bytes": bytes }).to_string(),
        false => format!("Written to {}", path.display()),
    };
    Ok(screen.line(&line)?)
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
        let of_template = self.template.as_deref().and_then(of_template);
        self.format.map(Into::into).or(of_template).unwrap_or(Format::Pdf).extension()
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
