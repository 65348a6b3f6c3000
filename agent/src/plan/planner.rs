use std::sync::Arc;

use sentia_semantic::Catalogue;

use super::{
    Asking, Plan, Reach,
    ask::{Ask, Step},
    choices::Choices,
    clarify::clarify,
    clauses,
    describe::describe,
    draft::{Draft, draft},
    gates, payments, record,
    say::list,
    stock, topics, what_if,
};

/// Plans without a model. Made once for a catalogue.
#[derive(Debug, Clone)]
pub struct Planner {
    catalogue: Arc<Catalogue>,
    reach: Reach,
}

impl Planner {
    pub fn new(catalogue: Arc<Catalogue>, reach: Reach) -> Self {
        Planner { catalogue, reach }
    }

    /// What to do about the question. Equal askings get equal plans.
    pub fn plan(&self, asking: &Asking<'_>) -> Plan {
        let ask = Ask { catalogue: &self.catalogue, reach: &self.reach, asking };
        let plan = attempt(&ask).unwrap_or_else(|stopped| *stopped);
        match plan {
            Plan::Documents { .. } => plan,
            other if topics::asks_how(&ask) => Plan::Documents {
                query: asking.question.to_owned(),
                named: false,
                otherwise: Box::new(other),
            },
            other => other,
        }
    }
}

fn attempt(ask: &Ask<'_>) -> Step<Plan> {
    gates::readable(ask)?;
    topics::documents(ask)?;
    gates::dates(ask)?;
    gates::scope(ask)?;
    if let Some(plan) = describe(ask)? {
        return Ok(plan);
    }
    topics::decline(ask)?;
    if clauses::is_advice_beside(ask)
        && let Some(plan) = first_part(ask)
    {
        return Ok(plan);
    }
    match draft(ask, &Choices::default()) {
        Ok(draft) => finish(ask, draft),
        Err(stopped) if matches!(*stopped, Plan::Refuse { .. }) => first_part(ask).ok_or(stopped),
        Err(stopped) => Err(stopped),
    }
}

/// "Which purchase orders are late and which customer orders do they hit?": where the two cannot be answered together, the first.
fn first_part(ask: &Ask<'_>) -> Option<Plan> {
    let (question, links, note) = clauses::first_alone(ask)?;
    let asking = Asking { question: &question, links: &links, ..*ask.asking };
    let first = Ask { asking: &asking, ..*ask };
    let mut draft = draft(&first, &Choices::default()).ok()?;
    draft.assumptions.push(note);
    finish(&first, draft).ok().filter(|plan| matches!(plan, Plan::Call { .. }))
}

fn finish(ask: &Ask<'_>, draft: Draft) -> Step<Plan> {
    leaves_nothing_out(ask, &draft)?;
    Ok(Plan::Call {
        call: draft.focus.to_call(ask.catalogue),
        focus: Some(draft.focus),
        assumptions: draft.assumptions,
    })
}

/// Words that nothing claimed may be what the question is about: never answered as if they were not there.
fn leaves_nothing_out(ask: &Ask<'_>, draft: &Draft) -> Step<()> {
    let leftover: Vec<_> = ask
        .asking
        .links
        .leftover
        .iter()
        .filter(|(_, words)| {
            ![what_if::claims, stock::claims, payments::claims, record::claims]
                .iter()
                .any(|claims| claims(draft, words))
        })
        .collect();
    if leftover.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = leftover.iter().take(3).map(|(_, words)| format!("\"{words}\"")).collect();
    let words = list(words.iter().map(String::as_str));
    let question = format!("I find nothing called {words} in the data. Shall I leave it out?");
    Err(clarify(ask, question, vec![(format!("Without {words}"), draft.focus.clone())]))
}
