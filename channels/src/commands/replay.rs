use sentia_agent::{
    Difference, replay,
    store::{Store, StoreError, TurnRecord},
};
use serde::Serialize;

use super::Context;
use crate::{
    exit::Exit,
    failure::Failure,
    keeping::Keeper,
    render::{Style, clean, indented, paint},
    screen::Screen,
    wiring::Service,
};

#[derive(Serialize)]
struct Json<'a> {
    turn: &'a str,
    question: &'a str,
    same: bool,
    differences: &'a [Difference],
}

pub(super) async fn run(context: &Context<'_>, turn: &str) -> Result<Exit, Failure> {
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let store = Keeper::new(&context.config).store().await?;
    let record = find(context, &service, store.as_ref(), turn).await?;
    let differences = replay(&record, &service.agent).await?;
    if context.shared.json {
        let json = Json {
            turn,
            question: &record.question,
            same: differences.is_empty(),
            differences: &differences,
        };
        screen.line(&serde_json::to_string(&json)?)?;
    } else {
        show(&record, &differences, &mut screen)?;
    }
    Ok(if differences.is_empty() { Exit::Done } else { Exit::Failed })
}

/// The turn, whoever of the directory asked it; with `--as` only that person's.
pub(super) async fn find(
    context: &Context<'_>,
    service: &Service,
    store: &dyn Store,
    turn: &str,
) -> Result<TurnRecord, Failure> {
    if let Some(id) = &context.shared.person {
        return Ok(store.turn(&service.people.find(Some(id))?.scope, turn).await?);
    }
    for person in service.people.all() {
        match store.turn(&person.scope, turn).await {
            Err(StoreError::NotFound(_)) => {}
            found => return Ok(found?),
        }
    }
    Err(Failure::NoTurn(turn.escape_debug().to_string()))
}

fn show(record: &TurnRecord, differences: &[Difference], screen: &mut Screen) -> Result<(), Failure> {
    let terminal = screen.terminal;
    let asked = record.now.strftime("%-d %b %Y");
    screen.line(&paint(&clean(&record.question), Style::Heading, &terminal))?;
    screen.line(&format!("asked by {} ({}) on {asked}", clean(&record.person.name), record.person.id))?;
    if differences.is_empty() {
        screen.line(&paint("The same answer, byte for byte.", Style::Good, &terminal))?;
        return Ok(());
    }
    let noun = if differences.len() == 1 { "difference" } else { "differences" };
    screen.line(&paint(&format!("{} {noun}:", differences.len()), Style::Bad, &terminal))?;
    for difference in differences {
        let columns = terminal.prose_width();
        screen.line(&indented("  ", &clean(&difference.what), columns))?;
        for (name, text) in [("was", &difference.stored), ("now", &difference.now)] {
            if !text.is_empty() {
                screen.line(&indented(&format!("    {name}  "), &clean(text), columns))?;
            }
        }
    }
    Ok(())
}
