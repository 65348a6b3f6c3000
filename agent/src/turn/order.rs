//! Orders: what is wanted is planned like any question, so that nothing is promised that could not be answered.

use sentia_semantic::Grain;

use super::{Agent, AgentError, understand::Understood};
use crate::{
    Clarification, ClarifyOption, Person,
    link::Links,
    order::{Alert, Bucket, CONFIRMED, Order, Ordered, Recurrence, Request, Wanted, When},
    plan::{Focus, Plan, focus_in_words},
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
        if request.by_mail {
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
        let what = match self.what_was_said(&request.what, recall) {
            Some(Ok(question)) => question,
            Some(Err(plan)) => return Ok(Some(plan)),
            None => request.what.clone(),
        };
        let understood = self.understood(person, &what, recall).await?;
        let ordered = match report::named(&what) {
            Some(template) => self.report(&template, &understood),
            None => self.answer(&what, &understood),
        };
        Ok(Some(match ordered {
            Ok((ordered, words)) => Agent::offer(person, request, ordered, &words),
            Err(plan) => retold(*plan, request),
        }))
    }

    /// "send me that every Monday": what was answered before.
    fn what_was_said(&self, what: &str, recall: &Recall) -> Option<Result<String, Plan>> {
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
        let focus = recall.focus.as_ref().map(|focus| focus_in_words(focus, self.engine.catalogue()));
        Some(focus.ok_or_else(|| Plan::Refuse {
            reason:
                "There is no answer before this one that could be sent; say what it should be.".to_owned(),
            instead: Vec::new(),
        }))
    }

    fn report(
        &self,
        template: &report::Template,
        understood: &Understood,
    ) -> Result<(Ordered, String), Box<Plan>> {
        if let Plan::Refuse { .. } = &understood.plan
            && understood.links.members.iter().any(|member| !member.visible())
        {
            return Err(Box::new(understood.plan.clone()));
        }
        let links = &understood.links;
        let period = links.periods.first().map(|period| period.span.of(&understood.question).to_owned());
        let only = only(links);
        let mut words = format!("the {}", template.title.to_lowercase());
        words = words.replace("oee", "OEE");
        for part in [only.as_ref().map(|only| format!("for {only}")), period.clone()].into_iter().flatten() {
            words = format!("{words} {part}");
        }
        Ok((Ordered::Report { kind: template.kind.clone(), period, only }, words))
    }

    /// Asked anew each time, in words that are complete in themselves.
    fn answer(&self, what: &str, understood: &Understood) -> Result<(Ordered, String), Box<Plan>> {
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

    async fn alert(&self, person: &Person, request: &Request, recall: &Recall) -> Result<Plan, AgentError> {
        let Wanted::When(watched) = &request.when else {
            return Err(AgentError::Internal("no alert".to_owned()));
        };
        let bucket = watched.bucket;
        let question = format!("{} {} by {}", watched.subject, watched.condition, bucket.grain().name());
        let understood = self.understood(person, &question, recall).await?;
        let focus = match &understood.plan {
            Plan::Call { focus: Some(focus), .. }
                if !focus.having.is_empty() && focus.statement.is_none() =>
            {
                focus
            }
            plan @ (Plan::Refuse { .. } | Plan::Clarify(_)) => return Ok(retold(plan.clone(), request)),
            _ => return Ok(not_watchable(&watched.subject, &watched.condition)),
        };
        let mut breaches = Focus {
            grain: Some(bucket.grain()),
            period: Some(bucket.period(watched.run)),
            period_assumed: false,
            against: None,
            sort: None,
            limit: None,
            others: false,
            columns: Vec::new(),
            ..focus.clone()
        };
        let within: Vec<String> = bucket.within().iter().map(|id| (*id).to_owned()).collect();
        let catalogue = self.engine.catalogue();
        if within.iter().any(|id| catalogue.dimension(id).is_none()) {
            return Ok(not_watchable(&watched.subject, "by shift"));
        }
        breaches.by.extend(within.iter().filter(|id| !focus.by.contains(id)).cloned());
        let series = Focus { having: Vec::new(), ..breaches.clone() };
        let alert = Alert {
            series: focus_in_words(&series, catalogue),
            breaches: focus_in_words(&breaches, catalogue),
            run: watched.run,
            within,
        };
        for question in [&alert.series, &alert.breaches] {
            let again = self.understood(person, question, &Recall::default()).await?;
            if !matches!(again.plan, Plan::Call { .. }) {
                return Ok(retold(again.plan, request));
            }
        }
        let run = match watched.run {
            1 => format!("for a {}", bucket.name()),
            run => format!("for {run} {}s in a row", bucket.name()),
        };
        let words = format!("{} is {} {run}", watched.subject, watched.condition);
        let order = Order {
            what: Ordered::Answer { question: alert.series.clone() },
            when: When::Once(alert),
            file: request.file.unwrap_or_default(),
            words: format!("a word when {words}"),
        };
        let plan = Plan::Order(Box::new(order));
        let read = format!("Tell me when {words}");
        let question = format!("I would tell you once whenever {words}. Shall I?");
        Ok(confirmed(
            request,
            plan,
            question,
            vec![(format!("Yes, when it is {}", watched.condition), confirmation(&read))],
        ))
    }
}

fn no_mail() -> Plan {
    Plan::Refuse {
        reason: "Nothing can be sent by e-mail here. Ask for it without: then it comes to where you ask, and stays among \
                 your reports."
            .to_owned(),
        instead: Vec::new(),
    }
}

/// The parts of the company that are named; None where there are none.
fn only(links: &Links) -> Option<String> {
    let names: Vec<&str> = links
        .members
        .iter()
        .filter(|member| member.visible() && !member.excluded)
        .filter_map(|member| member.candidates.first())
        .map(|candidate| candidate.name.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// ` as PDF`
fn manner(request: &Request) -> String {
    request.file.map(|file| format!(" as {}", file.ending().to_uppercase())).unwrap_or_default()
}

fn confirmation(read: &str) -> String {
    format!("{} {read}", CONFIRMED)
}

/// The order itself where the person has seen it in words, else the question whether they want it.
fn confirmed(request: &Request, plan: Plan, question: String, options: Vec<(String, String)>) -> Plan {
    if request.confirmed {
        return plan;
    }
    let options = options.into_iter().map(|(label, question)| ClarifyOption { label, question }).collect();
    Plan::Clarify(Clarification { question, options })
}

/// A question back about what is wanted: its options are orders again.
fn retold(plan: Plan, request: &Request) -> Plan {
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

fn not_watchable(subject: &str, condition: &str) -> Plan {
    Plan::Refuse {
        reason: format!(
            "I cannot watch \"{subject}\" {condition}. Name one measure and a value, for example: tell me when OEE at \
             Leeds falls below 70% for two days."
        ),
        instead: Vec::new(),
    }
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

impl Bucket {
    fn grain(self) -> Grain {
        match self {
            Bucket::Shift | Bucket::Day => Grain::Day,
            Bucket::Week => Grain::Week,
            Bucket::Month => Grain::Month,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Bucket::Shift => "shift",
            other => other.grain().name(),
        }
    }

    /// The dimensions that part a day.
    fn within(self) -> &'static [&'static str] {
        if self == Bucket::Shift { &["shift"] } else { &[] }
    }

    /// Enough of the past to see a run even where some buckets have no rows.
    fn period(self, run: u32) -> String {
        format!("last_{}_{}s", (run * 2).max(14), self.grain().name())
    }
}
