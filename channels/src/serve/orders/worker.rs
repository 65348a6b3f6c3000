//! Carries orders out: as whoever ordered them, with what they may see by then.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sentia_agent::{
    Outcome, Person,
    order::{Alert, When},
    store::TurnRecord,
};
use sentia_jobs::{Fault, Issue, Job, NewIssue, Progress, Work, Worker};
use serde::{Deserialize, Serialize};

use super::{
    LOOK, Who, Wish, links,
    make::{Hearer, make},
    permissions,
    post::PostOffice,
};
use crate::{
    failure::Failure,
    report::{Made, MadeSection, ask},
    serve::server::Server,
};

/// What an order goes by from one occurrence to the next.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct State {
    /// Of the figures that were sent last.
    #[serde(default)]
    figures: Option<String>,
    /// Of whom an alert has told, until it no longer holds of them.
    #[serde(default)]
    told: BTreeSet<String>,
    /// What was answered of an occurrence, by its number, when the process died.
    #[serde(default)]
    begun: Option<(u64, Vec<(usize, TurnRecord)>)>,
}

pub(in crate::serve) struct Orders {
    pub(in crate::serve) server: Arc<Server>,
    /// None where there are no chats.
    pub(in crate::serve) post: Option<PostOffice>,
}

#[async_trait]
impl Worker for Orders {
    async fn work(&self, job: &Job, progress: &Progress) -> Result<Work, Fault> {
        let wish = read(job)?;
        let person = self.person(&wish).await?;
        let state: State = serde_json::from_value(job.state.clone()).unwrap_or_default();
        match &wish.order.when {
            When::Once(alert) => self.look(&person, &wish, alert, state).await,
            When::Now | When::Every(_) => self.make(&person, &wish, job, state, progress).await,
        }
    }

    fn next(&self, job: &Job, after: Timestamp) -> Option<Timestamp> {
        match &read(job).ok()?.order.when {
            When::Now => None,
            When::Every(recurrence) => recurrence.next(after),
            When::Once(_) => after.checked_add(SignedDuration::from_secs(LOOK)).ok(),
        }
    }

    /// What was ordered in the page is shown there.
    async fn hand_over(&self, issue: &Issue) -> Result<(), Fault> {
        let job = self.server.jobs.job(&issue.owner, &issue.job).await;
        let Some(job) = job.map_err(|error| Fault::Passing(error.to_string()))? else { return Ok(()) };
        let wish = read(&job)?;
        let Some(chat) = wish.chat.clone() else { return Ok(()) };
        let none = || Fault::Lasting(format!("no bot for {} is set up any more", chat.account.channel));
        let post = self.post.as_ref().ok_or_else(none)?;
        let made: Made = serde_json::from_slice(&issue.content).map_err(lasting)?;
        // It may have waited for days.
        if !self.person(&wish).await?.sees_all_that(&made.person) {
            return Err(Fault::Lasting("it tells of what you may no longer see".to_owned()));
        }
        let link = links::open(&self.server.jobs, &issue.owner, &issue.id, links::USUAL_DAYS).await;
        let link = link.map_err(fault)?.ok_or_else(|| Fault::Lasting("it is no longer kept".to_owned()))?;
        post.send(chat.clone(), issue, &wish, (&made, link)).await
    }
}

impl Orders {
    /// Whoever ordered it, as they are known now.
    async fn person(&self, wish: &Wish) -> Result<Person, Fault> {
        let service = &self.server.service;
        let person = match &wish.who {
            Who::Identity(identity) => service.identified(identity).await,
            Who::Person(id) => service.person(Some(id)).await,
        };
        person.map_err(|failure| match failure {
            Failure::People(error) => Fault::Lasting(error.to_string()),
            other => Fault::Passing(other.to_string()),
        })
    }

    async fn make(
        &self,
        person: &Person,
        wish: &Wish,
        job: &Job,
        state: State,
        progress: &Progress,
    ) -> Result<Work, Fault> {
        let service = &self.server.service;
        // What was answered with other permissions is asked again.
        let is_theirs =
            |answered: &[(usize, TurnRecord)]| answered.iter().all(|(_, record)| record.person == *person);
        let begun = state.begun.filter(|(run, answered)| *run == job.runs && is_theirs(answered));
        let begun = begun.map(|(_, answered)| answered);
        let last = State { figures: state.figures.clone(), told: state.told, begun: None };
        // Without a model, asking again is quicker than keeping.
        let keeps = service.waits_for_model;
        let hearer = Kept { progress, run: job.runs, last: &last, keeps };
        let made = make(service, person, &wish.order, begun.unwrap_or_default(), &hearer).await;
        let mut made = made.map_err(fault)?;
        let hash = made.figures_hash();
        let says_nothing_new =
            matches!(wish.order.when, When::Every(_)) && last.figures.as_ref() == Some(&hash);
        let next = State { figures: Some(hash), ..State::default() };
        made.notes.extend(permissions::narrower(&wish.person, person));
        finished((!says_nothing_new).then_some(made), &next)
    }

    /// Tells of those for whom the condition has come to hold since it was looked at last.
    async fn look(&self, person: &Person, wish: &Wish, alert: &Alert, state: State) -> Result<Work, Fault> {
        let service = &self.server.service;
        let series = ask(&service.agent, person, &alert.series).await.map_err(fault)?;
        let breaches = ask(&service.agent, person, &alert.breaches).await.map_err(fault)?;
        let (Outcome::Answered, Some(evidence)) = (&series.answer.outcome, series.answer.evidence.first())
        else {
            return Err(Fault::Lasting(format!("\"{}\" can no longer be answered for you", alert.series)));
        };
        let met = breaches
            .answer
            .evidence
            .first()
            .map(|breaches| alert.met(evidence, breaches))
            .unwrap_or_default();
        let new: Vec<String> = met.difference(&state.told).cloned().collect();
        let next = State { told: met, ..State::default() };
        let made = (!new.is_empty()).then(|| told(person, wish, series, &new, service.engine.today()));
        finished(made, &next)
    }
}

/// Says how far a report is, and keeps what is answered for after a crash.
struct Kept<'a> {
    progress: &'a Progress,
    run: u64,
    last: &'a State,
    keeps: bool,
}

#[async_trait]
impl Hearer for Kept<'_> {
    async fn hear(&self, answered: &[(usize, TurnRecord)], total: usize) {
        self.progress.say(format!("{} of {total} questions are answered", answered.len()));
        let state = State { begun: Some((self.run, answered.to_vec())), ..self.last.clone() };
        if self.keeps
            && let Ok(state) = serde_json::to_value(&state)
            && let Err(error) = self.progress.keep(&state).await
        {
            tracing::warn!(%error, "how far a report is was not kept");
        }
    }
}

/// The answer that shows what has come to hold, and of whom.
fn told(person: &Person, wish: &Wish, series: TurnRecord, new: &[String], today: jiff::civil::Date) -> Made {
    let what = wish.order.words.split_once(" when ").map_or(wish.order.words.as_str(), |(_, what)| what);
    let of: Vec<&str> = new.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let of = if of.is_empty() { String::new() } else { format!(": {}", of.join(", ")) };
    let mut notes = vec![format!("This has come to hold{of}. You asked to be told when {what}.")];
    notes.extend(permissions::narrower(&wish.person, person));
    Made {
        kind: None,
        title: format!("Alert: {what}"),
        person: person.clone(),
        today,
        period: None,
        only: None,
        notes,
        summary: None,
        sections: vec![MadeSection { heading: String::new(), turns: vec![series] }],
    }
}

fn finished(made: Option<Made>, state: &State) -> Result<Work, Fault> {
    let state = serde_json::to_value(state).map_err(lasting)?;
    let issue = made.map(|made| {
        let questions: Vec<&str> = made.turns().map(|turn| turn.question.as_str()).collect();
        let parts = [made.only.as_deref(), made.period.as_deref()].into_iter().flatten();
        let title = parts.fold(made.title.clone(), |title, part| format!("{title}, {part}"));
        Ok(NewIssue {
            title,
            words: questions.join(" "),
            content: serde_json::to_vec(&made).map_err(lasting)?,
        })
    });
    Ok(Work { issue: issue.transpose()?, state })
}

fn read(job: &Job) -> Result<Wish, Fault> {
    serde_json::from_value(job.wish.clone()).map_err(lasting)
}

fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::NoSuchReport { .. } => Fault::Lasting(failure.to_string()),
        other => Fault::Passing(other.to_string()),
    }
}

fn lasting(error: serde_json::Error) -> Fault {
    Fault::Lasting(error.to_string())
}
