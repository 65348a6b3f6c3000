//! What somebody finds on the bot's page in a chat: what is sent to them, and what they could ask.

use sentia_agent::Person;
use sentia_bots::{Button, Home, Line, Press, Section};

use super::reply::Action;
use crate::{
    failure::Failure,
    serve::{api::examples, orders::subscriptions, server::Server},
};

pub(super) async fn page(server: &Server, person: &Person) -> Result<Home, Failure> {
    let sent = subscriptions(&server.jobs, person).await?.into_iter();
    let mut sent: Vec<Line> = sent.map(|(id, words)| line(&words, "Stop", Action::Stop(id))).collect();
    if sent.is_empty() {
        let how = "Nothing yet. Ask for it in words, as in: send me OEE by line last week every Monday at 7.";
        sent.push(Line { text: how.to_owned(), button: None });
    }
    let questions = examples(&server.service.engine, &person.scope).into_iter();
    let asked = questions.map(|question| line(&question, "Ask", Action::Ask(question.clone()))).collect();
    Ok(Home { sections: vec![section("What is sent to you", sent), section("What you could ask", asked)] })
}

/// A page of one sentence.
pub(super) fn words(text: &str) -> Home {
    Home { sections: vec![section("", vec![Line { text: text.to_owned(), button: None }])] }
}

fn section(title: &str, lines: Vec<Line>) -> Section {
    Section { title: title.to_owned(), lines }
}

fn line(text: &str, label: &str, action: Action) -> Line {
    let press = Press::Action(action.written());
    Line { text: text.to_owned(), button: Some(Button { label: label.to_owned(), press }) }
}
