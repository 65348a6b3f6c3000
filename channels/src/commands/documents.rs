//! Documents: taken in for the groups that may read them, and searched as one of the people.

use std::collections::BTreeSet;

use sentia_agent::Person;
use sentia_retrieval::{Document, EVERYONE, FileReport, Filter, Hit, Outcome, Report, Search, Stats};
use serde_json::json;

use super::{Context, import::counted};
use crate::{
    arguments::DocumentsAction,
    exit::Exit,
    failure::Failure,
    people::Directory,
    render::{Style, clean, excerpt, indented, paint},
    screen::Screen,
    wiring::library,
};

pub(super) async fn run(context: &Context<'_>, action: &DocumentsAction) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let people = Directory::of(&context.config)?;
    let person = people.find(context.shared.person.as_deref())?;
    let reader = person.reader();
    let library = library(&context.config).await?;
    let is_json = context.shared.json;
    match action {
        DocumentsAction::Add { paths, groups } => {
            let groups = if groups.is_empty() { vec![EVERYONE.to_owned()] } else { groups.clone() };
            let groups: BTreeSet<String> = groups.into_iter().collect();
            let report = library.add(paths, &reader.tenant, &groups, &mut |_| ()).await?;
            tell_added(&report, is_json, &mut screen)
        }
        DocumentsAction::Search { question, limit } => {
            let question = question.join(" ");
            let found = library.search(&reader, &question, &Filter::default(), *limit).await?;
            tell_found(&found, person, is_json, &mut screen)
        }
        DocumentsAction::List => tell_list(&library.list(&reader).await?, is_json, &mut screen),
        DocumentsAction::Remove { documents } => {
            let removed = library.remove(&reader, documents).await?;
            let line = format!("{removed} of {} removed", documents.len());
            screen.line(&if is_json { json!({ "removed": removed }).to_string() } else { line })?;
            Ok(if removed == documents.len() as u64 { Exit::Done } else { Exit::Failed })
        }
        DocumentsAction::Status => {
            let stats = library.status(&reader).await?;
            let Stats { documents, passages, vectors } = stats;
            let line = format!(
                "{}, {}, {vectors} of them found by meaning too",
                counted(documents, "document"),
                counted(passages, "passage")
            );
            let line = if is_json { serde_json::to_string(&stats)? } else { line };
            Ok(screen.line(&line).map(|()| Exit::Done)?)
        }
    }
}

fn tell_added(report: &Report, is_json: bool, screen: &mut Screen) -> Result<Exit, Failure> {
    let failed = report.files.iter().filter(|file| matches!(file.outcome, Outcome::Failed(_))).count();
    let exit = if failed == 0 { Exit::Done } else { Exit::Failed };
    if is_json {
        let files = report
            .files
            .iter()
            .map(|file| json!({ "path": file.path, "outcome": outcome(file), "notes": file.notes }));
        let all =
            json!({ "files": files.collect::<Vec<_>>(), "removed": report.removed, "notes": report.notes });
        return Ok(screen.line(&all.to_string()).map(|()| exit)?);
    }
    for file in report.files.iter().filter(|file| file.outcome != Outcome::Unchanged) {
        screen.line(&clean(&format!("{}: {}", file.path.display(), outcome(file))))?;
        for note in &file.notes {
            screen.line(&indented("  note: ", &clean(note), screen.terminal.prose_width()))?;
        }
    }
    for source in &report.removed {
        screen.line(&clean(&format!("{source}: its file is gone, and so is the document")))?;
    }
    for note in &report.notes {
        screen.line(&clean(note))?;
    }
    let same = report.files.iter().filter(|file| file.outcome == Outcome::Unchanged).count();
    let files = counted(report.files.len() as u64, "file");
    let line = format!("{files}: {same} unchanged, {failed} not taken in");
    Ok(screen.line(&line).map(|()| exit)?)
}

fn outcome(file: &FileReport) -> String {
    match &file.outcome {
        Outcome::Added { passages } => format!("added, {}", counted(*passages as u64, "passage")),
        Outcome::Updated { passages } => format!("updated, {}", counted(*passages as u64, "passage")),
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::OtherReaders => "the same, for other readers now".to_owned(),
        Outcome::Failed(fault) => format!("not taken in: {fault}"),
    }
}

fn tell_found(found: &Search, person: &Person, is_json: bool, screen: &mut Screen) -> Result<Exit, Failure> {
    let exit = if found.hits.is_empty() { Exit::Refused } else { Exit::Done };
    if is_json {
        return Ok(screen.line(&serde_json::to_string(found)?).map(|()| exit)?);
    }
    if found.hits.is_empty() {
        let none = format!("Nothing is found in what {} may read.", person.name);
        screen.line(&none)?;
    }
    for (at, hit) in found.hits.iter().enumerate() {
        let heading = format!("[{}] {}", at + 1, citation(hit));
        screen.line(&paint(&clean(&heading), Style::Heading, &screen.terminal))?;
        screen.line(&indented("    ", &clean(&excerpt(&hit.passage.text)), screen.terminal.prose_width()))?;
        screen.line("")?;
    }
    if let Some(degraded) = &found.degraded {
        screen.line(&paint(&format!("! {}", clean(degraded)), Style::Warning, &screen.terminal))?;
    }
    Ok(exit)
}

/// `Press brake SOP › 3 Changing the tools, page 4, 2026-03-01 (d1f0…)`.
fn citation(hit: &Hit) -> String {
    let mut parts = vec![hit.document.title.clone()];
    parts.extend(hit.passage.section.iter().cloned());
    parts.dedup();
    let page = hit.passage.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let date = hit.passage.date.map(|date| format!(", {date}")).unwrap_or_default();
    let copies = match hit.near_copies {
        0 => String::new(),
        copies => format!(", and {copies} that say nearly the same"),
    };
    format!("{}{page}{date} ({}){copies}", parts.join(" › "), hit.document.id)
}

fn tell_list(documents: &[Document], is_json: bool, screen: &mut Screen) -> Result<Exit, Failure> {
    if is_json {
        return Ok(screen.line(&serde_json::to_string(documents)?).map(|()| Exit::Done)?);
    }
    for document in documents {
        let readers: Vec<&str> = document.readers.iter().map(String::as_str).collect();
        let line =
            format!("{}  {}  {} for {}", document.id, document.title, document.source, readers.join(", "));
        screen.line(&clean(&line))?;
    }
    if documents.is_empty() {
        screen.line("There are no documents to read; take some in with sentia documents add PATH.")?;
    }
    Ok(Exit::Done)
}
