//! Schedules, alerts and the reports that came of them, on the command line.

use std::path::PathBuf;

use sentia_agent::{
    Outcome, Person,
    order::{FileKind, When},
    store::TurnRecord,
};
use sentia_jobs::{Issue, Job};
use sentia_reports::Format;
use serde_json::json;

use super::Context;
use crate::{
    arguments::OrdersAction,
    config::Config,
    exit::Exit,
    failure::Failure,
    people::Directory,
    render::{Align, Column, Entry, Grid, clean},
    report::{Made, changes},
    screen::Screen,
    serve::orders::{self, Behalf, Nobody, Wish, owner},
    wiring::{self, Service},
};

/// Entries that are shown.
const MOST: u32 = 200;

pub(super) async fn run(context: &Context<'_>, action: Option<&OrdersAction>) -> Result<Exit, Failure> {
    let directory = Directory::of(&context.config)?;
    let person = directory.find(context.shared.person.as_deref())?;
    let jobs = wiring::jobs(&context.config).await?;
    let mut screen = context.screen();
    match action {
        None => list(&jobs.list(&owner(person), MOST).await?, context.shared.json, &mut screen)?,
        Some(OrdersAction::Stop { order }) => {
            if !jobs.stop(&owner(person), order).await? {
                return Err(Failure::NoOrder(order.escape_debug().to_string()));
            }
            screen.line("Stopped.")?;
        }
    }
    Ok(Exit::Done)
}

fn list(all: &[Job], is_json: bool, screen: &mut Screen) -> Result<(), Failure> {
    let known = all.iter().filter_map(|job| {
        let wish: Wish = serde_json::from_value(job.wish.clone()).ok()?;
        Some((job, wish.order))
    });
    let due = |job: &Job| match (job.due, job.ended) {
        (Some(due), None) => due.strftime("%-d %b %Y, %H:%M UTC").to_string(),
        _ => "ended".to_owned(),
    };
    if is_json {
        for (job, order) in known {
            let line =
                json!({ "id": job.id, "order": order, "due": job.due, "runs": job.runs, "note": job.note });
            screen.line(&line.to_string())?;
        }
        return Ok(());
    }
    let rows: Vec<Vec<Entry>> = known
        .map(|(job, order)| {
            let note = job.note.as_deref().unwrap_or_default();
            [&job.id, &clean(&order.words), &due(job), &clean(note)]
                .map(|text| Entry::plain(text.clone()))
                .into()
        })
        .collect();
    if rows.is_empty() {
        let hint = "Nothing is ordered; ask for it, as in: sentia chat, then \"send me OEE by line last week every Monday at 7\".";
        return Ok(screen.line(hint)?);
    }
    table(["Order", "What", "Next", "Note"], rows, screen)
}

/// Reports that were made, found by words.
pub(super) async fn archive(context: &Context<'_>, words: &[String]) -> Result<Exit, Failure> {
    let directory = Directory::of(&context.config)?;
    let person = directory.find(context.shared.person.as_deref())?;
    let jobs = wiring::jobs(&context.config).await?;
    let mut screen = context.screen();
    let issues = jobs.issues(&owner(person), &words.join(" "), MOST).await?;
    if context.shared.json {
        for one in &issues {
            screen.line(
                &json!({ "id": one.id, "title": one.title, "made_at": one.made, "note": one.note })
                    .to_string(),
            )?;
        }
        return Ok(Exit::Done);
    }
    if issues.is_empty() {
        screen
            .line("There is no such report; reports are kept that were ordered in a chat or in the page.")?;
        return Ok(Exit::Done);
    }
    let row = |one: &Issue| {
        let made = one.made.strftime("%-d %b %Y, %H:%M UTC").to_string();
        [one.id.clone(), made, clean(&one.title)].map(Entry::plain).into()
    };
    table(["Report", "Made", "What"], issues.iter().map(row).collect(), &mut screen)?;
    Ok(Exit::Done)
}

/// What differs between two reports, figure by figure.
pub(super) async fn compare(context: &Context<'_>, before: &str, now: &str) -> Result<Exit, Failure> {
    let directory = Directory::of(&context.config)?;
    let person = directory.find(context.shared.person.as_deref())?;
    let changed =
        changes(&kept(&context.config, person, before).await?, &kept(&context.config, person, now).await?);
    let mut screen = context.screen();
    if context.shared.json {
        screen.line(&serde_json::to_string(&changed)?)?;
        return Ok(Exit::Done);
    }
    if changed.is_empty() {
        screen.line("The two say the same.")?;
        return Ok(Exit::Done);
    }
    let text = |side: &Option<String>| side.clone().unwrap_or_else(|| "–".to_owned());
    let rows = changed
        .iter()
        .map(|one| [one.what.clone(), text(&one.before), text(&one.now)].map(Entry::plain).into());
    table(["Figure", "Before", "Now"], rows.collect(), &mut screen)?;
    Ok(Exit::Done)
}

/// A report that was made for the person.
pub(super) async fn kept(config: &Config, person: &Person, report: &str) -> Result<Made, Failure> {
    let issue = wiring::jobs(config).await?.issue(&owner(person), report).await?;
    let issue = issue.ok_or_else(|| Failure::NoOrder(report.escape_debug().to_string()))?;
    Ok(serde_json::from_slice(&issue.content)?)
}

/// Sees to the order of a turn: what is wanted now is made now, and the rest is kept for the server.
pub(crate) async fn see_to(
    config: &Config,
    service: &Service,
    record: &TurnRecord,
    is_json: bool,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let Outcome::Ordered(order) = &record.answer.outcome else { return Ok(()) };
    if order.when == When::Now {
        let made = orders::make(service, &record.person, order, Vec::new(), &Nobody).await?;
        let path = free_name(&record.id, order.file);
        let bytes = service.house.write(&made, format(order.file))?;
        std::fs::write(&path, bytes).map_err(|source| Failure::File { path: path.clone(), source })?;
        return tell(&format!("Written to {}", path.display()), is_json, screen);
    }
    let behalf = Behalf::of_person(&record.person.id);
    orders::take(&wiring::jobs(config).await?, record, &behalf).await?;
    let hint = "It is seen to while `sentia serve` runs; `sentia orders` lists what is ordered, `sentia archive` what was made.";
    tell(hint, is_json, screen)
}

/// Not part of any answer, so nothing for those who read JSON.
fn tell(line: &str, is_json: bool, screen: &mut Screen) -> Result<(), Failure> {
    if !is_json {
        screen.line(line)?;
    }
    Ok(())
}

/// A name that no file has yet, in this folder.
fn free_name(turn: &str, file: FileKind) -> PathBuf {
    let name = |suffix: String| PathBuf::from(format!("{turn}{suffix}.{}", file.ending()));
    let mut tries = (1..).map(|at| if at == 1 { name(String::new()) } else { name(format!("-{at}")) });
    tries.find(|path| !path.exists()).unwrap_or_else(|| name(String::new()))
}

fn format(file: FileKind) -> Format {
    let same = |format: &Format| format.extension() == file.ending();
    Format::ALL.into_iter().find(same).unwrap_or(Format::Pdf)
}

fn table<const N: usize>(
    headings: [&str; N],
    rows: Vec<Vec<Entry>>,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let columns = headings.map(|heading| Column { heading: heading.to_owned(), align: Align::Left });
    let grid = Grid { columns: columns.into(), rows, rules: Vec::new() };
    for line in grid.lines(&screen.terminal.clone()) {
        screen.line(&line)?;
    }
    Ok(())
}
