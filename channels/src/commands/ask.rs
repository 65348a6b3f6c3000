use sentia_agent::Conversation;

use super::Context;
use crate::{exit::Exit, failure::Failure, keeping::Keeper, question, turn};

pub(super) async fn run(context: &Context<'_>, words: &[String]) -> Result<Exit, Failure> {
    let question = question::of_arguments(words)?;
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let person = service.person(context.shared.person.as_deref()).await?;
    let conversation = Conversation::default();
    let record = turn::run(&service, &conversation, &person, &question, context.view(), &mut screen).await?;
    let exit = Exit::of(&record.answer.outcome);
    let kept = Keeper::new(&context.config).keep(record, context.view(), &mut screen).await?;
    super::see_to(&context.config, &service, &kept, context.shared.json, &mut screen).await?;
    Ok(exit)
}
