//! Clients send the whole conversation with each question. What was asked before is found again among the person's
//! conversations, so that a follow-up keeps its filters; where it is not there (a question was edited), it is asked anew.

use axum::http::StatusCode;
use sentia_agent::{Conversation, PastTurn, Person};

use super::{
    super::{
        api::runs::{no_question, text},
        ask::ask,
        orders::Behalf,
        problem::Problem,
        server::Server,
    },
    wire::Message,
};
use crate::{failure::Failure, render::clean};

/// Latest conversations that are looked through.
const RECENT: u32 = 100;
/// Earlier questions that can be asked anew.
const MOST: usize = 20;

/// What the user asked, oldest first; never empty.
pub(super) fn questions(messages: &[Message]) -> Result<Vec<String>, Problem> {
    let refused = |detail| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail);
    let asked =
        messages.iter().filter(|message| message.role == "user").map(|message| text(&message.content));
    let questions: Vec<String> = asked.filter(|question| !question.trim().is_empty()).collect();
    match questions.len() {
        0 => Err(no_question()),
        many if many > MOST + 1 => Err(refused("the conversation is long; begin a new one")),
        _ => Ok(questions),
    }
}

pub(super) async fn conversation(
    server: &Server,
    person: &Person,
    before: &[String],
) -> Result<Conversation, Failure> {
    if before.is_empty() {
        return Ok(Conversation::default());
    }
    match stored(server, person, before).await? {
        Some(conversation) => Ok(conversation),
        None => asked_anew(server, person, before).await,
    }
}

/// The latest conversation of exactly these questions.
async fn stored(
    server: &Server,
    person: &Person,
    before: &[String],
) -> Result<Option<Conversation>, Failure> {
    let scope = &person.scope;
    let first = before.first().map(|question| plain(question)).unwrap_or_default();
    let summaries = server.store.conversations(scope, RECENT).await?;
    let fits = |turns: u64, title: &str| turns == before.len() as u64 && first.starts_with(&plain(title));
    for summary in summaries.iter().filter(|summary| fits(summary.turns, &summary.title)) {
        let conversation = server.store.conversation(scope, &summary.id).await?;
        let same = |(turn, question): (&PastTurn, &String)| plain(&turn.question) == plain(question);
        if conversation.turns.len() == before.len() && conversation.turns.iter().zip(before).all(same) {
            return Ok(Some(conversation));
        }
    }
    Ok(None)
}

async fn asked_anew(server: &Server, person: &Person, before: &[String]) -> Result<Conversation, Failure> {
    let mut conversation = Conversation::default();
    for question in before {
        let given = ask(server, &conversation, (person, &Behalf::nobody()), question, |_| {}).await?;
        match given.kept {
            // It was ordered when it was asked.
            Ok(()) | Err(Failure::NoOrders) => {}
            Err(failure) => return Err(failure),
        }
        let record = given.record;
        conversation.id = record.conversation;
        conversation.turns.push(PastTurn {
            question: record.question,
            answer: record.answer,
            focus: record.focus,
        });
    }
    Ok(conversation)
}

fn plain(question: &str) -> String {
    clean(question).split_whitespace().collect::<Vec<_>>().join(" ")
}
