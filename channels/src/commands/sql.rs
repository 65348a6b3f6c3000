use std::io::{self, Read};

use sentia_semantic::QueryError;
use sentia_tools::{RunSql, RunSqlArgs, Tool, ToolContext, ToolError};

use super::Context;
use crate::{exit::Exit, failure::Failure, question::QuestionError, render};

/// Bytes that are read at most; the engine takes fewer.
const LONGEST: u64 = 64_000;

/// Runs a statement of the person's own; without one, lists the tables that it could read.
pub(super) async fn run(context: &Context<'_>, words: &[String]) -> Result<Exit, Failure> {
    let sql = statement(words)?;
    let mut screen = context.screen();
    let service = context.service(&screen).await?;
    let person = service.person(context.shared.person.as_deref()).await?;
    let tool_context = ToolContext {
        engine: service.engine.clone(),
        scope: person.scope,
        scope_in_words: person.scope_in_words,
        documents: None,
    };
    let evidence = match RunSql.call(RunSqlArgs { sql, about: None }, &tool_context).await {
        Ok(evidence) => evidence,
        Err(ToolError::Query(QueryError::Sql(refusal))) => return Err(Failure::Sql(refusal)),
        Err(error) => return Err(error.into()),
    };
    if context.shared.json {
        screen.line(&serde_json::to_string(&evidence)?)?;
    } else {
        screen.write(&render::evidence(&evidence, context.shared.explain, &screen.terminal))?;
    }
    Ok(Exit::Done)
}

/// The statement that a command line means, with the line breaks that end its comments.
fn statement(words: &[String]) -> Result<Option<String>, QuestionError> {
    match words {
        [] => Ok(None),
        [only] if only == "-" => {
            let mut bytes = Vec::new();
            io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
            String::from_utf8(bytes).map(Some).map_err(|_| QuestionError::NotText)
        }
        words => Ok(Some(words.join(" "))),
    }
}
