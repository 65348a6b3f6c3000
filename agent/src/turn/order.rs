//! Orders: what is wanted is planned like any question, so that nothing is promised that could not be answered.

use super::{Agent, AgentError, report::named, understand::Understood};
use crate::{
    Clarification, ClarifyOption, Person,
    order::{CONFIRMED, Order, Ordered, Recurrence, Request, Wanted, When},
    plan::{Plan, focus_in_words},
    report,
    store::Recall,
};

impl Agent {
    /// What is done about an order; None where the words turn out to be a question.
    pub(super) async fn order(
        &self,
        person: &Person,
        request: &Request,
        recall: &Recall,
    ) -> Result<Option<Plan>, AgentError> {
        if request.by_mail && !person.mailbox {
            return Ok(Some(no_mail()));
        }
        // "Give me OEE" is a question, unless it names a report or a file.
        let is_question = request.when == Wanted::Now && request.file.is_none();
        if is_question && report::named(&request.what).is_none() {
            return Ok(None);
        }
        if let Wanted::When(_) = &request.when {
            return self.alert(person, request, recall).await.map(Some);
        }
        let (what, pages) = match self.what_was_said(&request.what, recall) {
            Some(Ok((what, pages))) => (what, [pages, request.pages.clone()].concat()),
            Some(Err(plan)) => return Ok(Some(plan)),
            None => (request.what.clone(), request.pages.clone()),
        };
        let ordered = match report::named(&what) {
            Some(template) => self.report(person, &template, &what, &pages).await?,
            None if !pages.is_empty() => Err(Box::new(no_report())),
            None => self.answer(&what, &self.understood(person, &what, recall).await?),
        };
        Ok(Some(match ordered {
            Ok((ordered, words)) => Agent::offer(person, request, ordered, &words),
            Err(plan) => retold(*plan, request),
        }))
    }

    /// "send me that every Monday": what was answered or ordered before, and the pages of its own.
    fn what_was_said(&self, what: &str, recall: &Recall) -> Option<Result<(String, Vec<String>), Plan>> {
        const BACK: [&str; 9] = [
            "that",
            "this",
            "it",
            "them",
            "the same",
            "that answer",
            "this answer",
            "the answer",
            "that report",
        ];
        if !BACK.contains(&what.to_lowercase().as_str()) {
            return None;
        }
        match recall.ordered.as_deref().map(|order| &order.what) {
            Some(Ordered::Report(report)) => {
                let pages = report.pages.iter().map(|page| page.about.clone()).collect();
                return Some(Ok((named(report), pages)));
            }
            Some(Ordered::Answer { question }) => return Some(Ok((question.clone(), Vec::new()))),
            None => {}
        }
        let focus = recall.focus.as_ref().map(|focus| focus_in_words(focus, self.engine.catalogue()));
        Some(focus.map(|focus| (focus, Vec::new())).ok_or_else(|| Plan::Refuse {
            reason:
                "There is no answer before this one that could be sent; say what it should be.".to_owned(),
            instead: Vec::new(),
        }))
    }

    /// Asked anew each time, in words that are complete in themselves.
    pub(super) fn answer(&self, what: &str, understood: &Understood) -> Result<(Ordered, String), Box<Plan>> {
        let question = match &understood.plan {
            Plan::Call { focus: Some(focus), .. } => focus_in_words(focus, self.engine.catalogue()),
            Plan::Call { .. } | Plan::Documents { .. } => what.to_owned(),
            Plan::OutOfReach { .. } if self.router.is_some() => what.to_owned(),
            plan => return Err(Box::new(plan.clone())),
        };
        Ok((Ordered::Answer { question: question.clone() }, question))
    }

    fn offer(person: &Person, request: &Request, ordered: Ordered, what: &str) -> Plan {
        let manner = manner(request);
        let order = |when: When, words: String| Order {
            what: ordered.clone(),
            when,
            file: request.file.unwrap_or_default(),
            by_mail: request.by_mail,
            words,
        };
        let Wanted::Every(days, at) = &request.when else {
            return Plan::Order(Box::new(order(When::Now, format!("{what}{manner}"))));
        };
        let recurrence = Recurrence { days: days.clone(), at: *at, zone: person.zone().to_owned() };
        let words = format!("{what}{manner}, {}", recurrence.in_words());
        let read = format!("Send me {what}{manner} {}", recurrence.to_be_read());
        let yes = format!("Yes, {}", recurrence.to_be_read());
        let question = format!("I would send you {words}. Shall I?");
        let plan = Plan::Order(Box::new(order(When::Every(recurrence), words)));
        confirmed(
            request,
            plan,
            question,
            vec![(yes, confirmation(&read)), ("Only once, now".to_owned(), what.to_owned())],
        )
    }
}

fn no_mail() -> Plan {
    Plan::Refuse {
        reason: "No e-mail address is known to be yours. Where Sentia has a mailbox, write to it once and open the link in \
                 its reply. Or ask for it without e-mail: then it comes to where you ask, and stays among your reports."
            .to_owned(),
        instead: Vec::new(),
    }
}

pub(super) fn no_report() -> Plan {
    Plan::Refuse {
        reason: "There is no report here that a page could be added to. Name one, for example: make the finance pack with \
                 a page on energy."
            .to_owned(),
        instead: Vec::new(),
    }
}

/// ` as PDF by e-mail`
fn manner(request: &Request) -> String {
    let file = request.file.map(|file| format!(" as {}", file.ending().to_uppercase())).unwrap_or_default();
    if request.by_mail { format!("{file} by e-mail") } else { file }
}

pub(super) fn confirmation(read: &str) -> String {
    format!("{} {read}", CONFIRMED)
}

/// The order itself where the person has seen it in words, else the question whether they want it.
pub(super) fn confirmed(
    request: &Request,
    plan: Plan,
    question: String,
    options: Vec<(String, String)>,
) -> Plan {
    if request.confirmed {
        return plan;
    }
    let options = options.into_iter().map(|(label, question)| ClarifyOption { label, question }).collect();
    Plan::Clarify(Clarification { question, options })
}

/// A question back about what is wanted: its options are orders again.
pub(super) fn retold(plan: Plan, request: &Request) -> Plan {
    let Plan::Clarify(clarification) = plan else { return plan };
    let when = match &request.when {
        Wanted::Now => String::new(),
        Wanted::Every(days, at) => {
            let recurrence = Recurrence { days: days.clone(), at: *at, zone: String::new() };
            format!(" {}", recurrence.to_be_read())
        }
        // The options say what is watched with its condition.
        Wanted::When(_) => return Plan::Clarify(Clarification { options: Vec::new(), ..clarification }),
    };
    let manner = manner(request);
    let retold = |option: ClarifyOption| ClarifyOption {
        question: format!("Send me {}{manner}{when}", option.question),
        ..option
    };
    Plan::Clarify(Clarification {
        options: clarification.options.into_iter().map(retold).collect(),
        ..clarification
    })
}

/// The sentence that says what will be done.
pub(super) fn promise(order: &Order) -> String {
    let words = &order.words;
    match &order.when {
        When::Now => format!("I am preparing {words}."),
        When::Every(_) => format!("You will get {words}."),
        When::Once(_) => format!("You will get {words}; once each time, until it no longer is."),
    }
}
