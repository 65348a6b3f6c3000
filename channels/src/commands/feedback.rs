use sentia_agent::store::Verdict;

use super::Context;
use crate::{exit::Exit, failure::Failure, people::Directory, render::clean, wiring};

/// Entries that are shown.
const MOST: u32 = 200;

/// What people of the tenant thought of their answers. With --json, one object a line, from which eval cases can be made.
pub(super) async fn run(context: &Context<'_>) -> Result<Exit, Failure> {
    let directory = Directory::of(&context.config)?;
    let reader = &directory.find(context.shared.person.as_deref())?.scope;
    let store = wiring::store(&context.config).await?;
    let mut screen = context.screen();
    let all = store.feedback(reader, MOST).await?;
    if context.shared.json {
        for one in &all {
            screen.line(&serde_json::to_string(one)?)?;
        }
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        screen.line("Nobody has said anything yet; the page has the buttons below each answer.")?;
    }
    for one in &all {
        let verdict = match one.verdict {
            Verdict::Good => "good",
            Verdict::Bad => "wrong",
        };
        let day = one.given_at.strftime("%-d %b %Y");
        screen.line(&format!(
            "{day}  {}  {}  {verdict}  \"{}\"",
            one.turn,
            one.person,
            clean(&one.question)
        ))?;
        if !one.words.is_empty() {
            screen.line(&format!("    {}", clean(&one.words)))?;
        }
    }
    Ok(Exit::Done)
}
