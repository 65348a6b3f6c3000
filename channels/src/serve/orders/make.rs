use async_trait::async_trait;
use futures::{StreamExt, stream};
use sentia_agent::{
    Person, Summary,
    order::{Order, Ordered, ReportOrder},
    report::{Template, template, templates},
    store::TurnRecord,
};

use crate::{
    failure::Failure,
    report::{Made, MadeSection, ask, gathered, questions},
    wiring::Service,
};

/// Questions that are answered side by side.
const AT_ONCE: usize = 2;

/// Hears how far a report is.
#[async_trait]
pub(crate) trait Hearer: Send + Sync {
    /// What is answered by now, of how many questions.
    async fn hear(&self, answered: &[(usize, TurnRecord)], total: usize);
}

pub(crate) struct Nobody;

#[async_trait]
impl Hearer for Nobody {
    async fn hear(&self, _: &[(usize, TurnRecord)], _: usize) {}
}

/// What an order asks for, as the person. `answered` is what was answered before the process died.
pub(crate) async fn make(
    service: &Service,
    person: &Person,
    order: &Order,
    answered: Vec<(usize, TurnRecord)>,
    hearer: &dyn Hearer,
) -> Result<Made, Failure> {
    match &order.what {
        Ordered::Answer { question } => answer(service, person, question).await,
        Ordered::Report(wanted) => report(service, person, wanted, answered, hearer).await,
    }
}

pub(crate) fn find(kind: &str) -> Result<Template, Failure> {
    template(kind).ok_or_else(|| Failure::NoSuchReport {
        kind: kind.escape_debug().to_string(),
        known: templates().into_iter().map(|template| template.kind).collect(),
    })
}

async fn answer(service: &Service, person: &Person, question: &str) -> Result<Made, Failure> {
    let record = ask(&service.agent, person, question).await?;
    Ok(Made {
        kind: None,
        title: question.to_owned(),
        person: person.clone(),
        today: service.engine.today(),
        period: None,
        only: None,
        notes: Vec::new(),
        summary: None,
        sections: vec![MadeSection { heading: String::new(), turns: vec![record] }],
    })
}

pub(crate) async fn report(
    service: &Service,
    person: &Person,
    wanted: &ReportOrder,
    mut answered: Vec<(usize, TurnRecord)>,
    hearer: &dyn Hearer,
) -> Result<Made, Failure> {
    let template = find(&wanted.kind)?;
    let questions = questions(&template, wanted);
    let total = questions.len();
    let left = questions.into_iter().skip(answered.len());
    let asked = left.map(|(at, question)| async move {
        ask(&service.agent, person, &question).await.map(|record| (at, record))
    });
    let mut asked = std::pin::pin!(stream::iter(asked).buffered(AT_ONCE));
    while let Some(answer) = asked.next().await {
        answered.push(answer?);
        hearer.hear(&answered, total).await;
    }
    let mut made = gathered(&service.agent, person, &template, wanted, answered);
    let turns: Vec<&TurnRecord> = made.turns().collect();
    match service.agent.summary(person, &made.title, &turns).await? {
        Summary::Worded(record) => made.summary = Some(record),
        Summary::Unworded(None) => {}
        Summary::Unworded(Some(why)) => {
            made.notes.push(format!("The summary is put together without a model, because {why}."));
        }
    }
    Ok(made)
}
